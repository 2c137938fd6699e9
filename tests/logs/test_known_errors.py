"""Errors that guides for practitioners list are answered, each with a remedy that does what the guides advise."""

import pytest

from trainward.logs.clean_line import clean_line
from trainward.records.log import LogSource, ReadLog
from trainward.records.report import Report
from trainward.verbs.diagnose import diagnose

TRACING = (
    "WARNING:tensorflow:5 out of the last 5 calls to <function Model.make_predict_function.<locals>.f at 0x7f> "
    "triggered tf.function retracing. Tracing is expensive and the excessive number of tracings is likely due to "
    "passing python objects instead of tensors."
)
ASSERTED = """RuntimeError: CUDA error: device-side assert triggered
Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.
Assertion `t >= 0` && `t < n_classes` failed."""
SCHEDULER = (
    "UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you "
    "should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.\n"
    "gradient accumulation of 4 steps, and the scheduler steps on every micro-step"
)
OOM = (
    "RuntimeError: CUDA out of memory. Tried to allocate 1.00 GiB (GPU 0; 79.20 GiB total capacity; 77.90 GiB already "
    "allocated; 512.00 MiB free; 78.10 GiB reserved in total by PyTorch)"
)
PYC = """Traceback (most recent call last):
  File "script/main.py", line 12, in <module>
ModuleNotFoundError: No module named 'common_variables'
all sources were compiled, __pycache__/common_variables.cpython-36.pyc is there"""
KNOWN = {
    "tensorflow-segfault": ("Segmentation fault (core dumped nohup)", "binary_env_mismatch_segfault", "environment"),
    "retracing": (TRACING, "tf_function_retracing", "tf.function"),
    "tflite": (
        "ValueError: None is only supported in the 1st dimension. Tensor 'input_1' has invalid shape '[None, None]'",
        "tflite_dynamic_shape",
        "set_shape",
    ),
    "ragged": (
        "TypeError: Unexpected keyword argument 'ragged' in Keras",
        "keras_version_mismatch",
        "tensorflow.keras",
    ),
    "arm-tls": (
        "ImportError: /lib/aarch64-linux-gnu/libgomp.so.1: cannot allocate memory in static TLS block",
        "libgomp_static_tls",
        "LD_PRELOAD",
    ),
    "lock": ("TypeError: can't pickle _thread.lock objects", "unpicklable_worker_arg", "worker"),
    "nltk": (
        "[nltk_data] Error loading brown: <urlopen error [SSL:CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
        "unable to get local issuer certificate (_ssl.c:1056)",
        "ssl_certificate_verify_failed",
        "certif",
    ),
    "pyc": (PYC, "stale_or_misnamed_pyc", "pyc"),
    "device-side-assert": (ASSERTED, "label_out_of_range", "label"),
    "scheduler-order": (SCHEDULER, "scheduler_before_optimizer", "optimizer.step"),
    "out-of-memory": (OOM, "gpu_too_small_for_config", "batch"),
    "libssl": (
        "ImportError: libssl.so.1.1: cannot open shared object file: No such file or directory",
        "missing_system_library",
        "install",
    ),
    "paddle-memory": (
        "MemoryError: (ResourceExhausted) Fail to alloc memory of 1024 size.\nPaddleNLP 2.6.1, paddlepaddle 2.5.0",
        "library_version_bug",
        "version",
    ),
    "paddle-protobuf": (
        "paddlenlp 2.6.1 requires protobuf>=3.19, but paddlepaddle 2.5.0 requires protobuf<=3.20.0, incompatible",
        "protobuf_incompatible",
        "protobuf",
    ),
    "paddle-pip": (
        "ERROR: Could not find a version that satisfies the requirement paddlepaddle==2.4.2",
        "no_wheel_for_python_version",
        "python",
    ),
    "ffi": ("_ctypes.c:107:10: fatal error: ffi.h: No such file or directory", "missing_dev_headers", "libffi-dev"),
    "bz2": ("ModuleNotFoundError: No module named ‘_bz2’", "missing_dev_headers", "dev"),
    "lzma": ("ModuleNotFoundError: No module named ‘_lzma’", "missing_dev_headers", "dev"),
}


def answer(text: str) -> Report:
    lines = tuple(clean_line(raw, "log", number) for number, raw in enumerate(text.splitlines(), start=1))
    return diagnose(ReadLog(lines, (LogSource("log", len(lines), len(text)),)))


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_known_error_is_named_with_a_remedy(name: str) -> None:
    text, cause, remedy = KNOWN[name]
    report = answer(text)

    assert [one.cause for one in report.diagnoses[:1]] == [cause]
    assert remedy.lower() in " ".join(report.diagnoses[0].remedies).lower()
