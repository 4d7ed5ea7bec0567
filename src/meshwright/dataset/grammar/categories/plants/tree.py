"""Plants: tree."""

from __future__ import annotations

import math
import random

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.plants.common import FRUIT, GREENS
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _tree(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, s, r, bend = d["height"], d["crown size"], d["trunk thickness"], d["trunk bend"]
    kind = d.variant("crown shape")
    squash = {"round": 0.86, "clustered": 0.8, "spreading": 0.45}[kind]
    w, ch = s * (1.2 if kind == "spreading" else 1.0), s * squash
    x0, x1 = -bend * 0.35, bend * 0.25
    top = h - ch * 0.55
    b.tube("trunk", (x0, r * 1.05, 0), (x0 + bend * 1.5, top * 0.5, 0), (x1, top, 0), r, r_end=r * 0.6)
    b.cylinder("trunk", r * 1.55, r * 2.2, (x0, r * 1.1, 0), r_top=r * 0.9, op="smooth", k=0.12)
    under = h - ch
    b.tube(
        "branches",
        (x1 * 0.8, under * 0.72, 0),
        (x1 + w * 0.2, under * 0.85, 0.05),
        (x1 + w * 0.3, under + ch * 0.35, 0.1),
        max(r * 0.5, 0.1),
        group=True,
    )
    b.tube(
        "branches",
        (x1 * 0.8, under * 0.82, 0),
        (x1 - w * 0.2, under * 0.95, 0.1),
        (x1 - w * 0.28, under + ch * 0.35, 0.15),
        max(r * 0.42, 0.09),
    )
    yc = h - ch / 2
    if kind == "round":
        b.ellipsoid("crown", (w, ch, w), (x1, yc, 0), group=True)
        for i in range(6):
            a, e = i * 60 + rng.uniform(-15, 15), rng.uniform(-0.2, 0.2)
            c = (x1 + math.sin(math.radians(a)) * w * 0.3, yc + e * ch, math.cos(math.radians(a)) * w * 0.3)
            b.ellipsoid("crown", (w * 0.5, ch * 0.5, w * 0.5), c, op="smooth", k=0.1)
    elif kind == "clustered":
        b.ellipsoid("crown", (w * 0.66, ch * 0.66, w * 0.66), (x1, h - ch * 0.36, 0), group=True)
        n = rng.choice((3, 4))
        for i in range(n):
            a = math.radians(i * 360 / n + rng.uniform(20, 60))
            q = rng.uniform(0.48, 0.58)
            c = (x1 + math.sin(a) * w * 0.27, h - ch * rng.uniform(0.6, 0.72), math.cos(a) * w * 0.27)
            b.ellipsoid("crown", (w * q, ch * q, w * q), c)
    else:
        b.superquadric("crown", (w, ch * 0.75, w), (x1, h - ch * 0.5, 0), e=(0.8, 1.0), group=True)
        b.ellipsoid("crown", (w * 0.62, ch * 0.72, w * 0.62), (x1 + w * 0.05, h - ch * 0.36, 0), op="smooth", k=0.1)
        b.ellipsoid("crown", (w * 0.5, ch * 0.5, w * 0.5), (x1 - w * 0.26, h - ch * 0.6, w * 0.16), op="smooth", k=0.1)
    if d.has("roots"):
        b.tube(
            "roots",
            (x0, r * 1.6, r * 0.5),
            (x0, r * 0.7, r * 1.6),
            (x0, 0.09, r * 2.2 + 0.22),
            max(r * 0.5, 0.1),
            r_end=0.08,
            ring=(5, 20, x0, 0),
            group=True,
        )
    if d.has("fruit"):
        f = 0.3
        for i in range(9):
            a, y = math.radians(i * 80 + rng.uniform(-12, 12)), (-0.28, 0.05, 0.28)[i % 3]
            q = math.sqrt(max(1 - (2 * y) ** 2, 0.1)) * 0.5 * (1.02 if kind == "round" else 0.92)
            b.ellipsoid("fruit", (f, f, f), (x1 + math.sin(a) * w * q, yc + y * ch, math.cos(a) * w * q), group=i == 0)
            b.ellipsoid(
                "crown",
                (f * 1.4, f * 1.4, f * 1.4),
                (x1 + math.sin(a) * w * (q - 0.07), yc + y * ch, math.cos(a) * w * (q - 0.07)),
            )


CATEGORY = Category(
    name="tree",
    family="plants",
    words=("leafy tree", "broadleaf tree", "deciduous tree"),
    parts=(
        Part("crown", ("foliage",), words=("leaves", "canopy", "foliage"), colours=0.4, glow=0.04, natural=GREENS),
        Part("trunk", ("bark", "bark", "wood", "dark wood", "stone"), words=("stem", "bole")),
        Part("branches", ("bark", "wood", "dark wood"), words=("boughs", "limbs"), like="trunk"),
        Part("roots", ("bark", "wood", "dark wood"), main=False, like="trunk"),
        Part(
            "fruit",
            ("flesh", "gold", "crystal"),
            words=("apples", "fruits", "oranges"),
            main=False,
            colours=0.4,
            glow=0.1,
            natural=FRUIT,
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (3.6, 5.2)),
        Attribute("crown size", "crown", "small", "big", "smaller", "bigger", (2.0, 3.1)),
        Attribute("trunk thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.14, 0.36)),
        Attribute("trunk bend", "trunk", "straight", "crooked", "straighter", "more crooked", (0.0, 1.0)),
    ),
    options=(Option("roots", "visible roots", "roots", 0.4), Option("fruit", "fruit", "fruit", 0.35)),
    variants=(Variant("crown shape", "crown", ("round", "clustered", "spreading")),),
    build=_tree,
)
