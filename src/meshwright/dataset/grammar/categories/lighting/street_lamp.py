"""Lighting: street lamp."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.lighting.common import WARM
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_DARK = (0.015, 0.013, 0.012)


def _street_lamp(b: Builder, d: Draw) -> None:
    h, r, s, base, cap = (
        d["height"],
        d["post thickness"] / 2,
        d["lamp size"],
        d["base width"] / 2,
        d["cap height"],
    )
    style, shape = d.variant("style"), d.variant("lamp shape")
    b.prism("base", 8, base, 0.14, (0, 0.07, 0), round=0.02)
    b.cylinder("base", base * 0.82, 0.42, (0, 0.32, 0), r_top=r * 1.4)
    b.cylinder("post", r * 1.15, h - 0.2, (0, (h - 0.2) / 2 + 0.2, 0), r_top=r * 0.82, group=True)
    b.cylinder("post", r * 1.6, 0.11, (0, h * 0.36, 0), round=0.03)
    b.cylinder("post", r * 1.5, 0.09, (0, h * 0.88, 0), round=0.03)
    arm = 0.42 + s * 0.5
    z0 = 0.0

    def lamp(x: float, y: float, z: float, mirror: str) -> None:
        """A lamp whose floor is at y."""
        if shape == "globe":
            b.cylinder("lamp", s * 0.2, 0.12, (x, y + 0.04, z), r_top=s * 0.34, mirror=mirror, group=True)
            b.ellipsoid("glass", (s, s, s), (x, y + s * 0.5 + 0.03, z), mirror=mirror, group=True)
            b.cylinder(
                "lamp",
                s * 0.4,
                cap,
                (x, y + s * 0.93 + cap / 2, z),
                r_top=s * 0.08,
                mirror=mirror,
                group=True,
            )
            return
        b.prism("lamp", 4, s * 0.5, 0.1, (x, y + 0.05, z), mirror=mirror, group=True)
        b.prism(
            "glass",
            4,
            s * 0.44,
            s * 0.95,
            (x, y + 0.06 + s * 0.475, z),
            r_top=s * 0.66,
            mirror=mirror,
            group=True,
        )
        # four bars stand at the corners, outwards with the glass
        lean = math.degrees(math.atan2(s * 0.2, s * 0.95))
        q = s * 0.55 * math.sqrt(0.5)
        for sx in (1, -1):
            for sz in (1, -1):
                k = lean * math.sqrt(0.5)
                b.box(
                    "lamp",
                    (0.07, s * 1.0, 0.07),
                    (x + sx * q, y + 0.07 + s * 0.47, z + sz * q),
                    rot=(sz * k, 0, -sx * k),
                    mirror=mirror,
                    group=sx == sz == 1,
                )
        b.prism("lamp", 4, s * 0.84, 0.09, (x, y + s + 0.07, z), mirror=mirror)
        b.prism("lamp", 4, s * 0.72, cap, (x, y + s + 0.1 + cap / 2, z), r_top=s * 0.12, mirror=mirror)

    if style == "single":
        b.cylinder("arms", r * 1.7, 0.12, (0, h, 0), round=0.03, group=True)
        b.tube("arms", (0, h - 0.34, r * 0.6), (0, h - 0.2, s * 0.4), (0, h + 0.06, s * 0.28), 0.045, ring=(4, 0))
        lamp(0, h + 0.03, 0, "")
        top = h + cap + (s + 0.1 if shape == "square" else s * 0.93 + 0.02)
    elif style == "double":
        b.tube("arms", (0, h - 0.3, 0), (arm, h - 0.42, 0), (arm, h + 0.06, 0), 0.06, mirror="x", group=True)
        b.box("arms", (2 * arm, 0.08, 0.08), (0, h - 0.02, 0))
        b.cylinder("arms", r * 1.2, 0.2, (0, h + 0.02, 0))
        lamp(arm, h + 0.02, 0, "x")
        top = h + 0.1
    else:
        b.tube(
            "arms",
            (0, h - 0.1, z0),
            (0, h + 0.75, z0 + arm * 0.2),
            (0, h + 0.42, z0 + arm),
            0.065,
            group=True,
        )
        b.tube("arms", (0, h - 0.3, z0), (0, h, z0 + arm * 0.6), (0, h + 0.34, z0 + arm * 0.55), 0.05)
        y = h + 0.42 - (s * (1.0 if shape == "square" else 0.93) + cap + 0.12)
        b.cylinder("arms", 0.06, 0.2, (0, h + 0.38, z0 + arm))
        lamp(0, y, z0 + arm, "")
        top = h + 0.0
    if d.has("finial"):
        if style == "hanging":
            b.cylinder("finial", r * 1.2, 0.14, (0, top - 0.06, 0), r_top=r * 0.6, group=True)
            b.ellipsoid("finial", (0.22, 0.24, 0.22), (0, top + 0.06, 0))
        else:
            b.cylinder("finial", 0.06, 0.2, (0, top + 0.03, 0), group=True)
            b.ellipsoid("finial", (0.22, 0.24, 0.22), (0, top + 0.16, 0))
    if d.has("crossbar"):
        b.cylinder("crossbar", 0.05, 1.0, (0, h * 0.78, 0), axis="x", group=True)
        b.ellipsoid("crossbar", (0.15, 0.15, 0.15), (0.5, h * 0.78, 0), mirror="x")
    if d.has("banner"):
        y = h * 0.68
        b.cylinder("banner", 0.045, 0.62, (0.3, y, 0), axis="x", material="iron", tint=_DARK, group=True)
        b.extrude(
            "banner",
            [(0.1, y + 0.02), (0.1, y - 0.86), (0.32, y - 1.04), (0.54, y - 0.86), (0.54, y + 0.02)],
            0.06,
        )


CATEGORY = Category(
    name="street lamp",
    family="lighting",
    words=("lamp post", "lamppost", "street light", "streetlight"),
    parts=(
        Part(
            "post",
            ("iron", "iron", "painted metal", "steel", "bronze", "wood", "stone"),
            words=("pole", "column", "mast"),
        ),
        Part(
            "glass",
            ("glass", "glass", "crystal"),
            words=("light", "panes"),
            glow=0.8,
            colours=0.3,
            natural=WARM,
        ),
        Part(
            "lamp",
            ("iron", "painted metal", "bronze", "gold", "steel"),
            words=("lamp housing", "lamp head", "cap"),
            like="post",
        ),
        Part("base", ("iron", "stone", "painted metal", "bronze"), words=("foot", "plinth"), like="post"),
        Part("arms", ("iron", "painted metal", "bronze", "gold"), words=("brackets", "arm"), like="post"),
        Part("finial", ("gold", "iron", "bronze"), words=("knob", "tip"), main=False),
        Part("crossbar", ("iron", "bronze", "gold"), words=("ladder rest",), main=False, like="post"),
        Part("banner", ("cloth",), words=("flag", "pennant"), main=False, colours=0.9),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (1.9, 2.9)),
        Attribute("post thickness", "post", "thin", "thick", "thinner", "thicker", (0.16, 0.34)),
        Attribute("lamp size", "lamp", "small", "big", "smaller", "bigger", (0.42, 0.7)),
        Attribute("base width", "base", "narrow", "wide", "narrower", "wider", (0.46, 0.86)),
        Attribute("cap height", "lamp", "flat", "pointed", "flatter", "more pointed", (0.1, 0.42)),
    ),
    options=(
        Option("finial", "a finial", "finial", 0.4),
        Option("crossbar", "a crossbar", "crossbar", 0.35),
        Option("banner", "a banner", "banner", 0.25),
    ),
    variants=(
        Variant("style", "", ("single", "double", "hanging")),
        Variant("lamp shape", "lamp", ("square", "globe")),
    ),
    build=_street_lamp,
)
