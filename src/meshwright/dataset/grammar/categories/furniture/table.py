"""Furniture: table."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.furniture.common import shaded
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _table(b: Builder, d: Draw) -> None:
    length, depth, h, t, thick = d["length"], d["width"], d["height"], d["leg thickness"], d["top thickness"]
    shape, base = d.variant("top shape"), d.variant("base")
    y = h - thick
    if shape == "round":
        # an oval disc: a round one stretched along x by a pair of half discs
        r = depth / 2
        stretch = max(length - depth, 0.0) * 0.5
        b.cylinder("top", r, thick, (0, y + thick / 2, 0), round=0.012)
        if stretch > 0.02:
            b.cylinder("top", r, thick, (stretch, y + thick / 2, 0), mirror="x", round=0.012)
            b.box(
                "top",
                (2 * stretch, thick, depth * (0.995 if not b.low_poly else 0.92)),
                (0, y + thick / 2, 0),
                round=0.012,
            )
        x, z = stretch + r * 0.56, r * 0.56
    else:
        b.box("top", (length, thick, depth), (0, y + thick / 2, 0), round=0.014)
        x, z = length / 2 - t / 2 - 0.05, depth / 2 - t / 2 - 0.05
    if base == "four-legged":
        b.box(
            "legs",
            (t * 0.7, h - thick + 0.02, t * 0.7),
            (x, (h - thick) / 2, z),
            taper=(1.43, 1.43),
            mirror="xz",
            round=0.006,
            group=True,
        )
        if d.has("crossbar"):
            b.box("crossbar", (0.065, 0.075, 2 * z), (x, h * 0.26, 0), mirror="x", group=True)
            b.box("crossbar", (2 * x, 0.075, 0.065), (0, h * 0.26, 0))
    elif base == "trestle":
        b.box(
            "legs",
            (t * 1.1, h - thick, depth * 0.34),
            (x * 0.8, (h - thick) / 2, 0),
            mirror="x",
            round=0.006,
            group=True,
        )
        b.box("legs", (t * 1.3, 0.09, max(2 * z, depth * 0.5)), (x * 0.8, 0.045, 0), mirror="x", round=0.01)
        b.box("legs", (t * 1.3, 0.09, max(2 * z, depth * 0.5)), (x * 0.8, y - 0.035, 0), mirror="x", round=0.01)
        b.box("legs", (2 * x * 0.8, 0.1, 0.07), (0, h * 0.36, 0))
        if d.has("crossbar"):
            b.box("crossbar", (2 * x * 0.8 + 0.26, 0.1, 0.08), (0, h * 0.6, 0), group=True)
    else:
        r = t * 1.15
        foot = depth * 0.36
        b.lathe(
            "legs",
            [
                (0, 0.06),
                (r * 1.3, 0.06),
                (r * 0.8, h * 0.3),
                (r * 1.35, h * 0.5),
                (r * 0.75, h * 0.66),
                (r * 1.7, y + 0.01),
                (0, y + 0.01),
            ],
            group=True,
        )
        b.tube(
            "legs",
            (0, h * 0.24, 0),
            (0, 0.1, foot * 0.6),
            (0, 0.045, foot),
            t * 0.55,
            r_end=0.045,
            ring=(4, 45),
        )
        if d.has("crossbar"):
            b.torus("crossbar", r * 1.6, 0.045, (0, h * 0.27, 0), group=True)
            b.cylinder("crossbar", r * 1.6, 0.06, (0, h * 0.27, 0))
    if d.has("drawer"):
        w = min(length * 0.4, 0.6)
        front = depth / 2 - 0.09 if shape != "round" else depth * 0.36
        b.box("drawer", (w, 0.16, front + 0.1), (0, y - 0.07, front / 2 - 0.05), group=True)
        b.box("drawer", (w * 0.86, 0.11, 0.04), (0, y - 0.08, front + 0.008), tint=shaded(d, "drawer", 0.7))
        b.ellipsoid("knob", (0.07, 0.07, 0.08), (0, y - 0.08, front + 0.045), group=True)
    if d.has("tablecloth"):
        over = 0.012
        if shape == "round":
            b.box(
                "cloth",
                (max(length * 0.42, depth * 0.4), 0.03, depth + 2 * over),
                (0, h + 0.004, 0),
                round=0.008,
                group=True,
            )
        else:
            b.box(
                "cloth",
                (length * 0.5, 0.03, depth + 2 * over + 0.03),
                (0, h + 0.004, 0),
                round=0.008,
                group=True,
            )
        w, zz = (
            (max(length * 0.42, depth * 0.4), depth / 2 + over)
            if shape == "round"
            else (length * 0.5, depth / 2 + over + 0.012)
        )
        b.extrude(
            "cloth",
            [(-w / 2, 0.015), (-w / 2, -0.16), (0, -0.27), (w / 2, -0.16), (w / 2, 0.015)],
            0.035,
            (0, h, zz),
            mirror="z",
        )


CATEGORY = Category(
    name="table",
    family="furniture",
    words=("desk", "dining table", "wooden table", "coffee table"),
    parts=(
        Part(
            "top",
            ("wood", "wood", "dark wood", "stone", "marble", "glass", "painted metal"),
            words=("tabletop", "board"),
        ),
        Part(
            "legs",
            ("wood", "dark wood", "iron", "steel", "gold", "marble"),
            words=("feet", "supports"),
            like="top",
        ),
        Part(
            "crossbar",
            ("wood", "dark wood", "iron"),
            words=("stretcher", "brace"),
            main=False,
            like="legs",
        ),
        Part("drawer", ("wood", "dark wood", "painted metal"), words=("tray",), main=False, like="top"),
        Part("knob", ("gold", "iron", "bronze", "ceramic"), words=("handle", "pull"), main=False),
        Part(
            "cloth",
            ("cloth",),
            words=("tablecloth", "runner"),
            main=False,
            natural=((206, 196, 176), (170, 60, 56), (70, 96, 150)),
        ),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.9, 1.8)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.6, 1.05)),
        Attribute("height", "", "low", "tall", "lower", "taller", (0.5, 0.95)),
        Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.07, 0.15)),
        Attribute("top thickness", "top", "thin", "thick", "thinner", "thicker", (0.05, 0.13)),
    ),
    options=(
        Option("drawer", "a drawer", "drawer", 0.35),
        Option("tablecloth", "a tablecloth", "cloth", 0.3),
        Option("crossbar", "a crossbar", "crossbar", 0.35),
    ),
    variants=(
        Variant("top shape", "top", ("rectangular", "round")),
        Variant("base", "", ("four-legged", "trestle", "pedestal")),
    ),
    build=_table,
)
