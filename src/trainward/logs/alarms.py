"""Lines that say something is wrong, whatever it is."""

from collections.abc import Iterable
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogLine

_ALARM: Final = pattern(
    r"(?:^|[\s.'\"(\]])[a-z_][\w.]{0,80}(?:error|exception)\b(?:: |:?$)|^E[0-9]{4} |\[E[ 0-9]|[0-9]: E [a-z]"
    r"|(?:^|[^a-z_-])(?:error|fatal|panic|critical)\b[:\]! ]|\bfatal\b|core dumped|segmentation fault"
    r"|bus error|\bkilled\b|\baborted\b|out of memory"
    r"|timed out|watchdog caught|exit(?:ed)?(?: with)?(?: code| status)?[ :=]*-?[1-9]|sig(?:kill|term"
    r"|segv|abrt|hup|bus)\b|\bXid\b.{0,40}: ?[0-9]"
    r"|\bfailed\b|uncorrectable|cannot open shared object|nccl warn|unhandled|assertion"
    r"|device-side assert|CrashLoopBackOff|\bdenied\b",
)
_ORDINARY: Final = pattern(
    r"(?:errors?|failed|failures?|killed|denied)['\"]?\s{0,3}[:=]\s{0,3}\[?(?:0+(?:\.0+)?(?:[^.0-9]|$)"
    r"|none|false|null)|\b0 (?:errors?|failed|failures)|(?:error|err)[_ ]?rate|val_error|test_error"
    r"|exit(?:ed)?(?: with)?(?: code| status)?[ :=]*0\b|mean[ _](?:squared|absolute)[ _]error|(?:square"
    r"|absolute|relative|prediction|reconstruction) error|loaded? without error",
)
_LOG_LIKE: Final = pattern(
    r"^\s*(?:\[?[0-9]{4}-[0-9]{2}-[0-9]{2}|\[?[0-9]{2}:[0-9]{2}:[0-9]{2}|[IWEDF][0-9]{4} |\[(?:I|W|INFO"
    r"|WARN))|[0-9]+/[0-9]+|\b(?:INFO|DEBUG|WARNING|WARN)\b"
    r"|\b(?:epoch|step|iter(?:ation)?|batch)\b['\"]?[ :=#\[]{1,4}[0-9]|\bloss\b['\"]?[ :=]{0,4}[0-9]"
    r"|[0-9]+%\||it/s|s/it|[A-Za-z]+Warning:|^wandb:|^\s*File \"|[=:] ?-?[0-9]+\.[0-9]+",
)


def alarms(lines: Iterable[LogLine]) -> list[LogLine]:
    """Return the lines of alarm, oldest first."""
    return [line for line in lines if _ALARM.search(line.text) and not _ORDINARY.search(line.text)]


def reads_like_a_log(lines: Iterable[LogLine]) -> bool:
    """Return whether a program wrote at least half of the lines, and not somebody who tells of it."""
    told = [line for line in lines if line.text.strip()]
    written = [line for line in told if _LOG_LIKE.search(line.text)]
    return bool(told) and 2 * len(written) >= len(told)
