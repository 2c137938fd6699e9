from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from trainward.records.finding import Evidence, Finding, RuleMeta, Severity
from trainward.records.reading import History, Series
from trainward.records.run import Run
from trainward.rules.discovery import Rule, find_rule
from trainward.verbs.examine import at_least, examine

RUN = Run("r", ("train.py",), "now", state="ended", exit_code=0, steps=300)
RNG = np.random.default_rng(0)


def _history(values: object) -> History:
    loss = np.asarray(values, np.float64)
    return {"loss": (Series("loss", "", np.arange(1, len(loss) + 1), loss),)}


HEALTHY = _history(2.3 * np.exp(-np.arange(300) / 100) + 0.05 * RNG.random(300) + 0.1)


def test_a_run_that_learns_is_healthy() -> None:
    report = examine(RUN, HEALTHY)

    assert report.verdict == "healthy"
    assert at_least(report.findings, "warning") == ()
    assert report.diagnoses == ()


def test_a_loss_that_becomes_nan_is_diagnosed() -> None:
    values = HEALTHY["loss"][0].values.copy()
    values[200:] = np.nan

    report = examine(RUN, _history(values))

    assert report.verdict == "diagnosed"
    assert report.findings[0].rule == "loss-non-finite"
    assert report.diagnoses[0].remedies


def test_a_run_without_a_step_is_undecided() -> None:
    assert examine(replace(RUN, steps=0), {}).verdict == "undecided"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, 0.0])
def test_no_rule_fails_on_a_history_of_one_odd_value(value: float) -> None:
    assert examine(RUN, _history(np.full(300, value))).run.notices == ()


def _rule(name: str, code: str, severity: Severity, step: int) -> Rule:
    def check(history: History) -> Iterator[Finding]:
        yield Finding(name, code, severity, step, f"{name} 1", (Evidence("loss", step, 1.0),))

    return Rule(RuleMeta(code, name, ("loss",), 1, severity, "chosen"), check, find_rule("loss-spike").module)


def test_findings_come_gravest_first_then_earliest() -> None:
    rules = [_rule("a", "A", "info", 1), _rule("b", "B", "fatal", 9), _rule("c", "C", "fatal", 3)]

    report = examine(RUN, {}, rules)

    assert [finding.rule for finding in report.findings] == ["c", "b", "a"]


def test_a_rule_that_fails_is_left_out_and_told() -> None:
    def check(history: History) -> Iterator[Finding]:
        raise ZeroDivisionError("by zero")

    broken = Rule(RuleMeta("X", "broken", ("loss",), 1, "error", "chosen"), check, "none")

    report = examine(RUN, {}, [broken, _rule("a", "A", "warning", 1)])

    assert [finding.rule for finding in report.findings] == ["a"]
    assert report.run.notices == ("rule broken failed and is left out: ZeroDivisionError: by zero",)


def test_a_finding_of_a_rule_without_a_page_is_undecided() -> None:
    homeless = replace(_rule("a", "A", "error", 1), module="trainward.rules.loss.no_such_rule")

    report = examine(RUN, {}, [homeless])

    assert report.verdict == "undecided"
    assert report.diagnoses == ()
