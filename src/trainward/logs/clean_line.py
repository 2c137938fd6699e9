"""A raw line to what its writer meant: colours, launcher prefixes and time stamps taken off, rank and time kept."""

import re
from datetime import UTC, datetime
from typing import Final

from trainward.records.log import LogLine

LONGEST: Final = 4_000
"""Characters kept of a line; a longer one keeps its beginning and its end."""

_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-9;?]{0,30}[ -/]{0,5}[@-~]|\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PREFIXES: Final = (
    re.compile(r"^\[?(?:rank|default)_?(\d{1,5})\][:|]? ?", re.IGNORECASE),  # torchrun, torch.distributed
    re.compile(r"^\[\d{1,4},(\d{1,5})\]<std(?:out|err)>:? ?"),  # mpirun --tag-output
    re.compile(r"^(\d{1,5}): (?=\S)"),  # srun --label
    re.compile(r"^(?:\((?:[\w.]{1,60},? )?(?:pid|ip|rank)=[^)]{1,80}\) ?)"),  # Ray
    re.compile(r"^\S{1,60}-worker-(\d{1,5}) [|:]? ?"),  # Kubernetes pods of a training operator
)
_RANK: Final = re.compile(r"\[?\bRank[ _:]?(\d{1,5})\b\]?", re.IGNORECASE)
_STAMP: Final = re.compile(
    r"(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?"
)
_STAMP_REACH: Final = 80  # characters from the beginning of a line in which its time stands


def clean_line(raw: str, source: str, number: int, rank: int | None = None) -> LogLine:
    """Return the line; `rank` is what is known of its writer when the line itself does not say."""
    text = raw if len(raw) <= LONGEST else f"{raw[: LONGEST // 2]} ... {raw[-LONGEST // 2 :]}"
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    text = _CONTROL.sub("", text).rstrip()
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()  # a lone surrogate can be neither searched nor written
    for prefix in _PREFIXES:
        match = prefix.match(text)
        if match:
            said = match.group(1) if match.re.groups else None
            rank = int(said) if said else rank
            text = text[match.end() :]
    if rank is None and (match := _RANK.search(text[:_STAMP_REACH])):
        rank = int(match.group(1))
    return LogLine(source, number, text, rank, seconds_of(text))


def seconds_of(text: str) -> float | None:
    """Return the time a line bears near its beginning, in seconds since 1970 and taken as UTC, or None."""
    match = _STAMP.search(text[:_STAMP_REACH])
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match.group(place)) for place in range(1, 7))
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    fraction = float(f"0.{match.group(7)}") if match.group(7) else 0.0
    return moment.timestamp() + fraction
