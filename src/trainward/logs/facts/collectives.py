"""Collective timeouts by rank: which operation each rank was in, which are missing, what the run was doing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogLine, LogView

FACTS: Final = {
    "collective-timeout": "a collective timed out",
    "collective-types-differ": "ranks wait in different collectives",
    "collective-sequences-differ": "ranks wait at different places of the sequence of collectives",
    "collective-ranks-missing": "some ranks do not appear among the timeouts",
    "collective-during-preprocessing": "the others waited while one rank prepared data",
    "collective-after-fit": "the timeout came after the training had ended",
    "collective-at-evaluation": "the timeout came at an evaluation",
    "collective-at-epoch-end": "the timeout came at the end of an epoch",
    "rank-failed-before-timeout": "a rank failed of its own before the timeout",
}


_TIMEOUT: Final = pattern(
    r"watchdog caught collective operation timeout|collective operation timeout"
    r"|timed out waiting .{0,40}(recv|send|barrier)"
    r"|timed out in .{0,40}(barrier|all_?reduce|all_?gather|broadcast)|monitoredBarrier"
    r"|heartbeat monitor timed out|socket timeout|nccl.{0,60}time(d )?out"
)
_WORK: Final = pattern(r"SeqNum=(?P<sequence>[0-9]{1,12}).{0,20}OpType=(?P<kind>[A-Z_]{2,40})")
_RANK: Final = pattern(r"\[?rank[ :]?(?P<rank>[0-9]{1,5})\b")
_PREPARING: Final = pattern(
    r"(tokeni[sz]|map(ping)?\b|preprocess|processing|running tokenizer|grouping texts"
    r"|generating .{0,30}split|caching|building .{0,20}(index|dataset)|filter).{0,120}[0-9]+%"
    r"|examples/s\]?|[0-9]+/[0-9]+ examples|download(ing)?.{0,60}[0-9]+%"
)
_FIT_ENDED: Final = pattern(
    r"trainer\.fit.{0,4} stopped|max_(epochs|steps)=.{1,20} reached|training (is )?(completed|finished"
    r"|done)|finished training"
)
_EVALUATION: Final = pattern(r"\b(evaluat|validat)|val(idation)? (loop|loss|dataloader)|sanity check")
_EPOCH_END: Final = pattern(
    r"end of (the )?epoch|epoch .{0,20}100%|epoch .{0,12}(finished|completed|done)|saving (model )?checkpoint"
)
_FAILURE: Final = pattern(
    r"^(?:\w+\.)*\w*(?:error|exception)\b: |out of memory|segmentation fault|sigkill|sigsegv|ecc error"
    r"|xid .{0,40}: ?[0-9]+|fallen off the bus"
)
_CASCADE: Final = pattern(
    r"nccl|collective|watchdog|distbackend|processgroup|childfailed|sigterm|connection (closed|reset)"
    r"|broken pipe|timed? ?out"
)


@dataclass(frozen=True, slots=True)
class _Wait:
    rank: int | None
    sequence: int | None
    kind: str
    line: LogLine


def read(view: LogView) -> Iterator[LogFact]:
    """Yield what the timeouts of all ranks say together."""
    timeouts = [(at, line) for at, line in enumerate(view.lines) if _TIMEOUT.search(line.text)]
    if not timeouts:
        return
    quoted = tuple(line for _, line in timeouts[:4])
    yield LogFact("collective-timeout", FACTS["collective-timeout"], quoted)
    yield from _by_rank([_wait(line) for _, line in timeouts])
    yield from _phase(view.lines, timeouts[0][0], quoted[0])


def _wait(line: LogLine) -> _Wait:
    work, rank = _WORK.search(line.text), _RANK.search(line.text)
    return _Wait(
        int(rank.group("rank")) if rank else line.rank,
        int(work.group("sequence")) if work else None,
        work.group("kind").upper() if work else "",
        line,
    )


def _by_rank(waits: Sequence[_Wait]) -> Iterator[LogFact]:
    of_rank = {wait.rank: wait for wait in reversed(waits) if wait.rank is not None and wait.kind}
    some = sorted(of_rank.values(), key=lambda wait: wait.rank or 0)
    lines = tuple(wait.line for wait in some[:6])
    kinds = sorted({wait.kind for wait in some})
    if len(kinds) > 1:
        told = ", ".join(f"rank {wait.rank} in {wait.kind} {wait.sequence}" for wait in some[:6])
        yield LogFact("collective-types-differ", told, lines)
    sequences = sorted({wait.sequence for wait in some if wait.sequence is not None})
    if len(sequences) > 1:
        told = ", ".join(f"rank {wait.rank} at {wait.sequence}" for wait in some[:6])
        yield LogFact("collective-sequences-differ", told, lines)
    ranks = sorted(wait.rank for wait in some if wait.rank is not None)
    missing = sorted(set(range(max(ranks) + 1)) - set(ranks)) if len(ranks) > 1 else []
    if missing:
        yield LogFact("collective-ranks-missing", f"no timeout of rank {', '.join(map(str, missing[:8]))}", lines)


def _phase(lines: Sequence[LogLine], place: int, timeout: LogLine) -> Iterator[LogFact]:
    before = lines[max(0, place - 60) : place + 1]
    for name, sought in (
        ("collective-during-preprocessing", _PREPARING),
        ("collective-after-fit", _FIT_ENDED),
        ("collective-at-evaluation", _EVALUATION),
        ("collective-at-epoch-end", _EPOCH_END),
    ):
        hit = next((line for line in reversed(before) if sought.search(line.text)), None)
        if hit is not None:
            yield LogFact(name, FACTS[name], (hit, timeout))
    for line in lines[:place]:
        if _FAILURE.search(line.text) and not _CASCADE.search(line.text):
            yield LogFact("rank-failed-before-timeout", FACTS["rank-failed-before-timeout"], (line, timeout))
            return
