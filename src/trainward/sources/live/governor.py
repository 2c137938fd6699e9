"""Decides on which steps each probe may look, so that watching stays within its budget."""

from collections import deque
from dataclasses import dataclass, field
from statistics import median

DENSE_READINGS = ((6, 100.0), (30, 12.0))  # (readings so far, times the budget); chosen: the first steps tell most
FREE_READINGS = 3  # that a probe may take in the first steps whatever they cost; chosen
DENSE_NS = 200_000_000  # after which the rest of the dense readings is left out, 0.2 s; chosen
OPENING_NS = 60_000_000  # extra allowance in the opening of a run, 60 ms, spent at 8 times the budget; chosen
OPENING_BOOST = 8.0
REPAYING = 0.35  # of the budget while the opening has not yet been made up for; chosen
LONGEST_STRIDE = 2_000  # steps; chosen: a slow fault is still seen within minutes
SMALLEST_SHARE = 0.25  # of the budget kept for probes when the fixed hooks alone exceed it
REPLAN_STEPS = 16


@dataclass(slots=True)
class Probe:
    """What the governor knows of one probe; costs in nanoseconds."""

    stride: int = 1
    next_step: int = 1
    readings: int = 0
    spent_ns: int = 0
    costs: deque[int] = field(default_factory=lambda: deque(maxlen=5))


class Governor:
    """Chooses a stride for each probe from its measured price and the measured step."""

    def __init__(self, budget: float, probes: tuple[str, ...]) -> None:
        """Allow the share `budget` of the median step for everything together."""
        self.budget = budget
        self.probes = {name: Probe() for name in probes}
        self.earliest = 0
        self._steps_ns: deque[int] = deque(maxlen=64)
        self._fixed_ns: deque[int] = deque(maxlen=64)
        self._elapsed_ns = 0
        self._spent_ns = 0
        self._step_ns = 10_000_000.0
        self._fixed_step_ns = 0.0

    def due(self, name: str, step: int) -> bool:
        """Return whether the probe may look at this step."""
        return step >= self.probes[name].next_step

    def paid(self, name: str, step: int, cost_ns: int) -> None:
        """Take note that the probe looked at `step` for `cost_ns`, and choose when it looks next."""
        probe = self.probes[name]
        probe.costs.append(cost_ns)
        probe.readings += 1
        probe.spent_ns += cost_ns
        self._spent_ns += cost_ns
        probe.stride = self._stride(probe)
        probe.next_step = step + probe.stride
        self.earliest = min(each.next_step for each in self.probes.values())

    def postpone(self, name: str, step: int) -> None:
        """Take note that the probe had nothing to look at; it is due again at `step`."""
        self.probes[name].next_step = step
        self.earliest = min(each.next_step for each in self.probes.values())

    def step_took(self, step: int, step_ns: int, fixed_ns: int) -> None:
        """Take note of one step: its wall time, and the time the hooks took that run on every step."""
        self._elapsed_ns += step_ns
        self._spent_ns += fixed_ns
        self._steps_ns.append(step_ns)
        self._fixed_ns.append(fixed_ns)
        if step % REPLAN_STEPS == 0 or step < REPLAN_STEPS:
            self._step_ns = median(self._steps_ns)
            self._fixed_step_ns = median(self._fixed_ns)

    def median_step_seconds(self) -> float:
        """Return the median of the last steps in seconds."""
        return self._step_ns / 1e9

    def _stride(self, probe: Probe) -> int:
        allowed = max(self.budget * self._step_ns - self._fixed_step_ns, SMALLEST_SHARE * self.budget * self._step_ns)
        allowed /= len(self.probes)
        wanted = median(probe.costs) / max(allowed, 1.0)
        return max(1, min(LONGEST_STRIDE, int(wanted / self._boost(probe) + 0.999)))

    def _boost(self, probe: Probe) -> float:
        spent = sum(each.spent_ns for each in self.probes.values())
        for readings, boost in DENSE_READINGS:
            if probe.readings < readings and (spent < DENSE_NS or probe.readings < FREE_READINGS):
                return boost
        if spent < OPENING_NS:
            return OPENING_BOOST
        return REPAYING if self._spent_ns > self.budget * self._elapsed_ns else 1.0
