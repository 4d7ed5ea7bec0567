"""The rasteriser against a brute-force reference, and against what coverage must be."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.spatial import Delaunay

from meshwright.errors import InputError
from meshwright.geometry import raster
from meshwright.geometry.raster import rasterize


def brute_force(corners, depth, width, height):
    """Per pixel, per triangle, in exact rational arithmetic with the top-left rule."""
    face = np.full((height, width), -1)
    barycentric = np.zeros((height, width, 3))
    for r in range(height):
        for c in range(width):
            px, py, best = Fraction(2 * c + 1, 2), Fraction(2 * r + 1, 2), None
            for i, triangle in enumerate(corners):
                p = [(Fraction(float(x)), Fraction(float(y))) for x, y in triangle]
                area = (p[1][0] - p[0][0]) * (p[2][1] - p[0][1]) - (p[1][1] - p[0][1]) * (p[2][0] - p[0][0])
                if area == 0:
                    continue
                sign, weights, inside = (1 if area > 0 else -1), [], True
                for a, b in ((1, 2), (2, 0), (0, 1)):
                    dx, dy = p[b][0] - p[a][0], p[b][1] - p[a][1]
                    e = dx * (py - p[a][1]) - dy * (px - p[a][0])
                    included = dy * sign < 0 or (dy == 0 and dx * sign > 0)
                    inside &= e * sign > 0 or (e == 0 and included)
                    weights.append(e / area)
                if not inside:
                    continue
                z = 0 if depth is None else sum(w * Fraction(float(d)) for w, d in zip(weights, depth[i], strict=True))
                if best is None or z < best:
                    best, face[r, c], barycentric[r, c] = z, i, [float(w) for w in weights]
    return face, barycentric


def on_grid(points):
    """Round to 1/256 pixel, which the rasteriser's own grid holds exactly."""
    return (np.round(np.asarray(points) * 256) / 256).astype(np.float32)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("with_depth", [False, True])
def test_agrees_with_exact_reference(seed, with_depth):
    rng = np.random.default_rng(seed)
    corners = on_grid(rng.uniform(-6, 26, (25, 3, 2)))
    corners[:6] = np.round(corners[:6]) + 0.5  # corners and edges right on pixel centres
    corners[6] = corners[6, 0]  # no area
    depth = rng.uniform(0, 1, (25, 3)).astype(np.float32) if with_depth else None
    face, barycentric = rasterize(corners, depth, 20, 17)
    want_face, want_barycentric = brute_force(corners, depth, 20, 17)
    assert (want_face >= 0).mean() > 0.5
    np.testing.assert_array_equal(face, want_face)
    np.testing.assert_allclose(barycentric, want_barycentric, atol=2e-6)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lattice", [None, 0.5, 1 / 64])
def test_triangulation_covers_every_pixel_exactly_once(seed, lattice):
    """Counting each triangle alone: the sum over a triangulation of the whole image is one everywhere."""
    rng = np.random.default_rng(seed)
    points = np.concatenate([rng.uniform(0, 48, (150, 2)), [[-9, -9], [60, -9], [-9, 60], [60, 60]]])
    if lattice:
        points = np.unique(np.round(points / lattice) * lattice, axis=0)
    triangles = points[Delaunay(points).simplices].astype(np.float32)
    flip = rng.random(len(triangles)) < 0.5
    triangles[flip] = triangles[flip][:, ::-1]
    count = np.zeros((48, 48), int)
    for triangle in triangles:
        count += rasterize(triangle[None], None, 48, 48)[0] >= 0
    assert count.min() == 1
    assert count.max() == 1


def test_fan_around_a_pixel_centre_covers_it_once():
    angle = np.linspace(0, 2 * np.pi, 14)
    ring = np.stack([4.5 + 3 * np.cos(angle), 4.5 + 3 * np.sin(angle)], axis=1)
    ring[-1] = ring[0]
    fan = np.stack([np.full((13, 2), 4.5), ring[:-1], ring[1:]], axis=1)
    assert sum(int(rasterize(t[None], None, 9, 9)[0][4, 4] >= 0) for t in fan) == 1


