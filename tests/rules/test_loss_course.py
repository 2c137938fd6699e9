import numpy as np
import pytest
from page_trace import series

from trainward.rules.loss_course import Course, loss_course

STEPS = np.arange(200)


def noise(size: float) -> np.ndarray:
    return size * np.random.default_rng(0).standard_normal(len(STEPS))


@pytest.mark.parametrize(
    ("loss", "course"),
    [
        (2.3 * np.exp(-STEPS / 50) + noise(0.05), "falling"),
        (2.3 + noise(0.05), "flat"),
        (2.3 + 0.01 * STEPS + noise(0.05), "rising"),
        (np.exp(STEPS / 4.0) + noise(0.05), "diverged"),
        (np.where(STEPS < 150, 2.3, np.nan), "diverged"),
        (2.3 + noise(0.05)[:10], "unknown"),
    ],
    ids=["falling", "flat", "rising", "growing", "lost", "short"],
)
def test_the_course_of_a_loss_is_told(loss: np.ndarray, course: Course) -> None:
    assert loss_course(series("loss", loss)) == course


@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_unit_of_the_loss_does_not_matter(factor: float) -> None:
    loss = 2.3 * np.exp(-STEPS / 50) + noise(0.05)

    assert loss_course(series("loss", factor * loss)) == "falling"


def test_a_loss_without_readings_has_no_course() -> None:
    assert loss_course(series("loss", [])) == "unknown"
