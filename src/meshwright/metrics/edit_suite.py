"""Suite `edit`: does the instruction change what it names, and nothing else?"""

from __future__ import annotations

import random
from typing import Any

import torch

from meshwright.dataset.batches import VOXEL, grid_points, table_grids
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.edits import edit_of
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.producer import pad_tables
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.generator.torch_backend import TorchBackend
from meshwright.metrics.adherence import colour_on_part, glow_on_part, material_on_part, occupancy_iou
from meshwright.metrics.intervals import mean, proportion
from meshwright.metrics.judge import Judge, judge_input
from meshwright.metrics.samples import GridSample, sample_latents, sample_tables
from meshwright.prompt.brief import EditPlan
from meshwright.prompt.tokens import Role, Token, plan_tokens


def step_done(plan: EditPlan, before: GridSample, after: GridSample, i: int, slots: dict[str, int],
              levels: tuple[torch.Tensor, torch.Tensor], order: list[str]) -> bool | None:  # fmt: skip
    """Whether the only step of a plan shows in the result; None where no ruler exists for it."""
    step = plan.steps[0]
    if step.operation == "attribute":
        k = order.index(step.name)
        return bool((float(levels[1][i, k]) - float(levels[0][i, k])) * step.direction > 0.02)
    if step.part not in slots:
        return None
    if step.operation == "material":
        return material_on_part(after, i, slots[step.part], step.value)
    if step.operation == "colour":
        return colour_on_part(after, i, slots[step.part], step.value)
    if step.operation == "glow":
        return glow_on_part(after, i, slots[step.part], step.direction > 0)
    return None


def run_edit_suite(
    backend: TorchBackend,
    judge: Judge,
    names: tuple[str, ...],
    *,
    n: int,
    seed: int,
    settings: SamplerSettings,
    batch: int = 32,
) -> dict[str, Any]:
    """Success and leakage of single-step instructions on held-out twins, by the network alone.

    Outside: nodes farther than two voxels from any node where source and true twin differ.
    """
    rng = random.Random(f"evaluate/edit/{seed}")
    categories, nodes = load(), grid_points(backend.device)
    entries = {c.name: c for c in backend.lexicon.categories}
    judge = judge.to(backend.device)
    cases = []
    while len(cases) < n:
        d = draw(categories[len(cases) % len(categories)], rng)
        twin, plan = edit_of(d, rng)
        if len(plan.steps) == 1:
            cases.append((d, twin, plan))
    noise = seeded_noise(seed, n, backend.flow.config.channels)
    done: dict[str, list[bool]] = {}
    untouched: dict[str, list[bool]] = {}
    truth_done: dict[str, list[bool]] = {}
    outside_iou, outside_shift, inside_gain = [], [], []
    for at in range(0, n, batch):
        part = cases[at : at + batch]
        rows, counts = (
            torch.from_numpy(a).to(backend.device)
            for a in pad_tables([table_of(c[0]) for c in part] + [table_of(c[1]) for c in part])
        )
        b = len(part)
        grid, _, _ = table_grids(rows[:b], counts[:b], nodes)
        with (
            torch.no_grad(),
            torch.autocast(backend.device.type, torch.bfloat16, enabled=backend.device.type == "cuda"),
        ):
            source = backend.autoencoder.encode(grid)[0].float()
        tokens = [
            [Token(Role.CATEGORY, 0, d.category.name), *plan_tokens(plan, entries[d.category.name])]
            for d, _, plan in part
        ]
        edited = backend.sample(tokens, noise[at : at + b], settings, source=source)
        before = sample_latents(backend.autoencoder, source, nodes)
        after = sample_latents(backend.autoencoder, edited, nodes)
        both = sample_tables(rows, counts, nodes)
        truth = GridSample(*(v[b:] for v in (both.sdf, both.part, both.material, both.look)))
        start = GridSample(*(v[:b] for v in (both.sdf, both.part, both.material, both.look)))
        with torch.no_grad():
            read = [
                torch.cat(
                    [
                        judge(
                            judge_input(
                                GridSample(*(v[i : i + 8] for v in (s.sdf, s.part, s.material, s.look)))
                            )
                        )[1]
                        for i in range(0, b, 8)
                    ]
                )
                for s in (before, after, start, truth)
            ]
        for i, (d, _twin, plan) in enumerate(part):
            k = names.index(d.category.name)
            slots = {p.name: j for j, p in enumerate(d.category.parts)}
            order = [a.name for a in d.category.attributes]
            kind = plan.steps[0].operation
            for store, first, second, result in (
                (done, read[0], read[1], after),
                (untouched, read[0], read[0], before),
                (truth_done, read[2], read[3], truth),
            ):
                ok = step_done(plan, before, result, i, slots, (first[:, k], second[:, k]), order)
                if ok is not None:
                    store.setdefault(kind, []).append(ok)
        same = ((start.sdf - truth.sdf).abs() < 0.3 * VOXEL) | (
            (start.sdf > 3 * VOXEL) & (truth.sdf > 3 * VOXEL)
        )
        g = round(nodes.shape[0] ** (1 / 3))
        far = torch.nn.functional.max_pool3d((~same).float().view(b, 1, g, g, g), 5, 1, 2).view(b, -1) == 0
        outside_iou += occupancy_iou(before.sdf, after.sdf, far).tolist()
        shift = (before.sdf - after.sdf).abs() * (far & before.surface)
        outside_shift += (shift.sum(1) / (far & before.surface).sum(1).clamp(min=1)).tolist()
        inside = ~far & truth.surface
        gap = [
            ((s.sdf - truth.sdf).abs() * inside).sum(1) / inside.sum(1).clamp(min=1) for s in (before, after)
        ]
        inside_gain += [float(x) for x, m in zip(gap[1] - gap[0], inside.any(1), strict=True) if m]
    return {
        "suite": "edit", "n": n, "seed": seed, "steps": settings.steps, "guidance": settings.guidance,
        "success": proportion([v for vs in done.values() for v in vs], target=0.9).to_json(),
        "success by kind": {k: proportion(v).to_json() for k, v in done.items()},
        "source unedited": {k: proportion(v).to_json() for k, v in untouched.items()},
        "ground truth": {k: proportion(v).to_json() for k, v in truth_done.items()},
        "outside iou": mean(outside_iou).to_json(),
        "outside shift, field units": mean(outside_shift).to_json(),
        "inside distance gained": mean(inside_gain).to_json(),
    }  # fmt: skip
