"""Tools: wrench."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _wrench(b: Builder, d: Draw) -> None:
    long, s, gap, w = d["length"], d["head size"], d["opening"], d["handle width"]
    t, kind = 0.05, d.variant("head shape")
    foot, y = s * 0.66, long
    neck = s * (0.5 if kind == "box-ended" else 0.25)
    if d.has("second head"):
        b.cylinder("end", s * 0.4, t, (0, s * 0.36, 0), axis="z")
        b.prism("end", 6, s * (0.1 + 0.2 * gap), 1.0, (0, s * 0.36, 0), axis="z", op="subtract")
    else:
        b.cylinder("end", w * 0.72, t, (0, w * 0.7, 0), axis="z", round=0.008)
        b.cylinder("end", w * 0.3, 1.0, (0, w * 0.62, 0), axis="z", op="subtract")
        foot = w * 1.2
    b.box("handle", (w, y - foot - neck, t * 0.8), (0, (foot + y - neck) / 2, 0), round=0.012, group=True)
    if kind == "box-ended":
        b.cylinder("head", s * 0.56, t, (0, y, 0), axis="z", round=0.008, group=True)
        b.prism("head", 6, s * (0.16 + 0.36 * gap), 1.0, (0, y, 0), axis="z", rot=(0, 0, 30), op="subtract")
    elif kind == "open-ended":
        b.cylinder("head", s * 0.6, t, (0, y, 0), axis="z", round=0.008, group=True)
        b.box("head", (gap * s * 0.85, s * 1.2, 1.0), (s * 0.1, y + s * 0.52, 0), rot=(0, 0, -15), op="subtract")
    else:
        o = gap * s * 0.8
        b.extrude(
            "head",
            [
                (-s * 0.22, -s * 0.5),
                (s * 0.3, -s * 0.5),
                (s * 0.62, -s * 0.1),
                (s * 0.62, s * 0.08),
                (-s * 0.24, s * 0.08),
                (-s * 0.2, s * 0.66),
                (-s * 0.44, s * 0.6),
                (-s * 0.52, -s * 0.1),
            ],
            t,
            (0, y, 0),
            round=0.008,
            group=True,
        )
        x = -s * 0.22 + o
        b.extrude(
            "jaw",
            [(x, 0), (x + s * 0.34, 0), (x + s * 0.3, s * 0.36), (x + s * 0.04, s * 0.66)],
            t * 0.9,
            (0, y, 0),
            round=0.005,
            group=True,
        )
        b.cylinder("screw", s * 0.13, s * 0.36, (s * 0.14, y - s * 0.2, 0), axis="x", group=True)
        b.torus("screw", s * 0.13, 0.008, (s * 0.14, y - s * 0.2, 0), axis="x", repeat=(3, (s * 0.12, 0, 0)))
    if d.has("grip"):
        low, high = foot + long * 0.06, long * 0.55
        b.box("grip", (w + 0.022, high - low, t + 0.012), (0, (low + high) / 2, 0), round=0.02, group=True)
        b.box("grip", (w + 0.034, 0.016, t + 0.024), (0, (low + high) / 2, 0), repeat=(4, (0, (high - low) / 4.2, 0)))
    if d.has("bolt") and kind != "adjustable":
        b.prism(
            "bolt", 6, s * 0.34, t * 1.7, (0, y + (s * 0.2 if kind == "open-ended" else 0.0), 0), axis="z", group=True
        )
    elif d.has("bolt"):
        b.prism(
            "bolt",
            6,
            max(gap * s * 0.46, s * 0.24),
            t * 1.7,
            (-s * 0.22 + gap * s * 0.4, y + s * 0.22, 0),
            axis="z",
            group=True,
        )


CATEGORY = Category(
    name="wrench",
    family="tools",
    words=("spanner", "monkey wrench"),
    parts=(
        Part("head", ("steel", "steel", "iron", "rusted iron", "bronze", "painted metal"), words=("jaws", "mouth")),
        Part(
            "handle",
            ("steel", "steel", "iron", "rusted iron", "painted metal"),
            words=("shaft", "arm"),
            like="head",
        ),
        Part("end", ("steel", "iron", "rusted iron", "painted metal"), words=("tail", "second head"), like="handle"),
        Part("jaw", ("steel", "iron", "bronze"), words=("movable jaw",), main=False, like="head"),
        Part("screw", ("bronze", "iron", "steel"), words=("worm", "wheel"), main=False),
        Part("grip", ("rubber", "plastic", "leather", "plastic"), words=("sleeve",), main=False, colours=0.9),
        Part("bolt", ("bronze", "iron", "gold"), words=("nut",), main=False),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.4, 0.62)),
        Attribute("head size", "head", "small", "big", "smaller", "bigger", (0.15, 0.24)),
        Attribute("opening", "head", "narrow", "wide", "narrower", "wider", (0.5, 0.85)),
        Attribute("handle width", "handle", "thin", "thick", "thinner", "thicker", (0.05, 0.09)),
    ),
    options=(
        Option("second head", "a second head", "end", 0.35),
        Option("grip", "a grip", "grip", 0.4),
        Option("bolt", "a bolt", "bolt", 0.25),
    ),
    variants=(Variant("head shape", "head", ("open-ended", "box-ended", "adjustable")),),
    build=_wrench,
)
