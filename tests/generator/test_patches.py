"""Patches and time features against their PyTorch twins."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.generator import patches
from meshwright.generator.config import LATENT_GRID


def test_round_trip() -> None:
    grid = np.random.default_rng(0).standard_normal((5, *[LATENT_GRID] * 3)).astype(np.float32)
    rows = patches.patchify(grid, 2)
    assert rows.shape == (512, 40)
    assert np.array_equal(patches.unpatchify(rows, 2, 5, LATENT_GRID), grid)
    assert np.array_equal(rows[1].reshape(5, 2, 2, 2), grid[:, :2, :2, 2:4])  # x varies fastest


def test_matches_torch() -> None:
    torch = pytest.importorskip("torch")
    from meshwright.generator.networks import flow

    grid = np.random.default_rng(1).standard_normal((3, *[LATENT_GRID] * 3)).astype(np.float32)
    theirs = flow.patchify(torch.from_numpy(grid)[None], 2)
    assert np.array_equal(patches.patchify(grid, 2), theirs[0].numpy())
    back = patches.unpatchify(theirs[0].numpy(), 2, 3, LATENT_GRID)
    assert np.array_equal(back, flow.unpatchify(theirs, 2, 3)[0])
    times = np.array([1.0, 0.731, 0.02], np.float32)
    expected = flow.time_features(torch.from_numpy(times), 256).numpy()
    np.testing.assert_allclose(patches.time_features(times, 256), expected, atol=2e-4)  # of angles up to 1000
