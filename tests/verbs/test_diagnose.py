from pathlib import Path

import pytest

from trainward.errors import UsageError
from trainward.logs.clean_line import clean_line
from trainward.records.log import LogSource, ReadLog
from trainward.records.report import Report
from trainward.sources.log_files import read_logs
from trainward.verbs.diagnose import diagnose, with_context
from trainward.verbs.follow_logs import follow

TRAINING = [
    f"2026-01-01 10:{step // 60:02d}:{step % 60:02d} INFO step {step} loss {2.3 * 0.99**step:.4f}" for step in range(60)
]
BIND = (
    "[E socket.cpp:500] [c10d] The server socket has failed to bind to [::]:29500 (errno: 98 - Address already in use)."
)


def read(*texts: str) -> ReadLog:
    lines = tuple(clean_line(raw, "train.log", number) for number, raw in enumerate(texts, start=1))
    return ReadLog(lines, (LogSource("train.log", len(lines), 1),))


def test_ordinary_training_is_healthy() -> None:
    report = diagnose(read(*TRAINING))

    assert report.verdict == "healthy"
    assert report.diagnoses == ()


def test_a_cause_comes_with_the_line_it_relies_on_and_a_remedy() -> None:
    report = diagnose(read(*TRAINING, BIND))
    first = report.diagnoses[0]

    assert report.verdict == "diagnosed"
    assert first.cause == "port_in_use"
    assert (first.quotes[0].number, first.quotes[0].text) == (61, BIND)
    assert first.remedies


def test_an_unknown_error_is_undecided_and_says_what_to_get() -> None:
    report = diagnose(
        read(*TRAINING, "Traceback (most recent call last):", "FrobnicationError: the frob is not nicated")
    )

    assert report.verdict == "undecided"
    assert report.log is not None
    assert report.log.alarms[0].number == 62
    assert report.log.ask


def test_words_of_alarm_in_names_of_metrics_are_no_alarm() -> None:
    lines = [
        f"epoch {epoch} loss {1 / (1 + epoch):.3f} val_error: 0.{epoch}1 errors: 0 failed: 0" for epoch in range(9)
    ]

    assert diagnose(read(*lines)).verdict == "healthy"


def test_what_the_user_knows_counts_as_a_line() -> None:
    report = diagnose(with_context(read(*TRAINING), BIND))

    assert report.diagnoses[0].quotes[0].source == "--context"


def test_numbers_in_a_log_are_asked_the_rules_of_live_runs() -> None:
    lines = [f"step {step} loss {2.0 - step / 200:.4f}" for step in range(1, 60)]
    lines += [f"step {step} loss nan" for step in range(60, 80)]
    report = diagnose(read(*lines))

    assert "loss-non-finite" in {finding.rule for finding in report.findings}


def test_ranks_are_read_together_and_the_first_failure_is_the_root(tmp_path: Path) -> None:
    timeout = (
        "2026-01-01 11:00:00 [Rank {}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=9, "
        "OpType=ALLREDUCE, Timeout(ms)=1800000) ran for 1800090 milliseconds before timing out.\n"
    )
    for rank in range(3):
        (tmp_path / f"rank{rank}.log").write_text(timeout.format(rank))
    oom = OOM.format("2026-01-01 10:29:00 ")
    (tmp_path / "rank3.log").write_text(oom)
    report = diagnose(read_logs([str(tmp_path)]))

    assert report.diagnoses[0].cause == "gpu_too_small_for_config"
    assert report.diagnoses[0].quotes[0].rank == 3


OOM = (
    "{}torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 158.00 MiB. GPU 3 has a total capacity of "
    "23.69 GiB of which 15.69 MiB is free. Of the allocated memory 22.94 GiB is allocated by PyTorch, and 110.35 MiB "
    "is reserved by PyTorch but unallocated.\n"
)


def test_a_growing_log_is_told_of_when_the_answer_changes(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("\n".join(TRAINING) + "\n")
    waits = 0

    def wait(seconds: float) -> None:
        nonlocal waits
        waits += 1
        if waits == 2:
            with log.open("a") as more:
                more.write(BIND + "\n")
        if waits > 4:
            raise KeyboardInterrupt

    said: list[Report] = []
    with pytest.raises(KeyboardInterrupt):
        said.extend(follow_into(said, log, wait))

    assert [one.verdict for one in said] == ["healthy", "diagnosed"]


def follow_into(said: list[Report], log: Path, wait: object) -> list[Report]:
    for report in follow([str(log)], "", wait):  # type: ignore[arg-type]
        said.append(report)
    return []


def test_standard_input_cannot_be_followed() -> None:
    with pytest.raises(UsageError, match="standard input"):
        next(follow(["-"], "", lambda seconds: None))
