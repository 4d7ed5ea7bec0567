"""Buildings: tower."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.buildings.common import STONES
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _tower(b: Builder, d: Draw) -> None:
    h, w, taper, bat, over = d["height"], d["width"], d["flare"], d["battlement height"], d["battlement width"]
    sides = {"round": 0, "square": 4, "hexagonal": 6}[d.variant("shape")]
    c = math.cos(math.pi / sides) if sides else 1.0
    r = w / 2 / c
    rb = r * (1 + taper)
    top = h
    b.cylinder("base", rb * 1.14, 0.5, (0, 0.25, 0), sides=sides, r_top=rb * 1.06)
    b.cylinder("walls", rb, h, (0, h / 2, 0), sides=sides, r_top=r, group=True)
    R = r + over
    b.cylinder("battlements", r * 0.98, 0.5, (0, top - 0.2, 0), sides=sides, r_top=R, group=True)
    b.cylinder("battlements", R, bat * 0.5 + 0.2, (0, top + bat * 0.25 + 0.1, 0), sides=sides)
    rim = R * c
    n = {0: 8, 4: 4, 6: 6}[sides]
    tall = top + 0.2 + bat
    if not sides:
        b.box("battlements", (rim * 0.46, bat, 0.3), (0, tall - bat / 2, rim - 0.17), ring=(n, 0))
    else:
        if sides == 4:
            b.box("battlements", (rim * 0.5, bat, 0.3), (0, tall - bat / 2, rim - 0.15), ring=(n, 0))
        b.cylinder(
            "battlements", 0.36 if sides == 4 else 0.3, bat, (0, tall - bat / 2, R - 0.28), ring=(n, 180 / n), sides=4
        )
        if sides == 6:
            b.box("battlements", (rim * 0.26, bat, 0.3), (0, tall - bat / 2, rim - 0.15), ring=(n, 0))
    b.cylinder("battlements", R - 0.34, bat, (0, tall - bat * 0.28, 0), sides=sides, op="subtract")
    s = d["door size"]
    front = (rb + (r - rb) * 0.12) * c
    b.box("door", (s * 0.66, s * 0.72, 0.7), (0, 0.1 + s * 0.36, front), group=True)
    b.cylinder("door", s * 0.33, 0.7, (0, 0.1 + s * 0.72, front), axis="z", sides=8 if b.low_poly else 0)
    for y, a in ((0.52, 0.0), (0.78, 0.0)):
        f = (rb + (r - rb) * y) * c
        b.box("windows", (0.36, 0.66, 0.34), (0, h * y, f), ring=(4 if sides != 6 else 6, a), group=y == 0.52)
    peak = tall
    if d.has("roof"):
        q = w * 0.7 + 0.5
        rr = R * 0.84
        b.cylinder("walls", rr * 0.82, bat + 0.7, (0, top + 0.2 + bat * 0.5, 0), sides=sides, group=True)
        b.cylinder("roof", R * 1.02, q, (0, tall + 0.1 + q / 2, 0), r_top=0.06, sides=sides, group=True)
        peak = tall + q
    if d.has("flag"):
        fy = peak - 0.2
        foot = tall - 0.6 if d.has("roof") else top - 0.1
        b.box(
            "flag",
            (0.2, fy + 1.1 - foot, 0.2),
            (0, (fy + 1.1 + foot) / 2, 0),
            material="wood",
            tint=(0.13, 0.08, 0.04),
            group=True,
        )
        b.extrude(
            "flag", [(0, fy + 0.35), (1.05, fy + 0.5), (0.75, fy + 0.68), (1.05, fy + 0.86), (0, fy + 1.02)], 0.16
        )
    if d.has("ivy"):
        b.ellipsoid("ivy", (w * 0.5, h * 0.5, w * 0.3), (w * 0.2, h * 0.22, front * 0.86), group=True)
        b.ellipsoid("ivy", (w * 0.4, h * 0.3, w * 0.34), (w * 0.36, h * 0.46, front * 0.6), op="smooth", k=0.2)
        b.box("ivy", (99, 2, 99), (0, -1, 0), op="subtract")


CATEGORY = Category(
    name="tower",
    family="buildings",
    words=("watchtower", "castle tower", "turret", "keep"),
    parts=(
        Part("walls", ("stone", "stone", "brick", "wood", "marble"), words=("body", "shaft"), natural=STONES),
        Part(
            "battlements",
            ("stone", "stone", "brick", "wood", "marble"),
            words=("crenellations", "parapet", "crown"),
            like="walls",
            natural=STONES,
        ),
        Part("door", ("wood", "dark wood", "iron"), words=("entrance", "gate")),
        Part(
            "windows",
            ("glass", "light", "obsidian"),
            words=("arrow slits", "slits"),
            glow=0.35,
            colours=0.2,
            natural=((60, 70, 84), (244, 214, 130)),
        ),
        Part("base", ("stone", "brick", "marble"), words=("foundation", "footing"), like="walls"),
        Part(
            "roof",
            ("clay", "wood", "stone", "bronze"),
            words=("spire", "cone"),
            main=False,
            natural=((160, 64, 52), (70, 84, 130), (96, 84, 92)),
        ),
        Part("flag", ("cloth",), words=("banner", "pennant"), main=False, natural=((190, 40, 36), (50, 80, 160))),
        Part("ivy", ("foliage",), words=("vines", "moss"), main=False, colours=0.15, natural=((72, 112, 50),)),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (4.2, 6.6)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (2.0, 3.0)),
        Attribute("flare", "walls", "straight", "tapered", "straighter", "more tapered", (0.0, 0.35)),
        Attribute("battlement height", "battlements", "low", "high", "lower", "higher", (0.4, 0.95)),
        Attribute("battlement width", "battlements", "narrow", "wide", "narrower", "wider", (0.14, 0.55)),
        Attribute("door size", "door", "small", "big", "smaller", "bigger", (1.0, 2.3)),
    ),
    options=(
        Option("roof", "a pointed roof", "roof", 0.4),
        Option("flag", "a flag", "flag", 0.4),
        Option("ivy", "ivy", "ivy", 0.25),
    ),
    variants=(Variant("shape", "", ("round", "square", "hexagonal")),),
    build=_tower,
)
