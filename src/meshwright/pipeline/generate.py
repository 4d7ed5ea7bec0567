"""From a sentence to a finished asset."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.field.neural import NeuralField
from meshwright.generator.backend import Backend
from meshwright.generator.sampler import SamplerSettings
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.placement import Placement, place
from meshwright.pipeline.draw import STAGES, Draw, category_of, draw_together
from meshwright.pipeline.finish import finish_field
from meshwright.pipeline.latent_io import Layer, pack_layers, stored
from meshwright.pipeline.preview import coarse_preview
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.recipe import Recipe, attach, usual_height
from meshwright.pipeline.settings import SEED, FinishSettings
from meshwright.pipeline.surface import Surface, surface_of
from meshwright.prompt.brief import Brief
from meshwright.texturing.noise import prepare_tables
from meshwright.vocabulary.lexicon import CategoryEntry

FloatArray = npt.NDArray[np.float32]

LEAST_SHARE: Final = 0.99
"""Share of the volume that the largest component must hold; the rest are specks. Every category is one piece."""


@dataclass(frozen=True)
class GenerateSettings:
    """seed: of the noise.  attempts: samples drawn before the best is taken.  sampler: of the flow."""

    seed: int = 0
    attempts: int = 5
    sampler: SamplerSettings = field(default_factory=SamplerSettings)

    def __post_init__(self) -> None:
        if not SEED[0] <= self.seed <= SEED[1]:
            raise InputError("seed", f"{self.seed} is out of range", f"{SEED[0]} to {SEED[1]}")
        if not 1 <= self.attempts <= 16:
            raise InputError("attempts", f"{self.attempts} is out of range", "1 to 16")


@dataclass(frozen=True)
class Sample:
    """A drawn latent with its surface, and what is wrong with it."""

    recipe: Recipe
    field: NeuralField
    surface: Surface
    missing: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether it has all its main parts and those that were asked for, in one piece."""
        return not self.missing and self.surface.largest_share >= LEAST_SHARE


def generate(
    backend: Backend,
    brief: Brief,
    settings: GenerateSettings,
    finish: FinishSettings,
    *,
    weights: str,
    stages: Stages | None = None,
    first: Draw | None = None,
) -> Asset:
    """The finished asset of a brief.

    weights: digest of the weight files, kept in the provenance.  first: see `draw_together`.
    A sample without a main part or one that was asked for, or in several pieces, is drawn again, `settings.attempts`
    times in all; the best one is taken and the report says what it lacks. The same arguments give the same asset.
    Raises InputError for a brief that does not fit the weights, BudgetError and PromiseBroken as `finish_field`.
    """
    stages = stages or Stages(expected=STAGES)
    if first is not None and (first.brief, first.seed, first.sampler) != (brief, settings.seed, settings.sampler):
        raise InputError("first", "was drawn for another prompt, seed or sampler", "a draw for the same ones")
    best, attempts = best_sample(backend, brief, settings, with_brief(finish, brief), weights, stages, first)
    return finish_sample(backend, best, attempts=attempts, stages=stages)


def best_sample(
    backend: Backend,
    brief: Brief,
    settings: GenerateSettings,
    finish: FinishSettings,
    weights: str,
    stages: Stages,
    first: Draw | None = None,
) -> tuple[Sample, int]:
    """The first sound sample of a brief, or the best of `settings.attempts`; and how many were drawn.

    Raises InputError for a brief that does not fit the weights.
    """
    best: Sample | None = None
    for attempt in range(settings.attempts):
        drawn = first.latent if first is not None and attempt == 0 else None
        found = draw_sample(backend, brief, settings, finish, attempt, weights, stages, drawn)
        if best is None or _rank(found) > _rank(best):
            best = found
        if found.sound:
            break
    assert best is not None
    return best, attempt + 1


