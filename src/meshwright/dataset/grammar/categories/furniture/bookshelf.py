"""Furniture: bookshelf."""

from __future__ import annotations

import random

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.furniture.common import shaded
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant
from meshwright.vocabulary.colors import srgb_to_linear

_BOOKS = (
    (150, 40, 36),
    (40, 70, 130),
    (50, 104, 62),
    (196, 150, 60),
    (92, 52, 110),
    (60, 44, 36),
    (186, 176, 150),
    (190, 96, 44),
)


def _linear(srgb: tuple[int, int, int]) -> tuple[float, float, float]:
    r, g, b = (float(v) for v in srgb_to_linear([c / 255.0 for c in srgb]))
    return (r, g, b)


def _bookshelf(b: Builder, d: Draw) -> None:
    h, w, depth, t, tall = d["height"], d["width"], d["depth"], d["shelf thickness"], d["book height"]
    foot = 0.08
    n = 3 if h < 1.5 else 4
    side = 0.06
    back = -depth / 2
    b.box(
        "frame",
        (side, h - foot, depth),
        (w / 2 - side / 2, foot + (h - foot) / 2, 0),
        mirror="x",
        round=0.006,
    )
    b.box(
        "frame",
        (w - 0.02, h - foot - 0.02, 0.05),
        (0, foot + (h - foot) / 2, back + 0.025),
        tint=shaded(d, "frame", 0.7),
    )
    inner = w - 2 * side
    step = (h - foot - t) / n
    b.box(
        "shelves",
        (w - side, t, depth - 0.012),
        (0, foot + (h - foot) / 2, -0.002),
        repeat=(n + 1, (0, step, 0)),
        group=True,
    )
    shape = d.variant("top shape")
    if shape == "flat":
        b.box("crown", (w + 0.08, 0.07, depth + 0.06), (0, h + 0.02, 0.012), round=0.012, group=True)
    elif shape == "arched":
        out = [
            (-w / 2, h - 0.04),
            (w / 2, h - 0.04),
            (w / 2, h + 0.03),
            (w * 0.36, h + 0.13),
            (w * 0.14, h + 0.19),
            (-w * 0.14, h + 0.19),
            (-w * 0.36, h + 0.13),
            (-w / 2, h + 0.03),
        ]
        b.extrude("crown", out, depth + 0.03, (0, 0, 0.006), round=0.008, group=True)
    else:
        b.extrude(
            "crown",
            [
                (-w / 2 - 0.04, h - 0.03),
                (w / 2 + 0.04, h - 0.03),
                (w / 2 + 0.04, h + 0.04),
                (0, h + 0.22),
                (-w / 2 - 0.04, h + 0.04),
            ],
            depth + 0.05,
            (0, 0, 0.01),
            round=0.008,
            group=True,
        )
    rng, shade = random.Random(d.seed), random.Random(f"{d.seed}/shade")
    room = step - t
    plain = d.looks["books"].colour == "" and d.looks["books"].material != "gold"
    if d.has("books"):
        first = True
        for i in range(n):
            y = foot + t + i * step
            x = -inner / 2
            left = inner * (1.0 if rng.random() < 0.6 else 0.72)
            for _ in range(3):
                count = rng.randint(2, 3)
                thick = max(left / 3 / count, 0.05)
                bh = room * tall * rng.uniform(0.86, 1.0)
                # drawn whatever the look is, so that a new material or colour moves no book
                own, factor = rng.choice(_BOOKS), shade.uniform(0.55, 1.35)
                tint = _linear(own) if plain else shaded(d, "books", factor)
                b.box(
                    "books",
                    (thick * 0.9, bh, depth * 0.72),
                    (x + thick * count / 2, y + bh / 2 - 0.01, 0.0),
                    repeat=(count, (thick, 0, 0)),
                    tint=tint,
                    group=first,
                )
                first = False
                x += thick * count
    else:
        s = room * tall * 0.55
        for i in range(n):
            y = foot + t + i * step
            b.lathe(
                "jars",
                [
                    (0, y - 0.01),
                    (s * 0.3, y - 0.01),
                    (s * 0.42, y + s * 0.5),
                    (s * 0.2, y + s * 0.95),
                    (s * 0.28, y + s * 1.25),
                    (0, y + s * 1.25),
                ],
                (rng.uniform(-0.28, -0.16) * inner, 0, 0.02),
                group=i == 0,
            )
            b.box(
                "jars",
                (s * 0.9, s * rng.uniform(0.7, 1.3), depth * 0.5),
                (rng.uniform(0.14, 0.26) * inner, y + s * 0.32, 0),
                tint=shaded(d, "jars", 0.6),
            )
    if d.has("feet"):
        b.box(
            "feet",
            (0.11, foot + 0.04, 0.11),
            (w / 2 - 0.06, (foot + 0.04) / 2, depth / 2 - 0.06),
            mirror="xz",
            group=True,
        )
    else:
        b.box(
            "feet",
            (w + 0.03, foot + 0.02, depth + 0.02),
            (0, (foot + 0.02) / 2, 0.005),
            round=0.008,
            group=True,
        )
    if d.has("ladder"):
        z0, z1, y1 = depth / 2 + 0.34, depth / 2, h  # hooks onto the crown
        x = w * 0.24
        for dx in (-0.15, 0.15):
            b.tube(
                "ladder",
                (x + dx, 0.04, z0),
                (x + dx, y1 / 2, (z0 + z1) / 2),
                (x + dx, y1, z1),
                0.03,
                group=dx < 0,
            )
        k = 4
        b.box("ladder", (0.3, 0.05, 0.05), (x, y1 * 0.5, (z0 + z1) / 2), repeat=(k, (0, y1 / k, (z1 - z0) / k)))


CATEGORY = Category(
    name="bookshelf",
    family="furniture",
    words=("bookcase", "shelving unit", "library shelf", "book rack"),
    parts=(
        Part("frame", ("wood", "wood", "dark wood", "painted metal", "steel"), words=("case", "sides")),
        Part("shelves", ("wood", "dark wood", "glass", "iron"), words=("boards",), like="frame"),
        Part("books", ("leather", "paper", "cloth"), words=("tomes", "volumes"), main=False, colours=0.35),
        Part("crown", ("wood", "dark wood", "gold", "iron"), words=("cornice", "top"), like="frame"),
        Part("feet", ("wood", "dark wood", "iron", "gold"), words=("legs", "plinth"), like="frame"),
        Part(
            "jars",
            ("ceramic", "clay", "glass", "crystal", "gold"),
            words=("pots", "ornaments"),
            main=False,
            glow=0.15,
        ),
        Part("ladder", ("wood", "dark wood", "iron"), words=("steps",), main=False),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (1.1, 2.0)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.7, 1.3)),
        Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.28, 0.5)),
        Attribute("shelf thickness", "shelves", "thin", "thick", "thinner", "thicker", (0.045, 0.1)),
        Attribute("book height", "books", "small", "big", "smaller", "bigger", (0.45, 0.9)),
    ),
    options=(
        Option("books", "books", "books", 0.8),
        Option("feet", "separate feet", "feet", 0.4),
        Option("ladder", "a ladder", "ladder", 0.25),
    ),
    variants=(Variant("top shape", "crown", ("flat", "arched", "pointed")),),
    build=_bookshelf,
)
