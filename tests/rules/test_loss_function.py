import pytest
from page_trace import series

from trainward.rules.loss_function import BCE, BCE_WITH_LOGITS, loss_function, places


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("cross_entropy", "cross_entropy"),
        ("cross_entropy:2", "cross_entropy"),
        ("torch.nn.functional.mse_loss", "mse_loss"),
        ("", ""),
    ],
)
def test_a_place_names_its_loss_function(where: str, name: str) -> None:
    assert loss_function(where) == name


def test_a_name_that_begins_with_another_is_not_taken_for_it() -> None:
    where = "binary_cross_entropy_with_logits"
    history = {"prediction_min": (series("prediction_min", [0.0], where),)}

    assert places(history, "prediction_min", BCE_WITH_LOGITS) == (where,)
    assert places(history, "prediction_min", BCE) == ()
