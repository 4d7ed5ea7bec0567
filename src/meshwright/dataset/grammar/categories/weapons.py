"""Weapons with blades and heads: sword, dagger, axe, war hammer. The long and flat ones are in `arms.py`."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.arms import ARMS
from meshwright.dataset.grammar.categories.blades import bevel, wrap
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_BLADE = ("steel", "steel", "iron", "bronze", "gold", "obsidian", "crystal", "bone", "rusted iron", "silver")
_FITTING = ("gold", "bronze", "steel", "iron", "silver", "bone")
_HANDLE = ("leather", "leather", "wood", "dark wood", "bone", "cloth")


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


def _axe(b: Builder, d: Draw) -> None:
    tall, thick, size, edge = d["handle length"], d["handle thickness"], d["head size"], d["edge width"]
    y = tall - 0.16
    b.cylinder("handle", thick * 0.55, tall, (0, tall / 2, 0), r_top=thick * 0.48)
    b.lathe("butt", [(0, 0), (thick * 0.6, 0), (thick * 0.85, 0.05), (thick * 0.55, 0.11), (0, 0.11)], group=True)
    if d.has("wrapped handle"):
        wrap(b, "wrapping", thick * 0.58, 0.14, tall * 0.48, 6, 0.35)
    kind = d.variant("head shape")
    a = 0.075
    if kind == "bearded":
        outline = [
            (-0.06, a),
            (-0.06, -a),
            (size * 0.45, -a),
            (size * 0.62, -edge * 0.95),
            (size * 0.9, -edge),
            (size * 1.02, -edge * 0.2),
            (size, edge * 0.35),
            (size * 0.5, a * 1.05),
        ]
    else:
        outline = [
            (-0.06, a),
            (-0.06, -a),
            (size * 0.4, -a * 0.8),
            (size * 0.86, -edge * 0.62),
            (size * 1.02, -edge * 0.25),
            (size * 1.02, edge * 0.25),
            (size * 0.86, edge * 0.62),
            (size * 0.4, a * 0.8),
        ]
    b.extrude("head", outline, 0.1, (0, y, 0), mirror="x" if kind == "double-bladed" else "", group=True)
    bevel(b, "head", y, size, 0.1, 0.034)
    b.box("socket", (thick * 1.1 + 0.05, 0.2, thick * 1.1 + 0.04), (0, y, 0), round=0.012, group=True)
    if kind != "double-bladed":
        if d.has("back spike"):
            b.cylinder("spikes", 0.055, 0.24, (-0.13, y, 0), r_top=0.012, axis="x", rot=(0, 0, 180), group=True)
        else:
            b.box("head", (0.1, 0.12, 0.085), (-0.08, y, 0), round=0.01, group=True)
    if d.has("top spike") or (kind == "double-bladed" and d.has("back spike")):
        b.prism("spikes", 4, 0.06, 0.26, (0, tall + 0.09, 0), r_top=0.008, group=True)


def _war_hammer(b: Builder, d: Draw) -> None:
    tall, thick, long, size = d["handle length"], d["handle thickness"], d["head length"], d["head size"]
    y = tall - size * 0.3
    b.cylinder("handle", thick * 0.5, tall, (0, tall / 2, 0))
    b.ellipsoid("pommel", (thick * 1.7, 0.13, thick * 1.7), (0, 0.065, 0), group=True)
    if d.has("wrapped handle"):
        wrap(b, "wrapping", thick * 0.53, 0.14, tall * 0.45, 6, 0.35)
    kind = d.variant("head shape")
    pick = d.has("back pick")
    back = -long * 0.18 if pick else -long / 2
    mid, full = (long / 2 + back) / 2, long / 2 - back
    if kind == "square":
        b.box("head", (full, size * 0.8, size * 0.8), (mid, y, 0), round=0.012, group=True)
        b.box("head", (0.07, size, size), (long / 2, y, 0), round=0.012, mirror="" if pick else "x")
    elif kind == "round":
        b.cylinder("head", size * 0.42, full, (mid, y, 0), axis="x", group=True)
        b.cylinder("head", size * 0.54, 0.08, (long / 2, y, 0), axis="x", round=0.015, mirror="" if pick else "x")
    else:
        b.box("head", (full, size * 0.62, size * 0.62), (mid, y, 0), round=0.012, group=True)
        for dy in (-0.26, 0.26):
            b.cylinder(
                "head",
                size * 0.22,
                0.12,
                (long / 2 + 0.03, y + dy * size, size * 0.26),
                r_top=0.008,
                axis="x",
                mirror="z" if pick else "xz",
            )
    if pick:
        b.tube(
            "spikes",
            (0, y, 0),
            (-long * 0.45, y + 0.04, 0),
            (-long * 0.68, y - size * 0.4, 0),
            size * 0.26,
            r_end=0.016,
            group=True,
        )
    if d.has("top spike"):
        b.prism("spikes", 4, size * 0.26, 0.26, (0, y + size * 0.4 + 0.1, 0), r_top=0.008, group=True)
    if kind == "round":
        b.cylinder("bands", size * 0.5, thick + 0.02, (0, y, 0), axis="x", round=0.01, group=True)
    else:
        wide = size * (0.88 if kind == "square" else 0.76)
        b.box("bands", (thick + 0.02, wide, wide), (0, y, 0), round=0.01, group=True)


_WEAPONS = (
    Category(
        name="sword",
        family="weapons",
        words=("longsword", "broadsword", "greatsword", "blade", "saber"),
        parts=(
            Part("blade", _BLADE, words=("edge",), glow=0.08),
            Part("guard", _FITTING, words=("crossguard", "hilt")),
            Part("grip", _HANDLE, words=("handle",)),
            Part("pommel", _FITTING, words=("knob",), like="guard"),
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
    ),
    Category(
        name="dagger",
        family="weapons",
        words=("knife", "dirk", "stiletto", "shiv"),
        parts=(
            Part("blade", _BLADE, words=("edge",), glow=0.08),
            Part("handle", _HANDLE, words=("grip", "hilt")),
            Part("guard", _FITTING, words=("crossguard",)),
            Part("pommel", _FITTING, words=("knob",), like="guard"),
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
    ),
    Category(
        name="axe",
        family="weapons",
        words=("battle axe", "hatchet", "battleaxe", "tomahawk"),
        parts=(
            Part("head", _BLADE, words=("blade", "axe head"), glow=0.06),
            Part("handle", ("wood", "wood", "dark wood", "bone", "iron"), words=("shaft", "haft")),
            Part("socket", _FITTING, words=("collar",)),
            Part("butt", _FITTING, words=("pommel", "knob"), like="socket"),
            Part("wrapping", ("leather", "cloth", "rope"), words=("wrap", "grip"), main=False),
            Part("spikes", _FITTING, words=("spike",), main=False, like="socket"),
        ),
        attributes=(
            Attribute("handle length", "handle", "short", "long", "shorter", "longer", (0.7, 1.05)),
            Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.055, 0.095)),
            Attribute("head size", "head", "small", "big", "smaller", "bigger", (0.26, 0.4)),
            Attribute("edge width", "head", "narrow", "wide", "narrower", "wider", (0.28, 0.5)),
        ),
        options=(
            Option("top spike", "a top spike", "spikes", 0.35),
            Option("back spike", "a back spike", "spikes", 0.35),
            Option("wrapped handle", "a wrapped handle", "wrapping", 0.5),
        ),
        variants=(Variant("head shape", "head", ("single-bladed", "double-bladed", "bearded")),),
        build=_axe,
    ),
    Category(
        name="war hammer",
        family="weapons",
        words=("warhammer", "hammer", "maul", "battle hammer", "mallet"),
        parts=(
            Part("head", ("iron", "steel", "stone", "gold", "obsidian", "bronze", "dark wood"), words=("hammer head",)),
            Part("handle", ("wood", "wood", "dark wood", "bone", "iron"), words=("shaft", "haft")),
            Part("bands", _FITTING, words=("band", "collar")),
            Part("pommel", _FITTING, words=("knob", "butt"), like="bands"),
            Part("wrapping", ("leather", "cloth", "rope"), words=("wrap", "grip"), main=False),
            Part("spikes", _FITTING, words=("spike", "pick"), main=False, like="bands"),
        ),
        attributes=(
            Attribute("handle length", "handle", "short", "long", "shorter", "longer", (0.75, 1.15)),
            Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.055, 0.095)),
            Attribute("head length", "head", "short", "long", "shorter", "longer", (0.36, 0.62)),
            Attribute("head size", "head", "small", "big", "smaller", "bigger", (0.2, 0.36)),
        ),
        options=(
            Option("top spike", "a top spike", "spikes", 0.35),
            Option("back pick", "a back pick", "spikes", 0.35),
            Option("wrapped handle", "a wrapped handle", "wrapping", 0.5),
        ),
        variants=(Variant("head shape", "head", ("square", "round", "studded")),),
        build=_war_hammer,
    ),
)

CATEGORIES: tuple[Category, ...] = (*_WEAPONS, *ARMS)
