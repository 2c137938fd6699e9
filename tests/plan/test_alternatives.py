"""Other ways to do a run are compared by time and by price, also where one of them costs nothing."""

from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.plan.alternatives import alternatives
from trainward.plan.fastest import case, fastest
from trainward.plan.race import Cell, Choice, Goal, choice
from trainward.records.hardware import Gpu, PriceRange
from trainward.records.layout import Scenario

SCENARIO = Scenario(seq_len=8192, global_batch=256)
TOKENS = 1e11
FREE = PriceRange(0.0, 0.0, "2026", "own")


def chosen(gpu: Gpu) -> Choice:
    open_case = case(paper.LLAMA_8B, SCENARIO, gpu, paper.MEGATRON)
    layout = fastest(open_case, 64).layout
    assert layout is not None
    return choice(Cell(open_case, 64), layout, TOKENS)


def said(first: Gpu, other: Gpu) -> list[str]:
    best = chosen(first)
    cases = [best.cell.open_case, case(paper.LLAMA_8B, SCENARIO, other, paper.MEGATRON)]
    return [one.says for one in alternatives(best, cases, Goal("cost", TOKENS))]


def test_where_the_first_costs_nothing_the_others_say_what_they_cost() -> None:
    found = said(replace(paper.H100, cloud_hour=FREE), paper.A100)

    assert any("A100" in text and text.endswith("USD to rent, and the first costs nothing") for text in found)
    assert any("A100" not in text and "dear" not in text and "cheap" not in text for text in found)


def test_an_own_gpu_beside_rented_ones_is_without_rent() -> None:
    found = said(paper.H100, replace(paper.A100, cloud_hour=FREE))

    assert any("A100" in text and text.endswith("without rent") for text in found)


@pytest.mark.parametrize("price", [None, PriceRange(1.0, 4.0, "2026", "a table")])
def test_rented_gpus_are_compared_by_their_price_where_it_is_known(price: PriceRange | None) -> None:
    found = said(paper.H100, replace(paper.A100, cloud_hour=price))

    assert any("A100" in text and ("dear" in text) == (price is not None) for text in found)
