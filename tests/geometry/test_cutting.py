"""Non-manifold edges cut apart, and nothing left in one place."""

from __future__ import annotations

import networkx
import numpy as np
import pytest

from meshwright.geometry.analysis import analyse
from meshwright.geometry.cleaning import clean
from meshwright.geometry.cutting import part_touching, split_nonmanifold, touching_vertices
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.orientation import wind_outward
from tests.analytic import box_mesh, icosphere
from tests.geometry.test_components import flipped, joined, moved


def bodies(mesh: Mesh) -> int:
    """Components by shared vertices, by networkx."""
    graph = networkx.Graph()
    for a, b, c in mesh.faces.tolist():
        graph.add_edges_from([(a, b), (b, c)])
    return networkx.number_connected_components(graph)


@pytest.mark.parametrize("shift", [(1, 1, 0), (0, 1, -1), (1, 1, 1)], ids=["edge", "other edge", "corner"])
def test_boxes_that_touch_become_two_solids_apart(shift):
    welded = clean(joined(box_mesh(), moved(box_mesh(), shift)), {})
    assert not analyse(welded).closed_manifold
    steps: dict[str, int] = {}
    cut = split_nonmanifold(welded, steps)
    assert bodies(cut) == 2
    assert steps["split vertices"] == (1 if shift == (1, 1, 1) else 2)
    apart = part_touching(cut)
    assert touching_vertices(apart) == 0
    report = analyse(apart)
    assert report.sound
    assert report.self_intersections == 0
    assert report.volume == pytest.approx(2.0, abs=1e-3)
    assert np.abs(apart.vertices - cut.vertices).max() < 3e-4


def test_a_fin_is_cut_off():
    box = box_mesh()
    a, b, _ = box.faces[0]
    fin = Mesh.from_arrays(
        np.concatenate([box.vertices, [[3, 3, 3]]]), np.concatenate([box.faces, [[a, b, len(box.vertices)]]])
    )
    cut = split_nonmanifold(fin, {})
    assert bodies(cut) == 2
    assert analyse(cut).nonmanifold_edges == 0


def test_what_does_not_touch_stays_the_same_object():
    ball = icosphere(2)
    assert split_nonmanifold(ball, {}) is ball
    assert part_touching(ball) is ball


def outward(mesh: Mesh) -> np.ndarray:
    """Upward share of the normal of each face after winding."""
    t = wind_outward(mesh, {}).triangles
    return np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])[:, 1]


def test_open_patches_keep_the_side_that_most_of_them_show():
    x, z = np.meshgrid(np.arange(6.0), np.arange(6.0), indexing="ij")
    low = (np.arange(5)[:, None] * 6 + np.arange(5)).ravel()
    faces = np.concatenate([np.stack([low, low + 1, low + 7], 1), np.stack([low, low + 7, low + 6], 1)])
    plane = Mesh.from_arrays(np.stack([x.ravel(), 0 * x.ravel(), z.ravel()], 1), faces)
    some = np.arange(len(faces)) % 4 == 0
    mixed = Mesh.from_arrays(plane.vertices, np.where(some[:, None], faces[:, ::-1], faces))
    assert (outward(mixed) > 0).all()
    assert (outward(flipped(mixed)) < 0).all()


def test_an_open_dome_shows_its_outside():
    ball = icosphere(3)
    dome = Mesh.from_arrays(ball.vertices, ball.faces[ball.triangles.mean(axis=1)[:, 1] > 0.5])
    assert (outward(dome) > 0).all()
    assert (outward(flipped(dome)) > 0).all()
