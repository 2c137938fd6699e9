import math
from array import array

import pytest

from trainward.store.packing import pack, unpack


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 1000])
def test_a_column_comes_back_bit_for_bit(count: int) -> None:
    column = array("d", [math.sin(index) * 10.0**index if index < 300 else math.nan for index in range(count)])

    back = array("d")
    back.frombytes(unpack(pack(column), column.itemsize))

    assert back.tobytes() == column.tobytes()


def test_steps_that_follow_each_other_take_next_to_nothing() -> None:
    packed = pack(array("q", [1] * 10_000))

    assert len(packed) < 1000


def test_values_that_were_float32_take_about_half() -> None:
    column = array("d", array("f", [math.sin(index) for index in range(10_000)]))

    assert len(pack(column)) < 5.0 * len(column)


@pytest.mark.parametrize("blob", [b"", b"q123", b"znonsense"])
def test_what_pack_did_not_make_is_refused(blob: bytes) -> None:
    with pytest.raises(ValueError, match=f"a column of {len(blob)} bytes"):
        unpack(blob, 8)
