"""Vertices fitted to a surface: exact answers on planes and spheres, and what must not move."""

from __future__ import annotations

import igl
import numpy as np
import pytest

from meshwright.geometry.collapse import Collapsed, collapse
from meshwright.geometry.fitting import fit_surface
from meshwright.geometry.intersections import self_intersections
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_volumes
from tests.analytic import box_mesh, icosphere
from tests.geometry.test_components import joined


def grid(cells: int) -> tuple[np.ndarray, np.ndarray]:
    """A unit square in the plane z = 0 of 2·cells² triangles, seen from above."""
    n = cells + 1
    x, y = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    a = (x[:-1, :-1] * n + y[:-1, :-1]).ravel()
    faces = np.concatenate([np.stack([a, a + n, a + n + 1], 1), np.stack([a, a + n + 1, a + 1], 1)])
    return np.stack([x.ravel() / cells, y.ravel() / cells, np.zeros(n * n)], axis=1), faces


def bare(vertices: np.ndarray, faces: np.ndarray) -> Collapsed:
    """A low mesh whose quadrics say hardly anything."""
    count = len(vertices)
    hessian = np.repeat(1e-6 * np.eye(3)[None], count, axis=0)
    return Collapsed(vertices, faces, np.arange(len(faces)), None, np.zeros((count, 3)), hessian)


def mean_distance(surface: Mesh, vertices: np.ndarray, faces: np.ndarray) -> float:
    points = surface.triangles.mean(axis=1).astype(np.float64)
    return float(np.sqrt(igl.point_mesh_squared_distance(points, vertices, faces.astype(np.int64))[0]).mean())


def test_a_dented_plane_is_flat_again():
    v, f = grid(12)
    inner = (v[:, :2] > 0.01).all(axis=1) & (v[:, :2] < 0.99).all(axis=1)
    dented = v.copy()
    dented[inner, 2] = np.random.default_rng(3).uniform(-0.01, 0.01, inner.sum())
    fitted = fit_surface(Mesh.from_arrays(v, f), bare(dented, f))
    assert np.abs(fitted[:, 2]).max() < 2e-5
    np.testing.assert_array_equal(fitted[~inner], v[~inner])  # open borders stay
    np.testing.assert_allclose(fitted[:, :2], v[:, :2], atol=1e-3)  # nothing slides along


def test_faces_of_a_sphere_lie_in_the_middle_of_it():
    """Least squares balances what is inside and outside: it nearly halves the distance and keeps the volume."""
    full = icosphere(5)
    low = collapse(full.vertices.astype(np.float64), full.faces.astype(np.int64), 800)
    fitted = fit_surface(full, low)
    before, after = (mean_distance(full, v, low.faces) for v in (low.vertices, fitted))
    assert after < 0.6 * before
    volume = face_volumes(Mesh.from_arrays(fitted, low.faces)).sum()
    assert volume == pytest.approx(face_volumes(full).sum(), rel=5e-4)


@pytest.mark.parametrize("scale", [2.0**-10, 2.0**10])
def test_units_do_not_matter(scale):
    full = icosphere(4)
    low = collapse(full.vertices.astype(np.float64), full.faces.astype(np.int64), 300)
    scaled = collapse(full.vertices.astype(np.float64) * scale, full.faces.astype(np.int64), 300)
    np.testing.assert_allclose(scaled.gradient, low.gradient * scale**3, rtol=1e-9, atol=1e-18 * scale**3)
    np.testing.assert_allclose(scaled.hessian, low.hessian * scale**2, rtol=1e-9, atol=1e-18 * scale**2)
    fitted = fit_surface(Mesh.from_arrays(full.vertices * scale, full.faces), scaled)
    np.testing.assert_allclose(fitted / scale, fit_surface(full, low), atol=1e-6)


def test_sharp_edges_stay():
    v, f = box_mesh((0.6, 0.5, 0.4)).vertices.astype(np.float64), box_mesh((0.6, 0.5, 0.4)).faces.astype(np.int64)
    for _ in range(4):
        v, f = igl.upsample(v, f)
    low = collapse(v, f, 40)
    fitted = fit_surface(Mesh.from_arrays(v, f), low)
    np.testing.assert_allclose(fitted, low.vertices, atol=1e-6)


def test_sheets_close_together_do_not_cross():
    """Two balls, one a hair within the other: faces of few triangles would cut through the next."""
    outer, inner = icosphere(5), icosphere(5)
    shell = joined(outer, Mesh.from_arrays(inner.vertices * 0.985, inner.faces[:, ::-1]))
    low = collapse(shell.vertices.astype(np.float64), shell.faces.astype(np.int64), 500)
    before = {tuple(p) for p in self_intersections(Mesh.from_arrays(low.vertices, low.faces))}
    after = {tuple(p) for p in self_intersections(Mesh.from_arrays(fit_surface(shell, low), low.faces))}
    assert after <= before
