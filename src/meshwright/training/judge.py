"""Training of the judge on ground truth."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F

from meshwright.dataset.batches import VOXEL, grid_points
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.producer import ObjectMaker, Producer
from meshwright.metrics.judge import Judge, judge_input
from meshwright.metrics.samples import GridSample, sample_tables
from meshwright.training.autoencoder import move_rows
from meshwright.training.optimizer import Optimizers
from meshwright.training.session import Average, Log, Schedule, World, save_weights


@dataclass(frozen=True)
class JudgeRun:
    """Settings of a run; the defaults are those of the shipped judge."""

    out: Path
    batch: int = 64
    minutes: float = 1.2
    max_steps: int = 1_000_000
    lr: float = 2e-3
    workers: int = 6
    seed: int = 0


def train_judge(run: JudgeRun, world: World) -> Judge:
    """Train on one device, save `out/judge.safetensors`; the log's last line is the held-out check."""
    make = functools.partial(ObjectMaker, run.batch, 0.0)
    producer = Producer(make, workers=run.workers, seed=f"judge/{run.seed}")
    names = [c.name for c in load()]
    device = world.device
    log = Log(run.out, "judge", world)
    torch.manual_seed(run.seed)
    model = Judge(len(names)).to(device)
    if device.type == "cuda":
        model = model.to(memory_format=torch.channels_last_3d)
    average = Average(model, 0.998)
    optimizers = Optimizers(model, lr=run.lr, outside=("category", "levels"))
    schedule = Schedule(minutes=run.minutes, max_steps=run.max_steps, warmup=100, flat=0.2)
    nodes = grid_points(device)

    def answers(sample: GridSample, produced: object, judge: Judge) -> tuple[torch.Tensor, ...]:
        x = judge_input(sample)
        if device.type == "cuda":
            x = x.to(torch.bfloat16, memory_format=torch.channels_last_3d)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            logits, levels = judge(x)
        category = torch.from_numpy(produced.category).to(device)  # type: ignore[attr-defined]
        truth = torch.from_numpy(produced.levels).to(device)  # type: ignore[attr-defined]
        own = levels.float()[torch.arange(len(category), device=device), category]
        return logits.float(), own, category, truth

    while (progress := schedule.progress(world)) < 1:
        produced = producer.next()
        sample = sample_tables(*move_rows(produced, device), nodes)
        noisy = sample.sdf + torch.randn_like(sample.sdf) * (0.2 * VOXEL)
        logits, own, category, truth = answers(
            GridSample(noisy, sample.part, sample.material, sample.look), produced, model
        )
        known = ~truth.isnan()
        l_category = F.cross_entropy(logits, category, label_smoothing=0.02)
        l_levels = ((own - truth.nan_to_num()).square() * known).sum() / known.sum()
        loss = l_category + 10 * l_levels
        loss.backward()
        optimizers.step(schedule.scale(progress))
        average.update(model)
        schedule.step += 1
        if schedule.step % 100 == 0:
            log.write(step=schedule.step, progress=progress, category=l_category.item(), levels=l_levels.item())
    producer.close()
    held_out = Producer(make, workers=0, seed="judge/held-out")
    right, sides = [], []
    with torch.no_grad():
        for _ in range(max(1, 2048 // run.batch) if run.max_steps > 50 else 1):
            produced = held_out.next()
            sample = sample_tables(*move_rows(produced, device), nodes)
            logits, own, category, truth = answers(sample, produced, average.model)
            right.append((logits.argmax(-1) == category).float())
            said = (truth < 0.3) | (truth > 0.7)
            sides.append(((own > 0.5) == (truth > 0.5))[said].float())
    log.write(event="held-out", n=int(torch.cat(right).numel()), category=torch.cat(right).mean().item(),
              direction=torch.cat(sides).mean().item(), directions=int(torch.cat(sides).numel()))  # fmt: skip
    save_weights(average.model.state_dict(), run.out / "judge.safetensors", "\n".join(names))
    return average.model
