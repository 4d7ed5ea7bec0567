"""Distance to meshes: closed forms, libigl, and what winding numbers make of holes and overlaps."""

from __future__ import annotations

import igl
import numpy as np
import torch

from meshwright.dataset.mesh_sdf import mesh_distance
from tests.dataset.shapes import box, icosahedron, open_box

RNG = np.random.default_rng(0)
POINTS = RNG.uniform(-1, 1, (1500, 3)).astype(np.float32)


def signed(corners: np.ndarray, points: np.ndarray = POINTS, **kw: int) -> tuple[np.ndarray, np.ndarray]:
    d, face = mesh_distance(torch.from_numpy(corners), torch.from_numpy(points), **kw)
    return d.numpy(), face.numpy()


def test_cube_in_closed_form() -> None:
    q = np.abs(POINTS) - 0.5
    exact = np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(1), 0)
    np.testing.assert_allclose(signed(box(0.5))[0], exact, atol=1e-5)


def test_random_triangles_agree_with_libigl() -> None:
    corners = RNG.uniform(-0.9, 0.9, (40, 3, 3)).astype(np.float32)
    v, f = corners.reshape(-1, 3).astype(np.float64), np.arange(120).reshape(-1, 3)
    d2, faces, _ = igl.point_mesh_squared_distance(POINTS.astype(np.float64), v, f)
    winding = igl.winding_number(v, f, POINTS.astype(np.float64))
    d, face = signed(corners)
    np.testing.assert_allclose(np.abs(d), np.sqrt(d2), atol=1e-5)
    assert (face == faces).mean() > 0.98  # the rest are ties on shared edges
    sure = np.abs(np.abs(winding) - 0.5) > 1e-3
    assert ((d < 0) == (np.abs(winding) > 0.5))[sure].all()


def test_reversed_and_closed_mesh_has_the_same_inside() -> None:
    corners = icosahedron(0.7)
    np.testing.assert_allclose(signed(corners)[0], signed(corners[:, ::-1].copy())[0], atol=1e-6)


def test_hole_is_filled_by_the_winding_number() -> None:
    d, _ = signed(open_box(0.5), np.array([[0, 0, 0], [0, -0.4, 0], [0, 0.9, 0], [0.9, 0, 0]], np.float32))
    assert (d < 0).tolist() == [True, True, False, False]


def test_overlapping_shells_are_one_solid() -> None:
    corners = np.concatenate((box(0.3), box(0.3) + np.float32(0.2)))
    both = np.array([[0.1, 0.1, 0.1], [-0.25, -0.25, -0.25], [0.45, 0.45, 0.45], [0.9, 0, 0]], np.float32)
    assert (signed(corners, both)[0] < 0).tolist() == [True, True, True, False]


def test_chunks_do_not_change_the_answer() -> None:
    corners = icosahedron(0.7)
    for whole, cut in zip(signed(corners), signed(corners, chunk=200), strict=True):
        np.testing.assert_array_equal(whole, cut)


def test_faces_without_area_count_as_segments() -> None:
    segment = np.array([[[-0.5, 0, 0], [0.5, 0, 0], [0.5, 0, 0]]], np.float32)
    d, _ = signed(segment, np.array([[0, 0.3, 0], [0.9, 0.3, 0]], np.float32))
    np.testing.assert_allclose(d, [0.3, 0.5], atol=1e-6)
