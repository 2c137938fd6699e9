"""What interrupts a run, how often, and what it costs: failures, checkpoints, spare servers."""

from math import ceil, exp, sqrt
from typing import Final

from trainward.errors import PlanError
from trainward.plan.parameters import adapter_parameters, total_parameters
from trainward.plan.parts import Parts, catalogue, server_for
from trainward.plan.site import FailureRates, usual_site
from trainward.records.estimate import Interval
from trainward.records.hardware import Gpu
from trainward.records.layout import Scenario
from trainward.records.model_shape import Model, ModelShape
from trainward.records.plan import Failures

_NODE_GPUS: Final = 8  # of a server in Meta's clusters, for which the rates hold
_ENOUGH: Final = 0.95  # chance that no more servers are away than there are spares; chosen
_QUANTILE: Final = 1.645  # of the standard normal distribution at that chance
_MANY: Final = 500.0  # servers away, from which on the normal distribution stands for Poisson's
_LEAST_GOODPUT: Final = 0.01  # where the closed form says that a run never ends; chosen


def failures(gpu: Gpu, gpus: int, params: float, hours: Interval, parts: Parts | None = None) -> Failures:
    """Return the interruptions of a run, what they cost, and what softens them.

    Args:
        gpu: its server is what is spared.
        gpus: how many work for the run.
        params: parameters whose state is saved, so the trained ones where others are fixed.
        hours: of the run on the wall, failures included.
        parts: where servers and rates are looked up; the catalogue where it is None.

    Raises:
        PlanError: there are less than one GPU, or no parameters.

    Source:
        Kokolis et al. 2025, arXiv 2410.21680: failures per node-day and the closed form of the effective training
        time ratio. Daly 2006, Future Generation Computer Systems 22(3): the interval of checkpoints.
    """
    if gpus < 1 or not params > 0:
        raise PlanError(f"failures of a run on {gpus} GPUs, {params:g} parameters: both must be above 0; correct them")
    found = catalogue() if parts is None else parts
    rates = found.site.failures
    nodes = gpus / _NODE_GPUS
    between = hours_between(nodes, rates)
    save = save_seconds(gpus, params, rates)
    server_gpus = server_for(gpu, found.servers).gpus  # a run that leaves some of one server idle has its spares there
    return Failures(
        hours_between=between,
        interruptions=Interval(hours.low / between.high, hours.middle / between.middle, hours.high / between.low),
        checkpoint_minutes=checkpoint_seconds(save, between.middle * 3600) / 60,
        save_seconds=save,
        restart_minutes=rates.restart_minutes,
        goodput=goodput(gpus, params, rates),
        spare_servers=0 if gpus < server_gpus else ceil(spare_nodes(nodes, rates) * _NODE_GPUS / server_gpus),
        says=_says(nodes, rates),
    )


def own_rates(parts: Parts) -> FailureRates | None:
    """Return the rates of failures where they are the user's own, None where they are those of the catalogue."""
    return None if parts.site.failures == usual_site().failures else parts.site.failures


def saved_parameters(model: Model, scenario: Scenario) -> float:
    """Return the parameters whose state a checkpoint holds: the trained ones."""
    if not isinstance(model, ModelShape):
        return model.trained_params
    return adapter_parameters(model, scenario.lora_rank) if scenario.purpose == "lora" else total_parameters(model)


def goodput(gpus: int, params: float, rates: FailureRates) -> Interval:
    """Return the share of wall time that advances a run whose checkpoints hold so many parameters."""
    between = hours_between(gpus / _NODE_GPUS, rates)
    save = save_seconds(gpus, params, rates)
    interval = checkpoint_seconds(save, between.middle * 3600)
    shares = (effective_share(one * 3600, save, interval, rates) for one in (between.low, between.middle, between.high))
    return Interval(*shares)


def save_seconds(gpus: int, params: float, rates: FailureRates) -> float:
    """Return how long the run waits for a save of so many parameters."""
    writing = params * rates.state_bytes / 1e9 / _storage_gb_s(gpus / _NODE_GPUS, rates)
    return max(writing, rates.least_save_seconds)


def hours_between(nodes: float, rates: FailureRates) -> Interval:
    """Return the mean hours between two interruptions of a run on so many servers of 8 GPUs.

    A run fails with any of its servers, and by itself: by its software above all. The second share grows with the
    run while it is small and fades as runs grow so large that they are looked after, since in the largest no more
    failures were seen than those of the servers. The longest time is that of the hardware alone, at the lowest rate
    that a cluster had; the shortest raises both shares as far as the highest rate of hardware is above the middle.
    """
    hardware = nodes * rates.server_day
    job = nodes * rates.job_day / (1 + (nodes / rates.job_servers) ** 2)
    worse = rates.server_day_high / rates.server_day
    return Interval(
        24 / ((hardware + job) * worse),
        24 / (hardware + job),
        24 / (nodes * rates.server_day_low),
    )


def checkpoint_seconds(save: float, between: float) -> float:
    """Return the best interval between two checkpoints, of Young and Daly, in seconds.

    Args:
        save: seconds that one save takes the run.
        between: mean seconds between two failures.

    Source:
        Daly 2006, equation 37, the higher-order estimate; Young 1974 is its first term.
    """
    if save >= 2 * between:
        return between
    share = save / (2 * between)
    return sqrt(2 * save * between) * (1 + sqrt(share) / 3 + share / 9) - save


def effective_share(between: float, save: float, interval: float, rates: FailureRates) -> float:
    """Return the share of wall time that advances the run: the effective training time ratio; at least 1 %.

    Args:
        between: mean seconds between two failures.
        save: seconds that one save takes the run.
        interval: seconds between two checkpoints.
        rates: how long a restart takes.

    Source:
        arXiv 2410.21680: (1 - n r (u0 + dt/2)) / (1 + w/dt).
    """
    lost = (rates.restart_minutes * 60 + interval / 2) / between
    return max((1 - lost) / (1 + save / interval), _LEAST_GOODPUT)


def spare_nodes(nodes: float, rates: FailureRates) -> int:
    """Return how many servers are away for repair at most, 95 % of the time, if failures are independent."""
    away = nodes * rates.server_day * rates.repair_days
    if away > _MANY:
        return ceil(away + _QUANTILE * sqrt(away))
    count = 0
    chance = term = exp(-away)
    while chance < _ENOUGH:
        count += 1
        term *= away / count
        chance += term
    return count


def _storage_gb_s(nodes: float, rates: FailureRates) -> float:
    return max(rates.storage_gb_s, nodes * rates.storage_gb_s_a_server)


def _says(nodes: float, rates: FailureRates) -> tuple[str, ...]:
    return (
        f"{1000 * rates.server_day:.2f} failures of hardware in 1,000 days of a server of {_NODE_GPUS} GPUs "
        f"({1000 * rates.server_day_low:.2f} to {1000 * rates.server_day_high:.2f}): {rates.source}.",
        f"A job's own failures, most of its software: {rates.job_source}.",
        f"A save writes {rates.state_bytes:g} bytes a parameter ({rates.state_source}) at "
        f"{_storage_gb_s(nodes, rates):,.4g} GB/s ({rates.storage_source}) and takes {rates.least_save_seconds:g} s at "
        f"least ({rates.save_source}); the run waits for it.",
        f"A restart takes {rates.restart_minutes:g} minutes: {rates.restart_source}.",
        f"A server that failed is away for {rates.repair_days:g} days ({rates.repair_source}); "
        f"the spares are enough {100 * _ENOUGH:.0f} % of the time.",
    )
