"""Histories of sound training in the common styles."""

import numpy as np
from numpy.random import Generator
from page_trace import series
from style_parts import evaluated, falling, labelled, noisy, watched

from trainward.records.reading import History


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
