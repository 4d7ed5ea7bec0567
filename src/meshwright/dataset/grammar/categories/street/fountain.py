"""Street: fountain."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _fountain(b: Builder, d: Draw) -> None:
    w, bh, ch, bowl, cr = (
        d["basin width"],
        d["basin height"],
        d["column height"],
        d["bowl width"],
        d["column thickness"],
    )
    sides = {"round": 0, "octagonal": 8, "square": 4}[d.variant("basin shape")]
    y0 = 0.14 if d.has("steps") else 0.0
    R = w / 2
    wide = R * (1.25 if sides == 4 else 1.05 if sides else 1.0)
    if y0:
        b.cylinder("steps", wide + 0.24, y0, (0, y0 / 2, 0), sides=sides)
    b.cylinder("basin", wide, bh, (0, y0 + bh / 2, 0), sides=sides, r_top=wide * 0.97, group=True)
    b.cylinder("basin", wide + 0.07, 0.13, (0, y0 + bh - 0.05, 0), sides=sides)
    b.cylinder("basin", wide - 0.19, bh, (0, y0 + bh * 0.62, 0), sides=sides, op="subtract")
    b.cylinder("water", wide - 0.15, 0.1, (0, y0 + bh * 0.72, 0), sides=sides, group=True)
    top = y0 + bh + ch
    b.lathe(
        "column",
        (
            (0, y0 + 0.05),
            (cr * 2.1, y0 + 0.05),
            (cr * 1.8, y0 + bh * 0.86),
            (cr, y0 + bh + 0.05),
            (cr * 0.85, top - ch * 0.3),
            (cr * 1.5, top),
            (0, top),
        ),
        sides=min(sides, 8) if sides != 4 else 0,
        group=True,
    )
    B, depth = bowl / 2, 0.1 + bowl * 0.17
    b.lathe(
        "bowl",
        (
            (0, top - 0.05),
            (B * 0.35, top - 0.05),
            (B * 0.8, top + depth * 0.45),
            (B, top + depth),
            (B * 0.88, top + depth),
            (B * 0.6, top + depth * 0.55),
            (0, top + depth * 0.4),
        ),
        sides=8 if sides else 0,
        group=True,
    )
    b.cylinder("water", B * 0.86, 0.09, (0, top + depth * 0.78, 0), group=True)
    y = top + depth * 0.7
    if d.has("second bowl"):
        b.cylinder("column", cr * 0.7, 0.6, (0, y + 0.25, 0), group=True)
        b.lathe(
            "bowl",
            ((0, y + 0.42), (B * 0.2, y + 0.42), (B * 0.5, y + 0.68), (B * 0.42, y + 0.68), (0, y + 0.55)),
            group=True,
        )
        b.cylinder("water", B * 0.4, 0.08, (0, y + 0.62, 0), group=True)
        y += 0.55
    b.lathe(
        "spout",
        (
            (0, y - 0.15),
            (cr * 0.9, y - 0.15),
            (cr * 0.55, y + 0.12),
            (cr * 1.0, y + 0.26),
            (cr * 0.6, y + 0.42),
            (0, y + 0.5),
        ),
        group=True,
    )
    if d.has("jets"):
        b.tube(
            "water",
            (0, y + 0.42, 0.02),
            (0, y + 0.95, R * 0.3),
            (0, y0 + bh * 0.72, max(R * 0.74, B + 0.06)),
            0.06,
            ring=(4, 45),
            group=True,
        )


CATEGORY = Category(
    name="fountain",
    family="street",
    words=("water fountain", "garden fountain", "water feature"),
    parts=(
        Part("basin", ("stone", "marble", "brick", "bronze"), words=("pool", "tub")),
        Part(
            "water",
            ("glass",),
            words=("pool water",),
            colours=0.25,
            glow=0.08,
            natural=((80, 160, 206), (96, 180, 200)),
        ),
        Part("column", ("stone", "marble", "bronze", "gold"), words=("pedestal", "pillar"), like="basin"),
        Part("bowl", ("stone", "marble", "bronze", "gold"), words=("dish",), like="basin"),
        Part("spout", ("bronze", "gold", "marble", "iron"), words=("finial", "tip"), glow=0.08),
        Part("steps", ("stone", "marble", "brick"), words=("platform", "stairs"), main=False, like="basin"),
    ),
    attributes=(
        Attribute("basin width", "basin", "narrow", "wide", "narrower", "wider", (1.7, 2.5)),
        Attribute("basin height", "basin", "low", "high", "lower", "higher", (0.4, 0.75)),
        Attribute("column height", "column", "short", "tall", "shorter", "taller", (0.35, 0.95)),
        Attribute("bowl width", "bowl", "small", "big", "smaller", "bigger", (0.7, 1.35)),
        Attribute("column thickness", "column", "thin", "thick", "thinner", "thicker", (0.11, 0.22)),
    ),
    options=(
        Option("second bowl", "a second bowl", "bowl", 0.35),
        Option("jets", "water jets", "water", 0.4),
        Option("steps", "steps", "steps", 0.35),
    ),
    variants=(Variant("basin shape", "basin", ("round", "octagonal", "square")),),
    build=_fountain,
)
