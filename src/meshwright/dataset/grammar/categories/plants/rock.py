"""Plants: rock."""

from __future__ import annotations

import math
import random

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _rock(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, w, z, crag, tilt = d["height"], d["width"], d["depth"], d["cragginess"], d["lean"]
    kind = d.variant("shape")
    if kind == "round":
        b.superquadric("body", (w, h * 1.1, z), (0, h * 0.46, 0), e=(0.85, 0.85), rot=(0, 0, -tilt * 0.6))
        b.ellipsoid("body", (w * 0.6, h * 0.55, z * 0.6), (w * 0.24, h * 0.26, z * 0.2), op="smooth", k=0.12)
        b.ellipsoid("body", (w * 0.5, h * 0.6, z * 0.6), (-w * 0.26, h * 0.3, z * 0.1), op="smooth", k=0.1)
    elif kind == "jagged":
        b.box("body", (w * 0.62, h * 1.1, z * 0.66), (0, h * 0.5, 0), taper=(0.34, 0.34), rot=(0, 20, -tilt * 0.7))
        b.box(
            "body",
            (w * 0.46, h * 0.8, z * 0.5),
            (w * 0.24, h * 0.33, z * 0.12),
            taper=(0.3, 0.4),
            rot=(0, -25, -14 - tilt * 0.5),
        )
        b.box(
            "body",
            (w * 0.44, h * 0.66, z * 0.5),
            (-w * 0.26, h * 0.27, z * 0.1),
            taper=(0.4, 0.3),
            rot=(10, 35, 13 - tilt * 0.4),
        )
    else:
        x = 0.0
        for i, (q, top) in enumerate(((1.0, 0.36), (0.84, 0.68), (0.62, 1.0))):
            y = h * (top - 0.18)
            b.box(
                "body", (w * q, h * 0.36, z * q), (x, y, 0), round=0.05, taper=(0.88, 0.88), rot=(0, (-1) ** i * 14, 0)
            )
            x += h * 0.32 * math.tan(math.radians(tilt)) * 0.8
    for i in range(7):
        a, e = math.radians(i * 51 + rng.uniform(0, 30)), math.radians(rng.uniform(8, 40))
        n = (math.sin(a) * math.cos(e), math.sin(e), math.cos(a) * math.cos(e))
        reach = 1 / math.sqrt((2 * n[0] / w) ** 2 + (1.7 * n[1] / h) ** 2 + (2 * n[2] / z) ** 2)
        far = reach * (1.08 - (0.36 if kind == "round" else 0.44) * crag * rng.uniform(0.7, 1.0)) + 1.5
        b.box(
            "body",
            (5, 5, 3),
            (n[0] * far, h * 0.42 + n[1] * far, n[2] * far),
            rot=(-math.degrees(e), math.degrees(a), 0),
            op="subtract",
        )
    b.box("body", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("pebbles"):
        q = 0.34 if kind == "jagged" else 0.44
        for i in range(4):
            a, s = math.radians(35 + i * 95 + rng.uniform(-20, 20)), rng.uniform(0.26, 0.4)
            b.superquadric(
                "pebbles",
                (s * 1.3, s, s * 1.2),
                (math.sin(a) * w * q, s * 0.42, math.cos(a) * z * q),
                e=(0.8, 0.8),
                rot=(0, i * 40, 0),
                group=i == 0,
            )
        b.box("pebbles", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("moss"):
        q = {"round": 0.62, "jagged": 0.5, "layered": 0.6}[kind]
        lx = math.tan(math.radians(tilt)) * h * 0.4
        b.ellipsoid("moss", (w * q * 0.8, h * 0.36, z * q * 0.8), (lx, h * 0.84, 0), group=True)
        b.ellipsoid("moss", (w * 0.34, h * 0.5, z * 0.24), (-w * 0.2, h * 0.5, z * 0.26), op="smooth", k=0.06)
        b.ellipsoid("moss", (w * 0.24, h * 0.3, z * 0.3), (w * 0.3, h * 0.42, z * 0.12), op="smooth", k=0.06)
    if d.has("crystals"):
        for i, (x, zz, ax, az, s) in enumerate(
            ((0.14, 0.3, 34, -8, 1.0), (0.32, 0.2, 24, -34, 0.75), (-0.16, 0.34, 46, 22, 0.8), (0.0, 0.4, 62, -6, 0.6))
        ):
            b.prism(
                "crystals",
                6,
                0.13 * s + 0.02,
                0.75 * s,
                (x * w, h * 0.5, zz * z),
                r_top=0.02,
                rot=(ax, 0, az),
                group=i == 0,
            )
            b.prism("crystals", 6, 0.11 * s, 0.4 * s, (x * w, h * 0.46, zz * z * 0.8), rot=(ax, 0, az))


CATEGORY = Category(
    name="rock",
    family="plants",
    words=("boulder", "crag", "rock formation"),
    parts=(
        Part(
            "body",
            ("stone", "stone", "stone", "marble", "obsidian", "clay"),
            words=("stone block", "main stone"),
            natural=((132, 130, 126), (112, 106, 98), (150, 142, 128)),
        ),
        Part(
            "moss",
            ("foliage",),
            words=("lichen",),
            main=False,
            colours=0.15,
            glow=0.05,
            natural=((88, 118, 50), (110, 134, 62)),
        ),
        Part("crystals", ("crystal",), words=("gems", "crystal cluster"), main=False, glow=0.35),
        Part("pebbles", ("stone", "marble", "obsidian"), words=("small stones", "gravel"), main=False, like="body"),
    ),
    attributes=(
        Attribute("height", "", "low", "high", "lower", "higher", (0.9, 1.7)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (1.3, 2.1)),
        Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (1.1, 1.7)),
        Attribute("cragginess", "body", "smooth", "craggy", "smoother", "craggier", (0.1, 1.0)),
        Attribute("lean", "body", "upright", "leaning", "more upright", "more leaning", (0.0, 28.0)),
    ),
    options=(
        Option("moss", "moss", "moss", 0.35),
        Option("crystals", "crystals", "crystals", 0.3),
        Option("pebbles", "pebbles", "pebbles", 0.35),
    ),
    variants=(Variant("shape", "body", ("round", "jagged", "layered")),),
    build=_rock,
)
