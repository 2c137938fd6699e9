"""A loop watched from inside its script, in two lines."""

from pathlib import Path

import pytest
import torch
from torch import nn

import trainward
import trainward.verbs.watch
from trainward.verbs.examine import examine_folder


def train(ward: object, steps: int = 30) -> None:
    torch.manual_seed(0)
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    for step in range(steps):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(torch.randn(8, 4)), torch.zeros(8, 2)).backward()
        optimizer.step()
        if isinstance(ward, trainward.verbs.watch.Ward) and step == 20:
            ward.log(val_loss=0.25)


def test_a_watched_loop_is_stored_with_what_it_logs(tmp_path: Path) -> None:
    with trainward.watch(nn.Linear(4, 2), runs=tmp_path) as ward:
        train(ward)
        folder = ward.folder

    assert folder is not None
    report = examine_folder(folder)
    assert (report.run.steps, report.run.exit_code, report.run.state) == (30, 0, "ended")
    logged = next(each for each in report.history["validation_loss"] if each.where == "logged:val_loss")
    assert (logged.steps.tolist(), logged.values.tolist()) == ([21], [0.25])


def fail_in(ward: trainward.verbs.watch.Ward, error: Exception) -> None:
    with ward:
        raise error


def test_an_exception_of_the_loop_goes_on_as_it_was_and_is_stored(tmp_path: Path) -> None:
    error = ValueError("mine")

    ward = trainward.watch(nn.Linear(4, 2), runs=tmp_path)

    with pytest.raises(ValueError, match="mine") as caught:
        fail_in(ward, error)

    assert caught.value is error
    assert examine_folder(next(tmp_path.iterdir())).history["exit_code"][0].where == "ValueError"


def test_nothing_is_watched_when_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINWARD", "off")
    backward = torch.autograd.backward

    with trainward.watch(nn.Linear(4, 2), runs=tmp_path) as ward:
        train(ward)

        assert torch.autograd.backward is backward
        assert ward.folder is None

    assert list(tmp_path.iterdir()) == []


def test_a_pause_takes_every_hook_away(tmp_path: Path) -> None:
    backward = torch.autograd.backward

    with trainward.watch(nn.Linear(4, 2), runs=tmp_path) as ward:
        assert torch.autograd.backward is not backward
        ward.pause()
        assert torch.autograd.backward is backward
        ward.resume()
        assert torch.autograd.backward is not backward

    assert torch.autograd.backward is backward
