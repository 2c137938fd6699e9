"""Parts of a machine room, with what they do, draw and cost; every price is a dated range with its source."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Precision: TypeAlias = Literal["fp32", "tf32", "fp16", "bf16", "fp8", "mxfp8", "nvfp4"]


@dataclass(frozen=True, slots=True)
class PriceRange:
    """A price in US dollars, the lowest and the highest that was seen, as of `date` (year-month or year)."""

    low: float
    high: float
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Gpu:
    """An accelerator. None stands for what is not known, or not offered by the part.

    Dense TFLOP/s of the data sheet; `matmul_tflops` is the highest rate that a bf16 matrix product was measured to
    reach. `memory_gb` as sold, `usable_gib` as PyTorch or XLA tell it in messages of too little memory;
    `bandwidth_tb_s` of that memory; `link_gb_s` of the scale-up link, both directions together; `domain` GPUs share
    that link (8 in most servers, 72 in an NVL72 rack); `network_gbps` is the usual network port of one GPU. `disputed`
    says why its figures are not to be trusted, empty where they are.
    """

    name: str
    bf16_tflops: float
    memory_gb: float
    bandwidth_tb_s: float
    link_gb_s: float
    watts: float | None
    fp8_tflops: float | None = None
    fp4_tflops: float | None = None
    tf32_tflops: float | None = None
    usable_gib: float | None = None
    matmul_tflops: float | None = None
    domain: int = 8
    network_gbps: float = 400.0
    aliases: tuple[str, ...] = ()
    purchase: PriceRange | None = None
    cloud_hour: PriceRange | None = None
    server: str = ""
    generation: str = ""
    year: int = 0
    has_bf16: bool = True
    disputed: str = ""
    notes: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server or rack: its `gpus`, `kilowatts` of the whole at full load, `rack_units` of height, 0 for a rack."""

    name: str
    gpus: int
    kilowatts: float
    rack_units: int
    cooling: Literal["air", "liquid"]
    purchase: PriceRange | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """A network switch with `ports` ports of `gbps` each."""

    name: str
    ports: int
    gbps: float
    kilowatts: float
    purchase: PriceRange | None = None
    source: str = ""
