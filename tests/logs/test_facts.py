from facts_in import facts_in

from trainward.logs.fact_readers import all_fact_readers
from trainward.logs.matching import FACT
from trainward.logs.signature_files import all_signatures

NEW = (
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate {request}. GPU 0 has a total capacity of 24.00 GiB "
    "of which {free} is free. Of the allocated memory {allocated} is allocated by PyTorch, and {idle} is reserved by "
    "PyTorch but unallocated."
)
OLD = (
    "RuntimeError: CUDA out of memory. Tried to allocate 216.00 MiB (GPU 0; 7.92 GiB total capacity; "
    "69.17 MiB already allocated; 24.56 MiB free; 86.00 MiB reserved in total by PyTorch)"
)
WATCHDOG = (
    "[Rank {rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum={sequence}, OpType={kind}, "
    "Timeout(ms)=600000) ran for 600031 milliseconds before timing out."
)
SCALE = "OVERFLOW! Rank 0 Skipping step. Attempted loss scale: {}, reducing to {}"


def test_every_fact_has_one_reader() -> None:
    names = [name for reader in all_fact_readers() for name in reader.facts]

    assert len(names) == len(set(names))


def test_a_request_that_fits_into_idle_memory_means_pieces() -> None:
    text = NEW.format(request="2.00 GiB", free="100.00 MiB", allocated="15.00 GiB", idle="6.00 GiB")

    assert "oom-fragmented" in facts_in(text)


def test_a_card_full_of_own_tensors_is_not_in_pieces() -> None:
    facts = facts_in(NEW.format(request="90.00 MiB", free="0 bytes", allocated="22.50 GiB", idle="127.00 MiB"))

    assert "oom-own-process-full" in facts
    assert not facts & {"oom-fragmented", "oom-others-hold"}


def test_memory_that_is_neither_free_nor_ours_is_another_process() -> None:
    assert "oom-others-hold" in facts_in(OLD)


def test_memory_that_runs_out_in_the_optimizer_is_told_by_its_frame() -> None:
    text = f'Traceback (most recent call last):\n  File "t.py", line 3, in main\n    optimizer.step()\n{OLD}'

    assert "oom-in-optimizer-step" in facts_in(text)
    assert "oom-in-optimizer-step" not in facts_in(text.replace("optimizer.step()", "loss = model(x)"))


def test_ranks_in_different_collectives_differ() -> None:
    text = "\n".join(
        (
            WATCHDOG.format(rank=0, sequence=12, kind="ALLREDUCE"),
            WATCHDOG.format(rank=1, sequence=13, kind="BROADCAST"),
        )
    )

    assert {"collective-types-differ", "collective-sequences-differ"} <= facts_in(text)


def test_ranks_in_one_collective_agree_and_a_gap_is_a_missing_rank() -> None:
    text = "\n".join(WATCHDOG.format(rank=rank, sequence=12, kind="ALLREDUCE") for rank in (0, 1, 3))
    facts = facts_in(text)

    assert not facts & {"collective-types-differ", "collective-sequences-differ"}
    assert "collective-ranks-missing" in facts


def test_a_descent_of_the_loss_scale_is_a_start_and_the_floor_is_an_end() -> None:
    descent = "\n".join(SCALE.format(2**power, 2 ** (power - 1)) for power in range(32, 26, -1))
    floor = "\n".join(SCALE.format(1, 1) for _ in range(4))

    assert "loss-scale-warming-up" in facts_in(descent)
    assert "loss-scale-at-floor" in facts_in(floor)
    assert "loss-scale-at-floor" not in facts_in(descent)


def test_a_scale_that_comes_back_to_its_ceiling_swings() -> None:
    assert "loss-scale-oscillating" in facts_in("\n".join(SCALE.format(8192, 4096) for _ in range(3)))


def test_the_course_of_the_loss_is_told() -> None:
    good_then_nan = "\n".join(f"step {step} loss {value}" for step, value in enumerate([2.3, 2.1, 1.9, "nan", "nan"]))
    falling = "\n".join(f"step {step} loss {2.3 * 0.97**step:.4f}" for step in range(40))

    assert {"loss-nonfinite", "loss-nonfinite-after-good"} <= facts_in(good_then_nan)
    assert "loss-nonfinite-at-once" in facts_in("step 1 loss nan\nstep 2 loss nan")
    assert "loss-falls" in facts_in(falling)
    assert not facts_in(falling) & {"loss-flat", "loss-explodes", "loss-nonfinite"}


def test_memory_figures_that_rise_grow() -> None:
    rising = "\n".join(f"step {step} gpu mem: {4 + 0.5 * step:.1f}GB" for step in range(12))
    level = "\n".join(f"step {step} gpu mem: {4 + 0.1 * (step % 2):.1f}GB" for step in range(12))

    assert "device-memory-grows" in facts_in(rising)
    assert "device-memory-grows" not in facts_in(level)


def test_an_epoch_that_counts_fewer_samples_than_there_are_visits_a_part() -> None:
    assert "epoch-visits-part" in facts_in("epoch 1 done: distinct indices 15000 of 60000")
    assert "epoch-visits-part" not in facts_in("epoch 1 done: distinct indices 59968 of 60000")


def test_every_fact_serves_a_signature() -> None:
    named = {sign.fact for one in all_signatures() for sign in one.signs}
    named |= {
        text.removeprefix(FACT)
        for one in all_signatures()
        for sign in one.signs
        for text in (*sign.with_, *sign.without)
    }

    assert {name for reader in all_fact_readers() for name in reader.facts} <= named


def test_processes_that_were_ended_say_by_what() -> None:
    assert "killed-by-sigkill" in facts_in("exitcode: -9 (pid: 36071)")
    assert "kernel-oom-killer" in facts_in("Out of memory: Killed process 4242 (python) total-vm:9kB")
    assert "segmentation-fault" in facts_in("Segmentation fault (core dumped)")
    assert not facts_in("epoch 3 done, exit code 0") & {"killed-by-sigkill", "segmentation-fault"}
