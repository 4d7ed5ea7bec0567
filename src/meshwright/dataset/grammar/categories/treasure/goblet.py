"""Treasure: goblet."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.treasure.common import CRYSTAL, JEWELS
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _goblet(b: Builder, d: Draw) -> None:
    w, deep, stem, thick, base = (
        d["cup width"] / 2,
        d["cup depth"],
        d["stem length"],
        d["stem thickness"],
        d["base width"] / 2,
    )
    b.lathe("base", [(0, 0), (base, 0), (base, 0.014), (base * 0.75, 0.026), (thick * 0.8, 0.045), (0, 0.045)])
    b.cylinder("stem", thick * 0.62, stem + 0.03, (0, 0.035 + stem / 2, 0), r_top=thick * 0.5, group=True)
    b.ellipsoid("knob", (thick * 2.2, thick * 1.5, thick * 2.2), (0, 0.035 + stem * 0.55, 0), group=True)
    y, t, shape = 0.03 + stem, 0.012, d.variant("cup shape")
    if shape == "round":
        outer = [(0, 0), (w * 0.55, deep * 0.06), (w * 0.92, deep * 0.3), (w, deep * 0.58), (w * 0.9, deep), (0, deep)]
    elif shape == "flared":
        outer = [(0, 0), (w * 0.45, 0), (w * 0.6, deep * 0.3), (w * 0.72, deep * 0.65), (w * 1.05, deep), (0, deep)]
    else:
        outer = [(0, 0), (w * 0.78, 0), (w * 0.86, deep * 0.08), (w * 0.9, deep), (0, deep)]
    rim = outer[-2][0]
    b.lathe("cup", outer, (0, y, 0), group=True)
    inner = [
        (max(r - t * 1.7, 0.0) if r else 0.0, h + (0.02 if i < len(outer) // 2 else 0.004))
        for i, (r, h) in enumerate(outer)
    ]
    b.lathe("cup", inner, (0, y, 0), op="subtract")
    b.torus("rim", rim - t * 0.6, t, (0, y + deep, 0), group=True)
    if d.has("wine"):
        low, high = {"round": (0.97, 0.93), "flared": (0.69, 0.92), "straight": (0.88, 0.89)}[shape]  # outer radii
        b.lathe(
            "wine",
            [(0, deep * 0.62), (w * low - t, deep * 0.62), (w * high - t, deep * 0.86), (0, deep * 0.86)],
            (0, y, 0),
            group=True,
        )
    at = {"round": 0.985, "flared": 0.7, "straight": 0.88}[shape] * w
    if d.has("gems"):
        b.ellipsoid("gems", (0.04, 0.046, 0.03), (0, y + deep * 0.55, at), ring=(6, 0), group=True)
    if d.has("handles"):
        b.tube(
            "handles",
            (at * 0.9, y + deep * 0.82, 0),
            (at + 0.11, y + deep * 0.75, 0),
            (at * 0.8, y + deep * 0.22, 0),
            0.013,
            mirror="x",
            group=True,
        )


CATEGORY = Category(
    name="goblet",
    family="treasure",
    words=("chalice", "grail"),
    parts=(
        Part("cup", ("gold", "gold", "silver", "bronze", "wood", "glass", "bone"), words=("bowl",)),
        Part("stem", ("gold", "silver", "bronze", "wood", "bone"), words=("leg",), like="cup"),
        Part("base", ("gold", "silver", "bronze", "wood", "stone"), words=("foot",), like="cup"),
        Part("knob", ("gold", "silver", "crystal", "bronze"), words=("node",), like="cup"),
        Part("rim", ("gold", "silver", "bronze"), words=("lip", "edge")),
        Part("gems", CRYSTAL, words=("jewels", "stones"), main=False, glow=0.2, natural=JEWELS),
        Part(
            "wine",
            ("glass",),
            words=("drink", "liquid"),
            main=False,
            colours=0.3,
            glow=0.1,
            natural=((110, 10, 30), (90, 8, 40)),
        ),
        Part("handles", ("gold", "silver", "bronze"), words=("handle", "ears"), main=False, like="cup"),
    ),
    attributes=(
        Attribute("cup width", "cup", "narrow", "wide", "narrower", "wider", (0.14, 0.24)),
        Attribute("cup depth", "cup", "shallow", "deep", "shallower", "deeper", (0.09, 0.18)),
        Attribute("stem length", "stem", "short", "long", "shorter", "longer", (0.06, 0.15)),
        Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.024, 0.045)),
        Attribute("base width", "base", "narrow", "wide", "narrower", "wider", (0.11, 0.19)),
    ),
    options=(
        Option("gems", "gems", "gems", 0.4),
        Option("wine", "wine", "wine", 0.35),
        Option("handles", "handles", "handles", 0.25),
    ),
    variants=(Variant("cup shape", "cup", ("round", "flared", "straight")),),
    build=_goblet,
)
