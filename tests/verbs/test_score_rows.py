import csv
import io
from pathlib import Path

import pytest

from trainward.plan.row_answer import COLUMNS, answer_row
from trainward.sources.plan_rows import RunTable, read_run_table
from trainward.verbs.score_rows import scored_rows

ROW = {
    "id": "one", "layers": "32", "hidden": "4096", "heads": "32", "ffn": "14336", "vocab": "128256", "seq_len": "8192",
    "global_batch": "128", "micro_batch": "1", "gpu": "H100", "n_gpus": "64", "tp": "2", "arch_notes": "swiglu, GQA",
}  # fmt: skip
MEASURED = ("tflops_per_gpu", "mfu_pct", "tokens_per_s_per_gpu", "iter_time_s", "gpu_hours", "mem_per_gpu_gib")


def table(*rows: dict[str, str]) -> RunTable:
    return RunTable(tuple(rows[0]), rows)


def scored(table: RunTable) -> str:
    return "".join(scored_rows(table))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_row_comes_back_with_its_cells_and_its_answer() -> None:
    (row,) = read(scored(table(ROW)))

    assert {name: row[name] for name in ROW} == ROW
    assert {name: row[name] for name in COLUMNS} == {name: getattr(answer_row(ROW), name) for name in COLUMNS}


def test_rows_come_back_in_their_order_whether_they_are_answered_or_not() -> None:
    rows = [{**ROW, "id": name, "gpu": gpu} for name, gpu in (("b", "H100"), ("a", "H1000"), ("", "A100"), ("b", ""))]

    found = read(scored(table(*rows)))

    assert [row["id"] for row in found] == ["b", "a", "", "b"]
    assert [bool(row["pred_iter_time_s"]) for row in found] == [True, False, True, False]
    assert [bool(row["fits"]) for row in found] == [True, False, True, False]
    assert "H100" in found[1]["reason"]


def test_the_added_columns_come_last_and_in_their_order() -> None:
    first = scored(table(ROW)).splitlines()[0]

    assert first == ",".join([*ROW, *COLUMNS])


def test_columns_of_an_earlier_answer_are_written_anew() -> None:
    once = scored(table(ROW))
    old = read(once.replace(read(once)[0]["pred_iter_time_s"], "999"))

    assert read(scored(table(*old))) == read(once)


def test_a_table_without_rows_is_its_columns() -> None:
    assert scored(RunTable(("id",), ())) == ",".join(["id", *COLUMNS]) + "\n"


def test_measured_columns_come_back_untouched_and_change_no_answer() -> None:
    wrong = {**ROW, **dict.fromkeys(MEASURED, "nonsense, 1e400")}
    (row,) = read(scored(table(wrong)))
    (bare,) = read(scored(table(ROW)))

    assert {row[name] for name in MEASURED} == {"nonsense, 1e400"}
    assert {name: row[name] for name in COLUMNS} == {name: bare[name] for name in COLUMNS}


def test_cells_with_commas_quotes_and_lines_survive() -> None:
    hard = {**ROW, "arch_notes": 'swiglu, "GQA"\nand more'}
    (row,) = read(scored(table(hard)))

    assert row["arch_notes"] == hard["arch_notes"]


def test_each_row_comes_as_soon_as_it_is_answered() -> None:
    lines = scored_rows(table(ROW, ROW))

    assert next(lines).startswith("id,")
    assert next(lines).startswith("one,")


@pytest.mark.parametrize("lines", ["\n", "\r\n"])
def test_a_file_is_scored_alike_whatever_ends_its_lines(tmp_path: Path, lines: str) -> None:
    text = scored(RunTable(tuple(ROW), (ROW,)))
    file = tmp_path / "runs.csv"
    file.write_bytes(lines.join(text.splitlines()).encode("utf-8-sig"))

    assert scored(read_run_table(str(file))) == text


def test_the_published_runs_come_back_one_for_one(repository: Path) -> None:
    published = read_run_table(str(repository / "benchmarks" / "data" / "published_runs.csv"))
    some = RunTable(published.columns, published.rows[::10])

    found = read(scored(some))

    assert [row["id"] for row in found] == [row["id"] for row in some.rows]
    assert all({name: row[name] for name in some.columns} == own for row, own in zip(found, some.rows, strict=True))


def test_ids_that_are_empty_or_double_are_answered_and_told() -> None:
    rows = [{**ROW, "id": name} for name in ("a", "b", "", "a", " ")]

    found = read(scored(table(*rows)))

    assert [row["id"] for row in found] == ["a", "b", "", "a", " "]
    assert len({row["pred_iter_time_s"] for row in found}) == 1
    assert found[0]["reason"].startswith("column id: 2 rows are named 'a'; ")
    assert found[3]["reason"] == found[0]["reason"]
    assert "column id" not in found[1]["reason"]
    assert found[2]["reason"].startswith("column id: it is empty; ")
    assert found[4]["reason"] == found[2]["reason"]


def test_a_row_without_an_answer_and_without_an_id_has_both_reasons() -> None:
    (row,) = read(scored(table({**ROW, "id": "", "gpu": "H1000"})))

    assert row["reason"].startswith("column id: it is empty; GPU 'H1000'")
