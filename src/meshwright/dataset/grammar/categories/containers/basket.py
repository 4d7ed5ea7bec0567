"""Containers: basket."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.containers.common import FRUIT, Points, heap, radius
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _basket(b: Builder, d: Draw) -> None:
    h, rt, rise, rim = d["height"], d["width"] / 2, d["handle height"], d["rim thickness"] / 2
    rb = rt * (1 - d["flare"])
    sides = 4 if d.variant("body shape") == "square" else 0
    if sides:
        rt, rb = rt * 0.88, rb * 0.88
    t = 0.03
    wall: Points = [(rb, 0), (rt, h)]
    b.lathe("body", [(0, 0), (rb, 0), (rt, h), (rt - t, h), (rb - t, 0.04), (0, 0.04)], sides=sides)
    n = 4
    for i in range(n):
        # woven rows: fat rings, every other one turned by half a strand
        y = h * (i + 0.5) / n
        r = radius(wall, y)
        g = h / n * 0.42
        b.lathe(
            "body",
            [(r - 0.02, y - g), (r + 0.004, y - g), (r + 0.013, y), (r + 0.004, y + g), (r - 0.02, y + g)],
            sides=sides,
            group=i == 0,
        )
    k = 12 if not sides else 4
    if not sides:
        b.box(
            "ribs",
            (0.028, h * 0.96, 0.02),
            (0, h * 0.48, (rt + rb) / 2 + 0.01),
            rot=(math.degrees(math.atan2(rt - rb, h)), 0, 0),
            ring=(k, 0),
            round=0.006,
            group=True,
        )
    else:
        b.box(
            "ribs",
            (0.03, h * 0.97, 0.022),
            (rt * 0.36, h * 0.485, (rt + rb) / 2 + 0.012),
            rot=(math.degrees(math.atan2(rt - rb, h)), 0, 0),
            mirror="xz",
            round=0.006,
            group=True,
        )
        b.box(
            "ribs",
            (0.022, h * 0.97, 0.03),
            ((rt + rb) / 2 + 0.012, h * 0.485, rt * 0.36),
            rot=(0, 0, -math.degrees(math.atan2(rt - rb, h))),
            mirror="xz",
            round=0.006,
        )
    b.lathe(
        "rim",
        [
            (rt - t - rim * 0.5, h - rim),
            (rt + rim, h - rim),
            (rt + rim, h + rim),
            (rt - t - rim * 0.5, h + rim),
        ],
        sides=sides,
        group=True,
    )
    x = rt - 0.005
    b.tube("handle", (-x, h * 0.9, 0), (-x * 0.96, h + rise, 0), (0, h + rise, 0), 0.02, group=True)
    b.tube("handle", (x, h * 0.9, 0), (x * 0.96, h + rise, 0), (0, h + rise, 0), 0.02)
    if d.has("ribbon"):
        z = rt + rim + (0.03 if d.has("cloth lining") else 0.01)
        b.ellipsoid("ribbon", (0.1, 0.075, 0.045), (0.05, h + 0.01, z), mirror="x", rot=(0, 0, 20), group=True)
        b.box("ribbon", (0.035, 0.1, 0.03), (0.03, h - 0.055, z - 0.008), mirror="x", rot=(0, 0, 20))
        b.ellipsoid("ribbon", (0.045, 0.045, 0.055), (0, h + 0.005, z + 0.008))
    inner = rt - t
    if d.has("fruit"):
        heap(b, "fruit", inner - 0.005, h * 0.97, square=bool(sides))
    if d.has("cloth lining"):
        # hangs over the rim in front of the wall, a little wavy at the hem
        o = rt + rim
        b.lathe(
            "lining",
            [
                (inner - 0.03, h * 0.8),
                (inner + 0.005, h + rim),
                (o + 0.006, h + rim),
                (o + 0.004, h * 0.76),
                (o + 0.026, h * 0.74),
                (o + 0.02, h + rim + 0.008),
                (o - 0.004, h + rim + 0.018),
                (inner - 0.03, h + rim + 0.014),
            ],
            sides=sides,
            group=True,
        )


CATEGORY = Category(
    name="basket",
    family="containers",
    words=("wicker basket", "hamper", "picnic basket", "fruit basket"),
    parts=(
        Part("body", ("rope", "rope", "rope", "wood", "leather"), words=("weave", "sides")),
        Part("handle", ("rope", "wood", "leather", "dark wood"), words=("loop",), like="body"),
        Part("rim", ("rope", "wood", "dark wood", "leather"), words=("edge", "border"), like="body"),
        Part("ribs", ("rope", "wood", "dark wood"), words=("strands", "slats"), like="rim"),
        Part("fruit", ("flesh", "bread", "flesh"), words=("apples", "contents"), main=False, natural=FRUIT),
        Part("lining", ("cloth",), words=("napkin", "towel"), main=False),
        Part("ribbon", ("cloth",), words=("bow",), main=False),
    ),
    attributes=(
        Attribute("height", "", "shallow", "deep", "shallower", "deeper", (0.14, 0.32)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.34, 0.54)),
        Attribute("flare", "body", "straight", "flared", "straighter", "more flared", (0.02, 0.34)),
        Attribute("handle height", "handle", "low", "high", "lower", "higher", (0.12, 0.32)),
        Attribute("rim thickness", "rim", "thin", "thick", "thinner", "thicker", (0.026, 0.07)),
    ),
    options=(
        Option("fruit", "fruit", "fruit", 0.5),
        Option("cloth lining", "a cloth lining", "lining", 0.3),
        Option("ribbon", "a ribbon", "ribbon", 0.25),
    ),
    variants=(Variant("body shape", "", ("round", "square")),),
    build=_basket,
)
