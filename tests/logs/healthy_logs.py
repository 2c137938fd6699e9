"""Logs of sound runs in the styles that people's frameworks print, each from its start to its end."""

import math
import random
from collections.abc import Callable, Iterator

STYLES: dict[str, Callable[[random.Random], Iterator[str]]] = {}


def style(make: Callable[[random.Random], Iterator[str]]) -> Callable[[random.Random], Iterator[str]]:
    """Register a style by the name of its function."""
    STYLES[make.__name__] = make
    return make


def log_of(name: str, seed: int) -> list[str]:
    """Return the lines of a log in a style."""
    return list(STYLES[name](random.Random(seed)))


def falling(
    rng: random.Random, count: int, begin: float = 2.3, end: float = 0.4, noise: float = 0.05
) -> Iterator[float]:
    """Yield a loss that falls and has noise."""
    for place in range(count):
        level = end + (begin - end) * math.exp(-4 * place / count)
        yield max(1e-4, level * (1 + noise * rng.gauss(0, 1)))


@style
def imagenet(rng: random.Random) -> Iterator[str]:
    yield "=> creating model 'resnet50'"
    for epoch in range(6):
        for place, loss in enumerate(falling(rng, 20, 6.9 - epoch, 5.5 - epoch)):
            yield (
                f"Epoch: [{epoch}][{place * 50:4d}/1000]\tTime {0.3 + rng.random() / 20:.3f} ( 0.312)\tData "
                f"{rng.random() / 100:.3f} ( 0.011)\tLoss {loss:.4e} ({loss:.4e})\tAcc@1 {10 * epoch + place / 2:.2f} (  8.51)"
            )
        yield f" *   Acc@1 {20 + 8 * epoch:.3f} Acc@5 {40 + 7 * epoch:.3f}"


@style
def lightning(rng: random.Random) -> Iterator[str]:
    yield "GPU available: True (cuda), used: True"
    yield "TPU available: False, using: 0 TPU cores"
    yield "You are using a CUDA device ('NVIDIA A100-SXM4-40GB') that has Tensor Cores. To properly utilize them, you should set `torch.set_float32_matmul_precision('medium' | 'high')` which will trade-off precision for performance."
    yield "LOCAL_RANK: 0 - CUDA_VISIBLE_DEVICES: [0,1]"
    yield "  | Name  | Type       | Params | Mode"
    yield "0 | model | Sequential | 1.2 M  | train"
    yield "Sanity Checking DataLoader 0: 100%|##########| 2/2 [00:00<00:00, 12.1it/s]"
    for epoch, loss in enumerate(falling(rng, 25, 1.9, 0.6)):
        yield f"Epoch {epoch}: 100%|##########| 391/391 [00:12<00:00, 31.6it/s, v_num=3, train_loss={loss:.3f}, val_loss={loss * 1.08:.3f}]"
    yield "`Trainer.fit` stopped: `max_epochs=25` reached."


@style
def transformers_trainer(rng: random.Random) -> Iterator[str]:
    yield "Some weights of BertForSequenceClassification were not initialized from the model checkpoint at bert-base-uncased and are newly initialized: ['classifier.bias', 'classifier.weight']"
    yield "You should probably TRAIN this model on a down-stream task to be able to use it for predictions and inference."
    for step, loss in enumerate(falling(rng, 40, 0.69, 0.2), start=1):
        rate = 2e-5 * (1 - step / 41)
        yield f"{{'loss': {loss:.4f}, 'grad_norm': {2 + rng.random():.6f}, 'learning_rate': {rate}, 'epoch': {step / 20:.2f}}}"
        if step % 10 == 0:
            yield f"{{'eval_loss': {loss * 1.1:.4f}, 'eval_accuracy': {0.9 - loss / 4:.4f}, 'eval_runtime': 3.21, 'eval_samples_per_second': 271.3, 'epoch': {step / 20:.2f}}}"
    yield "{'train_runtime': 812.3, 'train_samples_per_second': 24.6, 'train_loss': 0.31, 'epoch': 2.0}"


