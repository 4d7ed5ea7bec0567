"""Training of the flow transformer on latents of grammar objects, their edited twins, and real meshes."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.dataset.mesh_store import MeshStore
from meshwright.dataset.producer import PairMaker, Producer
from meshwright.generator.config import FlowConfig, config_json
from meshwright.generator.networks.flow import Block, FlowTransformer
from meshwright.generator.persistence import load_autoencoder
from meshwright.prompt.tokens import MAX_TOKENS
from meshwright.training.autoencoder import load_store
from meshwright.training.checkpoint import Checkpoint
from meshwright.training.optimizer import Optimizers
from meshwright.training.pairs import Latents, PairEncoder, Words, mesh_tokens
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


@dataclass(frozen=True)
class FlowRun:
    """Settings of a run; the defaults are those of the shipped weights.

    autoencoder: its weights (not needed with latents).  pack: real meshes, or None.
    latents: folder written by `meshwright train latents`, to train from instead of encoding on the fly.
    bfloat16: compute in it on a CPU too.  batch: samples per process and step.
    fresh: new pairs encoded per step.  capacity: pairs kept; first: pairs before training starts.
    decay: of the averaged weights, per step.  edits: share of instruction samples.
    resume: a checkpoint (`flow.pt`) to go on from, or weights to start from.
    real: share of real meshes among the others.
    """

    out: Path
    autoencoder: Path = Path("autoencoder.safetensors")
    pack: Path | None = None
    latents: Path | None = None
    bfloat16: bool = False
    batch: int = 256
    fresh: int = 16
    capacity: int = 100_000
    first: int = 6_000
    edits: float = 0.35
    real: float = 0.12
    minutes: float = 14.0
    max_steps: int = 1_000_000
    lr: float = 1.5e-3
    decay: float = 0.9993
    workers: int = 10
    seed: int = 0
    resume: Path | None = None
    config: FlowConfig = field(default_factory=FlowConfig)


class FlowLoss(nn.Module):
    """Mean squared error of the velocity."""

    def __init__(self, model: FlowTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, target: Tensor, noise: Tensor, time: Tensor, source: Tensor, mask: Tensor,
                words: Tensor, roles: Tensor, slots: Tensor, vectors: Tensor) -> Tensor:  # fmt: skip
        """Per-sample loss (b,)."""
        x = torch.lerp(target, noise, time[:, None, None, None, None])
        v = self.model(x, time, source, mask, self.model.text(words, roles, slots, vectors))
        return (v.float() - (noise - target)).square().mean((1, 2, 3, 4))


@dataclass(frozen=True)
class FlowBatch:
    """One training batch, see `FlowLoss`; `edit` marks instruction samples."""

    target: Tensor
    source: Tensor
    mask: Tensor
    tokens: Tensor
    edit: Tensor


def draw_batch(ring: Latents, real: tuple[Tensor, Tensor] | None, run: FlowRun, device: torch.device) -> FlowBatch:
    """Mixed modes: text to shape from either side of a pair or a real mesh, and instructions from source to twin."""
    b = run.batch
    index = torch.randint(ring.filled, (b,), device=device)
    edit = torch.rand(b, device=device) < run.edits
    side = torch.where(edit, 1, torch.randint(2, (b,), device=device))
    target = ring.pairs[index, side].float()
    kind = torch.where(edit, torch.randint(2, 4, (b,), device=device), side)
    tokens = ring.tokens[index, kind]
    source = ring.pairs[index, 0].float() * edit[:, None, None, None, None]
    given = torch.rand(b, device=device) < 0.5
    changed = ring.changed[index].float() * 2 - 1
    mask = torch.where(given[:, None, None, None, None], changed, 1.0) * edit[:, None, None, None, None]
    if real is not None:
        latents, words = real
        use = ~edit & (torch.rand(b, device=device) < run.real)
        pick = torch.randint(len(latents), (b,), device=device)
        target = torch.where(use[:, None, None, None, None], latents[pick].float(), target)
        keep = torch.rand(b, MAX_TOKENS, 1, device=device) < 0.8
        tokens = torch.where(use[:, None, None], words[pick] * keep, tokens)
    silent = torch.rand(b, device=device) < 0.1
    tokens = tokens * ~silent[:, None, None]
    return FlowBatch(target, source, mask, tokens, edit)


@dataclass
class PairFeed:
    """Encoded pairs for training: a ring that is refilled on the fly, or what a file holds.

    stats: (2, c) mean and standard deviation of each latent channel.  real: latents and tokens of real meshes.
    """

    ring: Latents
    stats: Tensor
    words: Words
    real: tuple[Tensor, Tensor] | None
    encoder: PairEncoder | None
    producer: Producer | None

    def refill(self) -> None:
        """Encode one more batch of pairs over the oldest, where they are made on the fly."""
        if self.encoder is not None and self.producer is not None:
            self.ring.add(*self.encoder(self.producer.next()))


def channel_stats(pairs: Tensor, world: World) -> Tensor:
    """Mean and deviation (2, c) over everything but the channel, the chief's for all."""
    sample = pairs.float().flatten(0, 1)
    stats = torch.stack((sample.mean((0, 2, 3, 4)), sample.std((0, 2, 3, 4))))
    if world.size > 1:
        torch.distributed.broadcast(stats, 0)
    return stats


