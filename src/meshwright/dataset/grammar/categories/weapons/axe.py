"""Weapons: axe."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import bevel, wrap
from meshwright.dataset.grammar.categories.weapons.common import BLADE, FITTING
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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


CATEGORY = Category(
    name="axe",
    family="weapons",
    words=("battle axe", "hatchet", "battleaxe", "tomahawk"),
    parts=(
        Part("head", BLADE, words=("blade", "axe head"), glow=0.06),
        Part("handle", ("wood", "wood", "dark wood", "bone", "iron"), words=("shaft", "haft")),
        Part("socket", FITTING, words=("collar",)),
        Part("butt", FITTING, words=("pommel", "knob"), like="socket"),
        Part("wrapping", ("leather", "cloth", "rope"), words=("wrap", "grip"), main=False),
        Part("spikes", FITTING, words=("spike",), main=False, like="socket"),
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
)
