"""Which signal or guard ended a process."""

from collections.abc import Iterator
from typing import Final

from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogView

FACTS: Final = {
    "killed-by-sigkill": "a process was ended by SIGKILL",
    "killed-by-sighup": "a process was ended by SIGHUP",
    "segmentation-fault": "a process accessed memory that is not its own",
    "kernel-oom-killer": "the kernel or the container ended a process for lack of host memory",
}

_PATTERNS: Final = {
    "killed-by-sigkill": r"SIGKILL|exit ?code:? ?(?:-9|137)\b|signal:? (?:9\b|killed)"
    r"|^\S{0,80}:? ?Killed(?: {2,}.*)?$|: \d+ Killed|return code = -9|killed by signal: (?:9|killed)"
    r"|code (?:-9|137)\b|exited with signal 9",
    "killed-by-sighup": r"SIGHUP|exit ?code:? ?(?:-1|129) .{0,40}signal 1\b|signal:? (?:1\b|hangup)|got signal: 1\b"
    r"|death signal 1\b",
    "segmentation-fault": r"segmentation fault|SIGSEGV|exit ?code:? ?(?:-11|139)\b|signal 11\b"
    r"|access violation|0xC0000005",
    "kernel-oom-killer": r"out of memory: kill(?:ed)? process|oom-kill|OOMKilled|oom_reaper|memory cgroup out of memory"
    r"|oom_kill event|invoked oom-killer"
    r"|exceeded (?:job |step )?memory limit|out.of.memory handler|slurmstepd.{0,80}oom|\bOUT_OF_ME(?:MORY)?\b",
}
_COMPILED: Final = {name: pattern(text) for name, text in _PATTERNS.items()}


def read(view: LogView) -> Iterator[LogFact]:
    """Yield each kind of end with the first lines that tell of it."""
    for name, sought in _COMPILED.items():
        lines = [line for line in view.lines if sought.search(line.text)]
        if lines:
            yield LogFact(name, FACTS[name], tuple(lines[:3]), alarming=name == "kernel-oom-killer")