def feed_from_file(run: FlowRun, folder: Path, vocabulary: tuple[str, ...], world: World) -> PairFeed:
    """Pairs that `meshwright train latents` has written."""
    from meshwright.training.latents import read_latents

    pairs, tokens, changed = read_latents(folder)
    device = world.device
    stats = channel_stats(pairs[:512].to(device), world)
    mean, std = (v.view(1, 1, -1, 1, 1, 1) for v in stats)
    ring = Latents(len(pairs), pairs.shape[2], device)
    for at in range(0, len(pairs), 256):
        some, said, where = (v[at : at + 256].to(device) for v in (pairs, tokens, changed))
        ring.add((some.float() - mean) / std, said, where)
    return PairFeed(ring, stats, Words(vocabulary, [], world.device), None, None, None)


def feed_on_the_fly(run: FlowRun, vocabulary: tuple[str, ...], world: World, log: Log) -> PairFeed:
    """Pairs drawn by worker processes and encoded on this device, and the real meshes of the pack."""
    producer = Producer(
        functools.partial(PairMaker, run.fresh), workers=run.workers, seed=f"flow/{run.seed}/{world.rank}/{run.resume}"
    )
    device = world.device
    encoder = PairEncoder(load_autoencoder(run.autoencoder).to(device), device)
    if device.type == "cuda":
        encoder.model.to(memory_format=torch.channels_last_3d)
    store = load_store(run.pack, device, world, log) if run.pack else None
    free = sorted({w for caption in store.words for w in caption}) if store else []
    words = Words(vocabulary, free, device)
    first = [encoder(producer.next()) for _ in range(max(1, min(run.first, 512) // run.fresh))]
    stats = channel_stats(torch.cat([f[0] for f in first]), world)
    encoder.mean, encoder.std = (s.view(1, -1, 1, 1, 1) for s in stats)
    ring = Latents(run.capacity, stats.shape[1], device)
    for pairs, tokens, changed in first:
        ring.add((pairs - encoder.mean[:, None]) / encoder.std[:, None], tokens, changed)
    while ring.filled < run.first:
        ring.add(*encoder(producer.next()))
    real = encode_meshes(store, encoder, words, device) if store else None
    return PairFeed(ring, stats, words, real, encoder, producer)


def train_flow(run: FlowRun, world: World) -> FlowTransformer:
    """Train, log to `out/flow.jsonl`, save `out/flow.safetensors` (averaged, float16) and `out/lexicon.json`."""
    device = world.device
    lexicon = export_lexicon(load())
    log = Log(run.out, "flow", world)
    if world.chief:
        (run.out / "lexicon.json").write_text(lexicon.to_json(), encoding="utf-8")
    feed = (
        feed_from_file(run, run.latents, lexicon.vocabulary, world)
        if run.latents
        else feed_on_the_fly(run, lexicon.vocabulary, world, log)
    )
    log.write(event="latents", pairs=feed.ring.filled, std=[round(float(s), 3) for s in feed.stats[1]])
    torch.manual_seed(run.seed)
    config = replace(run.config, channels=feed.stats.shape[1], words=len(lexicon.vocabulary) + 1)
    model = FlowTransformer(config).to(device)
    broadcast_parameters(model, world)
    average = Average(model, run.decay)
    loss_module: nn.Module = FlowLoss(model)
    if device.type == "cuda":
        compile_blocks(model, Block)
    ends = ("text.word", "text.role", "text.slot", "position", "patch_in", "patch_out")
    optimizers = Optimizers(model, lr=run.lr, outside=ends)
    schedule = Schedule(minutes=run.minutes, max_steps=run.max_steps, warmup=200, flat=0.15)
    checkpoint = Checkpoint(model, average, optimizers, schedule)
    if run.resume:
        checkpoint.load(run.resume, world)
    for network in (model, average.model):  # after resuming: this run's latents are normalised by its own sample
        network.latent_mean.copy_(feed.stats[0])
        network.latent_std.copy_(feed.stats[1])
    torch.manual_seed(run.seed * 1000 + schedule.step * 64 + world.rank + 1)
    while (progress := schedule.progress(world)) < 1:
        feed.refill()
        b = draw_batch(feed.ring, feed.real, run, device)
        time = torch.sigmoid(torch.randn(run.batch, device=device))
        time = 2 * time / (1 + time)
        noise = torch.randn_like(b.target)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda" or run.bfloat16):
            loss = loss_module(b.target, noise, time, b.source, b.mask, *feed.words.arrays(b.tokens))
        loss.mean().backward()
        average_gradients(optimizers.parameters, world)
        norm = optimizers.step(schedule.scale(progress))
        average.update(model)
        schedule.step += 1
        if schedule.step % 100 == 0 or schedule.step == 1:
            log.write(
                step=schedule.step, progress=progress, loss=loss.mean().item(), grad=norm.item(),
                new=loss[~b.edit].mean().item(), edit=loss[b.edit].mean().item(), pairs=feed.ring.filled,
            )  # fmt: skip
        if checkpoint.due(progress) and world.chief:
            save_weights(average.model.state_dict(), run.out / "flow.safetensors", config_json(config))
            checkpoint.save(run.out / "flow.pt", progress)
    if feed.producer is not None:
        feed.producer.close()
    if world.chief:
        save_weights(average.model.state_dict(), run.out / "flow.safetensors", config_json(config))
    return average.model


def encode_meshes(store: MeshStore, encoder: PairEncoder, words: Words, device: torch.device) -> tuple[Tensor, Tensor]:
    """Latents (m, c, 16, 16, 16) bfloat16 and tokens (m, 48, 3) of the real meshes that are for training."""
    index = torch.nonzero(~store.held_out)[:, 0]
    latents = [encoder.latents(store.batch(i, 8).grid).bfloat16() for i in index.split(32)]
    return torch.cat(latents), mesh_tokens(store, words, device)[index]
