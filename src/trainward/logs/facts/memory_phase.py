"""When in a run the device ran out of memory: in which call, and how far the run had come."""

from collections.abc import Iterator, Sequence
from typing import Final

from trainward.logs.facts.device_memory import is_out_of_memory
from trainward.logs.patterns import pattern
from trainward.records.log import LogFact, LogLine, LogView

FACTS: Final = {
    "oom-in-evaluation": "memory ran out while evaluating",
    "oom-in-optimizer-step": "memory ran out in the step of the optimizer",
    "oom-in-saving": "memory ran out while saving a checkpoint",
    "oom-in-loading": "memory ran out while loading a checkpoint",
    "oom-in-backward": "memory ran out in the backward pass",
    "oom-first-step": "memory ran out in the first step",
    "oom-later": "memory ran out after many steps",
}

_FRAMES: Final = {
    "oom-in-evaluation": r"in (evaluat\w*|validat\w*|eval\w*|test\w*|predict\w*)\b|evaluation_loop|prediction_step"
    r"|trainer\.evaluate|validation_step|\b(validat|evaluat)\w*\(",
    "oom-in-optimizer-step": r"optimizer\.step\(|optim/[a-z_]{2,20}\.py|in _?(multi_tensor|single_tensor|fused)_"
    r"|_init_group|exp_avg",
    "oom-in-saving": r"save_(pretrained|checkpoint|model|state)|_save_(checkpoint|optimizer|model)|state_dict\(\)"
    r"|torch\.save|get_model_state_dict"
    r"|gather_full|consolidat",
    "oom-in-loading": r"torch\.load\(|load_state_dict|load_checkpoint|serialization\.py"
    r"|map_location|resume_from_checkpoint",
    "oom-in-backward": r"\.backward\(|run_backward|in backward\b",
}
_PATTERNS: Final = {name: pattern(text) for name, text in _FRAMES.items()}
_FRAME: Final = pattern(r'^\s*(File ".{1,300}", line [0-9]+|\S.{0,200}\.py in |-+> ?[0-9]+ |\s{2,}\S)')
_PROGRESS: Final = pattern(
    r"([0-9]{1,9})/[0-9]{1,9} ?\[|step[ :=]{1,3}([0-9]{1,9})|iter(?:ation)?[ :=]{1,3}([0-9]{1,9})"
)
_REACH: Final = 45  # lines before the message that can belong to its traceback
_LATER: Final = 20  # steps; chosen


def read(view: LogView) -> Iterator[LogFact]:
    """Yield in which call the first message came, and how far the run was."""
    lines = view.lines
    place = next((at for at, line in enumerate(lines) if is_out_of_memory(line.text)), None)
    if place is None:
        return
    frames = _frames(lines, place)
    for name, sought in _PATTERNS.items():
        hit = next((line for line in frames if sought.search(line.text)), None)
        if hit is not None:
            yield LogFact(name, FACTS[name], (hit, lines[place]))
    yield from _how_far(lines, place)


def _frames(lines: Sequence[LogLine], place: int) -> list[LogLine]:
    """Return the lines of the traceback that ends in the message, innermost first; the message itself counts."""
    before = [lines[place]]
    for line in reversed(lines[max(0, place - _REACH) : place]):
        if line.text.startswith("Traceback"):
            break
        if _FRAME.search(line.text):
            before.append(line)
    return before


def _how_far(lines: Sequence[LogLine], place: int) -> Iterator[LogFact]:
    for line in reversed(lines[max(0, place - 200) : place + 1]):
        match = _PROGRESS.search(line.text)
        if match:
            step = int(next(group for group in match.groups() if group is not None))
            if step <= 1:
                yield LogFact("oom-first-step", f"the run had come to step {step}", (line, lines[place]))
            elif step >= _LATER:
                yield LogFact("oom-later", f"the run had come to step {step}", (line, lines[place]))
            return
