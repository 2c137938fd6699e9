"""Counts the steps of the run and times them."""

from time import perf_counter

from trainward.sources.live.governor import Governor
from trainward.sources.live.recorder import Recorder

BACKWARDS_WITHOUT_STEP = 64  # before a run is taken to update its parameters by hand; chosen, above usual accumulation


class StepClock:
    """A step ends when an optimizer updates; of several optimizers, the first to update again begins the next step.

    `step` is the number of the last step that ended.
    """

    def __init__(self, recorder: Recorder, governor: Governor) -> None:
        """Begin before the first step."""
        self.step = 0
        self.by_backward = False
        self.optimizer_made = False
        self.wait_seconds = 0.0
        self.fetched = False
        self.evaluated = False
        self.first_end: float | None = None
        self.last_end = perf_counter()
        self._evaluated_before = False
        self._stepped: set[int] = set()
        self._backwards = 0
        self._fixed_ns = 0
        self._recorder = recorder
        self._governor = governor
        self._step_seconds = recorder.number("step_seconds")
        self._wait = recorder.number("data_wait_seconds")

    def interrupted(self) -> None:
        """Take note that steps went by unseen: the time since the last one seen is that of no step."""
        self.first_end = None

    def current(self, optimizer: int) -> int:
        """Return the number of the step in which this optimizer updates next."""
        return self.step + 1 if not self._stepped or optimizer in self._stepped else self.step

    def updated(self, optimizer: int, fixed_ns: int) -> bool:
        """Take note of an update; return whether it ended a step."""
        self._backwards = 0
        if self._stepped and optimizer not in self._stepped:
            self._stepped.add(optimizer)
            return False
        self._stepped = {optimizer}
        self._end(fixed_ns)
        return True

    def expect_updates(self) -> None:
        """Take note that an optimizer was made: a backward without an update is then an accumulation."""
        self.optimizer_made = True

    @property
    def updates_seen(self) -> bool:
        """Whether an optimizer has been seen to update."""
        return bool(self._stepped)

    def backward_begins(self, fixed_ns: int) -> bool:
        """Take note of a backward before any update was seen; return whether it stands for a step."""
        self._backwards += 1
        patience = BACKWARDS_WITHOUT_STEP if self.optimizer_made else 0
        if not self.by_backward and self._backwards > patience:
            self.by_backward = True
        if self.by_backward:
            self._end(fixed_ns)
        return self.by_backward

    def _end(self, fixed_ns: int) -> None:
        now = perf_counter()
        self.step += 1
        counts = self.first_end is not None and (not self.evaluated or self._evaluated_before)
        if counts:
            seconds = now - self.last_end
            self._recorder.ring.append((self._step_seconds, self.step, seconds))
            if self.fetched:
                self._recorder.ring.append((self._wait, self.step, self.wait_seconds))
            self._governor.step_took(self.step, int(seconds * 1e9), max(0, fixed_ns - self._fixed_ns))
        elif self.first_end is not None:
            usual = self._governor.median_step_seconds()
            self._recorder.put("evaluation_seconds", self.step, max(0.0, now - self.last_end - usual))
        else:
            self.first_end = now
        self._evaluated_before, self.evaluated = self.evaluated, False
        self._fixed_ns = fixed_ns
        self.wait_seconds, self.fetched = 0.0, False
        self.last_end = now
