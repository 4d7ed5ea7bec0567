"""Plants: pine tree."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _pine(b: Builder, d: Draw) -> None:
    h, w, r, bare = d["height"], d["needle width"], d["trunk thickness"], d["trunk length"]
    kind = d.variant("needle shape")
    b.cylinder("trunk", r, bare + 0.7, (0, (bare + 0.7) / 2, 0), r_top=r * 0.85)
    b.cylinder("trunk", r * 1.5, r, (0, r / 2, 0), r_top=r * 0.9, op="smooth", k=0.08)
    tall = h - bare
    if kind == "layered":
        n = 4
        for i in range(n):
            y0 = bare + tall * i * 0.21
            rad = w / 2 * (1 - 0.2 * i)
            y1 = y0 + tall * (0.37 if i == n - 1 else 0.32)
            b.lathe(
                "needles",
                (
                    (0, y0 + rad * 0.28),
                    (rad * 0.9, y0),
                    (rad, y0 + rad * 0.06),
                    (rad * 0.32 * (i < n - 1), y1),
                    (0, y1),
                ),
                group=i == 0,
            )
            if d.has("snow"):
                ym, tip = y0 + (y1 - y0) * 0.3, 0.32 * (i < n - 1)
                b.lathe(
                    "snow",
                    (
                        (0, ym),
                        (rad * (1 - 0.3 * (1 - tip)) + 0.09, ym - 0.02),
                        (rad * tip + 0.09, y1 + 0.03),
                        (0, y1 + 0.08),
                    ),
                    group=True,
                )
    elif kind == "conical":
        b.lathe(
            "needles",
            (
                (0, bare + 0.2),
                (w * 0.4, bare),
                (w / 2, bare + 0.12),
                (w * 0.46, bare + tall * 0.14),
                (w * 0.24, bare + tall * 0.56),
                (w * 0.05, h - 0.05),
                (0, h),
            ),
            group=True,
        )
        if d.has("snow"):
            b.lathe(
                "snow",
                (
                    (0, bare + tall * 0.5),
                    (w * 0.33, bare + tall * 0.5),
                    (w * 0.27, bare + tall * 0.6),
                    (w * 0.07, h + 0.03),
                    (0, h + 0.05),
                ),
                group=True,
            )
    else:  # sparse: separate plates of needles along a visible trunk
        b.cylinder("trunk", r * 0.85, tall * 0.86, (0, bare + tall * 0.43, 0), r_top=r * 0.4)
        for i in range(5):
            y0, rad = bare + tall * i * 0.19, w / 2 * (1 - 0.17 * i)
            b.lathe(
                "needles", ((0, y0), (rad, y0 + 0.02), (rad, y0 + 0.12), (0, y0 + tall * 0.13 + 0.08)), group=i == 0
            )
            if d.has("snow"):
                b.lathe(
                    "snow",
                    ((0, y0 + 0.05), (rad * 0.8, y0 + 0.1), (rad * 0.72, y0 + 0.22), (0, y0 + tall * 0.14 + 0.14)),
                    group=True,
                )
        b.cylinder("needles", w * 0.12, tall * 0.18, (0, h - tall * 0.09, 0), r_top=0.06)
    if d.has("star"):
        out = [
            (math.sin(i * math.pi / 4) * (0.32, 0.14)[i % 2], math.cos(i * math.pi / 4) * (0.32, 0.14)[i % 2])
            for i in range(8)
        ]
        b.extrude("star", out, 0.18, (0, h + 0.02, 0), group=True)
    if d.has("cones"):
        b.ellipsoid(
            "cones",
            (0.22, 0.36, 0.22),
            (0, bare + (0.02 if kind == "sparse" else tall * 0.12 - 0.02), w * 0.4),
            ring=(5, 30),
            group=True,
        )
        b.ellipsoid(
            "cones", (0.22, 0.36, 0.22), (0, bare + tall * (0.19 if kind == "sparse" else 0.36), w * 0.3), ring=(4, 70)
        )


CATEGORY = Category(
    name="pine tree",
    family="plants",
    words=("pine", "fir tree", "spruce", "conifer", "christmas tree"),
    parts=(
        Part(
            "needles",
            ("foliage",),
            words=("branches", "foliage"),
            colours=0.3,
            natural=((44, 88, 52), (56, 104, 58), (38, 76, 62), (84, 116, 60)),
        ),
        Part("trunk", ("bark", "bark", "wood", "dark wood"), words=("stem",)),
        Part("snow", ("plaster",), words=("snow cover",), main=False, colours=0.0, natural=((238, 242, 248),)),
        Part("star", ("gold", "crystal", "light"), words=("star topper", "topper"), main=False, glow=0.4),
        Part("cones", ("wood", "bark"), words=("pine cones",), main=False, natural=((120, 78, 44),)),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (3.2, 5.2)),
        Attribute("needle width", "needles", "narrow", "wide", "narrower", "wider", (1.5, 2.7)),
        Attribute("trunk thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.14, 0.34)),
        Attribute("trunk length", "trunk", "short", "long", "shorter", "longer", (0.35, 1.1)),
    ),
    options=(
        Option("snow", "snow", "snow", 0.3),
        Option("star", "a star on top", "star", 0.25),
        Option("cones", "pine cones", "cones", 0.25),
    ),
    variants=(Variant("needle shape", "needles", ("layered", "conical", "sparse")),),
    build=_pine,
)
