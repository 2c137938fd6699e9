"""Training stays far above validation."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence
from trainward.rules.task import is_supervised
from trainward.rules.validation.rounds import ROUND_READS, rounds

META = RuleMeta(
    code="VAL007",
    name="train-worse-than-validation",
    reads=(*ROUND_READS, "dropout_p"),
    window=4,
    severity="warning",
    source="UMLAUT: dropout over 0.5; the ratio is chosen, see the page",
)

RATIO: Final = 2.0  # training over validation, at each evaluation of the newer half
MOST: Final = 8.0  # above, the two are not measured alike
STRONG: Final = 0.6  # probability of dropout


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each validation source: a warning when a strong dropout explains it."""
    strong = [one for one in every(history, "dropout_p") if len(one.values) and STRONG <= one.values[-1] <= 1]
    for one in rounds(history, META.window) if is_supervised(history) else ():
        if not one.comparable or not (one.validation.values > 0).all():
            continue
        inverse = one.levels / one.validation.values
        newer = inverse[len(inverse) // 2 :]
        if not ((newer > RATIO) & (newer < MOST)).all():
            continue
        first = len(inverse) - len(newer)
        why = f"; dropout is {strong[0].values[-1]:.2g} in {strong[0].where}" if strong else ""
        yield Finding(
            META.name,
            META.code,
            "warning" if strong else "info",
            int(one.validation.steps[first]),
            f"{one.validation.where}: training is {np.median(newer):.1f} times validation since step "
            f"{one.validation.steps[first]} (limit {RATIO:.0f} times), {one.levels[-1]:.4g} against "
            f"{one.validation.values[-1]:.4g} at the end{why}",
            (
                evidence(one.validation, -1),
                evidence(one.train, one.last[-1]),
                *(evidence(dropout, -1) for dropout in strong[:1]),
            ),
        )
