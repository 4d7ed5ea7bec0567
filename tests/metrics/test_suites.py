"""The suites: the truth passes, other words score lower, and a random network is reported as the failure it is."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from meshwright.conditioning.codec import TokenCodec
from meshwright.conditioning.words import WordTable
from meshwright.dataset.grammar.briefs import brief_of
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.lexicon import export_lexicon
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.producer import pad_tables
from meshwright.errors import WeightsError
from meshwright.generator.config import FlowConfig
from meshwright.generator.sampler import SamplerSettings
from meshwright.generator.torch_backend import TorchBackend
from meshwright.metrics import edit_suite, text_suite
from meshwright.metrics.cli import format_table
from meshwright.metrics.edit_suite import EditFigures, EditSamples, measure_places, run_edit_suite
from meshwright.metrics.judge import Judge, judge_input, judge_samples, load_judge
from meshwright.metrics.reconstruction_suite import run_reconstruction_suite
from meshwright.metrics.samples import GridSample, sample_latents, sample_tables
from meshwright.metrics.text_suite import Case, make_cases, run_text_suite, score, shuffled
from meshwright.training.session import save_weights
from tests.generator.small import FLOW, autoencoder, flow, shaken
from tests.metrics.constructed import NODES, balls, halves

CPU = torch.device("cpu")
NAMES = tuple(c.name for c in load())
FAST = SamplerSettings(steps=1)


@pytest.fixture(scope="module")
def judge() -> Judge:
    torch.manual_seed(0)
    model = shaken(Judge(len(NAMES), width=4))
    assert isinstance(model, Judge)
    return model


@pytest.fixture(scope="module")
def backend() -> TorchBackend:
    lexicon = export_lexicon(load())
    config = FlowConfig(**(vars(FLOW) | {"words": len(lexicon.vocabulary) + 1}))
    return TorchBackend(autoencoder(), flow(0, config), TokenCodec(lexicon.vocabulary, WordTable.load()), lexicon, CPU)


def truth(n: int, seed: int) -> tuple[GridSample, list[Case]]:
    """Ground truth of n draws of two categories, with everything said."""
    rng = random.Random(seed)
    categories = [c for c in load() if c.name in ("table", "barrel")]
    assert len(categories) == 2
    cases = []
    for i in range(n):
        d = draw(categories[i % 2], rng)
        brief = brief_of(d, rng, mention=1.0)
        cases.append(Case(d, brief, "", brief))
    rows, counts = (torch.from_numpy(a) for a in pad_tables([table_of(c.draw) for c in cases]))
    return sample_tables(rows, counts, NODES), cases


def test_truth_passes_its_own_words_and_fails_those_of_others(judge: Judge) -> None:
    sample, cases = truth(8, 3)
    own = score(sample, cases, judge, NAMES)
    other = score(sample, shuffled(cases, 2), judge, NAMES)
    for key in ("material", "colour", "main parts"):
        assert np.mean(own[key]) > 0.9, key
    assert all(own["glow"])
    assert np.mean(own["pieces"]) >= 0.8
    assert np.mean(other["material"]) < np.mean(own["material"]) - 0.2
    assert np.mean(other["colour"]) < np.mean(own["colour"]) - 0.3
    assert len(own["category"]) == len(cases)


def test_shuffled_cases_are_of_the_same_category() -> None:
    _, cases = truth(6, 1)
    other = shuffled(cases, 2)
    assert all(a is not b for a, b in zip(cases, other, strict=True))
    assert [c.draw.category.name for c in cases] == [c.draw.category.name for c in other]


def test_text_suite_reports_a_random_network_as_a_failure(backend: TorchBackend, judge: Judge) -> None:
    result = run_text_suite(backend, judge, NAMES, n=2, seed=0, settings=FAST, batch=2)
    assert {"suite", "n", "seed", "sampler", "parser exact"} < set(result)
    assert result["model"]["main parts"]["value"] < result["ground truth"]["main parts"]["value"]
    assert result["model"]["main parts"]["target"] == text_suite.TARGETS["main parts"]
    assert "target" not in result["ground truth"]["main parts"]
    assert result["ground truth"]["main parts"]["value"] == 1
    json.dumps(result, allow_nan=False)
    assert "main parts" in format_table(result)


def test_cases_repeat_with_their_seed_and_take_the_categories_in_turn(backend: TorchBackend) -> None:
    a, b, c = (make_cases(backend.lexicon, backend.codec.meanings, 3, s) for s in (5, 5, 6))
    assert a == b
    assert a != c
    assert [x.draw.category.name for x in a] == list(NAMES[:3])


def test_edit_suite_reports_a_random_network_as_a_failure(backend: TorchBackend, judge: Judge) -> None:
    result = run_edit_suite(backend, judge, NAMES, n=3, seed=0, settings=FAST, batch=2)
    assert result["n"] == 3
    assert result["success"]["target"] == 0.9
    total = sum(v["n"] for v in result["success by kind"].values())
    assert result["success"]["n"] == total
    # a random network moves the outside too
    assert result["outside iou"]["value"] < 0.99
    assert result["outside iou"]["n"] == 3
    json.dumps(result, allow_nan=False)
    looks = {k: v["value"] for k, v in result["ground truth"].items() if k in ("material", "colour", "glow")}
    assert all(v == 1 for v in looks.values())


def test_edit_cases_have_one_step_and_repeat() -> None:
    a, b = edit_suite.make_cases(4, 1), edit_suite.make_cases(4, 1)
    assert a == b
    assert all(len(c.plan.steps) == 1 for c in a)


def flat(sdf: torch.Tensor) -> GridSample:
    zero = torch.zeros(1, len(sdf), dtype=torch.long)
    return GridSample(sdf[None], zero, zero, torch.zeros(1, len(sdf), 6))


def test_places_of_a_perfect_edit_and_of_none() -> None:
    start, twin = flat(balls(-0.5, 0.5)), flat(torch.minimum(balls(-0.5), balls(0.5, radius=0.3)))
    perfect, idle = EditFigures(), EditFigures()
    measure_places(perfect, EditSamples(start, twin, start, twin))
    measure_places(idle, EditSamples(start, start, start, twin))
    assert perfect.outside_iou == idle.outside_iou == [1.0]
    assert perfect.outside_shift == idle.outside_shift == [0.0]
    assert idle.inside_gain == [0.0]
    assert perfect.inside_gain[0] == pytest.approx(-0.1, abs=0.02)  # the changed ball's surface came 0.1 nearer


def test_leakage_is_seen_outside_only() -> None:
    start, twin = flat(balls(-0.5, 0.5)), flat(torch.minimum(balls(-0.5), balls(0.5, radius=0.3)))
    leaked = flat(torch.minimum(balls(-0.5, radius=0.15), balls(0.5, radius=0.3)))
    figures = EditFigures()
    measure_places(figures, EditSamples(start, leaked, start, twin))
    assert figures.outside_iou[0] == pytest.approx((0.15 / 0.2) ** 3, abs=0.06)
    assert figures.outside_shift[0] == pytest.approx(0.05, abs=0.005)


def test_reconstruction_suite_reports_a_random_network_as_a_failure() -> None:
    torch.manual_seed(0)
    result = run_reconstruction_suite(autoencoder(), n=2, seed=0, device=CPU, resolution=32, meshes=[])
    assert result["procedural iou"]["value"] < 0.7
    assert result["procedural iou"]["n"] == 2
    assert result["real iou"]["value"] is None
    assert result["lipschitz violation"]["value"] >= 0
    assert 0 <= result["emission recall"] <= 1
    json.dumps(result, allow_nan=False)


def test_judge_reads_distance_and_parts_in_batches(judge: Judge, tmp_path: Path) -> None:
    sample = halves([0.5] * 6, 3)
    three = GridSample(*(torch.cat((v, v, v)) for v in (sample.sdf, sample.part, sample.material, sample.look)))
    x = judge_input(three)
    assert x.shape == (3, 9, 64, 64, 64)
    assert x[:, 0].abs().max() == 1
    assert torch.equal(x[0, 1:].sum(0).flatten() > 0, sample.surface[0])
    logits, levels = judge_samples(judge, three, batch=2)
    assert logits.shape == (3, len(NAMES))
    assert levels.shape == (3, len(NAMES), 8)
    torch.testing.assert_close(logits[0], logits[2], atol=1e-4, rtol=1e-4)
    assert ((levels > 0) & (levels < 1)).all()

    torch.manual_seed(1)
    full = Judge(3)
    save_weights(full.state_dict(), tmp_path / "judge.safetensors", "a\nb\nc")
    loaded, names = load_judge(tmp_path / "judge.safetensors")
    assert names == ("a", "b", "c")
    torch.testing.assert_close(loaded.category.weight, full.category.weight, atol=1e-3, rtol=1e-3)
    save_weights(full.state_dict(), tmp_path / "judge.safetensors", "")
    with pytest.raises(WeightsError, match="categories"):
        load_judge(tmp_path / "judge.safetensors")


def test_latents_are_sampled_one_by_one_as_together() -> None:
    model = autoencoder()
    z = torch.randn(2, model.config.channels, 16, 16, 16)
    both, second = sample_latents(model, z, NODES[:5000]), sample_latents(model, z[1:], NODES[:5000])
    for name in ("sdf", "part", "material", "look"):
        assert torch.equal(getattr(both, name)[1:], getattr(second, name))
    assert ((both.look >= 0) & (both.look <= 1)).all()


def test_table_of_figures_shows_missing_values() -> None:
    empty: dict[str, Any] = {"a": {"value": None, "ci95": [None, None], "n": 0}, "b": {"c": 3}}
    text = format_table(empty)
    assert "none" in text
    assert "c: 3" in text
