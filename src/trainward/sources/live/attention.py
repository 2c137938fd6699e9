"""What is looked at in the present step, and what the looking cost."""

from collections.abc import Callable
from time import perf_counter_ns
from typing import Any, Final

from trainward.sources.live.governor import Governor

PROBES: Final = ("gradient", "update", "activation", "criterion", "order")
EARLY_STEPS: Final = 3  # after each of which new modules and the structure are looked for
UNUSED_STRIDE: Final = 16  # steps until a probe that found nothing to look at is tried again


class Attention:
    """Turns the governor's strides into what is due from the end of one step to the end of the next.

    `quiet` says that nothing at all is, so that the common step passes quickly.
    """

    def __init__(self, governor: Governor) -> None:
        """Begin with everything due."""
        self.due = dict.fromkeys(PROBES, True)
        self.quiet = False
        self.updates = True
        self.probed_ns = 0
        self._governor = governor
        self._costs: dict[str, int] = {}

    def timed(self, probe: str, function: Callable[..., Any], *args: Any) -> None:
        """Call a function of a probe and take note of what it cost."""
        begin = perf_counter_ns()
        function(*args)
        cost = perf_counter_ns() - begin
        self.probed_ns += cost
        self._costs[probe] = self._costs.get(probe, 0) + cost

    def closer(self) -> None:
        """Look at gradients and updates in this step whatever the governor says."""
        self.due.update(gradient=True, update=True)
        self.updates, self.quiet = True, False

    def passes(self, step: int) -> bool:
        """Return whether nothing was looked at in `step` and nothing is due in the next."""
        return self.quiet and step + 1 < self._governor.earliest

    def plan(self, step: int) -> None:
        """Pay for what was looked at in `step`, and choose what is due in the next."""
        governor, due = self._governor, self.due
        for probe in PROBES:
            cost = self._costs.get(probe)
            if cost is not None:
                governor.paid(probe, step, cost)
            elif due[probe]:
                governor.postpone(probe, step + UNUSED_STRIDE)
            due[probe] = governor.due(probe, step + 1)
        self._costs.clear()
        self.quiet = step > EARLY_STEPS and not any(due.values())
        self.updates = due["gradient"] or due["update"]