@style
def keras(rng: random.Random) -> Iterator[str]:
    yield "2024-05-01 10:00:00.123456: I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations."
    yield "To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow with the appropriate compiler flags."
    for epoch, loss in enumerate(falling(rng, 20, 0.6, 0.05), start=1):
        yield f"Epoch {epoch}/20"
        yield f"1875/1875 ━━━━━━━━━━━━━━━━━━━━ 3s 2ms/step - accuracy: {1 - loss / 3:.4f} - loss: {loss:.4f} - val_accuracy: {1 - loss / 2.8:.4f} - val_loss: {loss + 0.03:.4f}"


@style
def megatron(rng: random.Random) -> Iterator[str]:
    yield "using world size: 64, data-parallel size: 8, tensor-model-parallel size: 8"
    for place, loss in enumerate(falling(rng, 60, 10.8, 3.1, 0.01), start=1):
        yield (
            f" [2024-06-01 10:{place % 60:02d}:00] iteration {place * 10:8d}/  500000 | consumed samples: {place * 5120:12d} | elapsed time per "
            f"iteration (ms): {1210 + 20 * rng.random():.1f} | throughput per GPU (TFLOP/s/GPU): 180.3 | learning rate: {min(1.0, place / 20) * 1.5e-4:.6E} | "
            f"global batch size:   512 | lm loss: {loss:.6E} | loss scale: 1.0 | grad norm: {0.6 + 0.3 * rng.random():.3f} | number of skipped iterations:   0 | number of nan iterations:   0 |"
        )


@style
def deepspeed_fp16(rng: random.Random) -> Iterator[str]:
    yield "[2024-06-01 10:00:00,000] [INFO] [real_accelerator.py:203:get_accelerator] Setting ds_accelerator to cuda (auto detect)"
    yield " [WARNING]  async_io requires the dev libaio .so object and headers but these were not found."
    for power in range(16, 12, -1):
        yield f"[2024-06-01 10:00:{20 - power:02d},000] [INFO] [loss_scaler.py:183:update_scale] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: {2**power}, reducing to {2 ** (power - 1)}"
    for step, loss in enumerate(falling(rng, 40, 2.4, 1.4), start=1):
        yield f"[2024-06-01 10:05:00,000] [INFO] [logging.py:96:log_dist] [Rank 0] step={step * 10}, skipped=4, lr=[2e-05], mom=[(0.9, 0.999)], loss={loss:.4f}"
    yield "[2024-06-01 11:00:00,000] [INFO] [launch.py:351:main] Process 4242 exits successfully."


@style
def yolo(rng: random.Random) -> Iterator[str]:
    yield "Ultralytics 8.3.20 Python-3.11.9 torch-2.4.1+cu121 CUDA:0 (NVIDIA GeForce RTX 3090, 24268MiB)"
    yield "Transferred 319/355 items from pretrained weights"
    yield "AMP: checks passed"
    yield "train: Scanning /data/labels/train.cache... 5000 images, 12 backgrounds, 0 corrupt: 100%|##########| 5000/5000 [00:00<?, ?it/s]"
    yield "optimizer: SGD(lr=0.01, momentum=0.9) with parameter groups 57 weight(decay=0.0), 64 weight(decay=0.0005), 63 bias(decay=0.0)"
    for epoch, loss in enumerate(falling(rng, 30, 1.6, 0.8), start=1):
        yield "      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size"
        yield f"     {epoch:3d}/30      6.52G     {loss:.4f}     {loss * 1.1:.4f}     {loss * 0.9:.4f}        131        640: 100%|##########| 313/313 [00:41<00:00,  7.55it/s]"
        yield f"                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|##########| 10/10 [00:02<00:00,  4.2it/s]"
        yield f"                   all        500       3210      {0.5 + epoch / 80:.3f}      {0.4 + epoch / 80:.3f}      {0.4 + epoch / 70:.3f}      {0.3 + epoch / 90:.3f}"


