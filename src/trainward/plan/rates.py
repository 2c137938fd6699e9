"""What an accelerator reaches in matrix products, by precision and by the size of the product."""

from typing import Final

from trainward.plan.constants import Constants
from trainward.records.hardware import Gpu, Precision

_TERA: Final = 1e12
UP_TO_AMPERE: Final = ("volta", "turing", "ampere", "ada", "cdna2", "tpu")
_USUAL_WATTS: Final = {"hopper": 700.0, "blackwell": 1000.0}  # H100 SXM and B200: data sheets
_BLACKWELL: Final = ("blackwell", "cdna4")
_MEASURED_SHARE: Final = 0.80
"""Measured over data-sheet bf16 rate where no measurement is known: the middle of H100, B200, GB200 and A100 (NOTES of
ml-engineering's MAMF table: 794/989, 1745/2250, 1822/2500, 271/312)."""


def peak_flops(gpu: Gpu, precision: Precision) -> float:
    """Return the data sheet's dense FLOP/s in the precision of the matrix products; of which MFU is a share."""
    return (_sheet(gpu, precision) or gpu.bf16_tflops) * _TERA


def _sheet(gpu: Gpu, precision: Precision) -> float | None:
    if precision in ("fp8", "mxfp8"):
        return gpu.fp8_tflops
    if precision == "nvfp4":
        return gpu.fp4_tflops or gpu.fp8_tflops
    if precision == "tf32":
        return gpu.tf32_tflops or gpu.bf16_tflops / 2
    if precision == "fp32":
        return gpu.tf32_tflops / 8 if gpu.tf32_tflops else gpu.bf16_tflops / 16
    return gpu.bf16_tflops


def half_rate(gpu: Gpu, constants: Constants) -> float:
    """Return the FLOP/s of very large products in half precision: from the measured rate, not the data sheet's."""
    measured = gpu.matmul_tflops or gpu.bf16_tflops * _MEASURED_SHARE
    return measured * _TERA * _sustained_share(gpu, constants) * _power_factor(gpu, constants)


def _power_factor(gpu: Gpu, constants: Constants) -> float:
    """Return how a power limit other than the generation's usual one changes the rate that is held for hours."""
    usual = _USUAL_WATTS.get(gpu.generation)
    return (gpu.watts / usual) ** constants.power_exponent if usual and gpu.watts else 1.0


def _sustained_share(gpu: Gpu, constants: Constants) -> float:
    if gpu.generation in _BLACKWELL:
        return constants.blackwell_share
    return constants.ampere_share if gpu.generation in UP_TO_AMPERE else constants.hopper_share


def product_rate(gpu: Gpu, precision: Precision, constants: Constants) -> float:
    """Return the FLOP/s of very large products in the given precision."""
    half = half_rate(gpu, constants)
    sheet = peak_flops(gpu, precision)
    if precision in ("fp8", "mxfp8", "nvfp4"):
        share = {"fp8": constants.fp8_share, "mxfp8": constants.mxfp8_share, "nvfp4": constants.fp4_share}[precision]
        return max(half, sheet * share) if sheet > gpu.bf16_tflops * _TERA else half
    return half if precision in ("fp16", "bf16") else half * sheet / (gpu.bf16_tflops * _TERA)


def product_seconds(sizes: tuple[float, float, float], rate: float, bandwidth: float, scale: float) -> float:
    """Return the time of one (m, k) x (k, n) product in 2-byte numbers.

    Operations at `rate` FLOP/s plus `scale` times the traffic of the three matrices at `bandwidth` bytes/s: a product
    is slow when one of its sides is short against rate / bandwidth.
    """
    m, k, n = sizes
    return 2 * m * k * n / rate + scale * 2 * (m * k + k * n + m * n) / bandwidth
