"""Numbers of training in a log, as the frameworks write them: loss, learning rate, norms, times, memory."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from trainward.logs.patterns import Pattern, pattern
from trainward.records.log import LogLine, Measurement

_NUMBER: Final = r"(?P<value>[-+]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:e[-+]?[0-9]{1,3})?|[-+]?nan|[-+]?inf(?:inity)?)"
_SEPARATOR: Final = r"""['"]?\]?\s{0,12}(?:[:=]{1,2}|\bis\b|\bof\b)?\s{0,12}(?:tensor\(|\[)?['"]?"""
_END: Final = r"(?:[^0-9a-z.]|[.]?\s|[.]?$|[a-z]{0,2}\b)"
_OWNER: Final = r"(?P<owner>(?:[a-z0-9]{1,16}[ _/.-]{1,2}){0,3})"


def _number(name: str) -> Pattern:
    return pattern(rf"(?:^|[^a-z0-9_/.]){_OWNER}(?:{name}){_SEPARATOR}{_NUMBER}{_END}")


_NUMBERS: Final[Mapping[str, Pattern]] = {
    "loss": _number(r"loss(?:es)?(?:_value| value)?|nll|cost"),
    "learning_rate": _number(r"lr(?:[-_]?[0-9]{1,2})?|learning[ _-]?rate"),
    "grad_norm": _number(r"grad(?:ient)?[ _-]?norm|gnorm"),
    "loss_scale": _number(r"loss[ _-]?scale"),
    "step_seconds": _number(r"(?:elapsed )?(?:step|iter|iteration|batch)[ _-]?time|elapsed time per iteration \(m?s\)"),
    "data_wait_seconds": _number(r"data[ _-]?(?:load(?:ing|er)?)?[ _-]?(?:time|wait)"),
    "accuracy": _number(r"acc(?:uracy|[@_-]?1)?"),
}
_GATE: Final = pattern(r"loss|nll|cost|lr|learning|norm|time|data|s/it|it/s|/step|acc|mem|rss")
_MEMORY: Final = pattern(
    r"(?P<kind>gpu|cuda|vram|device|host|cpu|ram|rss|process)?[ _-]?(?:mem(?:ory)?|rss)(?:[ _-]?(?:used"
    r"|usage|allocated|in use))?"
    r"['\"]?\s{0,3}[:=]?\s{0,3}(?P<value>[0-9]+(?:[.][0-9]+)?)\s?(?P<unit>[kmgt]i?b?)\b",
)
_PACE: Final = pattern(r"(?P<value>[0-9]+(?:[.][0-9]+)?)\s?(?P<unit>s ?/it|it ?/s|ms/step|s/step|ms/it)\b")
_TIME_AND_DATA: Final = pattern(
    r"\btime:? {0,3}(?P<time>[0-9]+[.][0-9]+)\b.{0,40}\bdata(?:[_ ]?time)?:? {0,3}(?P<data>[0-9]+[.][0-9]+)"
)
_STEP: Final = pattern(
    r"(?:(?:^|[^a-z/])(?:global[ _]?step|step|iter(?:ation)?|it|batch"
    r"|update)s?\b['\"]?\s{0,6}[:=#]?\s{0,6}\[?\s{0,6}(?P<named>[0-9]{1,9})\b)"
    r"|(?:\]\s?\[\s{0,6}(?P<second>[0-9]{1,9})\s?/\s?[0-9]{1,9}\])"
    r"|(?:\|\s{0,3}(?P<bar>[0-9]{1,9})/[0-9]{1,9}\s{0,2}\[)",
)
_VALIDATION: Final = ("val", "eval", "test", "dev", "valid")
_EVALUATION: Final = pattern(r"\b(?:valid(?:ation)?|eval(?:uation)?|test)\b")
_UNITS: Final = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_NOT_TRAINING: Final = ("best", "min", "max", "previous", "target", "std", "var", "improve")


def measurements(lines: Iterable[LogLine]) -> tuple[Measurement, ...]:
    """Return the numbers in the lines, in their order."""
    return tuple(one for line in lines if _GATE.search(line.text) for one in _of_line(line))


def of_signal(found: Sequence[Measurement], signal: str) -> list[Measurement]:
    """Return the measurements of one signal from the process that wrote most of them."""
    some = [one for one in found if one.signal == signal]
    writers = [(one.line.source, one.line.rank, one.where) for one in some]
    most = max(dict.fromkeys(writers), key=writers.count, default=None)
    return [one for one, writer in zip(some, writers, strict=True) if writer == most]


def _of_line(line: LogLine) -> Iterator[Measurement]:
    text = line.text
    step = _step(text)
    for signal, sought in _NUMBERS.items():
        for match in sought.finditer(text):
            owner = match.group("owner").strip(" _/.-").lower()
            owner += " eval" if _EVALUATION.search(text[: match.start()]) else ""
            yield from _measured(signal, owner, step, float(match.group("value")), line, match.group(0))
    if pace := _PACE.search(text):
        yield Measurement("step_seconds", "", step, _pace(float(pace.group("value")), pace.group("unit")), line)
    if both := _TIME_AND_DATA.search(text):
        yield Measurement("step_seconds", "", step, float(both.group("time")), line)
        yield Measurement("data_wait_seconds", "", step, float(both.group("data")), line)
    for match in _MEMORY.finditer(text):
        kind = (match.group("kind") or ("rss" if "rss" in match.group(0).lower() else "gpu")).lower()
        device = kind in ("gpu", "cuda", "vram", "device")
        value = float(match.group("value")) * _UNITS[match.group("unit")[0].lower()]
        yield Measurement("device_memory" if device else "process_memory", "", step, value, line)


def _measured(
    signal: str, owner: str, step: int | None, value: float, line: LogLine, text: str
) -> Iterator[Measurement]:
    parts = owner.replace("_", " ").replace("/", " ").replace("-", " ").replace(".", " ").split()
    if any(part in _NOT_TRAINING for part in parts):
        return
    validation = any(part.startswith(_VALIDATION) for part in parts)
    if signal == "loss":
        words = [
            part
            for part in parts
            if part.isalpha() and part not in ("train", "training", "info", "step", "epoch", "eval")
        ]
        where = "" if not words or validation else words[-1]
        yield Measurement("validation_loss" if validation else "loss", where, step, value, line)
    elif signal == "accuracy":
        yield Measurement("validation_accuracy" if validation else "train_accuracy", "", step, value, line)
    elif signal in ("step_seconds", "data_wait_seconds"):
        yield Measurement(signal, "", step, value / 1000 if "(ms)" in text.lower() else value, line)
    else:
        yield Measurement(signal, "", step, value, line)


def _step(text: str) -> int | None:
    match = _STEP.search(text)
    if match is None:
        return None
    return int(next(group for group in match.groups() if group is not None))


def _pace(value: float, unit: str) -> float:
    if unit.lower().replace(" ", "") == "it/s":
        return 1 / value if value else math.inf
    return value / 1000 if unit.lower().startswith("ms") else value
