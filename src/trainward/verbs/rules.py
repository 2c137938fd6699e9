"""What the rules are: all of them as a table, one of them as its page."""

from trainward.report.json_report import Json
from trainward.rules.discovery import Rule, all_rules, find_rule

RULES_SCHEMA = "trainward.rules/1"
RULE_SCHEMA = "trainward.rule/1"


def rules_account() -> dict[str, Json]:
    """Return the facts about every rule, ordered by code."""
    return {"schema": RULES_SCHEMA, "rules": [_facts(rule) for rule in all_rules()]}


def rule_account(name_or_code: str) -> dict[str, Json]:
    """Return the facts about one rule, its likely causes and the text of its page.

    Raises:
        RuleNotFound: there is none; the message names the nearest.
    """
    rule = find_rule(name_or_code)
    causes: list[Json] = [{"cause": cause, "remedy": remedy} for cause, remedy in rule.page.causes]
    return {"schema": RULE_SCHEMA, **_facts(rule), "causes": causes, "page": rule.page.text}


def _facts(rule: Rule) -> dict[str, Json]:
    meta = rule.meta
    return {
        "code": meta.code,
        "name": meta.name,
        "severity": meta.severity,
        "summary": rule.page.summary,
        "reads": list(meta.reads),
        "window": meta.window,
        "source": meta.source,
    }
