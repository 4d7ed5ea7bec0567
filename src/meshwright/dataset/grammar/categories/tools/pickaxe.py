"""Tools: pickaxe."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import bevel, wrap
from meshwright.dataset.grammar.categories.tools.common import POLE
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_HEAD = ("iron", "steel", "steel", "rusted iron", "bronze", "gold", "stone", "crystal")


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


CATEGORY = Category(
    name="pickaxe",
    family="tools",
    words=("pick", "mattock", "mining pick"),
    parts=(
        Part("head", _HEAD, words=("blade", "pick head"), glow=0.05),
        Part("handle", POLE, words=("shaft", "haft")),
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
)
