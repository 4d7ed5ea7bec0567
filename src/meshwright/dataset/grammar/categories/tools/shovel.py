"""Tools: shovel."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import wrap
from meshwright.dataset.grammar.categories.tools.common import POLE
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _shovel(b: Builder, d: Draw) -> None:
    bl, bw, curve = d["blade length"], d["blade width"], d["blade curve"]
    pole, thick = d["shaft length"], d["shaft thickness"]
    kind = d.variant("blade shape")
    w = bw / 2
    if kind == "square":
        outline = [(-w, 0), (w, 0), (w * 0.96, bl * 0.92), (w * 0.7, bl), (-w * 0.7, bl), (-w * 0.96, bl * 0.92)]
    elif kind == "pointed":
        outline = [
            (0, 0),
            (w * 0.75, bl * 0.42),
            (w, bl * 0.8),
            (w * 0.6, bl),
            (-w * 0.6, bl),
            (-w, bl * 0.8),
            (-w * 0.75, bl * 0.42),
        ]
    else:
        outline = [
            (-w * 0.42, 0),
            (w * 0.42, 0),
            (w * 0.88, bl * 0.2),
            (w, bl * 0.5),
            (w * 0.75, bl),
            (-w * 0.75, bl),
            (-w, bl * 0.5),
            (-w * 0.88, bl * 0.2),
        ]
    radius = w / curve  # of the scoop
    deep = radius - (radius**2 - w**2) ** 0.5 + 0.09
    b.extrude("blade", outline, deep, (0, 0, deep / 2 - 0.04))
    b.cylinder(
        "blade", radius, 3.0, (0, bl / 2, radius - 0.02), shell=0.05, sides=20 if b.low_poly else 0, op="intersect"
    )
    b.cylinder("socket", 0.028, bl * 0.55, (0, bl * 0.8, 0.0), r_top=thick * 0.7, group=True)
    b.cylinder("socket", thick * 0.72, 0.14, (0, bl * 1.07 + 0.06, 0), round=0.008)
    if d.has("footrests"):
        b.box(
            "footrests",
            (w * 0.62, 0.045, 0.11),
            (w * 0.56, bl, radius - (radius**2 - (w * 0.55) ** 2) ** 0.5),
            mirror="x",
            round=0.008,
            group=True,
        )
    top = bl + pole
    b.cylinder("shaft", thick / 2, pole - 0.02, (0, bl + pole / 2, 0), group=True)
    grip, s = d.variant("grip shape"), d["grip size"]
    if grip == "D-shaped":
        b.tube(
            "grip", (0, top - 0.05, 0), (s * 0.62, top, 0), (s * 0.5, top + s * 0.62, 0), 0.026, mirror="x", group=True
        )
        b.cylinder("grip", 0.032, s * 1.12, (0, top + s * 0.62, 0), axis="x", round=0.01)
    elif grip == "T-shaped":
        b.cylinder("grip", 0.04, s * 1.1, (0, top, 0), axis="x", round=0.015, group=True)
    else:
        b.ellipsoid("grip", (s * 0.62, s * 0.5, s * 0.62), (0, top, 0), group=True)
    if d.has("wrapped shaft"):
        wrap(b, "wrapping", thick * 0.53, bl + pole * 0.52, bl + pole * 0.82, 5, 0.35)


CATEGORY = Category(
    name="shovel",
    family="tools",
    words=("spade", "digging shovel"),
    parts=(
        Part("blade", ("steel", "iron", "rusted iron", "painted metal", "bronze", "wood"), words=("scoop", "head")),
        Part("shaft", POLE, words=("pole", "handle")),
        Part("grip", ("wood", "plastic", "dark wood", "iron"), words=("handgrip", "top"), like="shaft"),
        Part("socket", ("iron", "steel", "bronze", "rusted iron"), words=("collar",), like="blade"),
        Part("footrests", ("iron", "steel"), words=("treads", "shoulders"), main=False, like="socket"),
        Part("wrapping", ("leather", "cloth", "rope"), words=("wrap",), main=False),
    ),
    attributes=(
        Attribute("blade length", "blade", "short", "long", "shorter", "longer", (0.28, 0.46)),
        Attribute("blade width", "blade", "narrow", "wide", "narrower", "wider", (0.24, 0.42)),
        Attribute("blade curve", "blade", "flat", "curved", "flatter", "more curved", (0.2, 0.85)),
        Attribute("shaft length", "shaft", "short", "long", "shorter", "longer", (0.5, 0.85)),
        Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.05, 0.085)),
        Attribute("grip size", "grip", "small", "big", "smaller", "bigger", (0.15, 0.25)),
    ),
    options=(
        Option("footrests", "footrests", "footrests", 0.4),
        Option("wrapped shaft", "a wrapped shaft", "wrapping", 0.35),
    ),
    variants=(
        Variant("blade shape", "blade", ("round", "square", "pointed")),
        Variant("grip shape", "grip", ("D-shaped", "T-shaped", "round")),
    ),
    build=_shovel,
)
