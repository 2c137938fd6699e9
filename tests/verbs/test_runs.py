from collections import deque
from pathlib import Path

from trainward.records.run import Run
from trainward.store.run_writer import RunWriter
from trainward.verbs.runs import runs_account, stored_runs


def _store(root: Path, name: str) -> None:
    (root / name).mkdir()
    run = Run(name, ("train.py",), "now", exit_code=0)
    writer = RunWriter(root / name, run, deque(), [])
    writer.start()
    writer.close(run)


def test_runs_are_listed_newest_first(tmp_path: Path) -> None:
    _store(tmp_path, "20260101-a")
    _store(tmp_path, "20260102-b")

    assert [run.id for run in stored_runs(tmp_path)[0]] == ["20260102-b", "20260101-a"]


def test_a_damaged_run_does_not_hide_the_others(tmp_path: Path) -> None:
    _store(tmp_path, "20260101-a")
    (tmp_path / "20260102-b").mkdir()
    (tmp_path / "20260102-b" / "run.db").write_text("damaged")

    account = runs_account(tmp_path)

    assert [run["id"] for run in account["runs"]] == ["20260101-a"]  # type: ignore[index, union-attr, call-overload]  # JSON
    assert len(account["unreadable"]) == 1  # type: ignore[arg-type]  # JSON


def test_no_runs_is_an_empty_list(tmp_path: Path) -> None:
    assert stored_runs(tmp_path / "none") == ((), ())
