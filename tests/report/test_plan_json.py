import json
from dataclasses import replace

import plans
import pytest

from trainward.records.estimate import Interval
from trainward.records.plan import CostLine
from trainward.report.plan_json import fleet_json, plan_json

NAN = float("nan")


def refuse(constant: str) -> None:
    raise ValueError(constant)


@pytest.mark.parametrize("name", plans.PLANS)
def test_every_plan_is_strict_json_that_names_its_schema(name: str) -> None:
    account = json.loads(plan_json(plans.PLANS[name]), parse_constant=refuse)

    assert account["schema"] == "trainward.plan/1"
    assert account["verdict"] == ("does not fit" if name == "too-large" else "fits")


def test_figures_have_a_low_a_middle_and_a_high_end() -> None:
    account = json.loads(plan_json(plans.LLAMA))

    assert account["wall_days"] == {"low": 2.97, "middle": 3.33, "high": 3.82}
    assert account["estimate"]["device_gib"] == {"low": 64.2, "middle": 68.1, "high": 73.6}
    assert account["money"]["rental_usd"] == {"low": 27e3, "middle": 61e3, "high": 118e3}
    assert account["estimate"]["step_parts"][0]["seconds"] == 8.12
    assert account["estimate"]["question"]["layout"]["tensor"] == 4
    assert account["room"]["fabric"]["tiers"][0] == {"name": "leaf", "switches": 8, "cables": 256}
    assert account["alternatives"][2]["estimate"]["fit"] == "fits perhaps"


def test_what_is_not_known_is_null() -> None:
    line = CostLine("servers", Interval(NAN, NAN, NAN), "no price is known")
    money = replace(plans.UNPRICED, purchase=(line,), purchase_total=line.usd)

    account = json.loads(plan_json(replace(plans.LLAMA, money=money)), parse_constant=refuse)["money"]

    assert account["purchase_usd"] is None
    assert account["purchase"][0]["usd"] is None
    assert account["rental_usd"] is None


def test_a_counted_model_says_what_its_samples_are() -> None:
    model = json.loads(plan_json(plans.CNN))["estimate"]["question"]["model"]

    assert model["kind"] == "counted"
    assert model["sample"] == "image"


def test_a_fleet_has_its_own_schema_and_null_where_a_task_cannot_be_done() -> None:
    account = json.loads(fleet_json(plans.FLEET), parse_constant=refuse)

    assert account["schema"] == "trainward.fleet/1"
    assert account["tasks"][0]["days"] == {"low": 390.0, "middle": 455.0, "high": 540.0}
    assert account["tasks"][2]["estimate"] is None
