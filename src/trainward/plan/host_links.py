"""What joins a GPU to its host, and the host memory that is its share."""

from dataclasses import dataclass
from typing import Final

from trainward.records.hardware import Gpu


@dataclass(frozen=True, slots=True)
class HostLink:
    """GB/s in one direction between GPU and host, and GB/s of host memory for one GPU."""

    gb_s: float
    memory_gb_s: float
    says: str


# PCIe x16 carries 2 GB/s a lane in its fourth generation and 4 in its fifth. Host memory: DGX A100 has 16 channels of
# DDR4-3200 and DGX H100 16 of DDR5-4800 for 8 GPUs. NVLink-C2C carries 900 GB/s in both directions together, and
# LPDDR5X gives a Grace up to 500 GB/s (NVIDIA's Grace Hopper and GB200 data sheets); a GB200 has one for two GPUs.
_FOURTH: Final = HostLink(32.0, 51.0, "PCIe 4 at 32 GB/s each way and 51 GB/s of host memory")
_FIFTH: Final = HostLink(64.0, 77.0, "PCIe 5 at 64 GB/s each way and 77 GB/s of host memory")
_GRACE: Final = HostLink(450.0, 500.0, "NVLink-C2C at 450 GB/s each way and 500 GB/s of host memory")
_HALF_GRACE: Final = HostLink(225.0, 250.0, "half of a Grace: NVLink-C2C at 225 GB/s each way, 250 GB/s of memory")
_FIFTH_FROM: Final = 2022  # year of the first accelerators with PCIe 5, the H100's


def host_link(gpu: Gpu) -> HostLink:
    """Return the link of a GPU to its host: Grace where its name says so, else PCIe by its year."""
    if gpu.name.startswith("GH"):
        return _GRACE
    if gpu.name.startswith("GB"):
        return _HALF_GRACE
    later = gpu.year >= _FIFTH_FROM and gpu.generation not in ("ampere", "ada")
    return _FIFTH if later else _FOURTH
