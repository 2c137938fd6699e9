"""Keeps a failure of ours away from the user's run, and adds up what watching costs."""

import os
import sys
import threading
from collections.abc import Callable
from time import perf_counter_ns
from typing import Any

Complain = Callable[[str], None]


class Guard:
    """Wraps every function of ours that the user's loop calls.

    A part that fails is switched off and named once; training goes on. Calls from other threads than the one that
    trains, and calls in forked children, are ignored.
    """

    def __init__(self, complain: Complain) -> None:
        """Report what was switched off through `complain`."""
        self.spent_ns = 0
        self.active = True
        self.off: set[str] = set()
        self._complain = complain
        self._thread = threading.get_ident()
        os.register_at_fork(after_in_child=self._stop)

    def _stop(self) -> None:
        self.active = False

    def adopt_thread(self) -> None:
        """Make the calling thread the one that is watched; for scripts that train in a thread of their own."""
        self._thread = threading.get_ident()

    def watched(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` so that it costs what it costs, and never raises."""
        get_ident = threading.get_ident

        def call(*args: Any) -> Any:
            if not self.active or get_ident() != self._thread or (self.off and part in self.off):
                return None
            begin = perf_counter_ns()
            try:
                return function(*args)
            except Exception as error:  # noqa: BLE001 - the one place: whatever fails must not reach the user's run
                self._switch_off(part, error)
                return None
            finally:
                self.spent_ns += perf_counter_ns() - begin

        return call

    def _switch_off(self, part: str, error: Exception) -> None:
        self.off.add(part)
        line = error.__traceback__.tb_lineno if error.__traceback__ else 0
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        if place is not None:
            line = place.tb_lineno
        name = place.tb_frame.f_code.co_name if place is not None else "?"
        self._complain(
            f"watching of {part} is switched off after {type(error).__name__}: {error} ({name}, line {line}); "
            "training goes on"
        )
        if os.environ.get("TRAINWARD_DEBUG"):
            sys.excepthook(type(error), error, error.__traceback__)
