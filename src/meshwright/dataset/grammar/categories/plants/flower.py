"""Plants: flower."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_STEM_GREENS = ((74, 128, 56), (96, 148, 66), (62, 108, 54))


def _flower(b: Builder, d: Draw) -> None:
    h, length, w, c, r, leaf = (
        d["height"],
        d["petal length"],
        d["petal width"],
        d["center size"],
        d["stem thickness"],
        d["leaf size"],
    )
    kind, y0 = d.variant("bloom"), 0.1 if d.has("pot") else 0.0
    base, head = y0 + r, y0 + h
    hx = 0.12 if kind == "drooping" else 0.0
    if kind == "drooping":
        b.tube("stem", (-0.06, base, 0), (-0.08, head * 1.25, 0), (hx, head - 0.02, 0), r, r_end=r)
    else:
        b.tube(
            "stem",
            (0, base, 0),
            (0.05, (base + head) / 2, -0.02),
            (0, head, -0.02 if kind == "open" else 0),
            r,
            r_end=r,
        )
    foot = -0.06 if kind == "drooping" else 0.0
    for side, y, q in ((1, 0.24, 1.0), (-1, 0.36, 0.85)):
        e = math.radians(38)
        x = foot + side * (math.cos(e) * leaf * q * 0.5 + r * 0.4) + (0.02 if kind != "drooping" else -0.005)
        b.ellipsoid(
            "leaves",
            (leaf * q * 1.15, 0.024, leaf * q * 0.5),
            (x, y0 + h * y + math.sin(e) * leaf * q * 0.5, 0),
            rot=(14, 0, side * 38),
            group=side == 1,
        )
    n = 8
    if kind == "open":
        radius = c * 0.42 + length / 2
        for i in range(n):
            a = 2 * math.pi * i / n
            at = (math.sin(a) * radius, head + math.cos(a) * radius, 0.012)
            b.ellipsoid("petals", (w, length * 1.15, 0.032), at, rot=(0, 0, -math.degrees(a)), group=i == 0)
        b.ellipsoid("center", (c, c, c * 0.55 + 0.02), (0, head, 0.025), group=True)
    elif kind == "cupped":
        b.ellipsoid("petals", (c * 0.9, length * 0.9, c * 0.9), (0, head + length * 0.42, 0), group=True)
        b.ellipsoid(
            "petals",
            (w * 1.15, length * 1.25, 0.04),
            (0, head + length * 0.56, c * 0.42 + 0.012),
            rot=(6, 0, 0),
            ring=(6, 0),
        )
        b.ellipsoid("center", (c * 0.85, c * 0.6 + 0.02, c * 0.85), (0, head + length * 0.98, 0), group=True)
    else:
        q = length * 1.15
        b.ellipsoid("petals", (c * 1.0, q * 0.55, c * 1.0), (hx, head - q * 0.2, 0), group=True)
        b.ellipsoid("petals", (w, q, 0.04), (hx, head - q * 0.45, c * 0.5), rot=(-24, 0, 0), ring=(6, 30, hx, 0))
        b.ellipsoid("center", (c * 0.62, q * 0.8, c * 0.62), (hx, head - q * 0.7, 0), group=True)
    if d.has("grass"):
        b.tube(
            "grass",
            (0, y0 + 0.012, 0.02),
            (0, y0 + 0.1, 0.05),
            (0, y0 + 0.16, 0.1),
            0.016,
            r_end=0.008,
            ring=(6, 20, foot, 0),
            group=True,
        )
    if d.has("pot"):
        b.cylinder("pot", 0.075, y0, (foot, y0 / 2, 0), r_top=0.105, group=True)
        b.cylinder("pot", 0.118, 0.035, (foot, y0, 0))


CATEGORY = Category(
    name="flower",
    family="plants",
    words=("blossom", "wildflower", "blooming flower"),
    parts=(
        Part(
            "petals",
            ("foliage", "foliage", "cloth", "crystal"),
            words=("blossom leaves", "bloom"),
            glow=0.08,
            natural=((222, 60, 70), (240, 200, 60), (238, 236, 230), (214, 110, 180), (110, 90, 200)),
        ),
        Part(
            "center",
            ("flesh", "foliage", "gold"),
            words=("middle", "heart", "disc"),
            colours=0.4,
            glow=0.15,
            natural=((228, 180, 50), (96, 62, 36), (236, 208, 90)),
        ),
        Part("stem", ("foliage", "foliage", "wood"), words=("stalk",), colours=0.15, natural=_STEM_GREENS),
        Part("leaves", ("foliage",), words=("leaf pair",), colours=0.15, like="stem", natural=_STEM_GREENS),
        Part("grass", ("foliage",), words=("grass blades", "tuft"), main=False, colours=0.15, natural=_STEM_GREENS),
        Part("pot", ("clay", "ceramic", "stone", "wood"), words=("flowerpot", "planter"), main=False),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.38, 0.58)),
        Attribute("petal length", "petals", "short", "long", "shorter", "longer", (0.11, 0.19)),
        Attribute("petal width", "petals", "narrow", "wide", "narrower", "wider", (0.055, 0.12)),
        Attribute("center size", "center", "small", "big", "smaller", "bigger", (0.09, 0.17)),
        Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.014, 0.03)),
        Attribute("leaf size", "leaves", "small", "big", "smaller", "bigger", (0.1, 0.2)),
    ),
    options=(Option("grass", "grass around it", "grass", 0.35), Option("pot", "a pot", "pot", 0.35)),
    variants=(Variant("bloom", "petals", ("open", "cupped", "drooping")),),
    build=_flower,
)
