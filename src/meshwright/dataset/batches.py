"""Batches for the autoencoder: input grids and supervised points, from primitive tables or real meshes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.generator.codes import input_grid
from meshwright.generator.config import GRID

VOXEL = 2.0 / (GRID - 1)
FAR_FILL = 0.16
"""Distance written into grid blocks that are farther from the surface than this (field units)."""
NEAR_POINTS = 10240
FREE_POINTS = 2048
PAIR_POINTS = 4096


@dataclass(frozen=True)
class ShapeBatch:
    """Supervision for b objects.

    grid: (b, 16, 64, 64, 64) encoder input.  points: (b, p, 3) field units; the last `PAIR_POINTS` are the first
    ones moved by less than a voxel, for the pair loss.  sdf: (b, p).  part, material: (b, p) int64.
    look: (b, p, 6): square root of the linear tint (3), roughness, metallic, emission.
    labelled: (b,) bool, whether parts and materials are known.
    """

    grid: Tensor
    points: Tensor
    sdf: Tensor
    part: Tensor
    material: Tensor
    look: Tensor
    labelled: Tensor

    @staticmethod
    def join(batches: list[ShapeBatch]) -> ShapeBatch:
        """Concatenate along the batch axis."""
        return ShapeBatch(*(torch.cat([getattr(b, f.name) for b in batches]) for f in fields(ShapeBatch)))

    def turned(self, symmetry: int) -> ShapeBatch:
        """The same objects under one of the 8 symmetries of a square about the vertical axis; 0 changes nothing.

        Bits of `symmetry`: 1 mirrors x, 2 mirrors z, 4 exchanges x and z (quarter turns are combinations).
        """
        grid, points = self.grid, self.points
        mirrored = [axis for axis, bit in ((4, 1), (2, 2)) if symmetry & bit]
        if mirrored:
            grid = grid.flip(mirrored)
            signs = [-1.0 if symmetry & bit else 1.0 for bit in (1, 0, 2)]
            points = points * torch.tensor(signs, device=points.device, dtype=points.dtype)
        if symmetry & 4:
            grid, points = grid.transpose(2, 4), points[..., [2, 1, 0]]
        return replace(self, grid=grid, points=points)


def grid_points(device: torch.device, n: int = GRID) -> Tensor:
    """Nodes of the grid over [-1, 1]³, (n³, 3) float32; x varies fastest, then y, then z."""
    s = torch.linspace(-1, 1, n, device=device)
    z, y, x = torch.meshgrid(s, s, s, indexing="ij")
    return torch.stack((x, y, z), -1).reshape(-1, 3)


def evaluate_tables(rows: Tensor, counts: Tensor, points: Tensor) -> tuple[Tensor, Tensor]:
    """Distance (b, n) and owner (b, n) int64 of tables (b, r, 64): the kernel on a GPU, its twin elsewhere."""
    if rows.is_cuda:
        from meshwright.dataset.grammar.kernel import evaluate_batch

        sdf, owner = evaluate_batch(rows, counts, points)
        return sdf, owner.long()
    shared = points.dim() == 2
    whole_grid = shared and len(points) == GRID**3
    pairs = []
    for i in range(len(rows)):
        table = rows[i, : int(counts[i])]
        pairs.append(evaluate_near(table, points) if whole_grid else evaluate(table, points if shared else points[i]))
    return torch.stack([p[0] for p in pairs]), torch.stack([p[1] for p in pairs])


def evaluate_near(rows: Tensor, nodes: Tensor) -> tuple[Tensor, Tensor]:
    """As `evaluate` on all grid nodes (64³, 3), but blocks of 4³ nodes far from the surface are filled.

    Filled nodes hold ±`FAR_FILL` and owner 0; that is beyond the truncation of everything that reads grids.
    """
    g, k = GRID // 4, 4
    blocks = nodes.view(g, k, g, k, g, k, 3).permute(0, 2, 4, 1, 3, 5, 6).reshape(g**3, k**3, 3)
    center, _ = evaluate(rows, blocks.mean(1))
    reach = 1.5 * VOXEL * 3**0.5 + FAR_FILL
    near = (center.abs() < reach).nonzero()[:, 0]
    sdf = (torch.sign(center) * FAR_FILL)[:, None].repeat(1, k**3)
    owner = torch.zeros(g**3, k**3, dtype=torch.long, device=rows.device)
    d, o = evaluate(rows, blocks[near].reshape(-1, 3))
    sdf[near], owner[near] = d.view(-1, k**3), o.view(-1, k**3)

    def whole(x: Tensor) -> Tensor:
        return x.view(g, g, g, k, k, k).permute(0, 3, 1, 4, 2, 5).reshape(-1)

    return whole(sdf), whole(owner)


def owners_look(rows: Tensor, owner: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Part (b, n) int64, material (b, n) int64 and look (b, n, 6) of the rows that own points."""
    columns = rows[..., t.PART : t.EMISSION + 1]  # part, material, tint 3, roughness, metallic, emission
    picked = torch.gather(columns, 1, owner[..., None].expand(-1, -1, columns.shape[-1]))
    look = torch.cat((picked[..., 2:5].clamp(min=0).sqrt(), picked[..., 5:8]), -1)
    return picked[..., 0].long(), picked[..., 1].long(), look


