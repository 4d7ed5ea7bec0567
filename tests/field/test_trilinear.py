"""Trilinear interpolation against functions that it must reproduce, and against torch."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.field.trilinear import interpolate


def _nodes(m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    line = np.linspace(-1, 1, m, dtype=np.float32)
    z, y, x = np.meshgrid(line, line, line, indexing="ij")
    return x, y, z


def test_trilinear_functions_are_reproduced() -> None:
    grid = np.stack(_nodes(9), -1)
    p = (np.random.default_rng(0).random((500, 3)) * 2 - 1).astype(np.float32)
    np.testing.assert_allclose(interpolate(grid, p), p, atol=1e-6)
    coarse = np.stack([g.reshape(-1) for g in _nodes(2)], -1).reshape(2, 2, 2, 3)
    product = (coarse[..., 0] * coarse[..., 1] * coarse[..., 2])[..., None]
    np.testing.assert_allclose(interpolate(product, p)[:, 0], p.prod(1), atol=1e-6)


def test_nodes_return_their_features_and_outside_is_clamped() -> None:
    grid = np.random.default_rng(1).standard_normal((6, 6, 6, 3)).astype(np.float32)
    x, y, z = _nodes(6)
    at = np.stack((x, y, z), -1).reshape(-1, 3)
    np.testing.assert_allclose(interpolate(grid, at), grid.reshape(-1, 3), atol=2e-6)
    far = np.array([[3, -7, 0.2], [1, -1, 0.2]], np.float32)
    a, b = interpolate(grid, far)
    assert np.array_equal(a, b)


def test_matches_torch() -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(2)
    grid = rng.standard_normal((8, 8, 8, 4)).astype(np.float32)
    p = (rng.random((300, 3)) * 2.4 - 1.2).astype(np.float32)
    volume = torch.from_numpy(grid.transpose(3, 0, 1, 2)[None].copy())
    at = torch.from_numpy(p)[None, :, None, None]
    expected = torch.nn.functional.grid_sample(volume, at, padding_mode="border", align_corners=True)
    np.testing.assert_allclose(interpolate(grid, p), expected[0, :, :, 0, 0].T.numpy(), atol=3e-6)


def test_a_node_reaches_its_cells_only() -> None:
    rng = np.random.default_rng(3)
    grid = rng.standard_normal((9, 9, 9, 2)).astype(np.float32)
    p = (rng.random((2000, 3)) * 2 - 1).astype(np.float32)
    other = grid.copy()
    other[4, 4, 4] += 1  # the node at the origin; cells are 0.25 wide
    changed = (interpolate(grid, p) != interpolate(other, p)).any(1)
    near = (np.abs(p) < 0.25).all(1)
    assert np.array_equal(changed, near)
