"""Tools: pickaxe, shovel, saw, anvil, wrench."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import bevel, wrap
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_HEAD = ("iron", "steel", "steel", "rusted iron", "bronze", "gold", "stone", "crystal")
_POLE = ("wood", "wood", "wood", "dark wood", "painted metal", "bone")
_FITTING = ("iron", "steel", "bronze", "gold", "leather")


def _pickaxe(b: Builder, d: Draw) -> None:
    tall, thick, half, t, drop = (
        d["handle length"],
        d["handle thickness"],
        d["head width"] / 2,
        d["head thickness"],
        d["head curve"],
    )
    y, kind = tall - t * 0.6, d.variant("head shape")
    b.cylinder("handle", thick * 0.58, tall + 0.05, (0, (tall + 0.05) / 2, 0), r_top=thick * 0.48, round=0.01)
    two = kind == "double-pointed"
    outline = [
        (-0.02, t * 0.6),
        (half * 0.5, t * 0.45 - drop * 0.22),
        (half * 0.86, -drop * 0.7),
        (half, -drop),
        (half * 0.8, -drop * 0.9 - t * 0.1),
        (half * 0.45, -t * 0.5 - drop * 0.3),
        (-0.02, -t * 0.6),
    ]
    b.extrude("head", outline, t, (0, y, 0), mirror="x" if two else "", group=True)
    bevel(b, "head", y, half, t, 0.045)
    if kind == "adze-ended":
        b.tube(
            "head",
            (0, y, 0),
            (-half * 0.45, y + t * 0.1, 0),
            (-half * 0.78, y - drop * 0.7, 0),
            t * 0.45,
            r_end=t * 0.34,
            group=True,
        )
        b.box(
            "head",
            (t * 0.55, half * 0.42, t * 2.3),
            (-half * 0.82, y - drop * 0.8 - half * 0.08, 0),
            taper=(1, 0.55),
            rot=(0, 0, -22),
            round=0.008,
        )
    elif kind == "hammer-ended":
        b.box("head", (half * 0.62, t * 0.9, t * 0.9), (-half * 0.3, y, 0), group=True)
        b.box("head", (half * 0.24, t * 1.5, t * 1.5), (-half * 0.62, y, 0), round=0.012)
    b.box("socket", (thick + 0.07, t * 1.5, thick + 0.06), (0, y, 0), round=0.012, group=True)
    if d.has("top cap"):
        b.lathe(
            "cap",
            [(0, 0), (thick * 0.7, 0), (thick * 0.85, 0.04), (thick * 0.5, 0.1), (0, 0.1)],
            (0, tall, 0),
            group=True,
        )
    if d.has("wrapped handle"):
        wrap(b, "wrapping", thick * 0.58, 0.08, tall * 0.42, 6, 0.35)
    if d.has("metal butt"):
        b.cylinder("cap", thick * 0.8, 0.1, (0, 0.05, 0), round=0.01, group=True)


def _shovel(b: Builder, d: Draw) -> None:
    bl, bw, curve = d["blade length"], d["blade width"], d["blade curve"]
    pole, thick = d["shaft length"], d["shaft thickness"]
    kind = d.variant("blade shape")
    w = bw / 2
    if kind == "square":
        outline = [(-w, 0), (w, 0), (w * 0.96, bl * 0.92), (w * 0.7, bl), (-w * 0.7, bl), (-w * 0.96, bl * 0.92)]
    elif kind == "pointed":
        outline = [
            (0, 0),
            (w * 0.75, bl * 0.42),
            (w, bl * 0.8),
            (w * 0.6, bl),
            (-w * 0.6, bl),
            (-w, bl * 0.8),
            (-w * 0.75, bl * 0.42),
        ]
    else:
        outline = [
            (-w * 0.42, 0),
            (w * 0.42, 0),
            (w * 0.88, bl * 0.2),
            (w, bl * 0.5),
            (w * 0.75, bl),
            (-w * 0.75, bl),
            (-w, bl * 0.5),
            (-w * 0.88, bl * 0.2),
        ]
    radius = w / curve  # of the scoop
    deep = radius - (radius**2 - w**2) ** 0.5 + 0.09
    b.extrude("blade", outline, deep, (0, 0, deep / 2 - 0.04))
    b.cylinder(
        "blade", radius, 3.0, (0, bl / 2, radius - 0.02), shell=0.05, sides=20 if b.low_poly else 0, op="intersect"
    )
    b.cylinder("socket", 0.028, bl * 0.55, (0, bl * 0.8, 0.0), r_top=thick * 0.7, group=True)
    b.cylinder("socket", thick * 0.72, 0.14, (0, bl * 1.07 + 0.06, 0), round=0.008)
    if d.has("footrests"):
        b.box(
            "footrests",
            (w * 0.62, 0.045, 0.11),
            (w * 0.56, bl, radius - (radius**2 - (w * 0.55) ** 2) ** 0.5),
            mirror="x",
            round=0.008,
            group=True,
        )
    top = bl + pole
    b.cylinder("shaft", thick / 2, pole - 0.02, (0, bl + pole / 2, 0), group=True)
    grip, s = d.variant("grip shape"), d["grip size"]
    if grip == "D-shaped":
        b.tube(
            "grip", (0, top - 0.05, 0), (s * 0.62, top, 0), (s * 0.5, top + s * 0.62, 0), 0.026, mirror="x", group=True
        )
        b.cylinder("grip", 0.032, s * 1.12, (0, top + s * 0.62, 0), axis="x", round=0.01)
    elif grip == "T-shaped":
        b.cylinder("grip", 0.04, s * 1.1, (0, top, 0), axis="x", round=0.015, group=True)
    else:
        b.ellipsoid("grip", (s * 0.62, s * 0.5, s * 0.62), (0, top, 0), group=True)
    if d.has("wrapped shaft"):
        wrap(b, "wrapping", thick * 0.53, bl + pole * 0.52, bl + pole * 0.82, 5, 0.35)


def _saw(b: Builder, d: Draw) -> None:
    long, w, tooth, s = d["blade length"], d["blade width"], d["tooth size"], d["handle size"]
    y, t = s * 0.9, 0.026
    edge, tip = w * 0.42, (0.42 if d.variant("blade shape") == "tapered" else 0.96)
    back = edge - w
    outline = [
        (back, -0.02),
        (edge, -0.02),
        (edge, long),
        (edge - w * tip * 0.85, long),
        (edge - w * tip, long * 0.95),
        (back, 0.02),
    ]
    b.extrude("blade", outline, t, (0, y, 0), group=True)
    n = max(3, int((long - 0.03) / (tooth * 1.15)))
    step = (long - 0.01) / n
    b.extrude(
        "teeth",
        [(-0.012, -step * 0.52), (tooth, -step * 0.3), (-0.012, step * 0.52)],
        t,
        (edge, y + long / 2, 0),
        repeat=(n, (0, step, 0)),
        group=True,
    )
    if d.has("metal spine"):
        lean = (back, edge - w * tip)
        b.extrude(
            "spine",
            [
                (lean[0] - 0.018, 0.0),
                (lean[0] + 0.028, 0.0),
                (lean[1] + 0.028, long * 0.95),
                (lean[1] - 0.018, long * 0.95),
            ],
            0.05,
            (0, y, 0),
            group=True,
        )
    mid = (back + edge) / 2
    if d.variant("handle shape") == "closed":
        b.box("handle", (s * 1.0, s, 0.055), (mid - 0.005, s / 2, 0), round=0.022, group=True)
        b.box("handle", (s * 0.4, s * 0.5, 0.2), (mid - 0.005, s * 0.44, 0), round=0.04, op="subtract")
        b.box("handle", (s * 0.62, s * 0.3, 0.055), (mid + 0.01, s * 0.98, 0), round=0.015)
    else:
        b.tube(
            "handle",
            (mid + s * 0.1, s * 1.02, 0),
            (mid - s * 0.05, s * 0.5, 0),
            (mid + s * 0.42, 0.04, 0),
            s * 0.19,
            r_end=s * 0.15,
            group=True,
        )
        b.ellipsoid("handle", (s * 0.5, s * 0.28, s * 0.36), (mid + s * 0.42, s * 0.14, 0))
        b.box("handle", (w * 0.85, s * 0.3, 0.055), (mid, s * 0.95, 0), round=0.015)
    if d.has("screws"):
        b.ellipsoid("screws", (0.034, 0.034, 0.085), (mid, s * 0.97, 0), repeat=(2, (w * 0.4, 0, 0)), group=True)
    if d.has("front knob"):
        b.cylinder("knob", 0.02, 0.09, (edge - w * tip * 0.5, y + long - 0.03, 0.02), axis="z", group=True)
        b.ellipsoid("knob", (0.07, 0.07, 0.06), (edge - w * tip * 0.5, y + long - 0.03, 0.07))


def _anvil(b: Builder, d: Draw) -> None:
    long, h, deep, horn, waist = d["length"], d["height"], d["depth"], d["horn length"], d["waist width"]
    y = 0.0
    if d.has("stump"):
        y = 0.3
        b.cylinder(
            "stump",
            max(long * 0.46, deep * 0.8),
            y + 0.01,
            (0, y / 2, 0),
            r_top=max(long * 0.42, deep * 0.74),
            round=0.02,
        )
        b.torus(
            "stump", max(long * 0.44, deep * 0.77), 0.022, (0, y * 0.55, 0), material="iron", tint=(0.07, 0.07, 0.075)
        )
    b.box(
        "base", (long * 0.82, h * 0.26, deep * 1.2), (0, y + h * 0.13, 0), taper=(0.86, 0.86), round=0.012, group=True
    )
    b.box("body", (waist * 1.4, h * 0.46, deep * 0.85), (0, y + h * 0.4, 0), taper=(0.72, 0.8), group=True)
    b.box(
        "body",
        (long * 0.72, h * 0.2, deep * 0.8),
        (0, y + h * 0.68, 0),
        rot=(180, 0, 0),
        taper=(0.6, 0.8),
        op="smooth",
        k=0.05,
    )
    b.box("face", (long * 0.78, h * 0.26, deep), (0, y + h * 0.87, 0), round=0.01, group=True)
    r = min(deep * 0.46, h * 0.2)
    x, two = long * 0.36, d.variant("horns") == "double-horned"
    b.tube(
        "horn",
        (x, y + h * 0.84, 0),
        (x + horn * 0.6, y + h * 0.8, 0),
        (x + horn, y + h * 0.93, 0),
        r,
        r_end=0.025,
        mirror="x" if two else "",
        group=True,
    )
    if not two:
        b.box(
            "heel",
            (horn * 0.5, h * 0.16, deep * 0.9),
            (-x - horn * 0.2, y + h * 0.92, 0),
            taper=(1, 1),
            round=0.01,
            group=True,
        )
    else:
        b.box("heel", (0.07, h * 0.3, deep * 1.06), (0, y + h * 0.88, 0), round=0.01, group=True)
    top = y + h
    if d.has("ingot"):
        b.box(
            "ingot",
            (0.24, 0.08, 0.11),
            (-0.06, top + 0.035, 0.0),
            taper=(0.85, 0.7),
            round=0.01,
            rot=(0, 20, 0),
            group=True,
        )
    if d.has("hammer"):
        b.box("hammer", (0.09, 0.1, 0.2), (long * 0.22, top + 0.045, 0), round=0.012, rot=(0, -15, 0), group=True)
        b.cylinder(
            "hammer",
            0.022,
            0.36,
            (long * 0.22 - 0.16, top + 0.05, -0.045),
            axis="x",
            rot=(0, -15, 0),
            material="wood",
            tint=(0.22, 0.11, 0.045),
        )


def _wrench(b: Builder, d: Draw) -> None:
    long, s, gap, w = d["length"], d["head size"], d["opening"], d["handle width"]
    t, kind = 0.05, d.variant("head shape")
    foot, y = s * 0.66, long
    neck = s * (0.5 if kind == "box-ended" else 0.25)
    if d.has("second head"):
        b.cylinder("end", s * 0.4, t, (0, s * 0.36, 0), axis="z")
        b.prism("end", 6, s * (0.1 + 0.2 * gap), 1.0, (0, s * 0.36, 0), axis="z", op="subtract")
    else:
        b.cylinder("end", w * 0.72, t, (0, w * 0.7, 0), axis="z", round=0.008)
        b.cylinder("end", w * 0.3, 1.0, (0, w * 0.62, 0), axis="z", op="subtract")
        foot = w * 1.2
    b.box("handle", (w, y - foot - neck, t * 0.8), (0, (foot + y - neck) / 2, 0), round=0.012, group=True)
    if kind == "box-ended":
        b.cylinder("head", s * 0.56, t, (0, y, 0), axis="z", round=0.008, group=True)
        b.prism("head", 6, s * (0.16 + 0.36 * gap), 1.0, (0, y, 0), axis="z", rot=(0, 0, 30), op="subtract")
    elif kind == "open-ended":
        b.cylinder("head", s * 0.6, t, (0, y, 0), axis="z", round=0.008, group=True)
        b.box("head", (gap * s * 0.85, s * 1.2, 1.0), (s * 0.1, y + s * 0.52, 0), rot=(0, 0, -15), op="subtract")
    else:
        o = gap * s * 0.8
        b.extrude(
            "head",
            [
                (-s * 0.22, -s * 0.5),
                (s * 0.3, -s * 0.5),
                (s * 0.62, -s * 0.1),
                (s * 0.62, s * 0.08),
                (-s * 0.24, s * 0.08),
                (-s * 0.2, s * 0.66),
                (-s * 0.44, s * 0.6),
                (-s * 0.52, -s * 0.1),
            ],
            t,
            (0, y, 0),
            round=0.008,
            group=True,
        )
        x = -s * 0.22 + o
        b.extrude(
            "jaw",
            [(x, 0), (x + s * 0.34, 0), (x + s * 0.3, s * 0.36), (x + s * 0.04, s * 0.66)],
            t * 0.9,
            (0, y, 0),
            round=0.005,
            group=True,
        )
        b.cylinder("screw", s * 0.13, s * 0.36, (s * 0.14, y - s * 0.2, 0), axis="x", group=True)
        b.torus("screw", s * 0.13, 0.008, (s * 0.14, y - s * 0.2, 0), axis="x", repeat=(3, (s * 0.12, 0, 0)))
    if d.has("grip"):
        low, high = foot + long * 0.06, long * 0.55
        b.box("grip", (w + 0.022, high - low, t + 0.012), (0, (low + high) / 2, 0), round=0.02, group=True)
        b.box("grip", (w + 0.034, 0.016, t + 0.024), (0, (low + high) / 2, 0), repeat=(4, (0, (high - low) / 4.2, 0)))
    if d.has("bolt") and kind != "adjustable":
        b.prism(
            "bolt", 6, s * 0.34, t * 1.7, (0, y + (s * 0.2 if kind == "open-ended" else 0.0), 0), axis="z", group=True
        )
    elif d.has("bolt"):
        b.prism(
            "bolt",
            6,
            max(gap * s * 0.46, s * 0.24),
            t * 1.7,
            (-s * 0.22 + gap * s * 0.4, y + s * 0.22, 0),
            axis="z",
            group=True,
        )


CATEGORIES: tuple[Category, ...] = (
    Category(
        name="pickaxe",
        family="tools",
        words=("pick", "mattock", "mining pick"),
        parts=(
            Part("head", _HEAD, words=("blade", "pick head"), glow=0.05),
            Part("handle", _POLE, words=("shaft", "haft")),
            Part("socket", _FITTING, words=("collar", "band")),
            Part("wrapping", ("leather", "cloth", "rope"), words=("wrap", "grip"), main=False),
            Part("cap", _FITTING, words=("butt", "fittings"), main=False, like="socket"),
        ),
        attributes=(
            Attribute("handle length", "handle", "short", "long", "shorter", "longer", (0.6, 0.95)),
            Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.05, 0.09)),
            Attribute("head width", "head", "narrow", "wide", "narrower", "wider", (0.55, 0.9)),
            Attribute("head thickness", "head", "thin", "thick", "thinner", "thicker", (0.07, 0.13)),
            Attribute("head curve", "head", "straight", "curved", "straighter", "more curved", (0.02, 0.24)),
        ),
        options=(
            Option("wrapped handle", "a wrapped handle", "wrapping", 0.4),
            Option("top cap", "a cap on top", "cap", 0.35),
            Option("metal butt", "a metal butt", "cap", 0.35),
        ),
        variants=(Variant("head shape", "head", ("double-pointed", "adze-ended", "hammer-ended")),),
        build=_pickaxe,
    ),
    Category(
        name="shovel",
        family="tools",
        words=("spade", "digging shovel"),
        parts=(
            Part("blade", ("steel", "iron", "rusted iron", "painted metal", "bronze", "wood"), words=("scoop", "head")),
            Part("shaft", _POLE, words=("pole", "handle")),
            Part("grip", ("wood", "plastic", "dark wood", "iron"), words=("handgrip", "top"), like="shaft"),
            Part("socket", ("iron", "steel", "bronze", "rusted iron"), words=("collar",), like="blade"),
            Part("footrests", ("iron", "steel"), words=("treads", "shoulders"), main=False, like="socket"),
            Part("wrapping", ("leather", "cloth", "rope"), words=("wrap",), main=False),
        ),
        attributes=(
            Attribute("blade length", "blade", "short", "long", "shorter", "longer", (0.28, 0.46)),
            Attribute("blade width", "blade", "narrow", "wide", "narrower", "wider", (0.24, 0.42)),
            Attribute("blade curve", "blade", "flat", "curved", "flatter", "more curved", (0.2, 0.85)),
            Attribute("shaft length", "shaft", "short", "long", "shorter", "longer", (0.5, 0.85)),
            Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.05, 0.085)),
            Attribute("grip size", "grip", "small", "big", "smaller", "bigger", (0.15, 0.25)),
        ),
        options=(
            Option("footrests", "footrests", "footrests", 0.4),
            Option("wrapped shaft", "a wrapped shaft", "wrapping", 0.35),
        ),
        variants=(
            Variant("blade shape", "blade", ("round", "square", "pointed")),
            Variant("grip shape", "grip", ("D-shaped", "T-shaped", "round")),
        ),
        build=_shovel,
    ),
    Category(
        name="saw",
        family="tools",
        words=("handsaw", "hand saw", "wood saw"),
        parts=(
            Part("blade", ("steel", "steel", "iron", "iron", "rusted iron"), words=("sheet",)),
            Part("teeth", ("steel", "iron", "rusted iron"), words=("tooth", "serration"), like="blade"),
            Part("handle", ("wood", "wood", "dark wood", "plastic", "leather"), words=("grip",)),
            Part("spine", ("bronze", "iron", "gold"), words=("back",), main=False),
            Part("screws", ("bronze", "steel", "gold"), words=("rivets",), main=False),
            Part("knob", ("wood", "dark wood", "plastic"), words=("front handle",), main=False, like="handle"),
        ),
        attributes=(
            Attribute("blade length", "blade", "short", "long", "shorter", "longer", (0.4, 0.66)),
            Attribute("blade width", "blade", "narrow", "wide", "narrower", "wider", (0.11, 0.22)),
            Attribute("tooth size", "teeth", "small", "big", "smaller", "bigger", (0.028, 0.06)),
            Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.15, 0.23)),
        ),
        options=(
            Option("metal spine", "a metal spine", "spine", 0.35),
            Option("screws", "screws", "screws", 0.4),
            Option("front knob", "a front knob", "knob", 0.3),
        ),
        variants=(
            Variant("blade shape", "blade", ("tapered", "rectangular")),
            Variant("handle shape", "handle", ("closed", "open")),
        ),
        build=_saw,
    ),
    Category(
        name="anvil",
        family="tools",
        words=("smithing anvil", "blacksmith anvil"),
        parts=(
            Part("body", ("iron", "iron", "steel", "rusted iron", "stone", "obsidian"), words=("waist", "middle")),
            Part("face", ("iron", "steel", "rusted iron", "gold"), words=("top", "table"), like="body"),
            Part("horn", ("iron", "steel", "rusted iron", "gold"), words=("horns", "beak"), like="body"),
            Part("base", ("iron", "steel", "rusted iron", "stone"), words=("foot", "feet"), like="body"),
            Part("heel", ("iron", "steel", "bronze"), words=("strap", "step"), like="face"),
            Part("stump", ("wood", "dark wood", "bark"), words=("log", "block"), main=False),
            Part(
                "ingot",
                ("light", "gold", "iron", "bronze"),
                words=("bar",),
                main=False,
                glow=0.6,
                natural=((255, 130, 30), (255, 90, 20)),
            ),
            Part("hammer", ("iron", "steel", "bronze"), words=("smith's hammer",), main=False),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (0.6, 0.95)),
            Attribute("height", "", "low", "tall", "lower", "taller", (0.36, 0.58)),
            Attribute("depth", "", "narrow", "deep", "narrower", "deeper", (0.2, 0.34)),
            Attribute("horn length", "horn", "short", "long", "shorter", "longer", (0.16, 0.38)),
            Attribute("waist width", "body", "thin", "thick", "thinner", "thicker", (0.16, 0.34)),
        ),
        options=(
            Option("stump", "a wooden stump", "stump", 0.35),
            Option("ingot", "an ingot", "ingot", 0.3),
            Option("hammer", "a hammer on top", "hammer", 0.3),
        ),
        variants=(Variant("horns", "", ("single-horned", "double-horned")),),
        build=_anvil,
    ),
    Category(
        name="wrench",
        family="tools",
        words=("spanner", "monkey wrench"),
        parts=(
            Part("head", ("steel", "steel", "iron", "rusted iron", "bronze", "painted metal"), words=("jaws", "mouth")),
            Part(
                "handle",
                ("steel", "steel", "iron", "rusted iron", "painted metal"),
                words=("shaft", "arm"),
                like="head",
            ),
            Part(
                "end", ("steel", "iron", "rusted iron", "painted metal"), words=("tail", "second head"), like="handle"
            ),
            Part("jaw", ("steel", "iron", "bronze"), words=("movable jaw",), main=False, like="head"),
            Part("screw", ("bronze", "iron", "steel"), words=("worm", "wheel"), main=False),
            Part("grip", ("rubber", "plastic", "leather", "plastic"), words=("sleeve",), main=False, colours=0.9),
            Part("bolt", ("bronze", "iron", "gold"), words=("nut",), main=False),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (0.4, 0.62)),
            Attribute("head size", "head", "small", "big", "smaller", "bigger", (0.15, 0.24)),
            Attribute("opening", "head", "narrow", "wide", "narrower", "wider", (0.5, 0.85)),
            Attribute("handle width", "handle", "thin", "thick", "thinner", "thicker", (0.05, 0.09)),
        ),
        options=(
            Option("second head", "a second head", "end", 0.35),
            Option("grip", "a grip", "grip", 0.4),
            Option("bolt", "a bolt", "bolt", 0.25),
        ),
        variants=(Variant("head shape", "head", ("open-ended", "box-ended", "adjustable")),),
        build=_wrench,
    ),
)
