"""Stars of vertices whose faces can and cannot cross one another."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.mesh import Mesh
from meshwright.geometry.stars import simple_stars
from meshwright.geometry.topology import edge_table
from tests.analytic import box_mesh, icosphere


def simple(mesh):
    return simple_stars(mesh.vertices.astype(np.float64), edge_table(mesh.faces))


def spindle(rim):
    """A closed surface of a tip above, a tip below and a rim between them."""
    n = len(rim)
    i, j = np.arange(n) + 2, (np.arange(n) + 1) % n + 2
    top, bottom = np.zeros(n, int), np.ones(n, int)
    faces = np.concatenate([np.stack([top, i, j], axis=1), np.stack([bottom, j, i], axis=1)])
    return Mesh.from_arrays(np.concatenate([[[0, 0, 1], [0, 0, -1]], rim]), faces)


def circle(count, turns=1):
    angle = 2 * np.pi * turns * np.arange(count) / count
    return np.stack([np.cos(angle), np.sin(angle), np.zeros(count)], axis=1)


def test_smooth_surfaces_and_corners_are_simple():
    assert simple(icosphere(3)).all()
    assert simple(box_mesh()).all()
    assert simple(spindle(circle(5))).all()


def test_going_around_twice_is_not_simple():
    mesh = spindle(circle(5, turns=2))
    assert not simple(mesh)[:2].any()


def test_a_star_that_folds_over_is_not_simple():
    rim = circle(8)
    rim[3] = rim[0] * 0.9 + rim[1] * 0.1
    assert not simple(spindle(rim))[:2].any()


@pytest.mark.parametrize("defect", ["hole", "flipped", "pinched"])
def test_borders_bad_winding_and_two_fans_are_not_simple(defect):
    ball = icosphere(2)
    faces, touched = ball.faces.copy(), ball.faces[0]
    if defect == "hole":
        faces = faces[1:]
    elif defect == "flipped":
        faces[0] = faces[0][::-1]
    else:
        far = int(np.linalg.norm(ball.vertices - ball.vertices[touched[0]], axis=1).argmax())
        faces[faces == far] = touched[0]
        touched = touched[:1]
    found = simple(Mesh.from_arrays(ball.vertices, faces))
    assert not found[touched].any()
    if defect != "pinched":  # there, faces now reach through the ball
        assert np.delete(found, touched).all()
