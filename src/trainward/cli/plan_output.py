"""Puts plans where the user wants them: the terminal, plain lines, files."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from trainward.cli import plan_forms
from trainward.cli.output import say, write_text
from trainward.cli.plan_forms import Answer
from trainward.errors import StoreError, UsageError
from trainward.verbs.run_options import ReportFiles


def show(answers: Sequence[Answer]) -> None:
    """Print answers one below the other: set on a terminal, plain lines elsewhere.

    Raises:
        StoreError: standard output cannot be written.
    """
    for number, answer in enumerate(answers):
        if sys.stdout.isatty():
            from rich.console import Console

            console = Console(highlight=False)
            with console.capture() as drawn:
                console.print(plan_forms.terminal(answer))
            say(drawn.get())
        else:
            _print(["", *plan_forms.plain(answer)] if number else plan_forms.plain(answer))


def write_plan_reports(answers: Sequence[Answer], files: ReportFiles) -> list[str]:
    """Write every report that is asked for and return what went wrong, one sentence each; one does not stop another.

    JSON is one document, of several answers a list. A page or Markdown is of one answer, and their files are numbered
    from the second on.
    """
    return [trouble for file, drawn in _reports(answers, files) for trouble in _written(file, drawn)]


def _reports(answers: Sequence[Answer], files: ReportFiles) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield each file with what draws the text in it."""
    if files.json:
        yield files.json, partial(_json, answers)
    for number, answer in enumerate(answers, 1):
        if files.markdown:
            yield _numbered(files.markdown, number), partial(plan_forms.markdown, answer)
        if files.html:
            yield _numbered(files.html, number), partial(plan_forms.html, answer)


def _json(answers: Sequence[Answer]) -> str:
    texts = [plan_forms.json(answer) for answer in answers]
    listed = ",\n".join(text.rstrip() for text in texts)
    return texts[0] if len(texts) == 1 else f"[\n{listed}\n]\n"


def _numbered(file: str, number: int) -> str:
    path = Path(file)
    return file if number == 1 or file == "-" else str(path.with_stem(f"{path.stem}-{number}"))


def _written(file: str, drawn: Callable[[], str]) -> Iterator[str]:
    """Write a report, and yield what went wrong."""
    try:
        write_text(drawn(), file)
    except StoreError as error:
        yield str(error)
    except Exception as error:  # noqa: BLE001 - one form that cannot be drawn must not cost the others
        yield f"{file}: this report failed: {type(error).__name__}: {error}; please report this"


def show_models(words: Sequence[str]) -> None:
    """Print the models that are known by name, those that hold all words."""
    from trainward.verbs.plan_names import known_models

    _listing(known_models(), words, "models")


def show_gpus(words: Sequence[str]) -> None:
    """Print the GPUs that are known by name, those that hold all words."""
    from trainward.verbs.plan_names import known_gpus

    _listing(known_gpus(), words, "gpus")


def _listing(lines: Iterable[str], words: Sequence[str], verb: str) -> None:
    if any(word.startswith("-") for word in words):
        if set(words) <= {"-h", "--help"}:
            say(f"Usage: trainward plan {verb} [WORD]...\n\nList what is known by name; with words, what holds them.\n")
            return
        raise UsageError(f"plan {verb}: option {words[0]!r} is unknown; give words to look for, or nothing")
    _print(line for line in lines if all(word.lower() in line.lower() for word in words))


def _print(lines: Iterable[str]) -> None:
    say("".join(f"{line}\n" for line in lines))
