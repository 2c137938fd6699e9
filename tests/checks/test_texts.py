"""The texts of the repository: no machine's paths in them, and notes of change that read as sentences."""

import re

import pytest
import source_tree

FOLDERS = ("src", "tests", "benchmarks", "examples", "docs", "changes", ".ci")
SUFFIXES = {".py", ".md", ".toml", ".txt", ".csv", ".html", ".css", ".js", ".j2", ".json", ""}
# Written in pieces, so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile("|".join(["/" + "work/", "/" + "root/", "/" + "opt/", r"\.\./" + "shared", "/" + "tmp/w/"]))
SENTENCE = re.compile(r"[A-Z`].*[.!]$", re.DOTALL)


def texts() -> dict[str, str]:
    paths = [path for path in source_tree.files_in(*FOLDERS) if path.suffix in SUFFIXES]
    paths += [path for path in source_tree.ROOT.iterdir() if path.is_file() and path.suffix in SUFFIXES]
    return {source_tree.short(path): path.read_text(encoding="utf-8") for path in paths if path.name != ".git"}


def changes() -> list[str]:
    return sorted(source_tree.short(path) for path in source_tree.files_in("changes"))


def test_no_text_names_a_path_of_one_machine() -> None:
    found = {name: match[0] for name, text in texts().items() if (match := MACHINE_PATHS.search(text))}

    assert found == {}


@pytest.mark.parametrize("name", changes())
def test_a_change_is_told_in_one_sentence(name: str) -> None:
    text = (source_tree.ROOT / name).read_text(encoding="utf-8").strip()

    assert re.fullmatch(r"changes/[a-z0-9]+(-[a-z0-9]+)*\.md", name)
    assert SENTENCE.fullmatch(text), "a change is a sentence: a capital letter first, a full stop last"
    assert "\n\n" not in text, "one change, one paragraph"
    assert len(text) <= 300


def test_there_is_something_to_tell() -> None:
    assert changes() != []
