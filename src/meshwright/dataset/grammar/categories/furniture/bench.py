"""Furniture: bench."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _bench(b: Builder, d: Draw) -> None:
    length, h, depth, thick, t = d["length"], d["height"], d["depth"], d["seat thickness"], d["leg thickness"]
    y = h - thick
    n = 3 if depth < 0.46 else 4
    style = d.variant("leg style")
    b.box(
        "seat",
        (length, thick, depth / n - 0.025),
        (0, y + thick / 2, 0),
        repeat=(n, (0, 0, depth / n)),
        round=0.008,
    )
    x, z = length / 2 - t / 2 - 0.09, depth / 2 - t / 2 - 0.01
    b.box("frame", (t * 0.8, 0.075, depth - 0.03), (x, y - 0.025, 0), mirror="x", group=True)
    b.box("frame", (2 * x, 0.07, 0.06), (0, y - 0.025, 0))
    if style == "square":
        b.box("legs", (t, y + 0.01, t), (x, y / 2, z), mirror="xz", round=0.006, group=True)
    elif style == "solid":
        b.box(
            "legs",
            (t, y + 0.01, depth - 0.03),
            (x, y / 2, 0),
            taper=(1, 0.86),
            mirror="x",
            round=0.006,
            group=True,
        )
    else:
        b.tube(
            "legs",
            (x, 0.03, depth / 2),
            (x, y * 0.35, -depth * 0.05),
            (x, y, depth / 2 - 0.04),
            t * 0.48,
            mirror="xz",
            group=True,
        )
        b.box("legs", (t * 0.96, 0.08, depth * 0.3), (x, y * 0.42, 0), mirror="x")
    if d.has("backrest"):
        lean, up = 10.0, 0.46
        k = math.tan(math.radians(lean))
        zb = -depth / 2 + 0.02
        for f in (0.42, 0.84):
            b.box(
                "backrest",
                (length, 0.13, 0.05),
                (0, h + up * f, zb - k * up * f),
                rot=(-lean, 0, 0),
                round=0.01,
                group=f < 0.5,
            )
        b.box(
            "backrest",
            (0.08, up + 0.1, 0.06),
            (x, h + up / 2 - 0.06, zb - k * up * 0.4 - 0.035),
            rot=(-lean, 0, 0),
            mirror="x",
            round=0.008,
        )
    if d.has("armrests"):
        b.box(
            "armrests",
            (0.09, 0.055, depth + 0.02),
            (length / 2 - 0.06, h + 0.25, 0),
            mirror="x",
            round=0.012,
            group=True,
        )
        b.box("armrests", (0.065, 0.27, 0.065), (length / 2 - 0.06, h + 0.12, depth / 2 - 0.06), mirror="x")
        b.box("armrests", (0.065, 0.27, 0.065), (length / 2 - 0.06, h + 0.12, -depth / 2 + 0.05), mirror="x")
    if d.has("cushion"):
        b.box("cushion", (length - 0.26, 0.09, depth - 0.06), (0, h + 0.035, 0.01), round=0.035, group=True)


CATEGORY = Category(
    name="bench",
    family="furniture",
    words=("park bench", "garden bench", "wooden bench", "pew"),
    parts=(
        Part("seat", ("wood", "wood", "dark wood", "stone", "painted metal"), words=("slats", "planks")),
        Part("legs", ("iron", "wood", "dark wood", "stone", "bronze"), words=("feet", "supports")),
        Part("frame", ("iron", "wood", "dark wood", "steel"), words=("beams",), like="legs"),
        Part("backrest", ("wood", "dark wood", "iron"), words=("back",), main=False, like="seat"),
        Part("armrests", ("iron", "wood", "bronze"), words=("arms",), main=False, like="legs"),
        Part("cushion", ("cloth", "leather"), words=("pad",), main=False),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.95, 1.9)),
        Attribute("height", "", "low", "tall", "lower", "taller", (0.36, 0.6)),
        Attribute("depth", "seat", "narrow", "wide", "narrower", "wider", (0.36, 0.6)),
        Attribute("seat thickness", "seat", "thin", "thick", "thinner", "thicker", (0.05, 0.12)),
        Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.08, 0.17)),
    ),
    options=(
        Option("backrest", "a backrest", "backrest", 0.55),
        Option("armrests", "armrests", "armrests", 0.4),
        Option("cushion", "a cushion", "cushion", 0.25),
    ),
    variants=(Variant("leg style", "legs", ("square", "solid", "curved")),),
    build=_bench,
)
