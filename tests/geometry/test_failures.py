"""Meshes that once failed, replayed through the geometry stages."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import numpy as np
import pytest
from manifold3d import CrossSection, FillRule

from meshwright.errors import BudgetError
from meshwright.geometry.analysis import analyse
from meshwright.geometry.budget import fit_budget
from meshwright.geometry.collision import collision_hulls, hull_volume
from meshwright.geometry.cutting import touching_vertices
from meshwright.geometry.lods import make_lods
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.repair import repair
from meshwright.geometry.topology import face_areas, face_components, face_volumes, take_faces
from meshwright.geometry.unwrap import unwrap

FOLDER = Path(__file__).parents[1] / "corpus" / "meshes"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.npz")), ids=lambda p: p.stem)
def test_replay(path: Path) -> None:
    with np.load(path) as z:
        mesh = Mesh.from_arrays(z["v"], z["f"])
        budget, resolution, coarse = z["how"].tolist() if "how" in z else (300, 64, 100)
    solid, _ = repair(mesh, remesh_resolution=resolution)
    assert analyse(solid).sound
    assert not touching_vertices(solid)
    low, _ = fit_budget(solid, target_faces=budget)
    assert analyse(low, intersections=False).sound
    assert min(int(0.98 * budget), len(solid.faces)) <= len(low.faces) <= budget
    flat = unwrap(low, texture_size=256)
    assert _overlap(flat, 1024) < 1
    with contextlib.suppress(BudgetError):
        (level,) = make_lods(flat, [coarse], gap=4 / 256, most=max(225, coarse))
        assert analyse(level.mesh, intersections=False).inverted_shells == 0
        assert _least_thickness(level.mesh) > 1e-9
    start = time.perf_counter()
    hulls = collision_hulls(low)
    assert time.perf_counter() - start < 20
    assert 1 <= len(hulls) <= 8
    assert sum(map(hull_volume, hulls)) > 0.8 * float(face_volumes(low).sum())
    assert mass_properties(low, [1000.0]).mass > 0


def _overlap(mesh: Mesh, size: int) -> float:
    """Texels of a page of `size` that lie under more than one triangle, by clipping polygons."""
    assert mesh.uv is not None
    page = mesh.uv.astype(np.float64)[:, ::-1] * size  # v points down
    a, b = page[:, 1] - page[:, 0], page[:, 2] - page[:, 0]
    area = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2
    solid = area > 1e-6
    return float(area[solid].sum() - CrossSection(list(page[solid]), FillRule.NonZero).area())


def _least_thickness(mesh: Mesh) -> float:
    """Volume over area of the thinnest component, as a share of the size: nothing for one in a plane."""
    count, piece = face_components(mesh.faces)
    parts = [take_faces(mesh, piece == k) for k in range(count)]
    return min(float(face_volumes(p).sum() / face_areas(p).sum()) for p in parts) / float(np.ptp(mesh.vertices))
