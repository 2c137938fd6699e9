"""The page as a reader sees it, in Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page_runs
import pytest

from trainward.report.html_report import html_report

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW, HEIGHT = 1400, 400, 900
OUTSIDE = """[...document.querySelectorAll('main *:not(svg *)')].filter(e => !e.closest('.scroll')
    && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"""
SHADES = "e => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"


class Opened:
    """A page in the browser with what it said and asked for while it was drawn."""

    def __init__(self, browser: Any, path: Path, width: int = WIDE, scheme: str = "light") -> None:
        self.sheet = browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.sheet.on("console", lambda message: self.said.append(message.text))
        self.sheet.on("pageerror", lambda error: self.said.append(str(error)))
        self.sheet.on("request", lambda request: self.asked.append(request.url))
        self.sheet.goto(path.as_uri())
        self.sheet.wait_for_selector("html[data-drawn=all]", state="attached", timeout=60_000)

    def value(self, script: str) -> Any:
        return self.sheet.evaluate(script)

    def range_of(self, chart: str) -> list[float]:
        found: list[float] = self.value(f"document.getElementById('chart-{chart}').layout.xaxis.range")
        return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, make in page_runs.RUNS.items():
        (folder / f"{name}.html").write_text(html_report(make()), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in page_runs.RUNS}


@pytest.fixture(scope="module")
def sick(browser: Any, written: dict[str, Path]) -> Opened:
    return Opened(browser, written["nan"])


@pytest.mark.parametrize(
    ("name", "width"), [*((name, WIDE) for name in page_runs.RUNS), ("nan", NARROW), ("hostile", NARROW)]
)
def test_a_page_draws_every_figure_and_shows_its_verdict_at_once(
    name: str, width: int, browser: Any, written: dict[str, Path]
) -> None:
    page = Opened(browser, written[name], width)

    sizes = page.value("[...document.querySelectorAll('.chart')].map(c => c.querySelector('.main-svg')?.clientHeight)")
    verdict = page.sheet.locator("#verdict h1").bounding_box()

    assert page.said == []
    assert page.asked == [written[name].as_uri()]
    assert all(size and size > 200 for size in sizes), sizes
    assert verdict["y"] + verdict["height"] < HEIGHT
    assert page.value("document.documentElement.scrollWidth") <= width
    assert page.value(OUTSIDE) == []
    assert page.value("window.hurt") is None
    page.sheet.close()


def test_a_page_follows_the_colours_that_its_reader_prefers(browser: Any, written: dict[str, Path]) -> None:
    page = Opened(browser, written["nan"], scheme="light")
    light, ink = page.value(SHADES), page.value("document.querySelector('.chart').layout.template.layout.font.color")

    page.sheet.emulate_media(color_scheme="dark")
    page.sheet.wait_for_function(f"document.querySelector('.chart').layout.template.layout.font.color !== '{ink}'")

    assert min(light) > 200
    assert max(page.value(SHADES)) < 60
    page.sheet.close()


def test_zooming_into_one_instrument_zooms_the_others(sick: Opened) -> None:
    sick.value("Plotly.relayout('chart-loss', {'xaxis.range[0]': 400, 'xaxis.range[1]': 600}).then(() => 1)")
    for other in ("layer-gradient-norm", "memory"):
        sick.sheet.wait_for_function(f"document.getElementById('chart-{other}').layout.xaxis.range[0] === 400")

    assert sick.range_of("layer-gradient-norm") == sick.range_of("memory") == [400, 600]


def test_the_keyboard_reaches_the_step_where_a_finding_began(sick: Opened) -> None:
    button = sick.sheet.get_by_role("button", name="Zoom to step 500")
    whole = sick.range_of("evidence-1")

    button.focus()
    sick.sheet.keyboard.press("Enter")
    sick.sheet.wait_for_function("document.getElementById('chart-evidence-1').layout.xaxis.range[0] === 400")
    zoomed = sick.range_of("evidence-1")
    sick.sheet.keyboard.press("Enter")
    sick.sheet.wait_for_function("document.getElementById('chart-evidence-1').layout.xaxis.range[0] !== 400")

    assert zoomed == [400, 600]
    assert sick.range_of("evidence-1") == whole


def test_the_scale_of_the_loss_can_be_switched(sick: Opened) -> None:
    button = sick.sheet.locator("#loss button.log")

    button.click()
    sick.sheet.wait_for_function("document.getElementById('chart-loss').layout.yaxis.type === 'linear'")
    labels = sick.value("document.querySelectorAll('#chart-loss .yaxislayer-above text').length")

    assert button.get_attribute("aria-pressed") == "false"
    assert 2 <= labels <= 12


def test_names_that_look_like_markup_are_shown_as_they_are(browser: Any, written: dict[str, Path]) -> None:
    page = Opened(browser, written["hostile"])

    labels = page.value(
        "[...document.querySelectorAll('#chart-dead-units .yaxislayer-above text')].map(t => t.textContent)"
    )

    assert labels[0].startswith("…")
    assert 't=1">' in labels[0]
    assert page.value("document.images.length") == 0
    page.sheet.close()
