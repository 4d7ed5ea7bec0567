"""Plants: tree stump."""

from __future__ import annotations

import math
import random

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _stump(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, r, length, rt, flare = d["height"], d["thickness"], d["root length"], d["root thickness"], d["flare"]
    kind = d.variant("cut")
    rb = r * (1 + flare)
    b.lathe("trunk", ((0, 0), (rb, 0), (r + (rb - r) * 0.45, h * 0.18), (r * 1.02, h * 0.5), (r, h), (0, h)))
    if kind == "broken":
        for i in range(4):
            a, y = math.radians(i * 90 + rng.uniform(-20, 20)), h + rng.uniform(-0.02, 0.12)
            b.box(
                "trunk",
                (5, 0.9, 5),
                (math.sin(a) * 0.1, y + 0.62, math.cos(a) * 0.1),
                rot=(math.cos(a) * 24, 0, -math.sin(a) * 24),
                op="subtract",
            )
        b.box("trunk", (r * 0.5, 0.46, r * 0.4), (-r * 0.5, h + 0.1, -r * 0.4), taper=(0.15, 0.3), rot=(0, 30, 8))
        b.box("trunk", (r * 0.4, 0.36, r * 0.4), (r * 0.15, h + 0.04, -r * 0.62), taper=(0.2, 0.2))
        b.cylinder("top", r * 0.72, h * 0.3, (0, h * 0.9 - 0.02, 0), r_top=r * 0.5, group=True)
    elif kind == "hollow":
        b.cylinder("trunk", r * 0.6, h * 1.2, (0, h * 0.85, 0), op="subtract")
        b.torus("top", r * 0.8, r * 0.16, (0, h - r * 0.05, 0), group=True)
        b.cylinder("top", r * 0.64, 0.1, (0, h * 0.28, 0))
    else:
        b.cylinder("top", r * 0.84, 0.12, (0, h - 0.01, 0), group=True)
        for q in (0.62, 0.3):
            b.torus("top", r * q, 0.022, (0, h + 0.047, 0), tint=(0.2, 0.1, 0.045))
    b.tube(
        "roots",
        (0, h * 0.3 + 0.02, r * 0.8),
        (0, h * 0.12, r * 1.1),
        (0, rt * 0.55, r + length),
        rt,
        r_end=rt * 0.6,
        ring=(5, 12 + d.seed % 50),
        group=True,
    )
    b.box("roots", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("branch"):
        b.tube(
            "branch",
            (r * 0.7, h * 0.55, 0),
            (r * 1.3, h * 0.6, 0),
            (r + 0.22, h * 0.78 + 0.1, 0),
            0.075,
            r_end=0.055,
            group=True,
        )
    if d.has("moss"):
        b.ellipsoid("moss", (r * 1.1, h * 0.4, r * 0.7), (r * 0.1, h * 0.8, r * 0.72), group=True)
        b.ellipsoid("moss", (r * 0.7, h * 0.5, r * 0.6), (r * 0.55, h * 0.6, r * 0.56), op="smooth", k=0.05)
    if d.has("mushrooms"):
        for i, (a, y, s) in enumerate(((-50, 0.5, 1.0), (-82, 0.32, 0.75), (-28, 0.72, 0.7))):
            x, z = math.sin(math.radians(a)), math.cos(math.radians(a))
            b.ellipsoid("mushrooms", (0.3 * s, 0.12 * s, 0.3 * s), (x * r * 1.05, h * y, z * r * 1.05), group=i == 0)


CATEGORY = Category(
    name="tree stump",
    family="plants",
    words=("stump", "chopped tree", "tree remnant"),
    parts=(
        Part("trunk", ("bark", "bark", "dark wood", "stone"), words=("body", "side")),
        Part(
            "top",
            ("wood", "wood", "dark wood"),
            words=("cut face", "inside"),
            natural=((206, 164, 108), (188, 142, 90), (222, 188, 136)),
        ),
        Part("roots", ("bark", "dark wood", "stone"), words=("root arms",), like="trunk"),
        Part("branch", ("bark", "wood"), words=("twig",), main=False, like="trunk"),
        Part(
            "moss",
            ("foliage",),
            words=("lichen",),
            main=False,
            colours=0.15,
            natural=((88, 118, 50), (110, 134, 62)),
        ),
        Part(
            "mushrooms",
            ("flesh",),
            words=("fungi", "shelf fungus"),
            main=False,
            colours=0.4,
            glow=0.2,
            natural=((206, 130, 66), (228, 208, 168), (190, 50, 40)),
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.42, 0.85)),
        Attribute("thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.3, 0.5)),
        Attribute("flare", "trunk", "straight", "flared", "straighter", "more flared", (0.02, 0.5)),
        Attribute("root length", "roots", "short", "long", "shorter", "longer", (0.14, 0.42)),
        Attribute("root thickness", "roots", "thin", "thick", "thinner", "thicker", (0.08, 0.15)),
    ),
    options=(
        Option("branch", "a branch", "branch", 0.35),
        Option("moss", "moss", "moss", 0.35),
        Option("mushrooms", "mushrooms", "mushrooms", 0.35),
    ),
    variants=(Variant("cut", "top", ("flat", "broken", "hollow")),),
    build=_stump,
)
