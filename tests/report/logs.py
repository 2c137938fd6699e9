"""Reports of logs that the tests of the report share."""

from dataclasses import replace

from trainward.records.diagnosis import Diagnosis, Quote
from trainward.records.log import LogLine, LogReport, LogSource, ReadLog
from trainward.records.report import Report
from trainward.records.run import Run

BIND = "failed to bind to [::]:29500 (errno: 98 - Address already in use) <script>alert(1)</script>"
LINES = (
    LogLine("a/train.log", 7, BIND, 0, 1000.0),
    LogLine("a/train.log", 90, "ChildFailedError: `x`", 1, 1060.0),
)
LOG = LogReport(
    ReadLog(LINES, (LogSource("a/train.log", 1200, 54_321),), ("b.log: breaks off",)),
    LINES,
    (LINES[1],),
    (("tensorflow_no_gpu_notice", LINES[1]),),
    ("`ss -ltnp`: who holds the port",),
)
SICK = Report(
    "diagnosed",
    Run("a/train.log", ("trainward", "diagnose", "a/train.log"), "", "ended"),
    {},
    (),
    (
        Diagnosis(
            "port_in_use", 1, 0.9, (BIND,), (), ("Use another port: `--master-port 29512`.",),
            {"meaning": "the port is held by another process"}, (Quote("a/train.log", 7, BIND, 0),), (),
        ),
    ),
    LOG,
)  # fmt: skip
UNDECIDED = replace(SICK, verdict="undecided", diagnoses=())
HEALTHY = replace(SICK, verdict="healthy", diagnoses=(), log=replace(LOG, alarms=()))
