"""The script ended with an error."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta, Severity
from trainward.records.reading import History
from trainward.rules.access import every, evidence, finite

META = RuleMeta(
    code="LOO008",
    name="run-failed",
    reads=("exit_code",),
    window=1,
    severity="error",
    source="POSIX: an exit code other than 0 means failure; no threshold",
)

ON_PURPOSE = ("KeyboardInterrupt",)
BY_THE_SCRIPT = ("", "SystemExit")


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if the exit code is not 0: an error for an exception, a warning if the script chose it."""
    for readings in every(history, "exit_code"):
        series = finite(readings)
        if not len(series.values) or series.values[-1] == 0:
            continue
        how, severity = _ending(series.where)
        yield Finding(
            rule=META.name,
            code=META.code,
            severity=severity,
            step=int(series.steps[-1]),
            message=f"the script ended with exit code {series.values[-1]:.0f} at step {series.steps[-1]}, {how}",
            evidence=(evidence(series, -1),),
        )


def _ending(exception: str) -> tuple[str, Severity]:
    if exception in ON_PURPOSE:
        return f"stopped from outside ({exception})", "info"
    if exception in BY_THE_SCRIPT:
        return "as the script itself asked", "warning"
    return f"by {exception}", "error"
