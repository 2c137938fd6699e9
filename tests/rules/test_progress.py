"""Whether a run learns."""

import numpy as np
from page_trace import series

from trainward.rules.progress import loss_fell, loss_fell_since


def test_a_loss_that_loses_a_tenth_fell() -> None:
    assert loss_fell({"loss": (series("loss", np.linspace(2.3, 1.0, 50)),)})


def test_noise_is_no_fall() -> None:
    assert not loss_fell({"loss": (series("loss", 2.3 + 0.1 * np.sin(np.arange(50))),)})


def test_a_loss_that_became_nan_did_not_fall() -> None:
    assert not loss_fell({"loss": (series("loss", [2.3] * 20 + [np.nan] * 20),)})


def test_nothing_is_known_without_a_loss() -> None:
    assert not loss_fell({})
    assert not loss_fell_since({}, 10)


def test_a_fall_since_a_step_is_against_the_start() -> None:
    history = {"loss": (series("loss", [2.0] * 10 + [9.0] * 10 + [1.0] * 30),)}

    assert loss_fell_since(history, 20)
    assert not loss_fell_since({"loss": (series("loss", [2.0] * 10 + [9.0] * 10),)}, 10)


def test_each_optimizer_has_its_own_loss() -> None:
    history = {"loss": (series("loss", [1.0] * 20), series("loss", [1.0] * 10 + [0.1] * 10, "Adam1"))}

    assert loss_fell_since(history, 10, "Adam1")
    assert not loss_fell_since(history, 10)
    assert not loss_fell_since(history, 10, "another")
