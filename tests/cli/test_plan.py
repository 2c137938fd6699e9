"""`trainward plan` as it is typed."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROW = (
    "id,model,params_total_b,layers,hidden,heads,kv_heads,ffn,vocab,seq_len,global_batch,micro_batch,gpu,n_gpus,tp,pp,dp,precision\n"
    "a,Llama-3-8B,8.03,32,4096,32,8,14336,128256,8192,128,1,H100,8,1,1,8,bf16\n"
    "b,nobody knows,,,,,,,,,,,H100,8,,,,\n"
)
FLEET = '[[pool]]\ngpu = "H100"\nservers = 1\n\n[[pool]]\ngpu = "A100"\ngpus = 2\n'


def plan(*words: object, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trainward", "plan", *map(str, words)]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=100)


def test_the_answer_stands_in_the_first_line() -> None:
    done = plan("--model", "llama-3-8b", "--tokens", "1T", "--gpu", "H100", "--gpus", 64)

    assert done.returncode == 0
    assert done.stdout.startswith("Train Llama-3-8B for 1 T tokens on 64 H100-SXM-80GB")


def test_reports_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    places = {form: tmp_path / f"plan.{form}" for form in ("html", "md", "json")}

    done = plan(
        *("--model", "llama-3-8b", "--gpu", "H100", "--gpus", 8),
        *(word for form, place in places.items() for word in (f"--{form}", place)),
    )

    assert done.returncode == 0
    assert json.loads(places["json"].read_text(encoding="utf-8"))["schema"] == "trainward.plan/1"
    assert places["md"].read_text(encoding="utf-8").startswith("# ")
    assert "<svg" in places["html"].read_text(encoding="utf-8")


def test_json_on_standard_output_is_nothing_but_json() -> None:
    done = plan("--model", "llama-3-8b", "--gpu", "H100", "--gpus", 8, "--json", "-")

    assert json.loads(done.stdout)["answer"].startswith("Train Llama-3-8B")


def test_a_report_that_cannot_be_written_costs_its_exit_code_and_not_the_answer(tmp_path: Path) -> None:
    done = plan("--model", "llama-3-8b", "--gpu", "H100", "--gpus", 8, "--html", tmp_path)

    assert done.returncode == 1
    assert done.stdout.startswith("Train ")
    assert "cannot be written" in done.stderr


def test_serving_is_answered_and_written_in_every_form(tmp_path: Path) -> None:
    places = {form: tmp_path / f"serving.{form}" for form in ("html", "md", "json")}

    done = plan(
        *("--model", "llama-3-8b", "--for", "inference", "--gpu", "H100", "--gpus", 2, "--sequences", 64),
        *("--tokens-per-second", "5k", "--prompt-tokens", 2048, "--output-tokens", 128, "--precision", "fp8"),
        *(word for form, place in places.items() for word in (f"--{form}", place)),
    )

    assert done.returncode == 0
    assert done.stdout.startswith("Serve Llama-3-8B on 2 H100-SXM-80GB: ")
    account = json.loads(places["json"].read_text(encoding="utf-8"))
    assert account["schema"] == "trainward.inference/1"
    assert account["stack"]["precision"] == "fp8"
    assert (account["load"]["prompt_tokens"], account["load"]["output_tokens"]) == (2048, 128)
    for form in ("md", "html"):
        assert "not fitted on published runs" in places[form].read_text(encoding="utf-8")


def test_every_pool_of_a_fleet_is_answered_and_its_files_are_numbered(tmp_path: Path) -> None:
    fleet = tmp_path / "fleet.toml"
    fleet.write_text(FLEET, encoding="utf-8")

    done = plan(
        *("--fleet", fleet, "--html", tmp_path / "fleet.html", "--md", tmp_path / "fleet.md"),
        *("--json", tmp_path / "fleet.json"),
    )

    assert done.returncode == 0
    assert "8 H100-SXM-80GB: " in done.stdout
    assert "\n\n2 A100-SXM-80GB: " in done.stdout
    assert "energy of a year" in done.stdout
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"fleet.toml", "fleet.html", "fleet-2.html", "fleet.md", "fleet-2.md", "fleet.json"}
    assert "2 A100-SXM-80GB" in (tmp_path / "fleet-2.html").read_text(encoding="utf-8")
    account = json.loads((tmp_path / "fleet.json").read_text(encoding="utf-8"))
    assert [one["gpu"] for one in account] == ["H100-SXM-80GB", "A100-SXM-80GB"]


@pytest.mark.parametrize(("pools", "kind"), [(1, dict), (2, list)])
def test_json_of_a_fleet_is_one_document_of_one_pool_or_a_list_of_several(
    tmp_path: Path, pools: int, kind: type
) -> None:
    fleet = tmp_path / "fleet.toml"
    fleet.write_text("[[pool]]".join(FLEET.split("[[pool]]")[: pools + 1]), encoding="utf-8")

    done = plan("--fleet", fleet, "--json", "-")

    assert isinstance(json.loads(done.stdout), kind)


def test_a_table_is_scored_row_by_row(tmp_path: Path) -> None:
    table, scored = tmp_path / "runs.csv", tmp_path / "scored.csv"
    table.write_text(ROW, encoding="utf-8")

    done = plan("score", "--csv-in", table, "--csv-out", scored)
    rows = list(csv.DictReader(scored.open(encoding="utf-8")))

    assert done.returncode == 0
    assert [row["id"] for row in rows] == ["a", "b"]
    assert float(rows[0]["pred_iter_low"]) < float(rows[0]["pred_iter_time_s"]) < float(rows[0]["pred_iter_high"])
    assert rows[1]["pred_iter_time_s"] == ""
    assert "nobody knows" in rows[1]["reason"]


def test_a_table_goes_through_a_pipe() -> None:
    done = plan("score", "--csv-in", "-", "--csv-out", "-", given=ROW)

    assert done.stdout.startswith("id,model,")
    assert done.stdout.count("\n") == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--modl", "x"), "did you mean --model"),
        (("--model", "llama-3-8b", "--gpu", "H1OO"), "nearest"),
        (("--model", "llama-3-70b", "--gpu", "H100", "--gpus", "8", "--layout", "tp=16"), "layout"),
        (("--fleet", "missing.toml"), "correct the path"),
        (("--fleet", "missing.toml", "--model", "llama-3-8b"), "leave out --fleet"),
        (("--model", "llama-3-8b", "--sequences", "8"), "--for inference"),
        (("--model", "llama-3-8b", "--for", "inference", "--tokens", "1T"), "leave it out"),
        (("--module", "net.py:build", "--for", "inference"), "name one with --model"),
        (("score", "--csv-in", "missing.csv"), "cannot be read"),
        (("score",), "--csv-in"),
        (("--gpus", "many"), "--gpus"),
        (("--gpus", "1e9"), "1,000,000 at most"),
        (("--model", "llama-3-8b", "--deadline", "nan"), "--deadline"),
        (("--model", "llama-3-8b", "--tokens", ""), "--tokens has 0 characters"),
        (("--model", "llama-3-8b", "--html="), "--html has 0 characters"),
        (("score", "--csv-in", "runs.csv", "--csv-out", " "), "--csv-out has 0 characters"),
        (("--model", "llama-3-8b", "--json", "-", "--md", "-"), "2 reports go to standard output, and 1 can"),
        (("--model", "llama-3-8b", "--gpu", "H100", "--gpus", "8", "--layout", "tp=0"), "tp=0: no whole number"),
        (("models", "--all"), "give words"),
    ],
)
def test_a_wrong_command_exits_with_2_and_one_line_that_helps(words: tuple[str, ...], said: str) -> None:
    done = plan(*words)

    assert done.returncode == 2
    assert done.stderr.startswith("trainward: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


def test_help_shows_examples_and_every_way_to_ask() -> None:
    done = plan("--help")

    assert done.returncode == 0
    for word in ("--fleet", "score", "--layout", "--tokens-per-second", "fleet-2.html", "Examples:", "Exit codes"):
        assert word in done.stdout


def test_plan_without_a_word_shows_its_help() -> None:
    assert "Examples:" in plan().stdout


def test_what_is_known_by_name_is_listed() -> None:
    assert "Llama-3-8B " in plan("models", "llama-3").stdout
    assert plan("gpus", "b200").stdout.count("\n") == 2


def test_planning_loads_neither_torch_nor_numpy_nor_plotly() -> None:
    program = (
        "import sys; from trainward.cli.plan import plan_command; "
        "plan_command(['--model', 'llama-3-8b', '--gpu', 'H100', '--gpus', '8']); "
        "print(sorted({'torch', 'numpy', 'plotly', 'rich'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
