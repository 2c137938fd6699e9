"""Histories of sound training in many styles, drawn at random: no rule may warn of any of them."""

from collections.abc import Callable
from typing import TypeAlias

from common_styles import (
    actor_critic,
    adversaries,
    classifier,
    classifier_with_early_bump,
    continued,
    critic_and_generator,
    fine_tuning,
    heavy_tails,
    language_model,
    policy_gradient,
    rate_in_steps,
    rate_in_triangles,
    rate_with_restarts,
    regression,
    regression_by_hand,
    single_sample_classifier,
    single_samples,
    value_function,
)
from numpy.random import Generator
from special_styles import (
    accumulation,
    another_head,
    autoencoder,
    contrastive,
    curriculum,
    density,
    memorised_in_epochs,
    models_in_turn,
    own_words,
    short_last_batch,
    solved_early,
    solved_exactly,
    strong_augmentation,
    sum_of_tasks,
    tasks_in_turn,
    unequal_classes,
    weak_signal,
    whole_data_set,
)

from trainward.records.reading import History, Series

Style: TypeAlias = Callable[[Generator, int], History]

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
