"""The shipped 8-bit weights on the CPU: held-out prompts give the object, its parts and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from meshwright.conditioning.words import WordTable
from meshwright.dataset.batches import grid_points
from meshwright.generator.backend import WEIGHTS, Backend, load_backend
from meshwright.generator.sampler import SamplerSettings, seeded_noise
from meshwright.metrics.delivered_suite import sample_field
from meshwright.metrics.judge import judge_samples, load_judge
from meshwright.metrics.samples import GridSample
from meshwright.metrics.text_suite import make_cases, score
from meshwright.prompt.parser import parse
from meshwright.prompt.tokens import brief_tokens

NODES = grid_points(torch.device("cpu"))
SEED = 11


@pytest.fixture(scope="module")
def backend() -> Backend:
    return load_backend(WEIGHTS, "cpu")


@pytest.fixture(scope="module")
def judge() -> Any:
    return load_judge(Path(WEIGHTS) / "judge.safetensors")


def first_sample(backend: Backend, prompt: str, seed: int = SEED) -> GridSample:
    """The network's first sample of a prompt, no words bound."""
    brief = parse(prompt, backend.lexicon, WordTable.load())
    tokens = brief_tokens(brief, backend.lexicon.category(brief.category))
    z = backend.sample([tokens], seeded_noise(seed, 1, backend.channels), SamplerSettings())[0]
    return sample_field(backend.decode(z, brief.category), NODES)


def test_held_out_prompts_are_followed_and_those_of_others_are_not(backend: Backend, judge: Any) -> None:
    """Five categories far apart in the list; at the 100 % that 600 prompts gave, one miss is already rare."""
    model, names = judge
    cases = make_cases(backend.lexicon, WordTable.load(), len(names), SEED)[::15]
    own: dict[str, list[float]] = {}
    other: dict[str, list[float]] = {}
    for i, case in enumerate(cases):
        sample = first_sample(backend, case.caption)
        for store, asked in ((own, case), (other, cases[i - 1])):
            for key, values in score(sample, [asked], model, names).items():
                store.setdefault(key, []).extend(values)
    assert len(own["category"]) == 5
    assert np.mean(own["category"]) >= 4 / 5
    assert np.mean(own["main parts"]) >= 4 / 5
    assert np.mean(own["material"]) > 0.75
    assert np.mean(own["pieces"]) >= 3 / 5
    assert np.mean(other["category"]) == 0


def test_opposite_words_give_opposite_shapes(backend: Backend, judge: Any) -> None:
    model, names = judge
    levels = []
    for prompt in ("a tall street lamp", "a short street lamp"):
        brief = parse(prompt, backend.lexicon, WordTable.load())
        assert [a.name for a in brief.attributes] == ["height"]
        k = names.index(brief.category)
        order = [a.name for a in backend.lexicon.category(brief.category).attributes]
        levels.append(float(judge_samples(model, first_sample(backend, prompt))[1][0, k, order.index("height")]))
    assert levels[0] > levels[1] + 0.3
