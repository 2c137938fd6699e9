from trainward.diagnosis.rank import MOST, rank, stands_out
from trainward.records.finding import Finding, Severity

CAUSES = {
    "a": (("lr_too_high", "lower it"), ("nan_in_input_data", "look at the batch")),
    "b": (("dead_relu", "use GELU"), ("lr_too_high", "lower it by 10")),
    "c": (("overfitting", "stop earlier"),),
}


def _finding(rule: str, severity: Severity = "error", step: int = 10) -> Finding:
    return Finding(rule, "XXX001", severity, step, f"{rule} at {step}", ())


def test_nothing_at_warning_or_above_has_no_cause() -> None:
    assert rank([], CAUSES) == ()
    assert rank([_finding("a", "info")], CAUSES) == ()


def test_the_causes_of_a_page_come_in_its_order() -> None:
    diagnoses = rank([_finding("a")], CAUSES)

    assert [diagnosis.cause for diagnosis in diagnoses] == ["lr_too_high", "nan_in_input_data"]
    assert [diagnosis.rank for diagnosis in diagnoses] == [1, 2]


def test_a_cause_two_rules_share_comes_before_one_that_only_one_puts_first() -> None:
    diagnoses = rank([_finding("a", "warning"), _finding("b", "warning")], CAUSES)

    assert diagnoses[0].cause == "lr_too_high"
    assert diagnoses[0].for_ == ("a at 10", "b at 10")
    assert diagnoses[0].remedies == ("lower it", "lower it by 10")


def test_what_a_cause_does_not_explain_speaks_against_it() -> None:
    diagnoses = rank([_finding("a"), _finding("c")], CAUSES)

    overfitting = next(diagnosis for diagnosis in diagnoses if diagnosis.cause == "overfitting")
    assert overfitting.against == ("a at 10",)


def test_the_earlier_of_two_findings_counts_more() -> None:
    first = rank([_finding("a", step=5), _finding("c", step=500)], CAUSES)[0]
    last = rank([_finding("a", step=500), _finding("c", step=5)], CAUSES)[0]

    assert (first.cause, last.cause) == ("lr_too_high", "overfitting")


def test_the_graver_of_two_findings_counts_more() -> None:
    diagnoses = rank([_finding("a", "warning"), _finding("c", "fatal")], CAUSES)

    assert diagnoses[0].cause == "overfitting"


def test_a_rule_that_speaks_often_has_one_vote() -> None:
    once = rank([_finding("a")], CAUSES)
    often = rank([_finding("a", step=step) for step in range(10, 30)], CAUSES)

    assert [one.confidence for one in often] == [one.confidence for one in once]


def test_confidence_is_a_share_and_the_list_is_short() -> None:
    causes = {f"rule{number}": tuple((f"cause{number}{index}", "") for index in range(5)) for number in range(5)}

    diagnoses = rank([_finding(rule) for rule in causes], causes)

    assert len(diagnoses) == MOST
    assert all(0 < diagnosis.confidence < 1 for diagnosis in diagnoses)
    assert sum(diagnosis.confidence for diagnosis in diagnoses) < 1


def test_a_rule_without_causes_leaves_the_cause_open() -> None:
    assert rank([_finding("unknown")], CAUSES) == ()
    assert not stands_out(())


def test_a_first_cause_stands_out_only_with_distance() -> None:
    alone = rank([_finding("c")], CAUSES)
    tied = rank([_finding("c"), _finding("d")], {**CAUSES, "d": (("undertrained", "go on"),)})

    assert stands_out(alone)
    assert not stands_out(tied)
