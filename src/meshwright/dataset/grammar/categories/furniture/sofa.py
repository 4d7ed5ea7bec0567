"""Furniture: sofa."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _sofa(b: Builder, d: Draw) -> None:
    length, depth, back, arm, leg = d["length"], d["depth"], d["back height"], d["arm width"], d["leg length"]
    seat = 0.3
    y = leg + seat
    b.box("seat", (length - 0.04, seat * 0.72, depth - 0.03), (0, leg + seat * 0.36, 0.0), round=0.03)
    inner = length - 2 * arm
    n = 3 if inner > 1.35 else 2
    b.box(
        "cushions",
        (inner / n - 0.02, 0.2, depth - 0.2),
        (0, y, 0.1),
        repeat=(n, (inner / n, 0, 0)),
        round=0.045,
        group=True,
    )
    zb, t = -depth / 2 + 0.11, 0.22
    shape = d.variant("back shape")
    yb = leg + 0.03
    if shape == "curved":
        w2, top = length / 2 - 0.03, y + back
        out = [
            (-w2, yb),
            (w2, yb),
            (w2, top - back * 0.42),
            (w2 * 0.74, top - back * 0.14),
            (w2 * 0.3, top),
            (-w2 * 0.3, top),
            (-w2 * 0.74, top - back * 0.14),
            (-w2, top - back * 0.42),
        ]
        b.extrude("back", out, t, (0, 0, zb), round=0.06, group=True)
    else:
        b.box("back", (length - 0.05, y + back - yb, t), (0, (y + back + yb) / 2, zb), round=0.06, group=True)
    if d.variant("arm shape") == "rounded":
        b.box(
            "armrests",
            (arm, seat + 0.16, depth),
            (length / 2 - arm / 2, leg + (seat + 0.16) / 2, 0),
            mirror="x",
            round=0.02,
            group=True,
        )
        b.cylinder(
            "armrests",
            arm * 0.62,
            depth + 0.03,
            (length / 2 - arm / 2, y + 0.17, 0.01),
            axis="z",
            mirror="x",
            round=0.02,
        )
    else:
        b.box(
            "armrests",
            (arm, seat + 0.26, depth + 0.02),
            (length / 2 - arm / 2, leg + (seat + 0.26) / 2, 0.01),
            mirror="x",
            round=0.035,
            group=True,
        )
    b.box(
        "legs",
        (0.085, leg + 0.05, 0.085),
        (length / 2 - 0.12, (leg + 0.05) / 2, depth / 2 - 0.1),
        taper=(1.35, 1.35),
        mirror="xz",
        group=True,
    )
    if d.has("back cushions"):
        h = max(back * 0.72, 0.26)
        b.box(
            "cushions",
            (inner / n - 0.02, h, 0.2),
            (0, y + 0.06 + h / 2, zb + 0.2),
            repeat=(n, (inner / n, 0, 0)),
            rot=(-8, 0, 0),
            round=0.06,
            group=True,
        )
    if d.has("throw pillows"):
        b.superquadric(
            "pillows",
            (0.4, 0.4, 0.2),
            (inner / 2 - 0.2, y + 0.27, zb + (0.4 if d.has("back cushions") else 0.26)),
            e=(0.6, 0.6),
            mirror="x",
            rot=(-20, -12, 16),
            group=True,
        )
    if d.has("blanket"):
        x = -length * 0.2
        top = y + back
        # spread over the middle of the back, where a curved back is highest
        b.box("blanket", (0.5, 0.09, t + 0.09), (x * 0.2, top - 0.01, zb), round=0.03, group=True)
        b.box(
            "blanket",
            (0.5, back * 0.8, 0.08),
            (x * 0.2, top - back * 0.38, zb + t / 2 + (0.2 if d.has("back cushions") else 0.015)),
            rot=(-4, 0, 0),
            round=0.02,
        )
        b.box(
            "blanket",
            (0.5, 0.09, t + 0.2),
            (x * 0.2, top - 0.01, zb + (0.11 if d.has("back cushions") else 0.01)),
            round=0.03,
        )


CATEGORY = Category(
    name="sofa",
    family="furniture",
    words=("couch", "settee", "loveseat"),
    parts=(
        Part("seat", ("cloth", "cloth", "leather", "leather"), words=("base", "frame"), colours=0.8),
        Part("back", ("cloth", "leather"), words=("backrest",), like="seat", colours=0.8),
        Part("armrests", ("cloth", "leather", "wood"), words=("arms",), like="seat", colours=0.8),
        Part("cushions", ("cloth", "leather"), words=("seat cushions",), like="seat"),
        Part("legs", ("wood", "dark wood", "steel", "gold"), words=("feet",)),
        Part("pillows", ("cloth",), words=("throw pillows",), main=False),
        Part("blanket", ("cloth",), words=("throw", "plaid"), main=False),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (1.3, 2.3)),
        Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.72, 1.05)),
        Attribute("back height", "back", "low", "high", "lower", "higher", (0.28, 0.66)),
        Attribute("arm width", "armrests", "thin", "thick", "thinner", "thicker", (0.14, 0.32)),
        Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.07, 0.24)),
    ),
    options=(
        Option("throw pillows", "throw pillows", "pillows", 0.4),
        Option("back cushions", "back cushions", "cushions", 0.5),
        Option("blanket", "a blanket", "blanket", 0.25),
    ),
    variants=(
        Variant("arm shape", "armrests", ("rounded", "boxy")),
        Variant("back shape", "back", ("straight", "curved")),
    ),
    build=_sofa,
)
