"""Local networks against the formula in float64, and their independence of what else is asked."""

from __future__ import annotations

import itertools
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest

from meshwright.inference.device import Device
from meshwright.inference.local_network import BLOCK, SMALL_BLOCK, LocalNetwork

FloatArray = npt.NDArray[np.float32]
FEATURES, OCTAVES = 5, 4


def make(outputs: int = 3, threads: int | None = None) -> LocalNetwork:
    rng = np.random.default_rng(7)
    sizes = (FEATURES + 3 + 6 * OCTAVES, 16, 16, outputs)
    layers = [
        (
            (rng.standard_normal((b, a)) / np.sqrt(a)).astype(np.float32),
            (rng.standard_normal(b) * 0.3).astype(np.float32),
        )
        for a, b in itertools.pairwise(sizes)
    ]
    return LocalNetwork(layers, OCTAVES, Device(threads=threads))


def inputs(n: int) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(n)
    return rng.standard_normal((n, FEATURES)).astype(np.float32), (rng.random((n, 3)) * 2 - 1).astype(np.float32)


def formula(network: LocalNetwork, features: FloatArray, points: FloatArray) -> npt.NDArray[np.float64]:
    p = points.astype(np.float64)
    phase = p[:, None, :] * (2.0 ** np.arange(1, OCTAVES + 1) * np.pi)[:, None]
    waves = np.concatenate((np.sin(phase), np.cos(phase)), -1).reshape(len(p), -1)
    x = np.concatenate((features, p, waves), 1)
    for i, (weight, bias) in enumerate(network.layers):
        x = x if i == 0 else x / (1 + np.exp(-x))
        x = x @ weight.astype(np.float64).T + bias
    return x


@pytest.mark.parametrize("n", [1, SMALL_BLOCK, 700, 4 * SMALL_BLOCK + 1, BLOCK + 3])
def test_matches_the_formula(n: int) -> None:
    network, (features, points) = make(), inputs(n)
    got = network(features, points)
    assert got.shape == (n, 3)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, formula(network, features, points), atol=1e-5)


def test_no_points_give_no_values() -> None:
    assert make()(*inputs(0)).shape == (0, 3)


def test_a_point_does_not_depend_on_the_others_or_on_threads() -> None:
    features, points = inputs(9000)
    whole = make(threads=1)(features, points)
    order = np.random.default_rng(0).permutation(len(points))
    for threads in (1, 2, 3):
        network = make(threads=threads)
        assert np.array_equal(network(features[order], points[order]), whole[order])
        assert np.array_equal(network(features[137:], points[137:]), whole[137:])
        few = slice(4000, 4021)  # another block size, another kernel
        assert np.array_equal(network(features[few], points[few]), whole[few])


def test_threads_that_ask_at_once_get_what_each_would_get_alone() -> None:
    network, (features, points) = make(), inputs(6 * BLOCK)
    alone = network(features, points)
    pieces = [slice(start, start + BLOCK) for start in range(0, len(points), BLOCK)]
    fresh = make()  # compiled by whichever thread comes first
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda rows: fresh(features[rows], points[rows]), pieces))
    assert np.array_equal(np.concatenate(together), alone)


def test_a_prepared_network_computes_the_same() -> None:
    network, (features, points) = make(), inputs(3000)
    network.prepare()
    assert np.array_equal(network(features, points), make()(features, points))


def test_a_pickled_network_computes_the_same() -> None:
    network, (features, points) = make(), inputs(50)
    first = network(features, points)
    again = pickle.loads(pickle.dumps(network))
    assert np.array_equal(again(features, points), first)
