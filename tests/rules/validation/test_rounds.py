"""Evaluations are put beside the training since the one before."""

import numpy as np
import pytest

from trainward.records.reading import History, Series
from trainward.rules.validation.rounds import MOST, rounds


def series(signal: str, values: object, where: str = "", steps: object = None) -> Series:
    array = np.atleast_1d(np.asarray(values, np.float64))
    numbers = np.arange(1, len(array) + 1) if steps is None else np.asarray(steps)
    return Series(signal, where, numbers.astype(np.int64), array)


def watched(validation: dict[str, object]) -> History:
    loss = np.linspace(4, 0, 401)[:-1]
    return {
        "loss": (series("loss", loss),),
        "criterion": (series("criterion", loss, "cross_entropy"),),
        "validation_loss": tuple(
            series("validation_loss", values, where, [100, 200, 300, 400]) for where, values in validation.items()
        ),
    }


def test_the_training_level_is_that_of_the_newer_half_before_each_evaluation() -> None:
    (one,) = rounds(watched({"validation:0": [4.0, 3.0, 2.0, 1.0]}), 3)

    assert one.levels == pytest.approx([3.25, 2.25, 1.25, 0.25], abs=0.02)
    assert one.train.steps[one.last[0]] == 100
    assert one.start == pytest.approx(4, abs=0.05)
    assert one.comparable


def test_the_training_data_are_no_validation() -> None:
    assert rounds(watched({"train": [4, 3, 2, 1], "logged:train_loss": [4, 3, 2, 1]}), 3) == ()


def test_what_the_script_says_counts_when_nothing_was_seen() -> None:
    said = {"logged:val_loss": [4, 3, 2, 1], "printed:val_loss": [4, 3, 2, 1]}

    both = rounds(watched({**said, "validation:0": [4, 3, 2, 1]}), 3)
    alone = rounds(watched(said), 3)

    assert [one.validation.where for one in both] == ["validation:0"]
    assert [(one.validation.where, one.comparable) for one in alone] == [("logged:val_loss", False)]


def test_sums_over_batches_of_two_sizes_are_not_compared() -> None:
    history = watched({"validation:0": [33.0, 23.0, 13.0, 3.0]})

    (summed,) = rounds(history, 3)
    (begins_at_chance,) = rounds({**history, "class_count": (series("class_count", 50, "cross_entropy"),)}, 3)

    assert not summed.comparable
    assert begins_at_chance.comparable


def test_too_few_evaluations_and_a_run_without_losses_give_none() -> None:
    history = watched({"validation:0": [4, 3, 2, 1]})

    assert rounds(history, 5) == ()
    assert rounds({**history, "loss": (), "criterion": ()}, 3) == ()


def test_of_very_many_evaluations_some_are_kept_with_the_newest() -> None:
    history = {
        "loss": (series("loss", np.linspace(4, 1, 5000)),),
        "validation_loss": (series("validation_loss", np.linspace(4, 1, 5000), "validation:0"),),
    }

    (one,) = rounds(history, 3)

    assert len(one.validation.steps) <= MOST
    assert one.validation.steps[-1] == 5000
