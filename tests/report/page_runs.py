"""Reports of made-up runs: healthy, sick in several ways, very long, very short, hostile."""

from collections.abc import Callable
from typing import Any

import numpy as np

from trainward.records.diagnosis import Diagnosis
from trainward.records.finding import Evidence, Finding
from trainward.records.reading import History, Series
from trainward.records.report import Report
from trainward.records.run import Run

LAYERS = 30
NAN = float("nan")
HOSTILE = '</script><script>window.hurt=1</script><img src=x onerror="window.hurt=1"> & %{y} {{ 7*7 }} \u2028'


def series(signal: str, steps: Any, values: Any, where: str = "") -> Series:
    return Series(signal, where, np.asarray(steps, np.int64), np.asarray(values, np.float64))


def history(*all_series: Series) -> History:
    found: dict[str, list[Series]] = {}
    for one in all_series:
        found.setdefault(one.signal, []).append(one)
    return {signal: tuple(places) for signal, places in found.items()}


def run(steps: int, **changes: Any) -> Run:
    facts: dict[str, Any] = {
        "id": "20260101-120000-train-ab12",
        "command": ("train.py", "--epochs", "8", "--lr", "0.05"),
        "started_at": "2026-01-01T12:00:00+00:00",
        "state": "ended",
        "exit_code": 0,
        "steps": steps,
        "step_seconds_median": 0.0123,
        "watch_share": 0.0061,
        "versions": (("trainward", "0.1.0"), ("torch", "2.13.0"), ("python", "3.11.9")),
        "machine": "Linux x86_64, 8 cores, 31 GiB memory, no GPU",
    }
    return Run(**(facts | changes))


