"""The fenced blocks of a guide page."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)

_NAMED = re.compile(r"# (\w+\.(?:toml|py))\n")


@dataclass(frozen=True)
class Block:
    """A fenced block: its info string and what it holds."""

    info: str
    body: str


def blocks(page: Path, info: str) -> list[Block]:
    """Return the blocks of a page whose info string is exactly this, in their order."""
    found = _FENCE.finditer(page.read_text(encoding="utf-8"))
    return [Block(info, textwrap.dedent(m["body"])) for m in found if m["info"].strip() == info]


def commands(page: Path) -> list[str]:
    """Return every command line that a page shows to be typed, comments taken off."""
    lines = [line.partition("  #")[0].strip() for block in blocks(page, "sh") for line in block.body.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def named_files(page: Path) -> dict[str, str]:
    """Return the files that a page shows, the last of each name: blocks whose first line is a comment with it."""
    shown = [block.body for info in ("toml", "python") for block in blocks(page, info)]
    return {found[1]: body for body in shown if (found := _NAMED.match(body))}


def pages_with(info: str) -> list[Path]:
    """Return the pages that hold such a block."""
    return [page for page in PAGES if blocks(page, info)]
