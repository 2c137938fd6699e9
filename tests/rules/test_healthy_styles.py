"""Rules warn of no sound run, whatever its style, at no moment of it."""

import numpy as np
import pytest
from healthy_styles import STYLES, Style, until

from trainward.rules.discovery import all_rules

LENGTHS = (50, 400)
MOMENTS = (0.4, 1.0)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_no_rule_warns_of_a_sound_run(style: Style, length: int) -> None:
    history = style(np.random.default_rng(length), length)

    for moment in MOMENTS:
        then = until(history, round(moment * length))
        findings = [finding for rule in all_rules() for finding in rule.check(then)]
        assert [finding.message for finding in findings if finding.severity != "info"] == []
