"""Welding, double faces, slivers."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.analysis import analyse
from meshwright.geometry.cleaning import clean, turn_slivers
from meshwright.geometry.mesh import Mesh
from tests.analytic import box_mesh, icosphere
from tests.geometry.test_components import joined, moved


def with_sliver() -> Mesh:
    """A box with a vertex in the middle of one edge that only one of its two faces uses, and a sliver between."""
    box = box_mesh()
    a, b, c = box.faces[0]
    middle = len(box.vertices)
    points = np.concatenate([box.vertices, [(box.vertices[a] + box.vertices[b]) / 2]])
    faces = np.concatenate([box.faces[1:], [[a, middle, c], [middle, b, c], [a, b, middle]]])
    return Mesh.from_arrays(points, faces)


def test_a_sliver_splits_its_neighbour_and_leaves_no_hole():
    mesh = with_sliver()
    assert analyse(mesh, intersections=False).degenerate_faces == 1
    report = analyse(turn_slivers(mesh))
    assert report.sound
    assert report.faces == 14
    assert report.volume == pytest.approx(1.0)


def test_a_wall_between_two_boxes_goes_with_both_its_sides():
    box = box_mesh()
    steps: dict[str, int] = {}
    pair = clean(joined(box, moved(box, (1.0, 0, 0))), steps)
    report = analyse(pair)
    assert report.sound
    assert report.components == 1
    assert report.volume == pytest.approx(2.0)
    assert steps["duplicate faces"] == 4


def test_of_a_sheet_modelled_from_both_sides_one_side_stays():
    sheet = Mesh.from_arrays([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], [[0, 1, 2], [0, 2, 3]])
    both = Mesh.from_arrays(sheet.vertices, np.concatenate([sheet.faces, sheet.faces[:, ::-1]]))
    assert len(clean(both, {}).faces) == 2
    ball = icosphere(2)
    twice = Mesh.from_arrays(ball.vertices, np.concatenate([ball.faces, ball.faces]))
    assert analyse(clean(twice, {}), intersections=False).sound


def test_every_corner_within_reach_is_welded_wherever_it_lies():
    ball = icosphere(5)
    rng = np.random.default_rng(0)
    points = ball.triangles.reshape(-1, 3).astype(np.float64)
    apart = points + rng.uniform(-1, 1, points.shape) * 3e-7
    steps: dict[str, int] = {}
    whole = clean(Mesh.from_arrays(apart, np.arange(len(points)).reshape(-1, 3)), steps)
    assert len(whole.vertices) == len(ball.vertices)
    assert analyse(whole, intersections=False).sound
