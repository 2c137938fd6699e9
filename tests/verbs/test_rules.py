import pytest

from trainward.errors import RuleNotFound
from trainward.verbs.rules import rule_account, rules_account


def test_every_rule_is_listed_with_what_it_finds() -> None:
    rules = rules_account()["rules"]

    assert isinstance(rules, list)
    assert {"code", "name", "severity", "summary", "reads", "window", "source"} == set(rules[0])


def test_a_rule_is_explained_by_name_and_by_code() -> None:
    by_name = rule_account("loss-spike")

    assert rule_account("los002") == by_name
    assert "## Likely causes" in str(by_name["page"])
    assert by_name["causes"]


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    with pytest.raises(RuleNotFound, match="loss-spike"):
        rule_account("loss-spikes")
