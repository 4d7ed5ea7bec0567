"""Kitchen: apple."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _apple(b: Builder, d: Draw) -> None:
    w, h, taper, stem, leaf = d["width"], d["height"], d["taper"], d["stem length"], d["leaf size"]
    halved = d.variant("cut") == "halved"
    bite = d.has("bite") and not halved

    def fruit(part: str, s: float, group: bool) -> None:
        """The whole apple with its dimple, shrunk by s: a coarse outline with a wide edge radius."""
        foot, low = w * (0.31 - 0.15 * taper), w * (0.45 - 0.08 * taper)
        if b.low_poly:
            outline = [
                (0.0, h * 0.06 + s),
                (foot, s),
                (low - s, h * 0.3),
                (w * 0.5 - s, h * 0.56),
                (w * 0.48 - s, h * 0.76),
                (w * 0.27, h - s),
                (0.0, h * 0.86 - s),
            ]
            b.lathe(part, outline, group=group)
            return
        e = w * 0.13
        outline = [
            (0.0, e + h * 0.05),
            (foot - e, e),
            (low - e, h * 0.36),
            (w * 0.5 - e, h * 0.58),
            (w * 0.49 - e, h * 0.7),
            (w * 0.27, h - e),
            (w * 0.12, h - e - h * 0.01),
            (0.0, h * 0.82 - e),
        ]
        b.lathe(part, outline, round=e - s, group=group)

    bx, by, bz, br = w * 0.46, h * 0.6, w * 0.3, w * 0.3
    fruit("body", 0.0, True)
    if bite:
        b.ellipsoid("body", (2 * br, 2 * br, 2 * br), (bx, by, bz), op="subtract")
        b.ellipsoid("body", (1.5 * br, 1.5 * br, 1.5 * br), (bx * 0.94, by + br * 0.75, bz * 1.1), op="subtract")
        fruit("flesh", w * 0.02, True)
        b.ellipsoid("flesh", (2 * br - 0.001, 2 * br - 0.001, 2 * br - 0.001), (bx, by, bz), op="subtract")
        b.ellipsoid(
            "flesh",
            (1.5 * br - 0.001, 1.5 * br - 0.001, 1.5 * br - 0.001),
            (bx * 0.94, by + br * 0.75, bz * 1.1),
            op="subtract",
        )
    if halved:
        b.box("body", (1, 1, 1), (0, 0.4, 0.5 + w * 0.06), op="subtract")
        fruit("flesh", w * 0.035, True)
        b.box("flesh", (1, 1, 1), (0, 0.4, 0.5 + w * 0.064), op="subtract")
        b.ellipsoid(
            "seeds",
            (w * 0.07, h * 0.15, w * 0.08),
            (w * 0.09, h * 0.48, w * 0.06),
            mirror="x",
            rot=(0, 0, 24),
            group=True,
        )
    dip = h - w * 0.16
    b.tube(
        "stem",
        (0, dip - 0.008, 0),
        (0, dip + stem * 0.6 + 0.004, 0),
        (stem * 0.35, dip + stem + 0.008, 0),
        0.003,
        r_end=0.0042,
        group=True,
    )
    y = dip + min(stem, 0.03) * 0.7 + 0.01
    n = 2 if d.has("second leaf") else 1
    for i in range(n):
        sx = 1 if i == 0 else -1
        b.ellipsoid(
            "leaf",
            (leaf, 0.007, leaf * 0.52),
            (sx * (leaf * 0.44 + 0.001), y + leaf * 0.16, 0.004),
            rot=(12, 0, sx * 24),
            group=i == 0,
        )
    if d.has("worm"):
        x, z = -w * 0.2, w * 0.42
        b.tube(
            "worm",
            (x, h * 0.46, z - 0.008),
            (x - 0.004, h * 0.46, z + 0.03),
            (x - 0.004, h * 0.46 + 0.026, z + 0.022),
            0.0058,
            group=True,
        )
        b.ellipsoid("worm", (0.0145, 0.0145, 0.0145), (x - 0.004, h * 0.46 + 0.028, z + 0.022))


_APPLES = ((190, 36, 34), (206, 52, 40), (112, 160, 48), (216, 186, 70), (168, 30, 44))


CATEGORY = Category(
    name="apple",
    family="kitchen",
    words=("red apple", "green apple"),
    parts=(
        Part(
            "body",
            ("flesh", "flesh", "flesh", "gold", "crystal", "wood", "ceramic"),
            words=("peel",),
            colours=0.45,
            natural=_APPLES,
            glow=0.03,
        ),
        Part("stem", ("bark", "wood"), words=("stalk",), colours=0.1),
        Part("leaf", ("foliage", "foliage", "gold"), words=("leaves",), colours=0.15),
        Part(
            "flesh",
            ("flesh",),
            words=("inside", "pulp"),
            main=False,
            colours=0.1,
            natural=((242, 230, 184),),
        ),
        Part("seeds", ("dark wood",), words=("pips", "core"), main=False, colours=0.0),
        Part(
            "worm",
            ("flesh",),
            words=("maggot", "caterpillar"),
            main=False,
            colours=0.4,
            natural=((150, 190, 70), (226, 160, 150)),
        ),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.074, 0.1)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.062, 0.086)),
        Attribute("taper", "body", "round", "tapered", "rounder", "more tapered", (0.0, 1.0)),
        Attribute("stem length", "stem", "short", "long", "shorter", "longer", (0.012, 0.042)),
        Attribute("leaf size", "leaf", "small", "big", "smaller", "bigger", (0.026, 0.056)),
    ),
    options=(
        Option("bite", "a bite", "flesh", 0.35),
        Option("second leaf", "a second leaf", "leaf", 0.35),
        Option("worm", "a worm", "worm", 0.2),
    ),
    variants=(Variant("cut", "", ("whole", "halved")),),
    build=_apple,
)
