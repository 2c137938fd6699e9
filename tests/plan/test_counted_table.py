import math

import pytest

from trainward.errors import PlanError
from trainward.plan.counted_table import is_counted, read_counted
from trainward.records.model_shape import CountedModel

LEAST: dict[str, object] = {"params": 25_557_032, "forward_flops": 8.2e9, "activation_bytes": 9e7}


def test_a_counted_model_trains_all_its_parameters_unless_told() -> None:
    model = read_counted(LEAST, "resnet.toml")

    assert model == CountedModel("resnet.toml", 25_557_032, 25_557_032, 8.2e9, 9e7)


def test_a_counted_model_may_say_what_a_sample_is() -> None:
    model = read_counted({**LEAST, "name": "resnet-50", "sample": "image", "trained_params": 2_049_000}, "resnet.toml")

    assert (model.name, model.sample, model.trained_params) == ("resnet-50", "image", 2_049_000)


def test_the_flops_tell_a_counted_model_from_a_shape() -> None:
    assert is_counted(LEAST)
    assert not is_counted({"layers": 3})


@pytest.mark.parametrize("key", LEAST)
@pytest.mark.parametrize("value", [0, -1, "many", None, True, math.nan, math.inf])
def test_a_value_that_is_no_positive_number_is_refused(key: str, value: object) -> None:
    with pytest.raises(PlanError, match=rf"^resnet.toml: {key} is .*correct it$"):
        read_counted({**LEAST, key: value}, "resnet.toml")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({**LEAST, "layers": 3}, "'layers' is no key of a counted model"),
        ({"forward_flops": 1e9}, "no params, activation_bytes, 2 of 3 keys are missing"),
        ({**LEAST, "trained_params": 3e7}, "trained_params = 3e"),
    ],
)
def test_keys_that_do_not_fit_are_refused(table: dict[str, object], words: str) -> None:
    with pytest.raises(PlanError) as raised:
        read_counted(table, "resnet.toml")

    assert words in str(raised.value)
