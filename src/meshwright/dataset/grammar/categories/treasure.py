"""Treasure one wears or holds up: crown, ring, gemstone, goblet. The rest is in `relics.py`."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.relics import RELICS
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_PRECIOUS = ("gold", "gold", "gold", "silver", "bronze", "iron", "bone", "obsidian")
_CRYSTAL = ("crystal",)
_JEWELS = ((190, 24, 36), (24, 92, 190), (26, 150, 72), (130, 50, 170), (150, 200, 226), (232, 150, 30))


def _crown(b: Builder, d: Draw) -> None:
    r, band, tall, flare, gem = d["width"] / 2, d["band height"], d["point height"], d["flare"], d["gem size"]
    n, t = 8, 0.02
    top = r * (1 + flare * band / (band + tall))
    b.lathe("band", [(r - t, 0), (r + 0.004, 0), (top + 0.004, band), (top - t, band)])
    b.torus("band", r, 0.013, (0, 0.013, 0))
    b.torus("band", top, 0.011, (0, band, 0))
    lean = math.degrees(math.atan2(r * flare, band + tall))
    shape, half = d.variant("point shape"), math.pi * top / n
    at, z = (0, band - 0.012, top - t * 0.5), top + tall * math.tan(math.radians(lean))
    if shape == "pointed":
        b.extrude(
            "points",
            [(-half * 0.95, -0.01), (half * 0.95, -0.01), (0, tall)],
            t * 1.3,
            at,
            rot=(lean, 0, 0),
            ring=(n, 0),
            group=True,
        )
        b.ellipsoid(
            "points", (0.04, 0.044, 0.04), (0, band + tall * 0.88, top + (z - top) * 0.88 - t * 0.7), ring=(n, 0)
        )
    elif shape == "rounded":
        dome = [
            (-half * 0.9, -0.01),
            (half * 0.9, -0.01),
            (half * 0.86, tall * 0.55),
            (half * 0.5, tall * 0.9),
            (0, tall),
            (-half * 0.5, tall * 0.9),
            (-half * 0.86, tall * 0.55),
        ]
        b.extrude("points", dome, t * 1.3, at, rot=(lean, 0, 0), ring=(n, 0), group=True)
    else:
        b.extrude(
            "points",
            [(-0.014, -0.01), (0.014, -0.01), (0.014, tall * 0.7), (-0.014, tall * 0.7)],
            t * 1.3,
            at,
            rot=(lean, 0, 0),
            ring=(n, 0),
            group=True,
        )
        b.ellipsoid(
            "points",
            (half * 0.62, tall * 0.6, t * 1.8),
            (0, band + tall * 0.72, top + (z - top) * 0.7 - t * 0.5),
            rot=(lean, 0, 0),
            ring=(n, 0),
        )
        b.ellipsoid(
            "points",
            (half * 1.5, tall * 0.24, t * 1.7),
            (0, band + tall * 0.56, top + (z - top) * 0.55 - t * 0.5),
            rot=(lean, 0, 0),
            ring=(n, 0),
        )
    b.ellipsoid("gems", (gem * 1.2, gem * 1.45, gem * 0.9), (0, band * 0.6, (r + top) / 2 + 0.004), group=True)
    b.ellipsoid(
        "gems", (gem * 0.85, gem * 0.85, gem * 0.75), (0, band * 0.58, (r + top) / 2 + 0.002), ring=(n, 0), group=True
    )
    if d.has("cap"):
        b.ellipsoid("cap", (2 * r * 0.97, (band + tall * 0.75) * 1.7, 2 * r * 0.97), (0, band * 0.25, 0), group=True)
        b.box("cap", (4 * r, 2.0, 4 * r), (0, 1.012, 0), op="intersect")
    if d.has("arches"):
        peak = band + tall * 1.2 + 0.05
        b.tube(
            "arches",
            (0, band * 0.9, top - t * 0.4),
            (0, peak * 1.12, top * 0.95),
            (0, peak, 0),
            0.018,
            r_end=0.018,
            ring=(4, 0),
            group=True,
        )
        b.ellipsoid("arches", (0.065, 0.065, 0.065), (0, peak + 0.02, 0))
        b.box("arches", (0.02, 0.09, 0.02), (0, peak + 0.085, 0))
        b.box("arches", (0.06, 0.02, 0.02), (0, peak + 0.095, 0))
    if d.has("fur trim"):
        b.torus("trim", r + 0.004, 0.034, (0, 0.034, 0), group=True)


def _ring(b: Builder, d: Draw) -> None:
    r, t, wide, gem = d["size"] / 2, d["band thickness"], d["band width"], d["gem size"]
    cy = r + t / 2
    sides = 10 if b.low_poly else 0
    h = wide / 2
    b.lathe(
        "band",
        [
            (r - t / 2, -h),
            (r + t * 0.3, -h),
            (r + t * 0.5, -h * 0.5),
            (r + t * 0.5, h * 0.5),
            (r + t * 0.3, h),
            (r - t / 2, h),
        ],
        (0, cy, 0),
        axis="z",
        sides=sides,
    )
    if d.has("ridges"):
        b.torus("band", r + t * 0.42, t * 0.22, (0, cy, h * 0.85), axis="z", mirror="z")
    y = cy + r + t * 0.45
    lift = y + gem * 0.12
    b.cylinder("setting", gem * 0.3, gem * 0.42, (0, y + gem * 0.04, 0), r_top=gem * 0.5, group=True)
    cut = d.variant("gem shape")
    if cut == "round":
        b.lathe(
            "gem",
            [
                (0, 0),
                (gem * 0.2, 0),
                (gem * 0.52, gem * 0.32),
                (gem * 0.52, gem * 0.42),
                (gem * 0.32, gem * 0.62),
                (0, gem * 0.62),
            ],
            (0, lift, 0),
            sides=8,
            group=True,
        )
    elif cut == "square":
        b.box("gem", (gem * 0.95, gem * 0.42, gem * 0.95), (0, lift + gem * 0.2, 0), group=True)
        b.box("gem", (gem * 0.95, gem * 0.2, gem * 0.95), (0, lift + gem * 0.5, 0), taper=(0.62, 0.62))
    else:
        b.prism("gem", 6, gem * 0.3, gem * 0.4, (0, lift + gem * 0.2, 0), r_top=gem * 0.5, group=True)
        b.prism("gem", 6, gem * 0.5, gem * 0.75, (0, lift + gem * 0.77, 0), r_top=gem * 0.03)
    b.box(
        "setting",
        (gem * 0.17, gem * 0.6, gem * 0.17),
        (gem * 0.4, lift + gem * 0.16, gem * 0.4),
        mirror="xz",
        round=gem * 0.04,
        group=True,
    )
    if d.has("side stones"):
        for a in (32, 58):
            s = gem * (0.5 if a == 32 else 0.38)
            b.ellipsoid(
                "stones",
                (s, s, s),
                (math.sin(math.radians(a)) * (r + t * 0.5), cy + math.cos(math.radians(a)) * (r + t * 0.5), 0),
                mirror="x",
                group=True,
            )
    if d.has("leaves"):
        for a, tilt in ((38, -52), (66, -82)):
            x, yy = math.sin(math.radians(a)) * (r + t * 0.6), cy + math.cos(math.radians(a)) * (r + t * 0.6)
            b.extrude(
                "leaves",
                [(0, -gem * 0.4), (gem * 0.24, 0), (0, gem * 0.5), (-gem * 0.24, 0)],
                wide * 0.7,
                (x * 1.03, yy, 0),
                rot=(0, 0, tilt + 30),
                mirror="x",
                group=True,
            )


def _gemstone(b: Builder, d: Draw) -> None:
    r, low, up, table = d["width"] / 2, d["bottom depth"], d["top height"], d["table width"]
    sides = {"round": 8, "square": 4, "triangular": 3, "hexagonal": 6}[d.variant("cut")]
    y, k = 0.0, r / (math.cos(math.pi / sides) if sides > 3 else 0.72)
    if d.has("stand"):
        y = 0.1
        b.lathe("stand", [(0, 0), (r * 0.8, 0), (r * 0.78, 0.035), (r * 0.3, 0.075), (r * 0.2, 0.14), (0, 0.14)])
        b.tube(
            "stand",
            (0, 0.09, 0.01),
            (0, 0.1 + low * 0.1, r * 0.75),
            (0, y + low * 0.72, r * 0.88),
            0.026,
            r_end=0.016,
            ring=(4, 45),
        )
    b.prism("bottom", sides, 0.012, low, (0, y + low / 2, 0), r_top=k, group=True)
    g = 0.045
    b.prism(
        "band",
        sides,
        k * (1.04 if d.has("metal band") else 1.0),
        g,
        (0, y + low + g / 2 - 0.002, 0),
        material="gold" if d.has("metal band") else "",
        tint=(0.78, 0.45, 0.07) if d.has("metal band") else None,
        emission=0.0 if d.has("metal band") else None,
        group=True,
    )
    b.prism("top", sides, k, up, (0, y + low + g + up / 2 - 0.004, 0), r_top=k * table, group=True)
    if d.has("shards"):
        for a, s in ((35, 1.0), (155, 0.8), (275, 0.65)):
            x, z = math.sin(math.radians(a)) * r, math.cos(math.radians(a)) * r
            h = 0.3 * s
            b.prism(
                "shards",
                5,
                r * 0.2 * s,
                h,
                (x * 0.72, y + low * 0.72 + h * 0.2, z * 0.72),
                r_top=0.012,
                rot=(math.cos(math.radians(a)) * 42, 0, -math.sin(math.radians(a)) * 42),
                group=True,
            )


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


_WORN = (
    Category(
        name="crown",
        family="treasure",
        words=("tiara", "diadem", "coronet"),
        parts=(
            Part("band", _PRECIOUS, words=("circlet", "base")),
            Part("points", _PRECIOUS, words=("spikes", "prongs"), like="band"),
            Part("gems", _CRYSTAL, words=("jewels", "stones"), glow=0.25, natural=_JEWELS),
            Part(
                "cap",
                ("cloth",),
                words=("lining", "velvet"),
                main=False,
                colours=0.6,
                natural=((130, 20, 34), (80, 24, 110), (30, 50, 130)),
            ),
            Part("arches", _PRECIOUS, words=("arch", "cross"), main=False, like="band"),
            Part(
                "trim",
                ("cloth", "cloth", "leather"),
                words=("fur",),
                main=False,
                colours=0.3,
                natural=((236, 232, 224),),
            ),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.28, 0.4)),
            Attribute("band height", "band", "low", "high", "lower", "higher", (0.075, 0.13)),
            Attribute("point height", "points", "short", "tall", "shorter", "taller", (0.06, 0.17)),
            Attribute("flare", "", "straight", "flared", "straighter", "more flared", (0.0, 0.3)),
            Attribute("gem size", "gems", "small", "big", "smaller", "bigger", (0.042, 0.085)),
        ),
        options=(
            Option("cap", "a velvet cap", "cap", 0.4),
            Option("arches", "arches", "arches", 0.3),
            Option("fur trim", "a fur trim", "trim", 0.3),
        ),
        variants=(Variant("point shape", "points", ("pointed", "rounded", "floral")),),
        build=_crown,
    ),
    Category(
        name="ring",
        family="treasure",
        words=("finger ring", "signet ring", "wedding ring"),
        parts=(
            Part("band", _PRECIOUS, words=("hoop", "loop")),
            Part("gem", _CRYSTAL, words=("jewel", "stone"), glow=0.25, natural=_JEWELS),
            Part("setting", _PRECIOUS, words=("claws", "mount"), like="band"),
            Part("stones", _CRYSTAL, words=("side stones", "side gems"), main=False, like="gem", natural=_JEWELS),
            Part("leaves", ("gold", "silver", "foliage"), words=("leaf",), main=False, like="band"),
        ),
        attributes=(
            Attribute("size", "", "small", "big", "smaller", "bigger", (0.19, 0.26)),
            Attribute("band thickness", "band", "thin", "thick", "thinner", "thicker", (0.024, 0.05)),
            Attribute("band width", "band", "narrow", "wide", "narrower", "wider", (0.03, 0.09)),
            Attribute("gem size", "gem", "small", "big", "smaller", "bigger", (0.08, 0.16)),
        ),
        options=(
            Option("side stones", "side stones", "stones", 0.4),
            Option("ridges", "ridges", "band", 0.35),
            Option("leaves", "leaves", "leaves", 0.25),
        ),
        variants=(Variant("gem shape", "gem", ("round", "square", "pointed")),),
        build=_ring,
    ),
    Category(
        name="gemstone",
        family="treasure",
        words=("gem", "jewel", "diamond", "ruby", "emerald", "sapphire"),
        parts=(
            Part("top", _CRYSTAL, words=("table", "upper half"), glow=0.15, natural=_JEWELS),
            Part("bottom", _CRYSTAL, words=("point", "lower half"), glow=0.15, like="top", natural=_JEWELS),
            Part("band", ("crystal",), words=("girdle", "middle"), glow=0.1, like="top", natural=_JEWELS),
            Part("stand", ("gold", "silver", "bronze", "stone", "dark wood"), words=("pedestal", "holder"), main=False),
            Part("shards", _CRYSTAL, words=("splinters", "small crystals"), main=False, like="top", natural=_JEWELS),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.34, 0.56)),
            Attribute("bottom depth", "bottom", "shallow", "deep", "shallower", "deeper", (0.2, 0.42)),
            Attribute("top height", "top", "flat", "high", "flatter", "higher", (0.07, 0.2)),
            Attribute("table width", "top", "narrow", "wide", "narrower", "wider", (0.3, 0.75)),
        ),
        options=(
            Option("stand", "a stand", "stand", 0.3),
            Option("metal band", "a gold band", "band", 0.25),
            Option("shards", "shards", "shards", 0.25),
        ),
        variants=(Variant("cut", "", ("round", "square", "triangular", "hexagonal")),),
        build=_gemstone,
    ),
    Category(
        name="goblet",
        family="treasure",
        words=("chalice", "grail"),
        parts=(
            Part("cup", ("gold", "gold", "silver", "bronze", "wood", "glass", "bone"), words=("bowl",)),
            Part("stem", ("gold", "silver", "bronze", "wood", "bone"), words=("leg",), like="cup"),
            Part("base", ("gold", "silver", "bronze", "wood", "stone"), words=("foot",), like="cup"),
            Part("knob", ("gold", "silver", "crystal", "bronze"), words=("node",), like="cup"),
            Part("rim", ("gold", "silver", "bronze"), words=("lip", "edge")),
            Part("gems", _CRYSTAL, words=("jewels", "stones"), main=False, glow=0.2, natural=_JEWELS),
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
    ),
)

CATEGORIES: tuple[Category, ...] = (*_WORN, *RELICS)
