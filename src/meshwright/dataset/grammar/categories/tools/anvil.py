"""Tools: anvil."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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


CATEGORY = Category(
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
)
