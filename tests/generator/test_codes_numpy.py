"""The numpy input grid equals the PyTorch one, and says what a field shows."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.field.protocol import Appearance
from meshwright.generator import codes_numpy
from meshwright.generator.config import GRID, TRUNCATION
from tests.field.test_neural import GOLD, WOOD, ball

N = GRID**3


@pytest.mark.parametrize("labelled", [True, False])
def test_matches_torch(labelled: bool) -> None:
    torch = pytest.importorskip("torch")
    from meshwright.generator import codes

    rng = np.random.default_rng(0)
    sdf = (rng.standard_normal(N) * 0.1).astype(np.float32)
    part, material = rng.integers(0, 8, N, np.int32), rng.integers(0, 32, N, np.int32)
    root, rest = rng.random((N, 3), np.float32), rng.random((3, N), np.float32)
    seen = Appearance(part, material, root * root, *rest)
    look = torch.from_numpy(np.concatenate((np.sqrt(seen.tint), rest.T), 1))[None]
    flags = torch.tensor([labelled])
    whole = (torch.from_numpy(a.astype(np.int64))[None] for a in (part, material))
    expected = codes.input_grid(torch.from_numpy(sdf)[None], *whole, look, flags)[0].numpy()
    assert np.float32(codes.BAND) == codes_numpy.BAND
    np.testing.assert_allclose(codes_numpy.input_grid(sdf, seen, labelled=labelled), expected, atol=1e-6)


def test_nodes_match_torch() -> None:
    torch = pytest.importorskip("torch")
    from meshwright.dataset.batches import grid_points

    np.testing.assert_allclose(codes_numpy.grid_points(), grid_points(torch.device("cpu")).numpy(), atol=1e-6)


def test_a_field_is_written_near_its_surface_only() -> None:
    field = ball()
    grid = codes_numpy.field_grid(field, labelled=True)
    p = codes_numpy.grid_points()
    sdf = field.sdf(p)
    flat = grid.reshape(16, -1)
    np.testing.assert_allclose(flat[0], np.clip(sdf / TRUNCATION, -1, 1), atol=1e-6)
    near = np.abs(sdf) < codes_numpy.BAND
    assert np.array_equal(flat[1], np.where(near, 1, -1))
    assert not flat[2:, ~near].any()
    top = near & (p[:, 1] > 0.02)
    code = ((flat[5:10] > 0) * 2 ** np.arange(5)[:, None]).sum(0)
    assert (code[top] == GOLD).all()
    assert (code[near & (p[:, 1] < -0.02)] == WOOD).all()
    np.testing.assert_allclose(flat[10, near], 0, atol=1e-5)  # square root of tint 0.25 is 0.5, written as 0
