"""Lighting: lantern."""

from __future__ import annotations

import math
from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.lighting.common import FIRE, WARM, flame
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _solid(
    b: Builder,
    part: str,
    sides: int,
    r: float,
    h: float,
    at: tuple[float, float, float],
    *,
    r_top: float | None = None,
    **kw: Any,
) -> None:
    """A prism or, with 0 sides, a cylinder; `r` to the corners."""
    if sides:
        b.prism(part, sides, r, h, at, r_top=r_top, **kw)
    else:
        b.cylinder(part, r, h, at, r_top=r_top, **kw)


def _lantern(b: Builder, d: Draw) -> None:
    h, r, roof, ring, t = (
        d["body height"],
        d["width"] / 2,
        d["roof height"],
        d["handle size"] / 2,
        d["frame thickness"],
    )
    shape = d.variant("shape")
    sides = {"square": 4, "hexagonal": 6, "round": 0}[shape]
    if sides == 4:
        r *= 1.22  # corners, so that square and round look equally wide
    y0 = 0.02 if d.has("feet") else 0.0
    _solid(b, "base", sides, r * 1.12, 0.035, (0, y0 + 0.0175, 0), round=0.005)
    _solid(b, "base", sides, r * 0.92, 0.05, (0, y0 + 0.04, 0), round=0.004)
    y = y0 + 0.05
    top = y + h
    n = sides or 4
    post = r * 0.93 - t * 0.35
    b.cylinder("frame", t / 2, h + 0.03, (0, y + h / 2, post), ring=(n, 180 / n), group=True)
    _solid(b, "frame", sides, r * 1.0, 0.026, (0, top - 0.005, 0))
    if d.has("crossbars"):
        # a rail around the middle, seen in front of the glass
        if sides:
            apothem = post * math.cos(math.pi / sides)
            b.box(
                "frame",
                (2 * post * math.sin(math.pi / sides), t * 0.8, t * 0.8),
                (0, y + h * 0.5, apothem),
                ring=(sides, 0),
            )
        else:
            b.torus("frame", post, t * 0.45, (0, y + h * 0.5, 0))
    if d.has("open sides"):
        b.cylinder("candle", r * 0.34, h * 0.46, (0, y + h * 0.21, 0), round=0.006, group=True)
        flame(b, "flame", r * 0.52, h * 0.5, 0, y + h * 0.43, 0)
    else:
        _solid(b, "glass", sides, r * 0.86, h + 0.01, (0, y + h / 2, 0), group=True)
    _solid(b, "roof", sides, r * 1.26, 0.024, (0, top + 0.012, 0), round=0.004, group=True)
    if d.variant("roof shape") == "domed":
        if b.low_poly or sides:
            _solid(b, "roof", sides or 8, r * 1.1, roof * 0.6, (0, top + 0.02 + roof * 0.3, 0), r_top=r * 0.8)
            _solid(b, "roof", sides or 8, r * 0.8, roof * 0.4, (0, top + 0.02 + roof * 0.8, 0), r_top=r * 0.3)
        else:
            b.ellipsoid("roof", (r * 2.1, roof * 2, r * 2.1), (0, top + 0.02, 0), group=True)
            b.box("roof", (1, 1, 1), (0, top - 0.49, 0), op="subtract")
    else:
        _solid(b, "roof", sides, r * 1.14, roof, (0, top + 0.02 + roof / 2, 0), r_top=r * 0.26)
    crest = top + 0.02 + roof
    b.cylinder("roof", r * 0.28, 0.035, (0, crest + 0.002, 0), group=True)
    tube = max(ring * 0.2, 0.009)
    b.torus("handle", ring, tube, (0, crest + 0.01 + ring, 0), axis="z", group=True)
    if d.has("feet"):
        b.box(
            "feet",
            (0.04, 0.035, 0.04),
            (0, 0.0175, r * (1.0 if sides != 4 else 1.02)),
            ring=(4 if sides != 6 else 6, 45 if sides != 6 else 30),
            group=True,
        )


_METALS = ("iron", "iron", "steel", "bronze", "gold", "painted metal", "rusted iron")


CATEGORY = Category(
    name="lantern",
    family="lighting",
    words=("oil lantern", "hand lantern", "hurricane lantern", "candle lantern"),
    parts=(
        Part("frame", _METALS, words=("posts", "cage", "bars")),
        Part(
            "glass",
            ("glass", "glass", "crystal", "paper"),
            words=("panes", "light", "windows"),
            main=False,
            glow=0.75,
            colours=0.4,
            natural=WARM,
        ),
        Part("roof", _METALS, words=("cap", "top", "lid"), like="frame"),
        Part("base", _METALS, words=("foot", "bottom"), like="frame"),
        Part("handle", _METALS, words=("ring", "hanger", "loop"), like="frame"),
        Part("flame", ("light",), words=("fire",), main=False, glow=1.0, colours=0.35, natural=FIRE),
        Part("candle", ("wax",), words=("taper",), main=False, colours=0.2),
        Part("feet", _METALS, words=("legs",), main=False, like="frame"),
    ),
    attributes=(
        Attribute("body height", "", "short", "tall", "shorter", "taller", (0.13, 0.27)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.14, 0.23)),
        Attribute("roof height", "roof", "flat", "steep", "flatter", "steeper", (0.03, 0.12)),
        Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.06, 0.13)),
        Attribute("frame thickness", "frame", "thin", "thick", "thinner", "thicker", (0.017, 0.036)),
    ),
    options=(
        Option("open sides", "a bare candle", "flame", 0.3),
        Option("crossbars", "crossbars", "frame", 0.35),
        Option("feet", "feet", "feet", 0.3),
    ),
    variants=(
        Variant("shape", "", ("square", "round", "hexagonal")),
        Variant("roof shape", "roof", ("pointed", "domed")),
    ),
    build=_lantern,
)
