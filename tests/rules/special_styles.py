"""Histories of sound training that could be taken for sick."""

import numpy as np
from numpy.random import Generator
from page_trace import series
from style_parts import evaluated, falling, labelled, noisy, watched

from trainward.records.reading import History


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
