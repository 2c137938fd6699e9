"""Makes the environment that the planner's peers live in: `python -m benchmarks.plan_peer_environment`.

The peers stay out of the environment of development: they are asked from outside, and bring packages of their own.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from benchmarks.plan_rows import ROWS, Answer

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-peers"
PINNED = Path(__file__).parent / "peers-constraints.txt"
PROGRAM = Path(__file__).parent / "plan_peers.py"
INSTALL_SECONDS = 600.0  # chosen: four small packages and what they need
ASK_SECONDS = 300.0  # chosen: all rows take some seconds


class NoPeers(Exception):
    """The peers cannot be asked here; the message is a sentence for the reader of the table."""


def main() -> int:
    """Make the environment, and say in one sentence what came of it."""
    try:
        print(f"The peers are installed in {environment().parent.parent.name}.")
    except NoPeers as reason:
        print(reason)
    return 0


def environment(folder: Path = FOLDER, pinned: Path = PINNED) -> Path:
    """Return the interpreter of the environment, which is made if it is not there or has other versions.

    Raises:
        NoPeers: it cannot be made.
    """
    interpreter, made_from = folder / "bin" / "python", folder / "made-from.txt"
    wanted = pinned.read_text(encoding="utf-8")
    if interpreter.exists() and made_from.exists() and made_from.read_text(encoding="utf-8") == wanted:
        return interpreter
    try:
        venv.create(folder, with_pip=True, clear=True)
        command = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        _done([*command, "-r", str(pinned)], INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError) as failure:
        raise NoPeers(f"The peers are left out, for they cannot be installed here: {_last_line(failure)}") from failure
    made_from.write_text(wanted, encoding="utf-8")
    return interpreter


def peer_answers(rows: Path = ROWS, folder: Path = FOLDER) -> dict[str, dict[str, Answer]]:
    """Return what each peer says of each row of a table, by the peer's name and the row's id.

    Raises:
        NoPeers: the environment cannot be made, or the peers do not come through the rows.
    """
    interpreter = environment(folder)
    with tempfile.TemporaryDirectory() as empty:
        out = Path(empty) / "peers.json"
        try:
            _done([str(interpreter), str(PROGRAM), str(rows), str(out)], ASK_SECONDS)
        except (OSError, subprocess.SubprocessError) as failure:
            raise NoPeers(f"The peers are left out, for they stopped: {_last_line(failure)}") from failure
        said = json.loads(out.read_text(encoding="utf-8"))
    return {name: {row: Answer(**one) for row, one in peer["rows"].items()} for name, peer in said.items()}


def _done(command: list[str], seconds: float) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True, timeout=seconds)


def _last_line(failure: Exception) -> str:
    said = failure.stderr if isinstance(failure, subprocess.CalledProcessError) else str(failure)
    lines = str(said or failure).strip().splitlines()
    return lines[-1] if lines else type(failure).__name__


if __name__ == "__main__":
    sys.exit(main())