def with_brief(finish: FinishSettings, brief: Brief) -> FinishSettings:
    """Settings in which what the prompt states holds where the caller said nothing."""
    polycount = finish.polycount if finish.polycount is not None else brief.polycount
    height = finish.height if finish.height is not None else brief.height
    return replace(finish, polycount=polycount, height=height)


def draw_sample(
    backend: Backend,
    brief: Brief,
    settings: GenerateSettings,
    finish: FinishSettings,
    attempt: int,
    weights: str,
    stages: Stages,
    drawn: FloatArray | None = None,
) -> Sample:
    """One sample of the flow, decoded and extracted.  drawn: its latent, if it was sampled before."""
    with stages.stage("sample") as tick:
        if drawn is None:
            drawn = draw_together(backend, [brief], [settings.seed], settings.sampler, tick, attempt)[0].latent
        latent = drawn
    if not np.isfinite(latent).all():
        raise InputError("weights", "give numbers that are not finite", "weights that fit this version")
    layers = (Layer(stored(latent)),)
    recipe = Recipe(layers, brief, settings.seed, attempt, settings.sampler, weights, finish)
    with stages.stage("decode"):
        decoded = recipe.field(backend)
    stages.show(lambda: coarse_preview(decoded, lambda mesh: stand(mesh, recipe, backend)))
    surface = surface_of(decoded, finish.budget, stages)
    return judge_sample(recipe, decoded, surface, needed_parts(brief, category_of(brief, backend.lexicon)))


def stand(mesh: Mesh, recipe: Recipe, backend: Backend) -> Placement:
    """Where a surface in field units will stand, in metres."""
    height = recipe.settings.height
    if height is None:
        height = usual_height(float(np.ptp(mesh.vertices[:, 1])), recipe.brief, backend.lexicon)
    return place(mesh, height=height)[1]


def judge_sample(recipe: Recipe, decoded: NeuralField, surface: Surface, needed: Sequence[str]) -> Sample:
    """A sample with those of the needed parts that its surface lacks."""
    return Sample(recipe, decoded, surface, tuple(name for name in needed if name not in surface.parts_present))


def main_parts(category: CategoryEntry | None) -> tuple[str, ...]:
    """Names of the parts that every object of a category has; none where it is not known."""
    return () if category is None else tuple(part.name for part in category.parts if part.main)


def needed_parts(brief: Brief, category: CategoryEntry | None) -> tuple[str, ...]:
    """The main parts and those that a prompt speaks of, in the category's order."""
    if category is None:
        return ()
    asked = {p.part for p in brief.parts} | {a.part for a in brief.attributes}
    asked |= {option.part for option in category.options if option.name in brief.options}
    return tuple(part.name for part in category.parts if part.main or part.name in asked)


def finish_sample(
    backend: Backend, sample: Sample, *, attempts: int, stages: Stages, notes: dict[str, object] | None = None
) -> Asset:
    """The finished asset of a sample."""
    recipe, brief = sample.recipe, sample.recipe.brief
    bound = recipe.bound(sample.field, backend.lexicon)
    tall = float(np.ptp(sample.surface.dense.vertices[:, 1]))
    with ThreadPoolExecutor(1) as beside:
        # Ready before the bake asks for them; decimation leaves a core idle.
        beside.submit(lambda: bound.table)
        beside.submit(prepare_tables)
        asset, placed = finish_field(
            bound,
            sample.surface,
            recipe.settings,
            name=brief.category or "object",
            height=usual_height(tall, brief, backend.lexicon),
            look=recipe.look,
            stages=stages,
            notes={
                "attempts": attempts,
                "missing_parts": list(sample.missing),
                "ungrounded": list(brief.ungrounded),
                "approximated": [list(pair) for pair in brief.approximated],
                **(notes or {}),
            },
            placed=recipe.placed,
        )
    done = replace(recipe, placed=placed, resolution=sample.surface.resolution)
    return attach(asset, done, pack_layers(done.layers))


def _rank(sample: Sample) -> tuple[int, float]:
    return -len(sample.missing), sample.surface.largest_share
