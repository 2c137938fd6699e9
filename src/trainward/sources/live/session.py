"""One watched run: the parts of the live source put together, begun and ended."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from trainward.sources.import_watch import when_imported
from trainward.sources.live.guard import Guard
from trainward.sources.live.output_tail import OutputTail
from trainward.sources.live.recorder import Recorder
from trainward.sources.live.resources import Resources
from trainward.sources.live.said import kind_of
from trainward.sources.live.script_says import listen_to_output, loggers

if TYPE_CHECKING:
    from trainward.sources.live.observer import Observer
    from trainward.sources.live.patches import Patches


class LiveSource:
    """Watches the loop of this process and appends its readings to `recorder.ring`."""

    def __init__(self, budget: float, notice: Callable[[str], None]) -> None:
        """Watch within `budget`, a share of the median step; say through `notice` what cannot be seen."""
        self.recorder = Recorder()
        self.guard = Guard(self._once)
        self.output = OutputTail()
        self._budget = budget
        self._notice = notice
        self._noticed: set[str] = set()
        self._observer: Observer | None = None
        self._patches: Patches | None = None
        self._begin = perf_counter()
        self._resources = Resources(self.recorder, self.step, self._idle_seconds)

    def begin(self, listen: bool) -> None:
        """Put the hooks in place now, or as soon as torch is imported; `listen` to what is printed as well."""
        callbacks: dict[str, Callable[[], None]] = {"torch": self.guard.watched("PyTorch", self._attach)}
        if listen:
            listen_to_output(self.guard, self._said)
            self.output.listen(self.guard)
            callbacks.update(loggers(self.guard, self._said))
        when_imported(callbacks)

    def tick(self) -> None:
        """Read what the process uses; called about once a second on another thread."""
        self._resources.look()

    def step(self) -> int:
        """Return the number of the last step."""
        return self._observer.clock.step if self._observer is not None else 0

    def pause(self) -> None:
        """Take the hooks away for a while."""
        if self._patches is not None:
            self._patches.remove()

    def resume(self) -> None:
        """Put the hooks in place again."""
        if self._patches is not None and self._observer is not None:
            self._observer.clock.interrupted()
            self._patches.install()

    def knows(self, models: tuple[Any, ...]) -> None:
        """Take these as the models of the run."""
        if self._observer is not None:
            self._observer.clock.expect_updates()
            for model in models:
                for module in model.modules():
                    self._observer.models.saw(module)
            self._observer.models.settle()

    def log(self, values: Mapping[str, float]) -> None:
        """Record scalars that the user's loop hands over."""
        for name, value in values.items():
            self._said("logged", name, value)

    def end(self, exit_code: int | None, exception: str) -> None:
        """Take the hooks away and record what is left."""
        if self._patches is not None:
            self._patches.remove()
        if self._observer is not None:
            self.guard.watched("the end", self._observer.finish)()
        if exit_code is not None:
            self.recorder.put("exit_code", self.step(), float(exit_code), exception)
        self.guard.active = False

    def seconds(self, more_seconds: float) -> float:
        """Return the time spent watching, with `more_seconds` of other threads."""
        return self.guard.spent_ns / 1e9 + more_seconds

    def share(self, more_seconds: float) -> float:
        """Return the time spent watching, with `more_seconds` of other threads, as a share of the training time."""
        observer = self._observer
        if observer is None or observer.begin is None:
            return 0.0
        training = max(observer.clock.last_end - observer.begin, 1e-9)
        return self.seconds(more_seconds) / training if self.step() else 0.0

    def median_step_seconds(self) -> float | None:
        """Return the median of the last steps."""
        return self._observer.governor.median_step_seconds() if self._observer is not None and self.step() > 1 else None

    def _attach(self) -> None:
        from trainward.sources.live.observer import Observer
        from trainward.sources.live.patches import Patches

        self._observer = Observer(self.recorder, self.guard, self._budget, self._once)
        self._patches = Patches(self._observer)
        self._patches.install()

    def _once(self, text: str) -> None:
        if text not in self._noticed:
            self._noticed.add(text)
            self._notice(text)

    def _said(self, prefix: str, name: str, value: float) -> None:
        signal, value = kind_of(name, value)
        self.recorder.put(signal, self.step(), value, f"{prefix}:{name}")

    def _idle_seconds(self) -> float:
        last = self._observer.clock.last_end if self._observer is not None and self.step() else self._begin
        return perf_counter() - last