def course(steps: int = 4000) -> list[Series]:
    """Return the readings of an ordinary run of `steps` steps."""
    rng = np.random.default_rng(0)
    x = np.arange(1, steps + 1)
    sampled = x[:: max(1, steps // 250)]
    late = x / steps
    loss = 0.05 + 2.25 * np.exp(-6 * late) * np.exp(0.18 * rng.standard_normal(steps))
    evaluations = x[steps // 8 - 1 :: max(1, steps // 8)]
    clock = x[:: max(1, steps // 60)]
    found = [
        series("loss", x, loss),
        series("validation_loss", evaluations, 0.11 + 2.3 * np.exp(-6 * evaluations / steps), "validation:0"),
        series("validation_accuracy", evaluations, 0.97 - 0.8 * np.exp(-6 * evaluations / steps), "validation:0"),
        series("train_accuracy", sampled, np.clip(0.98 - np.exp(-6 * sampled / steps), 0, 1)),
        series("learning_rate", [1, steps // 2, 3 * steps // 4], [0.05, 0.005, 0.0005], "optimizer/0"),
        series("grad_norm", sampled, 1.4 * np.exp(0.3 * rng.standard_normal(len(sampled)) - sampled / steps)),
        series("step_seconds", x, 0.0123 * np.exp(0.1 * rng.standard_normal(steps))),
        series("data_wait_seconds", x, 0.0021 * np.exp(0.3 * rng.standard_normal(steps)), "train"),
        series("process_memory", clock, 1.9e9 + 2e7 * rng.random(len(clock))),
        series("machine_memory_free", clock, 2.1e10 - 2e8 * rng.random(len(clock))),
        series("process_cpu", clock, 3.4 + 0.4 * rng.standard_normal(len(clock))),
    ]
    for layer in range(8):
        found += ordinary_layer(layer, sampled, steps, rng)
    return found


def ordinary_layer(layer: int, sampled: Any, steps: int, rng: np.random.Generator) -> list[Series]:
    dead = np.clip(0.02 * layer + 0.02 * rng.random(len(sampled)), 0, 1)
    found = [series("dead_units", sampled, dead, f"features.{layer}.relu")]
    for kind in ("weight", "bias"):
        name = f"features.{layer}.{kind}"
        wobble = np.exp(0.35 * rng.standard_normal(len(sampled)) - 1.5 * sampled / steps)
        found.append(series("layer_grad_norm", sampled, 0.3 * (1 + layer % 3) * wobble, name))
        found.append(series("update_ratio", sampled, 1.6e-3 * wobble, name))
    return found


def finding(name: str, severity: Any, step: int, message: str, *evidence: Evidence) -> Finding:
    rule, code = name.split()
    return Finding(rule, code, severity, step, message, evidence)


def healthy(steps: int = 4000) -> Report:
    falling = "the loss still fell by 3 % in the last tenth"
    info = finding("loss-still-falling LOS012", "info", steps, falling, Evidence("loss", steps, 0.05))
    return Report("healthy", run(steps), history(*course(steps)), (info,), ())


def nan_at_500() -> Report:
    """Return a run whose loss spikes at step 480 and is not finite from step 500."""
    sick = [broken(one) for one in course(1200)]
    loss = sick[0].values
    lost = "loss is nan at step 500 and stays so for 701 readings; the last finite value was 91.3"
    spike = "loss is 0.68 at step 484, 38 robust sigmas above the median 0.31 of the 64 readings before"
    place = "features.0.weight"
    findings = (
        finding(
            "loss-non-finite LOS001", "fatal", 500, lost, Evidence("loss", 499, loss[498]), Evidence("loss", 500, NAN)
        ),
        finding(
            "gradient-non-finite GRA001",
            "fatal",
            501,
            f"the gradient of {place} is not finite from step 501 on",
            Evidence("layer_grad_norm", 501, NAN, place),
            Evidence("grad_norm", 501, NAN),
        ),
        *(
            finding("loss-spike LOS002", "error", step, spike, Evidence("loss", step, loss[step - 1]))
            for step in range(484, 500, 3)
        ),
    )
    notices = ("No batch of the data source was seen: the script makes its tensors itself.",)
    account = run(1200, exit_code=1, watch_share=0.013, notices=notices)
    return Report("diagnosed", account, history(*sick), findings, causes_of_nan(lost, spike))


def broken(one: Series) -> Series:
    """Return the series as it is when the loss is lost at step 500."""
    values = one.values.copy()
    if one.signal in ("loss", "grad_norm", "layer_grad_norm", "update_ratio"):
        values[one.steps >= 500] = NAN
    if one.signal == "loss":
        values[480:499] *= np.geomspace(2, 400, 19)
    if one.signal == "grad_norm":
        values[(one.steps >= 470) & (one.steps < 500)] *= 900
    return Series(one.signal, one.where, one.steps, values)


def causes_of_nan(lost: str, spike: str) -> tuple[Diagnosis, ...]:
    lower = "Divide the learning rate by 10, or warm it up over the first 500 steps."
    return (
        Diagnosis(
            cause="lr_too_high",
            rank=1,
            confidence=0.68,
            for_=(lost, spike),
            against=("the validation inputs have the range of the training inputs",),
            remedies=(lower, "Clip the gradient norm at 1."),
            detail={"family": "numerics", "meaning": "the learning rate is too high"},
        ),
        Diagnosis(
            cause="log_or_div_of_zero",
            rank=2,
            confidence=0.17,
            for_=(lost,),
            against=(spike,),
            remedies=("Add an epsilon inside the logarithm.",),
            detail={"family": "numerics", "meaning": "a logarithm or a quotient of zero"},
        ),
        Diagnosis("fp16_overflow", 3, 0.06, (lost,), (spike,), (), {}),
    )


def vanishing() -> Report:
    """Return a run of a sigmoid network of 30 layers whose gradient fades towards the input."""
    rng = np.random.default_rng(1)
    x = np.arange(1, 2001)
    found = [series("loss", x, 2.303 + 0.004 * rng.standard_normal(2000))]
    for layer in range(LAYERS):
        found += deep_layer(layer, x[::20], rng)
    named = history(*found)
    message = f"gradient of {deep_name(0)} is 2e-10, 1e-9 of that of the last layer, over 10 readings"
    evidence = (
        Evidence("layer_grad_norm", 201, named["layer_grad_norm"][layer].values[10], deep_name(layer))
        for layer in (0, 1, 14, 29)
    )
    flat = "loss stays within 0.5 % of ln 10 = 2.303 for 1,700 steps"
    outside = "3 parameters with 1,024 elements are in no optimizer"
    findings = (
        finding("gradient-vanishing GRA004", "error", 201, message, *evidence),
        finding("not-in-optimizer PAR004", "warning", 0, outside, Evidence("not_in_optimizer", 0, 1024.0, "head.bias")),
        finding(
            "plateau-at-chance LOS008",
            "warning",
            300,
            flat,
            Evidence("loss", 300, found[0].values[299]),
            Evidence("loss", 2000, found[0].values[1999]),
        ),
    )
    fades = {"meaning": "the gradient vanishes on its way through the layers"}
    remedies = ("Use ReLU-like activations or residual connections.",)
    diagnoses = (
        Diagnosis("vanishing_gradient", 1, 0.31, (message,), (), remedies, fades),
        Diagnosis("saturating_activations", 2, 0.29, (message, flat), (), (), {}),
    )
    return Report("undecided", run(2000, state="lost", exit_code=None), named, findings, diagnoses)


def deep_name(layer: int) -> str:
    return f"model.encoder.blocks.{layer}.feed_forward.linear.weight"


def deep_layer(layer: int, sampled: Any, rng: np.random.Generator) -> list[Series]:
    name = deep_name(layer)
    norms = 0.2 * 10 ** (-0.3 * (LAYERS - layer)) * np.exp(0.3 * rng.standard_normal(len(sampled)))
    ratios = np.zeros(len(sampled)) if layer < 3 else norms * 0.02
    saturated = np.clip(0.9 - 0.02 * layer + 0.03 * rng.standard_normal(len(sampled)), 0, 1)
    return [
        series("layer_grad_norm", sampled, norms, name),
        series("update_ratio", sampled, ratios, name),
        series("saturated_units", sampled, saturated, name.replace("linear.weight", "sigmoid")),
    ]


def long() -> Report:
    """Return a healthy run of 200,000 steps with one reading that stands out."""
    found = course(200_000)
    found[0].values[123_456] = 17.0
    message = "loss is 17.0 at step 123,457, 200 robust sigmas above its window"
    spike = finding("loss-spike LOS002", "warning", 123_457, message, Evidence("loss", 123_457, 17.0))
    return Report("undecided", run(200_000), history(*found), (spike,), ())


def no_step() -> Report:
    return Report("undecided", run(0, exit_code=2, step_seconds_median=None), {}, (), ())


def one_step() -> Report:
    found = [Series(one.signal, one.where, one.steps[:1], one.values[:1]) for one in course(16)]
    return Report("healthy", run(1), history(*found), (), ())


def all_nan() -> Report:
    found = [Series(one.signal, one.where, one.steps, np.full(len(one.values), np.nan)) for one in course(300)]
    message = "loss is nan at step 1"
    lost = finding("loss-non-finite LOS001", "fatal", 1, message, Evidence("loss", 1, NAN))
    return Report("undecided", run(300), history(*found), (lost,), ())


def hostile() -> Report:
    """Return a run whose every text tries to be something else."""
    x = np.arange(1, 101)
    found = [
        series(signal, x, np.linspace(1, 2, 100), f"{HOSTILE}{index}")
        for signal in ("loss", "validation_loss", "layer_grad_norm", "dead_units", "update_ratio", "learning_rate")
        for index in range(8)
    ]
    found += [series("odd</script>", x, np.full(100, np.inf), HOSTILE)]
    evidence = (Evidence("loss", 50, float("inf"), f"{HOSTILE}0"), Evidence("odd</script>", 3, float("-inf"), HOSTILE))
    claimed = Finding(f"rule{HOSTILE}", "X<b>1", "error", 50, HOSTILE, evidence)
    diagnosis = Diagnosis(HOSTILE, 1, 1.0, (HOSTILE,), (HOSTILE,), (HOSTILE,), {"meaning": HOSTILE})
    texts = {
        "command": (HOSTILE, "\udcff"),
        "machine": HOSTILE,
        "notices": (HOSTILE,),
        "versions": ((HOSTILE, HOSTILE),),
    }
    return Report(
        "diagnosed", run(100, id=HOSTILE, started_at=HOSTILE, **texts), history(*found), (claimed,), (diagnosis,)
    )


def many_findings() -> Report:
    """Return a run in which a hundred rules each found something in six layers of a long history."""
    x = np.arange(1, 50_001)
    layers = [series("layer_grad_norm", x, np.sin(x), f"layer {index}") for index in range(6)]
    evidence = [Evidence("layer_grad_norm", 9, 1.0, one.where) for one in layers]
    findings = tuple(finding(f"rule-{index} XXX{index:03d}", "error", 9, f"{index}", *evidence) for index in range(100))
    return Report("undecided", run(50_000), history(*layers), findings, ())


def very_deep() -> Report:
    """Return a run of a network of 400 layers in which some readings are 0 and some not finite."""
    x = np.arange(1, 5_001)
    values = np.exp(np.sin(x))
    values[::1000], values[500::1000] = 0.0, NAN
    signals = ("layer_grad_norm", "update_ratio", "dead_units", "saturated_units")
    layers = [series(signal, x, values, f"layer {index}") for signal in signals for index in range(400)]
    return Report("undecided", run(5_000), history(*layers), (), ())


RUNS: dict[str, Callable[[], Report]] = {
    "healthy": healthy,
    "nan": nan_at_500,
    "vanishing": vanishing,
    "long": long,
    "no_step": no_step,
    "one_step": one_step,
    "all_nan": all_nan,
    "hostile": hostile,
}
