"""Draws: one generator decides everything, looks do not reach geometry, and every draw fits the cube."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import COLOUR_TINTS, assemble, draw, make_look, scale_of, table_of
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.dataset.grammar.spec import STYLES, Category, Part
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS
from tests.dataset.grammar.made_up import GADGET

CATEGORIES = [GADGET, *load()]
GEOMETRY = [c for c in range(t.ROW) if c not in range(t.MATERIAL, t.EMISSION + 1)]


def face_points(n: int = 20) -> torch.Tensor:
    """A grid on five faces of the cube (the floor's face is not one of them)."""
    s = torch.linspace(-1, 1, n)
    u, v = (x.flatten() for x in torch.meshgrid(s, s, indexing="ij"))
    one = torch.ones_like(u)
    faces = [(one, u, v), (-one, u, v), (u, one, v), (u, v, one), (u, v, -one)]
    return torch.cat([torch.stack(f, -1) for f in faces])


def test_same_seed_same_draw() -> None:
    for category in CATEGORIES[:8]:
        a, b = draw(category, random.Random(3)), draw(category, random.Random(3))
        assert a == b
        np.testing.assert_array_equal(table_of(a), table_of(b))
    assert draw(GADGET, random.Random(3)) != draw(GADGET, random.Random(4))


def test_freedoms_are_drawn_as_declared() -> None:
    rng = random.Random(0)
    draws = [draw(GADGET, rng) for _ in range(2000)]
    styles = [sum(d.style == s for d in draws) / 2000 for s in STYLES]
    np.testing.assert_allclose(styles, (0.5, 0.2, 0.2, 0.1), atol=0.04)
    assert abs(sum(d.worn for d in draws) / 2000 - 0.2) < 0.03
    assert abs(sum(d.has("gems") for d in draws) / 2000 - 0.5) < 0.04
    assert abs(sum(d.looks["crown"] is d.looks["stem"] for d in draws) / 2000 - 0.75) < 0.04
    assert all(0.5 <= d["height"] <= 1.5 for d in draws)
    assert all(d.looks["foot"].colour == "" or d.looks["foot"].material for d in draws)


def test_assemble_places_levels_in_their_ranges() -> None:
    d = draw(GADGET, random.Random(1))
    e = assemble(GADGET, "plain", False, {"height": 0.25, "crown size": 1.0}, dict(d.options), dict(d.variants),
                 dict(d.looks), 5)  # fmt: skip
    assert e["height"] == pytest.approx(0.75)
    assert e["crown size"] == pytest.approx(0.8)
    assert e.seed == 5


def test_looks_say_what_was_asked() -> None:
    part = Part("stem", ("wood", "iron"), natural=((255, 0, 0),))
    asked = [make_look(part, "wood", "blue", True, False, random.Random(i)) for i in range(50)]
    tints = np.array([k.tint for k in asked])
    blue = np.array(COLOUR_TINTS["blue"])
    assert ((tints >= blue * 0.879) & (tints <= np.minimum(blue * 1.121, 1))).all()
    assert {k.emission for k in asked} == {1.0}
    natural = make_look(part, "wood", "", False, False, random.Random(0))
    assert natural.tint[0] > 0.8
    assert natural.tint[1:] == (0, 0)
    iron = make_look(part, "iron", "", False, False, random.Random(0))
    assert iron.metallic == MATERIALS[MATERIAL_INDEX["iron"]].metallic
    worn = make_look(part, "wood", "blue", False, True, random.Random(0))
    clean = make_look(part, "wood", "blue", False, False, random.Random(0))
    assert worn.roughness == pytest.approx(min(1, clean.roughness + 0.18))
    assert np.ptp(worn.tint) < np.ptp(clean.tint)


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.name)
def test_other_looks_move_no_surface(category: Category) -> None:
    rng = random.Random(5)
    for _ in range(6):
        d, other = draw(category, rng), draw(category, rng)
        recoloured = replace(d, looks=other.looks, worn=other.worn)
        np.testing.assert_array_equal(table_of(d)[:, GEOMETRY], table_of(recoloured)[:, GEOMETRY])


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.name)
def test_scale_keeps_draws_in_the_cube_and_on_the_floor(category: Category) -> None:
    assert scale_of(category) > 0
    rng = random.Random(77)
    points = face_points()
    below = torch.stack((points[:, 0] * 0.9, torch.full((len(points),), t.FLOOR - 0.05), points[:, 2] * 0.9), -1)
    rows = torch.from_numpy(table_of(draw(category, rng)))
    assert (evaluate(rows, points)[0] > 0).all()
    assert (evaluate(rows, below)[0] > -0.02).all()
