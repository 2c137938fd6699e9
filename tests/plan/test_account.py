from dataclasses import replace

import paper_questions as paper
import pytest

from trainward.plan.account import Account, device_range, whole_estimate
from trainward.plan.capacity import capacity_gib
from trainward.plan.spread import spread
from trainward.records.estimate import MemoryPart, StepPart

ASKED = paper.question(seq_len=1000, global_batch=640)
ACCOUNT = Account(
    step=(StepPart("products", 1.5, ""), StepPart("host", 0.5, "")),
    memory=(MemoryPart("weights", 10.0, ""), MemoryPart("logits", 5.0, "")),
    kind="step_dense",
    traits=paper.traits_for(ASKED),
    model_flops=1e9,
    hardware_flops=2e9,
    assumptions=("as told",),
    outside=("too far",),
)


def with_memory(gib: float) -> Account:
    return replace(ACCOUNT, memory=(MemoryPart("weights", gib, ""),))


def test_an_estimate_is_the_sum_of_its_parts() -> None:
    found = whole_estimate(ASKED, ACCOUNT)

    assert found.step_seconds == spread("step_dense", 2.0)
    assert found.allocated_gib.middle == 15.0
    assert found.allocated_gib.high == spread("allocated", 15.0).high
    assert found.device_gib == device_range(15.0, ACCOUNT.traits)


def test_no_more_is_allocated_than_the_device_shows_as_used() -> None:
    found = whole_estimate(ASKED, ACCOUNT)

    assert found.allocated_gib.low <= found.device_gib.low
    assert found.allocated_gib.high <= found.device_gib.high


def test_no_end_of_the_memory_lies_below_what_a_run_surely_holds() -> None:
    found = whole_estimate(ASKED, replace(ACCOUNT, certain_gib=14.5))

    assert found.allocated_gib.low >= 14.5
    assert found.device_gib.low >= 14.5


def test_crowding_raises_the_upper_end_of_the_memory_alone() -> None:
    even, crowded = (whole_estimate(ASKED, replace(ACCOUNT, crowding_gib=gib)).device_gib for gib in (0.0, 3.0))

    assert (crowded.low, crowded.middle, crowded.high) == (even.low, even.middle, even.high + 3.0)


def test_speed_is_a_gpus_share_of_the_batch_over_the_time_of_a_step() -> None:
    found = whole_estimate(ASKED, ACCOUNT)

    assert found.tokens_per_second_per_gpu.middle == pytest.approx(1000 * 640 / 64 / found.step_seconds.middle)
    assert found.tokens_per_second_per_gpu.high == pytest.approx(1000 * 640 / 64 / found.step_seconds.low)


def test_mfu_counts_the_models_operations_and_hfu_those_that_the_hardware_does() -> None:
    found = whole_estimate(ASKED, ACCOUNT)

    assert found.mfu.middle == pytest.approx(found.tokens_per_second_per_gpu.middle * 1e9 / 989e12)
    assert found.hfu.middle == pytest.approx(2 * found.mfu.middle)


@pytest.mark.parametrize(("share", "fits", "perhaps"), [(0.1, True, True), (1.0, False, True), (9.0, False, False)])
def test_a_run_fits_only_if_its_whole_range_does(share: float, fits: bool, perhaps: bool) -> None:
    device = share * capacity_gib(ASKED.gpu)
    traits = ACCOUNT.traits

    found = whole_estimate(ASKED, with_memory((device - traits.context_gib) / (1 + traits.slack)))

    assert (found.fits, found.fits_perhaps) == (fits, perhaps)


def test_the_last_gibibyte_decides_whether_a_run_fits() -> None:
    capacity = capacity_gib(ASKED.gpu)
    traits = ACCOUNT.traits
    most = (capacity / spread("device", 1.0).high - traits.context_gib) / (1 + traits.slack)

    assert whole_estimate(ASKED, with_memory(most - 0.001)).fits
    assert not whole_estimate(ASKED, with_memory(most + 0.001)).fits


def test_what_is_assumed_and_what_is_outside_is_passed_on() -> None:
    found = whole_estimate(ASKED, ACCOUNT)

    assert (found.assumptions, found.extrapolates) == (("as told",), ("too far",))
