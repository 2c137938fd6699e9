"""Reads what the process uses, once a second, on the writer's thread; nothing here touches the training thread."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trainward.sources.live.recorder import Recorder

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Resources:
    """Memory, processor time, devices and open files of the process and its loader workers."""

    def __init__(self, recorder: Recorder, step: Callable[[], int], idle_seconds: Callable[[], float]) -> None:
        """Take the number of the last step and the time since it from two functions."""
        self._recorder = recorder
        self._step = step
        self._idle_seconds = idle_seconds
        self._cpu = (time.monotonic(), self._cpu_seconds())

    def look(self) -> None:
        """Record one reading of each."""
        step = self._step()
        put = self._recorder.put
        put("seconds_since_step", step, self._idle_seconds())
        put("process_memory", step, float(self._memory_bytes()))
        now, used = time.monotonic(), self._cpu_seconds()
        before, used_before = self._cpu
        if now > before:
            put("process_cpu", step, (used - used_before) / (now - before))
        self._cpu = (now, used)
        free = _machine_memory_free()
        if free is not None:
            put("machine_memory_free", step, free)
        if Path("/proc/self/fd").exists():
            put("open_files", step, float(len(os.listdir("/proc/self/fd"))))
        self._devices(step)

    def _memory_bytes(self) -> int:
        total = 0
        for pid in (os.getpid(), *_workers()):
            try:
                total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
            except (OSError, IndexError, ValueError):
                if pid == os.getpid():
                    import psutil

                    total += psutil.Process().memory_info().rss
        return total

    @staticmethod
    def _cpu_seconds() -> float:
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def _devices(self, step: int) -> None:
        cuda: Any = sys.modules.get("torch.cuda")
        if not getattr(cuda, "_initialized", False):  # also while torch is only half imported
            return
        for device in range(cuda.device_count()):
            if cuda.memory_reserved(device):
                put = self._recorder.put
                put("device_memory", step, float(cuda.memory_allocated(device)), f"cuda:{device}")
                put("device_memory_reserved", step, float(cuda.memory_reserved(device)), f"cuda:{device}")


def _workers() -> list[int]:
    """Return the processes started by multiprocessing, without collecting any that ended."""
    process = sys.modules.get("multiprocessing.process")
    children = tuple(getattr(process, "_children", ()))
    return [child.pid for child in children if child.pid is not None]


def _machine_memory_free() -> float | None:
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return float(line.split()[1]) * 1024.0
    except (OSError, ValueError):
        return None
    return None
