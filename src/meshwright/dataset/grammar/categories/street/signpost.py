"""Street: signpost."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _signpost(b: Builder, d: Draw) -> None:
    h, r, w, sh, tilt = d["height"], d["post thickness"], d["sign length"], d["sign breadth"], d["sign tilt"]
    kind = d.variant("sign shape")
    t = 0.09
    b.box("post", (2 * r, h, 2 * r), (0, h / 2, 0), round=0.02, taper=(0.85, 0.85))
    z = r + t * 0.35

    def board(y: float, side: int, q: float, lean: float, first: bool) -> None:
        rot = (0, 0, lean)
        if kind == "arrow":
            a = sh * q / 2
            tip = w * q * 0.5 + 0.12
            out = [
                (-w * q * 0.5, -a),
                (w * q * 0.5 - a * 0.3, -a),
                (tip + a * 0.4, 0),
                (w * q * 0.5 - a * 0.3, a),
                (-w * q * 0.5, a),
                (-w * q * 0.5 + a * 0.45, 0),
            ]
            if side < 0:
                out = [(-px, py) for px, py in reversed(out)]
            b.extrude("sign", out, t, (side * w * 0.14, y, z), rot=rot, group=first)
        elif kind == "rectangular":
            b.box("sign", (w * q, sh * q, t), (side * w * 0.04 * (not first), y, z), round=0.015, rot=rot, group=first)
        else:
            out = [
                (math.sin(i * math.pi / 4 + 0.39) * w * q * 0.56, math.cos(i * math.pi / 4 + 0.39) * sh * q * 0.62)
                for i in range(8)
            ]
            b.extrude("sign", out, t, (0, y, z), rot=rot, group=first)
        b.box(
            "lettering",
            (w * q * 0.5, max(sh * q * 0.16, 0.07), 0.07),
            (side * w * (0.12 if kind == "arrow" else 0.02), y + sh * q * 0.17, z + t * 0.5),
            rot=rot,
            group=True,
        )
        b.box(
            "lettering",
            (w * q * 0.4, max(sh * q * 0.16, 0.07), 0.07),
            (side * w * (0.12 if kind == "arrow" else 0.02), y - sh * q * 0.17, z + t * 0.5),
            rot=rot,
        )

    y = h - sh * 0.62 - 0.08
    board(y, 1, 1.0, tilt, True)
    if d.has("second sign"):
        board(y - sh * 1.22 - w * math.sin(math.radians(tilt)) * 0.3, -1, 0.85, -tilt * 0.6, True)
    if d.has("roof"):
        b.extrude(
            "roof",
            [
                (-w * 0.4, h - 0.02),
                (0, h + 0.2),
                (w * 0.4, h - 0.02),
                (w * 0.4, h + 0.08),
                (0, h + 0.32),
                (-w * 0.4, h + 0.08),
            ],
            0.42,
            group=True,
        )
        b.box("roof", (r * 2.4, 0.3, r * 2.4), (0, h + 0.06, 0))
    if d.has("lantern"):
        b.tube(
            "lantern",
            (0, h * 0.98, 0),
            (0, h * 1.02, z + 0.2),
            (0, h * 0.95, z + 0.3),
            0.035,
            material="iron",
            tint=(0.06, 0.06, 0.07),
            emission=0.0,
            group=True,
        )
        b.box("lantern", (0.16, 0.2, 0.16), (0, h * 0.95 - 0.12, z + 0.3), taper=(1.2, 1.2))
        b.box(
            "lantern",
            (0.24, 0.09, 0.24),
            (0, h * 0.95, z + 0.3),
            taper=(0.3, 0.3),
            material="iron",
            tint=(0.06, 0.06, 0.07),
            emission=0.0,
        )
    s = r * 2.2
    b.ellipsoid("base", (s * 1.7, s * 1.1, s * 1.6), (s * 0.5, s * 0.3, s * 0.35), group=True)
    b.ellipsoid("base", (s * 1.5, s * 0.9, s * 1.5), (-s * 0.6, s * 0.24, s * 0.3))
    b.ellipsoid("base", (s * 1.6, s * 1.0, s * 1.5), (-s * 0.1, s * 0.26, -s * 0.6))
    b.box("base", (9, 2, 9), (0, -1, 0), op="subtract")


CATEGORY = Category(
    name="signpost",
    family="street",
    words=("road sign", "direction sign", "guidepost", "wayfinder sign"),
    parts=(
        Part(
            "sign",
            ("wood", "wood", "painted metal", "dark wood", "iron"),
            words=("board", "panel", "plank"),
            colours=0.6,
        ),
        Part("post", ("wood", "dark wood", "iron", "stone"), words=("pole", "stake")),
        Part(
            "lettering",
            ("dark wood", "painted metal", "gold", "iron"),
            words=("writing", "text", "letters"),
            glow=0.12,
            natural=((52, 34, 24),),
        ),
        Part("base", ("stone", "soil", "brick"), words=("stones", "foot")),
        Part("roof", ("wood", "clay", "rope", "dark wood"), words=("canopy",), main=False),
        Part(
            "lantern",
            ("glass", "light"),
            words=("lamp", "light"),
            main=False,
            glow=0.8,
            colours=0.3,
            natural=((250, 214, 130),),
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (1.6, 2.3)),
        Attribute("post thickness", "post", "thin", "thick", "thinner", "thicker", (0.06, 0.12)),
        Attribute("sign length", "sign", "short", "long", "shorter", "longer", (0.8, 1.35)),
        Attribute("sign breadth", "sign", "narrow", "wide", "narrower", "wider", (0.3, 0.55)),
        Attribute("sign tilt", "sign", "straight", "crooked", "straighter", "more crooked", (0.0, 18.0)),
    ),
    options=(
        Option("second sign", "a second board", "sign", 0.4),
        Option("roof", "a small roof", "roof", 0.3),
        Option("lantern", "a lantern", "lantern", 0.3),
    ),
    variants=(Variant("sign shape", "sign", ("arrow", "rectangular", "oval")),),
    build=_signpost,
)
