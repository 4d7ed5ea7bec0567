"""Suite `delivered`: what a user gets from a prompt.

The networks run as they do for users (8-bit weights on the CPU), an unsound sample is drawn again, and stated words
are bound to the parts. The rulers are those of suite `text`, put on the field that the maps are baked from, beside
the first sample of the network alone and beside the words of another prompt for the same category.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from meshwright.conditioning.words import WordTable
from meshwright.dataset.batches import grid_points
from meshwright.field.protocol import Field
from meshwright.generator.backend import load_backend
from meshwright.generator.sampler import SamplerSettings
from meshwright.metrics.intervals import Figure, proportion
from meshwright.metrics.judge import Judge
from meshwright.metrics.samples import BAND, GridSample
from meshwright.metrics.text_suite import TARGETS, make_cases, score, shuffled
from meshwright.pipeline.generate import GenerateSettings, best_sample
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.settings import FinishSettings


def sample_field(field: Field, nodes: torch.Tensor) -> GridSample:
    """One field on the grid; appearance only next to the surface, where the rulers look.

    nodes: (1, n, 3) or (n, 3) float32.
    """
    points = nodes.reshape(-1, 3).numpy().astype(np.float32)
    sdf = field.sdf(points)
    near = np.flatnonzero(np.abs(sdf) < BAND)
    part, material = np.zeros((2, len(points)), np.int64)
    look = np.zeros((len(points), 6), np.float32)
    if len(near):
        seen = field.appearance(points[near])
        part[near], material[near] = seen.part, seen.material
        rest = (seen.roughness, seen.metallic, seen.emission)
        look[near] = np.column_stack((np.sqrt(seen.tint), *rest))
    arrays = (torch.from_numpy(a)[None] for a in (sdf, part, material, look))
    return GridSample(*arrays)


def run_delivered_suite(
    weights: Path, judge: Judge, names: tuple[str, ...], *, n: int, seed: int, settings: SamplerSettings
) -> dict[str, Any]:
    """Figures with intervals for what is delivered, for the network's first sample, and for shuffled prompts.

    `sound`: delivered with all main parts and in one piece, as the product itself judges. `draws`: how many samples
    it took, as counts. weights: folder of the weight files.
    """
    backend = load_backend(weights, "cpu")
    lexicon = backend.lexicon
    cases = make_cases(lexicon, WordTable.load(), n, seed)
    other = shuffled(cases, len(lexicon.categories))
    nodes = grid_points(torch.device("cpu"))
    totals: dict[str, dict[str, list[float]]] = {"delivered": {}, "first sample, words not bound": {}, "shuffled": {}}
    sound: list[bool] = []
    draws: Counter[int] = Counter()
    for i, case in enumerate(cases):
        usual = GenerateSettings(seed + i, sampler=settings)
        once = replace(usual, attempts=1)
        first, drawn = best_sample(backend, case.read, once, FinishSettings(), "", Stages())
        best = first
        if not first.sound:  # what a user waits for begins with the same first sample
            best, drawn = best_sample(backend, case.read, usual, FinishSettings(), "", Stages())
        sound.append(best.sound)
        draws[drawn] += 1
        bound = sample_field(best.recipe.bound(best.field, lexicon), nodes)
        for name, sample, asked in (
            ("delivered", bound, case),
            ("first sample, words not bound", sample_field(first.field, nodes), case),
            ("shuffled", bound, other[i]),
        ):
            for key, values in score(sample, [asked], judge, names).items():
                totals[name].setdefault(key, []).extend(values)
    figures: dict[str, dict[str, Figure]] = {
        name: {k: proportion(v, target=TARGETS.get(k) if name != "shuffled" else None) for k, v in hits.items()}
        for name, hits in totals.items()
    }
    return {
        "suite": "delivered", "n": n, "seed": seed, "sampler": asdict(settings),
        "sound": proportion(sound).to_json(),
        "draws": {str(k): draws[k] for k in sorted(draws)},
        **{name: {k: f.to_json() for k, f in table.items()} for name, table in figures.items()},
    }  # fmt: skip
