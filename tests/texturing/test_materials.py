"""Every class of the material library: plausible, true to the asked colour, unlike all others."""

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.parallel import PIECE
from meshwright.texturing.materials import synthesise
from meshwright.texturing.materials.synthesis import RECIPES, calibrate
from meshwright.texturing.pbr import DIELECTRIC_ALBEDO, METAL_F0, ROUGHNESS, plausible_albedo
from meshwright.vocabulary.colors import linear_from_bytes
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS
from tests.texturing.shapes import UNIT_FRAME, patch

NAMES = [m.name for m in MATERIALS]


def test_every_class_has_a_recipe_of_its_own():
    assert list(RECIPES) == NAMES
    assert len({recipe.make for recipe in RECIPES.values()}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wear", [0.0, 1.0])
def test_ranges_are_plausible(name, wear):
    s = synthesise(MATERIAL_INDEX[name], patch(name, wear=wear), UNIT_FRAME)
    for array in (s.albedo, s.roughness, s.metallic, s.height, s.cavity, s.emission):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
    assert s.roughness.min() >= np.float32(ROUGHNESS[0])
    assert s.roughness.max() <= 1
    assert 0 <= s.metallic.min() <= s.metallic.max() <= 1
    assert 0 <= s.cavity.min() <= s.cavity.max() <= 1
    bare, solid = s.metallic == 0, s.metallic == 1
    low, high = (np.float32(v) for v in DIELECTRIC_ALBEDO)
    assert (s.albedo[bare] >= low).all()
    assert (s.albedo[bare] <= high).all()
    assert (s.albedo[solid].max(axis=1) >= np.float32(METAL_F0[0]) - 1e-6).all()
    assert np.abs(s.height).max() < 0.1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("style", "wear"), [("realistic", 0.3), ("stylised", 0.3), ("low-poly", 0.0)])
def test_the_asked_colour_survives(name, style, wear):
    asked = [linear_from_bytes(MATERIALS[MATERIAL_INDEX[name]].srgb)]
    if MATERIALS[MATERIAL_INDEX[name]].colourable:
        asked += [linear_from_bytes(c) for c in ((190, 36, 32), (42, 84, 186), (232, 204, 48), (128, 128, 128))]
    for tint in asked:
        coat = patch(name, n=128, tint=tuple(tint), wear=wear)
        s = synthesise(MATERIAL_INDEX[name], coat, UNIT_FRAME, style=style)
        # Whiter than snow is not plausible: such a colour is kept as far as that allows.
        goal = plausible_albedo(np.asarray(tint)[None], s.metallic[:1])[0]
        assert np.abs(s.albedo.mean(0) - goal).max() < 0.03


def features(name: str) -> np.ndarray:
    """Statistics of one class at one grey tint: tones, gloss, metal, relief and grain direction."""
    n = 192
    s = synthesise(MATERIAL_INDEX[name], patch(name, n=n, tint=(0.3, 0.3, 0.3)), UNIT_FRAME, texel=0.42 / n)
    tone = s.albedo.mean(1).reshape(n, n).astype(np.float64)
    height = s.height.reshape(n, n).astype(np.float64) * 1000
    hue = (s.albedo[:, 0] - s.albedo[:, 2]).std()
    out = [
        s.roughness.mean() * 4,
        s.roughness.std() * 10,
        s.metallic.mean() * 2,
        s.metallic.std() * 2,
        hue * 20,
    ]
    out += [np.log10(tone.std() + 1e-3) * 3, ((tone - tone.mean()) ** 3).mean() / (tone.std() ** 3 + 1e-9)]
    for image, floor in ((tone, 1e-3), (height, 1e-2)):
        for lag in (1, 4, 16):
            out += [
                np.log10(np.abs(image[lag:] - image[:-lag]).mean() + floor) * 2,
                np.log10(np.abs(image[:, lag:] - image[:, :-lag]).mean() + floor) * 2,
            ]
    return np.array(out)


