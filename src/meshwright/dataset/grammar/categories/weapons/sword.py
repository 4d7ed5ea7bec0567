"""Weapons: sword."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import bevel, wrap
from meshwright.dataset.grammar.categories.weapons.common import BLADE, FITTING, HANDLE
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _sword(b: Builder, d: Draw) -> None:
    length, w, grip, pommel = d["length"], d["blade width"], d["grip length"], d["pommel size"]
    span, y = d["guard width"], d["pommel size"] * 0.8
    b.ellipsoid("pommel", (pommel, pommel, pommel * 0.85), (0, pommel / 2, 0))
    b.cylinder("grip", 0.034, grip + 0.06, (0, y + grip / 2, 0), r_top=0.03, group=True)
    if d.has("wrapped grip"):
        wrap(b, "grip", 0.031, y, y + grip, 4, 0.5)
    y += grip
    guard = d.variant("guard shape")
    if guard == "straight":
        b.box("guard", (span, 0.06, 0.09), (0, y, 0), round=0.015, group=True)
        b.ellipsoid("guard", (0.085, 0.1, 0.1), (span / 2, y, 0), mirror="x")
    elif guard == "winged":
        b.box("guard", (0.13, 0.08, 0.1), (0, y, 0), round=0.015, group=True)
        b.tube(
            "guard", (0.02, y, 0), (span * 0.35, y - 0.05, 0), (span / 2, y + 0.15, 0), 0.036, r_end=0.022, mirror="x"
        )
    else:
        b.cylinder("guard", 0.05 + span * 0.26, 0.045, (0, y, 0), round=0.012, group=True)
    shape, fuller = d.variant("blade shape"), d.has("fuller")  # a blade with a fuller is thicker, so that it shows
    if shape == "curved":
        turn = 38 / length
        outline = [
            (-w * 0.45, -0.03),
            (w * 0.45, -0.03),
            (w * 0.5, length * 0.6),
            (w * 0.62, length * 1.06),
            (-w * 0.4, length * 0.9),
            (-w * 0.8, length * 0.68),
        ]
        b.extrude("blade", outline, 0.088 if fuller else 0.056, (0, y, 0), bend=turn, round=0.008, group=True)
        if fuller:
            groove = [(-w * 0.2, 0.06), (w * 0.2, 0.06), (w * 0.15, length * 0.66), (-w * 0.25, length * 0.66)]
            b.extrude("blade", groove, 0.06, (0, y, 0.049), bend=turn, mirror="z", op="subtract")
    else:
        outline = [
            (-w * 0.5, -0.03),
            (w * 0.5, -0.03),
            (w * 0.42, length * 0.82),
            (0, length),
            (-w * 0.42, length * 0.82),
        ]
        b.extrude("blade", outline, 0.096 if fuller else 0.072, (0, y, 0), group=True)
        bevel(b, "blade", y + length / 2, w / 2, 0.096 if fuller else 0.072, 0.06 if fuller else 0.03)
        if fuller:
            b.box("blade", (w * 0.44, length * 0.62, 0.06), (0, y + length * 0.38, 0.049), mirror="z", op="subtract")
        if shape == "jagged":
            tooth = length / 11
            barb = [(-0.03, -tooth * 0.7), (w * 0.38, tooth * 0.45), (-0.03, tooth * 0.5)]
            b.extrude(
                "blade", barb, 0.036, (w * 0.44, y + length * 0.44, 0), mirror="x", repeat=(5, (0, length * 0.15, 0))
            )
    if d.has("gem"):
        b.ellipsoid("gem", (0.1, 0.1, 0.13), (0, y, 0), group=True)
        b.ellipsoid("gem", (pommel * 0.6, pommel * 0.6, pommel * 1.05), (0, pommel / 2, 0), group=True)


CATEGORY = Category(
    name="sword",
    family="weapons",
    words=("longsword", "broadsword", "greatsword", "blade", "saber"),
    parts=(
        Part("blade", BLADE, words=("edge",), glow=0.08),
        Part("guard", FITTING, words=("crossguard", "hilt")),
        Part("grip", HANDLE, words=("handle",)),
        Part("pommel", FITTING, words=("knob",), like="guard"),
        Part("gem", ("crystal",), words=("jewel", "gems"), main=False, glow=0.3),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.7, 1.1)),
        Attribute("blade width", "blade", "narrow", "wide", "narrower", "wider", (0.1, 0.22)),
        Attribute("guard width", "guard", "narrow", "wide", "narrower", "wider", (0.24, 0.52)),
        Attribute("grip length", "grip", "short", "long", "shorter", "longer", (0.16, 0.32)),
        Attribute("pommel size", "pommel", "small", "big", "smaller", "bigger", (0.085, 0.16)),
    ),
    options=(
        Option("fuller", "a fuller", "blade", 0.4),
        Option("wrapped grip", "a wrapped grip", "grip", 0.4),
        Option("gem", "a gem", "gem", 0.4),
    ),
    variants=(
        Variant("blade shape", "blade", ("straight", "curved", "jagged")),
        Variant("guard shape", "guard", ("straight", "winged", "round")),
    ),
    build=_sword,
)
