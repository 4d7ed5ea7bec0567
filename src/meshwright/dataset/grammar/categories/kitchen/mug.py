"""Kitchen: mug."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _mug(b: Builder, d: Draw) -> None:
    h, r, wall, ear, thick = (
        d["height"],
        d["width"] / 2,
        d["wall thickness"],
        d["handle size"],
        d["handle thickness"] / 2,
    )
    shape = d.variant("body shape")
    if shape == "rounded":
        out = [(0.0, 0.0), (r * 0.72, 0.0), (r * 1.0, h * 0.3), (r * 1.02, h * 0.55), (r * 0.86, h), (0.0, h)]
        r_top, r_mid = r * 0.86, r * 1.0
    elif shape == "tapered":
        out = [(0.0, 0.0), (r * 0.7, 0.0), (r * 1.04, h), (0.0, h)]
        r_top, r_mid = r * 1.04, r * 0.87
    else:
        out = [(0.0, 0.0), (r * 0.95, 0.0), (r, h * 0.06), (r, h), (0.0, h)]
        r_top, r_mid = r, r
    b.lathe("body", out)
    b.lathe(
        "rim",
        [
            (r_top - wall, h - 0.009),
            (r_top + 0.0035, h - 0.009),
            (r_top + 0.0035, h + 0.004),
            (r_top - wall, h + 0.004),
        ],
    )
    inner = max(r_top - wall, r * 0.3)
    level = h * 0.8
    b.cylinder(
        "body",
        inner * (0.94 if shape != "tapered" else 0.86),
        h,
        (0, h * 0.5 + 0.14 * h, 0),
        r_top=inner,
        op="subtract",
    )
    if d.has("drink"):
        b.cylinder("drink", inner + wall * 0.3, h * 0.3, (0, level - h * 0.15, 0), group=True)
        if d.has("foam"):
            s = inner * 0.62
            b.cylinder("foam", inner + wall * 0.2, h * 0.16, (0, h - 0.006, 0), round=0.006, group=True)
            b.ellipsoid("foam", (s * 1.2, s, s * 1.2), (0, h + 0.007, inner * 0.5), ring=(5, 10))
            b.ellipsoid("foam", (s * 1.4, s, s * 1.4), (0, h + 0.014, 0))
    # the handle is a closed ring whose inner half is hidden in the wall
    y, x = h * 0.52, r_mid - wall * 0.4
    half = min(h * 0.2 + ear * 0.42, h * 0.46)
    if d.variant("handle shape") == "square":
        b.box(
            "handle",
            (ear + thick, 2 * thick, 2.2 * thick),
            (x + ear / 2, y + half - thick, 0),
            round=0.002,
            group=True,
        )
        b.box("handle", (ear + thick, 2 * thick, 2.2 * thick), (x + ear / 2, y - half + thick, 0), round=0.002)
        b.box("handle", (2 * thick, 2 * half, 2.2 * thick), (x + ear, y, 0), round=0.002)
    else:
        b.tube(
            "handle",
            (x, y + half - thick, 0),
            (x + ear * 1.15, y + half * 1.15, 0),
            (x + ear, y, 0),
            thick,
            group=True,
        )
        b.tube("handle", (x + ear, y, 0), (x + ear * 1.0, y - half * 1.15, 0), (x, y - half + thick, 0), thick)
    if d.has("bands"):
        for f in (0.2, 0.76):
            rr = (
                r
                if shape == "straight"
                else (r * (0.7 + 0.34 * f) if shape == "tapered" else r * (0.93 if f < 0.5 else 0.97))
            )
            b.cylinder("bands", rr + 0.003, h * 0.1, (0, h * f, 0), round=0.002, group=True)
    if d.has("saucer"):
        b.lathe(
            "saucer",
            [(0, -0.002), (r * 0.8, -0.002), (r * 1.6, 0.012), (r * 1.6, 0.02), (r * 0.9, 0.008), (0, 0.008)],
            group=True,
        )


CATEGORY = Category(
    name="mug",
    family="kitchen",
    words=("cup", "tankard", "coffee mug", "beer mug", "teacup"),
    parts=(
        Part(
            "body",
            ("ceramic", "ceramic", "clay", "wood", "steel", "painted metal", "glass"),
            words=("cup body", "bowl"),
        ),
        Part("handle", ("ceramic", "clay", "wood", "iron", "gold"), words=("ear", "grip"), like="body"),
        Part("rim", ("ceramic", "gold", "iron", "clay"), words=("lip", "edge"), like="body"),
        Part(
            "drink",
            ("glass", "glass", "light"),
            words=("coffee", "tea", "beer"),
            main=False,
            colours=0.25,
            glow=0.05,
            natural=((70, 42, 26), (196, 128, 40), (140, 70, 30)),
        ),
        Part(
            "foam",
            ("plaster",),
            words=("froth", "cream"),
            main=False,
            colours=0.1,
            natural=((244, 236, 216),),
        ),
        Part("bands", ("ceramic", "iron", "gold", "bronze"), words=("stripes", "hoops"), main=False),
        Part(
            "saucer",
            ("ceramic", "wood", "clay", "silver"),
            words=("plate", "coaster"),
            main=False,
            like="body",
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.075, 0.14)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.07, 0.112)),
        Attribute("wall thickness", "body", "thin", "thick", "thinner", "thicker", (0.0075, 0.016)),
        Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.024, 0.05)),
        Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.009, 0.019)),
    ),
    options=(
        Option("drink", "a drink", "drink", 0.65),
        Option("foam", "foam", "foam", 0.5),
        Option("bands", "bands", "bands", 0.4),
        Option("saucer", "a saucer", "saucer", 0.25),
    ),
    variants=(
        Variant("body shape", "", ("straight", "rounded", "tapered")),
        Variant("handle shape", "handle", ("round", "square")),
    ),
    build=_mug,
)
