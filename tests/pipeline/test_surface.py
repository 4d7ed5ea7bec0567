"""Surfaces fine enough for their budget."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.topology import is_closed_manifold
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.surface import largest_share, resolution_for, split_in_four, surface_of

from ..analytic import AnalyticField, icosphere, sphere


def test_resolution_grows_with_the_budget_within_limits() -> None:
    found = [resolution_for(n) for n in (100, 5000, 50_000, 500_000)]
    assert found == sorted(found)
    assert found[0] == found[1] == 160
    assert found[-1] == 512


def test_small_object_still_fills_a_large_budget() -> None:
    field = AnalyticField({"ball": sphere(0.08)})
    surface = surface_of(field, 30_000, Stages())
    assert len(surface.labelled.faces) >= 30_000
    assert is_closed_manifold(surface.labelled.faces)
    assert surface.largest_share == 1.0


def test_split_keeps_surface_and_topology() -> None:
    ball = icosphere(2)
    fine = split_in_four(ball)
    assert len(fine.faces) == 4 * len(ball.faces)
    assert is_closed_manifold(fine.faces)
    cross = np.cross(*(fine.triangles[:, [1, 2]] - fine.triangles[:, :1]).swapaxes(0, 1))
    before = np.cross(*(ball.triangles[:, [1, 2]] - ball.triangles[:, :1]).swapaxes(0, 1))
    assert np.linalg.norm(cross, axis=1).sum() == pytest.approx(np.linalg.norm(before, axis=1).sum(), rel=1e-5)


def test_share_of_the_largest_component_is_by_volume() -> None:
    field = AnalyticField({"a": sphere(0.4, (-0.5, 0, 0)), "b": sphere(0.2, (0.5, 0, 0))})
    surface = surface_of(field, 1000, Stages())
    assert surface.largest_share == pytest.approx(8 / 9, abs=0.01)
    assert surface.parts_present == {"a", "b"}
    assert largest_share(icosphere(1)) == 1.0
