"""The page as text: complete, offline, safe, small, soon there."""

import json
import re
import time
from html.parser import HTMLParser

import page_runs
import pytest

from trainward.records.report import Report
from trainward.report.html_report import capital, html_report, prose

LARGEST_BYTES = 6_000_000


class Outline(HTMLParser):
    """Collects what a page loads, its ids, its links to them, its text and its figures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.figures: list[dict[str, object]] = []
        self._within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.loads += [value or "" for name, value in attrs if name in ("src", "srcset", "data")]
        self.loads += [named.get("href") or ""] if tag == "link" else []
        self.ids += [named["id"] or ""] if "id" in named else []
        self.links += [named.get("href") or ""] if tag == "a" else []
        if tag in ("script", "style"):
            self._within.append(named.get("type") or tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.text += data
        elif self._within[-1] == "application/json":
            self.figures.append(json.loads(data, parse_constant=self.refuse))

    @staticmethod
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: html_report(make()) for name, make in page_runs.RUNS.items()}


@pytest.fixture(scope="module")
def outlines(pages: dict[str, str]) -> dict[str, Outline]:
    return {name: Outline(page) for name, page in pages.items()}


@pytest.mark.parametrize("name", page_runs.RUNS)
def test_a_page_loads_nothing_and_stays_small(name: str, pages: dict[str, str], outlines: dict[str, Outline]) -> None:
    assert outlines[name].loads == ["data:,"]
    assert len(pages[name].encode()) < LARGEST_BYTES
    assert "url(" not in re.search(r"<style>.*?</style>", pages[name], re.DOTALL)[0]  # type: ignore[index]


@pytest.mark.parametrize("name", page_runs.RUNS)
def test_every_link_of_a_page_leads_somewhere_on_it(name: str, outlines: dict[str, Outline]) -> None:
    outline = outlines[name]

    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


@pytest.mark.parametrize("name", page_runs.RUNS)
def test_figures_are_strict_json(name: str, outlines: dict[str, Outline]) -> None:
    figures = outlines[name].figures

    assert all({"data", "layout"} <= set(figure) for figure in figures)
    assert bool(figures) == (name != "no_step")


def test_the_library_that_draws_is_on_the_page_once(pages: dict[str, str]) -> None:
    assert pages["nan"].count("plotly.js v") == 1


@pytest.mark.parametrize(
    ("name", "word", "sentence"),
    [
        ("healthy", "Healthy", "Nothing at warning or above in 4,000 steps."),
        ("nan", "Sick", "Most likely: the learning rate is too high (68 %). First sign: loss-spike at step 484."),
        ("vanishing", "Undecided", "3 rules found something, but no cause stands out."),
        ("no_step", "Undecided", "No training step was seen, so nothing can be said of it."),
        ("one_step", "Healthy", "Nothing at warning or above in 1 step."),
    ],
)
def test_a_page_begins_with_the_verdict_and_its_reason(
    name: str, word: str, sentence: str, outlines: dict[str, Outline]
) -> None:
    text = " ".join(outlines[name].text.split("Skip to the verdict")[1].split())

    assert f"{word} {sentence}" in text
    assert text.index(sentence) < text.index("About this report", text.index(sentence))


def test_what_ended_badly_is_said_with_the_verdict(outlines: dict[str, Outline]) -> None:
    assert "The run itself: exit code 1." in outlines["nan"].text
    assert "The run itself: its process died without a word." in outlines["vanishing"].text
    assert "The run itself" not in outlines["healthy"].text


def test_a_card_tells_rule_severity_step_message_and_what_to_do(outlines: dict[str, Outline]) -> None:
    text = " ".join(outlines["nan"].text.split())

    assert "loss-non-finite LOS001 fatal began at step 500 loss is nan at step 500" in text
    assert "What to do next The learning rate is too high 68 %" in text
    assert "Divide the learning rate by 10, or warm it up" in text
    assert "5 more of this rule" in text
    assert "No batch of the data source was seen" in text


def test_what_stands_between_backticks_is_code_and_a_remedy_a_sentence() -> None:
    assert prose("call `model.eval()` <first>") == "call <code>model.eval()</code> &lt;first&gt;"
    assert capital("give them to it") == "Give them to it"
    assert capital("conv1.weight is 0") == "conv1.weight is 0"


def test_infos_do_not_get_a_card(outlines: dict[str, Outline]) -> None:
    assert "finding-1" not in outlines["healthy"].ids
    assert "the loss still fell by 3 % in the last tenth" in outlines["healthy"].text


def test_instruments_without_readings_are_left_out(outlines: dict[str, Outline]) -> None:
    assert {"loss", "memory", "layer-gradient-norm", "dead-units"} <= set(outlines["healthy"].ids)
    assert {"memory", "dead-units", "accuracy"}.isdisjoint(outlines["vanishing"].ids)
    assert "instruments" not in outlines["no_step"].ids


def test_what_watching_cost_is_set_against_its_budget(outlines: dict[str, Outline]) -> None:
    assert "within its budget of 1 %" in outlines["healthy"].text
    assert "over its budget of 1 %" in outlines["nan"].text


def test_no_text_of_a_run_becomes_markup(pages: dict[str, str], outlines: dict[str, Outline]) -> None:
    page = pages["hostile"].replace(pages["hostile"].split("plotly.js v")[1].split("</script>")[0], "")

    assert "<script>window.hurt" not in page
    assert "<img" not in page
    assert page_runs.HOSTILE.split("{{")[0] in outlines["hostile"].text
    assert "{{ 7*7 }}" in outlines["hostile"].text


def test_a_page_can_be_written_whatever_the_names_of_the_files(pages: dict[str, str]) -> None:
    assert "\udcff" not in pages["hostile"]
    assert pages["hostile"].encode("utf-8")


def test_a_page_of_a_run_with_a_hundred_findings_stays_small() -> None:
    assert len(html_report(page_runs.many_findings()).encode()) < LARGEST_BYTES


def test_a_page_of_a_very_deep_network_stays_small() -> None:
    assert len(html_report(page_runs.very_deep()).encode()) < LARGEST_BYTES


def test_a_typical_page_is_there_within_two_seconds() -> None:
    report: Report = page_runs.nan_at_500()
    html_report(page_runs.one_step())

    began = time.process_time()
    html_report(report)

    assert time.process_time() - began < 2.0
