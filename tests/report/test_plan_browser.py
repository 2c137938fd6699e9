"""The page of a plan as a reader sees it, in Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plans
import pytest
import servings

from trainward.report.inference_html import inference_html
from trainward.report.plan_html import fleet_html, plan_html

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WIDE, NARROW, HEIGHT = 1400, 400, 900
OUTSIDE = """[...document.querySelectorAll('main *:not(svg *)')].filter(e => !e.closest('.scroll')
    && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"""
SCROLLED = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
SHADE = "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
PAGES = (*plans.PLANS, "fleet", "serving")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("plans")
    for name in PAGES:
        others = {"fleet": lambda: fleet_html(plans.FLEET), "serving": lambda: inference_html(servings.ANSWER)}
        page = others[name]() if name in others else plan_html(plans.PLANS[name])
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in PAGES}


def opened(browser: Any, path: Path, width: int, scheme: str = "light") -> tuple[Any, list[str]]:
    """Return a page that is drawn, and what it said and asked for besides itself."""
    sheet = browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    said: list[str] = []
    sheet.on("console", lambda message: said.append(message.text))
    sheet.on("pageerror", lambda error: said.append(str(error)))
    sheet.on("request", lambda request: said.append(request.url) if request.url != path.as_uri() else None)
    sheet.goto(path.as_uri())
    sheet.wait_for_selector("html[data-drawn=all]", state="attached", timeout=60_000)
    return sheet, said


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_every_chart_and_stays_inside_the_window(
    name: str, width: int, browser: Any, written: dict[str, Path]
) -> None:
    sheet, said = opened(browser, written[name], width)

    sizes = sheet.evaluate(
        "[...document.querySelectorAll('.chart')].map(c => c.querySelector('.main-svg')?.clientHeight)"
    )
    verdict = sheet.locator("#verdict h1").bounding_box()

    assert said == []
    assert all(size and size > 140 for size in sizes), sizes
    assert verdict["y"] + verdict["height"] < HEIGHT
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    assert sheet.evaluate(OUTSIDE) == []
    assert sheet.evaluate("window.hurt") is None
    assert sheet.evaluate("document.images.length") == 0
    sheet.close()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_only_the_drawing_of_the_room_is_scrolled_on_a_narrow_page(
    width: int, browser: Any, written: dict[str, Path]
) -> None:
    sheet, _ = opened(browser, written["dense"], width)

    assert sheet.evaluate(SCROLLED) == (0 if width == WIDE else 1)
    sheet.close()


def test_a_page_follows_the_colours_that_its_reader_prefers(browser: Any, written: dict[str, Path]) -> None:
    light, _ = opened(browser, written["dense"], WIDE, "light")
    dark, _ = opened(browser, written["dense"], WIDE, "dark")

    assert min(light.evaluate(SHADE)) > 200
    assert max(dark.evaluate(SHADE)) < 60
    light.close()
    dark.close()


def test_the_limit_of_the_memory_is_drawn_where_a_gpu_ends(browser: Any, written: dict[str, Path]) -> None:
    sheet, _ = opened(browser, written["too-large"], WIDE)

    layout = sheet.evaluate("document.getElementById('chart-memory-parts').layout.shapes[0].x0")
    axis = sheet.evaluate("document.getElementById('chart-memory-parts').layout.xaxis.range[1]")

    assert layout == 79.6
    assert axis > 149.0
    sheet.close()
