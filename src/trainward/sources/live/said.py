"""Reads scalars that the script itself says: printed in a common form, or logged to TensorBoard or MLflow."""

import math
import re
from collections.abc import Callable

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf"
NAME = r"[A-Za-z][A-Za-z0-9_@/.\- ]{0,39}?"
PAIR = re.compile(rf"(?P<name>{NAME})\s*[:=]?\s*(?P<value>{NUMBER})(?P<percent>\s*%)?(?![A-Za-z0-9_])")
KEYWORDS = ("loss", "acc", "error", "mse", "mae", "rmse", "perplexity", "ppl", "f1", "auc")
HELD_OUT = ("val", "valid", "validation", "test", "eval", "dev", "heldout", "holdout")
SECTION = re.compile(rf"(?<![a-z])(?:train|training|{'|'.join(HELD_OUT)})(?![a-z])")
PLAIN = ("loss", "acc", "accuracy", "average", "avg", "mean")
LONGEST_LINE = 400  # characters; longer lines are not progress reports
LONGEST_PENDING = 4_000

Say = Callable[[str, float], None]


class Printed:
    """Puts written pieces of text together to lines and hands on the scalars in them."""

    def __init__(self, say: Say) -> None:
        """Hand each name and value to `say`."""
        self._say = say
        self._pending = ""

    def wrote(self, text: str) -> None:
        """Take one piece of text."""
        if "\n" not in text:
            if len(self._pending) < LONGEST_PENDING:
                self._pending += text
            return
        head, _, tail = text.rpartition("\n")
        lines, self._pending = (self._pending + head).split("\n"), tail[:LONGEST_PENDING]
        for line in lines[-20:]:
            for name, value in scalars_in(line.rpartition("\r")[2]):
                self._say(name, value)


def scalars_in(line: str) -> list[tuple[str, float]]:
    """Return the named numbers of one line that look like a report on training, such as `val_loss=0.31 acc: 91 %`."""
    lowered = line.lower()
    if len(line) > LONGEST_LINE or not any(word in lowered for word in KEYWORDS):
        return []
    found: list[tuple[str, float]] = []
    for match in PAIR.finditer(line):
        name = re.sub(r"[\s_\-./]+", "_", match["name"].strip(" -_./").lower())
        if not any(word in name for word in KEYWORDS):
            continue
        value = float(match["value"]) / (100.0 if match["percent"] else 1.0)
        sections = SECTION.findall(lowered, 0, match.end("name"))
        if sections and name.split("_")[0] in PLAIN:
            name = f"{sections[-1]}_{name}"  # as in "Test set: Average loss: 0.05, Accuracy: 98%"
        found.append((name, value))
    return found


def kind_of(name: str, value: float) -> tuple[str, float]:
    """Return the signal that a scalar of this name is, and the value in the signal's unit."""
    words = re.split(r"[\s_\-./]+", name.lower())
    if any(word in HELD_OUT for word in words):
        if "loss" in words:
            return "validation_loss", value
        if any(word.startswith("acc") for word in words):
            share = value / 100.0 if 1.0 < value <= 100.0 and math.isfinite(value) else value
            return "validation_accuracy", share
    return "logged", value
