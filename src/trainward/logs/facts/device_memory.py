"""What the figures of an out-of-memory message say: too big, in pieces, or somebody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogLine, LogView

FACTS: Final = {
    "oom": "the device ran out of memory",
    "oom-fragmented": "the request fits into memory that is reserved but not allocated",
    "oom-own-process-full": "the tensors of this process fill the device",
    "oom-others-hold": "other processes hold much of the device",
    "oom-free-exceeds-request": "more is said to be free than was asked for",
    "oom-huge-request": "one request is over half of the device",
}

_OOM: Final = pattern(
    r"(cuda|gpu|hip|device|xpu|mps|npu|onednn).{0,60}out of memory|out of memory.{0,60}(gpu|cuda|device)"
    r"|OutOfMemoryError"
    r"|\(2\) ?: out of memory|CUBLAS_STATUS_ALLOC_FAILED|OOM when allocating tensor|RESOURCE_EXHAUSTED"
    r"|CUDA_ERROR_OUT_OF_MEMORY|error=2 : out of memory|Dst tensor is not initialized"
    r"|ResourceExhausted|Tried to allocate|runtimeerror: out of memory|Cannot allocate .{0,40}memory on GPU",
)
_HOST: Final = pattern(r"DefaultCPUAllocator|cpu memory|host memory|fail to alloc memory of")
_SIZE: Final = r"([0-9]+(?:[.][0-9]+)?) ?(bytes|[KMGT]i?B)"
_FIELDS: Final = {
    "request": (rf"tried to allocate {_SIZE}", rf"cannot allocate {_SIZE}", rf"trying to allocate {_SIZE}"),
    "total": (rf"total capacity of {_SIZE}", rf"total capacty of {_SIZE}", rf"{_SIZE} total capacity"),
    "free": (rf"{_SIZE} free", rf"of which {_SIZE} is free", rf"available memory is only {_SIZE}"),
    "allocated": (
        rf"allocated memory {_SIZE} is allocated by pytorch",
        rf"{_SIZE} already allocated",
        rf"{_SIZE} memory has been allocated",
    ),
    "reserved": (rf"{_SIZE} reserved in total", rf"{_SIZE} cached"),
    "idle": (rf"{_SIZE} is reserved by pytorch but unallocated",),
    "own": (rf"this process has {_SIZE} memory in use",),
}
_PATTERNS: Final = {name: tuple(pattern(text) for text in texts) for name, texts in _FIELDS.items()}
_UNITS: Final = {"b": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_FULL: Final = 0.7  # share of the device; chosen: below it something else must hold memory
_OTHERS: Final = 0.25  # share of the device that is neither free nor this process's; a context takes 2-8 %
_HUGE: Final = 0.5
_IDLE: Final = 0.08  # share of the device lying idle from which pieces matter; chosen


@dataclass(frozen=True, slots=True)
class MemoryFigures:
    """Bytes an out-of-memory message names; None where it does not."""

    request: float | None
    total: float | None
    free: float | None
    allocated: float | None
    reserved: float | None


def is_out_of_memory(text: str) -> bool:
    """Return whether a line says that a device ran out of memory."""
    return _OOM.search(text) is not None and not _HOST.search(text)


def memory_figures(text: str) -> MemoryFigures:
    """Return the figures of an out-of-memory message of PyTorch (0.4 to 2.13) or Paddle."""
    found = {name: _figure(text, name) for name in _FIELDS}
    reserved, allocated, idle = found["reserved"], found["allocated"], found["idle"]
    if reserved is None and allocated is not None and idle is not None:
        reserved = allocated + idle
    if reserved is None and found["own"] is not None:
        reserved = found["own"]
    return MemoryFigures(found["request"], found["total"], found["free"], allocated, reserved)


def read(view: LogView) -> Iterator[LogFact]:
    """Yield what the first message with figures says, and that there is one at all."""
    messages = [line for line in view.lines if is_out_of_memory(line.text)]
    if not messages:
        return
    yield LogFact("oom", "the device ran out of memory", tuple(messages[:3]))
    for line in messages:
        figures = memory_figures(line.text)
        if figures.request is not None and figures.total:
            yield from _facts(figures, line)
            return


def _facts(figures: MemoryFigures, line: LogLine) -> Iterator[LogFact]:
    request, total = figures.request or 0.0, figures.total or 0.0
    allocated, free = figures.allocated or 0.0, figures.free or 0.0
    reserved = max(figures.reserved or 0.0, allocated)
    idle = reserved - allocated
    if idle >= request > free and idle >= _IDLE * total:
        says = f"{_gib(idle)} are reserved and not allocated, {_gib(request)} were asked for"
        yield LogFact("oom-fragmented", says, (line,))
    if allocated >= _FULL * total:
        says = f"tensors of this process take {_gib(allocated)} of {_gib(total)}"
        yield LogFact("oom-own-process-full", says, (line,))
    others = total - free - reserved
    if others >= _OTHERS * total:
        says = f"{_gib(others)} of {_gib(total)} are neither free nor this process's"
        yield LogFact("oom-others-hold", says, (line,))
    if free > request:
        says = f"{_gib(free)} are free, {_gib(request)} were asked for"
        yield LogFact("oom-free-exceeds-request", says, (line,))
    if request >= _HUGE * total:
        says = f"{_gib(request)} of {_gib(total)} were asked for at once"
        yield LogFact("oom-huge-request", says, (line,))


def _figure(text: str, name: str) -> float | None:
    for sought in _PATTERNS[name]:
        if match := sought.search(text):
            return float(match.group(1)) * _UNITS[match.group(2)[0].lower()]
    return None


def _gib(size: float) -> str:
    return f"{size / 2**30:.2f} GiB" if size >= 2**28 else f"{size / 2**20:.0f} MiB"
