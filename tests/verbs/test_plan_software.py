"""Software that nobody knows is told, with what it is taken for."""

import pytest

from trainward.errors import PlanError
from trainward.plan.parts import find_gpu
from trainward.records.layout import Stack
from trainward.verbs.plan_software import USUAL_SOFTWARE, asked_software, unknown_software


def test_a_name_that_is_not_known_is_told_with_what_it_is_taken_for() -> None:
    (told,) = unknown_software(Stack("foo"), find_gpu("H100"))

    assert told.startswith("no software named 'foo' is known; taken for software from 2023 on: ")


def test_what_it_is_taken_for_depends_on_the_year_of_the_gpu() -> None:
    (told,) = unknown_software(Stack("foo"), find_gpu("V100"))

    assert "before 2023" in told


@pytest.mark.parametrize(
    "name", ["", USUAL_SOFTWARE, "unnamed before 2023", "Megatron-Core 0.12", "NeMo 24.07", "FSDP"]
)
def test_nothing_is_told_of_what_is_known_or_not_named(name: str) -> None:
    assert unknown_software(Stack(name), find_gpu("H100")) == ()


def test_software_that_is_not_named_is_usual() -> None:
    assert asked_software("") == USUAL_SOFTWARE
    assert asked_software("foo") == "foo"


def test_a_name_of_a_thousand_letters_is_refused() -> None:
    with pytest.raises(PlanError, match="1,000 letters, and 200 are the most"):
        asked_software("x" * 1000)
