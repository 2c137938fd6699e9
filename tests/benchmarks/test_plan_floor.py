"""The rule of thumb, and the rows that it and the peers are asked about."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.plan_floor import floor_answer, floor_gpu_hours
from benchmarks.plan_peer_environment import NoPeers, environment
from benchmarks.plan_rows import PublishedRun, RoutedExperts, lacking, micro_batches, read_rows, replicas


@pytest.fixture(scope="module")
def runs() -> dict[str, PublishedRun]:
    return {run.id: run for run in read_rows()}


def test_the_floor_is_six_operations_a_parameter_and_token(runs: dict[str, PublishedRun]) -> None:
    run = runs["mcore-h100-1.7B"]

    # 1.7 billion parameters, 192 sequences of 4096 tokens, 48 H100 at 40 % of 989 TFLOP/s.
    assert floor_answer(run).step_seconds == pytest.approx(6 * 1.7e9 * 192 * 4096 / (48 * 0.4 * 989e12))


def test_the_floor_of_an_fp8_run_is_of_the_fp8_peak(runs: dict[str, PublishedRun]) -> None:
    run = runs["mlm-example-LLAMA3_8B"]
    wide = floor_answer(replace(run, precision="bf16")).step_seconds
    narrow = floor_answer(run).step_seconds

    assert wide is not None
    assert narrow == pytest.approx(wide * 989 / 1979)


def test_a_gpu_without_units_for_a_precision_has_no_floor(runs: dict[str, PublishedRun]) -> None:
    answer = floor_answer(replace(runs["vtrain-m000"], precision="fp8"))

    assert (answer.step_seconds, answer.reason) == (None, "A100-SXM-80GB has no units for fp8")


def test_the_floor_names_what_a_row_leaves_open(runs: dict[str, PublishedRun]) -> None:
    answer = floor_answer(runs["megascale-moe-MegaScale-MoE-240"])

    assert answer.reason == "the row does not give params_active, seq_len, global_batch"


def test_the_floor_does_not_read_what_was_measured(runs: dict[str, PublishedRun]) -> None:
    run = runs["mcore-h100-1.7B"]

    assert floor_answer(replace(run, step_seconds=None, memory_gib=None)) == floor_answer(run)


def test_the_gpu_hours_of_a_whole_run_follow_its_tokens(runs: dict[str, PublishedRun]) -> None:
    hours = floor_gpu_hours(runs["llama31-405B"])

    assert hours == pytest.approx(6 * 405.85e9 * 15600e9 / (0.4 * 989e12) / 3600)


def test_a_run_without_a_token_count_has_no_gpu_hours(runs: dict[str, PublishedRun]) -> None:
    assert floor_gpu_hours(runs["mcore-h100-1.7B"]) is None


def test_an_unknown_gpu_is_named(runs: dict[str, PublishedRun]) -> None:
    assert lacking(replace(runs["vtrain-m000"], gpu="Abacus"), ()) == "no data sheet of Abacus is at hand"


def test_replicas_are_what_the_other_ranks_leave(runs: dict[str, PublishedRun]) -> None:
    run = runs["mbridge-LLAMA3.1_405B-DGX-H100-1024-fp8-1536-26.06"]

    # 1024 GPUs in 8 tensor, 8 pipeline and 2 context ranks.
    assert replicas(run) == 8
    assert micro_batches(run) == 1536 // 8


def test_a_batch_that_torchtitan_prints_is_split_over_the_pipeline(runs: dict[str, PublishedRun]) -> None:
    run = runs["tt-LLAMA3.1_405B-512-8192-fp8-881-100"]

    assert (run.micro_batch, micro_batches(run)) == (4, 8)


def test_a_micro_batch_that_is_not_given_is_one_sequence(runs: dict[str, PublishedRun]) -> None:
    assert runs["mcore-h100-1.7B"].micro_batch == 1


def test_experts_are_read_from_the_notes(runs: dict[str, PublishedRun]) -> None:
    widths = {run.model: run.experts for run in runs.values() if run.experts}

    assert widths["DeepSeekV3"] == RoutedExperts(256, 8, 2048)
    assert all(experts.ffn for experts in widths.values())


def test_sharding_is_read_as_a_stage(runs: dict[str, PublishedRun]) -> None:
    stages = {runs[name].zero for name in ("vtrain-m000", "mcore-h100-1.7B")}
    sharded = (runs["llama3-405b-8192-8192"].zero, runs["tt-LLAMA3_8B-8-8192-bf16-111-5762"].zero)

    assert stages == {0, 1}
    assert sharded == (2, 3)


def test_peers_that_cannot_be_installed_are_left_out_in_a_sentence(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("no folder")
    pinned = tmp_path / "pinned.txt"
    pinned.write_text("a-package==1.0\n")

    with pytest.raises(NoPeers, match="The peers are left out, for they cannot be installed here: "):
        environment(occupied, pinned)
