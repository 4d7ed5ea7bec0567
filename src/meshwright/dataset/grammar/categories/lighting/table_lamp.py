"""Lighting: table lamp."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.lighting.common import WARM
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _table_lamp(b: Builder, d: Draw) -> None:
    w, sh, stem, base, t = (
        d["shade width"] / 2,
        d["shade height"],
        d["stem height"],
        d["base width"] / 2,
        d["stem thickness"] / 2,
    )
    shape, kind = d.variant("shade shape"), d.variant("stem shape")
    square = d.has("square base")
    if square:
        b.box("base", (base * 1.8, 0.045, base * 1.8), (0, 0.0225, 0), round=0.008)
        b.box("base", (base * 1.2, 0.03, base * 1.2), (0, 0.05, 0), round=0.006)
    else:
        b.cylinder("base", base, 0.04, (0, 0.02, 0), round=0.008)
        b.cylinder("base", base * 0.85, 0.035, (0, 0.05, 0), r_top=t * 1.2)
    y0, y = 0.04, 0.04 + stem
    sx = 0.0
    if kind == "bulbous":
        b.lathe(
            "stem",
            [
                (0, y0),
                (t * 1.3, y0),
                (t * 3.0, y0 + stem * 0.28),
                (t * 3.0, y0 + stem * 0.46),
                (t * 1.0, y0 + stem * 0.76),
                (t, y + 0.05),
                (0, y + 0.05),
            ],
            group=True,
        )
    elif kind == "curved":
        # a swan neck: up behind, over to the front
        sx = 0.09
        b.tube("stem", (0, y0, 0), (0, y0 + stem * 0.95, -0.16), (0, y + sh * 0.95, -0.05), t, group=True)
        b.tube("stem", (0, y + sh * 0.95, -0.05), (0, y + sh * 1.25, 0.06), (0, y + sh * 0.8, sx), t)
    else:
        b.cylinder("stem", t, stem + 0.06, (0, y0 + stem / 2 + 0.02, 0), group=True)
        b.cylinder("stem", t * 1.6, 0.03, (0, y0 + stem * 0.85, 0), round=0.005)
    bottom, top = y, y + sh
    if shape == "domed":
        b.lathe(
            "shade",
            [
                (0, bottom),
                (w, bottom),
                (w * 0.96, bottom + sh * 0.3),
                (w * 0.8, bottom + sh * 0.62),
                (w * 0.5, bottom + sh * 0.88),
                (w * 0.2, top),
                (0, top),
            ],
            (0, 0, sx),
            group=True,
        )
    elif shape == "cylindrical":
        b.cylinder("shade", w * 0.86, sh, (0, bottom + sh / 2, sx), group=True)
    else:
        b.cylinder("shade", w, sh, (0, bottom + sh / 2, sx), r_top=w * 0.5, group=True)
    hole = w * (0.86 if shape == "cylindrical" else 1.0) - 0.022
    b.cylinder(
        "shade",
        hole,
        sh * 0.9,
        (0, bottom + sh * 0.3 - 0.02, sx),
        r_top=hole * (0.55 if shape == "conical" else 0.8),
        op="subtract",
    )
    b.ellipsoid("bulb", (0.085, 0.1, 0.085), (0, bottom + 0.03, sx), group=True)
    b.cylinder("bulb", 0.022, sh * 0.8, (0, bottom + sh * 0.45, sx))
    if d.has("trim"):
        rr = w * (0.86 if shape == "cylindrical" else 1.0)
        b.torus("trim", rr - 0.004, 0.013, (0, bottom + 0.01, sx), group=True)
        if shape != "domed":
            b.torus("trim", (w * 0.86 if shape == "cylindrical" else w * 0.5) - 0.002, 0.012, (0, top - 0.008, sx))
    if d.has("finial"):
        b.cylinder("finial", 0.011, 0.05, (0, top + 0.005, sx), group=True)
        b.ellipsoid("finial", (0.045, 0.05, 0.045), (0, top + 0.04, sx))
    if d.has("pull chain"):
        x = w * 0.45
        b.cylinder("chain", 0.009, sh * 0.4 + 0.12, (x, bottom + (sh * 0.4 - 0.12) / 2, sx + w * 0.45), group=True)
        b.ellipsoid("chain", (0.032, 0.04, 0.032), (x, bottom - 0.125, sx + w * 0.45))
        b.box("chain", (x, 0.018, 0.018), (x / 2, bottom + sh * 0.3, sx + w * 0.22), rot=(0, -45, 0))


CATEGORY = Category(
    name="table lamp",
    family="lighting",
    words=("lamp", "desk lamp", "bedside lamp", "reading lamp"),
    parts=(
        Part(
            "shade",
            ("cloth", "cloth", "paper", "glass", "painted metal"),
            words=("lampshade", "hood"),
            glow=0.4,
            natural=((236, 214, 170), (226, 196, 150), (206, 120, 90)),
        ),
        Part(
            "stem",
            ("wood", "bronze", "ceramic", "steel", "dark wood", "gold", "iron"),
            words=("pole", "stand", "column"),
        ),
        Part(
            "base",
            ("wood", "bronze", "ceramic", "steel", "marble", "stone"),
            words=("foot", "bottom"),
            like="stem",
        ),
        Part("bulb", ("glass",), words=("light bulb", "light"), glow=0.85, colours=0.1, natural=WARM),
        Part("trim", ("gold", "cloth", "bronze", "iron"), words=("edging", "border"), main=False),
        Part("chain", ("gold", "iron", "bronze"), words=("cord", "pull"), main=False),
        Part("finial", ("gold", "bronze", "crystal", "wood"), words=("knob", "tip"), main=False, glow=0.05),
    ),
    attributes=(
        Attribute("stem height", "stem", "short", "tall", "shorter", "taller", (0.16, 0.36)),
        Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.03, 0.062)),
        Attribute("shade width", "shade", "narrow", "wide", "narrower", "wider", (0.24, 0.42)),
        Attribute("shade height", "shade", "low", "high", "lower", "higher", (0.13, 0.27)),
        Attribute("base width", "base", "small", "big", "smaller", "bigger", (0.15, 0.28)),
    ),
    options=(
        Option("trim", "a trim", "trim", 0.4),
        Option("finial", "a finial", "finial", 0.35),
        Option("pull chain", "a pull chain", "chain", 0.35),
        Option("square base", "a square base", "base", 0.35),
    ),
    variants=(
        Variant("shade shape", "shade", ("conical", "cylindrical", "domed")),
        Variant("stem shape", "stem", ("straight", "bulbous", "curved")),
    ),
    build=_table_lamp,
)
