"""Columns of numbers as few bytes.

The bytes of equal significance are put side by side before they are compressed, because neighbouring readings share
their high bytes, and numbers that were float32 have low bytes of zero. Only C code touches single numbers, and without
the interpreter lock where they are many.
"""

import sys
import zlib
from array import array
from typing import Final

_RAW: Final = b"r"
_SHUFFLED: Final = b"z"
_FEWEST_BYTES: Final = 64  # below this, zlib's own header eats the gain
_LEVEL: Final = 1  # fastest


def pack(column: "array[int] | array[float]") -> bytes:
    """Return the column as bytes that `unpack` understands; little-endian on every machine."""
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    raw = column.tobytes()
    if len(raw) < _FEWEST_BYTES:
        return _RAW + raw
    width = column.itemsize
    packed = zlib.compress(b"".join([raw[byte::width] for byte in range(width)]), _LEVEL)
    return _SHUFFLED + packed if len(packed) < len(raw) else _RAW + raw


def unpack(blob: bytes, width: int) -> bytes:
    """Return the little-endian bytes of the numbers in `blob`, each `width` bytes.

    Raises:
        ValueError: `blob` is not what `pack` made.
    """
    kind, body = blob[:1], blob[1:]
    if kind == _RAW:
        return body
    if kind != _SHUFFLED:
        raise ValueError(f"a column of {len(blob)} bytes starts with {kind!r}, neither 'r' nor 'z'")
    try:
        shuffled = zlib.decompress(body)
    except zlib.error as error:
        raise ValueError(f"a column of {len(blob)} bytes does not decompress: {error}") from error
    length = len(shuffled) // width
    raw = bytearray(len(shuffled))
    for byte in range(width):
        raw[byte::width] = shuffled[byte * length : (byte + 1) * length]
    return bytes(raw)
