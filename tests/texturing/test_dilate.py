"""Dilation: covered texels kept, nearest texel near the rim, smooth and complete beyond."""

import numpy as np
from scipy.spatial import cKDTree

from meshwright.texturing.dilate import Filler


def coverage(n: int = 61) -> np.ndarray:
    y, x = np.mgrid[0:n, 0:n]
    return ((y - 15) ** 2 + (x - 20) ** 2 < 80) | ((y > 40) & (y < 50) & (x > 35) & (x < 55))


def test_covered_texels_are_untouched_and_the_rim_is_nearest():
    c = coverage()
    image = np.where(c, np.random.default_rng(0).random(c.shape), 0).astype(np.float32)
    filled = Filler(c, margin=8).fill(image.copy())
    np.testing.assert_array_equal(filled[c], image[c])
    at, everywhere = np.argwhere(c), np.argwhere(~c)
    distance, _ = cKDTree(at).query(everywhere)
    near = everywhere[distance <= 8]
    values = {tuple(p): image[tuple(p)] for p in at}
    for p, d in zip(near, distance[distance <= 8], strict=True):
        ties = at[np.abs(np.linalg.norm(at - p, axis=1) - d) < 1e-6]
        assert filled[tuple(p)] in [values[tuple(t)] for t in ties]


def test_everything_is_filled_within_the_range_of_the_source():
    c = coverage()
    image = np.where(c, np.float32(0.25), np.float32(0))
    np.testing.assert_allclose(Filler(c, margin=3).fill(image), 0.25, atol=1e-6)
    image = np.zeros((*c.shape, 3), np.float32)
    image[c] = np.random.default_rng(0).uniform(0.4, 0.6, (c.sum(), 3))
    filled = Filler(c).fill(image)
    assert filled.min() >= 0.4 - 1e-6
    assert filled.max() <= 0.6 + 1e-6


def test_full_coverage_changes_nothing():
    image = np.random.default_rng(0).random((16, 16)).astype(np.float32)
    np.testing.assert_array_equal(Filler(np.ones((16, 16), bool)).fill(image.copy()), image)
