import paper_questions as paper
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainward.plan.estimate import estimate
from trainward.plan.flops import model_flops_per_token
from trainward.plan.overrides import apply_overrides
from trainward.plan.run_length import Practice, middle_hours, published_practice, run_length
from trainward.plan.site import usual_site

PRACTICE = Practice(billed_over_steps=1.5, whole_run_mfu=0.3)


def test_a_run_has_as_many_steps_as_batches_in_its_tokens() -> None:
    assert run_length(estimate(paper.question()), 512 * 4096 * 1000).steps == 1000


def test_gpu_hours_are_wall_hours_of_all_gpus() -> None:
    found = run_length(estimate(paper.question()), 1e12)

    for name in ("low", "middle", "high"):
        assert getattr(found.gpu_hours, name) == pytest.approx(getattr(found.wall_days, name) * 24 * 64)


@paper.ALIKE
@given(paper.questions(), st.floats(1e6, 1e14))
def test_no_run_is_billed_less_than_its_steps_take(asked: paper.Question, tokens: float) -> None:
    found = estimate(asked)
    length = run_length(found, tokens)

    in_steps = length.steps * found.step_seconds.middle * asked.layout.gpus / 3600

    assert length.gpu_hours.middle >= in_steps * 0.999
    assert length.gpu_hours.low <= length.gpu_hours.middle <= length.gpu_hours.high


def test_twice_the_tokens_take_twice_the_time() -> None:
    found = estimate(paper.question())
    one, two = run_length(found, 1e12), run_length(found, 2e12)

    assert two.gpu_hours.middle == pytest.approx(2 * one.gpu_hours.middle)


def test_billed_hours_lie_between_both_figures_that_they_are_the_mean_of() -> None:
    asked, tokens = paper.question(), 1e12
    usual = model_flops_per_token(paper.LLAMA_8B, 4096) * tokens / (989e12 * 0.3) / 3600
    in_steps = usual / 10

    told = middle_hours(asked, in_steps, tokens, practice=PRACTICE)
    supposed = middle_hours(asked, in_steps, tokens, layout_told=False, practice=PRACTICE)

    assert 1.5 * in_steps < told <= supposed < usual


def test_where_no_whole_run_was_published_the_steps_alone_count() -> None:
    assert middle_hours(paper.question(paper.RESNET, seq_len=1), 100.0, 1e9, practice=PRACTICE) == 150.0


def test_where_failures_leave_less_than_usual_the_run_takes_as_long_as_they_make_it() -> None:
    asked, tokens = paper.question(), 1e12
    usual = model_flops_per_token(paper.LLAMA_8B, 4096) * tokens / (989e12 * 0.3) / 3600

    hours = [middle_hours(asked, usual, tokens, practice=PRACTICE, useful=share) for share in (1.0, 0.9, 0.1)]

    assert hours[0] == hours[1]
    assert hours[2] == pytest.approx(10 * usual)


def test_a_users_own_rates_stretch_the_run_and_usual_ones_do_not() -> None:
    found = estimate(paper.question())
    rates = apply_overrides({"failures": {"server_day": 1.0, "restart_minutes": 120}}, "mine.toml").site.failures
    usual = run_length(found, 1e12)

    own, same = run_length(found, 1e12, rates), run_length(found, 1e12, usual_site().failures)

    assert own.wall_days.middle > 2 * usual.wall_days.middle
    assert own.gpu_hours.low < own.gpu_hours.middle < own.gpu_hours.high
    assert same == usual


def test_adapters_are_billed_less_than_all_weights_for_the_same_tokens() -> None:
    whole, adapters = (middle_hours(paper.question(purpose=one), 1.0, 1e9) for one in ("fine-tuning", "lora"))

    assert adapters < whole


def test_published_runs_bill_more_than_their_steps_and_reach_less_than_half_of_the_peak() -> None:
    found = published_practice()

    assert 1 <= found.billed_over_steps < 3
    assert 0.2 < found.whole_run_mfu < 0.5
