"""Plans made by hand: a dense model, experts on racks, a CNN, one that does not fit, one without prices, a fleet."""

from dataclasses import replace

from trainward.records.estimate import Estimate, Interval, MemoryPart, Question, StepPart
from trainward.records.hardware import Gpu, PriceRange, Server, Switch
from trainward.records.layout import Layout, Scenario, Stack
from trainward.records.model_shape import CountedModel, Experts, LatentAttention, Model, ModelShape
from trainward.records.plan import (
    Advice,
    Alternative,
    CostLine,
    Fabric,
    Failures,
    FleetPlan,
    FleetTask,
    Money,
    Plan,
    Room,
    Tier,
)

HOSTILE = '</script><script>window.hurt=1</script><img src=x onerror="window.hurt=1"> & [red]|`{{ 7*7 }}` \x1b[31m'
CHINESE = "通义千问 72B（长上下文）"
NONE = Interval(0.0, 0.0, 0.0)

LLAMA_70B = ModelShape("Llama-3 70B", 80, 8192, 64, 8, 128, 28672, 128256, params_total=70.6e9)
DEEPSEEK = ModelShape(
    "DeepSeek-V3", 61, 7168, 128, 128, 128, 18432, 129280, experts=Experts(256, 8, 2048, 2048, 3),
    latent=LatentAttention(1536, 512, 128, 64, 128), params_total=671e9, params_active=37e9,
)  # fmt: skip
RESNET = CountedModel("ResNet-50", 25.6e6, 25.6e6, 8.2e9, 9.1e7, "image")

H100 = Gpu(
    "H100-SXM-80GB", 989.0, 80.0, 3.35, 900.0, 700.0, fp8_tflops=1979.0, matmul_tflops=794.5, server="DGX H100",
    cloud_hour=PriceRange(1.49, 5.0, "2026-05", "cloud price table"),
)  # fmt: skip
GB200 = Gpu("GB200", 2500.0, 186.0, 8.0, 1800.0, 1200.0, matmul_tflops=1822.0, domain=72, server="GB200 NVL72")
DGX_H100 = Server("DGX H100", 8, 10.2, 8, "air")
NVL72 = Server("GB200 NVL72", 72, 120.0, 0, "liquid")
NDR = Switch("QM9700", 64, 400.0, 1.7)

ASSUMPTIONS = (
    "The GPUs are alike and none is slow: one slow GPU slows all of them.",
    "Loading data and writing logs hide behind the step.",
    "Half of the attention's products are skipped where the mask hides them.",
)
DATES = ("Prices of cloud hours: 2026-05.", "Published runs: 2021 to 2025.")


def around(middle: float, share: float = 0.12) -> Interval:
    return Interval(middle * (1 - share), middle, middle * (1 + share))


