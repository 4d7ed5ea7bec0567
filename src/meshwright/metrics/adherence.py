"""Whether sampled fields show what was asked: materials, colours, glow, parts, pieces."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from scipy import ndimage
from torch import Tensor

from meshwright.dataset.grammar.sampling import COLOUR_TINTS
from meshwright.generator.config import GRID
from meshwright.metrics.samples import GridSample
from meshwright.vocabulary.materials import MATERIAL_INDEX

_COLOUR_NAMES = tuple(COLOUR_TINTS)
_COLOUR_ROOTS = np.sqrt(np.array([COLOUR_TINTS[c] for c in _COLOUR_NAMES]))
MIN_NODES = 6
"""A part with fewer surface nodes than this counts as missing."""


def material_on_part(sample: GridSample, i: int, slot: int, material: str) -> bool:
    """Whether at least half of a part's surface is of the asked class."""
    on = sample.on_part(slot)[i]
    if int(on.sum()) < MIN_NODES:
        return False
    return bool((sample.material[i][on] == MATERIAL_INDEX[material]).float().mean() >= 0.5)


def colour_on_part(sample: GridSample, i: int, slot: int, colour: str) -> bool:
    """Whether the part's mean tint is nearest to the asked colour among the twelve (square-root space)."""
    on = sample.on_part(slot)[i]
    if int(on.sum()) < MIN_NODES:
        return False
    tint = sample.look[i][on][:, :3].float().mean(0).cpu().numpy()
    return _COLOUR_NAMES[int(((_COLOUR_ROOTS - tint) ** 2).sum(1).argmin())] == colour


def glow_on_part(sample: GridSample, i: int, slot: int, glow: bool) -> bool:
    """Whether most of the part's surface glows, or does not, as asked."""
    on = sample.on_part(slot)[i]
    if int(on.sum()) < MIN_NODES:
        return False
    return bool((sample.look[i][on][:, 5] > 0.5).float().mean() >= 0.5) == glow


def has_part(sample: GridSample, i: int, slot: int) -> bool:
    """Whether a part shows on the surface."""
    return int(sample.on_part(slot)[i].sum()) >= MIN_NODES


def pieces(sdf: Tensor, *, least: float = 0.0) -> int:
    """Connected pieces (26 neighbours) of one field on the grid; pieces below `least` of the volume do not count."""
    inside = (sdf < 0).view(GRID, GRID, GRID).cpu().numpy()
    labels, count = ndimage.label(inside, np.ones((3, 3, 3)))
    if count == 0:
        return 0
    sizes: npt.NDArray[np.float64] = np.bincount(labels.ravel())[1:].astype(np.float64)
    return int((sizes >= max(least * sizes.sum(), 1)).sum())


def occupancy_iou(a: Tensor, b: Tensor, where: Tensor | None = None) -> Tensor:
    """Intersection over union (n,) of the insides of two batches of distances (n, m)."""
    x, y = a < 0, b < 0
    if where is not None:
        x, y = x & where, y & where
    union = (x | y).sum(1)
    return torch.where(union > 0, (x & y).sum(1) / union.clamp(min=1), torch.ones_like(union, dtype=torch.float32))
