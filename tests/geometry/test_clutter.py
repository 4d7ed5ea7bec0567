"""How many boxes of faces lie over a place."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.clutter import clutter
from tests.analytic import box_mesh, icosphere


def test_triangles_across_the_whole_box_count_one_each():
    corners = np.array([[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 2, 3]], float)
    assert clutter(corners[[0, 3, 2]], np.array([[0, 1, 2]] * 5)) == pytest.approx(5)


def test_faces_along_the_axes_have_flat_boxes():
    box = box_mesh((0.6, 0.5, 0.4))
    assert clutter(box.vertices, box.faces) == 0
    flat = box.vertices * np.array([1, 0, 1], np.float32)
    assert clutter(flat, box.faces) == 0


def test_finer_surfaces_have_less_and_units_do_not_matter():
    values = [clutter(icosphere(k).vertices, icosphere(k).faces) for k in (2, 3, 4)]
    assert values[0] < 1
    np.testing.assert_allclose(np.divide(values[:-1], values[1:]), 2, rtol=0.2)  # thickness falls with the size
    ball = icosphere(3)
    assert clutter(ball.vertices * 1000, ball.faces) == pytest.approx(values[1], rel=1e-5)
