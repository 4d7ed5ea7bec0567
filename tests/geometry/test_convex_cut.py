"""Cutting solids into nearly convex pieces."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from meshwright.geometry.convex_cut import cut_convex
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_volumes
from tests.analytic import AnalyticField, box, box_mesh, torus


def cut(mesh: Mesh, count: int, concavity: float = 0.02) -> list[np.ndarray]:
    return cut_convex(mesh.vertices.astype(np.float64), mesh.faces, count=count, concavity=concavity)


def volume(pieces: list[np.ndarray]) -> float:
    return sum(ConvexHull(p).volume for p in pieces)


def test_a_box_is_one_piece() -> None:
    (piece,) = cut(box_mesh((0.5, 0.2, 0.3)), 8)
    assert ConvexHull(piece).volume == pytest.approx(8 * 0.03, rel=1e-6)


def test_an_angle_is_two_boxes() -> None:
    """The plane through the inner corner is found, so that nothing is left over."""
    outline = np.array([[0, 0], [1, 0], [1, 0.3], [0.4, 0.3], [0.4, 1], [0, 1]], float)
    import manifold3d

    solid = manifold3d.CrossSection([outline]).extrude(0.5).to_mesh()
    mesh = Mesh.from_arrays(solid.vert_properties[:, :3], solid.tri_verts)
    pieces = cut(mesh, 8)
    assert len(pieces) == 2
    assert volume(pieces) == pytest.approx(0.5 * (0.3 + 0.4 * 0.7), rel=1e-5)


def test_a_ring_keeps_its_hole() -> None:
    mesh = extract(AnalyticField({"ring": torus(0.6, 0.15)}), resolution=32, coarse=16)
    pieces = cut(mesh, 8)
    assert len(pieces) == 8
    assert volume(pieces) < 1.6 * float(face_volumes(mesh).sum())
    planes = [ConvexHull(p).equations for p in pieces]
    assert all((e[:, 3] > 0).any() for e in planes)  # the middle lies in none


def test_same_pieces_again_and_no_more_than_asked() -> None:
    field = AnalyticField({"a": box((0.7, 0.1, 0.1)), "b": box((0.1, 0.7, 0.1)), "c": box((0.1, 0.1, 0.7))})
    mesh = extract(field, resolution=32, coarse=16)
    first, second = cut(mesh, 5), cut(mesh, 5)
    assert 3 <= len(first) <= 5
    assert all(a.tobytes() == b.tobytes() for a, b in zip(first, second, strict=True))


def test_what_is_no_solid_gives_nothing() -> None:
    assert cut(Mesh.from_arrays(box_mesh().vertices, box_mesh().faces[:-1]), 4) == []
    assert cut(Mesh.from_arrays(box_mesh().vertices, box_mesh().faces[:, ::-1]), 4) == []
