import os
from datetime import datetime
from pathlib import Path

import pytest

from trainward.errors import RunNotFound
from trainward.store.run_folder import find_run_folder, list_run_folders, make_run_folder, runs_root

NOW = datetime(2026, 1, 2, 3, 4, 5)


def _stored(root: Path, name: str) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "run.db").write_bytes(b"x")
    return folder


def test_two_runs_of_one_script_in_one_second_get_two_folders(tmp_path: Path) -> None:
    first, _ = make_run_folder(tmp_path / "runs", "dir/train.py", NOW)
    second, _ = make_run_folder(tmp_path / "runs", "dir/train.py", NOW)

    assert first != second
    assert first.name.startswith("20260102-030405-train-")


def test_a_further_rank_has_its_own_folder(tmp_path: Path) -> None:
    folder, notice = make_run_folder(tmp_path, "train.py", NOW, rank=1)

    assert folder.name.endswith("-rank1")
    assert notice == ""


@pytest.mark.parametrize("script", ["..", "/", "", "a b/ü ü.py", "pkg.sub.train", "x" * 500])
def test_any_name_of_a_script_makes_a_folder_inside_the_root(tmp_path: Path, script: str) -> None:
    folder, _ = make_run_folder(tmp_path, script, NOW)

    assert folder.parent == tmp_path
    assert folder.is_dir()


def test_a_root_that_cannot_be_made_falls_back_to_a_temporary_folder_and_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    folder, notice = make_run_folder(blocked / "runs", "train.py", NOW)

    assert folder.is_dir()
    assert str(blocked) in notice
    assert str(folder) in notice


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_root_falls_back_to_a_temporary_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    folder, notice = make_run_folder(tmp_path, "train.py", NOW)

    assert folder.is_dir()
    assert "Permission denied" in notice


def test_the_root_is_the_chosen_one_then_the_environment_then_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINWARD_RUNS", "/elsewhere")

    assert runs_root(Path("/chosen")) == Path("/chosen")
    assert runs_root() == Path("/elsewhere")
    monkeypatch.delenv("TRAINWARD_RUNS")
    assert runs_root() == Path.cwd() / "trainward_runs"


def test_a_run_is_found_by_id_prefix_newest_and_path(tmp_path: Path) -> None:
    old = _stored(tmp_path, "20260101-000000-train-aaaa")
    new = _stored(tmp_path, "20260102-000000-train-bbbb")

    assert find_run_folder("20260101-000000-train-aaaa", tmp_path) == old
    assert find_run_folder("20260102", tmp_path) == new
    assert find_run_folder("latest", tmp_path) == find_run_folder("last", tmp_path) == new
    assert find_run_folder(str(old), tmp_path) == old
    assert find_run_folder(str(old / "run.db"), tmp_path) == old


def test_an_id_that_begins_another_is_still_found(tmp_path: Path) -> None:
    whole = _stored(tmp_path, "20260101-000000-train-aaaa")
    _stored(tmp_path, "20260101-000000-train-aaaa-rank1")

    assert find_run_folder("20260101-000000-train-aaaa", tmp_path) == whole


def test_an_unknown_run_is_answered_with_the_nearest(tmp_path: Path) -> None:
    _stored(tmp_path, "20260101-000000-train-aaaa")

    with pytest.raises(RunNotFound, match="nearest: 20260101-000000-train-aaaa"):
        find_run_folder("20260101-000000-tarin-aaaa", tmp_path)


def test_an_ambiguous_prefix_is_answered_with_what_it_may_mean(tmp_path: Path) -> None:
    _stored(tmp_path, "20260101-a")
    _stored(tmp_path, "20260101-b")

    with pytest.raises(RunNotFound, match=r"2 runs .* begin so"):
        find_run_folder("20260101", tmp_path)


@pytest.mark.parametrize("wanted", ["", "latest", "x", "/no/such/path", "a\0b"])
def test_a_root_without_runs_says_how_to_make_one(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(RunNotFound, match="holds 0 runs"):
        find_run_folder(wanted, tmp_path / "none")


def test_a_folder_without_a_database_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    run = _stored(tmp_path, "20260101-a")

    assert list_run_folders(tmp_path) == (run,)
