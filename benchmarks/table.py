"""Measurements as the table that is printed and kept. Pure."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.pairing import (
    StepCost,
    Summary,
    background_share,
    bare_step,
    extra_share,
    extra_step,
    noise_share,
    processor_share,
    summary,
    whole_share,
)
from benchmarks.small_costs import SmallCosts

COLUMNS = (
    "case",
    "bare step",
    "extra a step",
    "extra share",
    "bare against bare",
    "extra processor time",
    "other threads",
    "opening, once",
    "whole run, from outside",
    "whole run, says itself",
    "bytes a value",
)

NOTES = """\
Each figure is the median of the processes; in brackets the smallest and the largest. *Extra share* is the time of a
watched step over that of a bare one, less 1, with blocks of the arms shuffled within one process; *bare against
bare* is the same for two bare arms: what this measurement cannot see. *Extra processor time* is the same of the
training thread's processor time, which other programs disturb less. *Other threads* is processor time beside
training: it delays training only where no core is free. *Opening, once* is the extra time of the steps before the
measurement, in which the watcher looks most often. *Whole run* counts all of these, over all watched steps:
measured from outside, and as the run's own report states it."""


def markdown(facts: Mapping[str, str], costs: Mapping[str, Sequence[StepCost]], small: SmallCosts, command: str) -> str:
    """Return the whole result as Markdown.

    Args:
        facts: what it was measured on.
        costs: the processes of each case.
        small: what is not of a step.
        command: prints this again.
    """
    rows = [_row(name, every) for name, every in costs.items()]
    lines = [f"Printed by `{command}`, {max(map(len, costs.values()), default=0)} processes a case.", ""]
    lines += ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    lines += ["", NOTES, "", *_small_lines(small), "", "| measured on | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in facts.items()]
    return "\n".join(lines) + "\n"


def seconds_text(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if abs(seconds) >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def _row(name: str, costs: Sequence[StepCost]) -> list[str]:
    def over(measure: Callable[[StepCost], float]) -> Summary:
        return summary([measure(cost) for cost in costs])

    return [
        name,
        seconds_text(over(bare_step).middle),
        seconds_text(over(extra_step).middle),
        _percent(over(extra_share)),
        _percent(over(noise_share)),
        _percent(over(processor_share)),
        f"{over(background_share).middle:.2%}",
        f"{seconds_text(over(lambda cost: cost.opening_seconds).middle)} in {costs[0].opening_steps} steps",
        f"{over(whole_share).middle:.2%}",
        f"{over(lambda cost: cost.own_share).middle:.2%}",
        f"{over(lambda cost: cost.stored_bytes / max(cost.stored_readings, 1)).middle:.1f}",
    ]


def _percent(shares: Summary) -> str:
    return f"{shares.middle:+.2%} ({shares.low:+.2%} to {shares.high:+.2%})"


def _small_lines(small: SmallCosts) -> list[str]:
    return [
        "| | |",
        "| --- | --- |",
        f"| one logged value, on the thread that trains | {seconds_text(small.value_seconds)} |",
        f"| `import trainward` | {seconds_text(small.import_seconds)} |",
        f"| `import torch`, for comparison | {seconds_text(small.import_torch_seconds)} |",
    ]