@style
def nanogpt(rng: random.Random) -> Iterator[str]:
    yield "tokens per iteration will be: 491,520"
    yield "number of parameters: 123.59M"
    yield "using fused AdamW: True"
    for place, loss in enumerate(falling(rng, 60, 10.9, 3.2, 0.01)):
        if place % 20 == 0:
            yield f"step {place * 100}: train loss {loss:.4f}, val loss {loss + 0.02:.4f}"
            yield "saving checkpoint to out"
        yield f"iter {place * 10}: loss {loss:.4f}, time {250 + 5 * rng.random():.2f}ms, mfu {38 + rng.random():.2f}%"


@style
def fairseq(rng: random.Random) -> Iterator[str]:
    for place, loss in enumerate(falling(rng, 40, 12.0, 4.0, 0.01)):
        yield f"2023-01-01 10:{place:02d}:00 | INFO | train_inner | epoch 001: {place * 100:6d} / 9000 loss={loss:.3f}, nll_loss={loss * 0.95:.3f}, ppl={2**loss:.2f}, wps=31200, ups=3.1, wpb=3561.9, bsz=120, num_updates={place * 100}, lr={min(5e-4, 1.25e-5 * place):.6g}, gnorm={1.1 + rng.random() / 5:.3f}, loss_scale=16, train_wall=32, gb_free=9.8, wall=90"


@style
def detectron2(rng: random.Random) -> Iterator[str]:
    yield "[01/02 03:04:05 d2.engine.train_loop]: Starting training from iteration 0"
    for place, loss in enumerate(falling(rng, 40, 3.0, 0.9), start=1):
        yield f"[01/02 03:{place:02d}:05 d2.utils.events]:  eta: 5:0{place % 10}:31  iter: {place * 20 - 1}  total_loss: {loss:.3f}  loss_cls: {loss / 3:.4f}  loss_box_reg: {loss / 4:.4f}  time: 0.2134  last_time: 0.2201  data_time: 0.0051  last_data_time: 0.0047   lr: {min(0.02, 0.0005 * place):.5g}  max_mem: 5120M"


@style
def mmengine(rng: random.Random) -> Iterator[str]:
    yield "The model and loaded state dict do not match exactly"
    yield "unexpected key in source state_dict: fc.weight, fc.bias"
    for place, loss in enumerate(falling(rng, 40, 1.9, 0.5), start=1):
        yield f"2024/01/02 03:{place:02d}:05 - mmengine - INFO - Epoch(train)  [1][{place * 50:4d}/2000]  lr: 1.0000e-02  eta: 1:02:03  time: 0.3312  data_time: 0.0102  memory: 4011  loss: {loss:.4f}  loss_cls: {loss / 2:.4f}  acc: {100 - 30 * loss:.4f}"


@style
def timm(rng: random.Random) -> Iterator[str]:
    for epoch in range(4):
        for place, loss in enumerate(falling(rng, 12, 6.9 - epoch, 6 - epoch, 0.02)):
            yield f"Train: {epoch} [{place * 50:4d}/1251 ({place * 4:3d}%)]  Loss: {loss:.3f} ({loss:.2f})  Time: 0.412s, 2484.11/s  (0.421s, 2430.9/s)  LR: {1e-3 * (1 - epoch / 8):.3e}  Data: 0.011 (0.019)"
        yield f"Test: [  48/48]  Time: 0.112 (0.120)  Loss:  {4 - epoch:.3f} ( {4 - epoch:.3f})  Acc@1:  {20 + epoch * 9:.3f} ( {20 + epoch * 9:.3f})"


@style
def gan(rng: random.Random) -> Iterator[str]:
    for place in range(60):
        yield f"[{place // 10}/6][{place % 10 * 100}/1000] Loss_D: {0.7 + 0.3 * rng.random():.4f} Loss_G: {2 + rng.random():.4f} D(x): {0.7 + rng.random() / 10:.4f} D(G(z)): {0.2 + rng.random() / 10:.4f} / {0.15 + rng.random() / 10:.4f}"


