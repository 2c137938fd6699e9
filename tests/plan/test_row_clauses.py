import re

import pytest

from trainward.plan.row_clauses import all_mentions, clauses, is_open, is_said, one_of, plain, shown

COLOURS = one_of({"red": ("red", "scarlet"), "blue": ("blue",)}, left=r"\b", right=r"\b")


def told(text: str) -> list[str]:
    return [("not " if one.denied else "") + one.kind for one in all_mentions(text, COLOURS)]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("red", ["red"]),
        ("not red", ["not red"]),
        ("no red; blue only", ["not red", "blue"]),
        ("blue (not red)", ["blue", "not red"]),
        ("blue w/o red", ["blue", "not red"]),
        ("red w/ blue", ["red", "blue"]),
        ("blue without red", ["blue", "not red"]),
        ("blue instead of red", ["blue", "not red"]),
        ("blue rather than scarlet", ["blue", "not red"]),
        ("red off", ["not red"]),
        ("red (off), blue", ["not red", "blue"]),
        ("red: disabled; blue: on", ["not red", "blue"]),
        ("red=false", ["not red"]),
        ("red not used", ["not red"]),
        ("red is not enabled", ["not red"]),
        ("neither red nor blue", ["not red", "not blue"]),
        ("no red or blue", ["not red", "not blue"]),
        ("no red, blue", ["not red", "blue"]),
        ("blue; red would be slower", ["blue"]),
        ("blue, unlike red", ["blue"]),
        ("infrared", []),
        ("", []),
    ],
)
def test_what_is_denied_is_told_from_what_is_said(text: str, means: list[str]) -> None:
    assert told(text) == means


def test_a_denial_alone_belongs_to_the_clause_before_it() -> None:
    assert clauses("red (off), blue") == ["red off", " blue"]


@pytest.mark.parametrize(
    "text", ["", " ", "n/a", "N/A", "unknown", "not stated", "none reported", "see recipe", "?", "-"]
)
def test_a_cell_that_says_nothing_is_open(text: str) -> None:
    assert is_open(text)


@pytest.mark.parametrize("text", ["none", "no", "full", "0", "unknown to us"])
def test_a_cell_that_says_something_is_not_open(text: str) -> None:
    assert not is_open(text)


def test_words_are_said_where_they_are_not_denied() -> None:
    assert is_said("swiglu, GQA", r"\bgqa\b")
    assert not is_said("swiglu, no GQA", r"\bgqa\b")


def test_signs_that_join_words_are_blanks() -> None:
    assert plain("ZeRO-3_stage=2:  x++") == "zero 3 stage 2 x plusplus"


def test_a_long_cell_is_read_and_shown_in_part() -> None:
    assert len(plain("ab " * 100_000)) <= 2000
    assert len(shown("x" * 1000)) < 70


@pytest.mark.parametrize("text", ["((((", "]]", "\\", "w/", "/", "no", "not not", ";;;", "\x00", "é中", "no " * 1000])
def test_signs_alone_are_read_without_trouble(text: str) -> None:
    assert all(isinstance(one, str) for one in clauses(plain(text)))
    assert list(all_mentions(text, re.compile("(?P<red>red)"))) == []
