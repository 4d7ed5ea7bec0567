"""A small made-up category, so that tests of the words do not depend on the shipped ones."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _build(b: Builder, d: Draw) -> None:
    h = d["height"]
    b.box("stem", (0.2, h, 0.2), (0, h / 2, 0))
    size = d["crown size"]
    b.box("crown", (size, 0.2, size), (0, h, 0), group=True)
    if d.has("gems"):
        b.ellipsoid("gems", (0.2, 0.2, 0.2), (0, h + 0.15, 0), group=True)
    if d.variant("foot shape") == "square":
        b.box("foot", (0.5, 0.1, 0.5), (0, 0.05, 0), group=True)
    else:
        b.cylinder("foot", 0.3, 0.1, (0, 0.05, 0), group=True)
    if d.has("chain"):
        b.box("stem", (0.4, 0.1, 0.1), (0, h / 2, 0), group=True)


GADGET = Category(
    name="gadget",
    family="made-up",
    words=("widget", "thingamajig"),
    parts=(
        Part("stem", ("wood", "iron", "cloth"), words=("shaft",), glow=0.2),
        Part("crown", ("gold", "iron", "glass"), words=("top",), glow=0.5, like="stem"),
        Part("foot", ("stone", "wood"), colours=0.0),
        Part("gems", ("crystal", "glass"), words=("stones",), main=False, glow=0.3),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.5, 1.5)),
        Attribute("crown size", "crown", "small", "big", "smaller", "bigger", (0.3, 0.8)),
    ),
    options=(Option("gems", "gems", "gems", 0.5), Option("chain", "a chain", "stem", 0.5)),
    variants=(Variant("foot shape", "foot", ("round", "square")),),
    build=_build,
)
