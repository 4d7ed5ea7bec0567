"""Plants: cactus."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _cactus(b: Builder, d: Draw) -> None:
    h, r, length, ar = d["height"], d["thickness"], d["arm length"], d["arm thickness"]
    kind, y0 = d.variant("shape"), 0.3 if d.has("pot") else 0.0
    if kind == "columnar":
        b.tube("body", (0, y0 + r * 0.85, 0), (0, y0 + h / 2, 0), (0, y0 + h - r, 0), r * 0.88, r_end=r * 0.88)
        b.tube(
            "body",
            (0, y0 + r * 0.3, r * 0.8),
            (0, y0 + h / 2, r * 0.86),
            (0, y0 + h - r * 1.1, r * 0.66),
            r * 0.24,
            ring=(8, 22),
        )
        for side, low, up in ((1, 0.4, 1.0), (-1, 0.55, 0.75)):
            x, y = side * (r + 0.12 + length * 0.32), y0 + h * low
            b.tube(
                "arms",
                (side * r * 0.5, y, 0),
                (x * 1.12, y - 0.02, 0),
                (x, y + 0.12 + length * up, 0),
                ar,
                group=side == 1,
            )
        top = (0.0, y0 + h, 0.0)
    elif kind == "round":
        w = 2 * r + 0.34
        b.ellipsoid("body", (w * 1.1, h * 0.62, w * 1.1), (0, y0 + h * 0.3, 0))
        b.ellipsoid("body", (w * 0.36, h * 0.62, w * 0.5), (0, y0 + h * 0.3, w * 0.38), ring=(9, 0))
        q = ar * 2.2 + 0.08
        for side, y in ((1, 0.36), (-1, 0.26)):
            x = side * (w * 0.55 + length * 0.28)
            b.tube(
                "arms",
                (side * w * 0.3, y0 + h * y * 0.7, 0),
                (x * 0.9, y0 + h * y * 0.6, 0),
                (x, y0 + h * y + length * 0.2, 0),
                ar * 0.8,
                group=side == 1,
            )
            b.ellipsoid("arms", (q, q + length * 0.3, q), (x, y0 + h * y + length * 0.28, 0), op="smooth", k=0.03)
        top = (0.0, y0 + h * 0.61, 0.0)
    else:  # pads of a prickly pear
        t = r * 0.9
        b.ellipsoid("body", (r * 2.8, h * 0.5, t), (0, y0 + h * 0.24, 0))
        b.ellipsoid("body", (r * 2.4, h * 0.44, t), (-r * 0.3, y0 + h * 0.62, 0), rot=(0, 0, 10))
        b.ellipsoid("body", (r * 1.9, h * 0.34, t), (-r * 0.5, y0 + h * 0.85, 0.02), rot=(0, 0, -8))
        p = ar * 2.6
        for side, y in ((1, 0.46), (-1, 0.34)):
            tilt = -side * 42
            c = (side * (r * 1.0 + length * 0.3), y0 + h * y + length * 0.34, 0.03 * side)
            b.ellipsoid("arms", (p, length * 1.1 + 0.18, t * 0.9), c, rot=(0, 0, tilt), group=side == 1)
        top = (-r * 0.5, y0 + h * 1.01, 0.02)
    if d.has("spines"):
        if kind == "flat":
            for y, x in ((0.16, 0.3), (0.3, -0.4), (0.3, 0.5), (0.55, -0.6), (0.62, 0.3), (0.85, -0.5)):
                b.cylinder(
                    "spines",
                    0.05,
                    0.14,
                    (x * r, y0 + h * y, r * 0.45 + 0.03),
                    r_top=0.012,
                    axis="z",
                    sides=4,
                    mirror="z",
                    group=y == 0.16,
                )
        else:
            R, hh = (r * 1.06, h * 0.9) if kind == "columnar" else (r * 1.1 + 0.18, h * 0.55)
            for i, y in enumerate((0.22, 0.42, 0.62, 0.82)):
                q = R if kind == "columnar" else R * math.sqrt(max(1 - (1.9 * (y - 0.5)) ** 2, 0.2))
                b.cylinder(
                    "spines",
                    0.05,
                    0.18,
                    (0, y0 + hh * y, q + 0.03),
                    r_top=0.012,
                    axis="z",
                    sides=4,
                    ring=(8, 22 if kind == "columnar" else 20 * (i % 2)),
                    group=i == 0,
                )
    if d.has("flower"):
        x, y, z = top
        b.ellipsoid("flower", (0.1, 0.22, 0.14), (x, y + 0.02, z + 0.09), rot=(35, 0, 0), ring=(5, 0, x, z), group=True)
        b.ellipsoid("flower", (0.16, 0.16, 0.16), (x, y, z))
    if d.has("pot"):
        R = 2 * r + 0.12 if kind != "columnar" else r + 0.2
        b.cylinder("pot", R * 0.78, y0, (0, y0 / 2, 0), r_top=R, group=True)
        b.cylinder("pot", R * 1.1, 0.12, (0, y0 - 0.02, 0))
        b.cylinder("pot", R * 0.95, 0.08, (0, y0 + 0.03, 0), material="soil", tint=(0.1, 0.06, 0.035), group=True)


CATEGORY = Category(
    name="cactus",
    family="plants",
    words=("succulent", "desert cactus", "cacti"),
    parts=(
        Part(
            "body",
            ("foliage",),
            words=("stem", "trunk"),
            colours=0.3,
            natural=((78, 132, 66), (94, 146, 84), (66, 112, 72)),
        ),
        Part(
            "arms",
            ("foliage",),
            words=("branches", "offshoots"),
            colours=0.3,
            like="body",
            natural=((78, 132, 66), (104, 152, 84)),
        ),
        Part("spines", ("bone", "wood", "iron"), words=("thorns", "needles", "spikes"), main=False),
        Part(
            "flower",
            ("foliage", "crystal"),
            words=("bloom", "blossom"),
            main=False,
            glow=0.1,
            natural=((226, 84, 140), (238, 196, 70), (206, 52, 60)),
        ),
        Part("pot", ("clay", "ceramic", "stone", "wood"), words=("planter", "flowerpot"), main=False),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (1.3, 2.2)),
        Attribute("thickness", "body", "thin", "thick", "thinner", "thicker", (0.2, 0.36)),
        Attribute("arm length", "arms", "short", "long", "shorter", "longer", (0.3, 0.75)),
        Attribute("arm thickness", "arms", "thin", "thick", "thinner", "thicker", (0.12, 0.2)),
    ),
    options=(
        Option("spines", "spines", "spines", 0.5),
        Option("flower", "a flower on top", "flower", 0.4),
        Option("pot", "a pot", "pot", 0.35),
    ),
    variants=(Variant("shape", "body", ("columnar", "round", "flat")),),
    build=_cactus,
)