@style
def reinforcement(rng: random.Random) -> Iterator[str]:
    for place in range(50):
        yield f"| rollout/ep_rew_mean | {20 + 3 * place + 5 * rng.random():.1f} |"
        yield f"| train/loss          | {30 + 20 * rng.random():.3f} |"
        yield f"| train/policy_loss   | {-0.02 * rng.random():.5f} |"
        yield f"| time/total_timesteps| {2048 * (place + 1)} |"


@style
def slurm_multi_rank(rng: random.Random) -> Iterator[str]:
    yield "srun: job 812 queued and waiting for resources"
    yield "srun: job 812 has been allocated resources"
    for rank in range(4):
        yield f"{rank}: node0{rank // 2}:{4000 + rank}:{4000 + rank} [{rank % 2}] NCCL INFO Bootstrap : Using ib0:10.0.0.{rank}<0>"
        yield f"{rank}: node0{rank // 2}:{4000 + rank}:{4000 + rank} [{rank % 2}] NCCL INFO NET/Plugin : No plugin found (libnccl-net.so), using internal implementation"
        yield f"{rank}: node0{rank // 2}:{4000 + rank}:{4000 + rank} [{rank % 2}] NCCL INFO NET/IB : Using [0]mlx5_0:1/IB ; OOB ib0:10.0.0.{rank}<0>"
        yield f"{rank}: node0{rank // 2}:{4000 + rank}:{4100 + rank} [{rank % 2}] NCCL INFO comm 0x5581 rank {rank} nranks 4 cudaDev {rank % 2} - Init COMPLETE"
    for place, loss in enumerate(falling(rng, 40, 4.0, 2.0, 0.02)):
        yield f"0: step {place * 50} loss {loss:.4f} grad_norm {0.5 + rng.random() / 5:.3f} lr {3e-4:.1e} tok/s 182000"
    yield "0: training finished"


@style
def torchrun_start(rng: random.Random) -> Iterator[str]:
    yield "W0102 03:04:05.000000 140000 torch/distributed/run.py:793] *****************************************"
    yield "W0102 03:04:05.000000 140000 torch/distributed/run.py:793] Setting OMP_NUM_THREADS environment variable for each process to be 1 in default, to avoid your system being overloaded, please further tune the variable for optimal performance in your application as needed."
    yield "[W socket.cpp:697] [c10d] The client socket has failed to connect to [localhost]:29500 (errno: 99 - Cannot assign requested address)."
    for step, loss in enumerate(falling(rng, 50, 2.3, 0.9)):
        yield f"[rank0]: step={step} loss={loss:.4f} lr=3.00e-04"
        yield f"[rank1]: step={step} loss={loss * (1 + 0.03 * rng.gauss(0, 1)):.4f} lr=3.00e-04"
    yield "[rank0]:[W102 03:20:05.0 ProcessGroupNCCL.cpp:1250] Warning: WARNING: process group has NOT been destroyed before we destruct ProcessGroupNCCL."


@style
def paddle(rng: random.Random) -> Iterator[str]:
    yield "W0102 03:04:05.123456  4242 gpu_resources.cc:119] Please NOTE: device: 0, GPU Compute Capability: 8.0, Driver API Version: 12.0, Runtime API Version: 11.7"
    for place, loss in enumerate(falling(rng, 40, 8.0, 2.0)):
        yield f"[2024/01/02 03:{place:02d}:05] ppocr INFO: epoch: [1/20], global_step: {place * 10}, lr: 0.001000, acc: {min(0.99, place / 50):.6f}, loss: {loss:.6f}, avg_reader_cost: 0.00033 s, avg_batch_cost: 0.21 s, avg_samples: 64.0, ips: 301.2 samples/s, eta: 1:02:03"


