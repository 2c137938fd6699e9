from dataclasses import replace

import pytest
from paper_questions import A100, H100

from trainward.plan.constants import fitted
from trainward.plan.parts import all_gpus, find_gpu
from trainward.plan.rates import half_rate, peak_flops, product_rate, product_seconds
from trainward.records.hardware import Gpu, Precision

TERA = 1e12


@pytest.mark.parametrize(
    ("gpu", "precision", "tflops"),
    [
        ("H100", "bf16", 989),
        ("H100", "fp16", 989),
        ("H100", "fp8", 1979),
        ("H100", "mxfp8", 1979),
        ("H100", "tf32", 494.5),
        ("A100-SXM-80GB", "bf16", 312),
        ("B200", "bf16", 2250),
        ("B200", "fp8", 4500),
    ],
)
def test_the_peak_is_the_dense_one_of_the_data_sheet(gpu: str, precision: Precision, tflops: float) -> None:
    assert peak_flops(find_gpu(gpu), precision) == tflops * TERA


def test_a_precision_that_a_gpu_lacks_runs_at_its_half_precision_peak() -> None:
    assert peak_flops(A100, "fp8") == peak_flops(A100, "bf16")
    assert product_rate(A100, "fp8", fitted()) == product_rate(A100, "bf16", fitted())


def test_four_bits_run_as_eight_where_there_are_no_four() -> None:
    assert peak_flops(H100, "nvfp4") == peak_flops(H100, "fp8")


@pytest.mark.parametrize("gpu", [gpu for gpu in all_gpus() if gpu.matmul_tflops], ids=lambda gpu: gpu.name)
def test_no_gpu_holds_more_than_it_was_measured_to_reach(gpu: Gpu) -> None:
    assert 0 < half_rate(gpu, fitted()) <= (gpu.matmul_tflops or 0) * TERA


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.name)
def test_smaller_numbers_are_never_slower_and_never_above_the_peak(gpu: Gpu) -> None:
    order: list[Precision] = ["fp32", "tf32", "bf16", "mxfp8"]
    rates = [product_rate(gpu, precision, fitted()) for precision in order]

    assert rates == sorted(rates)
    assert all(rate <= peak_flops(gpu, precision) for precision, rate in zip(order, rates, strict=True))


def test_a_lower_power_limit_holds_a_lower_rate() -> None:
    weaker = replace(H100, watts=500.0)

    assert half_rate(weaker, fitted()) < half_rate(H100, fitted())


def test_a_gpu_of_unknown_power_holds_what_its_generation_does() -> None:
    assert half_rate(replace(H100, watts=None), fitted()) == half_rate(H100, fitted())


def test_a_gpu_without_a_measurement_is_taken_below_its_data_sheet() -> None:
    assert half_rate(replace(H100, matmul_tflops=None), fitted()) < 0.989e15


def test_a_product_of_no_traffic_takes_two_operations_for_each_of_m_k_n() -> None:
    assert product_seconds((2048, 4096, 8192), rate=1e15, bandwidth=1e12, scale=0.0) == pytest.approx(
        2 * 2048 * 4096 * 8192 / 1e15
    )


def test_a_product_that_only_moves_takes_two_bytes_a_number_of_its_matrices() -> None:
    seconds = product_seconds((2, 3, 5), rate=float("inf"), bandwidth=1.0, scale=1.0)

    assert seconds == 2 * (2 * 3 + 3 * 5 + 2 * 5)


def test_a_product_with_a_short_side_is_slower_for_its_operations() -> None:
    def rate(rows: float) -> float:
        return rows / product_seconds((rows, 4096, 4096), 5e14, 3e12, 1.0)

    assert rate(16) < rate(256) < rate(65_536)
