"""Kitchen: cauldron."""

from __future__ import annotations

from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _cauldron(b: Builder, d: Draw) -> None:
    r, h, leg, rim, mouth = (
        d["width"] / 2,
        d["height"],
        d["leg length"],
        d["rim thickness"] / 2,
        d["mouth width"],
    )
    shape = d.variant("body shape")
    y0 = leg
    top = y0 + h
    m = r * mouth
    if shape == "round":
        if b.low_poly:
            b.lathe(
                "body",
                [
                    (0, y0),
                    (r * 0.55, y0 + h * 0.06),
                    (r, y0 + h * 0.36),
                    (r, y0 + h * 0.55),
                    (m, top),
                    (0, top),
                ],
            )
        else:
            b.lathe(
                "body",
                [
                    (0, y0),
                    (r * 0.5, y0 + h * 0.05),
                    (r * 0.86, y0 + h * 0.2),
                    (r, y0 + h * 0.4),
                    (r * 0.97, y0 + h * 0.58),
                    (r * 0.6 + m * 0.4, y0 + h * 0.78),
                    (m, top),
                    (0, top),
                ],
            )
    elif shape == "straight":
        b.lathe(
            "body",
            [(0, y0), (r * 0.8, y0), (r * 0.93, y0 + h * 0.14), (r * 0.96, y0 + h * 0.8), (m, top), (0, top)],
        )
    else:
        b.lathe(
            "body",
            [(0, y0), (r * 0.6, y0), (r, y0 + h * 0.36), (r, y0 + h * 0.56), (m, top), (0, top)],
            sides=8,
        )
    b.torus("rim", m - 0.01, rim, (0, top, 0))
    hole = m - 0.055
    b.cylinder("rim", hole, h * 0.62, (0, top + 0.02, 0), op="subtract")
    level = top - 0.035
    if d.has("brew"):
        b.cylinder("brew", hole + 0.025, 0.08, (0, level - 0.04, 0), group=True)
        if d.has("bubbles"):
            b.ellipsoid("bubbles", (0.15, 0.15, 0.15), (hole * 0.3, level + 0.025, hole * 0.25), group=True)
            b.ellipsoid("bubbles", (0.11, 0.11, 0.11), (-hole * 0.4, level + 0.015, hole * 0.1))
            b.ellipsoid("bubbles", (0.12, 0.12, 0.12), (-0.02, level + 0.02, -hole * 0.42))
            b.ellipsoid("bubbles", (0.075, 0.075, 0.075), (hole * 0.12, level + 0.12, -0.02))
            b.ellipsoid("bubbles", (0.09, 0.09, 0.09), (hole * 0.12, level + 0.06, -0.01))
        if d.has("ladle"):
            b.tube(
                "ladle",
                (hole * 0.2, level - 0.02, -hole * 0.3),
                (m * 0.7, top + 0.1, -m * 0.5),
                (m * 0.9, top + 0.36, -m * 0.6),
                0.028,
                group=True,
            )
            b.ellipsoid("ladle", (0.09, 0.09, 0.09), (m * 0.9, top + 0.36, -m * 0.6))
    q = r * 0.62
    if leg > 0.02:
        b.tube(
            "legs",
            (0, y0 + h * 0.22, q * 0.95),
            (0, y0 + h * 0.02, q * 1.12),
            (0, 0.028, q * 1.12),
            0.062,
            r_end=0.038,
            ring=(3, 60),
            group=True,
        )
    b.torus(
        "handles",
        0.08,
        0.026,
        (max(m * 0.5 + r * 0.5, m + 0.01), top - h * 0.2, 0),
        axis="z",
        mirror="x",
        group=True,
    )
    if d.has("bail"):
        x, rise = max(m * 0.5 + r * 0.5, m + 0.01) + 0.06, top + r * 0.9
        b.tube("handles", (-x, top - h * 0.16, 0), (-x, rise, 0), (0, rise, 0), 0.024)
        b.tube("handles", (x, top - h * 0.16, 0), (x, rise, 0), (0, rise, 0), 0.024)
    if d.has("fire"):
        log: dict[str, Any] = {"material": "bark", "tint": (0.09, 0.05, 0.03), "emission": 0.0}
        b.cylinder("fire", 0.05, r * 1.5, (0, 0.05, 0), axis="x", rot=(0, 30, 0), **log, group=True)
        b.cylinder("fire", 0.05, r * 1.5, (0, 0.06, 0), axis="x", rot=(0, -35, 0), **log)
        b.cylinder("fire", 0.05, r * 1.5, (0, 0.055, 0), axis="x", rot=(0, 90, 0), **log)
        b.cylinder(
            "fire",
            0.09,
            leg * 0.7 + 0.14,
            (0, 0.05 + (leg * 0.7 + 0.14) / 2, q * 0.5),
            r_top=0.02,
            ring=(5, 10),
            group=True,
        )
        b.cylinder("fire", 0.08, leg + 0.12, (0, 0.04 + (leg + 0.12) / 2, q * 0.05), r_top=0.05)


CATEGORY = Category(
    name="cauldron",
    family="kitchen",
    words=("witch cauldron", "cooking pot", "iron pot", "stew pot"),
    parts=(
        Part(
            "body",
            ("iron", "iron", "rusted iron", "bronze", "steel", "stone", "obsidian"),
            words=("kettle body", "belly"),
        ),
        Part("rim", ("iron", "bronze", "gold", "rusted iron"), words=("lip", "edge"), like="body"),
        Part("legs", ("iron", "bronze", "gold"), words=("feet",), like="body"),
        Part("handles", ("iron", "bronze", "gold", "steel"), words=("rings", "ears"), like="rim"),
        Part(
            "brew",
            ("glass", "light", "soil"),
            words=("potion", "soup", "liquid", "stew"),
            main=False,
            colours=0.6,
            glow=0.55,
            natural=((90, 190, 50), (130, 60, 170), (70, 160, 150)),
        ),
        Part(
            "bubbles",
            ("glass", "light"),
            words=("foam",),
            main=False,
            like="brew",
            colours=0.6,
            glow=0.5,
            natural=((120, 210, 80), (160, 90, 190)),
        ),
        Part("ladle", ("wood", "iron", "bone"), words=("spoon", "stirrer"), main=False),
        Part(
            "fire",
            ("light",),
            words=("flames", "campfire"),
            main=False,
            colours=0.25,
            glow=1.0,
            natural=((255, 140, 30), (255, 168, 44)),
        ),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.62, 1.02)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.46, 0.78)),
        Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.08, 0.24)),
        Attribute("rim thickness", "rim", "thin", "thick", "thinner", "thicker", (0.07, 0.15)),
        Attribute("mouth width", "rim", "narrow", "wide", "narrower", "wider", (0.66, 0.94)),
    ),
    options=(
        Option("brew", "a brew", "brew", 0.75),
        Option("bubbles", "bubbles", "bubbles", 0.5),
        Option("ladle", "a ladle", "ladle", 0.35),
        Option("bail", "a bail handle", "handles", 0.25),
        Option("fire", "a fire", "fire", 0.3),
    ),
    variants=(Variant("body shape", "", ("round", "straight", "angular")),),
    build=_cauldron,
)
