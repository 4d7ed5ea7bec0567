"""Treasure: ring."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.treasure.common import CRYSTAL, JEWELS, PRECIOUS
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _ring(b: Builder, d: Draw) -> None:
    r, t, wide, gem = d["size"] / 2, d["band thickness"], d["band width"], d["gem size"]
    cy = r + t / 2
    sides = 10 if b.low_poly else 0
    h = wide / 2
    b.lathe(
        "band",
        [
            (r - t / 2, -h),
            (r + t * 0.3, -h),
            (r + t * 0.5, -h * 0.5),
            (r + t * 0.5, h * 0.5),
            (r + t * 0.3, h),
            (r - t / 2, h),
        ],
        (0, cy, 0),
        axis="z",
        sides=sides,
    )
    if d.has("ridges"):
        b.torus("band", r + t * 0.42, t * 0.22, (0, cy, h * 0.85), axis="z", mirror="z")
    y = cy + r + t * 0.45
    lift = y + gem * 0.12
    b.cylinder("setting", gem * 0.3, gem * 0.42, (0, y + gem * 0.04, 0), r_top=gem * 0.5, group=True)
    cut = d.variant("gem shape")
    if cut == "round":
        b.lathe(
            "gem",
            [
                (0, 0),
                (gem * 0.2, 0),
                (gem * 0.52, gem * 0.32),
                (gem * 0.52, gem * 0.42),
                (gem * 0.32, gem * 0.62),
                (0, gem * 0.62),
            ],
            (0, lift, 0),
            sides=8,
            group=True,
        )
    elif cut == "square":
        b.box("gem", (gem * 0.95, gem * 0.42, gem * 0.95), (0, lift + gem * 0.2, 0), group=True)
        b.box("gem", (gem * 0.95, gem * 0.2, gem * 0.95), (0, lift + gem * 0.5, 0), taper=(0.62, 0.62))
    else:
        b.prism("gem", 6, gem * 0.3, gem * 0.4, (0, lift + gem * 0.2, 0), r_top=gem * 0.5, group=True)
        b.prism("gem", 6, gem * 0.5, gem * 0.75, (0, lift + gem * 0.77, 0), r_top=gem * 0.03)
    b.box(
        "setting",
        (gem * 0.17, gem * 0.6, gem * 0.17),
        (gem * 0.4, lift + gem * 0.16, gem * 0.4),
        mirror="xz",
        round=gem * 0.04,
        group=True,
    )
    if d.has("side stones"):
        for a in (32, 58):
            s = gem * (0.5 if a == 32 else 0.38)
            b.ellipsoid(
                "stones",
                (s, s, s),
                (math.sin(math.radians(a)) * (r + t * 0.5), cy + math.cos(math.radians(a)) * (r + t * 0.5), 0),
                mirror="x",
                group=True,
            )
    if d.has("leaves"):
        for a, tilt in ((38, -52), (66, -82)):
            x, yy = math.sin(math.radians(a)) * (r + t * 0.6), cy + math.cos(math.radians(a)) * (r + t * 0.6)
            b.extrude(
                "leaves",
                [(0, -gem * 0.4), (gem * 0.24, 0), (0, gem * 0.5), (-gem * 0.24, 0)],
                wide * 0.7,
                (x * 1.03, yy, 0),
                rot=(0, 0, tilt + 30),
                mirror="x",
                group=True,
            )


CATEGORY = Category(
    name="ring",
    family="treasure",
    words=("finger ring", "signet ring", "wedding ring"),
    parts=(
        Part("band", PRECIOUS, words=("hoop", "loop")),
        Part("gem", CRYSTAL, words=("jewel", "stone"), glow=0.25, natural=JEWELS),
        Part("setting", PRECIOUS, words=("claws", "mount"), like="band"),
        Part("stones", CRYSTAL, words=("side stones", "side gems"), main=False, like="gem", natural=JEWELS),
        Part("leaves", ("gold", "silver", "foliage"), words=("leaf",), main=False, like="band"),
    ),
    attributes=(
        Attribute("size", "", "small", "big", "smaller", "bigger", (0.19, 0.26)),
        Attribute("band thickness", "band", "thin", "thick", "thinner", "thicker", (0.024, 0.05)),
        Attribute("band width", "band", "narrow", "wide", "narrower", "wider", (0.03, 0.09)),
        Attribute("gem size", "gem", "small", "big", "smaller", "bigger", (0.08, 0.16)),
    ),
    options=(
        Option("side stones", "side stones", "stones", 0.4),
        Option("ridges", "ridges", "band", 0.35),
        Option("leaves", "leaves", "leaves", 0.25),
    ),
    variants=(Variant("gem shape", "gem", ("round", "square", "pointed")),),
    build=_ring,
)
