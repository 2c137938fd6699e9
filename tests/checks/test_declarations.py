"""What the code imports is declared, and what is declared has an exact version."""

import importlib.metadata
import re
import sys
import tomllib
from functools import cache

import source_tree

# Modules that a test folder keeps beside its tests, and the folders themselves.
OWN = {"trainward", "benchmarks", "tests", "examples"} | {
    path.stem for path in source_tree.python_files("tests", "examples", "benchmarks")
}


def plain(name: str) -> str:
    """Return a distribution's name in the one form that all its spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None, requirement
    return plain(match[0])


@cache
def project() -> dict[str, object]:
    text = (source_tree.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)["project"]
    assert isinstance(table, dict)
    return table


def declared(*extras: str) -> set[str]:
    required = list(project()["dependencies"])  # type: ignore[call-overload]
    for extra in extras:
        required += project()["optional-dependencies"][extra]  # type: ignore[index]
    return {requirement_name(one) for one in required} - {"trainward"}


def undeclared(modules: set[str], allowed: set[str]) -> set[str]:
    distributions = importlib.metadata.packages_distributions()
    foreign = modules - set(sys.stdlib_module_names) - OWN
    return {name for name in foreign if not {plain(d) for d in distributions.get(name, [name])} & allowed}


def constraints() -> dict[str, str]:
    lines = (source_tree.ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {plain(name): version for name, version in pairs}


def test_the_package_imports_only_what_it_declares() -> None:
    modules = set().union(*map(source_tree.imported_modules, source_tree.python_files("src")))

    assert undeclared(modules, declared("tensorboard", "mlflow", "gpu")) == set()


def test_tests_examples_and_benchmarks_import_only_what_is_declared() -> None:
    files = source_tree.python_files("tests", "examples", "benchmarks")
    modules = set().union(*map(source_tree.imported_modules, files))

    assert undeclared(modules, declared("dev", "examples", "tensorboard", "mlflow", "gpu")) == set()


def test_everything_declared_has_an_exact_version() -> None:
    wanted = declared("dev", "examples", "tensorboard", "mlflow", "gpu")

    assert wanted - set(constraints()) == set()


def test_no_version_is_tied_to_one_build_of_one_machine() -> None:
    tied = {name: version for name, version in constraints().items() if "+" in version or "@" in version}

    assert tied == {}
