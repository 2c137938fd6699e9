"""What is read of a log: lines, facts that several lines show together, and signatures to hold them against."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trainward.records.finding import Severity

HARMLESS: Final = "none"
"""The cause of a message that means nothing."""

PROSE: Final = "reports"
"""How the source of a sign begins that is aimed at people's sentences, and counts in told lines only."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line, cleaned of colours and of the prefixes of launchers.

    `number` counts from 1 in `source`; `seconds` is the time the line bears, since 1970, or None; `rank` is the
    process that wrote it, where the line or the name of its file says so.
    """

    source: str
    number: int
    text: str
    rank: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number that a line gives of the run's health; `step` is None where the line does not say which step."""

    signal: str
    where: str
    step: int | None
    value: float
    line: LogLine


@dataclass(frozen=True, slots=True)
class LogView:
    """What of a log is looked at: lines in the order of each source, and the numbers in them."""

    lines: Sequence[LogLine]
    measurements: Sequence[Measurement]


@dataclass(frozen=True, slots=True)
class LogFact:
    """Something that no single line says; `says` is a sentence with its numbers, `lines` are what it rests on.

    A log with an alarming one is not called healthy, whether or not its cause is known.
    """

    name: str
    says: str
    lines: tuple[LogLine, ...]
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing in a log that speaks for a cause: a pattern that a line matches, or a fact.

    `weight` is the share of logs with this sign, and nothing else to go by, in which the cause is the right one.
    It counts only where each of `with_` and none of `without` is in the log as well; a text that begins with
    `fact:` names a fact, any other is a pattern. `source` says where the message is from: a sign that was learned from
    a case of the corpus names its group there, and is left out when that group is scored.
    """

    pattern: str
    fact: str
    with_: tuple[str, ...]
    without: tuple[str, ...]
    weight: float
    severity: Severity
    source: str


@dataclass(frozen=True, slots=True)
class Signature:
    """How one cause shows in a log.

    `told` are sentences in which people tell of it, for a log that is somebody's account; `ask` is what to get where
    the log does not decide. A signature of a harmless message has the cause `none` and its own `name`.
    """

    name: str
    cause: str
    signs: tuple[Sign, ...]
    told: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A sign that was seen, with the lines it was seen in, oldest first."""

    sign: Sign
    lines: tuple[LogLine, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class LogSource:
    """One log that was read: its lines, its bytes as text, and the rank its name gives."""

    name: str
    lines: int
    size: int
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The lines worth a look of all logs of one call, source by source, and what could not be read, in sentences."""

    lines: tuple[LogLine, ...]
    sources: tuple[LogSource, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogReport:
    """What was made of a log: the account of every source, and the moments worth showing in the order of time.

    `alarms` are alarming lines that nothing explains; `harmless` names messages that mean nothing, with a line of each.
    """

    read: ReadLog
    moments: tuple[LogLine, ...]
    alarms: tuple[LogLine, ...]
    harmless: tuple[tuple[str, LogLine], ...]
    ask: tuple[str, ...]
