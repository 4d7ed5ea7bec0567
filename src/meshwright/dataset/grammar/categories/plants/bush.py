"""Plants: bush."""

from __future__ import annotations

import math
import random

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.plants.common import FRUIT, GREENS
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _bush(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, w, stem, lump = d["height"], d["width"], d["stem height"], d["lumpiness"]
    kind, y0 = d.variant("shape"), 0.26 if d.has("planter") else 0.0
    low = y0 + stem
    yc = low + h / 2
    r = 0.06
    b.tube(
        "stems",
        (0.03, y0 + r, 0.03),
        (w * 0.06, y0 + stem, w * 0.06),
        (w * 0.2, low + h * 0.35, w * 0.2),
        r,
        ring=(5, 15),
    )
    if kind == "round":
        b.ellipsoid("leaves", (w, h, w), (0, yc, 0), group=True)
    elif kind == "square":
        b.box("leaves", (w * 0.9, h * 0.95, w * 0.8), (0, yc, 0), round=0.08, group=True)
    else:
        b.lathe(
            "leaves",
            (
                (0, low),
                (w * 0.42, low + 0.02),
                (w * 0.5, low + h * 0.16),
                (w * 0.34, low + h * 0.55),
                (w * 0.1, low + h * 0.98),
                (0, low + h * 1.02),
            ),
            group=True,
        )
    size = 0.26 + 0.5 * lump
    for i in range(10):
        a = math.radians(i * 137.5 + rng.uniform(-12, 12))
        y = -0.36 + 0.08 * i + rng.uniform(-0.03, 0.03)
        q = {"round": math.sqrt(max(1 - 4 * y * y, 0.06)) * 0.46, "square": 0.44, "pointed": 0.47 * (0.56 - y)}[kind]
        s = size * w * (0.42 if kind != "pointed" else 0.5 * (0.75 - y))
        b.ellipsoid(
            "leaves", (s, s * 0.9, s), (math.sin(a) * q * w, yc + y * h, math.cos(a) * q * w), op="smooth", k=0.05
        )
    if d.has("berries") or d.has("flowers"):
        for i in range(8):
            a, y = math.radians(i * 137.5 + 40), -0.3 + 0.075 * i
            q = (
                {"round": math.sqrt(max(1 - 4 * y * y, 0.06)) * 0.5, "square": 0.46, "pointed": 0.5 * (0.56 - y)}[kind]
                + 0.02
                + 0.1 * lump
            )
            at = (math.sin(a) * q * w, yc + y * h, math.cos(a) * q * w)
            f = 0.13
            if d.has("berries") and (i % 2 or not d.has("flowers")):
                b.ellipsoid("berries", (f, f, f), at, group=True)
            if d.has("flowers") and (i % 2 == 0 or not d.has("berries")):
                b.superquadric("flowers", (f * 1.6, f * 1.3, f * 1.6), at, e=(1.0, 1.5), group=True)
            b.ellipsoid("leaves", (f * 1.8, f * 1.8, f * 1.8), (at[0] * 0.88, at[1], at[2] * 0.88))
    if d.has("planter"):
        b.box(
            "planter",
            (w * 0.62, y0 + 0.04, w * 0.62),
            (0, (y0 + 0.04) / 2, 0),
            round=0.01,
            taper=(1.12, 1.12),
            group=True,
        )
        b.box("planter", (w * 0.76, 0.08, w * 0.76), (0, y0, 0), round=0.01)


CATEGORY = Category(
    name="bush",
    family="plants",
    words=("shrub", "shrubbery", "garden bush"),
    parts=(
        Part("leaves", ("foliage",), words=("foliage", "greenery"), colours=0.35, natural=GREENS),
        Part("stems", ("bark", "wood", "dark wood"), words=("branches", "twigs")),
        Part("berries", ("flesh", "crystal"), words=("fruit",), main=False, colours=0.4, glow=0.1, natural=FRUIT),
        Part(
            "flowers",
            ("foliage", "crystal"),
            words=("blossoms", "roses"),
            main=False,
            colours=0.5,
            glow=0.08,
            natural=((226, 92, 140), (240, 236, 226), (208, 52, 56)),
        ),
        Part("planter", ("wood", "stone", "clay", "brick"), words=("pot", "plant box"), main=False),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.7, 1.25)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.85, 1.45)),
        Attribute("stem height", "stems", "short", "long", "shorter", "longer", (0.14, 0.42)),
        Attribute("lumpiness", "leaves", "smooth", "lumpy", "smoother", "lumpier", (0.1, 1.0)),
    ),
    options=(
        Option("berries", "berries", "berries", 0.35),
        Option("flowers", "flowers", "flowers", 0.35),
        Option("planter", "a planter", "planter", 0.3),
    ),
    variants=(Variant("shape", "leaves", ("round", "square", "pointed")),),
    build=_bush,
)
