"""Furniture: stool."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.furniture.common import shaded
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _stool(b: Builder, d: Draw) -> None:
    h, w, thick, t, splay = (
        d["height"],
        d["seat width"],
        d["seat thickness"],
        d["leg thickness"],
        d["leg spread"],
    )
    legs = 3 if d.variant("leg count") == "three-legged" else 4
    shape = d.variant("seat shape")
    y = h - thick
    if shape == "round":
        b.cylinder("seat", w / 2, thick, (0, y + thick / 2, 0), round=0.014)
        r = w / 2 - t * 0.75
    else:
        b.box("seat", (w * 0.94, thick, w * 0.94), (0, y + thick / 2, 0), round=0.014)
        r = w / 2 * (1.2 if legs == 4 else 0.84) - t * 0.7
    out = r + splay
    top = (0.0, y + 0.02, r * 0.9)
    phase = 0.0 if legs == 3 else 45.0
    b.tube(
        "legs",
        (0, t * 0.5, out),
        (0, h * 0.5, (out + r * 0.9) / 2),
        top,
        t * 0.46,
        r_end=t * 0.58,
        ring=(legs, phase),
        group=True,
    )
    if d.has("footrest"):
        q = out + (r * 0.9 - out) * 0.34
        if legs == 4:
            s = q * math.sqrt(0.5)
            b.box("footrest", (2 * s, 0.04, 0.04), (0, h * 0.34, s), mirror="z", group=True)
            b.box("footrest", (0.04, 0.04, 2 * s), (s, h * 0.34, 0), mirror="x")
        else:
            b.torus("footrest", q, 0.02, (0, h * 0.34, 0), group=True)
    if d.has("cushion"):
        if shape == "round":
            b.cylinder("cushion", w / 2 - 0.012, 0.075, (0, h + 0.03, 0), round=0.03, group=True)
        else:
            b.box("cushion", (w * 0.9, 0.075, w * 0.9), (0, h + 0.03, 0), round=0.03, group=True)
        b.ellipsoid("cushion", (0.05, 0.035, 0.05), (0, h + 0.068, 0), tint=shaded(d, "cushion", 0.5))
    if d.has("apron"):
        if shape == "round":
            b.cylinder("apron", w / 2 - 0.035, 0.07, (0, y - 0.03, 0), group=True)
        else:
            b.box("apron", (w * 0.84, 0.07, w * 0.84), (0, y - 0.03, 0), group=True)


CATEGORY = Category(
    name="stool",
    family="furniture",
    words=("bar stool", "footstool", "milking stool", "tavern stool"),
    parts=(
        Part(
            "seat",
            ("wood", "wood", "dark wood", "leather", "plastic", "steel"),
            words=("top", "sitting board"),
        ),
        Part("legs", ("wood", "dark wood", "iron", "steel", "painted metal"), words=("feet",), like="seat"),
        Part(
            "footrest",
            ("wood", "iron", "steel", "gold"),
            words=("foot ring", "stretchers", "rungs"),
            main=False,
            like="legs",
        ),
        Part("cushion", ("leather", "cloth"), words=("pad",), main=False),
        Part(
            "apron",
            ("wood", "dark wood", "iron", "gold"),
            words=("skirt", "collar"),
            main=False,
            like="legs",
        ),
    ),
    attributes=(
        Attribute("height", "", "low", "tall", "lower", "taller", (0.36, 0.78)),
        Attribute("seat width", "seat", "narrow", "wide", "narrower", "wider", (0.3, 0.46)),
        Attribute("seat thickness", "seat", "thin", "thick", "thinner", "thicker", (0.035, 0.1)),
        Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.038, 0.075)),
        Attribute("leg spread", "legs", "straight", "splayed", "straighter", "more splayed", (0.0, 0.12)),
    ),
    options=(
        Option("footrest", "a footrest", "footrest", 0.5),
        Option("cushion", "a cushion", "cushion", 0.35),
        Option("apron", "an apron", "apron", 0.35),
    ),
    variants=(
        Variant("seat shape", "seat", ("round", "square")),
        Variant("leg count", "", ("three-legged", "four-legged")),
    ),
    build=_stool,
)
