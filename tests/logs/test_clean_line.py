import pytest

from trainward.logs.clean_line import LONGEST, clean_line


@pytest.mark.parametrize(
    ("raw", "text", "rank"),
    [
        ("[rank3]: RuntimeError: boom", "RuntimeError: boom", 3),
        ("[default7]: iteration 5 | loss 2", "iteration 5 | loss 2", 7),
        ("[1,2]<stdout>:node1 NCCL WARN x", "node1 NCCL WARN x", 2),
        ("12: loss 0.5", "loss 0.5", 12),
        ("(pid=88631) hello", "hello", None),
        ("\x1b[31mERROR\x1b[0m red", "ERROR red", None),
        ("\x1b]0;title\x07plain", "plain", None),
        ("[Rank 4] Watchdog caught", "[Rank 4] Watchdog caught", 4),
    ],
)
def test_colours_and_prefixes_of_launchers_are_taken_off(raw: str, text: str, rank: int | None) -> None:
    line = clean_line(raw, "log", 1)

    assert (line.text, line.rank) == (text, rank)


def test_the_name_of_the_file_gives_the_rank_where_the_line_does_not() -> None:
    assert clean_line("loss 0.5", "rank5.log", 1, rank=5).rank == 5


def test_a_line_bears_its_time() -> None:
    early = clean_line("2024-03-01 12:00:00,250 INFO a", "log", 1)
    late = clean_line("[2024/03/01 12:00:02] b", "log", 2)

    assert early.seconds is not None
    assert late.seconds is not None
    assert late.seconds - early.seconds == pytest.approx(1.75)


def test_a_date_that_does_not_exist_is_no_time() -> None:
    assert clean_line("2024-13-45 25:61:00 x", "log", 1).seconds is None


def test_a_long_line_keeps_both_of_its_ends() -> None:
    line = clean_line("a" * 50_000 + "the end", "log", 1)

    assert len(line.text) < LONGEST + 20
    assert line.text.endswith("the end")
