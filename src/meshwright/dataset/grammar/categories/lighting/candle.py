"""Lighting: candle."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.lighting.common import FIRE, flame
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _candle(b: Builder, d: Draw) -> None:
    h, r, fire, drip, wick = (
        d["height"],
        d["thickness"] / 2,
        d["flame size"],
        d["drip length"],
        d["wick length"],
    )
    shape, triple = d.variant("shape"), d.variant("count") == "triple"
    y0 = 0.022 if d.has("dish") else 0.0
    spots = [(0.0, 0.0, 1.0, 1.0)]
    if triple:
        g = r * 1.35
        spots = [(0.0, -g * 0.75, 1.12, 0.92), (-g, g * 0.5, 0.66, 0.92), (g, g * 0.5, 0.84, 0.92)]
    for i, (x, z, tall, fat) in enumerate(spots):
        hh, rr = h * tall, r * fat
        top = y0 + hh
        if shape == "twisted":
            b.box(
                "wax",
                (rr * 1.56, hh, rr * 1.56),
                (x, y0 + hh / 2, z),
                twist=170 / max(h, 0.1),
                round=rr * 0.2,
                group=i == 0,
            )
            b.cylinder("wax", rr * 0.9, hh, (x, y0 + hh / 2, z))
            tip = rr * 0.9
        elif shape == "tapered":
            b.cylinder("wax", rr * 1.12, hh, (x, y0 + hh / 2, z), r_top=rr * 0.62, round=0.004, group=i == 0)
            tip = rr * 0.64
        else:
            b.cylinder("wax", rr, hh, (x, y0 + hh / 2, z), round=0.005, group=i == 0)
            tip = rr
        # melted rim and runs of wax: two lengths, the longer in front
        b.cylinder("drips", tip * 1.16, 0.022, (x, top - 0.006, z), round=0.007, group=i == 0)
        run = max(min(drip, hh * 0.8), 0.02)
        lean = 0.0 if shape != "tapered" else math.degrees(math.atan2(rr * 0.48, hh))
        for k, (count, phase, f) in enumerate(((3, 12, 1.0), (4, 50, 0.55))):
            long = run * f
            out = tip * 1.0 + (math.tan(math.radians(lean)) * long / 2)
            b.cylinder(
                "drips",
                r * 0.2,
                long,
                (x, top - long / 2, z + out),
                rot=(-lean, 0, 0),
                ring=(count, phase, x, z),
                round=r * 0.12,
            )
            if k == 0:
                b.ellipsoid(
                    "drips",
                    (r * 0.52, r * 0.7, r * 0.48),
                    (x, top - long, z + out + (math.tan(math.radians(lean)) * long / 2)),
                    ring=(count, phase, x, z),
                )
        b.cylinder("wick", max(0.0085, r * 0.18), wick + 0.012, (x, top + wick / 2, z), group=i == 0)
        flame(b, "flame", fire * 0.56, fire, x, top + wick * 0.9, z, group=i == 0)
    spread = r * (2.7 if triple else 1.35)
    if d.has("dish"):
        b.lathe(
            "dish",
            [
                (0, 0),
                (spread * 0.9 + 0.01, 0),
                (spread + 0.045, 0.035),
                (spread + 0.033, 0.045),
                (spread + 0.01, 0.024),
                (0, 0.024),
            ],
            group=True,
        )
        if d.has("handle"):
            b.torus("handle", 0.03, 0.0085, (spread + 0.065, 0.036, 0), axis="z", group=True)
    else:
        # a puddle of wax to stand on
        b.cylinder("drips", spread * 1.15, 0.014, (0, 0.007, 0), r_top=spread * 0.98, round=0.004, group=True)
        if d.has("handle"):
            b.cylinder("handle", spread * 1.06, 0.03, (0, 0.02, 0), round=0.004, group=True)
            b.torus("handle", 0.03, 0.0085, (spread * 1.06 + 0.026, 0.038, 0), axis="z")


CATEGORY = Category(
    name="candle",
    family="lighting",
    words=("wax candle", "candlestick", "tallow candle"),
    parts=(
        Part("wax", ("wax",), words=("body", "shaft"), colours=0.5),
        Part("flame", ("light",), words=("fire",), glow=1.0, colours=0.3, natural=FIRE),
        Part("drips", ("wax",), words=("melted wax", "rim"), like="wax", colours=0.4),
        Part("wick", ("obsidian", "rope"), words=("string",), colours=0.0),
        Part(
            "dish",
            ("bronze", "iron", "gold", "ceramic", "silver", "wood"),
            words=("plate", "saucer", "holder"),
            main=False,
        ),
        Part(
            "handle",
            ("bronze", "iron", "gold", "silver"),
            words=("ring", "loop"),
            main=False,
            like="dish",
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.1, 0.26)),
        Attribute("thickness", "wax", "thin", "thick", "thinner", "thicker", (0.052, 0.1)),
        Attribute("flame size", "flame", "small", "big", "smaller", "bigger", (0.045, 0.1)),
        Attribute("drip length", "drips", "short", "long", "shorter", "longer", (0.02, 0.12)),
        Attribute("wick length", "wick", "short", "long", "shorter", "longer", (0.016, 0.05)),
    ),
    options=(
        Option("dish", "a dish", "dish", 0.5),
        Option("handle", "a ring handle", "handle", 0.4),
    ),
    variants=(
        Variant("shape", "", ("straight", "tapered", "twisted")),
        Variant("count", "", ("single", "triple")),
    ),
    build=_candle,
)
