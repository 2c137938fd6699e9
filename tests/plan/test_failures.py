import paper_questions as paper
import pytest

from trainward.errors import PlanError
from trainward.plan.failures import (
    checkpoint_seconds,
    effective_share,
    failures,
    hours_between,
    own_rates,
    saved_parameters,
    spare_nodes,
)
from trainward.plan.money import exactly
from trainward.plan.overrides import apply_overrides
from trainward.plan.parts import catalogue, find_gpu
from trainward.plan.site import usual_site
from trainward.records.layout import Purpose, Scenario
from trainward.records.model_shape import Model

RATES = usual_site().failures


@pytest.mark.parametrize(
    ("gpus", "published", "within"),
    [(8, 47.7 * 24, 0.5), (1024, 7.9, 0.5), (16_384, 1.8, 0.1), (131_072, 0.23, 0.1)],
)
def test_the_time_between_failures_is_that_of_metas_clusters(gpus: int, published: float, within: float) -> None:
    assert hours_between(gpus / 8, RATES).middle == pytest.approx(published, rel=within)


@pytest.mark.parametrize(
    ("servers", "days", "interruptions"),
    [
        (2048, 54, 419),  # Llama 3 405B, arXiv 2407.21783, section 3.3.4: unexpected ones
        (124, 60, 35 + 70),  # OPT-175B, arXiv 2205.01068, section 2.5: manual and automatic restarts in two months
        (48, 7, 1.5),  # BLOOM's chronicle: one or two GPU failures a week
        (55, 9.5, 4),  # MPT-7B: hardware failures
    ],
)
def test_the_interruptions_of_published_runs_lie_in_the_range(servers: int, days: int, interruptions: float) -> None:
    hours = hours_between(servers, RATES)

    assert hours.low < 24 * days / interruptions < hours.high


@pytest.mark.parametrize("servers", [1, 10, 100, 300, 1000, 10_000])
def test_a_larger_run_fails_more_often(servers: int) -> None:
    smaller, larger = hours_between(servers, RATES), hours_between(1.1 * servers, RATES)

    assert larger.low < smaller.low
    assert larger.middle < smaller.middle
    assert smaller.low < smaller.middle < smaller.high


def test_the_checkpoint_interval_is_youngs_where_saves_are_short() -> None:
    assert checkpoint_seconds(1.0, 1e6) == pytest.approx((2 * 1.0 * 1e6) ** 0.5, rel=0.001)


def test_a_save_longer_than_two_lives_is_done_once_a_life() -> None:
    assert checkpoint_seconds(5000.0, 2000.0) == 2000.0


def test_the_checkpoint_interval_is_nearly_the_best_there_is() -> None:
    save, between = 30.0, 4 * 3600.0
    best = checkpoint_seconds(save, between)

    shares = [effective_share(between, save, best * factor, RATES) for factor in (0.5, 1.0, 2.0)]

    assert max(shares) == shares[1]


def test_the_share_of_useful_time_is_the_published_closed_form() -> None:
    share = effective_share(between=36_000.0, save=30.0, interval=1200.0, rates=RATES)

    assert share == pytest.approx((1 - (900 + 600) / 36_000) / (1 + 30 / 1200))


def test_a_run_that_hardly_advances_keeps_a_share_above_nothing() -> None:
    assert effective_share(between=60.0, save=30.0, interval=60.0, rates=RATES) == 0.01


def test_the_goodput_of_llama_3_lies_in_the_range() -> None:
    found = failures(find_gpu("H100"), 16_384, 405e9, exactly(54 * 24))

    assert found.goodput.low < 0.9 < found.goodput.high
    assert found.interruptions.low < 419 < found.interruptions.high


def test_interruptions_are_counted_over_the_time_on_the_wall() -> None:
    found = failures(find_gpu("H100"), 1024, 70e9, exactly(1000.0))

    assert found.interruptions.middle == pytest.approx(1000 / found.hours_between.middle)


def test_a_save_of_a_small_model_takes_some_seconds_all_the_same() -> None:
    found = failures(find_gpu("H100"), 8, 74_472, exactly(100.0))

    assert found.save_seconds == RATES.least_save_seconds
    assert found.checkpoint_minutes > 30


def test_rates_are_the_users_own_only_where_the_user_tells_them() -> None:
    assert own_rates(catalogue()) is None
    assert own_rates(apply_overrides({"rack_units": 48}, "mine.toml")) is None
    assert own_rates(apply_overrides({"failures": {"server_day": 0.1}}, "mine.toml")) is not None


@pytest.mark.parametrize(
    ("model", "purpose", "saved"),
    [(paper.LLAMA_8B, "pre-training", 8.03e9), (paper.LLAMA_8B, "lora", 42e6), (paper.RESNET, "pre-training", 25.6e6)],
)
def test_a_checkpoint_holds_what_is_trained(model: Model, purpose: Purpose, saved: float) -> None:
    assert saved_parameters(model, Scenario(purpose=purpose)) == pytest.approx(saved, rel=0.01)


def test_a_save_takes_as_long_as_its_bytes_at_the_storages_rate() -> None:
    assert failures(find_gpu("H100"), 8, 4e9, exactly(100.0)).save_seconds == pytest.approx(4 * 14 / 4)
    assert failures(find_gpu("H100"), 1024, 70e9, exactly(100.0)).save_seconds == pytest.approx(70 * 14 / 80)


def test_a_users_storage_and_restart_hold() -> None:
    parts = apply_overrides({"failures": {"storage_gb_s": 100, "restart_minutes": 5}}, "mine.toml")

    found = failures(find_gpu("H100"), 8, 100e9, exactly(100.0), parts)

    assert (found.save_seconds, found.restart_minutes) == (pytest.approx(14), 5)


def test_spares_grow_slower_than_the_run() -> None:
    few, many = spare_nodes(128, RATES), spare_nodes(12_800, RATES)

    assert spare_nodes(1, RATES) == 0
    assert few >= 1
    assert many < 100 * few


def test_the_spares_of_a_huge_run_follow_on_those_of_a_large_one() -> None:
    below, above = spare_nodes(25_600, RATES), spare_nodes(25_700, RATES)

    assert below <= above <= below + 4


def test_a_spare_of_racks_is_a_rack() -> None:
    servers = failures(find_gpu("H100"), 9216, 70e9, exactly(100.0)).spare_servers
    racks = failures(find_gpu("GB200"), 9216, 70e9, exactly(100.0)).spare_servers

    assert racks == -(-servers // 9)


def test_every_assumption_is_said_with_its_source() -> None:
    says = " ".join(failures(find_gpu("H100"), 1024, 70e9, exactly(100.0)).says)

    for told in ("6.50 failures", "2.34 to 7.66", "arXiv 2410.21680", "14 bytes", "80 GB/s", "15 minutes", "3 days"):
        assert told in says


@pytest.mark.parametrize(("gpus", "params"), [(0, 1e9), (8, 0.0), (8, float("nan"))])
def test_a_run_of_nothing_is_refused(gpus: int, params: float) -> None:
    with pytest.raises(PlanError, match="both must be above 0"):
        failures(find_gpu("H100"), gpus, params, exactly(100.0))
