from collections.abc import Mapping, Sequence

from trainward.diagnosis.log_rank import ScoredCause, claimed, rank_log
from trainward.records.finding import Severity
from trainward.records.log import LogLine, Match, Sign


def line(number: int, seconds: float | None = None, source: str = "log") -> LogLine:
    return LogLine(source, number, f"line {number}", None, seconds)


def match(weight: float, *lines: LogLine, severity: Severity = "fatal") -> Match:
    return Match(Sign("x", "", (), (), weight, severity, "chosen"), lines)


def ranked_causes(found: Mapping[str, Sequence[Match]], causes: Mapping[str, str]) -> tuple[ScoredCause, ...]:
    return rank_log(found, causes, claimed(found, causes))


def test_nothing_seen_means_no_cause() -> None:
    assert ranked_causes({}, {}) == ()


def test_two_signs_in_two_lines_say_more_than_one() -> None:
    causes = {"a": "a", "b": "b"}
    ranked = ranked_causes(
        {"a": (match(0.5, line(1)), match(0.5, line(1))), "b": (match(0.5, line(1)), match(0.5, line(2)))}, causes
    )

    assert ranked[0].cause == "b"


def test_a_harmless_message_takes_its_line_away() -> None:
    found = {"a": (match(0.6, line(1)),), "notice": (match(0.9, line(1)),)}

    assert ranked_causes(found, {"a": "a", "notice": "none"}) == ()


def test_a_harmless_message_leaves_other_lines_alone() -> None:
    found = {"a": (match(0.6, line(2)),), "notice": (match(0.9, line(1)),)}

    assert [one.cause for one in ranked_causes(found, {"a": "a", "notice": "none"})] == ["a"]


def test_of_two_ends_the_first_is_the_root() -> None:
    found = {"late": (match(0.9, line(90)),), "early": (match(0.85, line(2)),)}
    ranked = ranked_causes(found, {"late": "late", "early": "early"})

    assert ranked[0].cause == "early"
    assert {one.after for one in ranked[1:]} <= {"early"}


def test_of_two_logs_the_times_decide_and_not_the_order_of_the_files() -> None:
    found = {
        "timeout": (match(0.9, line(1, seconds=1800.0, source="rank0")),),
        "crash": (match(0.9, line(50, seconds=3.0, source="rank1")),),
    }

    assert ranked_causes(found, {"timeout": "timeout", "crash": "crash"})[0].cause == "crash"


def test_a_warning_gives_way_to_what_ended_the_run() -> None:
    found = {"slow": (match(0.9, line(1), severity="warning"),), "crash": (match(0.8, line(9)),)}

    assert ranked_causes(found, {"slow": "slow", "crash": "crash"})[0].cause == "crash"


def test_two_signs_of_one_traceback_are_one_failure() -> None:
    found = {"frame": (match(0.6, line(2)),), "message": (match(0.95, line(9)),)}

    assert ranked_causes(found, {"frame": "frame", "message": "message"})[0].cause == "message"
