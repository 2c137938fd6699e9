"""What holds for every test: the environment is the same on each machine, and no run is written into the tree."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser_path() -> str | None:
    """Return where a Chromium is, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none."""
    if browser_path() is not None:
        return
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the source tree."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; only for tests marked `browser`."""
    path = browser_path()
    assert path is not None
    return path


@pytest.fixture(autouse=True, scope="session")
def _same_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("TRAINWARD", raising=False)
        environment.setenv("TRAINWARD_RUNS", str(tmp_path_factory.mktemp("trainward_runs")))
        environment.setenv("OMP_NUM_THREADS", "1")
        yield
