"""The page about plans names every key at the top of their JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from trainward.report.inference_json import inference_json
from trainward.report.plan_json import fleet_json, plan_json
from trainward.verbs.plan import plan
from trainward.verbs.plan_fleet import plan_fleet
from trainward.verbs.plan_inference import plan_inference
from trainward.verbs.plan_request import request
from trainward.verbs.plan_words import Words

WORDS = Words(model="llama-3-8b", gpu=("H100",), gpus=8)


def of_a_run(_: Path) -> str:
    return plan_json(plan(request(WORDS)))


def of_servers(folder: Path) -> str:
    path = folder / "fleet.toml"
    path.write_text('[[pool]]\ngpu = "H100"\ngpus = 1\n', encoding="utf-8")
    return fleet_json(plan_fleet(str(path), Words())[0])


def of_serving(_: Path) -> str:
    return inference_json(plan_inference(Words(model="llama-3-8b", purpose="inference", gpu=("H100",))))


@pytest.mark.parametrize("written", [of_a_run, of_servers, of_serving])
def test_every_key_of_a_schema_stands_on_its_page(
    written: Callable[[Path], str], repository: Path, tmp_path: Path
) -> None:
    page = (repository / "docs" / "plan.md").read_text(encoding="utf-8").partition("## JSON")[2]
    account = json.loads(written(tmp_path))

    assert f"`{account['schema']}`" in page
    assert [key for key in account if f"`{key}`" not in page] == []
