import json
import math
import subprocess
import sys
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

import trainward
from trainward.cli.app import app_command
from trainward.errors import RuleNotFound, RunNotFound
from trainward.records.run import Run
from trainward.store.run_writer import RunWriter


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of runs with one whose loss became NaN."""
    run = Run("20260102-030405-train-1a2b", ("train.py",), "2026-01-02T03:04:05", steps=3)
    (tmp_path / run.id).mkdir()
    writer = RunWriter(tmp_path / run.id, run, deque([(0, 1, 1.0), (0, 2, math.nan), (0, 3, math.nan)]), [("loss", "")])
    writer.start()
    writer.close(replace(run, exit_code=0))
    return tmp_path


def _trainward(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trainward", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_stored_run_is_summed_up(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = app_command(["report", "latest", "--runs", str(root)])

    assert code == 0
    assert capsys.readouterr().out.startswith("Sick: a first cause stands out.\n")


def test_a_report_is_written_in_every_form(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {form: tmp_path / "new" / f"report.{form}" for form in ("json", "md", "html")}
    arguments = [word for form, file in files.items() for word in (f"--{form}", str(file))]

    code = app_command(["report", "20260102", "--runs", str(root), *arguments])

    assert code == 0
    assert json.loads(files["json"].read_text())["verdict"] == "diagnosed"
    assert files["md"].read_text().startswith("# Sick")
    assert "<html" in files["html"].read_text()
    assert capsys.readouterr().out == ""


def test_json_goes_to_standard_output_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app_command(["report", "latest", "--runs", str(root), "--json", "-"])

    assert json.loads(capsys.readouterr().out)["schema"] == "trainward.report/1"


def test_a_file_that_cannot_be_written_is_told_and_the_other_is_written(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")

    code = app_command(
        ["report", "latest", "--runs", str(root), "--json", str(tmp_path / "file" / "r.json"), "--md", "-"]
    )

    said = capsys.readouterr()
    assert code == 1
    assert said.err.startswith(f"trainward: {tmp_path / 'file' / 'r.json'}: ")
    assert said.out.startswith("# Sick")


def test_an_unknown_run_is_not_found(root: Path) -> None:
    with pytest.raises(RunNotFound, match="20260102-030405-train-1a2b"):
        app_command(["report", "20250102", "--runs", str(root)])


def test_runs_are_listed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app_command(["runs", "--runs", str(root)])
    table = capsys.readouterr().out
    app_command(["runs", "--runs", str(root), "--json", "-"])
    account = json.loads(capsys.readouterr().out)

    assert "20260102-030405-train-1a2b" in table
    assert account["schema"] == "trainward.runs/1"
    assert account["runs"][0]["exit_code"] == 0


def test_no_runs_is_told_with_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app_command(["runs", "--runs", str(tmp_path)]) == 0
    assert "trainward run train.py" in capsys.readouterr().err


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    app_command(["rules"])
    table = capsys.readouterr().out
    app_command(["rules", "--json", "-"])
    account = json.loads(capsys.readouterr().out)

    assert all(rule["name"] in table for rule in account["rules"])
    assert account["schema"] == "trainward.rules/1"


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    app_command(["explain-rule", "LOS002"])
    page = capsys.readouterr().out
    app_command(["explain-rule", "loss-spike", "--json", "-"])
    account = json.loads(capsys.readouterr().out)

    assert page.startswith("# loss-spike (LOS002)")
    assert account["schema"] == "trainward.rule/1"


def test_an_unknown_rule_is_not_found() -> None:
    with pytest.raises(RuleNotFound, match="loss-spike"):
        app_command(["explain-rule", "los-spike"])


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert app_command(["--version"]) == 0
    assert capsys.readouterr().out == f"trainward {trainward.__version__}\n"


def test_the_help_teaches_by_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert app_command(["--help"]) == 0
    said = capsys.readouterr().out
    assert "trainward run --html report.html train.py" in said
    assert "attend" not in said


@pytest.mark.parametrize("arguments", [["bogus"], ["report"], ["rules", "--bad"]])
def test_a_wrong_command_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert app_command(arguments) == 2
    assert "Error: " in capsys.readouterr().err


def test_errors_of_ours_are_one_line_without_a_traceback(tmp_path: Path) -> None:
    unknown = _trainward("report", "nothing", "--runs", str(tmp_path))
    wrong = _trainward("run", "--budget", "x", "train.py")

    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


def test_a_damaged_run_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "run.db").write_text("damaged")

    done = _trainward("report", str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith(f"trainward: {tmp_path / 'run.db'}: 7 bytes")


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom trainward.cli.app import app_command\napp_command(['--help'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert not {"torch", "numpy", "plotly", "jinja2", "rich.console"} & set(done.stderr.split())


def test_reading_the_arguments_of_run_loads_no_third_party_module() -> None:
    program = (
        "import sys\nbefore = set(sys.modules)\nfrom trainward.cli.run import run_command\n"
        "run_command(['--help'])\nprint(*(set(sys.modules) - before), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    packages = {name.partition(".")[0] for name in done.stderr.split()}
    assert packages - set(sys.stdlib_module_names) == {"trainward"}
