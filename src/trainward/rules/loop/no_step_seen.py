"""The script ended well, but no training step was seen."""

from collections.abc import Iterator

from trainward.records.finding import Finding, RuleMeta
from trainward.records.reading import History
from trainward.rules.access import every, evidence

META = RuleMeta(
    code="LOO010",
    name="no-step-seen",
    reads=("exit_code", "loss", "step_seconds"),
    window=1,
    severity="info",
    source="no reading at all; no threshold",
)


def check(history: History) -> Iterator[Finding]:
    """Yield one finding if the run is over and no loss and no step were read."""
    ended = [series for series in every(history, "exit_code") if len(series.values) and series.values[-1] == 0]
    seen = [series for signal in ("loss", "step_seconds") for series in every(history, signal) if len(series.values)]
    if not ended or seen:
        return
    yield Finding(
        rule=META.name,
        code=META.code,
        severity="info",
        step=int(ended[0].steps[-1]),
        message=(
            "the script ended with exit code 0, and 0 training steps were seen: it does not train, or in a process "
            "of its own, or not with PyTorch's autograd"
        ),
        evidence=(evidence(ended[0], -1),),
    )
