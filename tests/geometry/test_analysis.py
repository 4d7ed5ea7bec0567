"""Each defect, made on purpose, is counted."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.analysis import analyse
from meshwright.geometry.intersections import self_intersections
from meshwright.geometry.mesh import Mesh
from tests.analytic import box_mesh, icosphere
from tests.geometry.test_components import flipped, joined, moved


def test_a_sound_mesh():
    report = analyse(icosphere(3))
    assert report.sound
    assert report.closed_manifold
    assert (report.components, report.genus, report.self_intersections) == (1, 0, 0)
    assert report.volume == pytest.approx(4 / 3 * np.pi, rel=0.02)
    assert report.area == pytest.approx(4 * np.pi, rel=0.02)
    assert report.to_json()["sound"] is True


def test_holes():
    ball = icosphere(3)
    report = analyse(Mesh.from_arrays(ball.vertices, np.delete(ball.faces, [0, 700], axis=0)))
    assert (report.boundary_edges, report.boundary_loops, report.closed_manifold) == (6, 2, False)


def test_winding_duplicates_degenerates():
    ball = icosphere(2)
    faces = ball.faces.copy()
    faces[0] = faces[0][::-1]
    assert analyse(Mesh.from_arrays(ball.vertices, faces)).inconsistent_edges == 3
    faces = np.concatenate([ball.faces, ball.faces[:2], [[0, 0, 1]]])
    report = analyse(Mesh.from_arrays(ball.vertices, faces))
    assert (report.duplicate_faces, report.degenerate_faces) == (2, 1)
    assert report.nonmanifold_edges >= 5
    assert not report.sound


def test_nonmanifold_edges_and_vertices():
    v = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1]]
    fin = analyse(Mesh.from_arrays(v, [[0, 1, 2], [1, 0, 3], [0, 1, 4]]))
    assert (fin.nonmanifold_edges, fin.nonmanifold_vertices) == (1, 0)
    a, b = box_mesh(), moved(box_mesh(), (1, 1, 1))
    pair = joined(a, b)
    faces = pair.faces.copy()
    match = np.linalg.norm(pair.vertices[:8, None] - pair.vertices[None, 8:], axis=2)
    i, j = np.argwhere(match < 1e-6)[0]
    faces[faces == 8 + j] = i
    tips = analyse(Mesh.from_arrays(pair.vertices, faces))
    assert (tips.nonmanifold_edges, tips.nonmanifold_vertices, tips.unreferenced_vertices) == (0, 1, 1)


def test_shells():
    nested = joined(icosphere(3), flipped(icosphere(2, 0.6)), icosphere(1, 0.3))
    report = analyse(nested)
    assert (report.components, report.inner_shells, report.inverted_shells) == (3, 2, 0)
    assert analyse(joined(box_mesh(), flipped(moved(box_mesh(), (3, 0, 0))))).inverted_shells == 1


def brute_force(mesh: Mesh) -> set[tuple[int, int]]:
    """All pairs, by intersecting each side with each plane."""
    t = mesh.triangles.astype(np.float64)
    found = set()
    for i in range(len(t)):
        for j in range(len(t)):
            if i == j or set(mesh.faces[i]) & set(mesh.faces[j]):
                continue
            a, b, c = t[j]
            n = np.cross(b - a, c - a)
            for k in range(3):
                p, q = t[i, k], t[i, (k + 1) % 3]
                dp, dq = n @ (p - a), n @ (q - a)
                if dp * dq >= 0:
                    continue
                x = p + (q - p) * dp / (dp - dq)
                inside = [n @ np.cross(v - u, x - u) > 0 for u, v in ((a, b), (b, c), (c, a))]
                if all(inside):
                    found.add((min(i, j), max(i, j)))
    return found


def test_self_intersections_against_brute_force():
    mesh = joined(icosphere(1), moved(icosphere(1), (0.83, 0.31, 0.17)))
    pairs = self_intersections(mesh)
    assert {(int(a), int(b)) for a, b in pairs} == brute_force(mesh)
    assert len(pairs) > 10


def test_touching_is_not_crossing():
    assert len(self_intersections(joined(box_mesh(), moved(box_mesh(), (1, 0, 0))))) == 0
    assert analyse(Mesh.from_arrays(np.zeros((0, 3)), np.zeros((0, 3), int))).faces == 0


def _reference_crossings(mesh):
    """Pairs of faces without a common vertex of which a side of one runs through the other, one by one."""
    t = mesh.triangles.astype(np.float64)
    found = set()
    for a in range(len(t)):
        for b in range(len(t)):
            if a == b or set(mesh.faces[a].tolist()) & set(mesh.faces[b].tolist()):
                continue
            for k in range(3):
                p, q = t[a, k], t[a, (k + 1) % 3]
                columns = np.stack([p - q, t[b, 1] - t[b, 0], t[b, 2] - t[b, 0]], axis=1)
                if abs(np.linalg.det(columns)) > 1e-9:
                    s, u, v = np.linalg.solve(columns, p - t[b, 0])
                    if 0 < s < 1 and u > 0 and v > 0 and u + v < 1:
                        found.add((min(a, b), max(a, b)))
    return found


def test_crossings_of_strangers_one_by_one():
    rng = np.random.default_rng(5)
    ball = icosphere(1)
    mesh = joined(*(moved(ball, offset) for offset in rng.normal(size=(3, 3)) * 0.6))
    pairs = self_intersections(mesh)
    assert len(pairs) > 20
    assert {tuple(pair) for pair in pairs.tolist()} == _reference_crossings(mesh)


def test_neighbours_of_one_vertex_that_cross():
    rim = 2 * np.pi * 2 * np.arange(5) / 5  # twice around
    v = np.concatenate([[[0, 0, 1], [0, 0, -1]], np.stack([np.cos(rim), np.sin(rim), 0.3 * np.sin(3 * rim)], axis=1)])
    i, j = np.arange(5) + 2, (np.arange(5) + 1) % 5 + 2
    mesh = Mesh.from_arrays(v, np.concatenate([np.stack([0 * i, i, j], axis=1), np.stack([0 * i + 1, j, i], axis=1)]))
    pairs = self_intersections(mesh)
    shared = [len(set(mesh.faces[a].tolist()) & set(mesh.faces[b].tolist())) for a, b in pairs]
    assert 1 in shared
