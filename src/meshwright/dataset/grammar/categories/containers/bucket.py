"""Containers: bucket."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.containers.common import Points, hoop, radius
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _bucket(b: Builder, d: Draw) -> None:
    h, rt, rise, band = d["height"], d["width"] / 2, d["handle height"], d["hoop width"]
    rb = rt * (1 - d["flare"])
    wall: Points = [(rb, 0), (rt, h)]
    t = 0.028
    sides = 0 if b.low_poly or d.variant("body shape") == "round" else 6
    b.lathe("body", [(0, 0), (rb, 0), (rt, h), (rt - t, h), (rb - t, 0.04), (0, 0.04)], sides=sides)
    hoop(b, "hoops", wall, h - band / 2 - 0.002, band, 0.011, sides=sides)
    hoop(b, "hoops", wall, h * 0.26, band, 0.011, sides=sides)
    y, x = h * 0.94, rt + 0.008
    b.box("handle", (0.04, 0.075, 0.055), (x, h * 0.97, 0), mirror="x", round=0.008, group=True)
    if d.variant("handle pose") == "raised":
        b.tube("handle", (-x, y + 0.02, 0), (-x * 0.9, y + rise, 0), (0, y + rise, 0), 0.014)
        b.tube("handle", (x, y + 0.02, 0), (x * 0.9, y + rise, 0), (0, y + rise, 0), 0.014)
        if d.has("grip"):
            b.cylinder("grip", 0.026, 0.13, (0, y + rise, 0), axis="x", round=0.008, group=True)
    else:
        # lies on the rim in front and hangs down as far as the raised handle would rise
        drop, z = rise * 0.55, rt + 0.045
        b.tube("handle", (-x, y + 0.02, 0), (-x * 1.05, y - drop * 0.6, z * 1.05), (0, y - drop, z), 0.014)
        b.tube("handle", (x, y + 0.02, 0), (x * 1.05, y - drop * 0.6, z * 1.05), (0, y - drop, z), 0.014)
        b.box("handle", (0.03, 0.03, 0.07), (0, y - drop, z - 0.03))
        if d.has("grip"):
            b.cylinder("grip", 0.026, 0.12, (0, y - drop, z), axis="x", round=0.008, group=True)
    if d.has("filled"):
        level = h * 0.84
        b.cylinder("contents", radius(wall, level) - t * 0.5, 0.05, (0, level - 0.025, 0), sides=sides, group=True)
    if d.has("spout"):
        b.box("rim", (0.1, 0.05, 0.1), (0, h - 0.02, rt + 0.005), taper=(1.2, 1.5), round=0.008, group=True)


CATEGORY = Category(
    name="bucket",
    family="containers",
    words=("pail", "water bucket", "milk pail"),
    parts=(
        Part(
            "body",
            ("wood", "wood", "steel", "painted metal", "plastic", "dark wood"),
            words=("sides", "staves"),
        ),
        Part("handle", ("iron", "steel", "rope", "bronze"), words=("bail",)),
        Part("hoops", ("iron", "steel", "bronze", "rope", "gold"), words=("bands", "rings")),
        Part(
            "contents",
            ("glass", "ceramic", "soil", "light"),
            words=("water", "liquid", "filling"),
            main=False,
            natural=((70, 140, 190), (60, 120, 170), (90, 160, 190)),
            glow=0.15,
            colours=0.4,
        ),
        Part("grip", ("wood", "leather", "rubber"), words=("handhold",), main=False),
        Part("rim", ("iron", "steel", "wood"), words=("spout", "lip"), main=False, like="body"),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.24, 0.42)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.26, 0.42)),
        Attribute("flare", "body", "straight", "tapered", "straighter", "more tapered", (0.03, 0.38)),
        Attribute("handle height", "handle", "short", "long", "shorter", "longer", (0.12, 0.3)),
        Attribute("hoop width", "hoops", "thin", "thick", "thinner", "thicker", (0.022, 0.06)),
    ),
    options=(
        Option("filled", "water", "contents", 0.5),
        Option("grip", "a grip", "grip", 0.4),
        Option("spout", "a spout", "rim", 0.25),
    ),
    variants=(
        Variant("handle pose", "handle", ("raised", "lowered")),
        Variant("body shape", "", ("round", "hexagonal")),
    ),
    build=_bucket,
)
