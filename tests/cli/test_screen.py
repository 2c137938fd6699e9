import fcntl
import os
import pty
import struct
import termios
from collections.abc import Iterator

import pytest
from rich.text import Text

from trainward.cli.screen import BottomLines

LINES = 3


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends of a terminal of 24 rows and 80 columns: the screen's and the program's."""
    screen, program = pty.openpty()
    _resize(screen, 24, 80)
    yield screen, program
    for end in (screen, program):
        try:
            os.close(end)
        except OSError:  # the test closed it
            pass


def _resize(screen: int, rows: int, columns: int) -> None:
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _seen(screen: int) -> str:
    return os.read(screen, 100_000).decode()


def test_the_bottom_is_held_apart_and_the_cursor_is_put_back(terminal: tuple[int, int]) -> None:
    screen, program = terminal
    BottomLines(program, LINES).draw([Text("one"), Text("two"), Text("three")])

    seen = _seen(screen)

    assert "\x1b[1;21r" in seen
    assert "\x1b[22;1H\x1b[2Kone" in seen
    assert "\x1b[24;1H\x1b[2Kthree\x1b8" in seen
    assert seen.count("\x1b7") == seen.count("\x1b8")


def test_a_refresh_takes_the_bottom_only_once(terminal: tuple[int, int]) -> None:
    screen, program = terminal
    bottom = BottomLines(program, LINES)
    bottom.draw([Text("one")])
    _seen(screen)
    bottom.draw([Text("uno")])

    assert _seen(screen) == "\x1b7\x1b[0m\x1b[22;1H\x1b[2Kuno\x1b8"


def test_closing_gives_the_whole_terminal_back(terminal: tuple[int, int]) -> None:
    screen, program = terminal
    bottom = BottomLines(program, LINES)
    bottom.draw([Text("one")])
    _seen(screen)
    bottom.close()

    assert "\x1b[r" in _seen(screen)


def test_a_terminal_that_changed_its_size_is_taken_again(terminal: tuple[int, int]) -> None:
    screen, program = terminal
    bottom = BottomLines(program, LINES)
    bottom.draw([Text("one")])
    _seen(screen)
    _resize(screen, 40, 100)
    bottom.draw([Text("one")])

    assert "\x1b[1;37r" in _seen(screen)


def test_a_line_that_is_too_long_is_cut(terminal: tuple[int, int]) -> None:
    screen, program = terminal
    BottomLines(program, LINES).draw([Text("x" * 300)])

    assert "x" * 81 not in _seen(screen)


def test_a_terminal_that_is_too_low_is_left_alone(terminal: tuple[int, int]) -> None:
    screen, program = terminal
    _resize(screen, 10, 80)
    BottomLines(program, LINES).draw([Text("one")])
    os.write(program, b"script")

    assert _seen(screen) == "script"


def test_a_terminal_that_is_gone_is_no_error(terminal: tuple[int, int]) -> None:
    screen, program = terminal
    bottom = BottomLines(program, LINES)
    bottom.draw([Text("one")])
    os.close(screen)
    bottom.draw([Text("two")])
    bottom.close()

    assert bottom.width() >= 1
