"""Text to asset over a backend in closed form: stage order, redraws, budgets, sizes, determinism."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.formats.glb import glb_bytes
from meshwright.pipeline.draw import read_brief
from meshwright.pipeline.generate import GenerateSettings, generate, needed_parts
from meshwright.pipeline.latent_io import unpack_layers
from meshwright.pipeline.progress import Stages
from meshwright.pipeline.recipe import Recipe
from meshwright.pipeline.settings import FinishSettings
from meshwright.prompt.brief import AttributeRequest, Brief, PartRequest

from ..formats.validator import assert_clean
from .toy import ToyBackend, latent_of

SMALL = FinishSettings(polycount=1000, texture_size=128, lods=2)


def make(backend: ToyBackend, text: str = "a wooden chest with a gold lid", finish: FinishSettings = SMALL) -> Asset:
    return generate(backend, read_brief(text, backend), GenerateSettings(), finish, weights="toy")


@pytest.fixture(scope="module")
def chest() -> Asset:
    return make(ToyBackend())


def test_asset_is_sound_and_within_budget(chest: Asset) -> None:
    report = chest.report
    assert report["broken_promises"] == []
    assert 980 <= report["triangles"] <= 1000
    assert report["surface"]["sound"]
    assert report["uv"]["valid"]
    assert [lod["triangles"] for lod in report["lods"]] == [len(chest.lods[0].faces)]
    assert 1 <= len(chest.collision) <= 8
    assert set(chest.mesh.part_names) == {"body", "lid"}


def test_stated_material_is_on_its_part(chest: Asset) -> None:
    gold = chest.maps.metallic[chest.maps.coverage]
    share = chest.report["parts"][chest.mesh.part_names.index("lid")]["area_m2"]
    whole = sum(p["area_m2"] for p in chest.report["parts"])
    assert abs(float((gold > 0.5).mean()) - share / whole) < 0.06


def test_size_is_that_of_the_toy_in_the_categorys_scale(chest: Asset) -> None:
    scale = ToyBackend().lexicon.category("chest").scale
    assert chest.report["size_m"][1] == pytest.approx(0.9 / scale, rel=0.02)  # body 0.6 and lid 0.3 high
    assert chest.mesh.vertices[:, 1].min() == pytest.approx(0, abs=1e-6)


def test_mass_is_volume_times_density(chest: Asset) -> None:
    assert chest.physics is not None
    scale = ToyBackend().lexicon.category("chest").scale
    body, lid = 1.0 * 0.6 * 0.7 / scale**3, 0.9 * 0.3 * 0.6 / scale**3
    assert chest.physics.volume == pytest.approx(body + lid, rel=0.03)
    assert chest.physics.mass == pytest.approx(650 * body + 19300 * lid, rel=0.08)


def test_same_arguments_same_bytes_and_other_threads(chest: Asset) -> None:
    assert glb_bytes(make(ToyBackend())) == glb_bytes(chest)


def test_glb_passes_the_validator_and_carries_its_recipe(chest: Asset, tmp_path: Path) -> None:
    (path,) = chest.save(tmp_path / "chest.glb")
    assert_clean(path)
    recipe = Recipe.of(Asset.load(path))
    assert recipe.brief.category == "chest"
    assert np.array_equal(recipe.layers[0].latent, latent_of().astype(np.float16))
    assert recipe.placed is not None
    assert recipe.placed.to_metres(np.zeros((1, 3), np.float32)).shape == (1, 3)


def test_prompt_states_height_and_budget() -> None:
    backend = ToyBackend()
    brief = replace(read_brief("a chest", backend), height=0.5, polycount=600)
    finish = replace(SMALL, polycount=None)
    asset = generate(backend, brief, GenerateSettings(), finish, weights="toy")
    assert asset.report["size_m"][1] == pytest.approx(0.5, rel=1e-4)
    assert asset.report["budget"]["asked"] == 600
    tall = generate(backend, brief, GenerateSettings(), replace(SMALL, height=2.0), weights="toy")
    assert tall.report["size_m"][1] == pytest.approx(2.0, rel=1e-4)
    assert tall.report["budget"]["asked"] == 1000


def test_a_sample_in_pieces_is_drawn_again() -> None:
    backend = ToyBackend(latent_of(detached=0.2), latent_of())
    asset = make(backend)
    assert backend.drawn == 2
    assert asset.report["attempts"] == 2
    assert asset.provenance["attempt"] == 1
    assert asset.report["surface"]["components"] == 1


def test_a_missing_main_part_is_drawn_again_and_reported() -> None:
    backend = ToyBackend(latent_of(lid=0.0))
    asset = make(backend)
    assert backend.drawn == 5
    assert asset.report["missing_parts"] == ["lid"]
    assert asset.report["attempts"] == 5


def test_a_part_is_needed_if_it_is_main_or_asked_for_in_any_way() -> None:
    entry = ToyBackend().lexicon.category("chest")
    assert entry is not None
    main = [p.name for p in entry.parts if p.main]
    (first, *_), brief = [p.name for p in entry.parts if not p.main], Brief("", "chest")
    option = next(o for o in entry.options if o.part and o.part not in main)
    assert list(needed_parts(brief, entry)) == main
    assert set(needed_parts(replace(brief, parts=(PartRequest(first, colour="red"),)), entry)) == {*main, first}
    large = AttributeRequest("length", first, True)
    assert set(needed_parts(replace(brief, attributes=(large,)), entry)) == {*main, first}
    assert set(needed_parts(replace(brief, options=(option.name,)), entry)) == {*main, option.part}
    whole = AttributeRequest("width", "", True)
    assert list(needed_parts(replace(brief, attributes=(whole,)), entry)) == main


def test_a_part_that_was_asked_for_is_drawn_again_and_reported() -> None:
    backend = ToyBackend()
    entry = backend.lexicon.category("chest")
    assert entry is not None
    absent = next(p.name for p in entry.parts if not p.main)
    brief = replace(read_brief("a chest", backend), parts=(PartRequest(absent, colour="red"),))
    asset = generate(backend, brief, GenerateSettings(), SMALL, weights="toy")
    assert backend.drawn == 5
    assert asset.report["missing_parts"] == [absent]


def test_quads_on_request() -> None:
    asset = make(ToyBackend(), finish=replace(SMALL, topology="quad"))
    assert asset.quads is not None
    assert asset.report["quads"] == len(asset.quads) <= 500
    assert len(asset.mesh.faces) == 2 * len(asset.quads)


def test_progress_never_goes_back_and_names_stages() -> None:
    backend, seen = ToyBackend(latent_of(detached=0.2), latent_of()), []
    stages = Stages(lambda name, share: seen.append((name, share)), ("sample", "decode", "surface", "bake"))
    generate(backend, read_brief("a chest", backend), GenerateSettings(), SMALL, weights="toy", stages=stages)
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert {"sample", "decode", "surface", "bake", "collision"} <= {name for name, _ in seen}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("polycount", 99),
        ("polycount", 500_001),
        ("texture_size", 63),
        ("lods", 0),
        ("height", float("nan")),
        ("height", -1.0),
        ("topology", "hexagon"),
        ("seed", -1),
        ("up", "w"),
        ("front", "-y"),
    ],
)
def test_settings_refuse_by_name_and_limit(field: str, value: object) -> None:
    with pytest.raises(InputError) as caught:
        replace(SMALL, **{field: value})
    assert caught.value.field.replace("-", "_") == field
    assert caught.value.limit


def test_layers_of_a_fresh_asset(chest: Asset) -> None:
    assert chest.latent is not None
    (layer,) = unpack_layers(chest.latent)
    assert layer.share is None
