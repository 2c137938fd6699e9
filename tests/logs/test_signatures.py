"""Every signature has its form and its page, knows its sick excerpts, and is silent on their healthy twins."""

import pytest

from trainward.diagnosis.catalogue import catalogue
from trainward.logs.clean_line import clean_line
from trainward.logs.fact_readers import all_fact_readers
from trainward.logs.matching import FACT
from trainward.logs.signature_files import all_signatures, find_page
from trainward.logs.signature_page import Excerpt, parse_signature_page
from trainward.logs.told import is_an_account
from trainward.records.log import HARMLESS, LogLine
from trainward.verbs.examine_log import compiled, examine_lines, whole_catalogue

SIGNATURES = {one.name: one for one in all_signatures()}
CAUSES = [name for name, one in SIGNATURES.items() if one.cause != HARMLESS]

NAMED = 0.4  # confidence from which a cause is called the diagnosis
SURE = 0.7  # confidence that a sound run's account must never reach

every_signature = pytest.mark.parametrize("name", sorted(SIGNATURES))
every_cause = pytest.mark.parametrize("name", sorted(CAUSES))


def lines_of(text: str) -> list[LogLine]:
    return [clean_line(raw, "excerpt", number) for number, raw in enumerate(text.splitlines(), start=1)]


@every_signature
def test_a_signature_names_a_known_cause_and_known_facts(name: str) -> None:
    one = SIGNATURES[name]
    facts = {fact for reader in all_fact_readers() for fact in reader.facts}
    named = {sign.fact for sign in one.signs if sign.fact} | {
        text.removeprefix(FACT) for sign in one.signs for text in (*sign.with_, *sign.without) if text.startswith(FACT)
    }

    assert one.cause in catalogue()
    assert one.signs or one.told
    assert named <= facts


@every_signature
def test_a_page_shows_a_sick_excerpt_and_a_twin(name: str) -> None:
    page = parse_signature_page(find_page(name), name)
    expected = [excerpt.expected for excerpt in page.excerpts]

    assert name in expected
    assert any(one != name for one in expected)


@every_cause
def test_a_signature_alone_knows_its_sick_excerpts(name: str) -> None:
    alone = compiled([SIGNATURES[name]])

    for excerpt in parse_signature_page(find_page(name), name).excerpts:
        if excerpt.expected == name:
            causes = examine_lines(lines_of(excerpt.text), alone).causes
            assert causes, f"nothing was found in:\n{excerpt.text}"
            assert causes[0].confidence >= 0.4, f"{causes[0].confidence} in:\n{excerpt.text}"


@every_signature
def test_excerpts_of_logs_are_told_apart_by_all_signatures_together(name: str) -> None:
    one = SIGNATURES[name]
    for excerpt in excerpts_of(name, accounts=False):
        causes = examine_lines(lines_of(excerpt.text), whole_catalogue()).causes
        first = causes[0].cause if causes and causes[0].confidence >= NAMED else HARMLESS
        right = one.cause if excerpt.expected == name else excerpt.expected
        if right:
            assert first == right, f"{first} instead of {right} in:\n{excerpt.text}"
        else:
            assert first != one.cause, f"{first} in:\n{excerpt.text}"


@every_signature
def test_excerpts_of_accounts_leave_their_cause_in_sight(name: str) -> None:
    """Neighbours among the causes may be as like an account; a new one must not push the right one away."""
    one = SIGNATURES[name]
    for excerpt in excerpts_of(name, accounts=True):
        causes = examine_lines(lines_of(excerpt.text), whole_catalogue()).causes
        right = one.cause if excerpt.expected == name else excerpt.expected
        if right == HARMLESS:
            sure = [cause for cause in causes if cause.confidence >= SURE]
            assert not sure, f"{sure[0].cause} in:\n{excerpt.text}"
        elif right:
            assert right in [cause.cause for cause in causes[:2]], f"{right} is missing in:\n{excerpt.text}"


def excerpts_of(name: str, *, accounts: bool) -> list[Excerpt]:
    excerpts = parse_signature_page(find_page(name), name).excerpts
    return [excerpt for excerpt in excerpts if is_an_account(lines_of(excerpt.text)) is accounts]
