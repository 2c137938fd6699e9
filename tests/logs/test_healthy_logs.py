"""Logs of sound runs are called healthy, whatever printed them."""

import pytest
from healthy_logs import STYLES, log_of

from trainward.logs.clean_line import clean_line
from trainward.records.log import LogSource, ReadLog
from trainward.verbs.diagnose import diagnose


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", sorted(STYLES))
def test_a_sound_run_is_healthy(name: str, seed: int) -> None:
    raws = log_of(name, seed)
    lines = tuple(clean_line(raw, name, number) for number, raw in enumerate(raws, start=1))
    report = diagnose(ReadLog(lines, (LogSource(name, len(lines), 1),)))

    said = [(one.cause, one.confidence, one.for_) for one in report.diagnoses]
    assert report.verdict == "healthy", (said, report.log and report.log.alarms)
