"""One class dominates the targets, and the rarest class is not learned."""

from collections.abc import Iterator

import numpy as np

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History, Series
from trainward.rules.access import every, evidence, finite, only
from trainward.rules.loss_function import BCE, BCE_WITH_LOGITS, loss_function
from trainward.rules.robust import Floats, errors_between, level

META = RuleMeta(
    code="CRI008",
    name="class-imbalance",
    reads=("target_perplexity", "rare_class_recall", "rarest_class_share", "class_count", "class_weighted", "loss"),
    window=8,
    severity="warning",
    source="Ben Braiek and Khomh 2023, TheDeepChecker: label perplexity below 0.5, here between 1 class and all",
)

BALANCE = 0.5  # of the way from one class to all classes equally often
RECALL = 0.05  # of the rarest class, over the later half of the readings
MOST_CLASSES = 20  # chosen: with more, such as the tokens of a text, unequal classes are the nature of the data
RAREST = 1e-3  # share below which the rarest class is too rare to ask for its recall
FEWEST_STEPS = 200  # before the model has had a chance to learn it; chosen
SIGMAS = 2.5  # standard errors by which a loss still falls from the third to the last quarter of the run


def check(history: History) -> Iterator[Finding]:
    """Yield one finding for each loss function with a dominating class and an unlearned rarest class."""
    for series in every(history, "target_perplexity"):
        perplexity = finite(series)
        classes = _class_count(history, series.where)
        weighted = _latest(history, "class_weighted", series.where, default=0.0)
        if len(perplexity.steps) < META.window or not 2 <= classes <= MOST_CLASSES or weighted == 1:
            continue
        balance = (perplexity.values * classes - 1) / (classes - 1)
        if balance[-1] < BALANCE and np.median(balance) < BALANCE:
            yield from _finding(history, perplexity, float(balance[-1]))


def _class_count(history: History, where: str) -> float:
    if loss_function(where) in BCE | BCE_WITH_LOGITS:
        return 2.0
    return _latest(history, "class_count", where, default=0.0)


def _latest(history: History, signal: str, where: str, default: float) -> float:
    values = finite(only(history, signal, where)).values
    return float(values[-1]) if len(values) else default


def _finding(history: History, perplexity: Series, balance: float) -> Iterator[Finding]:
    where = perplexity.where
    recall = finite(only(history, "rare_class_recall", where))
    share = finite(only(history, "rarest_class_share", where))
    told = (
        f"{where}: classes are unequal, balance {balance:.2f} between one class (0) and all alike (1), limit "
        f"{BALANCE:g}"
    )
    if not len(recall.values):
        yield Finding(META.name, META.code, "info", int(perplexity.steps[0]), told, (evidence(perplexity, -1),))
        return
    late = _late_recall(recall.values)
    lasted = len(recall.values) >= META.window and _has_settled(finite(only(history, "loss")))
    rare_enough = not len(share.values) or share.values[-1] >= RAREST
    if lasted and rare_enough and late <= RECALL:
        shown = (evidence(perplexity, -1), evidence(recall, -1))
        message = f"{told}; {late:.1%} of the rarest class are recognised (limit {RECALL:.0%})"
        yield Finding(META.name, META.code, "warning", int(perplexity.steps[0]), message, shown)


def _has_settled(loss: Series) -> bool:
    """Whether the run is long enough to have learned the rare class, and its loss does not fall any more."""
    if not len(loss.steps) or loss.steps.max() < FEWEST_STEPS:
        return False
    parts = np.array_split(loss.values, 4)
    return errors_between(level(parts[2]), level(parts[3])) > -SIGMAS


def _late_recall(recall: Floats) -> float:
    """Return the recall over the later half of the readings, from readings that each speak of the run so far.

    A fresh model may say the rare class by chance; that must not count for ever.
    """
    half = len(recall) // 2
    late = (recall[-1] * len(recall) - recall[half - 1] * half) / (len(recall) - half)
    return float(np.clip(late, 0.0, 1.0))
