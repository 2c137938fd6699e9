import bz2
import gzip
import io
import lzma
import os
import sys
import threading
from pathlib import Path

import pytest

from trainward.errors import LogError
from trainward.sources.log_files import read_logs
from trainward.sources.log_inputs import rank_of_name

LINES = "first line\nÜber 训练 loss 0.5\nlast line\n"


def texts(*named: object) -> list[str]:
    return [line.text for line in read_logs([str(name) for name in named]).lines]


@pytest.mark.parametrize(
    "pack",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("gb18030"),
        lambda text: gzip.compress(text.encode()),
        lambda text: bz2.compress(text.encode()),
        lambda text: lzma.compress(text.encode()),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gzip", "bz2", "xz", "crlf"],
)
def test_any_packing_and_encoding_is_read(tmp_path: Path, pack: object) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(pack(LINES))  # type: ignore[operator]

    assert texts(log) == LINES.split("\n")[:-1]


def test_latin_1_is_read_with_its_words(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_bytes("caf\xe9 loss 0.5\n".encode("latin-1") * 200)

    assert "loss 0.5" in texts(log)[0]


def test_a_bar_drawn_again_and_again_is_its_last_state_and_its_alarms(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(b" 1%|#| 1/99\r 2%|#| 2/99 RuntimeError: boom\r 3%|#| 3/99\r\nnext\n")
    first, second = texts(log)

    assert "RuntimeError: boom" in first
    assert first.endswith("3/99")
    assert second == "next"


def test_numbers_are_those_an_editor_shows(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("".join(f"line {number}\n" for number in range(1, 1001)))

    assert all(line.text == f"line {line.number}" for line in read_logs([str(log)]).lines)


def test_a_long_log_keeps_its_ends_its_alarms_and_their_numbers(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    lines = [f"2026-01-01 INFO step {number} loss {2 + number % 7 / 10}" for number in range(1, 120_001)]
    lines[70_000] = "RuntimeError: a thing went wrong"
    log.write_text("\n".join(lines) + "\n")
    read = read_logs([str(log)])
    kept = {line.number: line.text for line in read.lines}

    assert read.sources[0].lines == 120_000
    assert len(kept) < 40_000
    assert all(text == lines[number - 1] for number, text in kept.items())
    assert {1, 70_001, 120_000} <= set(kept)


def test_a_traceback_in_the_midst_of_a_long_log_is_kept_whole(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    trace = [
        "Traceback (most recent call last):",
        *(f'  File "m{place}.py", line 1' for place in range(30)),
        "ValueError: x",
    ]
    lines = [f"step {number}" for number in range(60_000)]
    log.write_text("\n".join((*lines, *trace, *lines)) + "\n")
    kept = texts(log)

    assert set(trace) <= set(kept)


def test_one_line_of_many_megabytes_is_no_trouble(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(b"x" * 30_000_000 + b" RuntimeError: at its end\nafter\n")
    read = read_logs([str(log)])

    assert read.lines[0].text.endswith("RuntimeError: at its end")
    assert read.lines[-1].text == "after"
    assert read.sources[0].lines == 2


def test_a_truncated_gzip_is_read_up_to_its_break(tmp_path: Path) -> None:
    log = tmp_path / "train.log.gz"
    whole = gzip.compress("".join(f"line {number} {os.urandom(20).hex()}\n" for number in range(5000)).encode())
    log.write_bytes(whole[: len(whole) // 2])
    read = read_logs([str(log)])

    assert read.lines[0].text.startswith("line 0")
    assert "breaks off" in read.notices[0]


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "0 bytes"), (os.urandom(5000), "binary"), (b"\x00" * 4000, "binary")]
)
def test_what_is_no_log_is_refused_with_a_reason(tmp_path: Path, content: bytes, says: str) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(content)

    with pytest.raises(LogError, match=says):
        read_logs([str(log)])


def test_a_missing_log_names_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "other.log").write_text("x\n")

    with pytest.raises(LogError, match=r"other\.log"):
        read_logs([str(tmp_path / "train.log")])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_log_is_said(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("x\n")
    log.chmod(0)

    with pytest.raises(LogError, match="ermission"):
        read_logs([str(log)])


def test_one_unreadable_log_of_several_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("fine\n")
    (tmp_path / "b.log").write_bytes(os.urandom(5000))
    read = read_logs([str(tmp_path)])

    assert [line.text for line in read.lines] == ["fine"]
    assert "b.log" in read.notices[0]


def test_a_folder_is_all_its_logs_with_their_ranks(tmp_path: Path) -> None:
    for rank in range(64):
        (tmp_path / f"rank{rank}.log").write_text(f"hello from {rank}\n")
    read = read_logs([str(tmp_path)])

    assert sorted(line.rank for line in read.lines if line.rank is not None) == list(range(64))


def test_rotated_logs_come_oldest_first(tmp_path: Path) -> None:
    (tmp_path / "train.log").write_text("newest\n")
    (tmp_path / "train.log.1").write_text("older\n")
    (tmp_path / "train.log.2.gz").write_bytes(gzip.compress(b"oldest\n"))

    assert texts(tmp_path) == ["oldest", "older", "newest"]


def test_standard_input_is_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"from a pipe\n")))

    assert texts("-") == ["from a pipe"]


def test_a_pipe_with_a_name_is_a_log(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("from a named pipe\n",))
    writer.start()

    assert texts(pipe) == ["from a named pipe"]
    writer.join()


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("rank_3.log", 3),
        ("logs/attempt_0/5/stderr.log", 5),
        ("worker-12.out", 12),
        ("train.log", None),
        ("v2.log", None),
    ],
)
def test_a_name_may_give_the_rank(name: str, rank: int | None) -> None:
    assert rank_of_name(name) == rank
