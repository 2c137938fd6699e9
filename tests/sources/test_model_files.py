import json
import os
import random
from pathlib import Path

import pytest

from trainward.errors import PlanError
from trainward.records.model_shape import CountedModel, Model, ModelShape
from trainward.sources.model_files import LARGEST_FILE, read_model_told

CONFIG: dict[str, object] = {
    "model_type": "llama",
    "num_hidden_layers": 4,
    "hidden_size": 64,
    "num_attention_heads": 8,
    "intermediate_size": 256,
    "vocab_size": 1000,
}


def read_model(path_or_name: str) -> Model:
    return read_model_told(path_or_name)[0]


def written(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_a_known_name_is_a_model() -> None:
    model = read_model("meta-llama/Meta-Llama-3-8B")

    assert model.name == "Llama-3-8B"


def test_a_table_of_a_shape_is_a_model(tmp_path: Path) -> None:
    path = written(tmp_path, "mine.toml", 'like = "llama-3-8b"\nlayers = 16\n')

    model = read_model(path)

    assert isinstance(model, ModelShape)
    assert (model.layers, model.hidden) == (16, 4096)


@pytest.mark.parametrize(
    ("text", "name", "like"),
    [
        ('like = "llama-3-8b"\nlayers = 16\n', "mine", "Llama-3-8B"),
        ('name = "ours"\nlike = "llama-3-8b"\n', "ours", "Llama-3-8B"),
        ("layers = 4\nhidden = 64\nheads = 8\nffn = 256\nvocab = 1000\n", "mine", ""),
    ],
)
def test_a_model_of_a_file_is_called_as_it_says_or_as_the_file(tmp_path: Path, text: str, name: str, like: str) -> None:
    model = read_model(written(tmp_path, "mine.toml", text))

    assert isinstance(model, ModelShape)
    assert (model.name, model.like) == (name, like)


def test_a_known_model_is_like_none() -> None:
    model = read_model("llama-3-8b")

    assert isinstance(model, ModelShape)
    assert model.like == ""


def test_a_counted_model_without_a_name_is_called_as_its_file(tmp_path: Path) -> None:
    path = written(tmp_path, "resnet.toml", "params = 25557032\nforward_flops = 8.2e9\nactivation_bytes = 9e7\n")

    assert read_model(path).name == "resnet"


def test_a_name_of_millions_of_letters_is_not_carried_along(tmp_path: Path) -> None:
    counts = "params = 25557032\nforward_flops = 8.2e9\nactivation_bytes = 9e7\n"
    counted = written(tmp_path, "counted.toml", f'name = "{"n" * 3_000_000}"\n{counts}')
    shape = written(tmp_path, "shape.toml", f'name = "{"n" * 3_000_000}"\nlike = "gpt-2"\n')

    assert len(read_model(counted).name) == 200
    with pytest.raises(PlanError, match="not a text of 1 to 200 letters"):
        read_model(shape)


def test_a_table_of_counts_is_a_model(tmp_path: Path) -> None:
    path = written(tmp_path, "resnet.toml", "params = 25557032\nforward_flops = 8.2e9\nactivation_bytes = 9e7\n")

    assert isinstance(read_model(path), CountedModel)


def test_a_config_is_a_model_alone_and_in_its_folder(tmp_path: Path) -> None:
    path = written(tmp_path, "config.json", json.dumps(CONFIG))

    assert read_model(path) == read_model(str(tmp_path))


def test_what_was_assumed_comes_with_the_model(tmp_path: Path) -> None:
    path = written(tmp_path, "config.json", json.dumps({**CONFIG, "model_type": "novel"}))

    _, assumptions = read_model_told(path)

    assert "'novel', which is not known" in assumptions[0]


def test_a_folder_called_as_a_known_model_does_not_hide_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gpt2").mkdir()
    monkeypatch.chdir(tmp_path)

    assert read_model("gpt2").name == "GPT-2"


def test_a_folder_without_a_config_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"the folder holds 0 of 1 config\.json"):
        read_model(str(tmp_path))


@pytest.mark.parametrize("name", ["missing.toml", "missing/config.json"])
def test_a_file_that_is_not_there_is_not_sought_among_the_names(name: str) -> None:
    with pytest.raises(PlanError, match="no such file"):
        read_model(name)


@pytest.mark.parametrize("suffix", ["json", "toml"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\xff\xfe" * 100,
        b"PK\x03\x04\x80\x80",
        b"not a table",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[1, 2]",
        b"3",
        b"null",
        b'"text"',
        b'{"num_hidden_layers": ' + b"9" * 10_000 + b"}",
        b'{"num_hidden_layers": NaN}',
        b"{}",
        b" " * (LARGEST_FILE + 1),
        b"layers = 3",
        b"like = 3",
        b"a = " + b"[" * 50_000,
    ],
    ids=range(17),
)
def test_a_file_that_describes_no_model_is_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = written(tmp_path, f"odd.{suffix}", content)

    with pytest.raises(PlanError) as raised:
        read_model(path)

    assert str(raised.value).startswith(path)
    assert ";" in str(raised.value)
    assert len(str(raised.value)) < 1000


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000, "\udcff", "a\x00.json", "x" * 5000 + ".toml"])
def test_a_name_that_no_system_takes_is_refused(name: str) -> None:
    with pytest.raises(PlanError):
        read_model(name)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.json")

    with pytest.raises(PlanError, match="it is no file"):
        read_model(str(tmp_path))


def test_a_link_to_itself_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.symlink_to(path)

    with pytest.raises(PlanError):
        read_model(str(path))


def test_nothing_but_a_plain_refusal_escapes_from_broken_configs(tmp_path: Path) -> None:
    rng = random.Random(0)
    odd = [None, 0, -1, 2, 10**12, 1.5, "7", "", [], [1], {}, {"a": 1}, True, False, "sliding_attention"]
    keys = [*CONFIG, "num_local_experts", "num_experts_per_tok", "first_k_dense_replace", "kv_lora_rank", "head_dim",
            "sliding_window", "layer_types", "text_config", "attn_config", "moe_layers", "tie_word_embeddings",
            "hidden_act", "_name_or_path", "multi_query", "expansion_ratio", "decoder_sparse_step"]  # fmt: skip
    refused = 0

    for _ in range(1000):
        config = {**CONFIG, **{rng.choice(keys): rng.choice(odd) for _ in range(3)}}
        try:
            read_model(written(tmp_path, "config.json", json.dumps(config)))
        except PlanError:
            refused += 1

    assert 100 < refused < 1000
