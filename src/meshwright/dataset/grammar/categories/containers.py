"""Containers: things that hold other things."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _chest(b: Builder, d: Draw) -> None:
    w, h, depth, lid = d["width"], d["height"], d["depth"], d["lid height"]
    y0 = 0.04 if d.has("feet") else 0.0
    b.box("body", (w, h, depth), (0, y0 + h / 2, 0), round=0.01)
    top = y0 + h
    if d.variant("lid shape") == "rounded":
        # half a cylinder: cut everything below the rim
        b.cylinder("lid", depth / 2, w, (0, top, 0), axis="x", sides=10 if b.low_poly else 0, group=True)
        b.box("lid", (w * 2, depth * 2, depth * 2), (0, top - depth, 0), op="subtract")
        crest = depth / 2
    else:
        b.box("lid", (w * 1.03, lid, depth * 1.03), (0, top + lid / 2, 0), round=0.012, taper=(0.97, 0.92))
        crest = lid
    for x in (-0.32, 0.32) if not d.has("middle band") else (-0.36, 0.0, 0.36):
        b.box("bands", (0.07, h + 0.01, depth + 0.03), (x * w, y0 + h / 2, 0), group=True)
        if d.variant("lid shape") == "rounded":
            b.cylinder("bands", depth / 2 + 0.015, 0.07, (x * w, top, 0), axis="x", sides=10 if b.low_poly else 0, group=True)
            b.box("bands", (w, depth * 2, depth * 2), (x * w, top - depth, 0), op="subtract")
        else:
            b.box("bands", (0.07, lid + 0.015, depth * 1.03 + 0.03), (x * w, top + lid / 2, 0), group=True)
    s = d["lock size"]
    b.box("lock", (s, s * 1.2, 0.06), (0, top - 0.1 * s, depth / 2 + 0.03), round=0.015, group=True)
    if d.has("skull lock"):
        b.ellipsoid("lock", (s * 1.3, s * 1.25, 0.14), (0, top + 0.15 * s, depth / 2 + 0.06), group=True)
        b.box("lock", (s * 0.7, s * 0.5, 0.1), (0, top - 0.45 * s, depth / 2 + 0.06), op="smooth", k=0.03)
        b.ellipsoid("lock", (s * 0.36, s * 0.36, 0.14), (s * 0.3, top + 0.15 * s, depth / 2 + 0.12), mirror="x", op="subtract")
    if d.has("side rings"):
        b.torus("handles", 0.08, 0.016, (w / 2 + 0.02, y0 + h * 0.6, 0), axis="x", mirror="x", group=True)
    if d.has("feet"):
        b.box("feet", (0.09, 0.06, 0.09), (w / 2 - 0.05, 0.03, depth / 2 - 0.05), mirror="xz", group=True)
    del crest


CATEGORIES = (
    Category(
        name="chest",
        family="containers",
        words=("treasure chest", "strongbox", "coffer", "trunk"),
        parts=(
            Part("body", ("wood", "wood", "dark wood", "stone", "leather", "gold"), words=("base", "box")),
            Part("lid", ("wood", "dark wood", "iron", "leather", "gold"), words=("top", "cover"), like="body"),
            Part("bands", ("iron", "iron", "steel", "gold", "bronze", "leather"), words=("fittings", "straps", "bindings")),
            Part("lock", ("iron", "steel", "gold", "bronze", "bone"), words=("latch", "padlock", "clasp"), glow=0.15),
            Part("handles", ("iron", "gold", "bronze", "rope"), words=("rings",), main=False, like="bands"),
            Part("feet", ("wood", "iron", "gold"), words=("legs",), main=False),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.7, 1.3)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.3, 0.62)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.45, 0.8)),
            Attribute("lid height", "lid", "flat", "high", "flatter", "higher", (0.08, 0.32)),
            Attribute("lock size", "lock", "small", "big", "smaller", "bigger", (0.12, 0.26)),
        ),
        options=(
            Option("skull lock", "a skull lock", "lock", 0.3),
            Option("middle band", "a middle band", "bands", 0.4),
            Option("side rings", "side rings", "handles", 0.5),
            Option("feet", "feet", "feet", 0.4),
        ),
        variants=(Variant("lid shape", "lid", ("rounded", "boxy")),),
        build=_chest,
    ),
)
