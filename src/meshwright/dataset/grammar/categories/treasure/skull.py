"""Treasure: skull."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _skull(b: Builder, d: Draw) -> None:
    w, h, jaw, eye, snout = d["width"], d["height"], d["jaw size"], d["eye size"], 0.0
    kind = d.variant("kind")
    beast = kind == "beastly"
    base = 0.065 * jaw + 0.02
    cy = base + h * 0.6
    if b.low_poly:  # an icosahedron makes a poor braincase
        b.lathe(
            "cranium",
            [
                (0, -h * 0.4),
                (w * 0.34, -h * 0.38),
                (w * 0.52, -h * 0.06),
                (w * 0.52, h * 0.16),
                (w * 0.36, h * 0.37),
                (0, h * 0.43),
            ],
            (0, cy, -w * 0.06),
        )
    else:
        b.ellipsoid("cranium", (w, h * 0.86, w * 1.22), (0, cy, -w * 0.08))
    b.box("cranium", (w * 0.62, h * 0.44, w * 0.5), (0, base + h * 0.3, w * 0.24), round=0.04, op="smooth", k=0.05)
    b.ellipsoid(
        "cranium", (w * 0.36, h * 0.16, w * 0.3), (w * 0.3, base + h * 0.36, w * 0.36), mirror="x", op="smooth", k=0.03
    )
    b.box("cranium", (w * 0.66, h * 0.1, w * 0.2), (0, cy + h * 0.1, w * 0.42), round=0.02, op="smooth", k=0.04)
    front = w * 0.5
    if beast:
        snout = w * 0.36
        b.box(
            "cranium",
            (w * 0.46, h * 0.3, w * 0.62),
            (0, base + h * 0.23, w * 0.5),
            taper=(0.7, 0.9),
            round=0.03,
            op="smooth",
            k=0.05,
        )
    ey = base + h * 0.47
    slant = 22 if kind != "human" else 0
    b.ellipsoid(
        "cranium",
        (eye * 1.05, eye, 0.3),
        (max(w * 0.2, eye * 0.58), ey, front + 0.04),
        rot=(0, 0, slant),
        mirror="x",
        op="subtract",
    )
    b.prism(
        "cranium",
        3,
        w * 0.13,
        0.2,
        (0, base + h * 0.3, front + snout),
        axis="z",
        rot=(0, 0, 180 if not beast else 0),
        op="subtract",
    )
    if d.has("crack"):
        b.box("cranium", (0.034, h * 0.4, 0.3), (-w * 0.2, cy + h * 0.32, w * 0.3), rot=(0, 0, 24), op="subtract")
        b.box("cranium", (0.034, h * 0.2, 0.3), (-w * 0.2, cy + h * 0.18, w * 0.34), rot=(0, 0, -32), op="subtract")
    jz, deep = w * 0.26 + snout * 0.6, w * 0.56 + snout * 0.8
    jw = w * (0.5 + 0.12 * jaw) if not beast else w * (0.38 + 0.1 * jaw)
    teeth_y = base + h * 0.07
    th = h * 0.14
    b.box("teeth", (jw * 0.82, th, deep * 0.86), (0, teeth_y, jz), round=0.008, group=True)
    b.box(
        "teeth",
        (0.02, th * 1.4, 1.0),
        (0, teeth_y, jz + deep * 0.45 + 0.48),
        repeat=(5, (jw * 0.165, 0, 0)),
        op="subtract",
    )
    if kind != "human":
        b.cylinder(
            "teeth",
            0.012,
            h * 0.2,
            (jw * 0.3, teeth_y - h * 0.02, jz + deep * 0.42),
            r_top=0.032,
            mirror="x",
            group=True,
        )
    lower = 0.075 * jaw + 0.035
    b.box("jaw", (jw, lower, deep * 0.9), (0, lower / 2, jz), taper=(0.94, 1.0), round=0.02, group=True)
    b.box("jaw", (jw * 1.06, lower + h * 0.22, w * 0.2), (0, (lower + h * 0.22) / 2, w * 0.06), round=0.02)
    b.ellipsoid(
        "eyes",
        (eye * 0.98, eye * 0.94, 0.11),
        (max(w * 0.2, eye * 0.58), ey, front - 0.1),
        rot=(0, 0, slant),
        mirror="x",
        group=True,
    )
    if d.has("horns"):
        b.tube(
            "horns",
            (w * 0.36, cy + h * 0.2, 0),
            (w * 0.95, cy + h * 0.22, 0),
            (w * 0.78, cy + h * 0.72, 0.02),
            0.05,
            r_end=0.015,
            mirror="x",
            group=True,
        )
    if d.has("candle"):
        top = cy + h * 0.43
        b.cylinder("candle", 0.05, 0.14, (0, top + 0.05, -w * 0.08), group=True)
        b.ellipsoid("candle", (0.15, 0.06, 0.15), (0, top - 0.005, -w * 0.08))
        b.lathe(
            "candle",
            [(0, 0), (0.02, 0.01), (0.028, 0.03), (0.008, 0.085), (0, 0.09)],
            (0, top + 0.11, -w * 0.08),
            material="light",
            tint=(1.0, 0.45, 0.08),
            emission=1.0,
            group=True,
        )


CATEGORY = Category(
    name="skull",
    family="treasure",
    words=("cranium", "death's head", "skeleton head"),
    parts=(
        Part(
            "cranium",
            ("bone", "bone", "bone", "stone", "gold", "crystal", "obsidian"),
            words=("braincase", "forehead"),
        ),
        Part("jaw", ("bone", "stone", "gold", "iron"), words=("mandible", "chin"), like="cranium"),
        Part("teeth", ("bone", "bone", "gold", "silver"), words=("tooth",), like="cranium"),
        Part(
            "eyes",
            ("obsidian", "obsidian", "obsidian", "light", "crystal"),
            words=("eye", "sockets", "eye sockets"),
            glow=0.25,
            natural=((22, 18, 20),),
        ),
        Part("horns", ("bone", "obsidian", "dark wood", "gold"), words=("horn",), main=False),
        Part("candle", ("wax",), words=("taper",), main=False, colours=0.3),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.34, 0.46)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.38, 0.56)),
        Attribute("jaw size", "jaw", "small", "big", "smaller", "bigger", (0.2, 1.4)),
        Attribute("eye size", "eyes", "small", "big", "smaller", "bigger", (0.085, 0.145)),
    ),
    options=(
        Option("horns", "horns", "horns", 0.3),
        Option("crack", "a crack", "cranium", 0.3),
        Option("candle", "a candle on top", "candle", 0.2),
    ),
    variants=(Variant("kind", "", ("human", "fanged", "beastly")),),
    build=_skull,
)
