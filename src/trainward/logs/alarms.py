"""Lines that say something is wrong, whatever it is."""

from collections.abc import Iterable
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogLine

_ALARM: Final = pattern(
    r"(?:^|[\s.'\"(\]])[a-z_][\w.]{0,80}(?:error|exception)\b(?:: |:?$)|^E[0-9]{4} |\[E[ 0-9]|[0-9]: E [a-z]"
    r"|(?:^|[^a-z_-])(?:error|fatal|panic|critical)\b(?:[:\]!]| -| in )|\bfatal\b|core dumped|segmentation fault"
    r"|(?:loss|logits|output|weight|gradient|grad_norm)\w*\W.{0,12}\bnan\b"
    r"|(?:size|shape|dimension)s? mismatch|bus error|\bkilled\b|\baborted\b|out of memory"
    r"|timed out|watchdog caught|exit(?:ed)?(?: with)?(?: code| status)?[ :=]*-?[1-9]|sig(?:kill|term"
    r"|segv|abrt|hup|bus)\b|\bXid\b.{0,40}: ?[0-9]"
    r"|\bfailed\b|uncorrectable|cannot open shared object|nccl warn|unhandled|assertion"
    r"|device-side assert|CrashLoopBackOff|\bdenied\b",
)
_ORDINARY: Final = pattern(
    r"(?:errors?|failed|failures?|killed|denied)['\"]?\s{0,3}[:=]\s{0,3}\[?(?:0+(?:\.0+)?(?:[^.0-9]|$)"
    r"|none|false|null)|\b0 (?:errors?|failed|failures)|(?:error|err)[_ ]?rate|val_error|test_error"
    r"|(?:error|err)['\"]?\)?\s{0,3}[:=]\s{0,3}-?[0-9]*\.[0-9]|exit(?:ed)?(?: with)?(?: code"
    r"| status)?[ :=]*0\b|mean[ _](?:squared|absolute)[ _]error|(?:square"
    r"|absolute|relative|prediction|reconstruction) error|loaded? without error",
)


def alarms(lines: Iterable[LogLine]) -> list[LogLine]:
    """Return the lines of alarm, oldest first."""
    return [line for line in lines if _ALARM.search(line.text) and not _ORDINARY.search(line.text)]