def test_barycentrics_reconstruct_the_pixel_centre():
    rng = np.random.default_rng(7)
    corners = rng.uniform(-20, 280, (300, 3, 2)).astype(np.float32)
    face, barycentric = rasterize(corners, None, 256, 200)
    r, c = np.nonzero(face >= 0)
    position = np.einsum("nk,nkd->nd", barycentric[r, c].astype(float), corners[face[r, c]].astype(float))
    np.testing.assert_allclose(position, np.stack([c + 0.5, r + 0.5], axis=1), atol=1e-3)
    assert barycentric.min() >= 0
    np.testing.assert_allclose(barycentric[r, c].sum(axis=1), 1, atol=1e-6)
    assert not barycentric[face < 0].any()


def test_nearest_wins_and_ties_go_to_the_lowest_index():
    square = np.array([[[0, 0], [9, 0], [0, 9]]], np.float32)
    corners = np.repeat(square, 4, axis=0)
    depth = np.array([[3, 3, 3], [1, 1, 1], [2, 2, 2], [1, 1, 1]], np.float32)
    assert set(np.unique(rasterize(corners, depth, 4, 4)[0])) == {1}
    assert set(np.unique(rasterize(corners, None, 4, 4)[0])) == {0}


def test_intersecting_triangles_swap_along_their_crossing():
    """Two ramps that cross at x = 8: left of it the first is nearer, right of it the second."""
    corners = np.repeat(np.array([[[0, 0], [32, 0], [0, 32]]], np.float32), 2, axis=0)
    depth = np.array([[0, 32, 0], [16, -16, 16]], np.float32)
    face, _ = rasterize(corners, depth, 16, 16)
    assert (face[:, :8] == 0).all()
    assert (face[:, 8:] == 1).all()


@pytest.mark.parametrize("with_depth", [False, True])
def test_batches_do_not_change_the_result(monkeypatch, with_depth):
    rng = np.random.default_rng(3)
    corners = rng.uniform(0, 64, (400, 3, 2)).astype(np.float32)
    depth = np.round(rng.uniform(0, 2, (400, 3))).astype(np.float32) if with_depth else None
    whole = rasterize(corners, depth, 64, 64)
    monkeypatch.setattr(raster, "_BATCH", 100)
    parts = rasterize(corners, depth, 64, 64)
    np.testing.assert_array_equal(whole[0], parts[0])
    np.testing.assert_array_equal(whole[1], parts[1])


def test_far_corners_stay_exact():
    """A triangle that reaches a million pixels outside still halves the image along its diagonal."""
    far = 2.0**20
    face, _ = rasterize(np.array([[[-far, -far], [far, far], [-far, far]]]), None, 64, 64)
    r, c = np.indices((64, 64))
    assert ((face == 0)[r > c]).all()
    assert not ((face == 0)[r < c]).any()


def test_nothing_to_draw():
    face, barycentric = rasterize(np.zeros((0, 3, 2)), None, 5, 3)
    assert face.shape == (3, 5)
    assert (face == -1).all()
    assert barycentric.shape == (3, 5, 3)
    assert face.dtype == np.int32
    assert barycentric.dtype == np.float32


@pytest.mark.parametrize(
    ("corners", "depth", "width", "field"),
    [
        (np.zeros((1, 3, 3)), None, 4, "corners"),
        (np.full((1, 3, 2), np.nan), None, 4, "corners"),
        (np.full((1, 3, 2), 1e9), None, 4, "corners"),
        (np.zeros((1, 3, 2)), np.zeros((2, 3)), 4, "depth"),
        (np.zeros((1, 3, 2)), np.full((1, 3), np.inf), 4, "depth"),
        (np.zeros((1, 3, 2)), None, 0, "width"),
        (np.zeros((1, 3, 2)), None, 10**6, "width"),
    ],
)
def test_bad_input_names_the_field(corners, depth, width, field):
    with pytest.raises(InputError) as error:
        rasterize(corners, depth, width, 4)
    assert error.value.field == field
