import math

import pytest

from trainward.logs.clean_line import clean_line
from trainward.logs.measurements import measurements, of_signal

LINES = {
    "imagenet": "Epoch: [6][10/200]  Time 0.399 (0.484)  Data 0.000 (0.075)  Loss 0.296 (0.452)",
    "trainer": "{'loss': 60.5, 'grad_norm': nan, 'learning_rate': 8.0e-06, 'epoch': 0.12}",
    "megatron": " iteration  45000/ 115311 | elapsed time per iteration (s): 111.00 | learning rate: 4.298E-05 | "
    "lm loss: 2.113567E+00 | grad norm: 0.139 | number of nan iterations:   0 |",
    "keras": "1875/1875 [====] - 3s 2ms/step - loss: 0.2912 - accuracy: 0.9151 - val_loss: 0.1404",
    "bar": "Epoch 0: 100%|#####| 7/7 [00:08<00:00,  1.17s/it, loss=7.17, v_num=]",
    "tensor": "step 5: loss is tensor(nan, device='cuda:0')",
    "word_language_model": "| epoch   1 |   200/ 2928 batches | lr 5.00 | ms/batch 30.00 | loss  7.10 | ppl  1222",
}


def values(name: str, signal: str) -> list[float]:
    return [one.value for one in measurements([clean_line(LINES[name], "log", 1)]) if one.signal == signal]


@pytest.mark.parametrize(
    ("name", "signal", "expected"),
    [
        ("imagenet", "loss", 0.296),
        ("imagenet", "step_seconds", 0.399),
        ("imagenet", "data_wait_seconds", 0.0),
        ("trainer", "loss", 60.5),
        ("trainer", "learning_rate", 8e-6),
        ("megatron", "loss", 2.113567),
        ("megatron", "grad_norm", 0.139),
        ("megatron", "step_seconds", 111.0),
        ("megatron", "learning_rate", 4.298e-5),
        ("keras", "loss", 0.2912),
        ("keras", "validation_loss", 0.1404),
        ("keras", "train_accuracy", 0.9151),
        ("keras", "step_seconds", 0.002),
        ("bar", "loss", 7.17),
        ("bar", "step_seconds", 1.17),
        ("word_language_model", "loss", 7.10),
        ("word_language_model", "learning_rate", 5.0),
    ],
)
def test_the_common_ways_to_print_progress_are_read(name: str, signal: str, expected: float) -> None:
    assert values(name, signal) == pytest.approx([expected])


def test_nan_is_a_value() -> None:
    assert math.isnan(values("trainer", "grad_norm")[0])
    assert math.isnan(values("tensor", "loss")[0])


def test_a_count_of_nan_iterations_is_no_nan_loss() -> None:
    assert all(math.isfinite(value) for value in values("megatron", "loss"))


def test_a_loss_under_a_heading_of_validation_is_a_validation_loss() -> None:
    line = clean_line("valid loss at iteration 45000 | lm loss value: 2.327091E+00 |", "log", 1)

    assert {one.signal for one in measurements([line])} == {"validation_loss"}


def test_a_best_loss_so_far_is_no_reading() -> None:
    assert not measurements([clean_line("best loss: 0.1", "log", 1)])


def test_the_rank_that_says_most_speaks() -> None:
    raws = ["[rank0]: loss: 1.0", "[rank1]: loss: 9.0", "[rank0]: loss: 0.9"]
    found = measurements([clean_line(raw, "log", place) for place, raw in enumerate(raws, start=1)])

    assert [one.value for one in of_signal(found, "loss")] == [1.0, 0.9]