def fabric(servers: int, server: Server = DGX_H100, switch: Switch = NDR) -> Fabric:
    """Return the tiers of a rail-optimised fat tree; one server needs none."""
    gpus = servers * server.gpus
    if servers == 1:
        tiers: tuple[Tier, ...] = ()
    elif gpus <= 2048:
        tiers = (Tier("leaf", -(-gpus // 32), gpus), Tier("spine", -(-gpus // 64), gpus))
    else:
        tiers = (Tier("leaf", gpus // 32, gpus), Tier("spine", gpus // 32, gpus), Tier("core", gpus // 64, gpus))
    rails = 4 if server.gpus == 72 else server.gpus
    return Fabric(switch, rails, tiers, 2 * gpus * len(tiers), "rail-optimised full fat tree of 64-port switches")


def room(servers: int, server: Server = DGX_H100) -> Room:
    each = 1 if server.rack_units == 0 else 4
    load = servers * server.kilowatts * 1.08
    return Room(
        server=server, servers=servers, spare_servers=-(-servers // 64) if servers > 1 else 0,
        racks=-(-servers // each), servers_per_rack=each, kilowatts_per_rack=each * server.kilowatts, it_kilowatts=load,
        site_kilowatts=Interval(load * 1.09, load * 1.25, load * 1.54), pue=Interval(1.09, 1.25, 1.54),
        cooling=server.cooling, fabric=fabric(servers, server),
    )  # fmt: skip


MONEY = Money(
    purchase=(
        CostLine("servers", Interval(8.64e6, 9.92e6, 11.2e6), "32 DGX H100 at 270 to 350 kUSD, 2024-08, a price list"),
        CostLine("switches", Interval(432e3, 516e3, 600e3), "12 QM9700 at 36 to 50 kUSD, 2024-08, a price list"),
        CostLine("cables and optics", Interval(25.6e3, 141e3, 256e3), "512 links at 50 to 500 USD, 2025, an estimate"),
    ),
    purchase_total=Interval(9.1e6, 10.6e6, 12.1e6),
    rental=(CostLine("GPU hours", Interval(27e3, 61e3, 118e3), "20,500 hours at 1.49 to 5.00 USD, 2026-05"),),
    rental_total=Interval(27e3, 61e3, 118e3),
    energy_megawatt_hours=Interval(104.0, 130.0, 165.0),
    energy_usd=Interval(7.3e3, 12.4e3, 19.8e3),
    dates=("Prices of servers and switches: 2024-08.",),
)
UNPRICED = replace(
    MONEY, purchase=(), purchase_total=NONE, rental=(), rental_total=NONE, dates=("No price of this GPU is known.",)
)
FAILURES = Failures(
    hours_between=Interval(62.0, 140.0, 310.0),
    interruptions=Interval(1.0, 2.1, 4.8),
    checkpoint_minutes=71.0,
    save_seconds=18.0,
    restart_minutes=12.0,
    goodput=Interval(0.951, 0.974, 0.988),
    spare_servers=1,
    says=("2.3 to 6.5 failures per 1,000 node-days (arXiv 2410.21680), and a software failure a fortnight.",),
)
ADVICE = (
    Advice("fused attention", True, 1.31, -6.2, "the scores of 64 heads are never stored"),
    Advice("selective recompute", True, 1.0, 0.02, "nothing left to recompute with fused attention"),
    Advice("FP8 matrix products", False, 1.28, 1.4, "try it: matrix products are 71 % of the step"),
    Advice("full recompute", False, 0.78, -21.5, "only where memory is short"),
    Advice("optimizer offload", False, 0.91, -5.3, "only where memory is short"),
)
STEP_PARTS = (
    StepPart("matrix products", 8.12, "5.43e18 FLOP a step at 661 TFLOP/s a GPU: 83 % of the measured best rate"),
    StepPart("attention", 0.61, "scores and values of 8,192 tokens, the causal half skipped"),
    StepPart("elementwise work", 0.83, "norms, activations and residuals at 2.9 TB/s"),
    StepPart("tensor-parallel communication", 1.24, "all-gather and reduce-scatter of 4 in the NVLink domain"),
    StepPart("pipeline bubble", 0.71, "3 of 32 micro-batches, 4 virtual stages"),
    StepPart("data-parallel communication", 0.18, "gradients of 4.4 B parameters, 85 % hidden by the backward pass"),
    StepPart("optimizer", 0.06, "Adam over a shard of 0.55 B parameters"),
)
MEMORY_PARTS = (
    MemoryPart("weights", 8.2, "4.41 B parameters in bf16"),
    MemoryPart("gradients", 16.4, "4.41 B parameters in fp32"),
    MemoryPart("optimizer states", 6.2, "master weights and two moments, sharded over 8"),
    MemoryPart("activations", 28.9, "4 micro-batches on the first stage"),
    MemoryPart("logits", 2.0, "vocabulary of 128,256 over 4 tensor ranks"),
)
QUESTION = Question(
    LLAMA_70B,
    Scenario(seq_len=8192, global_batch=512, tokens=100e9, deadline_days=14.0, budget_usd=100e3),
    H100,
    Layout(256, tensor=4, pipeline=4, data=16, virtual_stages=4, zero=1),
    Stack("Megatron-Core 0.12"),
)
ESTIMATE = Estimate(
    question=QUESTION,
    step_seconds=Interval(10.5, 11.75, 13.4),
    step_parts=STEP_PARTS,
    tokens_per_second_per_gpu=Interval(1223.0, 1394.0, 1560.0),
    mfu=Interval(0.521, 0.594, 0.665),
    hfu=Interval(0.521, 0.594, 0.665),
    allocated_gib=Interval(59.1, 61.7, 64.4),
    device_gib=Interval(64.2, 68.1, 73.6),
    memory_parts=MEMORY_PARTS,
    capacity_gib=79.6,
    fits=True,
    fits_perhaps=False,
    assumptions=ASSUMPTIONS,
    extrapolates=(),
)


def alternative(estimate: Estimate, layout: Layout, days: float, dollars: float, says: str) -> Alternative:
    other = replace(estimate, question=replace(estimate.question, layout=layout))
    return Alternative(other, around(days), around(dollars, 0.5), says)


LLAMA = Plan(
    estimate=ESTIMATE,
    steps=23_842.0,
    wall_days=Interval(2.97, 3.33, 3.82),
    gpu_hours=Interval(18_250.0, 20_500.0, 23_500.0),
    money=MONEY,
    room=room(32),
    failures=FAILURES,
    advice=ADVICE,
    alternatives=(
        alternative(ESTIMATE, Layout(256, 8, 2, 16), 3.5, 66e3, "5 % slower: more tensor-parallel communication"),
        alternative(ESTIMATE, Layout(256, 2, 8, 16, virtual_stages=2), 3.6, 68e3, "8 % slower: a larger bubble"),
        alternative(
            replace(ESTIMATE, fits=False, fits_perhaps=True, device_gib=Interval(73.0, 77.9, 83.0)),
            Layout(256, 4, 2, 32, zero=2), 3.2, 59e3, "3 % faster, but it may run out of memory",
        ),
    ),
    reasons=("Tensor parallelism stays inside a server, where the link is 9 times as fast as the network.",),
    assumptions=("The run has the machines to itself.",),
    dates=DATES,
    considered=1284,
)  # fmt: skip


def changed(plan: Plan, model: Model, gpu: Gpu, layout: Layout, **others: object) -> Plan:
    question = replace(plan.estimate.question, model=model, gpu=gpu, layout=layout)
    return replace(plan, estimate=replace(plan.estimate, question=question, **others))  # type: ignore[arg-type]


EXPERTS = replace(
    changed(
        LLAMA, DEEPSEEK, GB200, Layout(2304, pipeline=8, data=288, expert=64, zero=1),
        capacity_gib=184.0, device_gib=Interval(131.0, 146.0, 171.0), allocated_gib=Interval(120.0, 134.0, 150.0),
        memory_parts=(
            MemoryPart("weights", 27.0, "of 14.5 B parameters"), MemoryPart("gradients", 54.0, "in fp32"),
            MemoryPart("optimizer states", 11.0, "sharded over 288"), MemoryPart("activations", 42.0, "8 batches"),
        ),
        extrapolates=(
            "No published run of a mixture of experts on GB200 was checked.",
            "2,304 GPUs are more than any run of this kind that was checked (1,024).",
        ),
    ),
    wall_days=Interval(28.1, 37.4, 51.9), money=UNPRICED, room=room(32, NVL72),
)  # fmt: skip
CNN = replace(
    changed(
        LLAMA, RESNET, H100, Layout(8, data=8, zero=0, micro_batch=256),
        step_seconds=Interval(0.083, 0.094, 0.112), tokens_per_second_per_gpu=Interval(2286.0, 2723.0, 3084.0),
        step_parts=(StepPart("forward and backward", 0.091, "counted operations"), StepPart("optimizer", 0.003, "SGD")),
        device_gib=Interval(24.0, 27.5, 33.0), allocated_gib=Interval(21.0, 23.4, 26.0),
        memory_parts=(MemoryPart("weights and states", 0.4, "25.6 M parameters"), MemoryPart("activations", 23.1, "")),
    ),
    wall_days=Interval(0.061, 0.069, 0.083), gpu_hours=Interval(11.7, 13.2, 15.9), room=room(1), alternatives=(),
)  # fmt: skip
CNN = replace(
    CNN,
    estimate=replace(
        CNN.estimate,
        question=replace(CNN.estimate.question, scenario=Scenario(seq_len=1, global_batch=2048, tokens=115e6)),
    ),
)
TOO_LARGE = replace(
    changed(
        LLAMA, replace(LLAMA_70B, name=CHINESE), H100, Layout(16, tensor=8, data=2),
        fits=False, device_gib=Interval(118.0, 131.0, 149.0), allocated_gib=Interval(117.0, 122.6, 128.0),
        memory_parts=(*MEMORY_PARTS[:3], MemoryPart("activations", 91.8, "too many layers on a GPU")),
        extrapolates=("Half of the layers of any run that was checked.",),
    ),
    room=room(2),
)  # fmt: skip
DOUBTFUL = LLAMA.alternatives[2].estimate
NO_PRICES = replace(LLAMA, money=UNPRICED)
HURTFUL = replace(
    changed(
        LLAMA, replace(LLAMA_70B, name=HOSTILE), replace(H100, name=HOSTILE), QUESTION.layout,
        step_parts=(StepPart(HOSTILE, 8.0, HOSTILE), *STEP_PARTS[1:]),
        memory_parts=(MemoryPart(HOSTILE, 9.0, HOSTILE), *MEMORY_PARTS[1:]),
        assumptions=(HOSTILE,), extrapolates=(HOSTILE,),
    ),
    money=replace(MONEY, rental=(replace(MONEY.rental[0], name=HOSTILE, says=HOSTILE),)),
    room=replace(room(32), server=replace(DGX_H100, name=HOSTILE)),
    reasons=(HOSTILE,),
)  # fmt: skip
PLANS = {
    "dense": LLAMA,
    "experts": EXPERTS,
    "cnn": CNN,
    "too-large": TOO_LARGE,
    "no-prices": NO_PRICES,
    "hurtful": HURTFUL,
}

FLEET = FleetPlan(
    gpu="H100-SXM-80GB",
    gpus=64,
    peak_pflops=63.3,
    effective_pflops=Interval(20.3, 25.9, 30.1),
    largest_model="a dense transformer of about 65 B parameters",
    tasks=(
        FleetTask("pre-train Llama-3 8B", 15e12, ESTIMATE, Interval(390.0, 455.0, 540.0), "MFU of 41 %"),
        FleetTask("fine-tune Llama-3 70B", 1e9, DOUBTFUL, Interval(0.31, 0.35, 0.43), "full recompute"),
        FleetTask("pre-train DeepSeek-V3", 14.8e12, None, None, "does not fit: 671 B parameters need 256 GPUs or more"),
    ),
    room=room(8),
    money=replace(MONEY, rental=(), rental_total=NONE),
    assumptions=("All 64 GPUs work on one task at a time.",),
    dates=DATES,
)
