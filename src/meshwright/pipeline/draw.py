"""The first samples of generations: what can run before anything that finishes them is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.conditioning.words import WordTable
from meshwright.errors import InputError
from meshwright.generator.backend import Backend
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.pipeline.progress import FIELD_STAGES
from meshwright.prompt.brief import Brief
from meshwright.prompt.parser import parse
from meshwright.prompt.tokens import Token, brief_tokens
from meshwright.vocabulary.lexicon import CategoryEntry, Lexicon

FloatArray = npt.NDArray[np.float32]

STAGES: Final = ("sample", "decode", *FIELD_STAGES)
"""Stages of a generation, for progress."""


@dataclass(frozen=True)
class Draw:
    """The first sample of a generation, drawn beforehand: with it `generate` gives what it gives without.

    brief, seed, sampler: what it was drawn for.  latent: (c, 16, 16, 16) float32.
    """

    brief: Brief
    seed: int
    sampler: SamplerSettings
    latent: FloatArray


def read_brief(text: str, backend: Backend, *, negative: str = "") -> Brief:
    """The brief of a prompt, see `meshwright.prompt.parser.parse`."""
    return parse(text, backend.lexicon, WordTable.load(), negative=negative)


def category_of(brief: Brief, lexicon: Lexicon) -> CategoryEntry | None:
    """The lexicon's entry of a brief's category; None where the brief has none.

    Raises InputError for a category that these weights do not know.
    """
    if not brief.category:
        return None
    try:
        return lexicon.category(brief.category)
    except KeyError:
        raise InputError("category", f"{brief.category!r} is unknown to these weights") from None


def draw_together(
    backend: Backend,
    briefs: Sequence[Brief],
    seeds: Sequence[int],
    sampler: SamplerSettings,
    progress: Callable[[float], None] | None = None,
    attempt: int = 0,
) -> list[Draw]:
    """Samples for several briefs in one batch; each as it would be drawn alone, to float tolerance.

    seeds: one per brief.  attempt: how many samples of each seed were drawn before; 0 gives the first.
    Raises InputError for a brief that does not fit the weights.
    """
    if len(seeds) != len(briefs):
        raise InputError("seeds", f"{len(seeds)} of them", f"{len(briefs)}, one per brief")
    if not briefs:
        return []
    categories = [category_of(brief, backend.lexicon) for brief in briefs]
    tokens = [brief_tokens(brief, category) for brief, category in zip(briefs, categories, strict=True)]
    avoid: list[list[Token]] | None = None
    if any(brief.avoid is not None for brief in briefs):
        # Nothing to avoid is the same as no words at all, which guidance then moves neither to nor from.
        avoid = [
            [] if brief.avoid is None else brief_tokens(brief.avoid, category)
            for brief, category in zip(briefs, categories, strict=True)
        ]
    noise = np.concatenate([seeded_noise(seed, attempt + 1, backend.channels)[attempt:] for seed in seeds])
    latents = backend.sample(tokens, noise, sampler, avoid=avoid, progress=progress)
    return [Draw(b, seed, sampler, latent) for b, seed, latent in zip(briefs, seeds, latents, strict=True)]
