"""Reports that the tests of the report share."""

import math

import numpy as np

from trainward.records.diagnosis import Diagnosis
from trainward.records.finding import Evidence, Finding
from trainward.records.reading import Series
from trainward.records.report import Report
from trainward.records.run import Run

RUN = Run(
    "20260102-030405-train-1a2b",
    ("train.py", "--lr", "10"),
    "2026-01-02T03:04:05+00:00",
    state="ended",
    exit_code=0,
    steps=1200,
    step_seconds_median=0.0101,
    watch_share=0.006,
    versions=(("torch", "2.13.0"),),
    machine="2 cores",
    notices=("no evaluation was seen",),
)
HEALTHY = Report("healthy", RUN, {}, (), ())
SICK = Report(
    "diagnosed",
    RUN,
    {
        "loss": (Series("loss", "", np.arange(3), np.array([2.0, 1.0, math.nan])),),
        "step_seconds": (Series("step_seconds", "", np.arange(3), np.array([0.01, 0.01, 0.01])),),
        "data_wait_seconds": (Series("data_wait_seconds", "", np.arange(3), np.array([0.001, 0.001, 0.001])),),
        "learning_rate": (Series("learning_rate", "adam/0", np.arange(1), np.array([0.5])),),
    },
    (
        Finding("loss-non-finite", "LOS001", "fatal", 812, "the loss is NaN", (Evidence("loss", 812, math.nan),)),
        Finding("loss-spike", "LOS002", "warning", 0, "jumped\nfar | up", (Evidence("loss", 800, math.inf, "x"),)),
        Finding("loss-slow", "LOS003", "info", 3, "slow", (Evidence("loss", 3, -math.inf),)),
    ),
    (
        Diagnosis("lr_too_high", 1, 0.62, ("the loss is NaN",), ("slow",), ("lower it",), {"meaning": "too high"}),
        Diagnosis("dead_relu", 2, 0.2, (), (), (), {"share": math.nan}),
    ),
)
