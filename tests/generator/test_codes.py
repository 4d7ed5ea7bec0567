"""The encoder's input grid, channel by channel."""

from __future__ import annotations

import torch

from meshwright.generator.codes import BAND, bits, input_grid
from meshwright.generator.config import GRID, TRUNCATION

N = GRID**3


def test_bits_are_the_binary_digits() -> None:
    codes = torch.arange(32)[None]
    out = bits(codes, 5)
    assert out.shape == (1, 5, 32)
    assert set(out.unique().tolist()) == {-1.0, 1.0}
    back = ((out[0] > 0) * (2 ** torch.arange(5))[:, None]).sum(0)
    assert torch.equal(back, codes[0])


def make(labelled: bool, sdf: torch.Tensor | None = None) -> torch.Tensor:
    g = torch.Generator().manual_seed(1)
    sdf = (torch.rand(1, N, generator=g) - 0.5) * 0.6 if sdf is None else sdf
    part, material = torch.full((1, N), 6), torch.full((1, N), 21)
    look = torch.tensor([0.1, 0.2, 0.3, 0.4, 1.0, 0.0]).expand(1, N, 6)
    return input_grid(sdf, part, material, look, torch.tensor([labelled]))


def test_distance_is_cut_off_and_scaled() -> None:
    sdf = torch.linspace(-0.4, 0.4, N)[None]
    grid = make(True, sdf)
    assert grid.shape == (1, 16, GRID, GRID, GRID)
    torch.testing.assert_close(grid[0, 0].flatten(), (sdf[0] / TRUNCATION).clamp(-1, 1))


def test_appearance_is_given_in_the_band_only() -> None:
    sdf = torch.linspace(-0.4, 0.4, N)[None]
    flat = make(True, sdf)[0].flatten(1)
    band = sdf[0].abs() < BAND
    assert torch.equal(flat[1], band.float() * 2 - 1)
    assert (flat[2:, ~band] == 0).all()
    expected = torch.tensor([-1, 1, 1, 1, -1, 1, -1, 1, -0.8, -0.6, -0.4, -0.2, 1, -1])  # 6, 21, look x 2 - 1
    torch.testing.assert_close(flat[2:, band], expected[:, None].expand(-1, int(band.sum())))


def test_unknown_labels_are_zero_and_nothing_else_changes() -> None:
    known, unknown = make(True), make(False)
    assert (unknown[:, 2:10] == 0).all()
    for c in (slice(0, 2), slice(10, 16)):
        assert torch.equal(known[:, c], unknown[:, c])


def test_axes_are_z_y_x() -> None:
    sdf = torch.arange(N).float()[None] / N * 0.1
    grid = make(True, sdf)
    assert grid[0, 0, 0, 0, 1] * 0.1 == sdf[0, 1]
    assert grid[0, 0, 1, 0, 0] * 0.1 == sdf[0, GRID * GRID]
