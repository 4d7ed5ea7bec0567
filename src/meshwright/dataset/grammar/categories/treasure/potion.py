"""Treasure: potion."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_LIQUIDS = ((200, 24, 40), (40, 90, 210), (50, 170, 60), (150, 50, 190), (240, 150, 30), (30, 170, 170))


def _potion(b: Builder, d: Draw) -> None:
    w, body, neck, girth, cork = d["width"], d["body height"], d["neck length"], d["neck width"], d["stopper size"]
    shape = d.variant("bottle shape")

    def hull(part: str) -> None:
        if shape == "round":
            b.ellipsoid(part, (w, body, w), (0, body / 2, 0), group=True)
        elif shape == "square":
            b.box(part, (w * 0.86, body, w * 0.86), (0, body / 2, 0), round=0.018, group=True)
        else:
            b.cylinder(part, w / 2, body, (0, body / 2, 0), r_top=girth * 0.5, round=0.015, group=True)

    level = body * 0.62
    hull("liquid")
    b.box("liquid", (1, 1, 1), (0, level - 0.5, 0), op="intersect")
    if shape == "round":  # a flat to stand on
        b.cylinder("liquid", w * 0.26, body * 0.2, (0, body * 0.1, 0), r_top=w * 0.2)
    hull("bottle")
    b.box("bottle", (1, 1, 1), (0, level + 0.5 - 0.002, 0), op="intersect")
    y = body * 0.96
    b.cylinder("bottle", girth / 2, neck + 0.03, (0, y + neck / 2 - 0.005, 0))
    b.torus("bottle", girth * 0.52, 0.012, (0, y + neck, 0))
    y += neck
    if d.has("crystal stopper"):
        b.prism("stopper", 6, girth * 0.3, cork * 0.7, (0, y + cork * 0.25, 0), r_top=cork * 0.55, group=True)
        b.prism("stopper", 6, cork * 0.55, cork * 0.7, (0, y + cork * 0.92, 0), r_top=0.006)
    else:
        b.cylinder(
            "stopper",
            girth * 0.4,
            cork,
            (0, y + cork * 0.42, 0),
            r_top=girth * 0.3 + cork * 0.22,
            round=0.006,
            group=True,
        )
    if d.has("label"):
        front = w * (0.43 if shape == "square" else 0.5 if shape == "round" else 0.36)
        tilt = 0 if shape != "conical" else -16
        b.box(
            "label",
            (w * 0.46, body * 0.34, 0.03),
            (0, body * 0.45, front - 0.004),
            rot=(tilt, 0, 0),
            round=0.006,
            group=True,
        )
        b.ellipsoid(
            "label",
            (w * 0.2, w * 0.2, 0.03),
            (0, body * 0.45, front + 0.012),
            rot=(tilt, 0, 0),
            tint=(0.02, 0.02, 0.02),
            material="paper",
        )
    if d.has("cord"):
        b.torus("cord", girth * 0.55, 0.011, (0, y - neck * 0.62, 0), repeat=(2, (0, 0.017, 0)), group=True)
        b.ellipsoid("cord", (0.04, 0.05, 0.034), (0, y - neck * 0.7 - 0.01, girth * 0.62))
    if d.has("handles"):
        side = w * (0.44 if shape != "conical" else 0.3)
        b.tube(
            "handles",
            (girth * 0.4, y - neck * 0.3, 0),
            (w * 0.62, y, 0),
            (side, body * 0.55, 0),
            0.013,
            mirror="x",
            group=True,
        )


CATEGORY = Category(
    name="potion",
    family="treasure",
    words=("potion bottle", "elixir", "vial", "magic potion"),
    parts=(
        Part("liquid", ("glass",), words=("contents", "brew", "fluid"), colours=0.6, glow=0.3, natural=_LIQUIDS),
        Part("bottle", ("glass", "glass", "glass", "ceramic", "crystal"), words=("container", "neck"), colours=0.25),
        Part("stopper", ("wood", "wood", "rope", "gold", "crystal"), words=("cork", "plug", "lid")),
        Part("label", ("paper", "paper", "leather", "cloth"), words=("tag",), main=False, colours=0.3),
        Part("cord", ("rope", "leather", "gold", "cloth"), words=("string",), main=False),
        Part("handles", ("gold", "glass", "bronze", "iron"), words=("handle", "ears"), main=False),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.17, 0.28)),
        Attribute("body height", "", "short", "tall", "shorter", "taller", (0.18, 0.28)),
        Attribute("neck length", "bottle", "short", "long", "shorter", "longer", (0.04, 0.12)),
        Attribute("neck width", "bottle", "thin", "thick", "thinner", "thicker", (0.055, 0.1)),
        Attribute("stopper size", "stopper", "small", "big", "smaller", "bigger", (0.045, 0.09)),
    ),
    options=(
        Option("label", "a label", "label", 0.35),
        Option("cord", "a cord", "cord", 0.4),
        Option("handles", "handles", "handles", 0.2),
        Option("crystal stopper", "a crystal stopper", "stopper", 0.25),
    ),
    variants=(Variant("bottle shape", "", ("round", "conical", "square")),),
    build=_potion,
)
