"""From a sentence to a finished asset."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from meshwright.asset import Asset
from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.field.neural import NeuralField
from meshwright.generator.backend import Backend
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.pipeline.finish import FIELD_STAGES, finish_field
from meshwright.pipeline.latent_io import Layer, pack_layers, stored
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.recipe import Recipe, attach, category_of, usual_height
from meshwright.pipeline.settings import SEED, FinishSettings
from meshwright.pipeline.surface import Surface, surface_of
from meshwright.prompt.brief import Brief
from meshwright.prompt.parser import parse
from meshwright.prompt.tokens import brief_tokens

STAGES: Final = ("sample", "decode", *FIELD_STAGES)
"""Stages of a generation, for progress."""
LEAST_SHARE: Final = 0.9
"""Share of the volume that the largest component must hold."""


@dataclass(frozen=True)
class GenerateSettings:
    """seed: of the noise.  attempts: samples drawn before the best is taken.  sampler: of the flow."""

    seed: int = 0
    attempts: int = 3
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
        """Whether it has all its main parts, in one piece."""
        return not self.missing and self.surface.largest_share >= LEAST_SHARE


def read_brief(text: str, backend: Backend, *, negative: str = "") -> Brief:
    """The brief of a prompt, see `meshwright.prompt.parser.parse`."""
    return parse(text, backend.lexicon, WordTable.load(), negative=negative)


def generate(
    backend: Backend,
    brief: Brief,
    settings: GenerateSettings,
    finish: FinishSettings,
    *,
    weights: str,
    stages: Stages | None = None,
) -> Asset:
    """The finished asset of a brief.

    weights: digest of the weight files, kept in the provenance.
    A sample without all main parts, or in several pieces, is drawn again, `settings.attempts` times in all; the
    best one is taken and the report says what it lacks. The same arguments give the same asset.
    Raises InputError for a brief that does not fit the weights, BudgetError and PromiseBroken as `finish_field`.
    """
    stages = stages or Stages(expected=STAGES)
    finish = with_brief(finish, brief)
    best: Sample | None = None
    for attempt in range(settings.attempts):
        found = draw_sample(backend, brief, settings, finish, attempt, weights, stages)
        if best is None or _rank(found) > _rank(best):
            best = found
        if found.sound:
            break
    assert best is not None
    return finish_sample(backend, best, attempts=attempt + 1, stages=stages)


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
) -> Sample:
    """One sample of the flow, decoded and extracted."""
    category = category_of(brief, backend.lexicon)
    tokens = brief_tokens(brief, category)
    avoid = None if brief.avoid is None else [brief_tokens(brief.avoid, category)]
    channels = backend.channels
    noise = seeded_noise(settings.seed, attempt + 1, channels)[attempt:]
    with stages.stage("sample") as tick:
        latent = backend.sample([tokens], noise, settings.sampler, avoid=avoid, progress=tick)[0]
    if not np.isfinite(latent).all():
        raise InputError("weights", "give numbers that are not finite", "weights that fit this version")
    layers = (Layer(stored(latent)),)
    recipe = Recipe(layers, brief, settings.seed, attempt, settings.sampler, weights, finish)
    with stages.stage("decode"):
        decoded = recipe.field(backend)
    surface = surface_of(decoded, finish.budget, stages)
    return judge_sample(backend, recipe, decoded, surface)


def judge_sample(backend: Backend, recipe: Recipe, decoded: NeuralField, surface: Surface) -> Sample:
    """A sample with the main parts that its surface lacks."""
    category = category_of(recipe.brief, backend.lexicon)
    main = () if category is None else tuple(p.name for p in category.parts if p.main)
    missing = tuple(name for name in main if name not in surface.parts_present)
    return Sample(recipe, decoded, surface, missing)


def finish_sample(
    backend: Backend, sample: Sample, *, attempts: int, stages: Stages, notes: dict[str, object] | None = None
) -> Asset:
    """The finished asset of a sample."""
    recipe, brief = sample.recipe, sample.recipe.brief
    bound = recipe.bound(sample.field, backend.lexicon)
    tall = float(np.ptp(sample.surface.dense.vertices[:, 1]))
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
