"""Treasure: gemstone."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.treasure.common import CRYSTAL, JEWELS
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _gemstone(b: Builder, d: Draw) -> None:
    r, low, up, table = d["width"] / 2, d["bottom depth"], d["top height"], d["table width"]
    sides = {"round": 8, "square": 4, "triangular": 3, "hexagonal": 6}[d.variant("cut")]
    y, k = 0.0, r / (math.cos(math.pi / sides) if sides > 3 else 0.72)
    if d.has("stand"):
        y = 0.1
        b.lathe("stand", [(0, 0), (r * 0.8, 0), (r * 0.78, 0.035), (r * 0.3, 0.075), (r * 0.2, 0.14), (0, 0.14)])
        b.tube(
            "stand",
            (0, 0.09, 0.01),
            (0, 0.1 + low * 0.1, r * 0.75),
            (0, y + low * 0.72, r * 0.88),
            0.026,
            r_end=0.016,
            ring=(4, 45),
        )
    b.prism("bottom", sides, 0.012, low, (0, y + low / 2, 0), r_top=k, group=True)
    g = 0.045
    b.prism(
        "band",
        sides,
        k * (1.04 if d.has("metal band") else 1.0),
        g,
        (0, y + low + g / 2 - 0.002, 0),
        material="gold" if d.has("metal band") else "",
        tint=(0.78, 0.45, 0.07) if d.has("metal band") else None,
        emission=0.0 if d.has("metal band") else None,
        group=True,
    )
    b.prism("top", sides, k, up, (0, y + low + g + up / 2 - 0.004, 0), r_top=k * table, group=True)
    if d.has("shards"):
        for a, s in ((35, 1.0), (155, 0.8), (275, 0.65)):
            x, z = math.sin(math.radians(a)) * r, math.cos(math.radians(a)) * r
            h = 0.3 * s
            b.prism(
                "shards",
                5,
                r * 0.2 * s,
                h,
                (x * 0.72, y + low * 0.72 + h * 0.2, z * 0.72),
                r_top=0.012,
                rot=(math.cos(math.radians(a)) * 42, 0, -math.sin(math.radians(a)) * 42),
                group=True,
            )


CATEGORY = Category(
    name="gemstone",
    family="treasure",
    words=("gem", "jewel", "diamond", "ruby", "emerald", "sapphire"),
    parts=(
        Part("top", CRYSTAL, words=("table", "upper half"), glow=0.15, natural=JEWELS),
        Part("bottom", CRYSTAL, words=("point", "lower half"), glow=0.15, like="top", natural=JEWELS),
        Part("band", ("crystal",), words=("girdle", "middle"), glow=0.1, like="top", natural=JEWELS),
        Part("stand", ("gold", "silver", "bronze", "stone", "dark wood"), words=("pedestal", "holder"), main=False),
        Part("shards", CRYSTAL, words=("splinters", "small crystals"), main=False, like="top", natural=JEWELS),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.34, 0.56)),
        Attribute("bottom depth", "bottom", "shallow", "deep", "shallower", "deeper", (0.2, 0.42)),
        Attribute("top height", "top", "flat", "high", "flatter", "higher", (0.07, 0.2)),
        Attribute("table width", "top", "narrow", "wide", "narrower", "wider", (0.3, 0.75)),
    ),
    options=(
        Option("stand", "a stand", "stand", 0.3),
        Option("metal band", "a gold band", "band", 0.25),
        Option("shards", "shards", "shards", 0.25),
    ),
    variants=(Variant("cut", "", ("round", "square", "triangular", "hexagonal")),),
    build=_gemstone,
)
