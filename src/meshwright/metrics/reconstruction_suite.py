"""Suite `reconstruction`: what the autoencoder keeps of held-out procedural objects and real meshes."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from meshwright.dataset.batches import VOXEL, evaluate_tables, grid_points, owners_look, table_grids
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.mesh_store import distance, face_look, place, solid_enough
from meshwright.dataset.packs import MeshRecord
from meshwright.dataset.producer import pad_tables
from meshwright.generator.codes import input_grid
from meshwright.generator.networks.autoencoder import Autoencoder, split_appearance
from meshwright.metrics.adherence import occupancy_iou
from meshwright.metrics.field_quality import field_quality
from meshwright.metrics.intervals import mean, proportion

FloatArray = npt.NDArray[np.float32]


@torch.no_grad()
def decode_at(model: Autoencoder, grid: Tensor, points: Tensor, near: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Distance (1, n) at points (n, 3), and appearance at near points (m, 3), through the latent's mean."""
    with torch.autocast(grid.device.type, torch.bfloat16, enabled=grid.is_cuda):
        mean_, _ = model.encode(grid)
        shape, look = model.decode(mean_.float())
    shape, look = shape.float(), look.float()
    d = torch.cat([model.distance_at(shape, p[None])[0] for p in torch.split(points, 1 << 18)])
    return d[None], split_appearance(model.appearance_at(shape, look, near[None])[0])


@torch.no_grad()
def decoded_distance(model: Autoencoder, grid: Tensor) -> Callable[[FloatArray], FloatArray]:
    """The decoded distance as a function of points (n, 3), through the latent's mean."""
    with torch.autocast(grid.device.type, torch.bfloat16, enabled=grid.is_cuda):
        shape, _ = model.decode(model.encode(grid)[0].float())
    shape = shape.float()

    @torch.no_grad()
    def distance_of(points: FloatArray) -> FloatArray:
        d = model.distance_at(shape, torch.from_numpy(points).to(grid.device)[None])
        return np.asarray(d[0].cpu().numpy(), np.float32)

    return distance_of


def run_reconstruction_suite(
    model: Autoencoder, *, n: int, seed: int, device: torch.device, resolution: int, meshes: list[MeshRecord]
) -> dict[str, Any]:
    """Figures for n procedural objects and for every usable held-out mesh given.

    resolution: nodes per axis at which insides are compared.  The tint error is the mean absolute difference
    of linear colour; `free` counts only parts with a free colour.  Eikonal and Lipschitz figures (eqs 11 and
    59) are those of the decoded distance.
    """
    model = model.to(device).eval()
    rng = random.Random(f"evaluate/reconstruction/{seed}")
    nodes, fine = grid_points(device), grid_points(device, resolution)
    categories = load()
    iou, tint, tint_free, part_ok, material_ok = [], [], [], [], []
    caught, glowing, claimed = 0, 0, 0
    per_category: dict[str, list[float]] = {}
    eikonal, lipschitz = [], []
    for i in range(n):
        d = draw(categories[i % len(categories)], rng)
        rows, counts = (torch.from_numpy(a).to(device) for a in pad_tables([table_of(d)]))
        grid, sdf, _ = table_grids(rows, counts, nodes)
        near = nodes[(sdf[0].abs() < 0.6 * VOXEL)]
        got, out = decode_at(model, grid, fine, near)
        truth, _ = evaluate_tables(rows, counts, fine)
        value = float(occupancy_iou(got, truth))
        iou.append(value)
        quality = field_quality(decoded_distance(model, grid), n=4000, seed=i)
        eikonal.append(quality.eikonal)
        lipschitz.append(quality.lipschitz)
        per_category.setdefault(d.category.name, []).append(value)
        _, owner = evaluate_tables(rows, counts, near)
        part, material, look = (v[0] for v in owners_look(rows, owner))
        error = (out["tint"].square() - look[:, :3].square()).abs().mean(1)
        tint.append(float(error.mean()))
        free_slots = [j for j, p in enumerate(d.category.parts) if d.looks[p.name].colour]
        free = torch.isin(part, torch.tensor(free_slots, device=device, dtype=part.dtype))
        if bool(free.any()):
            tint_free.append(float(error[free].mean()))
        part_ok.append(float((out["part"].argmax(-1) == part).float().mean()))
        material_ok.append(float((out["material"].argmax(-1) == material).float().mean()))
        glow, said = look[:, 5] > 0.5, out["emission"] > 0
        glowing += int(glow.sum())
        caught += int((glow & said).sum())
        claimed += int(said.sum())
    real, names = [], []
    for record in meshes:
        corners = torch.from_numpy(place(record.vertices)[record.faces]).to(device)
        value_or_none = mesh_iou(model, corners, record, nodes, fine)
        if value_or_none is not None:
            real.append(value_or_none)
            names.append(record.id)
    by_category = {k: round(sum(v) / len(v), 3) for k, v in per_category.items()}
    worst = sorted(zip(real, names, strict=True))[:5]
    return {
        "suite": "reconstruction", "n": n, "seed": seed, "resolution": resolution,
        "procedural iou": mean(iou, target=0.97).to_json(),
        "real iou": mean(real, target=0.965).to_json(),
        "real above 0.9": proportion([v > 0.9 for v in real]).to_json(),
        "tint error": mean(tint, target=0.03).to_json(),
        "tint error, free colours": mean(tint_free, target=0.03).to_json(),
        "eikonal error": mean(eikonal).to_json(), "lipschitz violation": mean(lipschitz).to_json(),
        "part": mean(part_ok).to_json(), "material": mean(material_ok).to_json(),
        "emission recall": round(caught / max(glowing, 1), 4),
        "emission precision": round(caught / max(claimed, 1), 4),
        "emission nodes": glowing,
        "weakest categories": dict(sorted(by_category.items(), key=lambda kv: kv[1])[:8]),
        "weakest meshes": [[name, round(v, 3)] for v, name in worst],
    }  # fmt: skip


def mesh_iou(model: Autoencoder, corners: Tensor, record: MeshRecord, nodes: Tensor, fine: Tensor) -> float | None:
    """Intersection over union of one real mesh, or None if its winding number gives no solid."""
    sdf, face = distance(corners, nodes)
    if not solid_enough(sdf, corners):
        return None
    looks = torch.from_numpy(face_look(record)).to(nodes.device)
    zeros = torch.zeros(1, len(nodes), dtype=torch.long, device=nodes.device)
    labelled = torch.zeros(1, dtype=torch.bool, device=nodes.device)
    grid = input_grid(sdf[None], zeros, zeros, looks[face][None], labelled)
    got, _ = decode_at(model, grid, fine, nodes[:8])
    truth, _ = distance(corners, fine)
    return float(occupancy_iou(got, truth[None]))
