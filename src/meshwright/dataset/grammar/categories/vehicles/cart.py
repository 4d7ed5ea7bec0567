"""Vehicles: cart."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _cart(b: Builder, d: Draw) -> None:
    length, w, side, wr, shaft = d["length"], d["width"], d["side height"], d["wheel size"], d["handle length"]
    kind, four = d.variant("wheel style"), d.has("four wheels")
    y0 = wr + 0.05
    z = length / 2
    off = -shaft * 0.3
    b.box("bed", (w, 0.1, length), (0, y0 + 0.05, off))
    b.box("sides", (0.09, side, length), (w / 2 - 0.02, y0 + side / 2 + 0.05, off), mirror="x", group=True)
    b.box("sides", (w, side, 0.09), (0, y0 + side / 2 + 0.05, off + z - 0.03))
    b.box("sides", (w, side * 0.9, 0.09), (0, y0 + side * 0.45 + 0.05, off - z + 0.03))
    b.box("posts", (0.11, side + 0.22, 0.11), (w / 2 + 0.01, y0 + side / 2, off + z - 0.04), mirror="x", group=True)
    b.box("posts", (0.11, side + 0.22, 0.11), (w / 2 + 0.01, y0 + side / 2, off - z + 0.04), mirror="x")
    axles = (off + z * 0.62, off - z * 0.62) if four else (off,)
    for i, az in enumerate(axles):
        x = w / 2 + 0.16
        b.cylinder("axle", 0.065, w + 0.5, (0, wr, az), axis="x", group=True)
        b.box("axle", (w * 0.6, 0.16, 0.14), (0, wr + 0.04, az))
        if kind == "spoked":
            b.torus("wheels", wr - 0.065, 0.065, (x, wr, az), axis="x", mirror="x", group=i == 0)
            for k in range(3):
                b.box("wheels", (0.08, 2 * wr - 0.1, 0.08), (x, wr, az), rot=(60 * k, 0, 0), mirror="x")
            b.cylinder("wheels", wr * 0.26, 0.16, (x, wr, az), axis="x", mirror="x")
        else:
            b.cylinder(
                "wheels",
                wr,
                0.12,
                (x, wr, az),
                axis="x",
                mirror="x",
                round=0.02,
                sides=12 if b.low_poly else 0,
                group=i == 0,
            )
            b.cylinder("axle", wr * 0.3, 0.1, (x + 0.07, wr, az), axis="x", mirror="x", group=True)
    front = off + z
    b.tube(
        "handles",
        (w * 0.34, y0 + 0.05, front - 0.2),
        (w * 0.34, y0, front + shaft * 0.5),
        (w * 0.3, y0 + 0.18, front + shaft),
        0.055,
        r_end=0.055,
        mirror="x",
        group=True,
    )
    b.box("handles", (w * 0.7, 0.09, 0.09), (0, y0 + 0.16, front + shaft * 0.94))
    top = y0 + side
    if d.has("hay"):
        q, c = (0.5, off - length * 0.22) if d.has("barrels") else (0.94, off)  # barrels take the front half
        b.superquadric("load", (w * 0.98, side + 0.62, length * q), (0, y0 + side * 0.72, c), e=(0.8, 0.6), group=True)
        b.ellipsoid("load", (w * 0.66, 0.5, length * q * 0.53), (0, top + 0.28, c - 0.05), op="smooth", k=0.1)
        b.box("load", (9, 2 * y0, 9), (0, 0.06, 0), op="subtract")
    if d.has("barrels"):
        for i, bz in enumerate((0.24,) if d.has("hay") else (0.24, -0.24)):
            R = min(w * 0.4, length * 0.21)
            b.lathe(
                "load",
                ((0, y0), (R * 0.8, y0), (R, y0 + 0.36), (R * 0.8, y0 + 0.74), (0, y0 + 0.74)),
                (0, 0.05, off + bz * length),
                material="dark wood",
                tint=(0.14, 0.07, 0.03),
                group=i == 0,
            )
            b.cylinder(
                "load", R * 0.98, 0.07, (0, y0 + 0.62, off + bz * length), material="iron", tint=(0.1, 0.1, 0.11)
            )
    if d.has("canopy"):
        b.cylinder(
            "canopy", w / 2 + 0.07, length * 0.98, (0, top, off), axis="z", sides=12 if b.low_poly else 0, group=True
        )
        b.cylinder("canopy", w / 2 - 0.04, length * 1.2, (0, top, off), axis="z", op="subtract")
        b.box("canopy", (w * 3, 2 * w, length * 3), (0, top - w + 0.02 - 0.1, off), op="subtract")


CATEGORY = Category(
    name="cart",
    family="vehicles",
    words=("wagon", "handcart", "wooden cart", "carriage"),
    parts=(
        Part("bed", ("wood", "wood", "dark wood"), words=("floor", "platform")),
        Part("sides", ("wood", "wood", "dark wood", "rope"), words=("walls", "side boards"), like="bed"),
        Part("wheels", ("wood", "dark wood", "iron", "gold"), words=("cartwheels",)),
        Part("axle", ("iron", "wood", "bronze", "dark wood"), words=("shaft", "hubs")),
        Part("handles", ("wood", "dark wood", "iron"), words=("poles", "pulling bars"), like="bed"),
        Part("posts", ("wood", "dark wood", "iron"), words=("corner posts", "stakes")),
        Part(
            "load",
            ("rope",),
            words=("hay", "cargo", "barrels"),
            main=False,
            natural=((214, 176, 84), (196, 160, 92)),
        ),
        Part(
            "canopy",
            ("cloth", "cloth", "leather"),
            words=("cover", "tarp", "roof"),
            main=False,
            natural=((220, 208, 180), (196, 180, 150)),
        ),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (1.5, 2.2)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.95, 1.4)),
        Attribute("side height", "sides", "low", "high", "lower", "higher", (0.28, 0.62)),
        Attribute("wheel size", "wheels", "small", "big", "smaller", "bigger", (0.36, 0.58)),
        Attribute("handle length", "handles", "short", "long", "shorter", "longer", (0.6, 1.2)),
    ),
    options=(
        Option("four wheels", "four wheels", "wheels", 0.4),
        Option("hay", "a load of hay", "load", 0.35),
        Option("barrels", "barrels", "load", 0.3),
        Option("canopy", "a cloth cover", "canopy", 0.3),
    ),
    variants=(Variant("wheel style", "wheels", ("spoked", "solid")),),
    build=_cart,
)
