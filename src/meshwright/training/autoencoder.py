"""Training of the shape autoencoder on grammar objects, random primitives and real meshes."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from meshwright.dataset.batches import PAIR_POINTS, VOXEL, ShapeBatch, grid_points, table_batch
from meshwright.dataset.mesh_store import MeshStore, build_store
from meshwright.dataset.packs import read_pack
from meshwright.dataset.producer import ObjectMaker, Producer
from meshwright.generator.config import TRUNCATION, AutoencoderConfig, config_json
from meshwright.generator.networks.autoencoder import Autoencoder, ResBlock, split_appearance
from meshwright.training.checkpoint import Checkpoint
from meshwright.training.optimizer import Optimizers
from meshwright.training.session import (
    Average,
    Log,
    Schedule,
    World,
    average_gradients,
    broadcast_parameters,
    compile_blocks,
    save_weights,
)  # fmt: skip

SCATTER = 2.5
"""Most noise that a decoder trained alone sees, in deviations of the encoder: samples of a flow model are not exact."""


@dataclass(frozen=True)
class AutoencoderRun:
    """Settings of a run; the defaults are those of the shipped weights.

    batch: objects from tables per process and step; meshes: real meshes per process and step.
    minutes, max_steps: whichever ends first.  kl: weight of the KL term (per latent value).
    points: factor on the supervised points (tests use less).
    resume: a checkpoint (`autoencoder.pt`) to go on from, or weights to start from.
    decoder_only: leave the encoder as it is, so that a flow model trained on its latents stays usable; half of the
        latents are then decoded without noise, as in use, the others with up to `SCATTER` times the encoder's.
    """

    out: Path
    pack: Path | None = None
    batch: int = 24
    meshes: int = 8
    minutes: float = 8.0
    max_steps: int = 1_000_000
    lr: float = 2e-3
    kl: float = 3e-5
    workers: int = 6
    points: float = 1.0
    seed: int = 0
    resume: Path | None = None
    decoder_only: bool = False
    config: AutoencoderConfig = field(default_factory=AutoencoderConfig)


class AutoencoderLoss(nn.Module):
    """Forward pass and loss in one module, so that it compiles as a whole."""

    def __init__(self, model: Autoencoder, kl: float) -> None:
        super().__init__()
        self.model, self.kl = model, kl

    def forward(self, b_grid: Tensor, points: Tensor, sdf: Tensor, part: Tensor, material: Tensor, look: Tensor,
                labelled: Tensor, noise: Tensor, pairs: int) -> tuple[Tensor, dict[str, Tensor]]:  # fmt: skip
        """Weighted loss and its named terms; `noise` is standard normal like the latent."""
        mean, logvar = self.model.encode(b_grid)
        mean, logvar = mean.float(), logvar.float().clamp(-12.0, 4.0)
        z = mean + noise * (0.5 * logvar).exp()
        shape, appearance = self.model.decode(z)
        distance = self.model.distance_at(shape, points).float()
        out = split_appearance(self.model.appearance_at(shape, appearance, points).float())

        t = TRUNCATION
        gap = distance.clamp(-t, t) - sdf.clamp(-t, t)
        near = (sdf.abs() < 0.5 * VOXEL).float()
        l_sdf = (gap.abs() * (1 + 2 * near)).mean() / t
        # the pair loss stands in for the eikonal term (eq 11): differences over less than a voxel must match
        moved = points.shape[1] - pairs
        true_step = sdf[:, moved:].clamp(-t, t) - sdf[:, :pairs].clamp(-t, t)
        step = distance[:, moved:].clamp(-t, t) - distance[:, :pairs].clamp(-t, t)
        l_pair = (step - true_step).abs().mean() / VOXEL
        l_sign = F.binary_cross_entropy_with_logits(-distance / (0.25 * VOXEL), (sdf < 0).float())

        on = (sdf.abs() < 1.5 * VOXEL).float()
        w = on / on.sum().clamp(min=1.0)
        wl = on * labelled[:, None]
        wl = wl / wl.sum().clamp(min=1.0)
        l_part = (F.cross_entropy(out["part"].flatten(0, 1), part.flatten(), reduction="none").view_as(w) * wl).sum()
        l_material = (
            F.cross_entropy(out["material"].flatten(0, 1), material.flatten(), reduction="none").view_as(w) * wl
        ).sum()
        l_tint = ((out["tint"] - look[..., :3]).abs().mean(-1) * w).sum()
        l_rough = ((out["roughness"] - look[..., 3]).abs() * w).sum()
        bce = functools.partial(F.binary_cross_entropy_with_logits, reduction="none")
        l_metal = (bce(out["metallic"], look[..., 4]) * w).sum()
        l_glow = (bce(out["emission"], look[..., 5]) * w).sum()
        l_kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).mean()
        loss = (
            l_sdf + 0.1 * l_pair + 0.1 * l_sign + 0.06 * l_part + 0.06 * l_material
            + 1.5 * l_tint + 0.2 * l_rough + 0.1 * l_metal + 0.15 * l_glow + self.kl * l_kl
        )  # fmt: skip
        terms = {
            "sdf": l_sdf, "pair": l_pair, "sign": l_sign, "part": l_part, "material": l_material, "tint": l_tint,
            "rough": l_rough, "metal": l_metal, "glow": l_glow, "kl": l_kl,
        }  # fmt: skip
        return loss, {k: v.detach() for k, v in terms.items()}


def move_rows(batch: ObjectMaker | object, device: torch.device) -> tuple[Tensor, Tensor]:
    """Tables of a produced batch on the device: rows (n, 40, 64) and counts (n,) int32."""
    rows = torch.from_numpy(batch.rows)  # type: ignore[union-attr]
    counts = torch.from_numpy(batch.counts)  # type: ignore[union-attr]
    if device.type == "cuda":
        rows, counts = rows.pin_memory(), counts.pin_memory()
    return rows.to(device, non_blocking=True), counts.to(device, non_blocking=True)


def train_autoencoder(run: AutoencoderRun, world: World) -> Autoencoder:
    """Train, log to `out/autoencoder.jsonl`, save `out/autoencoder.safetensors` (averaged weights, float16)."""
    producer = Producer(
        functools.partial(ObjectMaker, run.batch), workers=run.workers, seed=f"ae/{run.seed}/{world.rank}/{run.resume}"
    )
    torch.manual_seed(run.seed)
    device = world.device
    log = Log(run.out, "autoencoder", world)
    store = load_store(run.pack, device, world, log) if run.pack and run.meshes else None
    model = Autoencoder(run.config).to(device)
    broadcast_parameters(model, world)
    if device.type == "cuda":
        model = model.to(memory_format=torch.channels_last_3d)
    average = Average(model, 0.999)
    loss_module: nn.Module = AutoencoderLoss(model, run.kl)
    if device.type == "cuda":
        compile_blocks(model, ResBlock)
    if run.decoder_only:
        model.shape_encoder.requires_grad_(False)
        model.appearance_encoder.requires_grad_(False)
    optimizers = Optimizers(model, lr=run.lr, outside=("distance", "appearance.layers"))
    schedule = Schedule(minutes=run.minutes, max_steps=run.max_steps, warmup=100, flat=0.3)
    checkpoint = Checkpoint(model, average, optimizers, schedule)
    if run.resume:
        checkpoint.load(run.resume, world)
    torch.manual_seed(run.seed * 1000 + schedule.step * 64 + world.rank + 1)
    nodes = grid_points(device)
    pool = torch.nonzero(~store.held_out)[:, 0] if store else None
    while True:
        progress = schedule.progress(world)
        if progress >= 1:
            break
        rows, counts = move_rows(producer.next(), device)
        batch = table_batch(rows, counts, nodes, run.points)
        pairs = max(int(PAIR_POINTS * run.points), 8)
        if store is not None and pool is not None:
            pick = pool[torch.randint(len(pool), (run.meshes,), device=device)]
            real = mesh_batch(store, pick, batch.points.shape[1], pairs)
            batch = ShapeBatch.join([batch, real.turned(int(torch.randint(8, ())))])
        grid = batch.grid
        if device.type == "cuda":
            grid = grid.to(torch.bfloat16, memory_format=torch.channels_last_3d)
        noise = torch.randn(len(grid), run.config.channels, 16, 16, 16, device=device)
        if run.decoder_only:
            noise *= scatter(len(grid), device).view(-1, 1, 1, 1, 1)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            loss, terms = loss_module(grid, batch.points, batch.sdf, batch.part, batch.material, batch.look,
                                      batch.labelled, noise, pairs)  # fmt: skip
        loss.backward()
        average_gradients(optimizers.parameters, world)
        norm = optimizers.step(schedule.scale(progress))
        average.update(model)
        schedule.step += 1
        if schedule.step % 100 == 0 or schedule.step == 1:
            log.write(step=schedule.step, progress=progress, loss=loss.item(), grad=norm.item(),
                      **{k: v.item() for k, v in terms.items()})  # fmt: skip
        if checkpoint.due(progress) and world.chief:
            save_weights(average.model.state_dict(), run.out / "autoencoder.safetensors", config_json(run.config))
            checkpoint.save(run.out / "autoencoder.pt", progress)
    producer.close()
    if world.chief:
        save_weights(average.model.state_dict(), run.out / "autoencoder.safetensors", config_json(run.config))
    return average.model


def scatter(n: int, device: torch.device) -> Tensor:
    """Factors (n,) on the latent noise of n objects: 0 for half of them, else uniform up to `SCATTER`."""
    return torch.rand(n, device=device).mul(2).sub(1).clamp(min=0) * SCATTER


def mesh_batch(store: MeshStore, pick: Tensor, points: int, pairs: int) -> ShapeBatch:
    """Real meshes with the same number of points; stored points have no pairs, so the pair slots repeat."""
    b = store.batch(pick, points - pairs)
    tail = slice(0, pairs)

    def again(x: Tensor) -> Tensor:
        return torch.cat((x, x[:, tail]), 1)

    return ShapeBatch(
        b.grid, again(b.points), again(b.sdf), again(b.part), again(b.material), again(b.look), b.labelled
    )


def load_store(pack: Path, device: torch.device, world: World, log: Log, limit: int | None = None) -> MeshStore:
    """Evaluate the real meshes of a pack on this process's device."""
    store = build_store(read_pack(pack)[:limit], device)
    log.write(event="meshes", kept=len(store.ids), held_out=int(store.held_out.sum()))
    return store
