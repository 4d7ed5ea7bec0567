"""Grid samples in closed form: boxes and balls with known parts, materials and looks."""

from __future__ import annotations

import torch

from meshwright.dataset.batches import grid_points
from meshwright.metrics.samples import GridSample

NODES = grid_points(torch.device("cpu"))


def balls(*centers: float, radius: float = 0.2) -> torch.Tensor:
    """Distance (64³,) to balls along the x axis."""
    d = [(NODES - torch.tensor([c, 0.0, 0.0])).norm(dim=1) - radius for c in centers]
    return torch.stack(d).amin(0)


def halves(look: list[float], material: int, *, share: float = 1.0) -> GridSample:
    """One ball of radius 0.5: part 0 below, part 1 above; `share` of part 1 (by azimuth) has the look and material."""
    sdf = NODES.norm(dim=1) - 0.5
    part = (NODES[:, 1] > 0).long()
    turn = torch.atan2(NODES[:, 0], NODES[:, 2]) / (2 * torch.pi) + 0.5
    on = (part == 1) & (turn < share)
    looks = torch.where(on[:, None], torch.tensor(look), torch.tensor([0.1, 0.1, 0.1, 0.5, 0.0, 0.0]))
    return GridSample(sdf[None], part[None], torch.where(on, material, 0)[None], looks[None])
