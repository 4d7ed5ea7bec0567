"""The suite `delivered` over a backend in closed form: words are bound, unsound samples are drawn again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from meshwright.conditioning.words import WordTable
from meshwright.field.bound import BoundField, PartLook
from meshwright.generator.sampler import SamplerSettings
from meshwright.metrics import delivered_suite
from meshwright.metrics.delivered_suite import run_delivered_suite, sample_field
from meshwright.metrics.judge import Judge
from meshwright.metrics.text_suite import Case, make_cases
from meshwright.prompt.brief import PartRequest
from meshwright.vocabulary.materials import MATERIAL_INDEX
from tests.metrics.constructed import NODES
from tests.pipeline.toy import ToyBackend, latent_of, lexicon

ASKED = (PartRequest("body", material="stone", colour="blue"), PartRequest("lid", material="gold"))


def chests(*_: object) -> list[Case]:
    """Two chests whose body and lid are spoken of; the toy makes them of wood and iron."""
    whole = make_cases(lexicon(), WordTable.load(), len(lexicon().categories), 0)
    case = next(c for c in whole if c.draw.category.name == "chest")
    brief = replace(case.brief, parts=ASKED, attributes=())
    return [replace(case, brief=brief, read=replace(case.read, parts=ASKED))] * 2


@pytest.fixture
def judge() -> tuple[Judge, tuple[str, ...]]:
    torch.manual_seed(0)
    names = tuple(c.name for c in lexicon().categories)
    return Judge(len(names), width=4).eval(), names


def run(monkeypatch: pytest.MonkeyPatch, toy: ToyBackend, judge: tuple[Judge, tuple[str, ...]]) -> dict[str, object]:
    monkeypatch.setattr(delivered_suite, "load_backend", lambda *_: toy)
    monkeypatch.setattr(delivered_suite, "make_cases", chests)
    result = run_delivered_suite(Path(), *judge, n=2, seed=0, settings=SamplerSettings(steps=1))
    json.dumps(result, allow_nan=False)
    return result


def test_words_are_bound_in_what_is_delivered_and_not_in_the_networks_sample(
    monkeypatch: pytest.MonkeyPatch, judge: tuple[Judge, tuple[str, ...]]
) -> None:
    result = run(monkeypatch, ToyBackend(), judge)
    delivered, first = result["delivered"], result["first sample, words not bound"]
    for key in ("material", "colour"):
        assert delivered[key]["value"] == 1, key  # type: ignore[index]
        assert first[key]["value"] == 0, key  # type: ignore[index]
    assert result["draws"] == {"1": 2}
    assert result["sound"]["value"] == delivered["pieces"]["value"] == 1  # type: ignore[index]


def test_a_sample_in_pieces_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch, judge: tuple[Judge, tuple[str, ...]]
) -> None:
    broken, whole = latent_of(detached=0.3), latent_of()
    result = run(monkeypatch, ToyBackend(broken, broken, whole, whole), judge)
    assert result["draws"] == {"1": 1, "2": 1}
    assert result["first sample, words not bound"]["pieces"]["value"] == 0.5  # type: ignore[index]
    assert result["delivered"]["pieces"]["value"] == 1  # type: ignore[index]


def test_what_stays_in_pieces_is_reported(
    monkeypatch: pytest.MonkeyPatch, judge: tuple[Judge, tuple[str, ...]]
) -> None:
    result = run(monkeypatch, ToyBackend(latent_of(detached=0.3)), judge)
    assert result["draws"] == {"5": 2}
    assert result["sound"]["value"] == result["delivered"]["pieces"]["value"] == 0  # type: ignore[index]


def test_a_field_on_the_grid_shows_what_is_bound_to_it() -> None:
    field = ToyBackend().decode(latent_of(), "chest")
    slot = field.part_names.index("body") if field.part_names[0] != "body" else 0
    bound = BoundField(field, {slot: PartLook(MATERIAL_INDEX["gold"], (0.25, 0.0, 0.0), None)})
    plain, told = sample_field(field, NODES), sample_field(bound, NODES)
    np.testing.assert_array_equal(plain.sdf.numpy(), told.sdf.numpy())
    on = plain.on_part(slot)
    assert int(on.sum()) > 100
    assert (plain.material[on] == MATERIAL_INDEX["wood"]).all()
    assert (told.material[on] == MATERIAL_INDEX["gold"]).all()
    tint = bound.appearance(NODES[on[0]].numpy().astype(np.float32)).tint
    np.testing.assert_allclose(told.look[on][:, :3].numpy() ** 2, tint, atol=1e-6)
    assert tint[:, 0].min() > 0.2
    assert tint[:, 0].min() > 3 * tint[:, 1:].max()  # the field's lightness around its mean may add a little
    elsewhere = plain.surface & ~on
    assert torch.equal(plain.material[elsewhere], told.material[elsewhere])