@style
def jax_flax(rng: random.Random) -> Iterator[str]:
    yield "I0102 03:04:05.123456 139 xla_bridge.py:889] Unable to initialize backend 'rocm': module 'jaxlib.xla_extension' has no attribute 'GpuAllocatorConfig'"
    yield "I0102 03:04:05.123456 139 xla_bridge.py:889] Unable to initialize backend 'tpu': INTERNAL: Failed to open libtpu.so: libtpu.so: cannot open shared object file: No such file or directory"
    for step, loss in enumerate(falling(rng, 40, 5.0, 2.0)):
        yield f"I0102 03:04:05.123456 139 train.py:210] [{step * 100}] train_loss={loss:.5f}, train_accuracy={1 - loss / 6:.4f}, steps_per_second=11.21"


@style
def pip_install(rng: random.Random) -> Iterator[str]:
    yield "Collecting torch==2.4.1"
    yield "  Downloading torch-2.4.1-cp311-cp311-manylinux1_x86_64.whl (797.1 MB)"
    yield "Installing collected packages: mpmath, networkx, torch"
    yield "Successfully installed mpmath-1.3.0 networkx-3.3 torch-2.4.1"
    yield "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager."


@style
def kubernetes(rng: random.Random) -> Iterator[str]:
    yield "Normal  Scheduled  2m    default-scheduler  Successfully assigned train/trainer-0 to node-7"
    yield 'Normal  Pulled     2m    kubelet            Container image "registry/train:12" already present on machine'
    yield "Normal  Started    2m    kubelet            Started container trainer"
    for step, loss in enumerate(falling(rng, 30, 3.0, 1.2)):
        yield f'{{"time": "2024-01-02T03:{step:02d}:05Z", "level": "INFO", "msg": "step", "step": {step * 100}, "loss": {loss:.4f}, "lr": 0.0003, "errors": 0}}'


@style
def own_loop(rng: random.Random) -> Iterator[str]:
    yield "Namespace(batch_size=64, lr=0.001, resume=None, error_tolerance=1e-06, fail_fast=False)"
    yield "device: cpu"
    for epoch, loss in enumerate(falling(rng, 30, 0.7, 0.2), start=1):
        yield f"Epoch {epoch:02d} train loss: {loss:.4f} val loss: {loss * 1.05:.4f} val error: {loss / 4:.4f} best val loss: {loss:.4f} time: 12.3s"
    yield "Early stopping at epoch 30, best epoch 28"
    yield "done, exit code 0"


@style
def regression(rng: random.Random) -> Iterator[str]:
    for epoch, loss in enumerate(falling(rng, 40, 4100.0, 900.0, 0.1), start=1):
        yield f"epoch {epoch}: MSE loss = {loss:.2f}, MAE = {math.sqrt(loss):.2f}, mean squared error (val) = {loss * 1.2:.2f}"


@style
def diffusion_steps_bar(rng: random.Random) -> Iterator[str]:
    for place, loss in enumerate(falling(rng, 60, 0.9, 0.12, 0.3)):
        yield f"Steps:  {place}%|{'#' * (place // 10)}| {place * 10}/600 [00:{place:02d}<09:00,  1.02it/s, lr=1e-5, step_loss={loss:.4f}]"


@style
def slow_but_sound(rng: random.Random) -> Iterator[str]:
    for place, loss in enumerate(falling(rng, 200, 3.2, 2.9, 0.02)):
        yield f"2024-01-02 03:04:{place % 60:02d},001 [INFO] update {place * 500}: loss {loss:.3f}, grad norm {1 + rng.random():.2f}, lr 1.00e-04, {0.9 + rng.random() / 10:.2f} s/step, mem 31.2GB"


@style
def dmesg_ordinary(rng: random.Random) -> Iterator[str]:
    yield "[    0.000000] Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)"
    yield "[    4.123456] nvidia-nvlink: Nvlink Core is being initialized, major device number 235"
    yield "[    4.523456] NVRM: loading NVIDIA UNIX x86_64 Kernel Module  550.54.15"
    yield "[    9.123456] EXT4-fs (nvme0n1p2): mounted filesystem with ordered data mode. Quota mode: none."
