"""Containers: chest."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_DARK = (0.012, 0.011, 0.012)


def _chest(b: Builder, d: Draw) -> None:
    w, h, depth, lid = d["width"], d["height"], d["depth"], d["lid height"]
    y0 = 0.05 if d.has("feet") else 0.0
    rounded = d.variant("lid shape") == "rounded"
    b.box("body", (w, h + 0.03, depth), (0, y0 + (h + 0.03) / 2, 0), round=0.01)
    top = y0 + h
    # The lid starts with a rim that overhangs the body, so that no two faces are coplanar.
    b.box("lid", (w + 0.05, 0.07, depth + 0.05), (0, top + 0.035, 0), round=0.012, group=True)
    spring, half = top + 0.05, depth / 2 + 0.01
    radius = (lid**2 + half**2) / (2 * lid)
    sides, grow = (16, 1 / math.cos(math.pi / 16)) if b.low_poly else (0, 1.0)

    def arch(part: str, width: float, x: float, out: float, mirror: str = "") -> None:
        """The slice of a cylinder that rises `lid` above the rim; all below is cut away."""
        b.cylinder(
            part,
            (radius + out) * grow,
            width,
            (x, spring + lid - radius, 0),
            axis="x",
            sides=sides,
            mirror=mirror,
            group=True,
        )
        b.box(part, (9, 4, 9), (0, spring - 2, 0), op="subtract")

    if rounded:
        arch("lid", w + 0.02, 0, 0)
    else:
        b.box(
            "lid",
            (w + 0.02, lid + 0.03, depth + 0.02),
            (0, spring - 0.03 + (lid + 0.03) / 2, 0),
            round=0.012,
            taper=(0.97, 0.9),
            group=True,
        )
    for x, mirror in ((0.33 * w, "x"), (0.0, "")) if d.has("middle band") else ((0.33 * w, "x"),):
        b.box("bands", (0.075, h + 0.05, depth + 0.04), (x, y0 + (h + 0.05) / 2, 0), mirror=mirror, group=True)
        b.box("bands", (0.075, 0.08, depth + 0.09), (x, top + 0.035, 0), mirror=mirror)
        if rounded:
            arch("bands", 0.075, x, 0.022, mirror)
        else:
            b.box(
                "bands",
                (0.075, lid + 0.055, depth + 0.06),
                (x, spring - 0.03 + (lid + 0.055) / 2, 0),
                taper=(1, 0.9),
                mirror=mirror,
            )
    s, z = d["lock size"], depth / 2 + 0.05
    if d.has("skull lock"):
        y = top + 0.02
        for lean in (-32, 32):
            b.box(
                "lock",
                (s * 2.0, s * 0.26, 0.05),
                (0, y - 0.1 * s, z - 0.01),
                rot=(0, 0, lean),
                round=0.02,
                group=lean < 0,
            )
        b.ellipsoid("lock", (s * 1.45, s * 1.3, 0.3 * s + 0.1), (0, y + 0.14 * s, z + 0.03), group=True)
        b.box(
            "lock",
            (s * 0.86, s * 0.55, 0.12 * s + 0.08),
            (0, y - 0.55 * s, z + 0.03),
            op="smooth",
            k=0.02,
            round=0.01,
        )
        b.ellipsoid(
            "lock",
            (s * 0.44, s * 0.46, 0.3),
            (s * 0.31, y + 0.05 * s, z + 0.16 + 0.05 * s),
            mirror="x",
            op="subtract",
        )
        b.prism("lock", 3, s * 0.2, 0.3, (0, y - 0.28 * s, z + 0.18), axis="z", op="subtract")
        b.box(
            "lock",
            (s * 0.11, s * 0.34, 0.3),
            (0, y - 0.8 * s, z + 0.16),
            repeat=(2, (s * 0.3, 0, 0)),
            op="subtract",
        )
        b.ellipsoid(
            "lock",
            (s * 0.48, s * 0.5, 0.08),
            (s * 0.31, y + 0.05 * s, z + 0.02),
            mirror="x",
            group=True,
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
        b.box(
            "lock",
            (s * 0.6, s * 0.66, 0.05),
            (0, y - 0.5 * s, z + 0.01),
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
    else:
        b.box("lock", (s, s * 1.25, 0.09), (0, top - 0.12 * s, z), round=0.02, group=True)
        b.cylinder(
            "lock",
            s * 0.17,
            0.08,
            (0, top - 0.05 * s, z + 0.03),
            axis="z",
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
        b.box(
            "lock",
            (s * 0.16, s * 0.42, 0.08),
            (0, top - 0.3 * s, z + 0.03),
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
    if d.has("side rings"):
        b.box("handles", (0.05, 0.07, 0.12), (w / 2 + 0.015, y0 + h * 0.72, 0), mirror="x", group=True)
        b.torus("handles", 0.09, 0.026, (w / 2 + 0.035, y0 + h * 0.72 - 0.07, 0), axis="x", mirror="x")
    if d.has("feet"):
        b.box(
            "feet",
            (0.13, 0.1, 0.13),
            (w / 2 - 0.045, 0.05, depth / 2 - 0.045),
            mirror="xz",
            round=0.015,
            group=True,
        )


CATEGORY = Category(
    name="chest",
    family="containers",
    words=("treasure chest", "strongbox", "coffer", "trunk"),
    parts=(
        Part("body", ("wood", "wood", "dark wood", "stone", "leather", "gold"), words=("base", "box")),
        Part("lid", ("wood", "dark wood", "iron", "leather", "gold"), words=("top", "cover"), like="body"),
        Part(
            "bands",
            ("iron", "iron", "steel", "gold", "bronze", "leather"),
            words=("fittings", "straps", "bindings"),
        ),
        Part(
            "lock",
            ("iron", "steel", "gold", "bronze", "bone"),
            words=("latch", "padlock", "clasp"),
            glow=0.15,
        ),
        Part("handles", ("iron", "gold", "bronze", "rope"), words=("rings",), main=False, like="bands"),
        Part("feet", ("wood", "iron", "gold"), words=("legs",), main=False),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.7, 1.3)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.3, 0.62)),
        Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.45, 0.8)),
        Attribute("lid height", "lid", "flat", "high", "flatter", "higher", (0.09, 0.32)),
        Attribute("lock size", "lock", "small", "big", "smaller", "bigger", (0.14, 0.3)),
    ),
    options=(
        Option("skull lock", "a skull lock", "lock", 0.35),
        Option("middle band", "a middle band", "bands", 0.4),
        Option("side rings", "side rings", "handles", 0.5),
        Option("feet", "feet", "feet", 0.4),
    ),
    variants=(Variant("lid shape", "lid", ("rounded", "boxy")),),
    build=_chest,
)
