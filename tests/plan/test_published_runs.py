"""The published runs of the repository: what must hold for each of them, whatever the constants of the fit."""

import statistics

import paper_questions as paper
import pytest
from published_table import answers, completions, published

from trainward.plan.account import device_range
from trainward.plan.capacity import capacity_gib
from trainward.plan.memory import GIB, allocated_bytes, certain_bytes, crowding_bytes, memory_use
from trainward.plan.row_answer import COLUMNS, answer_row

SIMUMAX = [row for row in published() if row["group"] == "simumax-b200"]
SHAPED = [row for row in published() if row["layers"] and row["hidden"] and row["heads"]]


@pytest.mark.parametrize("row", SIMUMAX, ids=lambda row: row["id"])
def test_allocated_memory_is_met_within_5_percent(row: dict[str, str]) -> None:
    predicted = float(answers()[row["id"]].pred_mem_allocated_gib)

    assert predicted == pytest.approx(float(row["mem_per_gpu_gib"]), rel=0.05)


def test_allocated_memory_is_met_without_a_bias() -> None:
    ratios = [float(answers()[row["id"]].pred_mem_allocated_gib) / float(row["mem_per_gpu_gib"]) for row in SIMUMAX]

    assert len(ratios) == 43
    assert statistics.median(ratios) == pytest.approx(1, abs=0.02)


def test_every_row_of_known_shape_is_answered() -> None:
    unanswered = {row["id"]: answers()[row["id"]].reason for row in SHAPED if not answers()[row["id"]].fits}

    assert len(SHAPED) > 300
    assert unanswered == {}


def test_every_row_that_tells_its_step_gets_the_time_of_a_step() -> None:
    told = [row["id"] for row in SHAPED if row["n_gpus"] and row["seq_len"] and row["global_batch"]]

    assert [name for name in told if not answers()[name].pred_iter_time_s] == []


def test_every_row_that_tells_its_tokens_gets_gpu_hours() -> None:
    told = [row["id"] for row in SHAPED if row["tokens_trained_b"]]

    assert told
    assert [name for name in told if not answers()[name].pred_gpu_hours] == []


def test_every_row_is_answered_or_says_why_not() -> None:
    silent = [name for name, found in answers().items() if not found.fits and not found.reason]

    assert silent == []


def test_no_range_is_empty_or_upside_down() -> None:
    for found in answers().values():
        for middle, low, high in (COLUMNS[0:3], COLUMNS[4:7]):
            cells = [getattr(found, name) for name in (low, middle, high)]
            if any(cells):
                assert 0 < float(cells[0]) < float(cells[1]) < float(cells[2])


def test_nothing_fits_whose_range_reaches_above_the_capacity_of_its_gpu() -> None:
    assert set(completions()) == {name for name, found in answers().items() if found.fits}
    for name, done in completions().items():
        said = answers()[name].fits
        case = (done.held, paper.shape_of(done.held), done.traits)
        use = memory_use(*case)
        held, certain = allocated_bytes(use), certain_bytes(use) / GIB
        device = device_range(held / GIB, done.traits, crowding_bytes(*case, held) / GIB, certain)
        capacity = capacity_gib(done.held.gpu)

        assert (said == "yes") == (device.high <= capacity and done.held == done.question)
        assert (said == "no") == (device.low > capacity)


def test_no_run_that_was_done_is_said_not_to_fit() -> None:
    measured = [row["id"] for row in published() if row["mem_per_gpu_gib"]]

    assert [name for name in measured if answers()[name].fits == "no"] == []


def test_rows_of_the_fit_lie_in_the_validated_range() -> None:
    inside = [found.in_validated_range == "yes" for found in answers().values() if found.fits]

    assert statistics.mean(inside) > 0.9


@pytest.mark.parametrize(
    ("model", "precision", "layout", "hours"),
    [
        ("DeepSeek-V3", "fp8", {"n_gpus": "2048", "pp": "16", "ep": "64", "global_batch": "15360"}, 180e3),
        ("DeepSeek-V2", "bf16", {"n_gpus": "2048", "pp": "16", "ep": "8", "global_batch": "9216"}, 172.8e3),
    ],
)
def test_deepseeks_own_runs_had_no_part_in_the_fit_and_are_met_within_a_quarter(
    model: str, precision: str, layout: dict[str, str], hours: float
) -> None:
    """Source of the hours on H800 for 1T tokens: arXiv 2412.19437, section 1; arXiv 2405.04434, section 3.2.3."""
    row = {
        **{"id": model, "model": model, "gpu": "H800", "precision": precision, "framework": "HAI-LLM"},
        **{"tp": "1", "seq_len": "4096", **layout},
    }

    speed = float(answer_row(row).pred_tokens_per_s_per_gpu)

    assert 1e12 / speed / 3600 == pytest.approx(hours, rel=0.25)
