import io
import json
import re
from dataclasses import replace
from itertools import pairwise

import plans
import pytest
import servings
from rich.console import Console

from trainward.records.estimate import Interval
from trainward.records.inference import InferenceAnswer
from trainward.report.inference_html import inference_html
from trainward.report.inference_json import inference_json
from trainward.report.inference_markdown import inference_markdown
from trainward.report.inference_plain import inference_plain
from trainward.report.inference_terminal import inference_terminal

EVERY = pytest.mark.parametrize("name", servings.ANSWERS)


def plain(answer: InferenceAnswer) -> str:
    return "\n".join(inference_plain(answer))


def shown(answer: InferenceAnswer, width: int = 160) -> str:
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True)
    console.print(inference_terminal(answer))
    return console.export_text()


def page(answer: InferenceAnswer) -> str:
    """Return the page without the script that draws its charts."""
    return re.sub(r"<script>.*?</script>", "", inference_html(answer), flags=re.DOTALL)


def forms(answer: InferenceAnswer) -> tuple[str, ...]:
    texts = (plain(answer), shown(answer), inference_markdown(answer), page(answer))
    return tuple(" ".join(text.split()) for text in texts)


def refuse(constant: str) -> None:
    raise ValueError(constant)


def test_the_first_line_is_the_answer_in_one_sentence() -> None:
    first = plain(servings.ANSWER).splitlines()[0]

    assert first == (
        "Serve Llama-3 70B on 16 H100-SXM-80GB: 6,370 (5,120 to 7,490) tokens of output a second, "
        "43.7 USD (23.8 to 80.0) an hour to rent, 1.91 USD (0.90 to 4.20) a million tokens, carries the load."
    )


def test_own_gpus_cost_nothing_to_rent_and_are_not_without_a_price() -> None:
    free = Interval(0.0, 0.0, 0.0)
    money = replace(servings.MONEY, rental=(replace(servings.MONEY.rental[0], usd=free),), rental_total=free)
    own = replace(servings.OFFER, money=money, million_tokens_usd=free)

    text = plain(replace(servings.ANSWER, best=own, others=(own,)))

    assert "0 USD an hour to rent, 0 USD a million tokens" in text.splitlines()[0]
    assert "no price" not in text


@EVERY
def test_every_form_says_that_nothing_is_fitted_on_published_runs(name: str) -> None:
    for text in forms(servings.ANSWERS[name]):
        assert "not fitted on published runs" in text
        assert "Ranges of speed and memory are chosen" in text
        assert "holds the truth" not in text
        assert "80 % range" not in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("carried", "carries the load: 128 sequences at a time and 5,000 tokens of output a second asked for, 6,370"),
        ("perhaps", "may carry the load: 128 sequences at a time and 5,000 tokens of output a second asked for, 5,370"),
        ("perhaps", "measure before you commit, or take more GPUs"),
        ("slow", "does not carry the load: 128 sequences"),
        ("slow", "take more or faster GPUs, or ask for less"),
        ("full", "there is memory for 8 sequences: take more GPUs"),
        ("free", "fits: 18.3 GiB (17.7 to 20.1) of 79.6 GiB on each GPU"),
    ],
)
def test_the_second_line_says_whether_the_load_is_carried_and_what_to_do(name: str, said: str) -> None:
    assert said in plain(servings.ANSWERS[name]).splitlines()[1]


def test_speed_memory_money_power_and_other_gpus_stand_in_every_form_with_their_ranges() -> None:
    for text in forms(servings.ANSWER):
        for value, spread in (
            ("20.1 ms", "17.1 to 34.2"),
            ("80.0 ms", "68.0 to 136"),
            ("43.7 USD", "23.8 to 80.0"),
            ("1.91 USD", "0.90 to 4.20"),
            ("27.5 kW", "24.0 to 33.9"),
        ):
            assert value in text
            assert spread in text
        assert "5,370 (3,750 to 6,490)" in text
        assert "not carried" in text
        assert "2 replicas of tensor 8" in text


def test_parts_of_the_memory_add_up_to_that_of_a_gpu() -> None:
    text = plain(servings.ANSWER)

    assert "weights: size 8.3 GiB; of a GPU 10.4 %; 66.4 GiB of a replica in fp8" in text
    assert "keys and values: size 10.0 GiB; of a GPU 12.6 %; the cache of 64 whole sequences" in text
    assert "all, of 79.6 GiB: size 18.3 GiB; of a GPU 23.0 %" in text


def test_without_prices_the_answer_names_none_and_no_sum_is_shown() -> None:
    text = plain(servings.ANSWERS["no-prices"])

    assert "USD" not in text.splitlines()[0]
    assert "No price is known" in text


@EVERY
def test_assumptions_and_dates_stand_in_every_form(name: str) -> None:
    if name == "hurtful":
        return
    for text in forms(servings.ANSWERS[name]):
        assert "always have enough to do" in text
        assert plans.DATES[1].rstrip(".") in text


@EVERY
@pytest.mark.parametrize("width", [60, 100])
def test_the_terminal_keeps_to_its_width(name: str, width: int) -> None:
    assert max(map(len, shown(servings.ANSWERS[name], width).splitlines())) <= width


def test_what_a_name_contains_steers_neither_terminal_nor_page() -> None:
    answer = servings.ANSWERS["hurtful"]

    assert "\x1b" not in plain(answer) + inference_markdown(answer)
    assert "<script>window.hurt" not in inference_html(answer)
    assert "<img" not in page(answer)
    assert "<script>" not in inference_markdown(answer)


def test_markdown_tables_have_as_many_cells_as_their_heads() -> None:
    lines = [line for line in inference_markdown(servings.ANSWERS["hurtful"]).splitlines() if line.startswith("|")]
    cells = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
    rules = [place for place, line in enumerate(lines) if "---" in line]

    assert len(rules) == 3
    for first, last in pairwise([*(place - 1 for place in rules), len(cells)]):
        assert len(set(cells[first:last])) == 1


@EVERY
def test_every_answer_is_strict_json_that_names_its_schema(name: str) -> None:
    account = json.loads(inference_json(servings.ANSWERS[name]), parse_constant=refuse)

    assert account["schema"] == "trainward.inference/1"
    assert account["fitted_on_published_runs"] is False
    assert account["load"]["prompt_tokens"] == 1024


def test_json_has_every_offer_with_the_ends_of_its_figures() -> None:
    account = json.loads(inference_json(servings.ANSWER))

    assert account["verdict"] == "carries the load"
    assert account["best"]["tokens_per_second"] == {"low": 5120.0, "middle": 6370.0, "high": 7490.0}
    assert account["best"]["hour"]["rental_usd"]["middle"] == 43.7
    assert [one["verdict"] for one in account["others"]] == ["does not carry the load", "may carry the load"]


def test_a_price_that_is_not_known_is_null() -> None:
    account = json.loads(inference_json(servings.ANSWERS["no-prices"]))["best"]

    assert account["million_tokens_usd"] is None
    assert account["hour"]["rental_usd"] is None