def table_grids(rows: Tensor, counts: Tensor, nodes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Encoder input (b, 16, 64, 64, 64), distance (b, 64³) and owner (b, 64³) of primitive tables."""
    sdf, owner = evaluate_tables(rows, counts, nodes)
    part, material, look = owners_look(rows, owner)
    labelled = torch.ones(len(rows), dtype=torch.bool, device=rows.device)
    return input_grid(sdf, part, material, look, labelled), sdf, owner


def near_points(sdf: Tensor, nodes: Tensor, count: int) -> Tensor:
    """Random points (b, count, 3) within about two voxels of the surface, from a grid of distances (b, n)."""
    b = sdf.shape[0]
    mask = sdf.abs() < 1.6 * VOXEL
    mask[:, 0] |= ~mask.any(1)
    where = mask.nonzero()
    per_object = mask.sum(1)
    start = torch.cumsum(per_object, 0) - per_object
    pick = (torch.rand(b, count, device=sdf.device) * per_object[:, None]).long() + start[:, None]
    picked = nodes[where[pick.flatten(), 1]].view(b, count, 3)
    return picked + (torch.rand_like(picked) * 2 - 1) * VOXEL


def sample_points(sdf: Tensor, nodes: Tensor, scale: float = 1.0) -> Tensor:
    """Near, free and paired points (b, p, 3); `scale` shrinks the counts for tests."""
    near, free, pair = (max(int(c * scale), 8) for c in (NEAR_POINTS, FREE_POINTS, PAIR_POINTS))
    points = near_points(sdf, nodes, near)
    moved = points[:, :pair] + (torch.rand(len(sdf), pair, 3, device=sdf.device) - 0.5) * VOXEL
    uniform = torch.rand(len(sdf), free, 3, device=sdf.device) * 2 - 1
    return torch.cat((points, uniform, moved), 1).clamp(-1, 1)


def table_batch(rows: Tensor, counts: Tensor, nodes: Tensor, scale: float = 1.0) -> ShapeBatch:
    """A full batch from primitive tables: rows (b, r, 64) float32, counts (b,) int32."""
    grid, sdf, _owner = table_grids(rows, counts, nodes)
    points = sample_points(sdf, nodes, scale)
    at, owner = evaluate_tables(rows, counts, points)
    part, material, look = owners_look(rows, owner)
    labelled = torch.ones(len(rows), dtype=torch.bool, device=rows.device)
    return ShapeBatch(grid, points, at, part, material, look, labelled)
