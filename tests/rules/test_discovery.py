"""Rules are found by being there."""

import pytest

from trainward.errors import PageError, RuleNotFound
from trainward.rules.discovery import all_rules, find_rule
from trainward.rules.page import parse_page

PAGE = """# loss-odd (LOS999)

The loss is odd.

## What it means
Odd.
## Sick trace
```trace sick
loss = [1.0]
```
## Healthy twin
```trace healthy
loss = [2.0]
## Edge traces
```
## Likely causes
1. `lr_too_high`: lower it,
   by half.
2. `label_noise`: look.
## References
- none
"""


def test_rules_come_ordered_by_code() -> None:
    codes = [rule.meta.code for rule in all_rules()]

    assert codes == sorted(codes)
    assert "LOS001" in codes


@pytest.mark.parametrize("asked", ["loss-non-finite", "LOS001", "los001", "loss_non_finite"])
def test_a_rule_is_found_by_name_and_by_code(asked: str) -> None:
    assert find_rule(asked).meta.code == "LOS001"


def test_an_unknown_rule_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(RuleNotFound, match=r"los-non-finite.*nearest: loss-non-finite.*trainward rules"):
        find_rule("los-non-finite")


def test_a_page_is_read_in_its_parts() -> None:
    page = parse_page(PAGE, "loss_odd.md")

    assert page.title == "loss-odd (LOS999)"
    assert page.summary == "The loss is odd."
    assert page.causes == (("lr_too_high", "lower it, by half."), ("label_noise", "look."))
    assert [trace.kind for trace in page.traces] == ["sick", "healthy"]
    assert page.traces[0].source == "loss = [1.0]\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# loss-odd", "loss-odd", "line 1"),
        ("The loss is odd.", "", "0 sentences"),
        ("## References", "## See also", "headings are"),
        ("1. `lr_too_high`:", "1. lr_too_high", "1 of 2 entries"),
        ("```trace sick", "```trace ill", "trace ill"),
    ],
)
def test_a_page_without_its_form_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        parse_page(PAGE.replace(old, new), "loss_odd.md")
