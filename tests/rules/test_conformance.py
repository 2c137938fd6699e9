"""What every rule must do, whoever wrote it; a new rule is covered by existing."""

import csv
import importlib
import re
import warnings
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from constant_history import constant_history
from page_trace import series, trace_history

from trainward.records.finding import Finding
from trainward.records.reading import History, Series
from trainward.records.signal import SIGNALS
from trainward.rules.discovery import Rule, all_rules
from trainward.rules.page import Trace

EVERY_RULE = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.meta.name)
LOSS_RULE = pytest.mark.parametrize(
    "rule",
    [rule for rule in all_rules() if any(SIGNALS[name].unit == "loss" for name in rule.meta.reads if name in SIGNALS)],
    ids=lambda rule: rule.meta.name,
)
MOST_FINDINGS = 5
CONSTANT_IS_THE_FAULT = "Constant readings are the fault"
READS_ABSOLUTE_VALUES = "Reads absolute values"
CODE = re.compile(r"[A-Z]{3}\d{3}")


def found(rule: Rule, history: History) -> list[Finding]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return list(rule.check(history))


def traces(rule: Rule, kind: str) -> list[Trace]:
    return [trace for trace in rule.page.traces if trace.kind == kind]


def scaled(history: History, factor: float) -> History:
    return {
        name: tuple(replace(one, values=one.values * factor) for one in every)
        if SIGNALS[name].unit == "loss"
        else every
        for name, every in history.items()
    }


def replaced(rule: Rule, values: object, steps: object = None) -> dict[str, tuple[Series, ...]]:
    places = ("", "a", "validation:0", "train")
    return {name: tuple(series(name, values, where, steps) for where in places) for name in rule.meta.reads}


@EVERY_RULE
def test_the_file_is_named_as_the_rule(rule: Rule) -> None:
    assert rule.module.rpartition(".")[2].replace("_", "-") == rule.meta.name


@EVERY_RULE
def test_the_code_begins_with_the_family(rule: Rule) -> None:
    family = rule.module.split(".")[-2]

    assert CODE.fullmatch(rule.meta.code)
    assert rule.meta.code[:3] == family[:3].upper()


def test_no_two_rules_share_a_code_or_a_name() -> None:
    codes = [rule.meta.code for rule in all_rules()]
    names = [rule.meta.name for rule in all_rules()]

    assert sorted(set(codes)) == sorted(codes)
    assert sorted(set(names)) == sorted(names)


@EVERY_RULE
def test_the_facts_are_complete(rule: Rule) -> None:
    assert rule.meta.reads
    assert set(rule.meta.reads) <= set(SIGNALS)
    assert rule.meta.window >= 1
    assert rule.meta.source.strip()


@EVERY_RULE
def test_the_page_has_its_form(rule: Rule) -> None:
    page = rule.page

    assert page.title == f"{rule.meta.name} ({rule.meta.code})"
    assert traces(rule, "sick")
    assert traces(rule, "healthy")


@EVERY_RULE
def test_the_page_and_the_module_begin_with_the_same_sentence(rule: Rule) -> None:
    docstring = importlib.import_module(rule.module).__doc__ or ""

    assert rule.page.summary == " ".join(docstring.split("\n\n")[0].split())
    assert rule.page.summary.endswith(".")


@EVERY_RULE
def test_the_likely_causes_are_causes(rule: Rule) -> None:
    with (files("trainward.diagnosis") / "causes.csv").open(encoding="utf-8", newline="") as table:
        known = {row["cause"] for row in csv.DictReader(table)}

    assert [cause for cause, _ in rule.page.causes if cause not in known] == []


@EVERY_RULE
def test_traces_read_what_the_rule_reads(rule: Rule) -> None:
    for trace in rule.page.traces:
        assert set(trace_history(trace.source)) & set(rule.meta.reads), trace.source


@EVERY_RULE
def test_it_speaks_on_sick_traces(rule: Rule) -> None:
    for trace in traces(rule, "sick"):
        assert found(rule, trace_history(trace.source)), trace.source


@EVERY_RULE
def test_it_is_silent_on_healthy_traces(rule: Rule) -> None:
    for trace in traces(rule, "healthy"):
        assert found(rule, trace_history(trace.source)) == [], trace.source


@EVERY_RULE
def test_it_bears_edge_traces(rule: Rule) -> None:
    for trace in traces(rule, "edge"):
        found(rule, trace_history(trace.source))


