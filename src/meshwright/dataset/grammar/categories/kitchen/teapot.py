"""Kitchen: teapot."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _teapot(b: Builder, d: Draw) -> None:
    h, r, spout, ear, knob = d["height"], d["width"] / 2, d["spout length"], d["handle size"], d["knob size"]
    shape = d.variant("body shape")
    y0 = 0.012
    if shape == "round":
        if b.low_poly:
            b.lathe(
                "body",
                [
                    (0, y0),
                    (r * 0.6, y0),
                    (r, y0 + h * 0.35),
                    (r, y0 + h * 0.55),
                    (r * 0.55, y0 + h),
                    (0, y0 + h),
                ],
            )
        else:
            b.ellipsoid("body", (2 * r, h * 1.06, 2 * r), (0, y0 + h * 0.5, 0))
        side, upper = r * 0.94, r * 0.78
    elif shape == "conical":
        b.lathe(
            "body",
            [
                (0, y0),
                (r * 0.94, y0),
                (r, y0 + h * 0.08),
                (r * 0.92, y0 + h * 0.2),
                (r * 0.5, y0 + h),
                (0, y0 + h),
            ],
        )
        side, upper = r * 0.74, r * 0.6
    else:
        b.lathe(
            "body",
            [(0, y0), (r * 0.7, y0), (r, y0 + h * 0.3), (r, y0 + h * 0.66), (r * 0.62, y0 + h), (0, y0 + h)],
            sides=8,
        )
        side, upper = r * 0.96, r * 0.88
    top = y0 + h
    b.cylinder("base", r * 0.7, 0.024, (0, 0.012, 0), r_top=r * 0.6, round=0.003, group=True)
    lid = r * 0.56
    b.cylinder("lid", lid * 1.06, 0.016, (0, top - 0.002, 0), round=0.004, group=True)
    b.ellipsoid("lid", (lid * 1.9, 0.058, lid * 1.9), (0, top + 0.004, 0))
    b.ellipsoid("knob", (knob, knob, knob), (0, top + 0.028 + knob * 0.4, 0), group=True)
    b.cylinder("knob", max(knob * 0.3, 0.006), 0.03, (0, top + 0.026, 0))
    b.tube(
        "spout",
        (side * 0.72, y0 + h * 0.3, 0),
        (side + spout * 0.66, y0 + h * 0.26, 0),
        (side + spout, y0 + h * 0.6 + spout * 0.42, 0),
        0.026,
        r_end=0.014,
        group=True,
    )
    if d.variant("handle place") == "overhead":
        x, rise = upper * 0.9, top + 0.03 + ear
        y = y0 + h * 0.74
        b.tube("handle", (-x, y, 0), (-x * 1.2, rise, 0), (0, rise, 0), 0.0105, group=True)
        b.tube("handle", (x, y, 0), (x * 1.2, rise, 0), (0, rise, 0), 0.0105)
        if d.has("grip"):
            b.cylinder("grip", 0.017, 0.075, (0, rise, 0), axis="x", round=0.004, group=True)
    else:
        e = ear * 1.1
        b.tube(
            "handle",
            (-upper * 0.9, y0 + h * 0.8, 0),
            (-side - e * 1.3, y0 + h * 1.0, 0),
            (-side - e, y0 + h * 0.5, 0),
            0.0115,
            group=True,
        )
        b.tube(
            "handle",
            (-side - e, y0 + h * 0.5, 0),
            (-side - e * 0.7, y0 + h * 0.12, 0),
            (-side * 0.86, y0 + h * 0.26, 0),
            0.0115,
        )
        if d.has("grip"):
            b.tube(
                "grip",
                (-side - e * 1.0, y0 + h * 0.7, 0),
                (-side - e * 1.08, y0 + h * 0.52, 0),
                (-side - e * 0.92, y0 + h * 0.36, 0),
                0.017,
                group=True,
            )
    if d.has("bands"):
        for f in (0.5, 0.7):
            y = y0 + h * f
            if shape == "round" and not b.low_poly:
                rr = r * math.sqrt(1 - ((f - 0.5) / 0.53) ** 2)
            elif shape == "conical":
                rr = r * (0.92 - 0.42 * (f - 0.2) / 0.8)
            else:
                rr = r * (1.0 if f < 0.66 else 0.96)
            s = 8 if shape == "angular" else 0
            b.lathe(
                "bands",
                [
                    (rr - 0.014, y - 0.007),
                    (rr + 0.003, y - 0.007),
                    (rr + 0.003, y + 0.007),
                    (rr - 0.014, y + 0.007),
                ],
                sides=s,
                group=True,
            )
    if d.has("feet"):
        b.ellipsoid("base", (0.032, 0.036, 0.032), (0, 0.013, r * 0.62), ring=(4, 45), group=True)


_POTTERY = ("ceramic", "ceramic", "clay", "steel", "bronze", "silver", "painted metal")


CATEGORY = Category(
    name="teapot",
    family="kitchen",
    words=("tea kettle", "kettle", "tea pot"),
    parts=(
        Part("body", _POTTERY, words=("belly", "pot")),
        Part("spout", ("ceramic", "gold", "bronze", "steel"), words=("nozzle",), like="body"),
        Part("handle", ("ceramic", "wood", "gold", "iron", "rope"), words=("ear",), like="body"),
        Part("lid", ("ceramic", "gold", "bronze", "steel", "clay"), words=("cover", "top"), like="body"),
        Part("knob", ("ceramic", "gold", "wood", "bronze", "crystal"), words=("finial",), glow=0.04),
        Part("base", ("ceramic", "gold", "bronze", "wood"), words=("foot ring",), like="body"),
        Part("bands", ("ceramic", "gold", "bronze"), words=("stripes",), main=False),
        Part("grip", ("wood", "rope", "leather"), words=("handhold",), main=False),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.1, 0.19)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.14, 0.22)),
        Attribute("spout length", "spout", "short", "long", "shorter", "longer", (0.045, 0.105)),
        Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.035, 0.085)),
        Attribute("knob size", "knob", "small", "big", "smaller", "bigger", (0.02, 0.052)),
    ),
    options=(
        Option("bands", "bands", "bands", 0.35),
        Option("grip", "a grip", "grip", 0.35),
        Option("feet", "feet", "base", 0.3),
    ),
    variants=(
        Variant("body shape", "", ("round", "conical", "angular")),
        Variant("handle place", "handle", ("looped", "overhead")),
    ),
    build=_teapot,
)
