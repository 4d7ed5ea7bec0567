"""Containers: barrel."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.containers.common import FRUIT, Points, heap, hoop, radius
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _barrel(b: Builder, d: Draw) -> None:
    h, r, bulge, band = d["height"], d["width"] / 2, d["bulge"], d["hoop width"]
    end = r * (1 - bulge)
    mid = r * (1 - 0.24 * bulge)
    wall: Points = [(end, 0), (mid, h * 0.27), (r, h * 0.44), (r, h * 0.56), (mid, h * 0.73), (end, h)]
    sides = 0 if b.low_poly else 16
    b.lathe("body", [(0, 0), *wall, (0, h)], sides=sides)
    inner = end - 0.055
    if d.variant("top") == "open":
        b.cylinder("body", inner, h, (0, h * 0.62 + h * 0.5, 0), op="subtract")
        if d.has("filled"):
            heap(b, "contents", inner + 0.01, h * 0.98)
    else:
        b.cylinder("body", inner, 0.1, (0, h, 0), op="subtract")
        b.cylinder("lid", inner + 0.01, 0.06, (0, h - 0.035, 0), group=True)
        b.box("lid", (inner * 1.7, 0.06, 0.12), (0, h - 0.01, 0))
    for y in (0.09, 0.33, 0.67, 0.91) if d.has("extra hoops") else (0.13, 0.87):
        hoop(b, "hoops", wall, min(max(y * h, band / 2), h - band / 2), band, 0.026, sides=sides)
    if d.has("rivets"):
        y = h * (0.33 if d.has("extra hoops") else 0.13)
        b.ellipsoid("hoops", (0.07, 0.07, 0.07), (0, y, radius(wall, y) + 0.02), ring=(8, 0), group=True)
    if d.has("tap"):
        y, z = h * 0.22, radius(wall, h * 0.22)
        b.cylinder("tap", 0.045, 0.22, (0, y, z + 0.06), axis="z", group=True)
        b.cylinder("tap", 0.035, 0.1, (0, y - 0.05, z + 0.14))
        b.cylinder("tap", 0.03, 0.12, (0, y + 0.07, z + 0.1))
        b.cylinder("tap", 0.03, 0.16, (0, y + 0.13, z + 0.1), axis="x")


CATEGORY = Category(
    name="barrel",
    family="containers",
    words=("cask", "keg", "wooden barrel", "wine barrel"),
    parts=(
        Part(
            "body",
            ("wood", "wood", "wood", "dark wood", "painted metal", "rusted iron"),
            words=("staves", "sides"),
        ),
        Part(
            "hoops",
            ("iron", "iron", "steel", "rusted iron", "bronze", "gold", "rope"),
            words=("rings", "bands"),
        ),
        Part("lid", ("wood", "dark wood", "iron"), words=("top", "cover"), main=False, like="body"),
        Part("tap", ("bronze", "wood", "iron"), words=("spigot", "faucet"), main=False),
        Part(
            "contents",
            ("flesh", "gold", "bread", "crystal", "soil"),
            words=("filling", "goods"),
            main=False,
            natural=FRUIT,
            glow=0.1,
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.7, 1.25)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.6, 0.95)),
        Attribute("bulge", "body", "straight", "bulging", "straighter", "more bulging", (0.04, 0.32)),
        Attribute("hoop width", "hoops", "thin", "thick", "thinner", "thicker", (0.05, 0.15)),
    ),
    options=(
        Option("tap", "a tap", "tap", 0.3),
        Option("extra hoops", "extra hoops", "hoops", 0.5),
        Option("rivets", "rivets", "hoops", 0.25),
        Option("filled", "contents", "contents", 0.6),
    ),
    variants=(Variant("top", "", ("closed", "open")),),
    build=_barrel,
)
