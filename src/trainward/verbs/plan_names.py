"""What the planner knows by name, a line each."""

from collections.abc import Iterator

from trainward.plan.known_models import all_models
from trainward.plan.parameters import active_parameters, total_parameters
from trainward.plan.parts import all_gpus


def known_models() -> Iterator[str]:
    """Yield a line for each known model: name, parameters, layers, width."""
    for shape in all_models():
        total, active = total_parameters(shape) / 1e9, active_parameters(shape) / 1e9
        size = f"{total:8.2f} B" + (f", {active:.1f} B active" if shape.experts else "")
        yield f"{shape.name:28} {size:26} {shape.layers:3} layers of {shape.hidden:5}"


def known_gpus() -> Iterator[str]:
    """Yield a line for each known GPU: name, bf16 rate, memory, watts, price of an hour."""
    for gpu in all_gpus():
        rate = f"{gpu.bf16_tflops:6g} TFLOP/s"
        watts = f"{gpu.watts:5.0f} W" if gpu.watts else "      W"
        price = f"${gpu.cloud_hour.low:g} to ${gpu.cloud_hour.high:g} an hour" if gpu.cloud_hour else ""
        note = "  DISPUTED" if gpu.disputed else ""
        yield f"{gpu.name:20} {rate} {gpu.memory_gb:4g} GB {watts}  {price}{note}".rstrip()
