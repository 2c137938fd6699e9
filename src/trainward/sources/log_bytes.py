"""The bytes of a log as UTF-8, block by block, whatever it is packed in and however it is encoded."""

import bz2
import codecs
import gzip
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from trainward.errors import LogError

BLOCK: Final = 1 << 20
"""Bytes read at once."""

_PROBE: Final = 1 << 16
_BINARY: Final = 0.02  # share of control characters above which a file is no text; chosen
_PACKED: Final = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT: Final = frozenset(b"\t\n\r\x0b\x0c\x1b\x08\x07\x00")


@dataclass
class Trouble:
    """What went wrong while a log was read, in sentences; what was read before it stands."""

    sentences: list[str] = field(default_factory=list)


def utf8_blocks(path: Path | None, trouble: Trouble) -> Iterator[bytes]:
    """Yield a file, or with None the standard input, in blocks of UTF-8.

    A file that breaks off, as a truncated gzip does, is yielded up to there, and said in `trouble`.

    Raises:
        LogError: it cannot be opened, is empty or is no text.
    """
    name = str(path) if path is not None else "standard input"
    stream = _opened(path, name)
    with stream:
        first = _next(stream, name, trouble)
        if not first:
            if trouble.sentences:
                return
            raise LogError(f"{name}: 0 bytes, there is nothing to read; name the file the run wrote to")
        decode = _decoder(first[:_PROBE], name)
        block = first
        while block:
            yield decode(block)
            block = _next(stream, name, trouble)


def _opened(path: Path | None, name: str) -> IO[bytes]:
    if path is None:
        return sys.stdin.buffer
    try:
        if not path.is_file():
            return path.open("rb")  # a pipe is read once: what was looked at would be lost
        with path.open("rb") as probe:
            start = probe.read(8)
        for magic, opener in _PACKED:
            if start.startswith(magic):
                return opener(path, "rb")  # type: ignore[return-value]  # opened for reading bytes
        return path.open("rb")
    except OSError as error:
        raise LogError(
            f"{name}: cannot be read: {error.strerror or error}; check the name and the permission"
        ) from error


def _next(stream: IO[bytes], name: str, trouble: Trouble) -> bytes:
    try:
        # read1: what a pipe holds now, not what it may hold once the block is full
        read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        return read(BLOCK)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        trouble.sentences.append(f"{name}: breaks off ({error}); what comes before was read")
    except OSError as error:
        trouble.sentences.append(f"{name}: reading stopped: {error.strerror or error}; what comes before was read")
    return b""


def _decoder(probe: bytes, name: str) -> Callable[[bytes], bytes]:
    encoding = next((encoding for mark, encoding in _MARKS if probe.startswith(mark)), "") or _guess(probe)
    if not encoding:
        raise LogError(f"{name}: {_control_share(probe):.0%} of its bytes are no text, it is a binary file; name a log")
    if encoding == "utf-8":
        return bytes
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return lambda block: decoder.decode(block).encode("utf-8", "replace")


def _guess(probe: bytes) -> str:
    zeros = probe.count(0)
    if zeros > len(probe) // 4:
        odd = probe[1::2].count(0)
        wide = max(odd, zeros - odd) > 0.8 * zeros
        return ("utf-16-le" if odd > zeros - odd else "utf-16-be") if wide else ""
    if _control_share(probe) > _BINARY:
        return ""
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)(errors="strict").decode(probe)
        except UnicodeDecodeError:
            continue
        return encoding
    # a stray byte in UTF-8 is commoner than a whole log in an old encoding
    return "utf-8" if probe.decode("utf-8", "replace").count("�") < len(probe) // 100 + 2 else "latin-1"


def _control_share(probe: bytes) -> float:
    return sum(byte < 32 and byte not in _TEXT for byte in probe) / max(1, len(probe))
