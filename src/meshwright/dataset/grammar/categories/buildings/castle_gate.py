"""Buildings: castle gate."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.buildings.common import STONES
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _gate(b: Builder, d: Draw) -> None:
    w, h, gw, gh, tw = d["width"], d["height"], d["gate width"], d["gate height"], d["tower thickness"]
    sides = 4 if d.variant("tower shape") == "square" else 0
    c = math.cos(math.pi / 4) if sides else 1.0
    x = w / 2 - tw / 2
    wh, wz = h * 0.8, tw * 0.66
    bat = 0.55
    b.box("walls", (w - tw, wh, wz), (0, wh / 2, 0))
    b.box("walls", (gw, gh * 2, wz * 2), (0, 0, 0), op="subtract")
    b.cylinder("walls", gw / 2, wz * 2, (0, gh, 0), axis="z", sides=10 if b.low_poly else 0, op="subtract")
    b.box("walls", (w - tw, 0.24, wz + 0.24), (0, wh - 0.05, 0), group=True)
    r = tw / 2 / c
    b.cylinder("towers", r * 1.1, h, (x, h / 2, 0), r_top=r, sides=sides, mirror="x", group=True)
    b.cylinder("towers", r * 1.16, 0.5, (x, h - 0.1, 0), sides=sides, mirror="x")
    b.cylinder("towers", r * 1.24, 0.45, (x, 0.22, 0), sides=sides, r_top=r * 1.12, mirror="x")
    n = max(2, round((w - 2 * tw) / 0.85))
    b.box(
        "battlements",
        (0.46, bat + 0.1, wz + 0.22),
        (0, wh + bat / 2, 0),
        repeat=(n, ((w - 2 * tw) / n, 0, 0)),
        group=True,
    )
    rim = tw / 2 * 1.16
    if not d.has("roofs"):
        b.box(
            "battlements",
            (rim * 0.5, bat, 0.34),
            (x, h + 0.1 + bat / 2, rim - 0.17),
            ring=(4 if sides else 6, 0, x, 0),
            mirror="x",
            group=True,
        )
        if sides:
            b.box("battlements", (0.4, bat, 0.4), (x + rim - 0.2, h + 0.1 + bat / 2, rim - 0.2), mirror="xz")
            b.box("battlements", (0.4, bat, 0.4), (x - rim + 0.2, h + 0.1 + bat / 2, rim - 0.2), mirror="xz")
        peak = h + 0.1
    else:
        rh = tw * 1.15
        b.cylinder("roofs", r * 1.3, rh, (x, h + 0.1 + rh / 2, 0), r_top=0.05, sides=sides, mirror="x", group=True)
        peak = h + rh
    # door leaves or a portcullis inside the arch
    if d.has("portcullis"):
        arch = gh + gw / 2
        m = 5
        b.box("gate", (0.16, arch, 0.16), (0, arch / 2, 0), repeat=(m, (gw * 0.94 / (m - 1) * 0.98, 0, 0)), group=True)
        b.box("gate", (gw, 0.17, 0.2), (0, arch * 0.5, 0), repeat=(3, (0, arch * 0.3, 0)))
    else:
        b.box("gate", (gw * 1.02, gh, 0.22), (0, gh / 2, 0), group=True)
        b.cylinder("gate", gw * 0.51, 0.22, (0, gh, 0), axis="z", sides=10 if b.low_poly else 0)
        b.box("fittings", (gw * 0.98, 0.2, 0.34), (0, gh * 0.3, 0), group=True)
        b.box("fittings", (gw * 0.98, 0.2, 0.34), (0, gh * 0.85, 0))
        b.box("gate", (0.14, gh + gw * 0.4, 0.32), (0, (gh + gw * 0.4) / 2, 0), group=True)
    b.box("windows", (0.28, 0.75, 0.3), (x, h * 0.6, tw / 2 * 1.02), mirror="xz", group=True)
    b.box("windows", (0.28, 0.6, 0.3), (x, h * 0.86, tw / 2 * 1.0), mirror="xz")
    if d.has("flags"):
        b.box(
            "flags",
            (0.22, 1.7, 0.22),
            (x, peak + 0.4, 0),
            mirror="x",
            material="wood",
            tint=(0.13, 0.08, 0.04),
            group=True,
        )
        b.extrude("flags", [(0, 0.55), (1.0, 0.85), (0, 1.2)], 0.17, (x, peak, 0), mirror="x")
    if d.has("banners"):
        by = (gh + gw / 2 + wh) / 2
        b.extrude(
            "flags",
            [(-0.32, -1.3), (0, -1.0), (0.32, -1.3), (0.32, 0.3), (-0.32, 0.3)],
            0.2,
            (gw / 2 + 0.52, by, wz / 2),
            mirror="x",
            group=True,
        )


CATEGORY = Category(
    name="castle gate",
    family="buildings",
    words=("gatehouse", "city gate", "fortress gate", "castle entrance"),
    parts=(
        Part("walls", ("stone", "stone", "brick", "marble"), words=("wall", "archway"), natural=STONES),
        Part("towers", ("stone", "stone", "brick", "marble"), words=("turrets",), like="walls", natural=STONES),
        Part("gate", ("wood", "wood", "dark wood", "iron"), words=("door", "doors", "portcullis")),
        Part(
            "battlements",
            ("stone", "brick", "marble"),
            words=("crenellations", "merlons"),
            like="walls",
            natural=STONES,
        ),
        Part("windows", ("obsidian", "light", "glass"), words=("arrow slits", "slits"), glow=0.25, colours=0.15),
        Part("fittings", ("iron", "bronze", "gold"), words=("hinges", "bands"), main=False),
        Part(
            "roofs",
            ("clay", "wood", "stone", "bronze"),
            words=("spires", "cones"),
            main=False,
            natural=((160, 64, 52), (70, 84, 130), (96, 84, 92)),
        ),
        Part(
            "flags",
            ("cloth",),
            words=("banners", "pennants"),
            main=False,
            natural=((190, 40, 36), (50, 80, 160), (220, 180, 60)),
        ),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (6.6, 8.6)),
        Attribute("height", "", "low", "high", "lower", "higher", (4.4, 6.4)),
        Attribute("gate width", "gate", "narrow", "wide", "narrower", "wider", (1.5, 2.5)),
        Attribute("gate height", "gate", "low", "high", "lower", "higher", (1.0, 1.75)),
        Attribute("tower thickness", "towers", "thin", "thick", "thinner", "thicker", (1.5, 2.1)),
    ),
    options=(
        Option("roofs", "pointed roofs", "roofs", 0.4),
        Option("portcullis", "a portcullis", "gate", 0.4),
        Option("flags", "flags", "flags", 0.4),
        Option("banners", "hanging banners", "flags", 0.35),
    ),
    variants=(Variant("tower shape", "towers", ("round", "square")),),
    build=_gate,
)
