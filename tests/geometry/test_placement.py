"""Scale, pivot and orientation."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.placement import place
from meshwright.geometry.topology import face_normals, face_volumes
from tests.analytic import box_mesh


def test_height_and_pivot():
    mesh = Mesh.from_arrays(box_mesh((0.2, 0.5, 0.1)).vertices + 3, box_mesh().faces)
    placed, placement = place(mesh, height=1.8)
    np.testing.assert_allclose(placed.vertices.min(axis=0), [-0.36, 0, -0.18], atol=1e-6)
    np.testing.assert_allclose(placed.vertices.max(axis=0), [0.36, 1.8, 0.18], atol=1e-6)
    np.testing.assert_allclose(placement.to_field(placed.vertices), mesh.vertices, atol=1e-5)


def test_a_length_may_be_asked_instead():
    placed, _ = place(box_mesh((0.2, 0.1, 0.9)), height=1.0, length=0.45)
    np.testing.assert_allclose(np.ptp(placed.vertices, axis=0), [0.1, 0.05, 0.45], atol=1e-6)


@pytest.mark.parametrize(("up", "front"), [("z", "-y"), ("x", "y"), ("-y", "-z"), ("y", "-x")])
def test_orientation_keeps_handedness(up, front):
    mesh = shade(box_mesh((0.1, 0.2, 0.3)))
    placed, placement = place(mesh, height=1.0, up=up, front=front)
    assert np.linalg.det(placement.rotation) == pytest.approx(1)
    assert face_volumes(placed).sum() > 0
    np.testing.assert_allclose(placed.normals[:, 0], face_normals(placed), atol=1e-6)
    axis = "xyz".index(up[-1])
    sign = -1 if up.startswith("-") else 1
    top = mesh.vertices[:, axis] * sign > 0
    assert (placed.vertices[top, 1] > 0.99).all()


def test_refusals():
    with pytest.raises(InputError, match=r"height: 0 m"):
        place(box_mesh(), height=0)
    with pytest.raises(InputError, match="no height"):
        place(Mesh.from_arrays([[0, 0, 0], [1, 0, 0], [0, 0, 1]], [[0, 1, 2]]), height=1)
    with pytest.raises(InputError, match="axes"):
        place(box_mesh(), height=1, up="y", front="-y")
    with pytest.raises(InputError, match="finite"):
        place(Mesh.from_arrays([[0, 0, 0], [1, np.nan, 0], [0, 0, 1]], [[0, 1, 2]]), height=1)
