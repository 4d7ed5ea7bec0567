"""Suite `edit`: does the instruction change what it names, and nothing else?"""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from meshwright.dataset.batches import VOXEL, grid_points, table_grids
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.edits import edit_of
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.grammar.spec import Draw
from meshwright.dataset.producer import pad_tables
from meshwright.generator.config import GRID
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.generator.torch_backend import TorchBackend
from meshwright.metrics.adherence import colour_on_part, glow_on_part, material_on_part, occupancy_iou
from meshwright.metrics.intervals import mean, proportion
from meshwright.metrics.judge import Judge, judge_samples
from meshwright.metrics.samples import GridSample, sample_latents, sample_tables
from meshwright.prompt.brief import EditPlan
from meshwright.prompt.tokens import Role, Token, plan_tokens


def step_done(plan: EditPlan, after: GridSample, i: int, slots: dict[str, int],
              levels: tuple[Tensor, Tensor], order: list[str]) -> bool | None:  # fmt: skip
    """Whether the only step of a plan shows in field i of the result; None where no ruler exists for it.

    slots: of the parts by name.  levels: (b, 8) attribute levels before and after, in the order of `order`.
    """
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


@dataclass(frozen=True)
class EditCase:
    """One held-out object, its edited twin, and the single step between them."""

    draw: Draw
    twin: Draw
    plan: EditPlan


@dataclass
class EditFigures:
    """Hits by kind of step for the result, the unedited source and the true twin; distances per object."""

    done: dict[str, list[bool]] = field(default_factory=dict)
    untouched: dict[str, list[bool]] = field(default_factory=dict)
    truth: dict[str, list[bool]] = field(default_factory=dict)
    outside_iou: list[float] = field(default_factory=list)
    outside_shift: list[float] = field(default_factory=list)
    inside_gain: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class EditSamples:
    """Fields of b objects: decoded source, decoded result, true source, true twin."""

    before: GridSample
    after: GridSample
    start: GridSample
    truth: GridSample


def make_cases(n: int, seed: int) -> list[EditCase]:
    """n cases of one step each, categories in turn."""
    rng = random.Random(f"evaluate/edit/{seed}")
    categories = load()
    cases: list[EditCase] = []
    while len(cases) < n:
        d = draw(categories[len(cases) % len(categories)], rng)
        twin, plan = edit_of(d, rng)
        if len(plan.steps) == 1:
            cases.append(EditCase(d, twin, plan))
    return cases


@torch.no_grad()
def sample_edits(
    backend: TorchBackend, cases: list[EditCase], noise: npt.NDArray[np.float32], settings: SamplerSettings
) -> EditSamples:
    """Encode the sources, follow the instructions, and sample everything on the grid."""
    nodes, b = grid_points(backend.device), len(cases)
    entries = {c.name: c for c in backend.lexicon.categories}
    tables = [table_of(c.draw) for c in cases] + [table_of(c.twin) for c in cases]
    rows, counts = (torch.from_numpy(a).to(backend.device) for a in pad_tables(tables))
    grid, _, _ = table_grids(rows[:b], counts[:b], nodes)
    with torch.autocast(backend.device.type, torch.bfloat16, enabled=backend.device.type == "cuda"):
        source = backend.autoencoder.encode(grid)[0].float()
    tokens = []
    for case in cases:
        name = case.draw.category.name
        tokens.append([Token(Role.CATEGORY, 0, name), *plan_tokens(case.plan, entries[name])])
    edited = backend.sample(tokens, noise, settings, source=source)
    both = sample_tables(rows, counts, nodes)
    return EditSamples(
        sample_latents(backend.autoencoder, source, nodes),
        sample_latents(backend.autoencoder, edited, nodes),
        both.take(slice(0, b)),
        both.take(slice(b, 2 * b)),
    )


def count_steps(
    figures: EditFigures, cases: list[EditCase], s: EditSamples, judge: Judge, names: tuple[str, ...]
) -> None:
    """Add whether each step shows in the result, in the unedited source, and in the true twin."""
    before, after, start, truth = (judge_samples(judge, x)[1] for x in (s.before, s.after, s.start, s.truth))
    for i, case in enumerate(cases):
        category = case.draw.category
        k = names.index(category.name)
        slots = {p.name: j for j, p in enumerate(category.parts)}
        order = [a.name for a in category.attributes]
        for store, first, second, result in (
            (figures.done, before, after, s.after),
            (figures.untouched, before, before, s.before),
            (figures.truth, start, truth, s.truth),
        ):
            ok = step_done(case.plan, result, i, slots, (first[:, k], second[:, k]), order)
            if ok is not None:
                store.setdefault(case.plan.steps[0].operation, []).append(ok)


def measure_places(figures: EditFigures, s: EditSamples) -> None:
    """Add what moved outside the change, and how much farther from the twin the inside is than before.

    Outside: nodes farther than two voxels from any node where source and true twin differ.
    """
    same = ((s.start.sdf - s.truth.sdf).abs() < 0.3 * VOXEL) | ((s.start.sdf > 3 * VOXEL) & (s.truth.sdf > 3 * VOXEL))
    touched = F.max_pool3d((~same).float().view(-1, 1, GRID, GRID, GRID), 5, 1, 2).flatten(1) > 0
    figures.outside_iou += occupancy_iou(s.before.sdf, s.after.sdf, ~touched).tolist()
    still = ~touched & s.before.surface
    shift = (s.before.sdf - s.after.sdf).abs() * still
    figures.outside_shift += (shift.sum(1) / still.sum(1).clamp(min=1)).tolist()
    inside = touched & s.truth.surface
    gap = [((x.sdf - s.truth.sdf).abs() * inside).sum(1) / inside.sum(1).clamp(min=1) for x in (s.before, s.after)]
    figures.inside_gain += [float(x) for x, m in zip(gap[1] - gap[0], inside.any(1), strict=True) if m]


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

    `inside distance gained`: distance to the true twin where it differs, after less before, in field units;
    negative where the edit helped.
    """
    judge = judge.to(backend.device).eval()
    cases = make_cases(n, seed)
    noise = seeded_noise(seed, n, backend.flow.config.channels)
    figures = EditFigures()
    for at in range(0, n, batch):
        part = cases[at : at + batch]
        samples = sample_edits(backend, part, noise[at : at + batch], settings)
        count_steps(figures, part, samples, judge, names)
        measure_places(figures, samples)
    return {
        "suite": "edit", "n": n, "seed": seed, "sampler": asdict(settings),
        "success": proportion([v for vs in figures.done.values() for v in vs], target=0.9).to_json(),
        "success by kind": {k: proportion(v).to_json() for k, v in figures.done.items()},
        "source unedited": {k: proportion(v).to_json() for k, v in figures.untouched.items()},
        "ground truth": {k: proportion(v).to_json() for k, v in figures.truth.items()},
        "outside iou": mean(figures.outside_iou).to_json(),
        "outside shift, field units": mean(figures.outside_shift).to_json(),
        "inside distance gained": mean(figures.inside_gain).to_json(),
    }  # fmt: skip
