"""Extraction against closed forms: volume, area, distance, closure, and points spent."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.field.protocol import FloatArray
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, face_volumes, half_edges, is_closed_manifold
from tests.analytic import AnalyticField, box, sphere, torus


def euler(mesh: Mesh) -> int:
    edges = len(np.unique(np.sort(half_edges(mesh.faces), axis=1), axis=0))
    return len(mesh.vertices) - edges + len(mesh.faces)


@pytest.mark.parametrize(
    ("distance", "volume", "area", "characteristic"),
    [
        (sphere(0.8), 4 / 3 * np.pi * 0.8**3, 4 * np.pi * 0.64, 2),
        (torus(0.6, 0.2), 2 * np.pi**2 * 0.6 * 0.04, 4 * np.pi**2 * 0.12, 0),
        (box((0.7, 0.5, 0.3)), 8 * 0.105, 8 * (0.35 + 0.15 + 0.21), 2),
    ],
)
def test_closed_forms(distance, volume, area, characteristic):
    mesh = extract(AnalyticField({"body": distance}), resolution=128, coarse=32)
    assert is_closed_manifold(mesh.faces)
    assert euler(mesh) == characteristic
    assert face_volumes(mesh).sum() == pytest.approx(volume, rel=2e-3)
    assert face_areas(mesh).sum() == pytest.approx(area, rel=1.5e-2)
    assert np.abs(distance(mesh.vertices)).max() < 2 / 125  # a voxel; half of that on smooth shapes


def test_faces_have_area_even_where_nodes_lie_on_the_surface():
    # Box sides exactly on grid planes: the case that makes marching cubes emit empty triangles.
    mesh = extract(AnalyticField({"body": box((0.5, 0.5, 0.5))}), resolution=64, coarse=64)
    assert is_closed_manifold(mesh.faces)
    assert face_areas(mesh).min() > 0


def test_coarse_to_fine_equals_a_full_grid_at_a_fraction_of_the_points():
    parts = {"ball": sphere(0.4, (0.3, 0.2, 0)), "slab": box((0.8, 0.02, 0.8), (0, -0.4, 0))}
    full, sparse = AnalyticField(parts), AnalyticField(parts)
    a = extract(full, resolution=128, coarse=128)
    b = extract(sparse, resolution=128, coarse=32)
    assert len(a.faces) == len(b.faces)
    np.testing.assert_allclose(a.vertices, b.vertices, atol=1e-6)
    assert sparse.evaluated < 0.15 * full.evaluated


@pytest.mark.parametrize("scale", [0.5, 1.4])
def test_fields_that_are_not_distances(scale):
    mesh = extract(AnalyticField({"body": torus(0.6, 0.15)}, scale=scale), resolution=128, coarse=32)
    assert is_closed_manifold(mesh.faces)
    assert face_volumes(mesh).sum() == pytest.approx(2 * np.pi**2 * 0.6 * 0.0225, rel=5e-3)


def test_a_sign_change_in_skipped_cells_is_followed():
    class Jagged(AnalyticField):
        """A ball with a thin spike that the distances of the coarse grid do not announce."""

        def sdf(self, points: FloatArray) -> FloatArray:
            spike = (np.hypot(points[:, 0], points[:, 2]) < 0.012) & (np.abs(points[:, 1]) < 0.8)
            return np.where(spike, np.float32(-0.01), super().sdf(points))

    mesh = extract(Jagged({"body": sphere(0.4)}), resolution=128, coarse=32)
    assert is_closed_manifold(mesh.faces)
    assert np.abs(mesh.vertices[:, 1]).max() > 0.75


def test_a_solid_cut_by_its_bounds_is_closed_there():
    mesh = extract(AnalyticField({"body": box((3.0, 0.5, 0.5))}), resolution=64, coarse=32)
    assert is_closed_manifold(mesh.faces)
    assert face_volumes(mesh).sum() == pytest.approx(2.0, rel=0.06)


def test_refusals():
    ball = AnalyticField({"body": sphere(0.5)})
    with pytest.raises(InputError, match="resolution"):
        extract(ball, resolution=1000)
    with pytest.raises(InputError, match="coarse"):
        extract(ball, resolution=64, coarse=100)
    with pytest.raises(InputError, match="no surface"):
        extract(AnalyticField({"body": sphere(0.2, (5, 0, 0))}), resolution=32, coarse=32)
    with pytest.raises(InputError, match="finite"):
        extract(AnalyticField({"body": lambda p: np.full(len(p), np.nan)}), resolution=32, coarse=32)
