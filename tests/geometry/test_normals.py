"""Corner normals on shapes whose normals are known."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import corner_angles, shade
from meshwright.geometry.topology import face_normals
from tests.analytic import box_mesh, icosphere


def test_a_sphere_is_smooth():
    mesh = shade(icosphere(4))
    np.testing.assert_allclose(mesh.normals, mesh.triangles, atol=2e-3)
    corners = mesh.faces.ravel()
    for vertex in (0, 20, 100):
        assert len(np.unique(mesh.normals.reshape(-1, 3)[corners == vertex], axis=0)) == 1


def test_a_box_is_hard_and_its_diagonals_are_not_seen():
    mesh = shade(box_mesh())
    np.testing.assert_allclose(mesh.normals, np.repeat(face_normals(mesh)[:, None], 3, axis=1), atol=1e-6)


def test_the_crease_angle_decides():
    soft = shade(box_mesh(), crease_degrees=100)
    np.testing.assert_allclose(
        soft.normals, soft.triangles / np.linalg.norm(soft.triangles, axis=2, keepdims=True), atol=1e-5
    )
    flat = shade(icosphere(2), crease_degrees=0)
    np.testing.assert_allclose(flat.normals, np.repeat(face_normals(flat)[:, None], 3, axis=1), atol=1e-5)
    with pytest.raises(InputError, match="crease"):
        shade(box_mesh(), crease_degrees=200)


def test_weights_are_angles_not_triangle_counts():
    """The corner of a box has three faces of 90°, however they are cut into triangles."""
    mesh = box_mesh()
    angles = np.bincount(mesh.faces.ravel(), corner_angles(mesh).ravel())
    np.testing.assert_allclose(angles, 1.5 * np.pi, rtol=1e-6)


def test_faces_without_area_get_a_unit_normal():
    mesh = Mesh.from_arrays([[0, 0, 0], [1, 0, 0], [0, 0, 1], [0.5, 0, 0]], [[0, 2, 1], [0, 1, 3]])
    normals = shade(mesh).normals
    np.testing.assert_allclose(np.linalg.norm(normals, axis=2), 1, atol=1e-6)
    np.testing.assert_allclose(normals[1, 0], [0, 1, 0], atol=1e-6)
