"""Weapons: spear."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import bevel, wrap
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_METAL = ("steel", "iron", "bronze", "gold", "silver")


def _spear(b: Builder, d: Draw) -> None:
    long, thick, tip, w = d["length"], d["shaft thickness"], d["tip length"], d["tip width"]
    b.cylinder("shaft", thick / 2, long, (0, long / 2, 0))
    b.lathe(
        "collar",
        [(0, -0.12), (thick * 0.6, -0.12), (thick * 0.85, -0.06), (thick * 0.7, 0.08), (0, 0.08)],
        (0, long, 0),
        group=True,
    )
    y, kind = long + 0.04, d.variant("tip shape")
    if kind == "leaf-shaped":
        outline = [
            (-0.04, 0),
            (0.04, 0),
            (w * 0.5, tip * 0.36),
            (w * 0.38, tip * 0.64),
            (0, tip),
            (-w * 0.38, tip * 0.64),
            (-w * 0.5, tip * 0.36),
        ]
    elif kind == "barbed":
        outline = [
            (-0.035, 0),
            (0.035, 0),
            (0.045, tip * 0.3),
            (w * 0.62, tip * 0.05),
            (0, tip),
            (-w * 0.62, tip * 0.05),
            (-0.045, tip * 0.3),
        ]
    else:
        outline = [(-0.045, 0), (0.045, 0), (0.04, tip * 0.6), (0, tip), (-0.04, tip * 0.6)]
        b.tube(
            "tip",
            (0, y + 0.03, 0),
            (w * 0.72, y - 0.02, 0),
            (w * 0.62, y + tip * 0.72, 0),
            0.04,
            r_end=0.02,
            mirror="x",
            group=True,
        )
    b.extrude("tip", outline, 0.08, (0, y, 0), group=True)
    bevel(b, "tip", y + tip / 2, w * 0.5, 0.08, 0.035)
    if d.has("crossbar"):
        b.cylinder("collar", 0.03, 0.16, (0.1, long - 0.04, 0), r_top=0.022, axis="x", mirror="x", group=True)
        b.ellipsoid("collar", (0.07, 0.07, 0.07), (0.18, long - 0.04, 0), mirror="x")
    if d.has("tassel"):
        b.lathe(
            "tassel",
            [(0, 0), (thick * 0.5, 0), (thick * 0.75, -0.04), (thick * 1.5, -0.26), (0, -0.22)][::-1],
            (0, long - 0.1, 0),
            group=True,
        )
    if d.has("butt spike"):
        b.cylinder("butt", 0.02, 0.16, (0, 0.08, 0), r_top=thick * 0.75, group=True)
        b.cylinder("butt", thick * 0.75, 0.05, (0, 0.18, 0))
    if d.has("wrapped grip"):
        wrap(b, "wrapping", thick * 0.53, long * 0.36, long * 0.6, 7, 0.36)


CATEGORY = Category(
    name="spear",
    family="weapons",
    words=("lance", "pike", "javelin", "polearm"),
    parts=(
        Part(
            "tip",
            ("steel", "steel", "iron", "bronze", "gold", "obsidian", "bone", "stone", "crystal"),
            words=("spearhead", "head", "point"),
            glow=0.06,
        ),
        Part("shaft", ("wood", "wood", "dark wood", "bone", "iron"), words=("pole", "handle")),
        Part("collar", ("bronze", "iron", "gold", "leather", "steel"), words=("socket",)),
        Part("tassel", ("cloth", "cloth", "rope"), words=("tuft",), main=False),
        Part("wrapping", ("leather", "cloth", "rope"), words=("wrap", "grip"), main=False),
        Part("butt", _METAL, words=("butt spike",), main=False, like="collar"),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.95, 1.4)),
        Attribute("tip length", "tip", "short", "long", "shorter", "longer", (0.3, 0.56)),
        Attribute("tip width", "tip", "narrow", "wide", "narrower", "wider", (0.17, 0.36)),
        Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.055, 0.1)),
    ),
    options=(
        Option("crossbar", "a crossbar", "collar", 0.35),
        Option("tassel", "a tassel", "tassel", 0.4),
        Option("butt spike", "a butt spike", "butt", 0.4),
        Option("wrapped grip", "a wrapped grip", "wrapping", 0.4),
    ),
    variants=(Variant("tip shape", "tip", ("leaf-shaped", "barbed", "three-pronged")),),
    build=_spear,
)
