"""Weapons: staff."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _staff(b: Builder, d: Draw) -> None:
    long, thick, size, bow = d["length"], d["shaft thickness"], d["head size"], d["shaft bend"]
    top = (0.0, long, 0.0)
    b.tube("shaft", (0, thick * 0.4, 0), (bow, long * 0.5, 0), top, thick * 0.42, r_end=thick * 0.55)
    b.lathe(
        "collar",
        [(0, -0.1), (thick * 0.6, -0.1), (thick * 0.95, -0.03), (thick * 0.75, 0.06), (0, 0.06)],
        top,
        group=True,
    )
    kind, cy = d.variant("head shape"), long + size * 0.5
    if kind == "crooked":
        r = size * 0.6
        b.tube(
            "head",
            (0, long - 0.02, 0),
            (-r * 0.2, long + r * 2.1, 0),
            (r * 0.7, long + r * 1.95, 0),
            thick * 0.55,
            r_end=thick * 0.5,
            group=True,
        )
        b.tube(
            "head",
            (r * 0.7, long + r * 1.95, 0),
            (r * 1.75, long + r * 1.6, 0),
            (r * 1.05, long + r * 0.55, 0),
            thick * 0.5,
            r_end=thick * 0.3,
        )
        b.cylinder("orb", 0.02, r * 0.8, (r * 0.75, long + r * 1.6, 0), group=True)
        b.ellipsoid("orb", (size * 0.6, size * 0.66, size * 0.6), (r * 0.72, long + r * 1.1, 0))
    elif kind == "pointed":
        b.prism("orb", 6, size * 0.2, size * 1.0, (0, long + size * 0.4, 0), r_top=size * 0.34, group=True)
        b.prism("orb", 6, size * 0.34, size * 0.6, (0, long + size * 1.18, 0), r_top=0.01)
        b.prism(
            "head",
            5,
            size * 0.15,
            size * 0.7,
            (0, long + size * 0.32, size * 0.32),
            r_top=0.012,
            rot=(32, 0, 0),
            ring=(4, 45),
            group=True,
        )
    else:
        b.ellipsoid("orb", (size, size, size), (0, cy + 0.03, 0), group=True)
        b.tube(
            "head",
            (0, long, 0.01),
            (0, long + size * 0.1, size * 0.92),
            (0, long + size * 1.15, size * 0.42),
            thick * 0.42,
            r_end=0.02,
            ring=(4, 45),
            group=True,
        )
    if d.has("feathers"):
        for x, tilt in ((0.1, 24), (-0.1, -24)):
            b.extrude(
                "feathers",
                [(0, 0.03), (0.05, -0.08), (0.045, -0.26), (0, -0.36), (-0.045, -0.26), (-0.05, -0.08)],
                0.03,
                (x * 0.6, long - 0.08, 0),
                rot=(0, 0, tilt),
                group=True,
            )
    if d.has("rings"):
        b.torus("collar", thick * 0.62, 0.024, (bow * 0.36, long * 0.78, 0), repeat=(2, (0, 0.13, 0)), group=True)
    if d.has("metal foot"):
        b.lathe("foot", [(0, 0), (thick * 0.5, 0), (thick * 0.95, 0.05), (thick * 0.7, 0.2), (0, 0.2)], group=True)


CATEGORY = Category(
    name="staff",
    family="weapons",
    words=("wizard staff", "magic staff", "scepter", "quarterstaff", "wand"),
    parts=(
        Part(
            "orb",
            ("crystal", "crystal", "glass", "light", "gold", "obsidian"),
            words=("crystal", "stone"),
            glow=0.5,
        ),
        Part("shaft", ("wood", "wood", "dark wood", "bark", "bone", "iron", "gold"), words=("pole", "stick")),
        Part(
            "head",
            ("wood", "dark wood", "gold", "bronze", "bone", "iron"),
            words=("claws", "prongs", "crook"),
            like="shaft",
        ),
        Part("collar", ("gold", "bronze", "silver", "iron", "leather"), words=("rings", "band")),
        Part("feathers", ("cloth", "foliage"), words=("feather",), main=False, colours=0.9),
        Part("foot", ("gold", "bronze", "iron"), words=("butt",), main=False, like="collar"),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (1.0, 1.4)),
        Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.065, 0.12)),
        Attribute("shaft bend", "shaft", "straight", "bent", "straighter", "more bent", (0.0, 0.32)),
        Attribute("head size", "head", "small", "big", "smaller", "bigger", (0.22, 0.38)),
    ),
    options=(
        Option("feathers", "feathers", "feathers", 0.35),
        Option("rings", "rings", "collar", 0.4),
        Option("metal foot", "a metal foot", "foot", 0.4),
    ),
    variants=(Variant("head shape", "head", ("round", "pointed", "crooked")),),
    build=_staff,
)
