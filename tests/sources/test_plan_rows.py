import io
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.sources.plan_rows import RunTable, read_run_table


def read(folder: Path, content: str | bytes) -> RunTable:
    file = folder / "runs.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_run_table(str(file))


def test_a_table_is_its_columns_and_its_rows(tmp_path: Path) -> None:
    table = read(tmp_path, "id,gpu,tp\none,H100,8\ntwo,A100,4\n")

    assert table.columns == ("id", "gpu", "tp")
    assert table.rows == ({"id": "one", "gpu": "H100", "tp": "8"}, {"id": "two", "gpu": "A100", "tp": "4"})


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfid,gpu\none,H100\n",
        b"id,gpu\r\none,H100\r\n",
        b"id,gpu\rone,H100\r",
        b"\xef\xbb\xbfid,gpu\r\n\r\none,H100",
        b" id , gpu \none,H100\n",
        b"\n\nid,gpu\none,H100\n\n\n",
        b'"id","gpu"\n"one","H100"\n',
    ],
    ids=["mark", "windows", "old mac", "no last line end", "spaces", "empty lines", "quotes"],
)
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content) == RunTable(("id", "gpu"), ({"id": "one", "gpu": "H100"},))


def test_a_quoted_cell_may_hold_commas_quotes_and_lines(tmp_path: Path) -> None:
    (row,) = read(tmp_path, 'id,arch_notes,gpu\none,"swiglu, ""GQA"",\n8 KV heads",H100\n').rows

    assert row == {"id": "one", "arch_notes": 'swiglu, "GQA",\n8 KV heads', "gpu": "H100"}


def test_a_short_line_has_empty_cells_at_its_end(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "id,gpu,tp\none,H100\n").rows

    assert row == {"id": "one", "gpu": "H100", "tp": ""}


def test_a_long_line_has_no_cells_without_a_name(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "id,gpu\none,H100,8,9\n").rows

    assert row == {"id": "one", "gpu": "H100"}


def test_a_table_of_column_names_alone_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "id,gpu\n") == RunTable(("id", "gpu"), ())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "the first line names nothing, and no column `id`"),
        ("\n\n", "the first line names nothing, and no column `id`"),
        ("name,gpu\none,H100\n", "names name, gpu, and no column `id`; begin with a line of column names"),
        ("id;gpu\none;H100\n", "names id;gpu, and no column `id`"),
        ("ID,gpu\none,H100\n", "no column `id`"),
        ("id,tp,gpu,tp\none,8,H100,4\n", "2 columns are named 'tp'; name each once"),
        ('id,gpu\none,"H100\n', "is no CSV"),
        ('id,gpu\none,"H"100\n', "is no CSV"),
        (b"id,gpu\n\xff\xfe,H100\n", "byte 7 is no UTF-8; save the table as UTF-8"),
        ("id,gpu\none,H100\n".encode("utf-16"), "byte 0 is no UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no UTF-8"),
        (bytes(100), "no column `id`"),
    ],
)
def test_what_is_no_table_of_runs_is_refused_with_its_name(tmp_path: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(PlanError) as raised:
        read(tmp_path, content)

    assert str(raised.value).startswith(f"{tmp_path / 'runs.csv'}: ")
    assert told in str(raised.value)


def test_a_long_first_line_is_not_shown_whole(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as raised:
        read(tmp_path, "x" * 100_000 + ",gpu\n")

    assert len(str(raised.value)) < 1000


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none.csv: cannot be read: .*; name a CSV file that is there"):
        read_run_table(str(tmp_path / "none.csv"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read"):
        read_run_table(str(tmp_path))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "mark"])
def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, mark: bytes) -> None:
    piped = io.TextIOWrapper(io.BytesIO(mark + b"id,gpu\r\none,H100\r\n"), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", piped)

    assert read_run_table("-").rows == ({"id": "one", "gpu": "H100"},)


def test_bytes_that_are_no_text_are_refused_from_standard_input_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"id,gpu\n\xff\xfe\n"), encoding="utf-8"))

    with pytest.raises(PlanError, match="-: byte 7 is no UTF-8"):
        read_run_table("-")
