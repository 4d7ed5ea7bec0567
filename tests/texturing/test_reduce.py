"""Smaller maps against averages taken by hand."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.texturing.maps import PBRMaps
from meshwright.texturing.reduce import reduced


def _maps(size: int) -> PBRMaps:
    rng = np.random.default_rng(3)

    def draw(*shape: int) -> np.ndarray:
        return rng.random(shape, np.float32)

    normal = draw(size, size, 3) - 0.5
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    plain = [draw(size, size) for _ in range(3)]
    coverage = np.zeros((size, size), bool)
    coverage[5, 6] = True
    return PBRMaps(draw(size, size, 3), normal, *plain, draw(size, size, 3), coverage)


def test_two_halvings_are_means_of_four_by_four() -> None:
    maps = _maps(256)
    small = reduced(maps, 2)
    assert small.size == (64, 64)
    for name in ("albedo", "emission", "roughness", "metallic", "occlusion"):
        want = getattr(maps, name)[8:12, 4:8].mean(axis=(0, 1))
        np.testing.assert_allclose(getattr(small, name)[2, 1], want, rtol=1e-5)
    mean = maps.normal[8:10, 4:6].mean(axis=(0, 1))
    np.testing.assert_allclose(reduced(maps, 1).normal[4, 2], mean / np.linalg.norm(mean), rtol=1e-4)
    assert np.argwhere(small.coverage).tolist() == [[1, 1]]


@pytest.mark.parametrize(("size", "halvings", "kept"), [(64, 3, 64), (128, 5, 64), (100, 1, 100), (192, 4, 96)])
def test_maps_stay_large_enough(size: int, halvings: int, kept: int) -> None:
    assert reduced(_maps(size), halvings).size == (kept, kept)


@pytest.mark.parametrize(("size", "multiple", "kept"), [(264, 1, 66), (264, 4, 132), (256, 4, 64), (260, 4, 260)])
def test_sides_stay_multiples(size: int, multiple: int, kept: int) -> None:
    assert reduced(_maps(size), 5, multiple=multiple).size == (kept, kept)
