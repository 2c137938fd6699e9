"""What the data sheets say of the GPUs in the published runs. Needs nothing but Python."""

from dataclasses import dataclass

ML_ENGINEERING = "stas00/ml-engineering, compute/accelerator/README.md and network/README.md (744d01e)"
TORCHTITAN = "pytorch/torchtitan, docs/performance.md: Grand Teton, H100 with 96 GB of HBM2e, limited to 500 W"
EIGHT_BITS = ("fp8", "mxfp8")
FOUR_BITS = ("nvfp4",)


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A GPU as sold: dense TFLOP/s by width of the operands, None where it has no such unit.

    `link_gb_s` of the scale-up link, both directions together, which `domain` GPUs share.
    """

    tflops_16: float
    tflops_8: float | None
    tflops_4: float | None
    memory_gb: float
    bandwidth_tb_s: float
    link_gb_s: float
    domain: int
    source: str


A100_40 = DataSheet(312, None, None, 40, 1.555, 600, 8, ML_ENGINEERING)
A100_80 = DataSheet(312, None, None, 80, 2.0, 600, 8, ML_ENGINEERING)
H100 = DataSheet(989, 1979, None, 80, 3.35, 900, 8, ML_ENGINEERING)
H100_96 = DataSheet(989, 1979, None, 96, 2.4, 900, 8, TORCHTITAN)
H800 = DataSheet(989, 1979, None, 80, 3.35, 400, 8, "H100 with a slower link: 400 GB/s is read in a second-hand note")
H200 = DataSheet(989, 1979, None, 141, 4.8, 900, 8, ML_ENGINEERING)
B200 = DataSheet(2250, 4500, 9000, 180, 8.0, 1800, 8, ML_ENGINEERING)
B300 = DataSheet(2250, 4500, 12600, 288, 8.0, 1800, 8, ML_ENGINEERING)
GB200 = DataSheet(2500, 5000, 10000, 186, 8.0, 1800, 72, ML_ENGINEERING)
GB300 = DataSheet(2500, 5000, 15000, 288, 8.0, 1800, 72, ML_ENGINEERING + "; memory as the B300's")

# By the name that the published runs use.
GPUS = {
    "A100-SXM-40GB": A100_40,
    "A100-SXM-80GB": A100_80,
    "H100-SXM-80GB": H100,
    "H100-96GB-500W": H100_96,
    "H800-SXM-80GB": H800,
    "H200-SXM-141GB": H200,
    "B200-SXM-180GB": B200,
    "B300-SXM": B300,
    "GB200": GB200,
    "GB300": GB300,
}


def peak_tflops(sheet: DataSheet, precision: str) -> float | None:
    """Return the dense peak for a precision in TFLOP/s, None where the GPU has no unit for it.

    fp16 and bf16 have one peak, fp8 and mxfp8 another; everything else but nvfp4 counts as 16 bits wide.
    """
    if precision in EIGHT_BITS:
        return sheet.tflops_8
    if precision in FOUR_BITS:
        return sheet.tflops_4
    return sheet.tflops_16
