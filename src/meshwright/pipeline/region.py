"""Where an edit may change a field: on the nodes of its feature grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.field.protocol import Field
from meshwright.generator.codes_numpy import grid_points
from meshwright.generator.config import GRID
from meshwright.geometry.placement import Placement
from meshwright.texturing.texels import atlas_of, interpolate

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

VOXEL: Final = 2 / (GRID - 1)
_BAND: Final = 2.0 * VOXEL
_MOVED: Final = 1.5 * VOXEL
_MOVED_SHARE: Final = 0.25
_GROW: Final = 2  # nodes around the region that change with it, so that parts stay joined
_BRUSH: Final = 3  # nodes around a painted point that may change
_MASK_SIZE: Final = 256


@dataclass(frozen=True)
class Seen:
    """What a field says at the nodes (64, 64, 64), axes z, y, x.  near: inside, or close to the surface."""

    sdf: FloatArray
    part: npt.NDArray[np.int32]
    near: BoolArray

    @staticmethod
    def of(field: Field) -> Seen:
        """Sample a field."""
        points, cube = grid_points(), (GRID,) * 3
        sdf = field.sdf(points)
        near = sdf < _BAND
        part = np.full(len(points), -1, np.int32)
        part[near] = field.appearance(points[near]).part
        return Seen(sdf.reshape(cube), part.reshape(cube), near.reshape(cube))


def part_region(source: Seen, result: Seen, slots: frozenset[int]) -> tuple[BoolArray, frozenset[int]]:
    """Nodes (64, 64, 64) that an edit of some parts may change, and the slots that it covers.

    The region holds the parts as they were and as they are to be, and what lies between. A part that was not named
    but moved with them, as a table's top does when its legs grow, belongs to the region too: to keep it would
    cut the object apart.
    """
    others = {int(s) for s in np.unique(source.part[source.near])} - set(slots)
    surface = np.abs(source.sdf) < VOXEL
    moved = set()
    for slot in others:
        own = surface & (source.part == slot)
        if own.any() and float((np.abs(result.sdf[own]) > _MOVED).mean()) > _MOVED_SHARE:
            moved.add(slot)
    covered = frozenset(slots) | frozenset(moved)
    named = np.isin(source.part, list(covered)) | np.isin(result.part, list(covered))
    return ndimage.binary_dilation(named, iterations=_GROW), covered


def share_of(region: BoolArray) -> npt.NDArray[np.uint8]:
    """A layer's share (64, 64, 64) uint8: 255 in the region, falling to 0 over one node around it."""
    rim = ndimage.binary_dilation(region) & ~region
    share = np.where(region, 255, np.where(rim, 128, 0))
    return share.astype(np.uint8)


def painted_region(asset: Asset, mask: npt.NDArray[np.floating], placed: Placement) -> BoolArray:
    """Nodes around what a mask over the UV page marks.

    mask: (h, w), above 0.5 where the shape may change; row 0 is the top of the page.
    Raises InputError for a mask of the wrong shape, or one that marks nothing of the surface.
    """
    if mask.ndim != 2 or min(mask.shape) < 1 or not np.isfinite(mask).all():
        raise InputError("mask", f"has shape {mask.shape}", "(height, width) of finite numbers")
    size = _MASK_SIZE
    atlas = atlas_of(asset.mesh, size)
    rows, columns = np.divmod(atlas.flat, size)
    at = mask[rows * mask.shape[0] // size, columns * mask.shape[1] // size]
    chosen = at > 0.5
    if not chosen.any():
        raise InputError("mask", "marks nothing of the surface", "a mask that is white somewhere on the object")
    corners = placed.to_field(asset.mesh.vertices)[asset.mesh.faces]
    points = interpolate(corners, atlas.face[chosen], atlas.bary[chosen])
    node = np.clip(np.rint((points + 1) / VOXEL), 0, GRID - 1).astype(np.int64)
    region = np.zeros((GRID,) * 3, np.bool_)
    region[node[:, 2], node[:, 1], node[:, 0]] = True
    return np.asarray(ndimage.binary_dilation(region, iterations=_BRUSH), np.bool_)


def latent_mask(region: BoolArray, cells: int) -> FloatArray:
    """The flow's mask (1, 1, cells, cells, cells): 1 in cells that the region touches, -1 elsewhere."""
    step = GRID // cells
    blocks = region.reshape(cells, step, cells, step, cells, step)
    return np.where(blocks.any(axis=(1, 3, 5)), 1.0, -1.0).astype(np.float32)[None, None]


def latent_share(share: npt.NDArray[np.uint8], cells: int) -> FloatArray:
    """A share averaged over latent cells (cells, cells, cells), 0-1."""
    step = GRID // cells
    blocks = share.reshape(cells, step, cells, step, cells, step).astype(np.float32)
    return np.asarray(blocks.mean(axis=(1, 3, 5)) / np.float32(255), np.float32)
