"""Healthy scripts of many styles: watching changes nothing that they do, and finds nothing wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.zoo_programs import ROOT, Ended, Program, healthy, run_bare, run_watched

DRIVER = ROOT / "tests" / "same_bits_driver.py"

# Scripts that hang differently on PyTorch: no two have the same way of stepping, loading or starting.
CHOSEN = (
    "accumulation", "autocast_bfloat16", "compiled", "gan", "gradient_penalty", "gradient_scaler", "handwritten_sgd",
    "lbfgs_logistic_regression", "loader_workers", "moving_average", "onecycle_cnn", "patch_transformer",
    "per_sample_gradients", "progress_bar", "q_learning", "resume_from_checkpoint", "tensorboard_logging",
    "two_optimizers", "two_processes", "word_vectors",
)  # fmt: skip
SHORTENED = {"char_transformer": 2, "image_cnn": 3, "flights_tabular": 3, "diamonds_regression": 3}  # the examples


def program(name: str) -> Program:
    return next(one for one in healthy() if one.case == name)


def bits(folder: Path) -> list[Any]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("bits*.json"))]


def loud(ended: Ended) -> list[str]:
    assert ended.report is not None, ended.errors
    return [finding["message"] for finding in ended.report["findings"] if finding["severity"] != "info"]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", [*CHOSEN, *SHORTENED])
def test_a_watched_script_ends_with_the_same_bits_and_without_a_finding(name: str, tmp_path: Path) -> None:
    arguments = ["--epochs", str(SHORTENED[name])] if name in SHORTENED else []
    bare_folder, watched_folder = tmp_path / "bare", tmp_path / "watched"
    bare_folder.mkdir()
    watched_folder.mkdir()

    bare = run_bare(program(name), *arguments, driver=[DRIVER, bare_folder])
    watched = run_watched(program(name), watched_folder, *arguments, driver=[DRIVER, watched_folder])

    assert (watched.exit_code, watched.output) == (bare.exit_code, bare.output)
    assert bits(watched_folder) == bits(bare_folder)
    assert len(bits(bare_folder)) == program(name).processes
    assert loud(watched) == []


def test_scripts_that_differ_in_one_bit_are_told_apart(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    left = []

    for value in (1.0, 1.0, 1.0000001):
        script.write_text(f"import torch\nlayer = torch.nn.Linear(1, 1)\nlayer.weight.data.fill_({value})\n")
        run_bare(Program(script, "healthy", "", "script"), driver=[DRIVER, tmp_path])
        left.append(bits(tmp_path)[0]["weights"][0])

    assert left[0] == left[1]
    assert left[0] != left[2]
