"""Prints how often `trainward diagnose` names the cause: `python -m benchmarks.logs [--wrong] [--save]`.

A sign that was learned from a case says so in its source, and is left out when the group of that case is scored.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.log_cases import LogCase, log_cases, read_case
from benchmarks.log_floors import keyword_alarms, nearest_neighbour
from trainward.diagnosis.catalogue import catalogue
from trainward.logs.signature_files import all_signatures
from trainward.verbs.diagnose import diagnose
from trainward.verbs.examine_log import Catalogue, compiled, whole_catalogue

RESULTS = Path(__file__).parent / "results" / "logs.md"
SURE = 0.6  # confidence from which a wrong name is a confident one


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of a case: `cause` is `none` for healthy and empty for an abstention."""

    case: LogCase
    cause: str
    confidence: float
    quoted: bool


def main() -> None:
    """Score every case and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logs", description="Score the diagnosis of logs.")
    parser.add_argument("--wrong", action="store_true", help="list the cases that are not answered right")
    parser.add_argument("--circumstances", action="store_true", help="give what the reporter said of the run as well")
    parser.add_argument("--save", action="store_true", help="keep the table in benchmarks/results")
    options = parser.parse_args()
    cases = log_cases()
    answers = [_answer(case, circumstances=options.circumstances) for case in cases]
    text = table(answers, cases)
    print(text)
    if options.wrong:
        for one in answers:
            if not right(one.case, one.cause):
                case = f"{one.case.id} {one.case.group} {one.case.kind}"
                print(f"{case}: {one.cause or '-'} {one.confidence:.2f}, right is {one.case.cause}")
    if options.save:
        RESULTS.write_text(text + "\n", encoding="utf-8")


def _answer(case: LogCase, *, circumstances: bool) -> Answer:
    report = diagnose(read_case(case, circumstances=circumstances), _without_group(case.group))
    if report.verdict == "healthy":
        return Answer(case, "none", 1.0, quoted=True)
    if not report.diagnoses:
        return Answer(case, "", 0.0, quoted=True)
    first = report.diagnoses[0]
    return Answer(case, first.cause, first.confidence, bool(first.quotes))


def _without_group(group: str) -> Catalogue:
    signatures = all_signatures()
    kept = [replace(one, signs=tuple(sign for sign in one.signs if group not in sign.source)) for one in signatures]
    return whole_catalogue() if list(signatures) == kept else compiled(kept)


def right(case: LogCase, cause: str) -> bool:
    """Return whether the answer is the cause or another right one."""
    return cause == case.cause or cause in case.also


def table(answers: Sequence[Answer], cases: Sequence[LogCase]) -> str:
    """Return the figures as a Markdown table, the floors below."""
    rows = [
        "| excerpts | cases | right cause | right family | abstained | confident and wrong "
        "| false alarms on healthy | quoted |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in ("log", "report", "all"):
        some = [one for one in answers if kind in (one.case.kind, "all")]
        rows.append(_row(kind, some))
    nearest = nearest_neighbour(cases)
    hits = sum(right(case, cause) for case, cause in zip(cases, nearest, strict=True))
    alarmed = sum(on for case, on in zip(cases, keyword_alarms(cases), strict=True) if case.cause == "none")
    healthy = sum(case.cause == "none" for case in cases)
    rows.append("")
    rows.append(f"Floors: TF-IDF nearest neighbour {hits} of {len(cases)} right ({hits / len(cases):.0%}); ")
    rows[-1] += f"a keyword alarm fires on {alarmed} of {healthy} healthy ones."
    return "\n".join(rows)


def _row(kind: str, answers: Sequence[Answer]) -> str:
    sick = [one for one in answers if one.case.cause != "none"]
    healthy = [one for one in answers if one.case.cause == "none"]
    named = [one for one in answers if one.cause not in ("", "none")]
    family = sum(
        _family(one.cause) in {_family(cause) for cause in (one.case.cause, *one.case.also)} for one in answers
    )
    cells = (
        f"{len(answers)} ({len(sick)} sick)",
        _share(sum(right(one.case, one.cause) for one in answers), len(answers)),
        _share(family, len(answers)),
        str(sum(one.cause == "" for one in answers)),
        _share(sum(one.confidence >= SURE and not right(one.case, one.cause) for one in named), len(answers)),
        f"{sum(one.cause not in ('', 'none') for one in healthy)} of {len(healthy)}",
        _share(sum(one.quoted for one in named), len(named)),
    )
    return f"| {kind} | {' | '.join(cells)} |"


def _family(cause: str) -> str:
    known = catalogue().get(cause)
    return known.family if known else cause


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "-"


if __name__ == "__main__":
    main()