@EVERY_RULE
def test_findings_name_their_rule_and_show_evidence(rule: Rule) -> None:
    for trace in traces(rule, "sick"):
        for finding in found(rule, trace_history(trace.source)):
            assert (finding.rule, finding.code) == (rule.meta.name, rule.meta.code)
            assert finding.severity in ("info", "warning", "error", "fatal")
            assert finding.evidence
            assert {one.signal for one in finding.evidence} <= set(rule.meta.reads)
            assert re.search(r"\d", finding.message)
            assert "\n" not in finding.message


@EVERY_RULE
def test_the_severity_of_the_facts_is_the_worst_it_finds(rule: Rule) -> None:
    order = ("info", "warning", "error", "fatal")
    severities = [f.severity for trace in traces(rule, "sick") for f in found(rule, trace_history(trace.source))]

    assert max(order.index(severity) for severity in severities) == order.index(rule.meta.severity)


@EVERY_RULE
def test_a_condition_is_told_once(rule: Rule) -> None:
    for trace in rule.page.traces:
        assert len(found(rule, trace_history(trace.source))) <= MOST_FINDINGS, trace.source


@EVERY_RULE
def test_it_reads_nothing_but_what_it_says_it_reads(rule: Rule) -> None:
    class Watched(dict[str, tuple[Series, ...]]):
        def get(self, key, default=()):  # type: ignore[no-untyped-def, override]  # the signature of dict.get
            asked.add(key)
            return super().get(key, default)

    asked: set[str] = set()
    for trace in rule.page.traces:
        list(rule.check(Watched(trace_history(trace.source))))

    assert asked <= set(rule.meta.reads)


@EVERY_RULE
def test_it_is_silent_on_a_constant_history(rule: Rule) -> None:
    if CONSTANT_IS_THE_FAULT in rule.page.text:
        pytest.skip("its page says that constant readings are the fault")

    for length in (1, 40, 3000):
        assert found(rule, constant_history(rule.meta.reads, length)) == [], length


@EVERY_RULE
def test_it_is_silent_on_an_empty_history(rule: Rule) -> None:
    assert found(rule, {}) == []
    assert found(rule, dict.fromkeys(rule.meta.reads, ())) == []
    assert found(rule, replaced(rule, [])) == []


EXTREMES: Mapping[str, tuple[object, object]] = {
    "nan": ([np.nan] * 300, None),
    "infinity": ([np.inf] * 300, None),
    "minus infinity": ([-np.inf] * 300, None),
    "a mixture": ([1.0, np.nan, np.inf, -np.inf, 0.0, -1.0, 1e-300] * 60, None),
    "huge": ([1e300] * 300, None),
    "huge jumps": ([1e300, -1e300, 1.0] * 100, None),
    "tiny": ([5e-324] * 300, None),
    "zeros": ([0.0] * 300, None),
    "negative": ([-3.0] * 300, None),
    "one reading": ([1.0], None),
    "two readings": ([1.0, 2.0], None),
    "steps out of order": (np.linspace(3.0, 1.0, 300), np.arange(300)[::-1]),
    "steps twice": (np.linspace(3.0, 1.0, 300), np.arange(300) // 2),
    "all at one step": (np.linspace(3.0, 1.0, 300), np.zeros(300)),
    "a late start": (np.linspace(1.0, 3.0, 300), np.arange(300) + 10**12),
}


@EVERY_RULE
def test_it_bears_extreme_readings(rule: Rule) -> None:
    for extreme, (values, steps) in EXTREMES.items():
        findings = found(rule, replaced(rule, values, steps))

        assert all(isinstance(finding, Finding) for finding in findings), extreme


@EVERY_RULE
def test_it_bears_a_signal_that_is_missing(rule: Rule) -> None:
    for trace in rule.page.traces:
        history = trace_history(trace.source)
        for missing in rule.meta.reads:
            rest = {name: every for name, every in history.items() if name != missing}
            assert isinstance(found(rule, rest), list), missing


@LOSS_RULE
def test_the_unit_of_the_loss_changes_nothing(rule: Rule) -> None:
    if READS_ABSOLUTE_VALUES in rule.page.text:
        pytest.skip("its page says that it reads absolute values")

    for trace in rule.page.traces:
        history = trace_history(trace.source)
        verdict = [(finding.severity, finding.step) for finding in found(rule, history)]
        for factor in (2.0**-20, 2.0**20):
            assert [(f.severity, f.step) for f in found(rule, scaled(history, factor))] == verdict, trace.source
