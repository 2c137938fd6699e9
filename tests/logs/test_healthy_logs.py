"""Logs of sound runs, in the styles that frameworks print, are called healthy."""

from pathlib import Path

import pytest

from trainward.sources.log_files import read_logs
from trainward.verbs.diagnose import diagnose

HEALTHY = sorted((Path(__file__).parent / "healthy").glob("*.log"))


@pytest.mark.parametrize("path", HEALTHY, ids=lambda path: path.stem)
def test_a_sound_run_is_healthy(path: Path) -> None:
    report = diagnose(read_logs([str(path)]))

    said = [(one.cause, one.confidence, one.for_) for one in report.diagnoses]
    assert report.verdict == "healthy", (said, report.log and report.log.alarms)
