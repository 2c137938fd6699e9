"""The last of what the script wrote, beside the database of its run."""

import os
from pathlib import Path
from typing import Final

OUTPUT: Final = "output.log"
"""Name of the file in the run's folder."""


def write_output(folder: Path, text: str) -> None:
    """Put the text in place of the one before; a reader sees the one or the other, never a part.

    Raises:
        OSError: it cannot be written.
    """
    beside = folder / f"{OUTPUT}.part"
    beside.write_text(text, encoding="utf-8", errors="replace")
    os.replace(beside, folder / OUTPUT)


def output_path(folder: Path) -> Path | None:
    """Return where the output of a stored run is, or None where none was kept."""
    path = folder / OUTPUT
    return path if path.is_file() else None
