"""Suite `text`: does the network alone make what the words ask for?

Held-out specs are drawn from the grammar with their own seed, worded by the caption writer, read by the parser,
and sampled. The same ruler is put on ground truth (which must nearly pass) and on shuffled prompts (which must
fail).
"""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from typing import Any

import torch

from meshwright.conditioning.words import WordTable
from meshwright.dataset.batches import grid_points
from meshwright.dataset.grammar.briefs import brief_of
from meshwright.dataset.grammar.captions import caption_of
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.grammar.spec import Draw
from meshwright.dataset.producer import pad_tables
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.generator.torch_backend import TorchBackend
from meshwright.metrics.adherence import colour_on_part, glow_on_part, has_part, material_on_part, pieces
from meshwright.metrics.intervals import Figure, proportion
from meshwright.metrics.judge import Judge, judge_samples
from meshwright.metrics.samples import GridSample, sample_latents, sample_tables
from meshwright.prompt.brief import Brief
from meshwright.prompt.parser import parse
from meshwright.prompt.tokens import brief_tokens
from meshwright.vocabulary.lexicon import Lexicon

TARGETS = {
    "category": 0.95,
    "size": 0.90,
    "material": 0.85,
    "colour": 0.85,
    "pieces": 0.97,
    "main parts": 0.97,
}


@dataclass(frozen=True)
class Case:
    """One held-out object with what is said of it; `read` is what the parser made of the caption."""

    draw: Draw
    brief: Brief
    caption: str
    read: Brief


def make_cases(lexicon: Lexicon, meanings: WordTable, n: int, seed: int) -> list[Case]:
    """n cases, categories in turn."""
    rng = random.Random(f"evaluate/text/{seed}")
    categories = load()
    entries = {c.name: c for c in lexicon.categories}
    out = []
    for i in range(n):
        d = draw(categories[i % len(categories)], rng)
        brief = brief_of(d, rng, mention=rng.uniform(0.2, 0.9))
        caption = caption_of(brief, entries[d.category.name], rng)
        out.append(Case(d, brief, caption, parse(caption, lexicon, meanings)))  # type: ignore[arg-type]
    return out


METRICS = ("category", "size", "material", "colour", "glow", "pieces", "pieces raw", "main parts")


def score(sample: GridSample, asked: list[Case], judge: Judge, names: tuple[str, ...]) -> dict[str, list[float]]:
    """Hits per metric when b sampled fields are measured against the words of b cases.

    The case that a field was made from is the true test; another case gives the chance level.
    """
    hits: dict[str, list[float]] = {k: [] for k in METRICS}
    logits, levels = judge_samples(judge, sample)
    for i, want in enumerate(asked):
        category = want.draw.category
        k = names.index(category.name)
        hits["category"].append(float(int(logits[i].argmax()) == k))
        order = [a.name for a in category.attributes]
        for a in want.brief.attributes:
            hits["size"].append(float((float(levels[i, k, order.index(a.name)]) > 0.5) == a.high))
        score_parts(sample, i, want, hits)
        hits["pieces raw"].append(float(pieces(sample.sdf[i]) == 1))
        hits["pieces"].append(float(pieces(sample.sdf[i], least=0.01) == 1))
    return hits


def score_parts(sample: GridSample, i: int, want: Case, hits: dict[str, list[float]]) -> None:
    """Add the hits of field i that concern parts: what is said of each, and whether the main ones are there."""
    parts = want.draw.category.parts
    slots = {p.name: j for j, p in enumerate(parts)}
    for part in want.brief.parts:
        slot = slots[part.part]
        if part.material:
            hits["material"].append(float(material_on_part(sample, i, slot, part.material)))
        if part.colour:
            hits["colour"].append(float(colour_on_part(sample, i, slot, part.colour)))
        if part.glow is not None:
            hits["glow"].append(float(glow_on_part(sample, i, slot, part.glow)))
    hits["main parts"].append(float(all(has_part(sample, i, slots[p.name]) for p in parts if p.main)))


def shuffled(cases: list[Case], categories: int) -> list[Case]:
    """The next case of the same category where there is one, so that only the words differ."""
    n = len(cases)
    return [cases[(i + categories) % n] for i in range(n)]


def run_text_suite(
    backend: TorchBackend,
    judge: Judge,
    names: tuple[str, ...],
    *,
    n: int,
    seed: int,
    settings: SamplerSettings,
    batch: int = 32,
) -> dict[str, Any]:
    """Figures with intervals for the model, for ground truth, and for shuffled prompts."""
    nodes = grid_points(backend.device)
    judge = judge.to(backend.device)
    cases = make_cases(backend.lexicon, backend.codec.meanings, n, seed)
    entries = {c.name: c for c in backend.lexicon.categories}
    noise = seeded_noise(seed, n, backend.flow.config.channels)
    totals: dict[str, dict[str, list[float]]] = {"model": {}, "ground truth": {}, "shuffled": {}}
    count = len(backend.lexicon.categories)
    other = shuffled(cases, count)
    for at in range(0, n, batch):
        part = cases[at : at + batch]
        tokens = [brief_tokens(c.read, entries.get(c.read.category)) for c in part]
        latents = backend.sample(tokens, noise[at : at + batch], settings)
        made = sample_latents(backend.autoencoder, latents, nodes)
        rows, counts = pad_tables([table_of(c.draw) for c in part])
        truth = sample_tables(
            torch.from_numpy(rows).to(backend.device), torch.from_numpy(counts).to(backend.device), nodes
        )
        for name, sample, asked in (
            ("model", made, part), ("ground truth", truth, part), ("shuffled", made, other[at : at + batch]),
        ):  # fmt: skip
            for key, values in score(sample, asked, judge, names).items():
                totals[name].setdefault(key, []).extend(values)
    figures: dict[str, dict[str, Figure]] = {
        name: {
            key: proportion(values, target=TARGETS.get(key) if name == "model" else None)
            for key, values in hits.items()
        }
        for name, hits in totals.items()
    }
    parsed = proportion(
        [
            brief_tokens(c.read, entries.get(c.read.category)) == brief_tokens(c.brief, entries[c.brief.category])
            for c in cases
        ]
    )
    return {
        "suite": "text", "n": n, "seed": seed, "sampler": asdict(settings),
        "parser exact": parsed.to_json(),
        **{name: {k: f.to_json() for k, f in table.items()} for name, table in figures.items()},
    }  # fmt: skip
