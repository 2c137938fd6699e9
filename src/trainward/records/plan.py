"""A whole plan: the run, how long, the machine room around it, the money, and what may go wrong on the way."""

from dataclasses import dataclass

from trainward.records.estimate import Estimate, Interval
from trainward.records.hardware import Server, Switch


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of switches, `name` leaf, spine or core; `cables` run from it towards the GPUs."""

    name: str
    switches: int
    cables: int


@dataclass(frozen=True, slots=True)
class Fabric:
    """The network between servers: a rail-optimised full fat tree unless a vendor's own table is named by `rule`."""

    switch: Switch
    rails: int
    tiers: tuple[Tier, ...]
    transceivers: int
    rule: str


@dataclass(frozen=True, slots=True)
class Room:
    """What the servers need around them; kilowatts of the IT load and, by `pue`, of the whole site."""

    server: Server
    servers: int
    spare_servers: int
    racks: int
    servers_per_rack: int
    kilowatts_per_rack: float
    it_kilowatts: float
    site_kilowatts: Interval
    pue: Interval
    cooling: str
    fabric: Fabric


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a bill in US dollars; `says` gives count, price, date and source."""

    name: str
    usd: Interval
    says: str


@dataclass(frozen=True, slots=True)
class Money:
    """What it costs to buy, and to rent; each list adds up to its total."""

    purchase: tuple[CostLine, ...]
    purchase_total: Interval
    rental: tuple[CostLine, ...]
    rental_total: Interval
    energy_megawatt_hours: Interval
    energy_usd: Interval
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failures:
    """Interruptions to expect: mean hours between them, how many in the whole run, and what they cost.

    `goodput` is the share of wall time that advances the run, `checkpoint_minutes` the interval of Young and Daly for
    a save of `save_seconds`, `spare_servers` what keeps the run whole while a server is repaired.
    """

    hours_between: Interval
    interruptions: Interval
    checkpoint_minutes: float
    save_seconds: float
    restart_minutes: float
    goodput: Interval
    spare_servers: int
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """An optimisation method with what it would do here: the ratio of step time and the change of memory."""

    name: str
    used: bool
    speedup: float
    memory_gib: float
    says: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to do it, and why it is not the first."""

    estimate: Estimate
    wall_days: Interval
    rental_usd: Interval
    says: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to "what do I need, and how long does it take": every figure with its range."""

    estimate: Estimate
    steps: float
    wall_days: Interval
    gpu_hours: Interval
    money: Money
    room: Room
    failures: Failures
    advice: tuple[Advice, ...]
    alternatives: tuple[Alternative, ...]
    reasons: tuple[str, ...]
    assumptions: tuple[str, ...]
    dates: tuple[str, ...]
    considered: int = 0


@dataclass(frozen=True, slots=True)
class FleetTask:
    """A training task on a given fleet: how long it takes there, or why it cannot be done."""

    name: str
    tokens: float
    estimate: Estimate | None
    days: Interval | None
    says: str


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """What given servers can do: peak and effective compute, the largest model, and a table of tasks."""

    gpu: str
    gpus: int
    peak_pflops: float
    effective_pflops: Interval
    largest_model: str
    tasks: tuple[FleetTask, ...]
    room: Room
    money: Money
    assumptions: tuple[str, ...]
    dates: tuple[str, ...]
