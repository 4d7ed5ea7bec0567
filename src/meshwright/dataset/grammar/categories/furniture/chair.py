"""Furniture: chair."""

from __future__ import annotations

import math
from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _chair(b: Builder, d: Draw) -> None:
    w, leg, back, t, thick = (
        d["width"],
        d["leg length"],
        d["back height"],
        d["leg thickness"],
        d["seat thickness"],
    )
    depth = 0.46
    x, z = w / 2 - t / 2, depth / 2 - t / 2
    y = leg + thick
    b.box("seat", (w + 0.02, thick, depth + 0.03), (0, leg + thick / 2, 0.005), round=0.012)
    b.box("legs", (t, leg + 0.02, t), (x, leg / 2, z), mirror="xz", round=0.006, group=True)
    if d.has("stretchers"):
        b.box("stretchers", (0.04, 0.045, depth - t), (x, leg * 0.4, 0), mirror="x", group=True)
        b.box("stretchers", (w - t, 0.045, 0.04), (0, leg * 0.4, 0))
    zb = -z
    style = d.variant("back style")
    top = y + back
    lean = 7.0
    lift = back / 2
    post = max(t, 0.05)
    first = True

    def slab(size: tuple[float, float, float], dx: float, up: float, **kw: Any) -> None:
        """A piece of the leaning back, `up` above the seat."""
        nonlocal first
        b.box(
            "back",
            size,
            (dx, y + up, zb - math.tan(math.radians(lean)) * up),
            rot=(-lean, 0, 0),
            round=0.01,
            group=first,
            **kw,
        )
        first = False

    if style == "solid":
        slab((w, back + 0.04, 0.055), 0, lift - 0.02)
    elif style == "rounded":
        slab((w, back * 0.66, 0.055), 0, back * 0.33 - 0.02)
        b.cylinder(
            "back",
            w / 2,
            0.055,
            (0, y + back * 0.64, zb - math.tan(math.radians(lean)) * back * 0.64),
            axis="z",
            rot=(-lean, 0, 0),
            round=0.01,
        )
        b.box("back", (2, 2, 2), (0, top + 1.0, 0), op="subtract")
        b.box("back", (2, 0.2, 2), (0, y - 0.14 - thick * 0.5, 0), op="subtract")
    else:
        slab((post, back + 0.05, post), w / 2 - post / 2, lift - 0.025, mirror="x")
        slab((w, 0.085, 0.06), 0, back - 0.03)
        if style == "slatted":
            n = 3 if w < 0.5 else 4
            slab((0.05, back, 0.035), 0, lift, repeat=(n, ((w - 2 * post) / (n + 0.2), 0, 0)))
        else:
            for f in (0.3, 0.62):
                slab((w, 0.07, 0.045), 0, back * f)
    if d.has("armrests"):
        h = 0.2
        b.box(
            "armrests",
            (0.06, 0.045, depth * 0.92),
            (w / 2 - 0.015, y + h, 0.0),
            mirror="x",
            round=0.012,
            group=True,
        )
        b.box("armrests", (0.05, h, 0.05), (w / 2 - 0.015, y + h / 2, depth * 0.32), mirror="x")
        b.box("armrests", (0.05, 0.045, 0.12), (w / 2 - 0.015, y + h, -depth * 0.45), mirror="x")
    if d.has("cushion"):
        b.box("cushion", (w - 0.05, 0.075, depth - 0.07), (0, y + 0.03, 0.03), round=0.03, group=True)
    if d.has("headrest finials"):
        b.ellipsoid(
            "finials",
            (post * 1.7, post * 1.9, post * 1.7),
            (w / 2 - post / 2, top + post * 0.5, zb - math.tan(math.radians(lean)) * (back + post * 0.4)),
            mirror="x",
            group=True,
        )
        b.box(
            "finials",
            (post * 0.9, post * 1.6, post * 0.9),
            (w / 2 - post / 2, top - post * 0.3, zb - math.tan(math.radians(lean)) * back),
            mirror="x",
        )


CATEGORY = Category(
    name="chair",
    family="furniture",
    words=("armchair", "dining chair", "wooden chair", "throne"),
    parts=(
        Part(
            "seat",
            ("wood", "wood", "dark wood", "leather", "rope", "plastic", "stone"),
            words=("sitting board",),
        ),
        Part("back", ("wood", "dark wood", "leather", "cloth", "iron"), words=("backrest",), like="seat"),
        Part("legs", ("wood", "dark wood", "iron", "steel", "gold"), words=("feet",), like="seat"),
        Part("armrests", ("wood", "dark wood", "gold", "leather"), words=("arms",), main=False, like="legs"),
        Part("cushion", ("cloth", "leather"), words=("pad",), main=False),
        Part(
            "stretchers",
            ("wood", "dark wood", "iron"),
            words=("crossbars", "rungs"),
            main=False,
            like="legs",
        ),
        Part(
            "finials",
            ("gold", "wood", "bronze", "crystal"),
            words=("knobs", "ornaments"),
            main=False,
            glow=0.08,
        ),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.38, 0.64)),
        Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.28, 0.54)),
        Attribute("back height", "back", "low", "high", "lower", "higher", (0.36, 0.8)),
        Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.045, 0.095)),
        Attribute("seat thickness", "seat", "thin", "thick", "thinner", "thicker", (0.045, 0.12)),
    ),
    options=(
        Option("armrests", "armrests", "armrests", 0.4),
        Option("cushion", "a cushion", "cushion", 0.35),
        Option("stretchers", "stretchers", "stretchers", 0.4),
        Option("headrest finials", "finials", "finials", 0.25),
    ),
    variants=(Variant("back style", "back", ("slatted", "solid", "rounded", "laddered")),),
    build=_chair,
)
