"""Real meshes as fields on a training device: distance grids, supervised points, captions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from meshwright.dataset.batches import ShapeBatch, grid_points, near_points, sample_points
from meshwright.dataset.grammar.table import FLOOR
from meshwright.dataset.mesh_sdf import mesh_distance
from meshwright.dataset.packs import MeshRecord
from meshwright.generator.codes import input_grid
from meshwright.generator.config import GRID
from meshwright.vocabulary.colors import srgb_to_linear

FIT = 1.84
"""Longest side of a placed mesh in field units."""
STORED_POINTS = 24576


def place(vertices: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Vertices (n, 3) of longest side 1 to field units: standing on the floor, centred on the vertical axis."""
    low, high = vertices.min(0), vertices.max(0)
    scale = FIT / float((high - low).max())
    offset = np.array([-(low[0] + high[0]) / 2, -low[1], -(low[2] + high[2]) / 2])
    return ((vertices + offset) * scale + (0.0, FLOOR, 0.0)).astype(np.float32)


def face_look(record: MeshRecord) -> np.ndarray:  # type: ignore[type-arg]
    """Look (m, 6) float32 of each face: square root of the linear tint, roughness, metallic, emission."""
    c = record.colors[record.faces].astype(np.float32).mean(1) / 255.0
    return np.concatenate((np.sqrt(srgb_to_linear(c[:, :3])), c[:, [4, 3, 5]]), 1).astype(np.float32)


def distance(corners: Tensor, points: Tensor) -> tuple[Tensor, Tensor]:
    """Signed distance and nearest triangle (int64), by the kernel on a GPU and by its twin elsewhere."""
    if points.is_cuda:
        from meshwright.dataset.mesh_kernel import mesh_distance_fast

        d, i = mesh_distance_fast(corners, points)
        return d, i.long()
    return mesh_distance(corners, points)


@dataclass
class MeshStore:
    """Everything precomputed for m meshes, on one device.

    grid_sdf: (m, 64³) float16.  grid_look: (m, 64³, 6) uint8.  points: (m, p, 3) float16; sdf: (m, p) float16;
    look: (m, p, 6) uint8.  words: caption words of each mesh.  held_out: (m,) bool.
    """

    ids: list[str]
    words: list[tuple[str, ...]]
    held_out: Tensor
    grid_sdf: Tensor
    grid_look: Tensor
    points: Tensor
    sdf: Tensor
    look: Tensor

    def batch(self, index: Tensor, count: int) -> ShapeBatch:
        """A batch of the meshes at `index` (b,) with `count` near points each and as many pairs as usual."""
        sdf = self.grid_sdf[index].float()
        look = self.grid_look[index].float() / 255.0
        b = len(index)
        zeros = torch.zeros(sdf.shape, dtype=torch.long, device=sdf.device)
        labelled = torch.zeros(b, dtype=torch.bool, device=sdf.device)
        grid = input_grid(sdf, zeros, zeros, look, labelled)
        start = int(torch.randint(0, self.points.shape[1] - count + 1, ()))
        pick = slice(start, start + count)
        at = self.points[index, pick].float()
        z = torch.zeros(b, count, dtype=torch.long, device=sdf.device)
        return ShapeBatch(
            grid, at, self.sdf[index, pick].float(), z, z, self.look[index, pick].float() / 255.0, labelled
        )


def solid_enough(sdf: Tensor, corners: Tensor) -> bool:
    """Whether the grid's zero set follows the mesh: at least 85 % of its area lies on a sign change."""
    inside = (sdf < 0).float().view(1, 1, GRID, GRID, GRID)
    edge = (F.max_pool3d(inside, 3, 1, 1) - (1 - F.max_pool3d(1 - inside, 3, 1, 1))) > 0
    area = torch.linalg.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]).norm(dim=-1)
    center = ((corners.mean(1) + 1) * 0.5 * (GRID - 1)).round().long().clamp(0, GRID - 1)
    on = edge[0, 0, center[:, 2], center[:, 1], center[:, 0]].float()
    return bool((on * area).sum() > 0.85 * area.sum()) and bool((sdf < 0).sum() > 60)


def build_store(records: list[MeshRecord], device: torch.device) -> MeshStore:
    """Evaluate every usable record; those whose winding number gives no solid are left out.

    Points: 24,576 near the surface in blocks shaped like `sample_points`, so that any slice is representative.
    """
    nodes = grid_points(device)
    kept: list[MeshRecord] = []
    parts: list[tuple[Tensor, ...]] = []
    for record in records:
        corners = torch.from_numpy(place(record.vertices)[record.faces]).to(device)
        sdf, face = distance(corners, nodes)
        if not solid_enough(sdf, corners):
            continue
        looks = torch.from_numpy(face_look(record)).to(device)
        near = near_points(sdf[None], nodes, STORED_POINTS * 5 // 6)[0]
        free = torch.rand(STORED_POINTS - len(near), 3, device=device) * 2 - 1
        at = torch.cat((near, free)).clamp(-1, 1)[torch.randperm(STORED_POINTS, device=device)].half()
        d, f = distance(corners, at.float())
        kept.append(record)
        parts.append((sdf.half(), (looks[face] * 255).byte(), at, d.half(), (looks[f] * 255).byte()))
    if not kept:
        raise ValueError(f"none of {len(records)} meshes is solid enough to learn from")
    columns = [torch.stack(c) for c in zip(*parts, strict=True)]
    words = [caption_words(r) for r in kept]
    held = torch.tensor([r.held_out for r in kept], device=device)
    return MeshStore([r.id for r in kept], words, held, *columns)


def caption_words(record: MeshRecord) -> tuple[str, ...]:
    """The words that describe a real mesh to the flow model: name, kind and main colours, without repeats."""
    kind = record.category.replace("/", " ").replace("-", " ")
    words = f"{record.caption} {kind}".lower().split() + list(record.colours)
    return tuple(dict.fromkeys(w for w in words if w.isalpha()))[:10]


__all__ = ["MeshStore", "build_store", "distance", "place", "sample_points"]
