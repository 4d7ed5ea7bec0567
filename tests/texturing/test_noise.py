"""Solid noise against closed forms and an independent nearest-neighbour search."""

import numpy as np
from scipy.spatial import cKDTree

from meshwright.texturing import noise

RNG = np.random.default_rng(5)
POINTS = RNG.uniform(0, 60, (3, 40_000)).astype(np.float32)


def test_gradient_noise_vanishes_on_the_lattice_and_is_centred():
    lattice = RNG.integers(0, 64, (3, 1000)).astype(np.float32)
    assert np.abs(noise.gradient_noise(lattice)).max() == 0.0
    values = noise.gradient_noise(POINTS)
    assert abs(values.mean()) < 0.01
    assert 0.25 < values.std() < 0.4
    assert np.abs(values).max() < 1.5


def test_gradient_noise_is_smooth_and_periodic():
    step = np.float32(1e-2)
    near = noise.gradient_noise(POINTS + step)
    assert np.abs(near - noise.gradient_noise(POINTS)).max() < 0.12
    whole = np.round(POINTS * 64) / 64
    np.testing.assert_allclose(
        noise.gradient_noise(whole), noise.gradient_noise(whole + np.float32(noise.PERIOD)), atol=1e-5
    )


def test_noise_does_not_depend_on_how_points_are_split():
    for function in (
        lambda p: noise.fbm(p, 3),
        lambda p: noise.ridged(p, 2),
        lambda p: noise.worley(p).second,
    ):
        whole = function(POINTS)
        pieces = np.concatenate([function(POINTS[:, s : s + 777]) for s in range(0, POINTS.shape[1], 777)])
        assert whole.tobytes() == pieces.tobytes()


def test_worley_agrees_with_exact_search():
    points, _ = noise._cell_table()
    q = RNG.uniform(0, 16, (30_000, 3))
    exact, index = cKDTree(points, boxsize=16.0).query(q, k=2)
    cells = noise.worley(np.ascontiguousarray(q.T, np.float32))
    assert (np.abs(cells.first - exact[:, 0]) > 1e-4).mean() < 5e-4
    assert (np.abs(cells.second - exact[:, 1]) > 1e-4).mean() < 5e-3
    assert (cells.key != index[:, 0]).mean() < 1e-3
    np.testing.assert_allclose(np.linalg.norm(cells.offset, axis=0), cells.first, atol=1e-5)


def test_hash_is_uniform_and_salted():
    a = noise.hash01(np.arange(100_000, dtype=np.int32), 1)
    b = noise.hash01(np.arange(100_000, dtype=np.int32), 2)
    assert a.min() >= 0
    assert a.max() < 1
    assert np.abs(np.histogram(a, 20, (0, 1))[0] / 5000 - 1).max() < 0.08
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.02
    assert abs(np.corrcoef(a[1:], a[:-1])[0, 1]) < 0.02


def test_pieces_put_numbers_together_again():
    x = RNG.uniform(-9, 9, 1000).astype(np.float32)
    whole, rest = noise.pieces(x)
    assert rest.dtype == np.float32
    assert (rest >= 0).all()
    np.testing.assert_allclose(whole + rest, x, atol=1e-6)
