"""Lines that scripts print, and the scalars in them."""

import pytest

from trainward.sources.live.said import Printed, kind_of, scalars_in


@pytest.mark.parametrize(
    ("line", "scalars"),
    [
        ("epoch 3 train_loss=0.23 val_loss=0.31", {"train_loss": 0.23, "val_loss": 0.31}),
        ("Epoch 1: train loss: 0.5 | val loss: 0.4", {"train_loss": 0.5, "val_loss": 0.4}),
        ("Test set: Average loss: 0.0543, Accuracy: 98%", {"test_average_loss": 0.0543, "test_accuracy": 0.98}),
        ("[12/100] loss 1.5e-3 acc 0.91", {"loss": 1.5e-3, "acc": 0.91}),
        ("val_loss: nan", {"val_loss": float("nan")}),
        ("loading 3 files from disk", {}),
        ("saved model to lossless.pt", {}),
        ("x" * 5000 + " loss 3", {}),
    ],
)
def test_scalars_are_found_in_a_line(line: str, scalars: dict[str, float]) -> None:
    found = dict(scalars_in(line))

    assert {name: found.get(name) for name in scalars} == pytest.approx(scalars, nan_ok=True)
    assert bool(found) == bool(scalars)


def test_held_out_losses_and_accuracies_get_their_signal_and_unit() -> None:
    assert kind_of("val_loss", 0.3) == ("validation_loss", 0.3)
    assert kind_of("test/accuracy", 93.0) == ("validation_accuracy", 0.93)
    assert kind_of("train_loss", 0.3) == ("logged", 0.3)


def test_pieces_are_put_together_to_lines() -> None:
    said: list[tuple[str, float]] = []
    printed = Printed(lambda name, value: said.append((name, value)))

    for piece in ("val loss", ": ", "0.25", "\n", "progress\rtest loss 1.5\n"):
        printed.wrote(piece)

    assert said == [("val_loss", 0.25), ("test_loss", 1.5)]