def test_classes_differ_visibly():
    f = np.stack([features(name) for name in NAMES])
    distance = np.linalg.norm(f[:, None] - f[None], axis=-1)
    np.fill_diagonal(distance, np.inf)
    i, j = np.unravel_index(distance.argmin(), distance.shape)
    assert distance.min() > 0.8, f"{NAMES[i]} looks like {NAMES[j]}: {distance.min():.2f}"


def test_wood_grain_follows_the_part():
    n = 192
    coat = patch("dark wood", n=n)
    tone = synthesise(MATERIAL_INDEX["dark wood"], coat, UNIT_FRAME, texel=0.42 / n).albedo.mean(1).reshape(n, n)
    along, across = np.abs(np.diff(tone, axis=0)).mean(), np.abs(np.diff(tone, axis=1)).mean()
    assert along < 0.6 * across


def test_metals_stay_metal_and_the_rest_does_not():
    for m in MATERIALS:
        mean = synthesise(MATERIAL_INDEX[m.name], patch(m.name, n=96), UNIT_FRAME).metallic.mean()
        if m.metallic == 1:
            assert mean > 0.75, m.name
        elif m.metallic == 0 and m.name != "painted metal":
            assert mean == 0, m.name


def test_low_poly_is_nearly_flat():
    for name in ("wood", "stone", "brick"):
        spread = {
            style: synthesise(MATERIAL_INDEX[name], patch(name), UNIT_FRAME, style=style).albedo.std(0).max()
            for style in ("realistic", "low-poly")
        }
        assert spread["low-poly"] < 0.2 * spread["realistic"]
        assert synthesise(MATERIAL_INDEX[name], patch(name), UNIT_FRAME, style="low-poly").height.std() == 0


def test_wear_chips_paint_and_bares_metal():
    index = MATERIAL_INDEX["painted metal"]
    share = [
        float((synthesise(index, patch("painted metal", wear=w), UNIT_FRAME).metallic > 0.5).mean())
        for w in (0, 0.5, 1)
    ]
    assert share[0] < 0.01
    assert share[0] <= share[1] < share[2]
    assert 0.02 < share[2] < 0.3


def test_same_seed_same_bytes_other_seed_other_look():
    coat = patch("wood")
    a, b, c = (synthesise(0, coat, UNIT_FRAME, seed=seed) for seed in (1, 1, 2))
    assert a.albedo.tobytes() == b.albedo.tobytes()
    assert a.height.tobytes() == b.height.tobytes()
    assert np.abs(a.albedo - c.albedo).mean() > 0.005


def test_pieces_of_a_surface_equal_the_whole():
    coat = patch("brick", n=224)
    assert len(coat.points) > PIECE
    index = MATERIAL_INDEX["brick"]
    whole = synthesise(index, coat, UNIT_FRAME)
    gain = calibrate(index, coat, UNIT_FRAME)
    rows = np.arange(20_000, 30_000)
    piece = synthesise(index, coat[rows], UNIT_FRAME, gain=gain)
    assert piece.albedo.tobytes() == whole.albedo[rows].tobytes()
    assert piece.height.tobytes() == whole.height[rows].tobytes()


def test_emission_is_the_asked_glow_in_the_asked_colour():
    coat = patch("steel", tint=(0.2, 0.5, 0.8))
    coat.emission[:] = 0.5
    s = synthesise(MATERIAL_INDEX["steel"], coat, UNIT_FRAME)
    np.testing.assert_allclose(s.emission, np.broadcast_to(np.float32([0.1, 0.25, 0.4]), s.emission.shape), atol=1e-6)
    assert synthesise(MATERIAL_INDEX["steel"], patch("steel"), UNIT_FRAME).emission.max() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"style": "baroque"}, "style"),
        ({"texel": 0.0}, "texel"),
        ({"size": -1.0}, "texel"),
        ({"material": 32}, "material"),
    ],
)
def test_bad_input_is_named(change, field):
    arguments = {"material": 0, "coat": patch("wood", n=4), "frame": UNIT_FRAME} | change
    with pytest.raises(InputError) as error:
        synthesise(**arguments)
    assert error.value.field == field
