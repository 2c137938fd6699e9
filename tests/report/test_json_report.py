import json
import re
from pathlib import Path
from typing import Any

import pytest
from logs import SICK as LOG
from reports import HEALTHY, SICK

from trainward.records.report import Report
from trainward.report.json_report import SCHEMA, json_report, strict_json

PAGE = Path(__file__).parents[2] / "docs" / "report-json.md"


def _strict(text: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


def _paths(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict) and not path.endswith("detail"):
        return {one for name, inner in value.items() for one in _paths(inner, f"{path}.{name}" if path else name)}
    if isinstance(value, list) and path != "run.command":
        return {one for inner in value for one in _paths(inner, f"{path}[]")} or {f"{path}[]"}
    return {path}


def test_a_healthy_run_has_every_key_and_empty_lists() -> None:
    assert _strict(json_report(HEALTHY)) == {
        "schema": "trainward.report/1",
        "verdict": "healthy",
        "run": {
            "id": "20260102-030405-train-1a2b",
            "command": ["train.py", "--lr", "10"],
            "exit_code": 0,
            "steps": 1200,
            "step_seconds_median": 0.0101,
            "watch_overhead": {"share": 0.006, "budget": 0.01},
        },
        "findings": [],
        "diagnoses": [],
        "outcomes": [],
    }


def test_a_sick_run_shows_findings_with_evidence_and_diagnoses() -> None:
    report = _strict(json_report(SICK))

    assert report["findings"][0] == {
        "rule": "loss-non-finite",
        "code": "LOS001",
        "severity": "fatal",
        "step": 812,
        "message": "the loss is NaN",
        "evidence": [{"signal": "loss", "step": 812, "value": "NaN", "where": ""}],
    }
    assert report["diagnoses"][0] == {
        "cause": "lr_too_high",
        "rank": 1,
        "confidence": 0.62,
        "for": ["the loss is NaN"],
        "against": ["slow"],
        "detail": {"meaning": "too high"},
        "remedies": ["lower it"],
        "quotes": [],
        "ask": [],
    }


def test_numbers_that_json_cannot_hold_become_strings() -> None:
    values = [finding["evidence"][0]["value"] for finding in _strict(json_report(SICK))["findings"]]

    assert values == ["NaN", "Infinity", "-Infinity"]


def test_a_name_that_is_not_utf8_is_still_written() -> None:
    assert _strict(strict_json({"name": "caf\udce9"})) == {"name": "caf?"}


def _documented() -> set[str]:
    return set(re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("report", [HEALTHY, SICK, LOG])
def test_the_page_names_every_key_that_is_written(report: Report) -> None:
    parts = [path.split("[]") for path in _documented()]
    lists = {"[]".join(part[:depth]) + "[]" for part in parts for depth in range(1, len(part))}

    assert _paths(_strict(json_report(report))) <= _documented() | lists


def test_every_key_that_the_page_names_is_written() -> None:
    written = _paths(_strict(json_report(SICK))) | _paths(_strict(json_report(LOG)))

    assert _documented() <= written


def test_the_example_on_the_page_has_the_form_of_a_report() -> None:
    text = PAGE.read_text(encoding="utf-8")
    example = _strict(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])

    assert example["schema"] == SCHEMA
    assert _paths(example) == _paths(_strict(json_report(SICK)))
