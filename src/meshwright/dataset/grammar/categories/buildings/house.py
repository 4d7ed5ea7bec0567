"""Buildings: house."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _house(b: Builder, d: Draw) -> None:
    w, h, z, rh, eave = d["width"], d["wall height"], d["depth"], d["roof height"], d["overhang"]
    kind, y0 = d.variant("roof shape"), 0.25
    b.box("base", (w + 0.3, 0.5, z + 0.3), (0, 0.2, 0), round=0.03)
    b.box("base", (9, 2, 99), (0, -1, 0), op="subtract")
    top = y0 + h
    t = 0.3
    if kind == "hipped":
        b.box("walls", (w, h, z), (0, y0 + h / 2, 0), group=True)
        b.box("roof", (w + 2 * eave, rh, z + 2 * eave), (0, top + rh / 2, 0), taper=(0.34, 0.06), group=True)
        b.box("roof", (w + 2 * eave, 0.18, z + 2 * eave), (0, top - 0.02, 0))
    else:
        bulge = 0.0 if kind == "gabled" else 0.5
        k = w / 2
        mid = (k * 0.66, top + rh * 0.62) if bulge else (k * 0.5, top + rh * 0.5)
        b.extrude(
            "walls",
            [
                (-k, y0),
                (k, y0),
                (k, top),
                (mid[0], mid[1] - 0.05),
                (0, top + rh - 0.1),
                (-mid[0], mid[1] - 0.05),
                (-k, top),
            ],
            z,
            group=True,
        )
        slope = rh / k if not bulge else rh * 0.62 / (k * 0.34)
        ex = eave * (1.0 if not bulge else 0.4)
        lx, ly = k + ex, top - ex * slope
        for s in (1, -1):
            out = [
                (s * lx, ly),
                (s * (lx + 0.14), ly + 0.2),
                (s * (mid[0] + 0.14), mid[1] + t * 0.7),
                (0, top + rh + t),
                (0, top + rh - 0.06),
                (s * mid[0], mid[1] - 0.06),
            ]
            b.extrude("roof", out, z + 2 * eave, group=s == 1)
    dh = d["door size"]
    dw, dx = dh * 0.56, 0.0 if d.has("upper window") else -w * 0.2
    b.box("door", (dw, dh, 0.3), (dx, y0 + dh / 2, z / 2), round=0.02, group=True)
    b.box("beams", (dw + 0.3, 0.17, 0.34), (dx, y0 + dh + 0.05, z / 2), group=True)
    b.box("beams", (0.16, dh, 0.34), (dx + dw / 2 + 0.07, y0 + dh / 2, z / 2))
    b.box("beams", (0.16, dh, 0.34), (dx - dw / 2 - 0.07, y0 + dh / 2, z / 2))
    win, wy = 0.62, y0 + h * 0.56
    b.box("windows", (win, win * 1.1, 0.26), (w * 0.34, wy, z / 2), mirror="x" if dx == 0 else "", group=True)
    b.box("windows", (0.26, win * 1.1, win), (w / 2, wy, z * 0.24), mirror="xz")
    b.box(
        "beams", (win + 0.26, 0.15, 0.36), (w * 0.34, wy - win * 0.6, z / 2), mirror="x" if dx == 0 else "", group=True
    )
    b.box("beams", (0.36, 0.15, win + 0.26), (w / 2, wy - win * 0.6, z * 0.24), mirror="xz")
    if d.has("upper window") and kind != "hipped":
        b.cylinder("windows", 0.36, z + 0.2, (0, top + rh * 0.3, 0), axis="z", sides=0, group=True)
    elif d.has("upper window"):
        q = min(rh * 0.5, 0.95)
        b.box("walls", (q * 1.1, q, z * 0.4), (0, top + q * 0.42, z * 0.3), group=True)
        b.box("windows", (q * 0.6, q * 0.56, 0.2), (0, top + q * 0.48, z * 0.5), group=True)
        b.extrude(
            "roof",
            [(-q * 0.8, top + q * 0.84), (q * 0.8, top + q * 0.84), (0, top + q * 1.42)],
            z * 0.52,
            (0, 0, z * 0.28),
            group=True,
        )
    if d.has("chimney"):
        cx, ch = w * 0.26, rh * 0.5 + 0.75
        b.box("chimney", (0.56, ch + 0.7, 0.56), (cx, top + rh * 0.44 + ch / 2 - 0.4, -z * 0.2), group=True)
        b.box("chimney", (0.72, 0.2, 0.72), (cx, top + rh * 0.44 + ch - 0.08, -z * 0.2))
    if d.has("timber frame"):
        b.box("beams", (0.24, h, 0.24), (w / 2 - 0.04, y0 + h / 2, z / 2 - 0.04), mirror="xz", group=True)
        b.box("beams", (w + 0.1, 0.22, z + 0.1), (0, top - 0.1, 0))
        b.box("beams", (0.17, h, 0.17), (w * 0.5, y0 + h / 2, 0), mirror="x")
    if d.has("porch"):
        b.box("steps", (dw + 0.9, 0.22, 0.7), (dx, 0.11, z / 2 + 0.45), group=True)
        b.box("steps", (dw + 0.6, 0.36, 0.4), (dx, 0.18, z / 2 + 0.3))
        b.box("beams", (0.16, dh + 0.5, 0.16), (dx + dw / 2 + 0.26, (dh + 0.5) / 2, z / 2 + 0.6), group=True)
        b.box("beams", (0.16, dh + 0.5, 0.16), (dx - dw / 2 - 0.26, (dh + 0.5) / 2, z / 2 + 0.6))
        b.extrude(
            "roof",
            [(-dw / 2 - 0.55, dh + 0.38), (dw / 2 + 0.55, dh + 0.38), (0, dh + 0.95)],
            1.15,
            (dx, 0, z / 2 + 0.42),
            group=True,
        )


CATEGORY = Category(
    name="house",
    family="buildings",
    words=("cottage", "cabin", "hut", "home", "farmhouse"),
    parts=(
        Part("walls", ("plaster", "wood", "stone", "brick", "bread"), words=("wall", "sides")),
        Part(
            "roof",
            ("clay", "rope", "wood", "stone", "foliage"),
            words=("rooftop", "shingles"),
            natural=((178, 84, 56), (150, 62, 48), (96, 84, 92)),
            colours=0.35,
        ),
        Part("door", ("wood", "dark wood", "painted metal", "iron"), words=("entrance", "front door")),
        Part(
            "windows",
            ("glass",),
            words=("panes",),
            glow=0.3,
            colours=0.2,
            natural=((140, 190, 210), (244, 214, 130)),
        ),
        Part("beams", ("wood", "dark wood", "stone"), words=("frames", "timber", "trim")),
        Part("base", ("stone", "brick", "soil"), words=("foundation", "footing")),
        Part("chimney", ("brick", "stone", "clay"), words=("smokestack",), main=False),
        Part("steps", ("stone", "wood", "brick"), words=("porch", "stairs"), main=False),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (3.2, 4.8)),
        Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (2.8, 4.4)),
        Attribute("wall height", "walls", "low", "high", "lower", "higher", (1.9, 3.1)),
        Attribute("roof height", "roof", "flat", "steep", "flatter", "steeper", (0.9, 2.4)),
        Attribute("overhang", "roof", "narrow", "wide", "narrower", "wider", (0.15, 0.5)),
        Attribute("door size", "door", "small", "big", "smaller", "bigger", (1.2, 1.75)),
    ),
    options=(
        Option("chimney", "a chimney", "chimney", 0.5),
        Option("porch", "a porch", "steps", 0.35),
        Option("upper window", "an upper window", "windows", 0.4),
        Option("timber frame", "a timber frame", "beams", 0.4),
    ),
    variants=(Variant("roof shape", "roof", ("gabled", "hipped", "barn")),),
    build=_house,
)
