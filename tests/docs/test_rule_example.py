"""The rule that the guide writes is a rule, and its page is true of it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from code_blocks import ROOT, blocks

from trainward.records.finding import Finding
from trainward.rules.page import Page, Trace, parse_page

GUIDE = ROOT / "docs" / "rules.md"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"shown_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def rule(tmp_path: Path) -> ModuleType:
    path = tmp_path / "loss_standing_still.py"
    path.write_text(blocks(GUIDE, "python rule")[0].body, encoding="utf-8")
    return load(path)


@pytest.fixture
def page() -> Page:
    return parse_page(blocks(GUIDE, "markdown page")[0].body, "loss_standing_still.md")


def findings(rule: ModuleType, trace: Trace, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "rules"))
    return list(rule.check(load(ROOT / "tests" / "rules" / "page_trace.py").trace_history(trace.source)))


def test_it_finds_something_on_its_sick_trace_and_nothing_on_the_healthy_one(
    rule: ModuleType, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {trace.kind: findings(rule, trace, monkeypatch) for trace in page.traces}

    assert len(found["sick"]) == 1
    assert found["healthy"] == []


def test_its_page_names_it(rule: ModuleType, page: Page) -> None:
    assert page.title == f"{rule.META.name} ({rule.META.code})"
    assert page.causes[0][0] == "dead_relu"
