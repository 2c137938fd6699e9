"""One word for one concept: what the glossary rules out names nothing here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import source_tree

INSTEAD_OF = {
    "metric": "signal",
    "collector": "source",
    "provider": "source",
    "detector": "rule",
    "monitor": "rule, or watch",
    "validator": "rule",
    "alert": "finding",
    "anomaly": "finding",
    "problem": "finding",
    "snapshot": "checkpoint",
    "iteration": "step",
    "heal": "recover",
    "util": "the concept itself",
    "utils": "the concept itself",
    "helper": "the concept itself",
    "manager": "the concept itself",
    "misc": "the concept itself",
}
NOT_A_MODULE = {"common", "core", "handler", "handlers", "base", "helpers", "managers", "tools"}


def defined_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module gives to things: classes, functions, parameters, variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def forbidden_word(name: str) -> str | None:
    """Return the first word of a name that the glossary replaces by another."""
    for word in source_tree.words(name):
        for candidate in (word, word.removesuffix("s")):
            if candidate in INSTEAD_OF:
                return candidate
    return None


@pytest.mark.parametrize("path", source_tree.python_files("src"), ids=source_tree.short)
def test_names_keep_to_the_glossary(path: Path) -> None:
    names = {*defined_names(ast.parse(path.read_text(encoding="utf-8"))), path.stem}

    wrong = {name: f"say {INSTEAD_OF[word]}" for name in sorted(names) if (word := forbidden_word(name))}

    assert wrong == {}


def test_no_module_or_folder_is_named_for_having_no_concept() -> None:
    modules = {part for path in source_tree.python_files("src") for part in path.with_suffix("").parts}

    assert modules & (NOT_A_MODULE | set(INSTEAD_OF)) == set()


@pytest.mark.parametrize("name", ["last_metric", "MetricStore", "alerts", "copy_utils"])
def test_a_word_outside_the_glossary_is_noticed(name: str) -> None:
    assert forbidden_word(name) is not None


@pytest.mark.parametrize("name", ["symmetric", "healthy", "geometric_mean", "ticker"])
def test_a_word_that_only_contains_another_is_fine(name: str) -> None:
    assert forbidden_word(name) is None
