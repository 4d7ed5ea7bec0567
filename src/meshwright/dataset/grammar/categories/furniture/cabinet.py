"""Furniture: cabinet."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.furniture.common import shaded
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _cabinet(b: Builder, d: Draw) -> None:
    w, h, depth, leg, knob = d["width"], d["height"], d["depth"], d["leg length"], d["knob size"]
    style = d.variant("door style")
    b.box("body", (w, h, depth), (0, leg + h / 2, 0), round=0.012)
    top = leg + h
    b.box("top", (w + 0.1, 0.07, depth + 0.07), (0, top + 0.02, 0.01), round=0.014, group=True)
    if d.has("crown"):
        b.extrude(
            "top",
            [(-w * 0.44, 0), (w * 0.44, 0), (w * 0.44, 0.05), (0, 0.2), (-w * 0.44, 0.05)],
            depth * 0.8,
            (0, top + 0.04, 0),
            round=0.01,
        )
    b.box(
        "legs",
        (0.075, leg + 0.03, 0.075),
        (w / 2 - 0.055, (leg + 0.03) / 2, depth / 2 - 0.055),
        taper=(1.5, 1.5),
        mirror="xz",
        group=True,
    )
    z = depth / 2
    y0, y1 = leg + 0.06, top - 0.06
    if d.has("drawer"):
        dh = 0.19
        b.box(
            "drawers",
            (w / 2 - 0.06, dh, 0.07),
            (w / 4 - 0.008, y1 - dh / 2, z + 0.006),
            mirror="x",
            round=0.008,
            group=True,
        )
        b.ellipsoid("knobs", (knob, knob, knob), (w / 4, y1 - dh / 2, z + 0.04 + knob * 0.32), mirror="x", group=True)
        y1 -= dh + 0.05
    dw, dh = w / 2 - 0.05, y1 - y0
    x = w / 4 - 0.006
    b.box("doors", (dw, dh, 0.08), (x, (y0 + y1) / 2, z + 0.006), mirror="x", round=0.008, group=True)
    if style == "panelled":
        b.box("doors", (dw - 0.13, dh - 0.14, 0.1), (x, (y0 + y1) / 2, z + 0.05), mirror="x", op="subtract")
        b.box(
            "doors",
            (dw - 0.22, dh - 0.23, 0.07),
            (x, (y0 + y1) / 2, z),
            mirror="x",
            round=0.01,
            tint=shaded(d, "doors", 0.8),
        )
    elif style == "glazed":
        b.box("doors", (dw - 0.13, dh - 0.14, 0.3), (x, (y0 + y1) / 2, z + 0.15), mirror="x", op="subtract")
        b.box("glass", (dw - 0.1, dh - 0.11, 0.05), (x, (y0 + y1) / 2, z - 0.005), mirror="x", group=True)
        b.box("doors", (0.055, dh - 0.05, 0.075), (x, (y0 + y1) / 2, z + 0.005), mirror="x", group=True)
        b.box("doors", (dw - 0.05, 0.055, 0.075), (x, (y0 + y1) / 2, z + 0.005), mirror="x")
    else:
        b.box(
            "doors",
            (0.04, dh + 0.1, 0.2),
            (x, (y0 + y1) / 2, z + 0.13),
            mirror="x",
            op="subtract",
            repeat=(3, (dw / 3, 0, 0)),
        )
        b.box(
            "doors",
            (dw - 0.02, 0.09, 0.07),
            (x, (y0 + y1) / 2, z + 0.03),
            mirror="x",
            repeat=(2, (0, dh * 0.62, 0)),
            tint=shaded(d, "doors", 0.75),
        )
    b.ellipsoid(
        "knobs",
        (knob, knob * 1.3, knob),
        (0.035 + knob * 0.5, (y0 + y1) / 2 + 0.02, z + 0.035 + knob * 0.32),
        mirror="x",
        group=not d.has("drawer"),
    )


CATEGORY = Category(
    name="cabinet",
    family="furniture",
    words=("cupboard", "wardrobe", "sideboard", "dresser"),
    parts=(
        Part("body", ("wood", "wood", "dark wood", "painted metal", "plastic"), words=("case", "sides")),
        Part(
            "doors",
            ("wood", "dark wood", "painted metal", "steel"),
            words=("door", "fronts"),
            like="body",
        ),
        Part("knobs", ("gold", "bronze", "iron", "ceramic", "steel"), words=("handles", "pulls"), glow=0.05),
        Part("legs", ("wood", "dark wood", "gold", "iron"), words=("feet",), like="body"),
        Part("top", ("wood", "dark wood", "marble", "stone"), words=("crown", "worktop"), like="body"),
        Part("drawers", ("wood", "dark wood", "painted metal"), words=("drawer",), main=False, like="doors"),
        Part("glass", ("glass",), words=("panes", "windows"), main=False, colours=0.4, glow=0.12),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.8, 1.4)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.75, 1.6)),
        Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.36, 0.62)),
        Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.06, 0.24)),
        Attribute("knob size", "knobs", "small", "big", "smaller", "bigger", (0.06, 0.17)),
    ),
    options=(
        Option("drawer", "drawers", "drawers", 0.45),
        Option("crown", "a pointed crown", "top", 0.35),
    ),
    variants=(Variant("door style", "doors", ("panelled", "glazed", "planked")),),
    build=_cabinet,
)
