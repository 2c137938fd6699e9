"""What histories of sound training are put together from."""

from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from page_trace import series

from trainward.records.reading import Series

Floats: TypeAlias = NDArray[np.float64]
Parts: TypeAlias = dict[str, tuple[Series, ...]]


def falling(rng: Generator, count: int, start: float, floor: float) -> Floats:
    """Return a noiseless fall: exponential, or by a power of the step."""
    t = np.arange(count) / count
    if rng.random() < 0.5:
        return floor + (start - floor) * np.exp(-t * rng.uniform(2, 15))
    return floor + (start - floor) * (1 + t * rng.uniform(20, 400)) ** -rng.uniform(0.4, 1.0)


def noisy(rng: Generator, curve: Floats, size: float) -> Floats:
    """Return the curve with noise that is proportional to it, skewed upwards."""
    return curve * np.exp(size * rng.standard_normal(len(curve)) - size**2 / 2)


def watched(
    loss: Floats, optimizer: str = "Adam", rate: object = 1e-3, steps: NDArray[np.int64] | None = None
) -> Parts:
    """Return the loss with what is always read beside it."""
    when = np.arange(1, len(loss) + 1) if steps is None else steps
    rates = rate if isinstance(rate, tuple) else ([0], [rate])
    return {
        "loss": (series("loss", loss, "", when),),
        "learning_rate": (series("learning_rate", rates[1], f"{optimizer}/0", rates[0]),),
    }


def labelled(rng: Generator, parts: Parts, function: str, classes: int | None, factor: float = 1.0) -> Parts:
    """Add what is read of a data set and a loss function; the loss is `factor` times the function."""
    loss = parts["loss"][0]
    every = int(rng.choice([1, 1, 5, 20]))
    kept = np.unique(np.concatenate((np.arange(0, len(loss.steps), every), np.arange(min(len(loss.steps), 5)))))
    ratio_steps = loss.steps[:: max(every, 10)]
    parts |= {
        "criterion": (series("criterion", loss.values[kept] / factor, function, loss.steps[kept]),),
        "batch_size": (series("batch_size", [32.0], "train"), series("batch_size", [100.0], "validation:0")),
        "prediction_min": (series("prediction_min", [-1.0], function),),
        "prediction_max": (series("prediction_max", [1.2], function),),
        "update_ratio": tuple(
            series(
                "update_ratio", 1e-3 * np.exp(rng.standard_normal(len(ratio_steps))), f"layer{n}.weight", ratio_steps
            )
            for n in range(3)
        ),
    }
    if classes is not None:
        parts["class_count"] = (series("class_count", [float(classes)], function),)
    return parts


def evaluated(rng: Generator, parts: Parts, curve: Floats, gap: float, noise: float) -> Parts:
    """Add evaluations whose loss is the noiseless training loss plus a gap that opens as training falls."""
    count = int(rng.integers(3, 25))
    at = np.unique(np.linspace(len(curve) / count, len(curve), count).astype(int)) - 1
    at = at[at >= 0]
    final = curve[0] - curve[at]
    values = (curve[at] + gap * final) * (1 + noise * rng.standard_normal(len(at)))
    steps = parts["loss"][0].steps[at]
    begins = np.concatenate(([1], steps[:-1] + 1))
    parts["validation_loss"] = (series("validation_loss", values, "validation:0", steps),)
    parts["epoch"] = (series("epoch", np.arange(1, len(begins) + 1), "", begins),)
    return parts
