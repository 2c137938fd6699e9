"""A file of servers is read as pools of alike GPUs, or refused with what to change."""

from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.plan.fleet import Pool
from trainward.sources.fleet_file import read_fleet


def read(tmp_path: Path, text: str) -> tuple[Pool, ...]:
    path = tmp_path / "fleet.toml"
    path.write_text(text, encoding="utf-8")
    return read_fleet(path)


def test_servers_are_counted_in_their_gpus(tmp_path: Path) -> None:
    (pool,) = read(tmp_path, '[[pool]]\ngpu = "H100"\nservers = 16\n')

    assert pool.gpu.name == "H100-SXM-80GB"
    assert pool.gpus == 128
    assert pool.stack.precision == "bf16"


def test_a_rack_is_a_server_too(tmp_path: Path) -> None:
    (pool,) = read(tmp_path, '[[pool]]\ngpu = "GB200"\nservers = 2\n')

    assert pool.gpus == 144


def test_several_pools_stay_apart(tmp_path: Path) -> None:
    text = '[[pool]]\ngpu = "H100"\ngpus = 64\n[[pool]]\ngpu = "A100"\nservers = 4\nframework = "DeepSpeed"\n'

    first, second = read(tmp_path, text)

    assert (first.gpus, second.gpus) == (64, 32)
    assert second.stack.framework == "DeepSpeed"


def test_network_and_precision_are_those_of_the_file(tmp_path: Path) -> None:
    (pool,) = read(tmp_path, '[[pool]]\ngpu = "H100"\ngpus = 8\nnetwork_gbps = 100\nprecision = "fp8"\n')

    assert pool.gpu.network_gbps == 100
    assert pool.stack.precision == "fp8"


def test_a_gpu_without_bf16_trains_in_fp16(tmp_path: Path) -> None:
    (pool,) = read(tmp_path, '[[pool]]\ngpu = "V100"\ngpus = 8\n')

    assert pool.stack.precision == "fp16"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "0 of at least 1 pool"),
        ("pool = 3\n", "0 of at least 1 pool"),
        ("[[pools]]\n", "write 'pool'"),
        ("[[pool]]\ngpus = 8\n", "pool 1: it names 0 of 1 gpu"),
        ('[[pool]]\ngpu = "H1000X"\ngpus = 8\n', "nearest are"),
        ('[[pool]]\ngpu = "H100"\n', "0 of servers and gpus"),
        ('[[pool]]\ngpu = "H100"\ngpus = 8\nservers = 1\n', "2 of servers and gpus"),
        ('[[pool]]\ngpu = "H100"\ngpus = -8\n', "gpus is -8"),
        ('[[pool]]\ngpu = "H100"\ngpus = 8.5\n', "whole number"),
        ('[[pool]]\ngpu = "H100"\ngpus = true\n', "gpus is true"),
        ('[[pool]]\ngpu = "H100"\ngpus = 8\nprecision = "int3"\n', "precision is 'int3'"),
        ('[[pool]]\ngpu = "H100"\ngpus = 8\nframework = 3\n', "framework is 3"),
        ('[[pool]]\ngpu = "H100"\ngpus = 8\nnetwork_gbps = 0\n', "network_gbps is 0"),
        ('[[pool]]\ngpu = "H100"\ngpus = 8\nswitches = 1\n', "'switches' is no key of it"),
        ("[[pool]\n", "line 1"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_the_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(PlanError, match=r"fleet\.toml") as caught:
        read(tmp_path, text)

    assert told in str(caught.value)


def test_a_missing_file_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"fleet\.toml: 0 of 1 file of servers read"):
        read_fleet(tmp_path / "fleet.toml")


def test_a_file_that_is_no_text_is_told_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "fleet.toml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(PlanError, match="byte 0 is no UTF-8"):
        read_fleet(path)
