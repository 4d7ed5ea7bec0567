"""Street: gravestone."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _gravestone(b: Builder, d: Draw) -> None:
    h, w, t, bh, lean = d["height"], d["width"], d["thickness"], d["base height"], d["lean"]
    kind = d.variant("shape")
    rot = (-lean * 0.5, 0, lean * 0.6)
    b.box("base", (w + 0.2, bh, t + 0.24), (0, bh / 2, 0), round=0.02)
    b.box("base", (w + 0.08, bh * 0.5, t + 0.12), (0, bh * 1.05, 0), round=0.015)
    z, face, cy = t / 2, h * 0.52, bh + h / 2

    def at(x: float, y: float, dz: float = 0.0) -> tuple[float, float, float]:
        """A point of the upright slab after leaning about the middle of its foot."""
        a, c = math.radians(rot[0]), math.radians(rot[2])
        y, zz = y - bh, dz
        y, zz = y * math.cos(a) - zz * math.sin(a), y * math.sin(a) + zz * math.cos(a)
        return (x * math.cos(c) - y * math.sin(c), bh + x * math.sin(c) + y * math.cos(c), zz)

    if kind == "rounded":
        k = w / 2
        out = [
            (-k, -h / 2),
            (k, -h / 2),
            (k, h / 2 - k * 0.8),
            (k * 0.72, h / 2 - k * 0.25),
            (k * 0.28, h / 2),
            (-k * 0.28, h / 2),
            (-k * 0.72, h / 2 - k * 0.25),
            (-k, h / 2 - k * 0.8),
        ]
        b.extrude("slab", out, t, at(0, cy), rot=rot, round=0.015, group=True)
    elif kind == "pointed":
        k = w / 2
        out = [
            (-k, -h / 2),
            (k, -h / 2),
            (k, h * 0.2),
            (k * 0.8, h * 0.24),
            (0, h / 2),
            (-k * 0.8, h * 0.24),
            (-k, h * 0.2),
        ]
        b.extrude("slab", out, t, at(0, cy), rot=rot, round=0.01, group=True)
    else:
        s = w * 0.28
        b.box("slab", (s, h, t), at(0, cy), rot=rot, round=0.015, group=True)
        b.box("slab", (w, s, t), at(0, bh + h * 0.7), rot=rot, round=0.015)
        b.torus("slab", w * 0.34, max(w * 0.075, 0.04), at(0, bh + h * 0.7), rot=(90 + rot[0], 0, rot[2]))
        face = h * 0.3
    b.box("base", (0.1, 0.1, 0.1), (0, bh * 0.5, 0))
    q = 0.62 if kind != "celtic" else 0.3
    if d.has("skull"):
        s = w * (0.42 if kind != "celtic" else 0.34)
        y = bh + h * (0.66 if kind != "celtic" else 0.7)
        b.ellipsoid("emblem", (s, s * 0.92, 0.2), at(0, y, z), rot=rot, group=True)
        b.box("emblem", (s * 0.55, s * 0.44, 0.14), at(0, y - s * 0.5, z), rot=rot, op="smooth", k=0.02)
        b.ellipsoid("emblem", (s * 0.3, s * 0.32, 0.2), at(s * 0.23, y - s * 0.06, z + 0.09), rot=rot, op="subtract")
        b.ellipsoid("emblem", (s * 0.3, s * 0.32, 0.2), at(-s * 0.23, y - s * 0.06, z + 0.09), rot=rot, op="subtract")
    elif kind != "celtic":
        s = w * 0.13
        y = bh + h * 0.66
        b.box("emblem", (s, w * 0.52, 0.07), at(0, y, z + 0.01), rot=rot, group=True)
        b.box("emblem", (w * 0.38, s, 0.07), at(0, y + w * 0.08, z + 0.01), rot=rot)
    else:
        b.ellipsoid("emblem", (w * 0.3, w * 0.3, 0.12), at(0, bh + h * 0.7, z), rot=rot, group=True)
    for i in range(2):
        b.box(
            "inscription",
            (w * q * (1, 0.75)[i], 0.05, 0.055),
            at(0, bh + face * (0.62, 0.36)[i], z + 0.008),
            rot=rot,
            group=i == 0,
        )
    if d.has("mound"):
        b.superquadric("mound", (w + 0.26, 0.36, 0.75), (0, 0.0, t / 2 + 0.42), e=(0.8, 0.5), group=True)
        b.box("mound", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("flowers"):
        for i, x in enumerate((-0.12, 0.0, 0.13)):
            zz = t / 2 + (0.28 if not d.has("mound") else 0.4)
            b.tube(
                "flowers",
                (x, 0.04, zz - 0.12),
                (x, 0.14, zz - 0.02),
                (x * 1.7, 0.24 + 0.05 * (i == 1), zz),
                0.03,
                material="foliage",
                tint=(0.06, 0.18, 0.04),
                group=i == 0,
            )
            b.superquadric("flowers", (0.15, 0.13, 0.15), (x * 1.7, 0.27 + 0.05 * (i == 1), zz), e=(1.0, 1.5))
        b.ellipsoid("flowers", (0.5, 0.12, 0.34), (0, 0.04, t / 2 + 0.16), material="foliage", tint=(0.05, 0.14, 0.035))
        b.box("flowers", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("moss"):
        b.ellipsoid("moss", (w * 0.5, h * 0.32, t * 1.25), at(-w * 0.3, bh + h * 0.16), rot=rot, group=True)
        b.ellipsoid(
            "moss", (w * 0.42, h * 0.2, t * 1.2), at(w * 0.34, bh + h * (0.6 if kind != "celtic" else 0.7)), rot=rot
        )


CATEGORY = Category(
    name="gravestone",
    family="street",
    words=("tombstone", "headstone", "grave marker", "grave"),
    parts=(
        Part("slab", ("stone", "stone", "marble", "obsidian", "wood"), words=("stone", "tablet")),
        Part("base", ("stone", "marble", "obsidian", "brick"), words=("plinth", "foot"), like="slab"),
        Part(
            "inscription",
            ("obsidian", "gold", "iron", "bronze"),
            words=("writing", "epitaph", "letters"),
            glow=0.12,
            natural=((48, 46, 44),),
        ),
        Part(
            "emblem",
            ("bone", "gold", "iron", "marble", "bronze"),
            words=("ornament", "symbol", "relief"),
            glow=0.12,
        ),
        Part("mound", ("soil",), words=("earth", "grave mound"), main=False),
        Part(
            "flowers",
            ("foliage",),
            words=("bouquet", "roses"),
            main=False,
            natural=((206, 48, 56), (236, 234, 226), (222, 120, 170), (236, 200, 70)),
        ),
        Part(
            "moss",
            ("foliage",),
            words=("lichen", "ivy"),
            main=False,
            colours=0.15,
            natural=((84, 112, 50), (104, 126, 60)),
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.75, 1.25)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.5, 0.85)),
        Attribute("thickness", "slab", "thin", "thick", "thinner", "thicker", (0.12, 0.26)),
        Attribute("base height", "base", "low", "high", "lower", "higher", (0.1, 0.26)),
        Attribute("lean", "slab", "upright", "leaning", "more upright", "more leaning", (0.0, 18.0)),
    ),
    options=(
        Option("skull", "a skull", "emblem", 0.35),
        Option("mound", "a grave mound", "mound", 0.35),
        Option("flowers", "flowers", "flowers", 0.35),
        Option("moss", "moss", "moss", 0.3),
    ),
    variants=(Variant("shape", "slab", ("rounded", "pointed", "celtic")),),
    build=_gravestone,
)
