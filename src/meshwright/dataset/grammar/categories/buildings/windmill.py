"""Buildings: windmill."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _windmill(b: Builder, d: Draw) -> None:
    h, w, length, sw, cap = d["height"], d["width"], d["blade length"], d["blade width"], d["cap height"]
    sides = {"round": 0, "octagonal": 8, "square": 4}[d.variant("shape")]
    c = math.cos(math.pi / sides) if sides else 1.0
    r = w / 2 / c
    rt = r * 0.6
    b.cylinder("base", r * 1.12, 0.55, (0, 0.27, 0), sides=sides, r_top=r * 1.05)
    b.cylinder("walls", r, h, (0, h / 2, 0), sides=sides, r_top=rt, group=True)
    cr = rt * 1.16
    if sides == 4:
        b.box("cap", (2 * cr * c, cap + 0.2, 2 * cr * c), (0, h + cap / 2 - 0.1, 0), taper=(0.12, 0.9), group=True)
    else:
        b.lathe(
            "cap",
            (
                (0, h - 0.15),
                (cr, h - 0.15),
                (cr * 0.96, h + cap * 0.3),
                (cr * 0.66, h + cap * 0.72),
                (cr * 0.2, h + cap),
                (0, h + cap * 1.02),
            ),
            sides=sides,
            group=True,
        )
    hy, hz = h + min(cap * 0.22, 0.35) - 0.1, cr * c + 0.4
    b.cylinder("hub", 0.2, 0.9, (0, hy, hz - 0.3), axis="z", group=True)
    b.cylinder("hub", 0.36, 0.34, (0, hy, hz), axis="z", r_top=0.2)
    turn = 45.0 + (d.seed % 7 - 3) * 6.0
    for i in range(4):
        a = math.radians(turn + 90 * i)
        u, v = (-math.sin(a), math.cos(a)), (math.cos(a), math.sin(a))
        rot = (0.0, 0.0, math.degrees(a))
        m = length / 2
        b.box("blades", (0.2, length, 0.2), (u[0] * m, hy + u[1] * m, hz - 0.02), rot=rot, group=i == 0)
        q, off = length * 0.36, sw / 2
        at = (u[0] * (length - q - 0.02) + v[0] * off, hy + u[1] * (length - q - 0.02) + v[1] * off, hz - 0.03)
        b.box("sails", (sw, q * 2, 0.13), at, rot=rot, group=i == 0)
        if d.has("slats"):
            b.box("blades", (sw + 0.06, 0.15, 0.26), at, rot=rot, repeat=(3, (u[0] * q * 0.8, u[1] * q * 0.8, 0)))
    s = d["door size"]
    front = (r - (r - rt) * 0.1) * c
    b.box("door", (s * 0.56, s, 0.5), (0, s / 2 + 0.1, front - 0.02), round=0.03, group=True)
    for y in (0.5, 0.72):
        f = (r + (rt - r) * y) * c
        b.box("windows", (0.5, 0.6, 0.3), (0, h * y, f - 0.04), ring=(4, 0), group=y == 0.5)
    if d.has("balcony"):
        y = h * 0.36
        R = (r + (rt - r) * 0.36) + 0.5
        b.cylinder("base", R, 0.22, (0, y, 0), sides=sides, group=True)
        if sides == 4:
            b.box("base", (0.24, 0.8, 0.24), (0, y + 0.35, R - 0.2), ring=(4, 45))
        else:
            b.cylinder("base", 0.14, 0.8, (0, y + 0.35, R - 0.16), ring=(8, 22.5), sides=4)
        b.cylinder("base", R, 0.17, (0, y + 0.72, 0), sides=sides, group=True)
        b.cylinder("base", R - 0.26, 1.0, (0, y + 0.72, 0), sides=sides, op="subtract")


CATEGORY = Category(
    name="windmill",
    family="buildings",
    words=("mill", "grain mill", "dutch windmill"),
    parts=(
        Part("walls", ("plaster", "stone", "brick", "wood"), words=("body", "tower")),
        Part(
            "sails",
            ("cloth", "cloth", "wood", "paper"),
            words=("sailcloth", "vanes"),
            colours=0.4,
            natural=((232, 224, 204), (206, 192, 160)),
        ),
        Part("blades", ("wood", "dark wood", "iron"), words=("arms", "spars")),
        Part(
            "cap",
            ("clay", "wood", "rope", "bronze"),
            words=("roof", "top"),
            natural=((150, 62, 48), (96, 84, 92), (178, 84, 56)),
        ),
        Part("hub", ("wood", "iron", "bronze"), words=("axle", "shaft")),
        Part("door", ("wood", "dark wood", "painted metal"), words=("entrance",)),
        Part(
            "windows",
            ("glass",),
            words=("panes",),
            glow=0.3,
            colours=0.2,
            natural=((110, 150, 170), (244, 214, 130)),
        ),
        Part("base", ("stone", "brick", "wood"), words=("foundation", "balcony", "gallery")),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (4.0, 5.6)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (2.4, 3.6)),
        Attribute("blade length", "blades", "short", "long", "shorter", "longer", (2.3, 3.6)),
        Attribute("blade width", "sails", "narrow", "wide", "narrower", "wider", (0.45, 1.0)),
        Attribute("cap height", "cap", "low", "high", "lower", "higher", (0.8, 1.7)),
        Attribute("door size", "door", "small", "big", "smaller", "bigger", (1.0, 1.7)),
    ),
    options=(
        Option("slats", "sail slats", "blades", 0.5),
        Option("balcony", "a balcony", "base", 0.35),
    ),
    variants=(Variant("shape", "walls", ("round", "octagonal", "square")),),
    build=_windmill,
)
