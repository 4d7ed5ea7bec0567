"""Edits over a backend in closed form: paint leaves meshes alone, shape stays in its region."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.pipeline.edit import edit, flat_latent, plan_edit
from meshwright.pipeline.recipe import Recipe
from meshwright.texturing.texels import atlas_of

from .test_generate import make
from .toy import BODY_WIDTH, LID, ToyBackend, latent_of


@pytest.fixture(scope="module")
def chest() -> Asset:
    return make(ToyBackend(), "a wooden chest with an iron lid")


def change(asset: Asset, instruction: str, **kwargs: object) -> Asset:
    backend = ToyBackend()
    return edit(backend, asset, plan_edit(backend, asset, instruction), weights="toy", **kwargs)  # type: ignore[arg-type]


def test_paint_keeps_every_mesh_and_changes_its_part_only(chest: Asset) -> None:
    gold = change(chest, "make the lid gold")
    assert gold.mesh is chest.mesh
    assert gold.lods is chest.lods
    assert gold.collision is chest.collision
    atlas = atlas_of(chest.mesh, chest.maps.albedo.shape[0])
    part = chest.mesh.face_part[atlas.face]
    # One texel of slack: the field draws borders between parts where the mesh only nearly has them.
    for name, same in (("body", 0.97), ("lid", 0.1)):
        rows = atlas.flat[part == chest.mesh.part_names.index(name)]
        a, b = (m.albedo.reshape(-1, 3)[rows] for m in (chest.maps, gold.maps))
        assert ((a == b).all(1).mean() >= same) == (name == "body")
    assert np.array_equal(chest.maps.normal[..., 2] > 0, gold.maps.normal[..., 2] > 0)
    assert gold.physics is not None
    assert chest.physics is not None
    assert gold.physics.mass > 1.3 * chest.physics.mass
    assert gold.provenance["history"][0]["instruction"] == "make the lid gold"


def test_wear_and_back(chest: Asset) -> None:
    worn = change(chest, "make it weathered")
    assert worn.provenance["brief"]["worn"]
    assert worn.maps.roughness[worn.maps.coverage].mean() > chest.maps.roughness[chest.maps.coverage].mean()


def test_colour_of_one_part_after_the_whole(chest: Asset) -> None:
    blue = change(change(chest, "paint it red"), "paint the lid blue")
    said = {p["part"]: p["colour"] for p in blue.provenance["brief"]["parts"]}
    assert said["lid"] == "blue"
    assert said["body"] == "red"


def test_shape_changes_inside_the_region_only(chest: Asset) -> None:
    taller = change(chest, "make the lid taller")
    before, after = Recipe.of(chest), Recipe.of(taller)
    backend = ToyBackend()
    source, result = before.field(backend), after.field(backend)
    assert len(after.layers) == 2
    share = after.layers[1].share
    assert share is not None
    outside = share == 0
    assert outside.any()
    assert np.array_equal(source.shape[outside], result.shape[outside])  # bit for bit, though the sample leaked
    assert np.array_equal(source.look[outside], result.look[outside])
    scale = backend.lexicon.category("chest").scale
    grown = taller.report["size_m"][1] - chest.report["size_m"][1]
    assert grown == pytest.approx(0.25 / scale, rel=0.1)
    assert taller.report["size_m"][0] == pytest.approx(
        chest.report["size_m"][0], rel=0.02
    )  # not 4 % wider, as the sample was
    assert taller.report["edit"]["parts"] == ["lid"]
    assert before.placed is not None
    assert after.placed is not None
    assert after.placed.scale == before.placed.scale


def test_edits_stack_and_start_from_all_layers(chest: Asset) -> None:
    twice = change(change(chest, "make the lid taller"), "make the lid taller")
    layers = Recipe.of(twice).layers
    assert len(layers) == 3
    z = flat_latent(layers)
    assert z[LID].max() == pytest.approx(0.3 + 2 * 0.25, abs=0.01)
    assert z[BODY_WIDTH].min() == pytest.approx(0.5, abs=1e-3)
    assert np.array_equal(layers[0].latent, latent_of().astype(np.float16))


def test_mask_narrows_the_region_and_reaches_the_flow(chest: Asset) -> None:
    atlas = atlas_of(chest.mesh, 256)
    mask = np.zeros(256 * 256, np.float32)
    lid = chest.mesh.face_part[atlas.face] == chest.mesh.part_names.index("lid")
    mask[atlas.flat[lid]] = 1
    backend = ToyBackend()
    plan = plan_edit(backend, chest, "make the lid taller")
    result = edit(backend, chest, plan, mask=mask.reshape(256, 256), weights="toy")
    (given,) = backend.masks
    assert given is not None
    assert set(np.unique(given)) == {-1.0, 1.0}
    assert result.report["edit"]["region"] < 0.3


def test_no_change_gives_the_asset_back(chest: Asset) -> None:
    assert change(chest, "leave it as it is") is chest


def test_refusals_name_their_field(chest: Asset) -> None:
    from dataclasses import replace

    backend = ToyBackend()
    with pytest.raises(InputError, match="latent"):
        plan_edit(backend, replace(chest, latent=None), "make the lid gold")
    with pytest.raises(InputError, match="instruction"):
        plan_edit(backend, chest, "xyzzy plugh")
    plan = plan_edit(backend, chest, "make the lid gold")
    with pytest.raises(InputError, match="weights"):
        edit(backend, chest, plan, weights="other")
    with pytest.raises(InputError, match="mask"):
        edit(backend, chest, plan, mask=np.ones((4, 4)), weights="toy")
    shape = plan_edit(backend, chest, "make the lid taller")
    with pytest.raises(InputError, match="mask"):
        edit(backend, chest, shape, mask=np.zeros((4, 4)), weights="toy")
    broken = replace(chest, latent=chest.latent[:-40] if chest.latent else None)
    with pytest.raises(InputError, match="damaged"):
        plan_edit(backend, broken, "make the lid gold")
