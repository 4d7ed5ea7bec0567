"""Street: fence."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _fence(b: Builder, d: Draw) -> None:
    length, h, post, rail, w = d["length"], d["height"], d["post thickness"], d["rail thickness"], d["picket width"]
    kind = d.variant("picket shape")
    x = length / 2 - post / 2
    ph = h + 0.1
    b.box("posts", (post, ph, post), (x, ph / 2, 0), mirror="x", round=0.01)
    b.box("posts", (post, ph, post), (0, ph / 2, 0), round=0.01)
    for y in (0.26, 0.74):
        b.box("rails", (length - post, rail, 0.075), (0, h * y, 0), group=True)
    n = 4
    step = (x - post * 0.5) / (n - 0.4)
    base, z = 0.07, 0.055
    top = h * 1.0
    out: list[tuple[float, float]]
    if kind == "pointed":
        out = [(-w / 2, base), (w / 2, base), (w / 2, top - w * 0.6), (0, top), (-w / 2, top - w * 0.6)]
    elif kind == "rounded":
        out = [
            (-w / 2, base),
            (w / 2, base),
            (w / 2, top - w * 0.35),
            (w * 0.3, top - 0.02),
            (0, top + 0.02),
            (-w * 0.3, top - 0.02),
            (-w / 2, top - w * 0.35),
        ]
    else:
        out = [(-w / 2, base), (w / 2, base), (w / 2, top - 0.06), (-w / 2, top - 0.06)]
    for side in (-1, 1):
        c = side * (post / 2 + (x - post) / 2 + post * 0.0)
        b.extrude("pickets", out, 0.075, (c, 0, z), repeat=(n, (step * 0.98, 0, 0)), group=side == -1)
    if d.has("caps"):
        s = post * 1.45
        for mirror, at in (("x", x), ("", 0.0)):
            b.box("caps", (s, 0.06, s), (at, ph + 0.01, 0), mirror=mirror, group=True)
            if d.seed % 2:
                b.ellipsoid("caps", (s * 0.95, s * 0.95, s * 0.95), (at, ph + s * 0.42, 0), mirror=mirror)
            else:
                b.box("caps", (s * 0.9, s * 0.5, s * 0.9), (at, ph + s * 0.28, 0), taper=(0.1, 0.1), mirror=mirror)
    if d.has("brace"):
        half = x - post / 2
        a = math.degrees(math.atan2(h * 0.48, half))
        for side in (-1, 1):
            b.box(
                "braces",
                (math.hypot(half, h * 0.48), 0.085, 0.06),
                (side * x / 2, h * 0.5, -0.05),
                rot=(0, 0, -side * a),
                group=side == -1,
            )
    if d.has("footing"):
        b.box("footing", (length, 0.16, max(post * 1.5, 0.24)), (0, 0.08, 0), round=0.01, group=True)


CATEGORY = Category(
    name="fence",
    family="street",
    words=("picket fence", "railing", "palisade", "garden fence"),
    parts=(
        Part("posts", ("wood", "painted metal", "iron", "stone", "dark wood"), words=("uprights",), colours=0.5),
        Part(
            "rails",
            ("wood", "painted metal", "iron", "dark wood"),
            words=("crossbars", "beams"),
            like="posts",
            colours=0.5,
        ),
        Part(
            "pickets",
            ("wood", "painted metal", "iron", "dark wood", "bone"),
            words=("slats", "boards", "palings"),
            like="rails",
            colours=0.5,
        ),
        Part("caps", ("wood", "bronze", "stone", "gold"), words=("post caps", "finials"), main=False, glow=0.08),
        Part("braces", ("wood", "iron", "dark wood"), words=("diagonals",), main=False, like="rails"),
        Part("footing", ("stone", "brick", "soil"), words=("foundation", "plinth"), main=False),
    ),
    attributes=(
        Attribute("height", "", "low", "high", "lower", "higher", (0.8, 1.3)),
        Attribute("length", "", "short", "long", "shorter", "longer", (1.7, 2.5)),
        Attribute("post thickness", "posts", "thin", "thick", "thinner", "thicker", (0.1, 0.22)),
        Attribute("rail thickness", "rails", "thin", "thick", "thinner", "thicker", (0.08, 0.18)),
        Attribute("picket width", "pickets", "narrow", "wide", "narrower", "wider", (0.09, 0.17)),
    ),
    options=(
        Option("caps", "post caps", "caps", 0.4),
        Option("brace", "diagonal braces", "braces", 0.35),
        Option("footing", "a footing", "footing", 0.3),
    ),
    variants=(Variant("picket shape", "pickets", ("pointed", "rounded", "flat")),),
    build=_fence,
)
