"""Real training loops, watched in this process: what is read of them."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from trainward.sources.live.session import LiveSource

Loop = Callable[[], object]


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


def watched(loop: Loop, *models: nn.Module) -> tuple[dict[tuple[str, str], list[tuple[int, float]]], list[str]]:
    """Return the readings of a loop by signal and place, and what could not be seen."""
    notices: list[str] = []
    source = LiveSource(0.01, notices.append)
    source.begin(listen=False)
    source.knows(models)
    try:
        loop()
    finally:
        source.end(0, "")
    readings: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for number, step, value in source.recorder.ring:
        readings.setdefault(source.recorder.series[number], []).append((step, value))
    return readings, notices


def data(rows: int = 32) -> tuple[Tensor, Tensor]:
    return torch.randn(rows, 5), torch.randint(0, 3, (rows,))


def classifier() -> nn.Sequential:
    return nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 3))


def test_the_loss_of_every_step_is_read_exactly() -> None:
    model, (x, y), losses = classifier(), data(), []
    optimizer = torch.optim.SGD(model.parameters(), 0.1)

    def loop() -> None:
        for _ in range(20):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())

    readings, notices = watched(loop, model)

    assert readings["loss", ""] == list(enumerate(losses, start=1))
    assert readings["criterion", "cross_entropy"][0] == (1, losses[0])
    assert notices == []


def test_accumulated_losses_are_averaged_over_the_step() -> None:
    model, (x, y), losses = classifier(), data(), []
    optimizer = torch.optim.SGD(model.parameters(), 0.1)

    def loop() -> None:
        for micro_batch in range(12):
            loss = nn.functional.cross_entropy(model(x), y) / 4
            loss.backward()
            losses.append(loss.item())
            if micro_batch % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()

    readings, _ = watched(loop, model)

    means = [sum(losses[begin : begin + 4]) / 4 for begin in (0, 4, 8)]
    assert [value for _, value in readings["loss", ""]] == pytest.approx(means)
    assert readings["micro_batches", ""] == [(1, 4.0)]


def test_the_scale_of_a_gradient_scaler_is_taken_out() -> None:
    model, (x, y), losses = classifier(), data(), []
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)

    def loop() -> None:
        for _ in range(5):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            losses.append(loss.item())

    readings, _ = watched(loop, model)

    assert [value for _, value in readings["loss", ""]] == losses
    assert readings["loss_scale", ""] == [(1, 1024.0)]
    assert readings["grad_norm", ""][0][1] < 10.0


def test_two_optimizers_share_the_steps_and_keep_their_losses_apart() -> None:
    one, other = nn.Linear(2, 1), nn.Linear(2, 1)
    optimizers = [torch.optim.Adam(each.parameters(), 1e-2) for each in (one, other)]

    def loop() -> None:
        for _ in range(6):
            for model, optimizer in zip((one, other), optimizers, strict=True):
                optimizer.zero_grad()
                model(torch.ones(4, 2)).square().mean().backward()
                optimizer.step()

    readings, _ = watched(loop, one, other)

    assert [step for step, _ in readings["loss", ""]] == [1, 2, 3, 4, 5, 6]
    assert [step for step, _ in readings["loss", "Adam1"]] == [1, 2, 3, 4, 5, 6]


def test_a_closure_that_repeats_gives_one_loss_a_step() -> None:
    model, x = nn.Linear(5, 1), torch.randn(20, 5)
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=4)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), x.sum(1, keepdim=True))
        loss.backward()
        return loss

    readings, _ = watched(lambda: [optimizer.step(closure) for _ in range(4)], model)

    assert [step for step, _ in readings["loss", ""]] == [1, 2, 3, 4]


def test_updates_made_by_hand_are_steps_too_and_that_is_said_once() -> None:
    weight = torch.ones(3, requires_grad=True)

    def loop() -> None:
        for _ in range(10):
            weight.square().sum().backward()
            with torch.no_grad():
                weight.sub_(0.1 * weight.grad)
            weight.grad = None

    notices: list[str] = []
    source = LiveSource(0.01, notices.append)
    source.begin(listen=False)
    loop()
    source.end(0, "")

    assert source.step() == 10
    assert len([each for each in notices if "backward counts as a step" in each]) == 1


def test_an_update_that_changes_nothing_reads_exactly_zero() -> None:
    model, (x, y) = classifier(), data()
    optimizer = torch.optim.SGD([{"params": model[0].parameters(), "lr": 0.0}, {"params": model[2].parameters()}], 0.1)

    def loop() -> None:
        for _ in range(6):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()

    readings, _ = watched(loop, model)

    assert {value for _, value in readings["update_ratio", "0.weight"]} == {0.0}
    assert all(value > 0 for _, value in readings["update_ratio", "2.weight"])


def test_evaluation_is_told_from_training_by_the_mode_it_runs_in() -> None:
    model = nn.Sequential(nn.Linear(5, 8), nn.Dropout(0.5), nn.Linear(8, 3))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    held_out, seen = data(), []

    def loop() -> None:
        for _ in range(3):
            model.train()
            for _ in range(4):
                x, y = data()
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x), y).backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                seen.append(nn.functional.cross_entropy(model(held_out[0]), held_out[1]).item())

    readings, _ = watched(loop, model)

    assert [value for _, value in readings["validation_loss", "validation:0"]] == pytest.approx(seen)
    assert {value for _, value in readings["evaluation_mode", ""]} == {1.0}
    assert {value for _, value in readings["training_mode", ""]} == {1.0}


def test_a_failure_of_ours_switches_its_part_off_and_training_goes_on() -> None:
    model, (x, y) = classifier(), data()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)

    class Odd(float):
        """What a careless script may hand to its optimizer as a learning rate."""

        def __float__(self) -> float:
            raise RuntimeError("no number")

    def loop() -> None:
        for _ in range(5):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.param_groups[0]["lr"] = Odd(0.1)
            optimizer.step()

    before = [each.clone() for each in model.parameters()]
    _, notices = watched(loop, model)

    assert any("switched off" in each and "training goes on" in each for each in notices)
    assert all(not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True))


def test_everything_is_put_back_afterwards() -> None:
    functions = (torch.autograd.backward, torch.nn.functional.cross_entropy, torch.optim.Optimizer.__init__)
    hooks = len(torch.nn.modules.module._global_forward_hooks)

    watched(lambda: None)

    assert (torch.autograd.backward, torch.nn.functional.cross_entropy, torch.optim.Optimizer.__init__) == functions
    assert len(torch.nn.modules.module._global_forward_hooks) == hooks


def test_random_numbers_are_left_alone() -> None:
    model, (x, y) = classifier(), data()
    optimizer = torch.optim.Adam(model.parameters())

    def loop() -> None:
        for _ in range(10):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()

    state = torch.get_rng_state()
    watched(loop, model)

    assert torch.equal(torch.get_rng_state(), state)
