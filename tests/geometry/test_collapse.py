"""Topology, borders and UVs under collapse; error against libigl's strict priority queue."""

from __future__ import annotations

import igl
import numpy as np
import pytest

from meshwright.geometry.collapse import collapse
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import (
    edge_counts,
    face_areas,
    half_edges,
    is_closed_manifold,
    is_manifold,
    undirected_keys,
)
from tests.analytic import AnalyticField, box, box_mesh, icosphere, sphere, torus


def euler(faces: np.ndarray) -> int:
    edges = np.unique(np.sort(half_edges(faces), axis=1), axis=0)
    return len(np.unique(faces)) - len(edges) + len(faces)


def run(mesh: Mesh, target: int, **options):
    return collapse(mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64), target, **options)


def distance(mesh: Mesh, vertices: np.ndarray, faces: np.ndarray) -> float:
    squared, _, _ = igl.point_mesh_squared_distance(mesh.vertices.astype(np.float64), vertices, faces)
    return float(np.sqrt(squared).mean())


@pytest.fixture(scope="module")
def solid() -> Mesh:
    parts = {
        "ball": sphere(0.5, (0, 0.2, 0)),
        "base": box((0.7, 0.2, 0.7), (0, -0.5, 0)),
        "ring": torus(0.7, 0.1),
    }
    return extract(AnalyticField(parts), resolution=64, coarse=32)


def test_error_is_close_to_a_strict_queue(solid):
    own = run(solid, 800)
    v, f, _, _ = igl.qslim(solid.vertices.astype(np.float64), solid.faces.astype(np.int64), 800)
    assert len(own.faces) == 800
    assert distance(solid, own.vertices, own.faces) < 1.06 * distance(solid, v, f.astype(np.int64))


@pytest.mark.parametrize("seed", range(4))
def test_topology_is_kept_down_to_the_end(seed):
    """Noise has handles and many components; each must survive as a manifold of the same genus."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(9, 9, 9)).astype(np.float32)
    centers = rng.uniform(-0.8, 0.8, (60, 3)).astype(np.float32)
    weights = np.sign(values.ravel()[:60])

    def blobs(p):
        return np.float32(0.4) - sum(
            w * np.exp(-((p - c) ** 2).sum(axis=1) * 40) for w, c in zip(weights, centers, strict=True)
        )

    mesh = extract(AnalyticField({"blobs": blobs}), resolution=32, coarse=32)
    result = run(mesh, 4)
    assert is_closed_manifold(result.faces)
    assert euler(result.faces) == euler(mesh.faces)
    assert len(result.faces) < 0.25 * len(mesh.faces)


def test_a_tetrahedron_does_not_collapse():
    v = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], float)
    f = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]])
    assert len(collapse(v, f, 2).faces) == 4


def test_open_borders_keep_their_course():
    """A flat square of 2·20² faces: all collapses are free, and the outline must not move."""
    x, y = np.meshgrid(np.arange(21), np.arange(21), indexing="ij")
    v = np.stack([x.ravel() / 20, y.ravel() / 20, np.zeros(441)], axis=1)
    a = (x[:-1, :-1] * 21 + y[:-1, :-1]).ravel()
    f = np.concatenate([np.stack([a, a + 21, a + 22], 1), np.stack([a, a + 22, a + 1], 1)])
    result = collapse(v, f, 40)
    assert is_manifold(result.faces)
    assert euler(result.faces) == 1
    mesh = Mesh.from_arrays(result.vertices, result.faces)
    assert face_areas(mesh).sum() == pytest.approx(1.0, rel=1e-4)
    assert 30 <= len(result.faces) <= 40


def test_label_borders_keep_their_course():
    mesh = icosphere(5)
    labels = (mesh.triangles.mean(axis=1)[:, 1] > 0.3).astype(np.int64)
    result = run(mesh, 600, labels=labels)
    kept = labels[result.birth]
    out = Mesh.from_arrays(result.vertices, result.faces)
    share = face_areas(out)[kept == 1].sum() / face_areas(out).sum()
    assert share == pytest.approx((1 - 0.3) / 2, abs=0.01)  # area of a cap goes with its height
    tails = half_edges(result.faces)
    keys = undirected_keys(result.faces)
    order = np.argsort(keys, kind="stable").reshape(-1, 2)
    border = order[kept[order[:, 0] // 3] != kept[order[:, 1] // 3], 0]
    heights = result.vertices[tails[border].ravel()][:, 1]
    assert np.abs(heights - 0.3).max() < 0.05


def test_wedges_keep_uvs_and_seams():
    """A sphere cut along a meridian and unrolled: UVs of corners must stay those of their positions."""
    mesh = icosphere(4)
    p = mesh.triangles.astype(np.float64)
    angle = np.arctan2(p[..., 2], p[..., 0])
    wrapped = (angle.max(axis=1) - angle.min(axis=1)) > np.pi
    angle[wrapped] = np.where(angle[wrapped] < 0, angle[wrapped] + 2 * np.pi, angle[wrapped])
    uv = np.stack([angle, np.arcsin(np.clip(p[..., 1], -1, 1))], axis=-1)
    corners = np.concatenate([mesh.faces.reshape(-1, 1), np.round(uv.reshape(-1, 2) * 1e6)], axis=1)
    _, first, wedge = np.unique(corners, axis=0, return_index=True, return_inverse=True)
    table = uv.reshape(-1, 2)[first]
    result = run(mesh, 1000, wedges=wedge.reshape(-1, 3), wedge_uv=table)
    assert len(result.faces) == 1000
    assert is_closed_manifold(result.faces)
    out = table[result.wedges]
    where = result.vertices[result.faces]
    expected = np.stack(
        [
            np.cos(out[..., 1]) * np.cos(out[..., 0]),
            np.sin(out[..., 1]),
            np.cos(out[..., 1]) * np.sin(out[..., 0]),
        ],
        axis=-1,
    )
    np.testing.assert_allclose(where, expected, atol=0.03)  # half an edge: vertices settle a little
    a, b = out[:, 1] - out[:, 0], out[:, 2] - out[:, 0]
    signed = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    a, b = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    before = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    assert (np.sign(signed) == np.sign(before.sum())).mean() > 0.99


def test_result_does_not_depend_on_the_run(solid):
    first, second = run(solid, 500), run(solid, 500)
    assert first.vertices.tobytes() == second.vertices.tobytes()
    assert first.faces.tobytes() == second.faces.tobytes()


def test_edges_of_a_box_stay_sharp():
    dense = extract(AnalyticField({"body": box((0.6, 0.5, 0.4))}), resolution=64, coarse=32)
    result = run(dense, 60)
    corners = box_mesh((0.6, 0.5, 0.4)).vertices
    nearest = np.linalg.norm(corners[:, None] - result.vertices[None], axis=2).min(axis=1)
    assert nearest.max() < 2 / 61  # a voxel: marching cubes itself cuts the corners
    assert (edge_counts(result.faces) == 2).all()
