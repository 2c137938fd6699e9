"""Histories of sound training in many styles, drawn at random: no rule may warn of any of them."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from page_trace import series

from trainward.records.reading import History, Series

Floats: TypeAlias = NDArray[np.float64]
Parts: TypeAlias = dict[str, tuple[Series, ...]]
Style: TypeAlias = Callable[[Generator, int], History]


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


def classifier(rng: Generator, count: int) -> History:
    classes = int(rng.choice([3, 5, 10, 100, 1000]))
    start = np.log(classes) * rng.uniform(1.0, 1.15)
    curve = falling(rng, count, start, start * rng.uniform(0.0, 0.6))
    parts = labelled(rng, watched(noisy(rng, curve, rng.uniform(0.02, 0.3)), "SGD", 0.1), "cross_entropy", classes)
    return evaluated(rng, parts, curve, rng.uniform(0, 0.15), rng.uniform(0.005, 0.05))


def classifier_with_early_bump(rng: Generator, count: int) -> History:
    curve = falling(rng, count, 2.35, rng.uniform(0.01, 0.8))
    at, width = rng.uniform(2, 15), rng.uniform(1, 8)
    curve = curve + rng.uniform(0.5, 8) * np.exp(-(((np.arange(count) - at) / width) ** 2))
    rate = (np.arange(1, 31), np.linspace(1e-5, 1e-3, 30))
    parts = labelled(rng, watched(noisy(rng, curve, rng.uniform(0.03, 0.2)), rate=rate), "cross_entropy", 10)
    return evaluated(rng, parts, curve, 0.05, 0.02)


def language_model(rng: Generator, count: int) -> History:
    tokens = int(rng.choice([65, 256, 50257]))
    start = np.log(tokens) * rng.uniform(0.99, 1.03)
    curve = start * (1 + np.arange(count) * rng.uniform(0.02, 0.3)) ** -rng.uniform(0.08, 0.25)
    warm = np.linspace(0.02, 1, max(count // 10, 2))
    cosine = 0.55 + 0.45 * np.cos(np.linspace(0, np.pi, count))
    rates = cosine.copy()
    rates[: len(warm)] *= warm
    rate = (np.arange(1, count + 1), 3e-4 * rates)
    parts = watched(noisy(rng, curve, rng.uniform(0.005, 0.05)), "AdamW", rate)
    return evaluated(rng, labelled(rng, parts, "cross_entropy", tokens), curve, 0.02, 0.005)


def regression(rng: Generator, count: int) -> History:
    unit = 10.0 ** rng.uniform(-6, 6)
    curve = falling(rng, count, rng.uniform(0.5, 20), rng.uniform(0.01, 0.4)) * unit
    parts = labelled(rng, watched(noisy(rng, curve, rng.uniform(0.05, 0.5))), "mse_loss", None)
    return evaluated(rng, parts, curve, 0.1, 0.05)


def regression_by_hand(rng: Generator, count: int) -> History:
    curve = falling(rng, count, rng.uniform(0.5, 5), rng.uniform(0.0, 0.4)) + 1e-9
    return watched(noisy(rng, curve, rng.uniform(0.0, 0.5)), "SGD", 0.01)


def single_samples(rng: Generator, count: int) -> History:
    curve = falling(rng, count, rng.uniform(1, 4), rng.uniform(0.1, 0.8))
    freedom = int(rng.choice([1, 2, 3]))
    loss = curve * rng.chisquare(freedom, count) / freedom
    parts = labelled(rng, watched(loss, "SGD", 0.01), "mse_loss", None)
    return evaluated(rng, parts, curve, 0.1, 0.05)


def single_sample_classifier(rng: Generator, count: int) -> History:
    classes = 10
    right = np.clip(np.linspace(0.1, rng.uniform(0.5, 0.95), count), 0, 1)
    sharp = 1 + 4 * np.arange(count) / count
    loss = np.where(rng.random(count) < right, rng.exponential(0.3, count) / sharp, rng.gamma(2, 1.2, count))
    curve = right * 0.3 / sharp + (1 - right) * 2.4
    parts = labelled(rng, watched(loss, "SGD", 0.01), "cross_entropy", classes)
    return evaluated(rng, parts, curve, 0.1, 0.03)


def heavy_tails(rng: Generator, count: int) -> History:
    curve = falling(rng, count, 2.0, rng.uniform(0.2, 0.8))
    loss = curve * np.exp(rng.uniform(0.1, 0.3) * rng.standard_t(5, count))
    return labelled(rng, watched(loss), "smooth_l1_loss", None)


def adversaries(rng: Generator, count: int) -> History:
    t = np.arange(count) / count
    judge = 1.4 * np.exp(-t * rng.uniform(0, 4)) + 0.05
    forger = 0.7 + rng.uniform(0, 6) * (1 - np.exp(-t * rng.uniform(1, 10)))
    steps = np.arange(1, count + 1)
    losses = (noisy(rng, judge, rng.uniform(0.1, 0.5)), noisy(rng, forger, rng.uniform(0.1, 0.5)))
    places = ("", "Adam1") if rng.random() < 0.5 else ("Adam1", "")
    parts = labelled(rng, watched(losses[0]), "binary_cross_entropy_with_logits", 1)
    parts["loss"] = tuple(series("loss", loss, place, steps) for loss, place in zip(losses, places, strict=True))
    return parts


def critic_and_generator(rng: Generator, count: int) -> History:
    steps = np.arange(1, count + 1)
    walk = np.cumsum(rng.standard_normal(count)) * 0.3
    critic = -8 * np.exp(-3 * steps / count) - 0.5 + rng.standard_normal(count)
    parts = watched(critic)
    parts["loss"] = (series("loss", critic, "", steps), series("loss", walk, "RMSprop1", steps))
    return parts


def policy_gradient(rng: Generator, count: int) -> History:
    return watched(rng.standard_t(3, count) * rng.uniform(0.01, 10) * (1 + np.arange(count) / count), "Adam", 1e-3)


def value_function(rng: Generator, count: int) -> History:
    t = np.arange(count) / count
    parts = watched(noisy(rng, 0.01 + rng.uniform(0.5, 5) * (1 - np.exp(-5 * t)), rng.uniform(0.2, 0.6)))
    steps, values = parts["loss"][0].steps, parts["loss"][0].values
    parts["criterion"] = (series("criterion", values, "smooth_l1_loss", steps),)
    return parts


def actor_critic(rng: Generator, count: int) -> History:
    t = np.arange(count) / count
    value = noisy(rng, 0.5 + 2 * np.sin(np.pi * t), 0.4)
    parts = watched(0.5 * value + 0.05 * rng.standard_normal(count) - 0.01, rate=2.5e-4)
    parts["criterion"] = (series("criterion", value, "mse_loss", parts["loss"][0].steps),)
    return parts


def fine_tuning(rng: Generator, count: int) -> History:
    classes = int(rng.choice([2, 5, 32000]))
    start = np.log(classes) * (1.0 if classes < 10 else 0.2)
    curve = falling(rng, count, start, start * rng.uniform(0.3, 0.9))
    parts = watched(noisy(rng, curve, rng.uniform(0.05, 0.3)), "AdamW", 2e-5)
    parts = labelled(rng, parts, "cross_entropy", classes)
    return evaluated(rng, parts, curve, 0.1, 0.02)


def continued(rng: Generator, count: int) -> History:
    curve = np.full(count, rng.uniform(0.05, 3.0)) * (1 - rng.uniform(0, 0.03) * np.arange(count) / count)
    parts = watched(noisy(rng, curve, rng.uniform(0.01, 0.2)), "AdamW", 1e-4)
    parts = labelled(rng, parts, "cross_entropy", 1000)
    return evaluated(rng, parts, curve, 0.0, 0.01)


def rate_in_steps(rng: Generator, count: int) -> History:
    t = np.arange(count)
    stage = np.minimum(3 * t // count, 2)
    curve = falling(rng, count, 2.3, 0.8) * np.array([1.0, 0.5, 0.35])[stage]
    rate = ([0, count // 3, 2 * count // 3], [0.1, 0.01, 0.001])
    parts = labelled(rng, watched(noisy(rng, curve, rng.uniform(0.03, 0.2)), "SGD", rate), "cross_entropy", 10)
    return evaluated(rng, parts, curve, 0.1, 0.02)


def rate_with_restarts(rng: Generator, count: int) -> History:
    cycle = max(count // int(rng.integers(2, 6)), 10)
    t = np.arange(count)
    phase = (t % cycle) / cycle
    rates = 0.05 * (0.51 + 0.49 * np.cos(np.pi * phase))
    base = falling(rng, count, 2.3, 0.3)
    bump = np.where(t >= cycle, rng.uniform(0.2, 0.9), 0) * base * np.exp(-phase * 6)
    curve = base * (1 - 0.3 * phase) + bump
    parts = watched(noisy(rng, curve, rng.uniform(0.02, 0.15)), "SGD", (t + 1, rates))
    return evaluated(rng, labelled(rng, parts, "cross_entropy", 10), curve, 0.05, 0.02)


def rate_in_triangles(rng: Generator, count: int) -> History:
    cycle = max(count // 3, 10)
    t = np.arange(count)
    height = np.abs((t % cycle) / cycle * 2 - 1)
    rates = 0.001 + 0.05 * (1 - height)
    curve = falling(rng, count, 2.3, 0.5) * (1 + rng.uniform(0.1, 0.6) * (1 - height))
    parts = watched(noisy(rng, curve, rng.uniform(0.02, 0.15)), "SGD", (t + 1, rates))
    return evaluated(rng, labelled(rng, parts, "cross_entropy", 10), curve, 0.05, 0.02)


def accumulation(rng: Generator, count: int) -> History:
    pieces = int(rng.choice([2, 4, 8]))
    curve = falling(rng, count, 2.3, rng.uniform(0.1, 1.0)) / pieces
    parts = watched(noisy(rng, curve, rng.uniform(0.03, 0.2)))
    parts["micro_batches"] = (series("micro_batches", [float(pieces)]),)
    return evaluated(rng, labelled(rng, parts, "cross_entropy", 10, 1 / pieces), curve * pieces, 0.05, 0.02)


def curriculum(rng: Generator, count: int) -> History:
    stages = int(rng.integers(2, 5))
    stage = np.minimum(np.arange(count) * stages // count, stages - 1)
    harder = np.cumprod(np.concatenate(([1.0], rng.uniform(1.1, 1.4, stages - 1))))
    curve = falling(rng, count, 2.3, 0.6) * harder[stage]
    parts = labelled(rng, watched(noisy(rng, curve, rng.uniform(0.03, 0.2))), "cross_entropy", 10)
    return evaluated(rng, parts, curve, 0.05, 0.02)


def solved_early(rng: Generator, count: int) -> History:
    curve = np.maximum(2.3 * np.exp(-np.arange(count) / (count * rng.uniform(0.02, 0.1))), 10 ** rng.uniform(-7, -4))
    loss = noisy(rng, curve, rng.uniform(0.3, 1.0))
    late = rng.integers(0, count, 5)
    loss[late] = np.maximum(loss[late], np.minimum(loss[late] * 10 ** rng.uniform(0, 2, 5), 0.2))
    parts = labelled(rng, watched(loss), "cross_entropy", 10)
    return evaluated(rng, parts, curve, 0.03, 0.05)


def solved_exactly(rng: Generator, count: int) -> History:
    loss = np.maximum(1 - np.arange(count) / count * rng.uniform(1.5, 5) + 0.1 * rng.standard_normal(count), 0)
    return labelled(rng, watched(loss), "triplet_margin_loss", None)


def density(rng: Generator, count: int) -> History:
    curve = -falling(rng, count, -rng.uniform(-50, 5), 60.0) * 10 ** rng.uniform(-3, 3)
    noise = 0.02 * np.ptp(curve) * rng.standard_normal(count)
    parts = watched(curve + noise)
    parts["batch_size"] = (series("batch_size", [64.0], "train"),)
    return evaluated(rng, parts, curve, 0.02, 0.0)


def autoencoder(rng: Generator, count: int) -> History:
    pull = np.clip(np.arange(count) / (0.3 * count), 0, 1) * rng.uniform(5, 25)
    curve = falling(rng, count, 540, 90) + pull
    parts = labelled(rng, watched(noisy(rng, curve, 0.03)), "binary_cross_entropy", 1, 1.0 / 784)
    return evaluated(rng, parts, curve, 0.01, 0.005)


def tasks_in_turn(rng: Generator, count: int) -> History:
    curve = falling(rng, count, 1.0, rng.uniform(0.2, 0.9))
    turn = np.where(np.arange(count) % 2 == 0, 1.0, rng.uniform(1.3, 8.0))
    return labelled(rng, watched(noisy(rng, curve * turn, 0.05)), "mse_loss", None)


def sum_of_tasks(rng: Generator, count: int) -> History:
    main = noisy(rng, falling(rng, count, 2.3, 0.5), 0.1)
    parts = labelled(rng, watched(main), "cross_entropy", 10)
    other = noisy(rng, falling(rng, count, rng.uniform(1, 30), 0.5), 0.1)
    parts["loss"] = (series("loss", main + other, "", parts["loss"][0].steps),)
    return parts


def weak_signal(rng: Generator, count: int) -> History:
    curve = 0.695 - rng.uniform(0.01, 0.05) * (1 - np.exp(-np.arange(count) / 30))
    where = "binary_cross_entropy_with_logits"
    parts = labelled(rng, watched(noisy(rng, curve, 0.02)), where, 1)
    parts["target_perplexity"] = (series("target_perplexity", [1.0], where),)
    return evaluated(rng, parts, curve, 0.1, 0.001)


def unequal_classes(rng: Generator, count: int) -> History:
    share = rng.uniform(0.02, 0.2)
    entropy = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    curve = falling(rng, count, 0.7, entropy * rng.uniform(0.6, 0.85))
    parts = labelled(rng, watched(noisy(rng, curve, 0.15)), "binary_cross_entropy_with_logits", 1)
    where = "binary_cross_entropy_with_logits"
    parts["target_perplexity"] = (series("target_perplexity", [np.exp(entropy) / 2], where),)
    return evaluated(rng, parts, curve, 0.05, 0.02)


def short_last_batch(rng: Generator, count: int) -> History:
    curve = falling(rng, count, 2.3, rng.uniform(0.1, 0.5))
    loss = noisy(rng, curve, 0.1)
    epoch = max(count // 6, 10)
    ends = np.arange(epoch - 1, count, epoch)
    loss[ends] = curve[ends] * rng.gamma(0.6, 2.5, len(ends))
    parts = labelled(rng, watched(loss), "cross_entropy", 10)
    steps = np.sort(np.concatenate(([0], ends + 1, ends + 2)))
    sizes = np.array([32.0] + [1.0, 32.0] * len(ends))
    parts["batch_size"] = (series("batch_size", sizes, "train", steps),)
    return evaluated(rng, parts, curve, 0.05, 0.02)


def memorised_in_epochs(rng: Generator, count: int) -> History:
    stage = np.minimum(np.arange(count) * 8 // count, 7)
    curve = 2.3 * 0.75**stage * rng.uniform(0.97, 1.0)
    parts = labelled(rng, watched(noisy(rng, curve, 0.08)), "cross_entropy", 10)
    return evaluated(rng, parts, curve, 0.25, 0.01)


def whole_data_set(rng: Generator, count: int) -> History:
    curve = falling(rng, count, 1.0, 0.1)
    edge = 1 + 0.04 * (-1.0) ** np.arange(count) * (np.arange(count) > count // 3)
    parts = labelled(rng, watched(curve * edge, "SGD", 0.5), "mse_loss", None)
    return evaluated(rng, parts, curve, 0.1, 0.0)


def contrastive(rng: Generator, count: int) -> History:
    start = np.log(256)
    curve = falling(rng, count, start * 1.02, start * rng.uniform(0.4, 0.9))
    return labelled(rng, watched(noisy(rng, curve, 0.02), "LARS", 0.3), "cross_entropy", 256)


def strong_augmentation(rng: Generator, count: int) -> History:
    curve = falling(rng, count, 2.3, 1.2)
    parts = labelled(rng, watched(noisy(rng, curve, 0.1), "SGD", 0.1), "cross_entropy", 10)
    parts["dropout_p"] = (series("dropout_p", [0.5], "classifier.0"),)
    return evaluated(rng, parts, curve, rng.uniform(-0.5, -0.2), 0.02)


def own_words(rng: Generator, count: int) -> History:
    curve = falling(rng, count, 2.3, 0.4)
    parts = evaluated(rng, watched(noisy(rng, curve, 0.1)), curve * rng.choice([1.0, 128.0]), 0.05, 0.03)
    said = parts["validation_loss"][0]
    parts["validation_loss"] = (series("validation_loss", said.values, "logged:val_loss", said.steps),)
    return parts


def models_in_turn(rng: Generator, count: int) -> History:
    folds = int(rng.integers(2, 6))
    length = -(-count // folds)
    start, floor = 2.3, rng.uniform(0.01, 0.5)
    curve = np.tile(floor + (start - floor) * np.exp(-np.arange(length) / length * rng.uniform(3, 15)), folds)[:count]
    parts = labelled(rng, watched(noisy(rng, curve, rng.uniform(0.03, 0.2))), "cross_entropy", 10)
    return evaluated(rng, parts, curve, rng.uniform(0, 0.1), 0.02)


def another_head(rng: Generator, count: int) -> History:
    half = count // 2
    first, second = falling(rng, half, 0.69, rng.uniform(0.05, 0.3)), falling(rng, count - half, 2.35, 0.5)
    curve = np.concatenate((first, second))
    parts = labelled(rng, watched(noisy(rng, curve, rng.uniform(0.03, 0.2))), "cross_entropy", 10)
    parts["class_count"] = (series("class_count", [2.0, 10.0], "cross_entropy", [0, half + 1]),)
    return evaluated(rng, parts, curve, 0.05, 0.02)


STYLES: tuple[Style, ...] = (
    classifier,
    classifier_with_early_bump,
    language_model,
    regression,
    regression_by_hand,
    single_samples,
    single_sample_classifier,
    heavy_tails,
    adversaries,
    critic_and_generator,
    policy_gradient,
    value_function,
    actor_critic,
    fine_tuning,
    continued,
    rate_in_steps,
    rate_with_restarts,
    rate_in_triangles,
    accumulation,
    curriculum,
    solved_early,
    solved_exactly,
    density,
    autoencoder,
    tasks_in_turn,
    sum_of_tasks,
    weak_signal,
    unequal_classes,
    short_last_batch,
    memorised_in_epochs,
    whole_data_set,
    contrastive,
    strong_augmentation,
    own_words,
    models_in_turn,
    another_head,
)


def until(history: History, step: int) -> History:
    """Return the history as it was after `step`."""

    def cut(one: Series) -> Series:
        kept = one.steps <= step
        return Series(one.signal, one.where, one.steps[kept], one.values[kept])

    return {signal: tuple(cut(one) for one in all_series) for signal, all_series in history.items()}
