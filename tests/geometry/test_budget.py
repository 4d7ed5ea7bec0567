"""Surfaces whose topology does not fit their budget."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from meshwright.errors import BudgetError
from meshwright.geometry import budget
from meshwright.geometry.analysis import analyse
from meshwright.geometry.budget import Simplified, fit_budget
from meshwright.geometry.components import drop_floaters
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import take_faces
from tests.analytic import AnalyticField, box_mesh, icosphere
from tests.geometry.test_components import joined, moved


def row(count: int, step: float, radius: float) -> Mesh:
    ball = icosphere(2, radius)
    whole = ball
    for k in range(1, count):
        whole = joined(whole, moved(ball, (k * step, 0, 0)))
    return whole


def test_what_fits_is_only_decimated():
    ball = icosphere(4)
    low, given_up = fit_budget(ball, target_faces=300)
    assert given_up == Simplified()
    np.testing.assert_array_equal(low.faces, decimate(ball, target_faces=300).faces)


def test_gaps_close_where_components_are_too_many():
    beads = row(40, 0.21, 0.1)
    with pytest.raises(BudgetError):
        decimate(beads, target_faces=120)
    low, given_up = fit_budget(beads, target_faces=120)
    assert 117 <= len(low.faces) <= 120
    assert given_up.gap > 0
    report = analyse(low)
    assert report.sound
    assert report.components < 30
    np.testing.assert_allclose(np.ptp(low.vertices, axis=0)[0], np.ptp(beads.vertices, axis=0)[0], rtol=0.03)


def test_gaps_of_what_is_flat_close_too():
    tile = box_mesh()
    tile = replace(tile, vertices=(tile.vertices / np.ptp(tile.vertices, axis=0) * (1.0, 0.02, 1.0)).astype(np.float32))
    paving = joined(*[moved(tile, (1.1 * k, 0, 1.1 * j)) for k in range(9) for j in range(9)])
    low, given_up = fit_budget(paving, target_faces=120)
    assert analyse(low).sound
    assert given_up.gap > 0
    np.testing.assert_allclose(np.ptp(low.vertices, axis=0), [9.8, 0.02, 9.8], rtol=0.02, atol=0.01)


def test_closing_gaps_never_hands_on_what_is_no_manifold(monkeypatch):
    calls = []

    def first_torn(mesh, **limits):
        calls.append(mesh)
        kept, dropped = drop_floaters(mesh, **limits)
        return (take_faces(kept, np.arange(1, len(kept.faces))) if len(calls) == 1 else kept), dropped

    monkeypatch.setattr(budget, "drop_floaters", first_torn)
    low, given_up = fit_budget(row(40, 0.21, 0.1), target_faces=120)
    assert len(calls) > 1
    assert analyse(low).sound
    assert given_up.gap > 0


def test_specks_go_first():
    dust = row(60, 0.03, 0.01)
    low, given_up = fit_budget(joined(moved(icosphere(4), (0, 3, 0)), dust), target_faces=150)
    assert given_up == Simplified(specks=60)
    assert analyse(low).components == 1


def test_balls_far_apart_are_refused():
    with pytest.raises(BudgetError, match="40 components"):
        fit_budget(row(40, 5.0, 0.1), target_faces=120)


def test_a_tangle_of_stretched_faces_ends_in_bounded_time():
    """A lattice whose vertices were welded to distant ones: most places lie under dozens of faces.

    The budget holds its topology but not its shape; closing its gaps took minutes, and so did fitting it.
    """

    def wave(p):
        waves = sum(np.sin(7 * p[:, k]) * np.cos(7 * p[:, (k + 1) % 3]) for k in range(3))
        return np.maximum(waves * 0.08, np.abs(p).max(axis=1) - 0.85)

    lattice = extract(AnalyticField({"lattice": wave}), resolution=40, coarse=32)
    vertices = lattice.vertices.copy()
    ends = np.random.default_rng(0).permutation(len(vertices))[: 2 * (len(vertices) // 60)].reshape(2, -1)
    vertices[ends[0]] = vertices[ends[1]] + np.float32(1e-4)
    start = time.process_time()
    low, _ = fit_budget(replace(lattice, vertices=vertices), target_faces=1000)
    decimate(replace(lattice, vertices=vertices), target_faces=10_000)
    assert time.process_time() - start < 20
    assert 980 <= len(low.faces) <= 1000


class Sieve:
    """A plate with 36 holes."""

    bounds = (np.array([-1, -0.1, -1], np.float32), np.array([1, 0.1, 1], np.float32))
    part_names = ("body",)

    def sdf(self, p: np.ndarray) -> np.ndarray:
        plate = (np.abs(p) - [0.95, 0.06, 0.95]).max(axis=1)
        holes = 0.07 - np.hypot((p[:, 0] * 3) % 1 - 0.5, (p[:, 2] * 3) % 1 - 0.5) / 3
        return np.asarray(np.maximum(plate, holes), np.float32)


def test_tunnels_close_where_keeping_them_would_cost_the_shape():
    sieve = extract(Sieve(), resolution=96, coarse=32)
    before = analyse(sieve, intersections=False)
    assert before.genus == 36
    low, given_up = fit_budget(sieve, target_faces=160)
    assert given_up.gap > 0
    report = analyse(low, intersections=False)
    assert report.sound
    assert report.genus < 36
    np.testing.assert_allclose(np.ptp(low.vertices, axis=0), np.ptp(sieve.vertices, axis=0), rtol=0.1)
    assert before.volume < report.volume < 2 * before.volume
