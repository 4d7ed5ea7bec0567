"""Weapons: war hammer."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import wrap
from meshwright.dataset.grammar.categories.weapons.common import FITTING
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _war_hammer(b: Builder, d: Draw) -> None:
    tall, thick, long, size = d["handle length"], d["handle thickness"], d["head length"], d["head size"]
    y = tall - size * 0.3
    b.cylinder("handle", thick * 0.5, tall, (0, tall / 2, 0))
    b.ellipsoid("pommel", (thick * 1.7, 0.13, thick * 1.7), (0, 0.065, 0), group=True)
    if d.has("wrapped handle"):
        wrap(b, "wrapping", thick * 0.53, 0.14, tall * 0.45, 6, 0.35)
    kind = d.variant("head shape")
    pick = d.has("back pick")
    back = -long * 0.18 if pick else -long / 2
    mid, full = (long / 2 + back) / 2, long / 2 - back
    if kind == "square":
        b.box("head", (full, size * 0.8, size * 0.8), (mid, y, 0), round=0.012, group=True)
        b.box("head", (0.07, size, size), (long / 2, y, 0), round=0.012, mirror="" if pick else "x")
    elif kind == "round":
        b.cylinder("head", size * 0.42, full, (mid, y, 0), axis="x", group=True)
        b.cylinder("head", size * 0.54, 0.08, (long / 2, y, 0), axis="x", round=0.015, mirror="" if pick else "x")
    else:
        b.box("head", (full, size * 0.62, size * 0.62), (mid, y, 0), round=0.012, group=True)
        for dy in (-0.26, 0.26):
            b.cylinder(
                "head",
                size * 0.22,
                0.12,
                (long / 2 + 0.03, y + dy * size, size * 0.26),
                r_top=0.008,
                axis="x",
                mirror="z" if pick else "xz",
            )
    if pick:
        b.tube(
            "spikes",
            (0, y, 0),
            (-long * 0.45, y + 0.04, 0),
            (-long * 0.68, y - size * 0.4, 0),
            size * 0.26,
            r_end=0.016,
            group=True,
        )
    if d.has("top spike"):
        b.prism("spikes", 4, size * 0.26, 0.26, (0, y + size * 0.4 + 0.1, 0), r_top=0.008, group=True)
    if kind == "round":
        b.cylinder("bands", size * 0.5, thick + 0.02, (0, y, 0), axis="x", round=0.01, group=True)
    else:
        wide = size * (0.88 if kind == "square" else 0.76)
        b.box("bands", (thick + 0.02, wide, wide), (0, y, 0), round=0.01, group=True)


CATEGORY = Category(
    name="war hammer",
    family="weapons",
    words=("warhammer", "hammer", "maul", "battle hammer", "mallet"),
    parts=(
        Part("head", ("iron", "steel", "stone", "gold", "obsidian", "bronze", "dark wood"), words=("hammer head",)),
        Part("handle", ("wood", "wood", "dark wood", "bone", "iron"), words=("shaft", "haft")),
        Part("bands", FITTING, words=("band", "collar")),
        Part("pommel", FITTING, words=("knob", "butt"), like="bands"),
        Part("wrapping", ("leather", "cloth", "rope"), words=("wrap", "grip"), main=False),
        Part("spikes", FITTING, words=("spike", "pick"), main=False, like="bands"),
    ),
    attributes=(
        Attribute("handle length", "handle", "short", "long", "shorter", "longer", (0.75, 1.15)),
        Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.055, 0.095)),
        Attribute("head length", "head", "short", "long", "shorter", "longer", (0.36, 0.62)),
        Attribute("head size", "head", "small", "big", "smaller", "bigger", (0.2, 0.36)),
    ),
    options=(
        Option("top spike", "a top spike", "spikes", 0.35),
        Option("back pick", "a back pick", "spikes", 0.35),
        Option("wrapped handle", "a wrapped handle", "wrapping", 0.5),
    ),
    variants=(Variant("head shape", "head", ("square", "round", "studded")),),
    build=_war_hammer,
)
