"""Draws from categories: every freedom sampled from one seeded generator."""

from __future__ import annotations

import functools
import random

import numpy as np
import numpy.typing as npt

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import STYLES, Category, Draw, Look, Part
from meshwright.vocabulary.colors import COLORS, srgb_to_linear
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS

COLOUR_TINTS: dict[str, tuple[float, float, float]] = {
    name: tuple(float(v) for v in srgb_to_linear(np.array(rgb, np.float32) / 255.0))  # type: ignore[misc]
    for name, rgb in COLORS.items()
}
_STYLE_WEIGHTS = (0.5, 0.2, 0.2, 0.1)


def draw(category: Category, rng: random.Random) -> Draw:
    """One object of `category`; all randomness comes from `rng`."""
    style = rng.choices(STYLES, _STYLE_WEIGHTS)[0]
    worn = rng.random() < 0.2
    levels = {a.name: rng.random() for a in category.attributes}
    options = {o.name: rng.random() < o.probability for o in category.options}
    variants = {v.name: rng.choice(v.choices) for v in category.variants}
    looks: dict[str, Look] = {}
    for part in category.parts:
        if part.like and rng.random() < 0.75 and part.like in looks:
            looks[part.name] = looks[part.like]
        else:
            looks[part.name] = sample_look(part, worn, rng)
    return assemble(category, style, worn, levels, options, variants, looks, rng.getrandbits(31))


def assemble(
    category: Category,
    style: str,
    worn: bool,
    levels: dict[str, float],
    options: dict[str, bool],
    variants: dict[str, str],
    looks: dict[str, Look],
    seed: int,
) -> Draw:
    """A `Draw` with attribute values computed from levels."""
    values = {a.name: a.range[0] + (a.range[1] - a.range[0]) * levels[a.name] for a in category.attributes}
    return Draw(category, style, worn, levels, options, variants, looks, seed, values)


def sample_look(part: Part, worn: bool, rng: random.Random) -> Look:
    """Material, colour and glow of one part."""
    material = rng.choice(part.materials)
    m = MATERIALS[MATERIAL_INDEX[material]]
    colour = ""
    if rng.random() < (part.colours if m.colourable else 0.12 * part.colours):
        colour = rng.choice(tuple(COLORS))
    glow = rng.random() < part.glow
    return make_look(part, material, colour, glow, worn, rng)


def make_look(part: Part, material: str, colour: str, glow: bool, worn: bool, rng: random.Random) -> Look:
    """The look that words ask for; small natural variation comes from `rng`."""
    m = MATERIALS[MATERIAL_INDEX[material]]
    if colour:
        tint = np.array(COLOUR_TINTS[colour])
        if m.metallic > 0.5:  # a coloured metal keeps some of its own reflectance
            tint = 0.8 * tint + 0.2 * srgb_to_linear(np.array(m.srgb, np.float32) / 255.0)
    else:
        choices = part.natural if part.natural and material == part.materials[0] else ()
        srgb = rng.choice(choices) if choices else m.srgb
        tint = srgb_to_linear(np.array(srgb, np.float32) / 255.0)
    shade = 1.0 + rng.uniform(-0.12, 0.12)
    tint = np.clip(tint * shade, 0.0, 1.0)
    roughness = float(np.clip(m.roughness + rng.uniform(-0.05, 0.05), 0.02, 1.0))
    if worn:
        tint = tint * 0.75 + 0.25 * tint.mean() * np.array((0.72, 0.62, 0.5))
        roughness = min(roughness + 0.18, 1.0)
    r, g, b = (float(v) for v in tint)
    return Look(material, colour, (r, g, b), roughness, m.metallic, 1.0 if glow else 0.0)


@functools.cache
def scale_of(category: Category) -> float:
    """Field units per metre, so that every draw of the category fits the cube (from 160 fixed draws)."""
    rng = random.Random(f"scale/{category.name}")
    reach = np.zeros(3)
    for i in range(160):
        d = draw(category, rng)
        if i < 2 ** min(len(category.attributes), 5):  # corners of the attribute box first
            levels = {a.name: float(i >> k & 1) for k, a in enumerate(category.attributes)}
            options = dict.fromkeys(d.options, True)
            d = assemble(category, d.style, d.worn, levels, options, dict(d.variants), dict(d.looks), d.seed)
        b = Builder(d)
        category.build(b, d)
        reach = np.maximum(reach, b.reach)
    return float(min(0.93 / reach[0], 0.93 / reach[2], (0.94 - t.FLOOR) / reach[1]))


def table_of(d: Draw) -> npt.NDArray[np.float32]:
    """Primitive table (rows, 64) float32 of a draw, in field units."""
    b = Builder(d)
    d.category.build(b, d)
    return b.finish(scale_of(d.category))
