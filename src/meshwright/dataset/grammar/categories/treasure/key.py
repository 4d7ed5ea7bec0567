"""Treasure: key."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_METAL = ("gold", "iron", "bronze", "silver", "steel", "rusted iron")


def _key(b: Builder, d: Draw) -> None:
    long, thick, s, tw, th = d["length"], d["shaft thickness"], d["bow size"], d["tooth length"], d["bit height"]
    r = thick * 0.5
    b.cylinder("shaft", r, long, (0, long / 2, 0))
    b.ellipsoid("shaft", (thick * 1.25, thick * 1.25, thick * 1.25), (0, thick * 0.6, 0))
    y = long + s * 0.4
    t, shape = max(thick * 0.42, 0.02), d.variant("bow shape")
    if shape == "round":
        b.torus("bow", s * 0.42, t, (0, y, 0), axis="z", group=True)
    elif shape == "clover-shaped":
        for a, (x, dy) in enumerate(((0.0, 0.3), (0.34, -0.16), (-0.34, -0.16))):
            b.torus("bow", s * 0.24, t * 0.9, (x * s, y + dy * s, 0), axis="z", group=a == 0)
    elif shape == "heart-shaped":
        b.tube(
            "bow",
            (0, long - 0.01, 0),
            (s * 0.75, y + s * 0.02, 0),
            (s * 0.34, y + s * 0.42, 0),
            t * 0.95,
            mirror="x",
            group=True,
        )
        b.tube(
            "bow", (s * 0.34, y + s * 0.42, 0), (s * 0.08, y + s * 0.6, 0), (0, y + s * 0.2, 0), t * 0.95, mirror="x"
        )
    else:
        b.box("bow", (s, s, t * 2), (0, y + s * 0.05, 0), rot=(0, 0, 45), round=0.01, group=True)
        b.box("bow", (s * 0.56, s * 0.56, 1), (0, y + s * 0.05, 0), rot=(0, 0, 45), op="subtract")
    b.lathe(
        "collar",
        [(0, -0.05), (r * 1.3, -0.05), (r * 2.1, -0.02), (r * 2.1, 0.02), (r * 1.3, 0.05), (0, 0.05)],
        (0, long - 0.03, 0),
        group=True,
    )
    if d.has("shaft rings"):
        b.torus("collar", r * 1.1, r * 0.55, (0, long * 0.66, 0), repeat=(2, (0, r * 2.4, 0)), group=True)
    x, w = r * 0.5, 0.05
    low = thick * 0.7
    b.box("bit", (tw, th, w), (x + tw / 2, low + th / 2, 0), round=0.005, group=True)
    b.box("bit", (tw * 0.36, th * 0.26, 1), (x + tw * 0.9, low + th * 0.5, 0), op="subtract")
    b.box("bit", (tw * 0.26, th * 0.36, 1), (x + tw * 0.55, low + th * 0.02, 0), op="subtract")
    if d.has("double bit"):
        b.box(
            "bit",
            (tw * 0.7, th * 0.32, w),
            (-x - tw * 0.35, low + th * 0.7, 0),
            repeat=(1, (0, 0, 0)),
            round=0.005,
            group=True,
        )
        b.box("bit", (tw * 0.7, th * 0.26, w), (-x - tw * 0.35, low + th * 0.16, 0), round=0.005, group=True)
    if d.has("gem"):
        at = {
            "round": y - s * 0.42,
            "clover-shaped": y + s * 0.05,
            "heart-shaped": y + s * 0.12,
            "square": y - s * 0.52,
        }[shape]
        if shape in ("round", "square"):
            at = long + 0.01
        b.ellipsoid("gem", (max(s * 0.3, 0.07), max(s * 0.3, 0.07), 0.11), (0, at, 0), group=True)
    if d.has("ribbon"):
        b.torus(
            "ribbon",
            t * 1.7,
            t * 0.6,
            (s * 0.42 if shape == "round" else 0.0, y if shape == "round" else long + 0.005, 0),
            axis="y",
            group=True,
        )
        b.box(
            "ribbon",
            (0.055, 0.2, 0.03),
            ((s * 0.42 if shape == "round" else 0.05), (y if shape == "round" else long) - 0.1, t * 1.5),
            rot=(0, 0, 10),
            group=True,
        )


CATEGORY = Category(
    name="key",
    family="treasure",
    words=("skeleton key", "dungeon key", "door key"),
    parts=(
        Part("bow", _METAL, words=("head", "handle")),
        Part("shaft", _METAL, words=("stem", "shank"), like="bow"),
        Part("bit", _METAL, words=("teeth", "tooth"), like="shaft"),
        Part("collar", _METAL, words=("rings", "ring"), like="bow"),
        Part("gem", ("crystal",), words=("jewel", "stone"), main=False, glow=0.3),
        Part("ribbon", ("cloth", "leather", "rope"), words=("tag", "bow tie"), main=False, colours=0.9),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.42, 0.66)),
        Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.05, 0.085)),
        Attribute("bow size", "bow", "small", "big", "smaller", "bigger", (0.2, 0.34)),
        Attribute("tooth length", "bit", "short", "long", "shorter", "longer", (0.11, 0.2)),
        Attribute("bit height", "bit", "narrow", "wide", "narrower", "wider", (0.12, 0.22)),
    ),
    options=(
        Option("shaft rings", "rings on the shaft", "collar", 0.4),
        Option("double bit", "a double bit", "bit", 0.3),
        Option("gem", "a gem", "gem", 0.3),
        Option("ribbon", "a ribbon", "ribbon", 0.25),
    ),
    variants=(Variant("bow shape", "bow", ("round", "clover-shaped", "heart-shaped", "square")),),
    build=_key,
)
