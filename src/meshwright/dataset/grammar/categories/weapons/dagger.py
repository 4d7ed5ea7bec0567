"""Weapons: dagger."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import bevel
from meshwright.dataset.grammar.categories.weapons.common import BLADE, FITTING, HANDLE
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _dagger(b: Builder, d: Draw) -> None:
    length, w, grip, thick = d["length"], d["blade width"], 0.13, d["handle thickness"]
    pommel, span = d["pommel size"], d["guard width"]
    if d.has("ring pommel"):
        b.torus("pommel", pommel * 0.42, 0.013, (0, pommel * 0.42 + 0.013, 0), axis="z")
        y = pommel * 0.84 + 0.018
    else:
        b.lathe(
            "pommel",
            [
                (0, 0),
                (pommel * 0.42, 0),
                (pommel * 0.5, pommel * 0.25),
                (pommel * 0.3, pommel * 0.6),
                (0, pommel * 0.6),
            ],
        )
        y = pommel * 0.55
    b.lathe(
        "handle",
        [(0, -0.01), (thick * 0.42, -0.01), (thick * 0.56, grip * 0.5), (thick * 0.4, grip + 0.01), (0, grip + 0.01)],
        (0, y, 0),
        group=True,
    )
    if d.has("wrapped handle"):
        b.torus("handle", thick * 0.46, 0.008, (0, y + grip / 2, 0), repeat=(4, (0, grip / 4.5, 0)), group=True)
    y += grip
    b.box("guard", (span, 0.03, 0.045), (0, y, 0), round=0.008, group=True)
    b.box("guard", (0.03, 0.045, 0.05), (span / 2 - 0.015, y + 0.01, 0), mirror="x", round=0.008)
    shape = d.variant("blade shape")
    if shape == "wavy":
        s, h = w * 0.2, length / 6
        lower = [
            (-w * 0.5, -0.01),
            (w * 0.5, -0.01),
            (w * 0.5 + s, h),
            (w * 0.42, 2 * h),
            (w * 0.42 + s, 3 * h),
            (-w * 0.36 + s, 3 * h),
            (-w * 0.42 - s, 2 * h),
            (-w * 0.45 + s, h),
        ]
        upper = [
            (-w * 0.36 + s, 3 * h - 0.004),
            (w * 0.42 + s, 3 * h - 0.004),
            (w * 0.3, 4 * h),
            (w * 0.3 + s, 5 * h),
            (0, 6 * h),
            (-w * 0.2, 5 * h),
            (-w * 0.36 - s, 4 * h),
        ]
        b.extrude("blade", lower, 0.026, (0, y, 0), round=0.004, group=True)
        b.extrude("blade", upper, 0.026, (0, y, 0), round=0.004)
    else:
        if shape == "leaf-shaped":
            outline = [
                (-w * 0.32, -0.01),
                (w * 0.32, -0.01),
                (w * 0.3, length * 0.2),
                (w * 0.62, length * 0.58),
                (0, length),
                (-w * 0.62, length * 0.58),
                (-w * 0.3, length * 0.2),
            ]
        else:
            outline = [(-w * 0.6, -0.01), (w * 0.6, -0.01), (0, length)]
        b.extrude("blade", outline, 0.036, (0, y, 0), group=True)
        bevel(b, "blade", y + length / 2, w * 0.6, 0.036, 0.014)
    if d.has("serrated edge"):
        barb = [(-0.012, -0.016), (w * 0.3, 0.008), (-0.012, 0.016)]
        b.extrude("blade", barb, 0.02, (w * 0.42, y + length * 0.3, 0), repeat=(3, (0, 0.03, 0)))
    if d.has("gem"):
        b.ellipsoid("gem", (0.042, 0.042, 0.062), (0, y, 0), group=True)


CATEGORY = Category(
    name="dagger",
    family="weapons",
    words=("knife", "dirk", "stiletto", "shiv"),
    parts=(
        Part("blade", BLADE, words=("edge",), glow=0.08),
        Part("handle", HANDLE, words=("grip", "hilt")),
        Part("guard", FITTING, words=("crossguard",)),
        Part("pommel", FITTING, words=("knob",), like="guard"),
        Part("gem", ("crystal",), words=("jewel",), main=False, glow=0.3),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.2, 0.36)),
        Attribute("blade width", "blade", "narrow", "wide", "narrower", "wider", (0.055, 0.11)),
        Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.032, 0.056)),
        Attribute("guard width", "guard", "narrow", "wide", "narrower", "wider", (0.1, 0.2)),
        Attribute("pommel size", "pommel", "small", "big", "smaller", "bigger", (0.05, 0.09)),
    ),
    options=(
        Option("ring pommel", "a ring pommel", "pommel", 0.3),
        Option("wrapped handle", "a wrapped handle", "handle", 0.4),
        Option("serrated edge", "a serrated edge", "blade", 0.3),
        Option("gem", "a gem", "gem", 0.4),
    ),
    variants=(Variant("blade shape", "blade", ("leaf-shaped", "triangular", "wavy")),),
    build=_dagger,
)
