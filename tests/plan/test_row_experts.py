import pytest

from trainward.plan.row_experts import told_experts
from trainward.records.model_shape import Experts


@pytest.mark.parametrize(
    ("model", "notes", "experts"),
    [
        ("", "moe 128 experts top8", Experts(128, 8, 1024)),
        ("", "moe 64 experts top-6, 2 shared", Experts(64, 6, 1024, 2048)),
        ("", "64 routed experts, 6 active", Experts(64, 6, 1024)),
        ("", "16 EXPERTS Top_4", Experts(16, 4, 1024)),
        ("My-8x7B", "", Experts(8, 2, 1024)),
        ("my 8x22b", "swiglu", Experts(8, 2, 1024)),
    ],
)
def test_experts_are_read_from_notes_and_names(model: str, notes: str, experts: Experts) -> None:
    assert told_experts(model, notes, 1024, 0.0) == experts


@pytest.mark.parametrize(
    "notes", ["", "moe", "1 expert", "8 experts top16", "8 experts top0", "9999 experts top8", "experts"]
)
def test_what_makes_no_mixture_of_experts_is_none(notes: str) -> None:
    assert told_experts("model", notes, 1024, 0.0) is None


def test_a_width_that_is_not_told_is_what_the_parameters_leave() -> None:
    assert told_experts("", "8 experts top2", None, 8 * 14336) == Experts(8, 2, 14336)


def test_shared_experts_are_as_wide_as_the_others() -> None:
    assert told_experts("", "6 experts top2, 2 shared", None, 8 * 1000) == Experts(6, 2, 1000, 2000)


@pytest.mark.parametrize("room", [0.0, -1e9])
def test_parameters_that_leave_no_room_leave_no_experts(room: float) -> None:
    assert told_experts("", "8 experts top2", None, room) is None


@pytest.mark.parametrize("notes", ["9" * 400 + " experts", "9" * 5000 + " experts", "8 experts top" + "9" * 5000])
def test_a_number_of_thousands_of_digits_is_no_number_of_experts(notes: str) -> None:
    assert told_experts("model", notes, None, 1e9) is None
