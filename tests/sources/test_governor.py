"""The governor against simulated steps and probes of a known price."""

from trainward.sources.live.governor import Governor

BUDGET = 0.01


def simulate(step_ns: int, cost_ns: int, steps: int) -> tuple[Governor, list[int]]:
    governor = Governor(BUDGET, ("a", "b"))
    looked = []
    for step in range(1, steps + 1):
        for name in ("a", "b"):
            if governor.due(name, step):
                governor.paid(name, step, cost_ns)
                looked += [step] if name == "a" else []
        governor.step_took(step, step_ns, 0)
    return governor, looked


def test_a_long_run_ends_within_its_budget_with_the_opening_counted_in() -> None:
    governor, _ = simulate(step_ns=10_000_000, cost_ns=3_000_000, steps=20_000)

    spent = sum(probe.spent_ns for probe in governor.probes.values())
    assert spent <= BUDGET * 20_000 * 10_000_000


def test_the_first_steps_are_looked_at_more_closely_than_later_ones() -> None:
    _, looked = simulate(step_ns=10_000_000, cost_ns=1_000_000, steps=20_000)

    assert looked[0] == 1
    assert sum(1 for step in looked if step <= 200) > 3 * sum(1 for step in looked if 10_000 < step <= 10_200)


def test_a_probe_that_costs_nothing_looks_at_every_step() -> None:
    _, looked = simulate(step_ns=10_000_000, cost_ns=100, steps=500)

    assert looked == list(range(1, 501))


def test_a_probe_of_any_price_still_looks_now_and_then() -> None:
    _, looked = simulate(step_ns=100_000, cost_ns=50_000_000, steps=20_000)

    assert len(looked) >= 10


def test_a_probe_with_nothing_to_look_at_is_tried_again_later() -> None:
    governor = Governor(BUDGET, ("a",))

    governor.postpone("a", 17)

    assert not governor.due("a", 16)
    assert governor.due("a", 17)
    assert governor.earliest == 17
