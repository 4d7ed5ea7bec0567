"""How distance and appearance are written into the encoder's input grid. Needs PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor

from meshwright.generator.config import GRID, TRUNCATION

BAND = 0.08
"""Appearance is given to the encoder only within this distance of the surface (field units)."""


def bits(code: Tensor, count: int) -> Tensor:
    """Integers (b, n) as `count` values of -1 or 1: (b, count, n)."""
    shift = torch.arange(count, device=code.device)
    return ((code[:, None] >> shift[:, None]) & 1).float() * 2 - 1


def input_grid(sdf: Tensor, part: Tensor, material: Tensor, look: Tensor, labelled: Tensor) -> Tensor:
    """The encoder's input (b, 16, 64, 64, 64) float32, axes z, y, x.

    sdf: (b, n) field units.  part, material: (b, n) int64.  look: (b, n, 6), see `ShapeBatch`.
    labelled: (b,) bool; where false the part and material bits are 0.
    """
    b = sdf.shape[0]
    band = (sdf.abs() < BAND).float()[:, None]
    known = band * labelled.float()[:, None, None]
    channels = (
        sdf.clamp(-TRUNCATION, TRUNCATION)[:, None] / TRUNCATION,
        band * 2 - 1,
        bits(part, 3) * known,
        bits(material, 5) * known,
        (look.transpose(1, 2) * 2 - 1) * band,
    )
    return torch.cat(channels, 1).view(b, -1, GRID, GRID, GRID)
