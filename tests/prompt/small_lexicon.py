"""A small fixed lexicon for tests with hand-written expectations, and briefs and plans in shorthand."""

from __future__ import annotations

from meshwright.prompt.brief import Brief, EditPlan
from meshwright.prompt.tokens import vocabulary_of
from meshwright.vocabulary.colors import COLORS
from meshwright.vocabulary.lexicon import (
    AttributeEntry,
    CategoryEntry,
    Lexicon,
    OptionEntry,
    PartEntry,
    VariantEntry,
)
from meshwright.vocabulary.materials import MATERIALS


def _parts(*rows: tuple[str, str, str, bool]) -> tuple[PartEntry, ...]:
    return tuple(
        PartEntry(name, i, tuple(filter(None, words.split(", "))), tuple(materials.split(", ")), main)
        for i, (name, words, materials, main) in enumerate(rows)
    )


CHEST = CategoryEntry(
    "chest", "containers", ("treasure chest", "strongbox", "coffer", "trunk"), 1.2,
    _parts(
        ("body", "base, box", "wood, stone, gold", True),
        ("lid", "top, cover", "wood, iron, gold", True),
        ("bands", "fittings, straps", "iron, gold, bronze", True),
        ("lock", "latch, padlock", "iron, gold, bone", True),
        ("handles", "rings", "iron, rope", False),
        ("feet", "legs", "wood, iron", False),
    ),
    (
        AttributeEntry("width", "", "narrow", "wide", "narrower", "wider"),
        AttributeEntry("height", "", "short", "tall", "shorter", "taller"),
        AttributeEntry("lid height", "lid", "flat", "high", "flatter", "higher"),
        AttributeEntry("lock size", "lock", "small", "big", "smaller", "bigger"),
    ),
    (
        OptionEntry("skull lock", "a skull lock", "lock"),
        OptionEntry("side rings", "side rings", "handles"),
        OptionEntry("feet", "feet", "feet"),
    ),
    (VariantEntry("lid shape", "lid", ("rounded", "boxy")),),
)  # fmt: skip
SWORD = CategoryEntry(
    "sword", "weapons", ("longsword", "broadsword", "blade"), 1.0,
    _parts(
        ("blade", "edge", "steel, iron, obsidian, gold", True),
        ("guard", "crossguard, hilt", "iron, gold, bronze", True),
        ("grip", "handle", "leather, wood, cloth", True),
        ("pommel", "knob", "iron, gold", True),
        ("gem", "jewel", "crystal, glass", False),
    ),
    (
        AttributeEntry("length", "", "short", "long", "shorter", "longer"),
        AttributeEntry("blade width", "blade", "narrow", "wide", "narrower", "wider"),
        AttributeEntry("grip length", "grip", "short", "long", "shorter", "longer"),
        AttributeEntry("pommel size", "pommel", "small", "big", "smaller", "bigger"),
    ),
    (OptionEntry("fuller", "a fuller", "blade"), OptionEntry("gem", "a gem", "gem")),
    (
        VariantEntry("blade shape", "blade", ("straight", "curved", "jagged")),
        VariantEntry("guard shape", "guard", ("straight", "winged", "round")),
    ),
)  # fmt: skip
LANTERN = CategoryEntry(
    "lantern", "lighting", ("lamp",), 2.0,
    _parts(
        ("frame", "cage", "iron, bronze", True),
        ("flame", "light source, candle", "light, wax", True),
        ("panes", "windows, glass", "glass, crystal", True),
        ("handle", "ring", "iron, rope", True),
    ),
    (
        AttributeEntry("height", "", "short", "tall", "shorter", "taller"),
        AttributeEntry("flame size", "flame", "small", "big", "smaller", "bigger"),
    ),
    (OptionEntry("roof", "a pointed roof", "frame"),),
    (VariantEntry("shape", "", ("round", "square")),),
)  # fmt: skip
TREE = CategoryEntry(
    "tree", "plants", ("oak tree", "leafy tree"), 0.3,
    _parts(
        ("crown", "leaves, foliage", "foliage", True),
        ("trunk", "stem", "bark, wood", True),
        ("fruit", "apples", "flesh", False),
    ),
    (
        AttributeEntry("height", "", "short", "tall", "shorter", "taller"),
        AttributeEntry("trunk thickness", "trunk", "thin", "thick", "thinner", "thicker"),
        AttributeEntry("trunk bend", "trunk", "straight", "crooked", "straighter", "more crooked"),
    ),
    (OptionEntry("fruit", "fruit", "fruit"), OptionEntry("roots", "visible roots", "trunk")),
    (),
)  # fmt: skip
CATEGORIES = (CHEST, SWORD, LANTERN, TREE)
LEXICON = Lexicon(CATEGORIES, vocabulary_of(CATEGORIES, tuple(m.name for m in MATERIALS), tuple(COLORS)))


def said(brief: Brief) -> set[str]:
    """A brief in shorthand: `chest`, `worn`, `lid=gold`, `lid~red`, `lid*`, `height+`, `height++`, `+feet`,
    ...
    """
    out = {brief.category} if brief.category else set()
    out |= {brief.style} if brief.style else set()
    out |= {"worn"} if brief.worn else set()
    for p in brief.parts:
        out |= {f"{p.part}={p.material}"} if p.material else set()
        out |= {f"{p.part}~{p.colour}"} if p.colour else set()
        out |= {f"{p.part}{'*' if p.glow else '-dark'}"} if p.glow is not None else set()
    out |= {f"{a.name}{('+' if a.high else '-') * (2 if a.very else 1)}" for a in brief.attributes}
    out |= {f"+{o}" for o in brief.options} | {choice for _, choice in brief.variants}
    out |= {f"free {w}" for w in brief.free} | {f"? {w}" for w in brief.ungrounded}
    out |= {f"{brief.polycount} tris"} if brief.polycount else set()
    out |= {f"{brief.height:g} m"} if brief.height else set()
    if brief.avoid:
        out |= {f"not {s}" for s in said(brief.avoid) - {brief.category}}
    return out


def steps(plan: EditPlan) -> list[str]:
    """Steps in shorthand: `length + much`, `lid=gold`, `lid~red`, `lid*`, `+feet`, `-feet`, `style low-poly`,
    ...
    """
    out = []
    for s in plan.steps:
        sign = "+" if s.direction > 0 else "-"
        factor = f" x{s.factor:g}" if s.factor is not None else ""
        out.append(
            {
                "attribute": f"{s.name} {sign} {s.amount}".strip() + factor,
                "material": f"{s.part}={s.value}",
                "colour": f"{s.part}~{s.value}",
                "glow": f"{s.part}*{sign}",
                "add": f"+{s.name}",
                "remove": f"-{s.name}",
                "variant": f"{s.name} {s.value}",
                "style": f"style {s.value}",
                "wear": f"wear {sign}",
            }[s.operation]
        )
    return out
