"""A report as JSON, schema `trainward.report/1`; docs/report-json.md describes it to its readers."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from trainward.records.diagnosis import Diagnosis, Quote
from trainward.records.finding import Finding
from trainward.records.log import LogReport
from trainward.records.report import Report
from trainward.records.run import Run

SCHEMA: Final = "trainward.report/1"

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


def json_report(report: Report) -> str:
    """Return the report as JSON text with a newline at its end."""
    return strict_json(
        {
            "schema": SCHEMA,
            "verdict": report.verdict,
            "run": _run(report.run),
            "findings": [_finding(finding) for finding in report.findings],
            "diagnoses": [_diagnosis(diagnosis) for diagnosis in report.diagnoses],
            "outcomes": [],
            **_log(report.log),
        }
    )


def strict_json(value: Json) -> str:
    """Return `value` as JSON that every parser takes: what is not finite becomes "NaN", "Infinity" or "-Infinity"."""
    return json.dumps(_strict(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _strict(value: Json) -> Json:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, Mapping):
        return {name: _strict(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_strict(one) for one in value]
    # a lone surrogate, as in the name of a file that is not UTF-8, cannot be written
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _run(run: Run) -> dict[str, Json]:
    return {
        "id": run.id,
        "command": list(run.command),
        "exit_code": run.exit_code,
        "steps": run.steps,
        "step_seconds_median": run.step_seconds_median,
        "watch_overhead": {"share": run.watch_share, "budget": run.watch_budget},
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity,
        "step": int(finding.step),
        "message": finding.message,
        "evidence": [
            {"signal": one.signal, "step": int(one.step), "value": float(one.value), "where": one.where}
            for one in finding.evidence
        ],
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Json]:
    return {
        "cause": diagnosis.cause,
        "rank": diagnosis.rank,
        "confidence": float(diagnosis.confidence),
        "for": list(diagnosis.for_),
        "against": list(diagnosis.against),
        "detail": dict(diagnosis.detail),
        "remedies": list(diagnosis.remedies),
        "quotes": [_quote(quote) for quote in diagnosis.quotes],
        "ask": list(diagnosis.ask),
    }


def _quote(quote: Quote) -> dict[str, Json]:
    return {
        "source": quote.source,
        "line": quote.number,
        "text": quote.text,
        "rank": quote.rank,
        "says": quote.says,
    }


def _log(log: LogReport | None) -> dict[str, Json]:
    if log is None:
        return {}
    return {
        "log": {
            "sources": [
                {"name": one.name, "lines": one.lines, "bytes": one.size, "rank": one.rank} for one in log.read.sources
            ],
            "notices": list(log.read.notices),
            "unexplained": [{"source": one.source, "line": one.number, "text": one.text} for one in log.alarms],
            "harmless": [{"name": name, "source": one.source, "line": one.number} for name, one in log.harmless],
            "ask": list(log.ask),
        }
    }
