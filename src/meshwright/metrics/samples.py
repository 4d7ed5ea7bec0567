"""Fields sampled on the grid, from ground truth or from latents alike, so that one ruler measures both."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from meshwright.dataset.batches import VOXEL, evaluate_tables, owners_look
from meshwright.generator.networks.autoencoder import Autoencoder, split_appearance

BAND = 1.2 * VOXEL


@dataclass(frozen=True)
class GridSample:
    """b fields on the n = 64³ nodes.

    sdf: (b, n) float32 field units.  part, material: (b, n) int64.
    look: (b, n, 6): square root of the linear tint (3), roughness, metallic, emission, all in 0-1.
    """

    sdf: Tensor
    part: Tensor
    material: Tensor
    look: Tensor

    def take(self, which: slice) -> GridSample:
        """Some of the fields."""
        return GridSample(self.sdf[which], self.part[which], self.material[which], self.look[which])

    @property
    def surface(self) -> Tensor:
        """Nodes next to the surface (b, n) bool."""
        return self.sdf.abs() < BAND

    def on_part(self, slot: int) -> Tensor:
        """Surface nodes of one part (b, n) bool."""
        return self.surface & (self.part == slot)


def sample_tables(rows: Tensor, counts: Tensor, nodes: Tensor) -> GridSample:
    """Ground truth of primitive tables."""
    sdf, owner = evaluate_tables(rows, counts, nodes)
    return GridSample(sdf, *owners_look(rows, owner))


@torch.no_grad()
def sample_latents(model: Autoencoder, latents: Tensor, nodes: Tensor) -> GridSample:
    """Decode latents (b, c, 16, 16, 16) at the nodes, one object at a time (memory)."""
    parts = []
    for z in torch.split(latents, 1):
        with torch.autocast(z.device.type, torch.bfloat16, enabled=z.is_cuda):
            shape, look = model.decode(z)
        shape, look = shape.float(), look.float()
        sdf = model.distance_at(shape, nodes[None])
        out = split_appearance(model.appearance_at(shape, look, nodes[None]))
        values = torch.cat(
            (out["tint"], out["roughness"][..., None], out["metallic"].sigmoid()[..., None],
             out["emission"].sigmoid()[..., None]), -1,
        )  # fmt: skip
        parts.append((sdf, out["part"].argmax(-1), out["material"].argmax(-1), values))
    return GridSample(*(torch.cat(p) for p in zip(*parts, strict=True)))
