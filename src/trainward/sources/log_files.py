"""Logs of any kind, named on the command line, to the lines worth a look."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from trainward.errors import LogError
from trainward.records.log import LogLine, LogSource, ReadLog
from trainward.sources.log_bytes import Trouble, utf8_blocks
from trainward.sources.log_inputs import LogInput, log_inputs
from trainward.sources.log_lines import HEAD, TAIL_BYTES, Budget, Selected, select_lines

_HEAD = 200  # lines each log has at least, however many there are
_TAIL = 1 << 14  # bytes


def read_logs(named: Sequence[str], progress: Callable[[str, int], None] = lambda name, size: None) -> ReadLog:
    """Read files, folders and, for "-", standard input.

    One of several that cannot be read is said in the notices; `progress` is told the name and the bytes read so far.

    Raises:
        LogError: nothing could be read.
    """
    inputs = log_inputs(named)
    budget = Budget(max(_HEAD, HEAD // len(inputs)), max(_TAIL, TAIL_BYTES // len(inputs)))
    trouble = Trouble()
    lines: list[LogLine] = []
    sources: list[LogSource] = []
    for one in inputs:
        try:
            selected = _read(one, budget, trouble, progress)
        except LogError as error:
            if len(inputs) == 1:
                raise
            trouble.sentences.append(str(error))
            continue
        lines.extend(selected.lines[number] for number in sorted(selected.lines))
        sources.append(LogSource(one.name, selected.count, selected.size, one.rank))
    if not sources:
        raise LogError(f"{len(inputs)} logs, 0 of them could be read: {'; '.join(trouble.sentences[:3])}")
    return ReadLog(tuple(lines), tuple(sources), tuple(trouble.sentences))


def _read(one: LogInput, budget: Budget, trouble: Trouble, progress: Callable[[str, int], None]) -> Selected:
    selected = Selected(one.name, one.rank)
    select_lines(_told(utf8_blocks(one.path, trouble), one.name, progress), selected, budget)
    return selected


def _told(blocks: Iterable[bytes], name: str, progress: Callable[[str, int], None]) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        progress(name, size)
        yield block
