"""A field decoded by the networks: feature grids and local networks (eqs 10-12)."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.field.protocol import Appearance
from meshwright.field.trilinear import interpolate
from meshwright.inference.local_network import LocalNetwork
from meshwright.parallel import in_pieces
from meshwright.vocabulary.materials import MATERIALS

FloatArray = npt.NDArray[np.float32]

PART_SLOTS: Final = 8
"""Part logits of the appearance network; a category uses the first of them."""
_PIECE: Final = 1 << 13  # points whose features stay in the processor's cache
_STEP: Final = np.float32(0.008)  # of central differences: a quarter of a voxel of the feature grid


@dataclass(frozen=True)
class NeuralField:
    """Implements `Field`. What it says at a point depends on the eight cells of the grids around the
    point alone.

    shape, look: features (64, 64, 64, f) float32 in z, y, x order.
    distance: shape features to one value.  appearance: look and shape features to 8 part logits, 32
    material logits, logits of the square-rooted tint (3), of roughness, metallic and emission.
    part_names: of the category, at most 8.  truncation: field units of one unit of the distance network.
    """

    shape: FloatArray
    look: FloatArray
    distance: LocalNetwork
    looks: LocalNetwork
    part_names: tuple[str, ...]
    truncation: float

    @functools.cached_property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """A box around the surface: that of the grid nodes inside or within half a voxel, and one voxel more.

        The whole cube if nothing is inside.
        """
        n = self.shape.shape[0]
        line = np.linspace(-1, 1, n, dtype=np.float32)
        z, y, x = np.meshgrid(line, line, line, indexing="ij")
        nodes = np.stack((x, y, z), -1).reshape(-1, 3)
        voxel = np.float32(2 / (n - 1))
        distance = self.sdf(nodes)
        if not (distance < 0).any():
            return np.full(3, -1, np.float32), np.full(3, 1, np.float32)
        held = nodes[distance < voxel / 2]
        return np.maximum(held.min(0) - voxel, -1), np.minimum(held.max(0) + voxel, 1)

    def sdf(self, points: FloatArray) -> FloatArray:
        """Signed distance (n,) float32 at points (n, 3); outside the cube the way to the cube is added."""
        inside = np.clip(np.asarray(points, np.float32), -1, 1)
        out = np.empty(len(inside), np.float32)

        def measure(rows: slice) -> None:
            at = inside[rows]
            features = interpolate(self.shape, at)
            out[rows] = (self.distance(features, at)[:, 0] + features[:, 0]) * np.float32(self.truncation)

        in_pieces(len(inside), measure, _PIECE, self.distance.device.threads)
        beyond = np.asarray(points, np.float32) - inside
        far = beyond.any(1)
        if far.any():
            b = beyond[far]
            out[far] += np.sqrt(b[:, 0] * b[:, 0] + b[:, 1] * b[:, 1] + b[:, 2] * b[:, 2])
        return out

    def gradient(self, points: FloatArray) -> FloatArray:
        """Gradient (n, 3) float32 by central differences over half a voxel, across the grid's kinks."""
        p = np.asarray(points, np.float32)
        offsets = np.concatenate((np.eye(3, dtype=np.float32), -np.eye(3, dtype=np.float32))) * _STEP
        values = self.sdf((p[:, None] + offsets).reshape(-1, 3)).reshape(-1, 2, 3)
        return (values[:, 0] - values[:, 1]) / (2 * _STEP)

    def appearance(self, points: FloatArray) -> Appearance:
        """Appearance at points (n, 3); outside the cube that of the nearest point of the cube."""
        p = np.clip(np.asarray(points, np.float32), -1, 1)
        n, m = len(p), PART_SLOTS + len(MATERIALS)
        part, material = np.empty(n, np.int32), np.empty(n, np.int32)
        values = np.empty((n, 6), np.float32)

        def look(rows: slice) -> None:
            features = np.concatenate((interpolate(self.look, p[rows]), interpolate(self.shape, p[rows])), 1)
            raw = self.looks(features, p[rows])
            part[rows] = raw[:, : len(self.part_names)].argmax(1)
            material[rows] = raw[:, PART_SLOTS:m].argmax(1)
            values[rows] = 1 / (1 + np.exp(-np.clip(raw[:, m:], -60, 60)))

        in_pieces(n, look, _PIECE, self.looks.device.threads)
        tint = values[:, :3] * values[:, :3]  # the network's is square-rooted, which spreads dark colours
        return Appearance(part, material, tint, *(values[:, 3 + i].copy() for i in range(3)))


def composite(outside: NeuralField, inside: NeuralField, share: FloatArray) -> NeuralField:
    """The field that is `inside` where share is 1, `outside` where it is 0, and blends between.

    share: (64, 64, 64) float32 in 0-1, axes z, y, x. In a cell of the feature grid whose eight nodes all
    have share 0 or all 1, the result equals that field bit for bit. Compositing latents cannot give that: the
    decoder spreads a change of one latent cell over tens of nodes, if faintly.
    Raises InputError for grids of different shapes.
    """
    if outside.shape.shape != inside.shape.shape or share.shape != outside.shape.shape[:3]:
        raise InputError("share", f"has shape {share.shape}", f"{outside.shape.shape[:3]}, like both fields")
    s = share[..., None].astype(np.float32)

    def mix(a: FloatArray, b: FloatArray) -> FloatArray:
        return np.where(s >= 1, b, np.where(s <= 0, a, a + (b - a) * s)).astype(np.float32)

    return replace(outside, shape=mix(outside.shape, inside.shape), look=mix(outside.look, inside.look))
