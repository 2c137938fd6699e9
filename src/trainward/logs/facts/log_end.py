"""How the log ends, and whether the training went on after its alarming lines."""

from collections.abc import Iterator
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogView

FACTS: Final = {
    "ends-in-traceback": "the log ends in a traceback",
    "ends-silently": "the log ends in heartbeats or in nothing, without an error and without an end",
    "training-goes-on-after-warning": "training went on after the warning",
}

_ERROR: Final = pattern(r"^(?:[a-z_]\w*\.)*[a-z_]\w*(?:error|exception|interrupt|exit)\b:?")
_WARNING: Final = pattern(r"\bwarn(?:ing)?\b|^\[?W[0-9 ]")
_HEARTBEAT: Final = pattern(r"\b(?:PULSE|heartbeat|is running for|still running|keep-?alive|waiting for)\b")
_TRAINING: Final = pattern(r"\bloss\b.{0,20}[0-9]|[0-9]+/[0-9]+ ?\[[0-9:]+<|step[ :=]+[0-9]+|epoch[ :=\[]+[0-9]+")
_TAIL: Final = 25


def read(view: LogView) -> Iterator[LogFact]:
    """Yield how it ends."""
    lines = [line for line in view.lines if line.text.strip()]
    tail = lines[-_TAIL:]
    error = next((line for line in reversed(tail) if _ERROR.search(line.text)), None)
    if error is not None and any(line.text.startswith("Traceback") or line.text.startswith("  File ") for line in tail):
        yield LogFact("ends-in-traceback", error.text[:200], (error,))
    warned = next((place for place, line in enumerate(lines) if _WARNING.search(line.text)), None)
    trained = [place for place, line in enumerate(lines) if _TRAINING.search(line.text)]
    if warned is not None and trained and trained[-1] > warned:
        says = FACTS["training-goes-on-after-warning"]
        yield LogFact("training-goes-on-after-warning", says, (lines[warned], lines[trained[-1]]))
    if len(lines) > 1 and _HEARTBEAT.search(lines[-1].text) and error is None:
        beats = [line for line in tail if _HEARTBEAT.search(line.text)]
        yield LogFact(
            "ends-silently", f"the last {len(beats)} lines are heartbeats", (lines[-1],), alarming=len(beats) > 2
        )
