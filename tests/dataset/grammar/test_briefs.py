"""Briefs state only what is true of the draw."""

from __future__ import annotations

import random

import pytest

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.briefs import HIGH, LOW, brief_of, parts_present
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.prompt.brief import Brief
from tests.dataset.grammar.made_up import GADGET


@pytest.mark.parametrize("category", [GADGET, *load()], ids=lambda c: c.name)
def test_every_statement_is_true(category):
    rng = random.Random(3)
    for _ in range(60):
        d = draw(category, rng)
        b = brief_of(d, rng)
        rows = table_of(d)
        present = {category.parts[int(s)].name for s in rows[rows[:, t.OP] < t.SUBTRACT, t.PART]}
        for a in b.attributes:
            level = d.levels[a.name]
            assert level > HIGH if a.high else level < LOW
            assert not a.very or not 0.1 <= level <= 0.9
            assert not a.part or a.part in present
        for p in b.parts:
            look = d.looks[p.part]
            assert p.part in present
            assert p.material in ("", look.material)
            assert p.colour in ("", look.colour)
            assert p.glow is None or p.glow == (look.emission > 0.5)
            assert p.material or p.colour or p.glow is not None
        assert all(d.options[o] for o in b.options)
        assert all(d.variants[n] == c for n, c in b.variants)
        assert b.style in ("", d.style)
        assert b.style != "plain"
        assert d.worn or not b.worn


def test_optional_part_is_mentioned_with_its_option():
    rng = random.Random(5)
    seen = 0
    for _ in range(400):
        d = draw(GADGET, rng)
        b = brief_of(d, rng)
        if any(p.part == "gems" for p in b.parts):
            seen += 1
            assert "gems" in b.options
            assert d.options["gems"]
    assert seen > 20


def test_short_and_full_briefs_both_occur():
    rng = random.Random(1)
    count = []
    for _ in range(500):
        b = brief_of(draw(GADGET, rng), rng)
        count.append(len(b.attributes) + len(b.parts) + len(b.options) + len(b.variants))
    assert min(count) == 0
    assert max(count) >= 6


def test_mention_zero_and_one():
    rng = random.Random(2)
    d = draw(GADGET, rng)
    full = [brief_of(d, rng, mention=1.0) for _ in range(50)]
    assert any({p.part for p in b.parts if p.material} == set(parts_present(d)) for b in full)
    silent = [brief_of(d, rng, mention=0.0) for _ in range(50)]
    assert all(not b.attributes and not b.options and not b.variants for b in silent)


def test_same_seed_same_brief():
    d = draw(GADGET, random.Random(9))
    a, b = (brief_of(d, random.Random(4)) for _ in range(2))
    assert a == b
    assert Brief.from_json(a.to_json()) == a
