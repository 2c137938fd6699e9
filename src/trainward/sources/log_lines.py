"""The lines of a log that are worth a look, in constant memory, whatever its length.

The beginning and the end are kept whole. Of what lies between, lines that may matter are found by one pass over the
bytes: words of alarm with the lines around them, each kind of line a few times, and an even sample of all lines for the
course of the numbers.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from trainward.logs.clean_line import LONGEST, clean_line
from trainward.logs.patterns import pattern
from trainward.records.log import LogLine

HEAD: Final = 8_000  # lines kept from the beginning, shared out among the sources; chosen
TAIL_BYTES: Final = 1 << 18  # kept from the end, at most
SAMPLE: Final = 20  # lines of each block beyond the head that are kept for their numbers
KEPT_BYTES: Final = 16 << 20  # of one call, lines of alarm; chosen for memory
_A_KIND: Final = 12  # lines of alarm that differ in their digits only: the first ones
_AROUND: Final = 2  # lines kept on each side of a line of alarm
_TRACEBACK: Final = 60  # lines kept after the beginning of a traceback
_LONG: Final = 1 << 16  # bytes after which a line without an end loses its middle

_ALARM: Final = pattern(
    rb"error|fail|fatal|exception|traceback|abort|assert|kill|signal|time(?:d )?-?out|\bnan\b"
    rb"|[^a-z]inf[^a-z]|overflow|memory|cannot|can't"
    rb"|could not|unable|not found|no such|denied|refused|mismatch|invalid|unexpected|missing|corrupt"
    rb"|deadlock|\bxid\b|nccl|exceed"
    rb"|retracing|recompil|warn|undefined|unsupported|not compiled|too (?:old|small|large|many)"
    rb"|core dumped|bus error|leak|duplicate"
    rb"|max_epochs|reached|truncated|detected|expected|loss.?scale|skipping|straggler|unreachable|unable|OOM|diverge|evict|preempt",
)
_DIGITS: Final = bytes(range(48, 58))


@dataclass
class Budget:
    """What is left of the memory of one call, what each of its logs may take, and how often each kind of line was kept.

    `head` are lines, `tail` bytes that are kept whole.
    """

    head: int = HEAD
    tail: int = TAIL_BYTES
    kept: int = KEPT_BYTES
    kinds: dict[bytes, int] = field(default_factory=dict)


@dataclass
class Selected:
    """What was read of one log so far."""

    source: str
    rank: int | None
    lines: dict[int, LogLine] = field(default_factory=dict)
    count: int = 0
    size: int = 0


def select_lines(blocks: Iterable[bytes], into: Selected, budget: Budget) -> None:
    """Read a log to its end and keep in `into` what is worth a look."""
    rest = b""
    tail: deque[tuple[int, bytes]] = deque()
    for block in blocks:
        into.size += len(block)
        whole = rest + block
        end = whole.rfind(b"\n") + 1
        rest, whole = whole[end:], whole[:end]
        if len(rest) > _LONG:
            rest = _shortened(rest)
        if whole:
            _take(whole, into, budget)
            _keep_tail(tail, whole, into.count, budget.tail)
    if rest:
        _take(rest, into, budget)
        into.count += 1
        _keep_tail(tail, rest, into.count, budget.tail)
    for first, part in tail:
        _keep(part, first, into, part.count(b"\n") + 1)


def _shortened(line: bytes) -> bytes:
    """Return a line without an end without its middle; of a bar drawn again and again alarms and last states stay."""
    if b"\r" in line:
        parts = line.split(b"\r")
        line = b"\r".join((*[part for part in parts[:-50] if _ALARM.search(part[:LONGEST])][-20:], *parts[-50:]))
    return line if len(line) <= _LONG else line[: _LONG // 2] + line[-_LONG // 4 :]


def _keep_tail(tail: deque[tuple[int, bytes]], block: bytes, count: int, most: int) -> None:
    """Remember the end of a block with the number of its first line; `count` lines were read with it."""
    cut = block[-most:]
    cut = cut[cut.find(b"\n") + 1 :] if len(cut) < len(block) else cut
    tail.append((count - cut.count(b"\n") + cut.endswith(b"\n"), cut))
    while len(tail) > 1 and sum(len(part) for _, part in list(tail)[1:]) >= most:
        tail.popleft()


def _take(block: bytes, into: Selected, budget: Budget) -> None:
    first, head = into.count + 1, budget.head
    into.count += block.count(b"\n")
    if first <= head:
        _keep(block, first, into, head - first + 1)
        block = _after_lines(block, head - first + 1)
        first = head + 1
    if not block:
        return
    _sample(block, first, into)
    if budget.kept > 0:
        for number, start, end in _alarms(block, first, budget):
            budget.kept -= end - start
            _keep(block[start:end], number, into, end - start)


def _after_lines(block: bytes, count: int) -> bytes:
    if block.count(b"\n") <= count:
        return b""
    at = 0
    for _ in range(count):
        at = block.find(b"\n", at) + 1
    return block[at:]


def _keep(block: bytes, first: int, into: Selected, most: int) -> None:
    """Keep the first lines of a block; parts of a line between carriage returns share its number."""
    for place, raw in enumerate(block.split(b"\n", most)[:most]):
        number = first + place
        if raw and number not in into.lines:
            into.lines[number] = clean_line(_last_state(raw), into.source, number, into.rank)


def _last_state(raw: bytes) -> str:
    """Return what remains of a line that was drawn again and again: parts with an alarm, and its last state."""
    parts = [part for part in raw.rstrip(b"\r").split(b"\r") if part.strip()]
    if len(parts) > 1:
        told = [part for part in parts[:-1] if _ALARM.search(part)][-3:]
        raw = b" ".join((*told, parts[-1]))
    elif parts:
        raw = parts[0]
    if len(raw) > 4 * LONGEST:
        raw = raw[: 2 * LONGEST] + b" ... " + raw[-2 * LONGEST :]
    return raw.decode("utf-8", "replace")


def _sample(block: bytes, first: int, into: Selected) -> None:
    step = max(1, len(block) // SAMPLE)
    at, number = 0, first
    for position in range(0, len(block), step):
        start = block.find(b"\n", position) + 1
        if not start or start >= len(block):
            return
        number += block.count(b"\n", at, start)
        at = start
        _keep(block[start : _line_end(block, start)], number, into, 1)


def _alarms(block: bytes, first: int, budget: Budget) -> Iterator[tuple[int, int, int]]:
    """Yield the number of the first line, the beginning and the end of each stretch that may matter."""
    done, at, number = 0, 0, first
    for match in _ALARM.finditer(block):
        place = match.start()
        if place < done:
            continue
        start, end = block.rfind(b"\n", 0, place) + 1, _line_end(block, place)
        done = end
        line = block[start : min(end, start + 400)]
        kind = line.translate(None, _DIGITS)
        seen = budget.kinds.get(kind, 0)
        if seen >= _A_KIND or (seen == 0 and len(budget.kinds) > 50_000):
            continue
        budget.kinds[kind] = seen + 1
        start, end = _widened(block, start, end, _TRACEBACK if b"Traceback" in line else _AROUND)
        done = end
        number += block.count(b"\n", at, start)
        at = start
        yield number, start, end


def _widened(block: bytes, start: int, end: int, after: int) -> tuple[int, int]:
    for _ in range(_AROUND):
        start = block.rfind(b"\n", 0, max(0, start - 1)) + 1
    for _ in range(after):
        end = _line_end(block, end + 1) if end < len(block) else end
    return start, end


def _line_end(block: bytes, place: int) -> int:
    end = block.find(b"\n", place)
    return len(block) if end < 0 else end
