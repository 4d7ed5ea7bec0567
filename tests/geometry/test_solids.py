"""Overlapping solids joined, tangled ones untangled."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.analysis import analyse
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.solids import drop_hidden, unite, untangle
from tests.analytic import box_mesh, icosphere
from tests.geometry.test_components import joined, moved


def test_boxes_that_share_part_of_a_wall_are_joined():
    pair = joined(box_mesh(), moved(box_mesh((0.5, 0.3, 0.2)), (1.0, 0.1, 0.05)))
    steps: dict[str, int] = {}
    united = unite(pair, resolution=48, steps=steps)
    assert united is not None
    report = analyse(united)
    assert report.sound
    assert report.self_intersections == 0
    assert report.volume == pytest.approx(1 + 8 * 0.5 * 0.3 * 0.2, rel=3e-3)


def test_a_spike_through_the_other_side_is_cut_out():
    ball = icosphere(4)
    points = ball.vertices.copy()
    points[int(points[:, 1].argmax())] = (0, -1.5, 0)
    spiked = Mesh.from_arrays(points, ball.faces)
    assert analyse(spiked).self_intersections
    mended = untangle(spiked)
    assert mended is not None
    report = analyse(mended)
    assert report.sound
    assert report.self_intersections == 0
    assert report.volume == pytest.approx(analyse(ball, intersections=False).volume, rel=0.01)


def test_a_tangled_part_does_not_cost_the_others_their_edges():
    ball = icosphere(3)
    points = ball.vertices.copy()
    middle = np.abs(points[:, 0]) < 0.3
    points[middle, 1] *= -0.5
    knot = Mesh.from_arrays(points, ball.faces)
    box = moved(box_mesh((0.5, 2.0, 0.5)), (1.2, 0.0, 0.0))
    steps: dict[str, int] = {}
    united = unite(joined(knot, box), resolution=48, steps=steps)
    assert united is not None
    assert steps["rebuilt components"] + steps["untangled components"] == 1
    corners = {tuple(p) for p in box.vertices.round(4)}
    assert len(corners & {tuple(p) for p in united.vertices.round(4)}) == 8


def test_chains_of_hidden_shells_go():
    shells = icosphere(2)
    for k in range(1, 4):
        shells = joined(shells, icosphere(2, 1 - 0.2 * k))
    assert len(drop_hidden(shells, {}).faces) == len(icosphere(2).faces)
