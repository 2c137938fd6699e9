"""Which runs are stored."""

from pathlib import Path

from trainward.errors import StoreError
from trainward.records.run import Run
from trainward.report.json_report import Json
from trainward.store.run_facts import read_run
from trainward.store.run_folder import list_run_folders

RUNS_SCHEMA = "trainward.runs/1"


def stored_runs(root: Path) -> tuple[tuple[Run, ...], tuple[str, ...]]:
    """Return the accounts of the stored runs, newest first, and why others could not be read."""
    runs: list[Run] = []
    unreadable: list[str] = []
    for folder in list_run_folders(root):
        try:
            runs.append(read_run(folder))
        except StoreError as error:
            unreadable.append(str(error))
    return tuple(runs), tuple(unreadable)


def runs_account(root: Path) -> dict[str, Json]:
    """Return the stored runs in `root` as data."""
    runs, unreadable = stored_runs(root)
    return {
        "schema": RUNS_SCHEMA,
        "root": str(root),
        "runs": [
            {
                "id": run.id,
                "command": list(run.command),
                "started_at": run.started_at,
                "state": run.state,
                "exit_code": run.exit_code,
                "steps": run.steps,
            }
            for run in runs
        ],
        "unreadable": list(unreadable),
    }
