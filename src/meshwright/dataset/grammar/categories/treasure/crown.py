"""Treasure: crown."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.treasure.common import CRYSTAL, JEWELS, PRECIOUS
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _crown(b: Builder, d: Draw) -> None:
    r, band, tall, flare, gem = d["width"] / 2, d["band height"], d["point height"], d["flare"], d["gem size"]
    n, t = 8, 0.02
    top = r * (1 + flare * band / (band + tall))
    b.lathe("band", [(r - t, 0), (r + 0.004, 0), (top + 0.004, band), (top - t, band)])
    b.torus("band", r, 0.013, (0, 0.013, 0))
    b.torus("band", top, 0.011, (0, band, 0))
    lean = math.degrees(math.atan2(r * flare, band + tall))
    shape, half = d.variant("point shape"), math.pi * top / n
    at, z = (0, band - 0.012, top - t * 0.5), top + tall * math.tan(math.radians(lean))
    if shape == "pointed":
        b.extrude(
            "points",
            [(-half * 0.95, -0.01), (half * 0.95, -0.01), (0, tall)],
            t * 1.3,
            at,
            rot=(lean, 0, 0),
            ring=(n, 0),
            group=True,
        )
        b.ellipsoid(
            "points", (0.04, 0.044, 0.04), (0, band + tall * 0.88, top + (z - top) * 0.88 - t * 0.7), ring=(n, 0)
        )
    elif shape == "rounded":
        dome = [
            (-half * 0.9, -0.01),
            (half * 0.9, -0.01),
            (half * 0.86, tall * 0.55),
            (half * 0.5, tall * 0.9),
            (0, tall),
            (-half * 0.5, tall * 0.9),
            (-half * 0.86, tall * 0.55),
        ]
        b.extrude("points", dome, t * 1.3, at, rot=(lean, 0, 0), ring=(n, 0), group=True)
    else:
        b.extrude(
            "points",
            [(-0.014, -0.01), (0.014, -0.01), (0.014, tall * 0.7), (-0.014, tall * 0.7)],
            t * 1.3,
            at,
            rot=(lean, 0, 0),
            ring=(n, 0),
            group=True,
        )
        b.ellipsoid(
            "points",
            (half * 0.62, tall * 0.6, t * 1.8),
            (0, band + tall * 0.72, top + (z - top) * 0.7 - t * 0.5),
            rot=(lean, 0, 0),
            ring=(n, 0),
        )
        b.ellipsoid(
            "points",
            (half * 1.5, tall * 0.24, t * 1.7),
            (0, band + tall * 0.56, top + (z - top) * 0.55 - t * 0.5),
            rot=(lean, 0, 0),
            ring=(n, 0),
        )
    b.ellipsoid("gems", (gem * 1.2, gem * 1.45, gem * 0.9), (0, band * 0.6, (r + top) / 2 + 0.004), group=True)
    b.ellipsoid(
        "gems", (gem * 0.85, gem * 0.85, gem * 0.75), (0, band * 0.58, (r + top) / 2 + 0.002), ring=(n, 0), group=True
    )
    if d.has("cap"):
        b.ellipsoid("cap", (2 * r * 0.97, (band + tall * 0.75) * 1.7, 2 * r * 0.97), (0, band * 0.25, 0), group=True)
        b.box("cap", (4 * r, 2.0, 4 * r), (0, 1.012, 0), op="intersect")
    if d.has("arches"):
        peak = band + tall * 1.2 + 0.05
        b.tube(
            "arches",
            (0, band * 0.9, top - t * 0.4),
            (0, peak * 1.12, top * 0.95),
            (0, peak, 0),
            0.018,
            r_end=0.018,
            ring=(4, 0),
            group=True,
        )
        b.ellipsoid("arches", (0.065, 0.065, 0.065), (0, peak + 0.02, 0))
        b.box("arches", (0.02, 0.09, 0.02), (0, peak + 0.085, 0))
        b.box("arches", (0.06, 0.02, 0.02), (0, peak + 0.095, 0))
    if d.has("fur trim"):
        b.torus("trim", r + 0.004, 0.034, (0, 0.034, 0), group=True)


CATEGORY = Category(
    name="crown",
    family="treasure",
    words=("tiara", "diadem", "coronet"),
    parts=(
        Part("band", PRECIOUS, words=("circlet", "base")),
        Part("points", PRECIOUS, words=("spikes", "prongs"), like="band"),
        Part("gems", CRYSTAL, words=("jewels", "stones"), glow=0.25, natural=JEWELS),
        Part(
            "cap",
            ("cloth",),
            words=("lining", "velvet"),
            main=False,
            colours=0.6,
            natural=((130, 20, 34), (80, 24, 110), (30, 50, 130)),
        ),
        Part("arches", PRECIOUS, words=("arch", "cross"), main=False, like="band"),
        Part(
            "trim",
            ("cloth", "cloth", "leather"),
            words=("fur",),
            main=False,
            colours=0.3,
            natural=((236, 232, 224),),
        ),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.28, 0.4)),
        Attribute("band height", "band", "low", "high", "lower", "higher", (0.075, 0.13)),
        Attribute("point height", "points", "short", "tall", "shorter", "taller", (0.06, 0.17)),
        Attribute("flare", "", "straight", "flared", "straighter", "more flared", (0.0, 0.3)),
        Attribute("gem size", "gems", "small", "big", "smaller", "bigger", (0.042, 0.085)),
    ),
    options=(
        Option("cap", "a velvet cap", "cap", 0.4),
        Option("arches", "arches", "arches", 0.3),
        Option("fur trim", "a fur trim", "trim", 0.3),
    ),
    variants=(Variant("point shape", "points", ("pointed", "rounded", "floral")),),
    build=_crown,
)
