import io
import json
import re

import logs
import pytest
from rich.console import Console

from trainward.records.report import Report
from trainward.report.json_report import json_report
from trainward.report.log_html import log_html
from trainward.report.log_markdown import log_markdown
from trainward.report.log_plain import log_plain
from trainward.report.log_terminal import log_terminal

EVERY = pytest.mark.parametrize(
    "report", [logs.SICK, logs.UNDECIDED, logs.HEALTHY], ids=["sick", "undecided", "healthy"]
)


def plain(report: Report) -> str:
    return "\n".join(log_plain(report, logs.LOG))


def test_plain_lines_name_cause_line_and_remedy() -> None:
    text = plain(logs.SICK)

    assert text.startswith("Diagnosed: the port is held by another process")
    assert "line 7" in text
    assert "--master-port 29512" in text


def test_an_undecided_log_shows_what_is_not_explained_and_what_to_get() -> None:
    text = plain(logs.UNDECIDED)

    assert text.startswith("Undecided")
    assert "ChildFailedError" in text
    assert "who holds the port" in text


def test_a_healthy_log_names_what_is_harmless() -> None:
    assert "tensorflow_no_gpu_notice" in plain(logs.HEALTHY)


@EVERY
def test_the_terminal_shows_what_the_plain_lines_say(report: Report) -> None:
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(log_terminal(report, logs.LOG))

    assert plain(report).split(":")[0] in console.export_text()


@EVERY
def test_markdown_has_closed_fences_and_no_raw_line_outside(report: Report) -> None:
    text = log_markdown(report, logs.LOG)

    assert text.count("```") % 2 == 0
    assert "<script>" not in re.sub(r"```.*?```", "", text, flags=re.DOTALL)


@EVERY
def test_a_page_holds_no_markup_of_the_log(report: Report) -> None:
    page = log_html(report, logs.LOG)

    assert "<script>alert" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_json_gives_the_quoted_line_with_its_number() -> None:
    account = json.loads(json_report(logs.SICK))

    assert account["diagnoses"][0]["quotes"][0] == {
        "source": "a/train.log", "line": 7, "text": logs.BIND, "rank": 0, "says": "",
    }  # fmt: skip
    assert account["log"]["sources"][0]["lines"] == 1200
