"""Meshes that once failed, replayed through the geometry stages."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import numpy as np
import pytest

from meshwright.errors import BudgetError
from meshwright.geometry.analysis import analyse
from meshwright.geometry.budget import fit_budget
from meshwright.geometry.collision import collision_hulls, hull_volume
from meshwright.geometry.cutting import touching_vertices
from meshwright.geometry.lods import make_lods
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.repair import repair
from meshwright.geometry.topology import face_volumes
from meshwright.geometry.unwrap import unwrap

FOLDER = Path(__file__).parents[1] / "corpus" / "meshes"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.npz")), ids=lambda p: p.stem)
def test_replay(path: Path) -> None:
    with np.load(path) as z:
        mesh = Mesh.from_arrays(z["v"], z["f"])
    solid, _ = repair(mesh, remesh_resolution=64)
    assert analyse(solid).sound
    assert not touching_vertices(solid)
    low, _ = fit_budget(solid, target_faces=300)
    assert analyse(low, intersections=False).sound
    assert min(294, len(solid.faces)) <= len(low.faces) <= 300
    flat = unwrap(low, texture_size=256)
    with contextlib.suppress(BudgetError):
        (level,) = make_lods(flat, [100], gap=4 / 256, most=225)
        assert analyse(level.mesh, intersections=False).inverted_shells == 0
        assert face_volumes(level.mesh).sum() > 0
    start = time.perf_counter()
    hulls = collision_hulls(low)
    assert time.perf_counter() - start < 20
    assert 1 <= len(hulls) <= 8
    assert sum(map(hull_volume, hulls)) > 0.8 * float(face_volumes(low).sum())
    assert mass_properties(low, [1000.0]).mass > 0
