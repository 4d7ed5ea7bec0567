"""Containers: crate."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.containers.common import FRUIT
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _crate(b: Builder, d: Draw) -> None:
    w, h, depth, beam = d["width"], d["height"], d["depth"], d["frame thickness"]
    opened = d.variant("top") == "open"
    inset, n = 0.035, 4
    core = (w - 2 * inset, h - 0.04, depth - 2 * inset)
    b.box("body", (core[0] - 0.04, core[1], core[2] - 0.04), (0, h / 2, 0))
    b.box(
        "body",
        (core[0], (core[1] - beam) / n * 0.8, core[2]),
        (0, h / 2, 0),
        repeat=(n, (0, (core[1] - beam) / n, 0)),
    )
    if opened:
        b.box("body", (core[0] - 0.14, h, core[2] - 0.14), (0, h * 0.42 + h / 2, 0), op="subtract")
        if d.has("filled"):
            # two heaps side by side suit a box better than one
            b.box("contents", (core[0] - 0.1, 0.12, core[2] - 0.1), (0, h - 0.14, 0), group=True)
            s = min(w, depth) * 0.36
            b.ellipsoid("contents", (s, s, s), (core[0] * 0.24, h - 0.08, core[2] * 0.22), mirror="xz")
            b.ellipsoid("contents", (s, s, s), (0, h + 0.02, 0))
    b.box(
        "frame",
        (beam, h, beam),
        (w / 2 - beam / 2, h / 2, depth / 2 - beam / 2),
        mirror="xz",
        round=0.008,
        group=True,
    )
    b.box(
        "frame",
        (w - beam * 0.4, beam, beam),
        (0, h / 2, depth / 2 - beam / 2),
        mirror="z",
        repeat=(2, (0, h - beam, 0)),
        round=0.008,
    )
    b.box(
        "frame",
        (beam, beam, depth - beam * 0.4),
        (w / 2 - beam / 2, h / 2, 0),
        mirror="x",
        repeat=(2, (0, h - beam, 0)),
        round=0.008,
    )
    if not opened:
        b.box(
            "lid",
            (w - beam * 1.4, 0.07, (depth - beam) / 4 * 0.8),
            (0, h - 0.03, 0),
            repeat=(4, (0, 0, (depth - beam) / 4)),
            group=True,
        )
    if d.has("diagonal braces"):
        a, c = w - 1.2 * beam, h - 1.2 * beam
        b.box(
            "braces",
            (math.hypot(a, c) - beam * 0.3, beam * 0.9, 0.07),
            (0, h / 2, depth / 2 - 0.045),
            rot=(0, 0, math.degrees(math.atan2(c, a))),
            mirror="z",
            group=True,
        )
        a = depth - 1.2 * beam
        b.box(
            "braces",
            (0.07, beam * 0.9, math.hypot(a, c) - beam * 0.3),
            (w / 2 - 0.045, h / 2, 0),
            rot=(-math.degrees(math.atan2(c, a)), 0, 0),
            mirror="x",
        )
    if d.has("rope handles"):
        y = h * 0.74
        b.tube(
            "handles",
            (w / 2 - 0.02, y, 0.15),
            (w / 2 + 0.12, y - 0.26, 0),
            (w / 2 - 0.02, y, -0.15),
            0.032,
            mirror="x",
            group=True,
        )
    if d.has("metal corners"):
        s = beam * 1.5
        b.box(
            "corners",
            (s, s, s),
            (w / 2 - s * 0.42, h / 2, depth / 2 - s * 0.42),
            mirror="xz",
            repeat=(2, (0, h - s * 0.86, 0)),
            round=0.015,
            group=True,
        )


CATEGORY = Category(
    name="crate",
    family="containers",
    words=("wooden crate", "cargo crate", "packing case", "shipping crate"),
    parts=(
        Part(
            "body",
            ("wood", "wood", "dark wood", "painted metal", "plastic"),
            words=("planks", "sides", "panels"),
            colours=0.5,
        ),
        Part(
            "frame",
            ("wood", "dark wood", "iron", "steel", "painted metal"),
            words=("beams", "edges"),
            like="body",
            colours=0.5,
        ),
        Part("lid", ("wood", "dark wood", "iron"), words=("top", "cover"), main=False, like="body"),
        Part(
            "braces",
            ("wood", "dark wood", "iron"),
            words=("diagonals", "cross braces"),
            main=False,
            like="frame",
        ),
        Part("handles", ("rope", "leather", "iron"), words=("grips",), main=False),
        Part("corners", ("iron", "steel", "bronze", "gold"), words=("corner plates",), main=False),
        Part(
            "contents",
            ("flesh", "gold", "bread", "crystal", "soil"),
            words=("filling", "goods"),
            main=False,
            natural=FRUIT,
            glow=0.1,
        ),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.7, 1.3)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.55, 1.1)),
        Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.6, 1.0)),
        Attribute("frame thickness", "frame", "thin", "thick", "thinner", "thicker", (0.08, 0.17)),
    ),
    options=(
        Option("diagonal braces", "diagonal braces", "braces", 0.5),
        Option("rope handles", "rope handles", "handles", 0.3),
        Option("metal corners", "metal corners", "corners", 0.35),
        Option("filled", "contents", "contents", 0.6),
    ),
    variants=(Variant("top", "", ("closed", "open")),),
    build=_crate,
)
