"""What kind of training it is is read off the signals that are there."""

import math

import numpy as np
import pytest
from page_trace import series

from trainward.rules.task import chance, has_ended, has_opponent, is_supervised, task_loss

LOSS = (series("loss", [2.0, 1.0]),)


def test_two_losses_are_opponents_and_not_supervised() -> None:
    history = {"loss": (*LOSS, series("loss", [1.0], "Adam1")), "batch_size": (series("batch_size", 32, "train"),)}

    assert has_opponent(history)
    assert not is_supervised(history)


def test_a_data_set_classes_or_an_evaluation_make_it_supervised() -> None:
    assert is_supervised({"loss": LOSS, "validation_loss": (series("validation_loss", [2.0], "validation:0"),)})
    assert is_supervised({"loss": LOSS, "batch_size": (series("batch_size", 32, "train"),)})
    assert is_supervised({"loss": LOSS, "class_count": (series("class_count", 10, "cross_entropy"),)})
    assert not is_supervised({"loss": LOSS, "criterion": (series("criterion", [2.0], "mse_loss"),)})


@pytest.mark.parametrize(
    ("where", "classes", "share", "loss"),
    [
        ("cross_entropy", 10, None, math.log(10)),
        ("nll_loss", 3, None, math.log(3)),
        ("binary_cross_entropy_with_logits", 1, None, math.log(2)),
        ("cross_entropy", 4, 0.5, math.log(2)),
    ],
)
def test_guessing_costs_the_entropy_of_the_classes(where: str, classes: int, share: float | None, loss: float) -> None:
    shares = () if share is None else (series("target_perplexity", share, where),)
    guess = chance({"class_count": (series("class_count", classes, where),), "target_perplexity": shares})

    assert guess is not None
    assert guess.loss == pytest.approx(loss)
    assert guess.known_shares == (share is not None)


def test_weights_of_classes_make_the_cost_of_guessing_unknown() -> None:
    classes = (series("class_count", 10, "cross_entropy"),)

    assert chance({"class_count": classes, "class_weighted": (series("class_weighted", 0, "cross_entropy"),)})
    assert chance({"class_count": classes, "class_weighted": (series("class_weighted", 1, "cross_entropy"),)}) is None


def test_nothing_is_known_of_guessing_for_one_class_or_several_loss_functions() -> None:
    one = series("class_count", 1, "cross_entropy")
    two = (series("class_count", 10, "cross_entropy"), series("class_count", 5, "nll_loss"))

    assert chance({"class_count": (one,)}) is None
    assert chance({"class_count": two}) is None
    assert chance({}) is None


def test_the_loss_stands_for_its_function_unless_something_was_added() -> None:
    values = np.linspace(2, 1, 50)
    criterion = (series("criterion", values, "cross_entropy"),)

    plain = task_loss({"loss": (series("loss", values),), "criterion": criterion}, "cross_entropy")
    penalised = task_loss({"loss": (series("loss", values + 5),), "criterion": criterion}, "cross_entropy")
    unseen = task_loss({"loss": (series("loss", values),)}, "cross_entropy")

    assert (plain.signal, penalised.signal, unseen.signal) == ("loss", "criterion", "loss")


def test_an_exit_code_ends_the_run() -> None:
    assert has_ended({"exit_code": (series("exit_code", 0),)})
    assert not has_ended({"exit_code": ()})
