"""Plants: palm tree."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _outward(lift: float) -> tuple[float, float, float]:
    """Rotation that lays local y towards +Z, `lift` degrees above the horizon, local x looking down."""
    return (90.0, -lift, -90.0)


def _palm(b: Builder, d: Draw) -> None:
    h, lean, r, length, fw = d["height"], d["trunk curve"], d["trunk thickness"], d["leaf length"], d["leaf width"]
    x0, x1 = -lean * 0.45, lean * 0.45
    b.tube("trunk", (x0, r * 1.05, 0), (x0 + lean * 0.02, h * 0.62, 0), (x1, h, 0), r, r_end=r * 0.68)
    b.cylinder("trunk", r * 1.6, r * 2, (x0, r, 0), r_top=r * 0.8, op="smooth", k=0.1)
    if d.has("rings"):
        for i in range(1, 7):
            s = i / 7.2
            x = x0 * (1 - s) ** 2 + 2 * s * (1 - s) * (x0 + lean * 0.02) + x1 * s * s
            y = 2 * s * (1 - s) * h * 0.62 + h * s * s
            slope = math.degrees(
                math.atan2(
                    2 * (1 - s) * lean * 0.02 + 2 * s * (x1 - x0 - lean * 0.02),
                    2 * (1 - s) * h * 0.62 + 2 * s * h * 0.38,
                )
            )
            b.torus("rings", r * (1 - 0.32 * s), 0.07, (x, y, 0), rot=(0, 0, -slope), group=i == 1)
    b.ellipsoid("leaves", (r * 2.4, r * 2.2, r * 2.4), (x1, h + 0.02, 0), group=True)
    drooping = d.variant("leaf shape") == "drooping"
    for n, phase, lift, q in ((6, 0, 4, 1.0), (5, 36, 34, 0.85)):
        if drooping:
            lift -= 10
        e, m = math.radians(lift), length * q / 2
        at = (x1, h + math.sin(e) * m + 0.12 + 0.18 * m, math.cos(e) * m)
        b.ellipsoid(
            "leaves",
            (0.16, 2 * m * 1.1, fw),
            at,
            rot=_outward(lift),
            bend=(74 if drooping else 40) / length,
            ring=(n, phase, x1, 0),
        )
    if d.has("coconuts"):
        b.ellipsoid("coconuts", (0.3, 0.32, 0.3), (x1, h - 0.2, r * 0.8 + 0.06), ring=(4, 30, x1, 0), group=True)
    if d.has("mound"):
        b.lathe(
            "mound",
            ((0, 0), (r * 4.2 + 0.3, 0), (r * 3.4 + 0.2, 0.12), (r * 1.6, 0.26), (0, 0.3)),
            (x0, 0, 0),
            group=True,
        )


CATEGORY = Category(
    name="palm tree",
    family="plants",
    words=("palm", "coconut tree", "coconut palm", "tropical tree"),
    parts=(
        Part(
            "leaves",
            ("foliage",),
            words=("fronds", "palm leaves"),
            colours=0.3,
            natural=((86, 140, 54), (66, 124, 60), (122, 152, 60)),
        ),
        Part("trunk", ("bark", "wood", "dark wood"), words=("stem",), natural=((150, 118, 80), (122, 96, 66))),
        Part("rings", ("bark", "wood", "dark wood"), words=("trunk rings",), main=False),
        Part(
            "coconuts",
            ("wood", "flesh", "dark wood", "gold"),
            words=("nuts",),
            main=False,
            colours=0.3,
            natural=((104, 68, 40), (126, 150, 62)),
        ),
        Part("mound", ("soil",), words=("sand mound", "ground"), main=False, natural=((214, 186, 130),)),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (2.8, 4.4)),
        Attribute("trunk curve", "trunk", "straight", "curved", "straighter", "more curved", (0.0, 1.5)),
        Attribute("trunk thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.14, 0.3)),
        Attribute("leaf length", "leaves", "short", "long", "shorter", "longer", (1.1, 1.9)),
        Attribute("leaf width", "leaves", "narrow", "wide", "narrower", "wider", (0.36, 0.7)),
    ),
    options=(
        Option("rings", "trunk rings", "rings", 0.5),
        Option("coconuts", "coconuts", "coconuts", 0.5),
        Option("mound", "a sand mound", "mound", 0.3),
    ),
    variants=(Variant("leaf shape", "leaves", ("drooping", "upright")),),
    build=_palm,
)
