"""Random primitives: every table is valid, bounded in size, and the same for the same seed."""

from __future__ import annotations

import random

import numpy as np
import torch

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.dataset.grammar.soup import soup
from meshwright.vocabulary.materials import MATERIALS

TABLES = [soup(random.Random(i)) for i in range(300)]
ROWS = np.concatenate(TABLES)


def test_same_seed_same_soup() -> None:
    np.testing.assert_array_equal(soup(random.Random(7)), TABLES[7])
    assert not np.array_equal(TABLES[7], TABLES[8])


def test_every_kind_and_operation_appears() -> None:
    assert set(ROWS[:, t.TYPE]) == set(range(t.FACET + 1))
    assert set(ROWS[:, t.OP]) == {t.UNION, t.SMOOTH, t.SUBTRACT}
    assert {len(table) for table in TABLES} == set(range(2, 10))


def test_columns_are_valid() -> None:
    assert np.isfinite(ROWS).all()
    assert (np.array([table[0, t.GROUP] for table in TABLES]) == 1).all()
    assert (ROWS[ROWS[:, t.GROUP] == 1][:, t.OP] == t.UNION).all()  # a group cannot start by cutting
    axes = ROWS[:, t.ROTATION : t.ROTATION + 9].reshape(-1, 3, 3)
    np.testing.assert_allclose(axes @ axes.transpose(0, 2, 1), np.broadcast_to(np.eye(3), axes.shape), atol=1e-5)
    np.testing.assert_allclose(np.linalg.det(axes), 1, atol=1e-5)  # rotations, not reflections
    assert (ROWS[:, t.PART] < t.MAX_SLOTS).all()
    assert (ROWS[:, t.MATERIAL] < len(MATERIALS)).all()
    look = ROWS[:, t.TINT : t.EMISSION + 1]
    assert ((look >= 0) & (look <= 1)).all()
    ellipsoids = ROWS[ROWS[:, t.TYPE] == t.ELLIPSOID][:, t.PARAM : t.PARAM + 3]
    assert (ellipsoids.max(1) / ellipsoids.min(1) <= 4 + 1e-5).all()


def test_soups_are_solids_inside_the_cube() -> None:
    points = torch.from_numpy(np.random.default_rng(0).uniform(-1, 1, (4000, 3)).astype(np.float32))
    corners = torch.tensor([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
    empty = 0
    for table in TABLES[:15]:
        d, owner = evaluate(torch.from_numpy(table), points)
        assert torch.isfinite(d).all()
        assert (owner < len(table)).all()
        empty += int((d < 0).sum() == 0)
        at_corners, _ = evaluate(torch.from_numpy(table), corners)
        assert (at_corners > 0).sum() >= 6
    assert empty <= 2
