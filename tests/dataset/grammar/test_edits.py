"""Edited twins differ from the draw in exactly what the plan says."""

from __future__ import annotations

import random

import numpy as np
import pytest

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.briefs import parts_present
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.edits import AMOUNTS, edit_of
from meshwright.dataset.grammar.sampling import draw, table_of
from tests.dataset.grammar.made_up import GADGET

GEOMETRY = [c for c in range(t.ROW) if c not in range(t.MATERIAL, t.EMISSION + 1)]


@pytest.mark.parametrize("category", [GADGET, *load()], ids=lambda c: c.name)
def test_twin_differs_only_where_the_plan_says(category):
    rng = random.Random(11)
    for _ in range(80):
        d = draw(category, rng)
        twin, plan = edit_of(d, rng)
        ops = {s.operation for s in plan.steps}
        assert plan.category == category.name
        assert twin.seed == d.seed
        if "style" not in ops:
            assert twin.style == d.style
        if "wear" not in ops:
            assert twin.worn == d.worn
        touched = {s.part for s in plan.steps if s.operation in ("material", "colour", "glow")}
        if "wear" not in ops and "" not in touched:
            for name in d.looks:
                assert name in touched or twin.looks[name] is d.looks[name]
        moved = {s.name: s for s in plan.steps if s.operation == "attribute"}
        for name, level in d.levels.items():
            step = moved.get(name)
            if step is None:
                assert twin.levels[name] == level
            else:
                change = step.direction * (twin.levels[name] - level)
                low, high = AMOUNTS[step.amount]
                assert low - 1e-9 <= change <= high + 1e-9
                if step.factor is not None:
                    assert twin[name] / d[name] == pytest.approx(step.factor)
        for step in plan.steps:
            if step.operation in ("add", "remove"):
                assert twin.has(step.name) == (step.operation == "add")
                assert d.has(step.name) == (step.operation == "remove")
            elif step.operation == "variant":
                assert d.variant(step.name) != twin.variant(step.name) == step.value
            elif step.operation == "style":
                assert d.style != twin.style == step.value
            elif step.operation == "material":
                parts = (step.part,) if step.part else tuple(d.looks)
                assert all(twin.looks[p].material == step.value for p in parts)
            elif step.operation == "colour":
                parts = (step.part,) if step.part else tuple(d.looks)
                assert all(twin.looks[p].colour == step.value for p in parts)
                assert all(twin.looks[p].material == d.looks[p].material for p in parts)
            if step.operation != "remove" and step.part:
                assert step.part in parts_present(twin)
        a, b = table_of(d), table_of(twin)
        if plan.steps and ops <= {"material", "colour", "glow", "wear"}:
            np.testing.assert_array_equal(a[:, GEOMETRY], b[:, GEOMETRY])
        if not plan.steps:
            assert twin is d


def test_mix_of_steps():
    rng = random.Random(0)
    plans = [edit_of(draw(GADGET, rng), rng)[1] for _ in range(3000)]
    lengths = np.bincount([len(p.steps) for p in plans], minlength=3) / len(plans)
    assert 0.02 < lengths[0] < 0.045
    assert 0.18 < lengths[2] < 0.26
    steps = [s for p in plans for s in p.steps]
    assert {s.operation for s in steps} == {
        "attribute", "material", "colour", "glow", "add", "remove", "variant", "style", "wear"
    }  # fmt: skip
    assert {s.amount for s in steps if s.operation == "attribute"} == {"slightly", "", "much"}
    assert {s.direction for s in steps if s.operation == "glow"} == {-1, 1}
    assert any(s.factor for s in steps)


def test_wear_and_back_returns_the_colours():
    rng = random.Random(8)
    seen = 0
    for _ in range(2000):
        d = draw(GADGET, rng)
        twin, plan = edit_of(d, rng)
        if [s.operation for s in plan.steps] != ["wear"] or d.worn:
            continue
        seen += 1
        for name, look in d.looks.items():
            mean = np.mean(look.tint)
            expected = 0.75 * np.array(look.tint) + 0.25 * mean * np.array((0.72, 0.62, 0.5))
            np.testing.assert_allclose(twin.looks[name].tint, expected, atol=1e-9)
            assert twin.looks[name].roughness == pytest.approx(min(1.0, look.roughness + 0.18))
    assert seen > 10


def test_same_seed_same_edit():
    d = draw(GADGET, random.Random(1))
    assert edit_of(d, random.Random(2)) == edit_of(d, random.Random(2))
