"""Vehicles: train."""

from __future__ import annotations

from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.vehicles.common import side
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _train(b: Builder, d: Draw) -> None:
    length, r, wr, ch, stack = d["length"], d["boiler thickness"], d["wheel size"], d["cab height"], d["chimney height"]
    kind = d.variant("type")
    z = length / 2
    rail = 0.16 if d.has("rails") else 0.0
    y0 = rail + wr * 1.1
    w = 2 * r + 0.24
    b.box("frame", (w * 0.9, 0.24, length * 0.98), (0, y0 + 0.06, 0))
    floor = y0 + 0.16
    n = 3
    step = length * 0.27
    b.cylinder(
        "wheels",
        wr,
        0.2,
        (w / 2 - 0.04, rail + wr, -length * 0.02),
        axis="x",
        mirror="x",
        repeat=(n, (0, 0, step)),
        round=0.03,
        group=True,
    )
    b.cylinder(
        "rods",
        wr * 0.36,
        0.2,
        (w / 2 + 0.03, rail + wr, -length * 0.02),
        axis="x",
        mirror="x",
        repeat=(n, (0, 0, step)),
        group=True,
    )
    b.box("rods", (0.12, 0.13, step * 2), (w / 2 + 0.1, rail + wr, -length * 0.02), mirror="x")
    cl = length * 0.3
    cz = -z + cl / 2 + 0.05
    cw = w * 1.06
    top = floor + ch
    if kind == "steam":
        by = floor + r * 0.95
        b.cylinder("boiler", r, length * 0.68, (0, by, z * 0.3), axis="z", group=True)
        b.cylinder("boiler", r * 1.06, 0.16, (0, by, z * 0.3 + length * 0.33), axis="z", round=0.02)
        b.cylinder("boiler", r * 1.06, 0.12, (0, by, z * 0.3), axis="z")
        b.ellipsoid("boiler", (r * 0.7, r * 0.7, r * 0.7), (0, by + r * 0.95, -z * 0.05))
        crown = by + r
        b.cylinder("chimney", r * 0.3, stack + 0.3, (0, crown + stack / 2 - 0.15, z * 0.72), r_top=r * 0.36, group=True)
        b.cylinder("chimney", r * 0.36, 0.3, (0, crown + stack - 0.04, z * 0.72), r_top=r * 0.66)
        face, hy = z * 0.3 + length * 0.34 + 0.06, by + r * 0.28
    else:
        nose = floor + r * 1.55
        side(
            b,
            "boiler",
            (
                (-z * 0.5, floor - 0.04),
                (z * 0.98, floor - 0.04),
                (z * 0.98, floor + r * 0.9),
                (z * 0.88, nose),
                (-z * 0.5, nose),
            ),
            w * 0.94,
            round=0.08,
            group=True,
        )
        b.box(
            "boiler",
            (w * 0.99, 0.16, length * 0.68),
            (0, floor + r * 0.7, z * 0.24),
            tint=(0.75, 0.6, 0.2) if d.seed % 2 else (0.8, 0.8, 0.78),
        )
        crown = nose
        b.box(
            "chimney",
            (r * 0.5, stack * 0.7 + 0.3, r * 0.9),
            (0, crown + stack * 0.35 - 0.12, z * 0.3),
            round=0.03,
            group=True,
        )
        b.box("chimney", (r * 0.62, 0.12, r * 1.05), (0, crown + stack * 0.7 - 0.02, z * 0.3), round=0.02)
        face, hy = z * 0.98, floor + r * 0.75
    b.box("cab", (cw, ch, cl), (0, floor + ch / 2 - 0.04, cz), round=0.03, group=True)
    b.box("windows", (cw + 0.05, ch * 0.3, cl * 0.56), (0, floor + ch * 0.68, cz), group=True)
    b.box("windows", (cw * 0.72, ch * 0.22, cl + 0.06), (0, floor + ch * 0.78, cz))
    if d.has("curved roof"):
        b.cylinder(
            "cab", cw * 0.62, cl * 1.24, (0, top - cw * 0.36, cz), axis="z", sides=12 if b.low_poly else 0, group=True
        )
        b.box("cab", (cw * 3, 2, cl * 3), (0, top - 1.06, cz), op="subtract")
    else:
        b.box("cab", (cw * 1.16, 0.13, cl * 1.24), (0, top, cz), round=0.02, group=True)
    b.cylinder(
        "headlight",
        0.2,
        0.3,
        (0, hy + r * (0.95 if kind == "steam" else 0.45), face - (0.16 if kind == "steam" else 0.02)),
        axis="z",
        group=True,
    )
    side(
        b,
        "frame",
        ((z * 0.9, y0 + 0.12), (z * 1.02, y0 + 0.12), (z * 1.02 + 0.42, rail + 0.08), (z * 0.95, rail + 0.08)),
        w * 0.9,
        group=True,
    )
    if d.has("rails"):
        b.box("frame", (0.15, 0.15, length * 1.08), (w / 2 - 0.06, 0.15, 0.05), mirror="x", group=True)
        b.box(
            "frame",
            (w * 1.3, 0.11, 0.2),
            (0, 0.055, 0.05),
            repeat=(6, (0, 0, length * 0.19)),
            material="wood",
            tint=(0.12, 0.07, 0.04),
        )
    if d.has("smoke"):
        puff: dict[str, Any] = {"material": "cloth", "tint": (0.5, 0.5, 0.52), "emission": 0.0}
        y, zz = crown + stack * (1.0 if kind == "steam" else 0.7), z * (0.72 if kind == "steam" else 0.3)
        b.ellipsoid("chimney", (0.5, 0.42, 0.5), (0, y + 0.14, zz), group=True, **puff)
        b.ellipsoid("chimney", (0.62, 0.5, 0.66), (0, y + 0.4, zz - 0.26), op="smooth", k=0.1, **puff)
        b.ellipsoid("chimney", (0.5, 0.42, 0.56), (0.05, y + 0.52, zz - 0.72), op="smooth", k=0.1, **puff)


CATEGORY = Category(
    name="train",
    family="vehicles",
    words=("locomotive", "railway engine", "train engine"),
    parts=(
        Part(
            "boiler",
            ("painted metal", "painted metal", "iron", "steel", "bronze"),
            words=("body", "tank"),
            natural=((44, 96, 66), (40, 40, 44), (170, 40, 36), (48, 80, 150)),
        ),
        Part(
            "cab",
            ("painted metal", "painted metal", "wood", "iron"),
            words=("cabin", "driver cabin"),
            natural=((170, 40, 36), (44, 96, 66), (48, 80, 150), (60, 60, 64)),
        ),
        Part("wheels", ("iron", "painted metal", "steel", "gold"), words=("driving wheels",), colours=0.5),
        Part(
            "chimney",
            ("iron", "painted metal", "bronze", "steel"),
            words=("smokestack", "funnel", "exhaust"),
            colours=0.4,
        ),
        Part(
            "frame",
            ("iron", "painted metal", "steel", "rusted iron"),
            words=("chassis", "cowcatcher", "plow"),
            colours=0.4,
        ),
        Part("rods", ("steel", "bronze", "gold", "iron"), words=("hubs", "connecting rods")),
        Part(
            "windows",
            ("glass",),
            words=("panes",),
            glow=0.15,
            colours=0.2,
            natural=((130, 170, 188), (240, 210, 140)),
        ),
        Part(
            "headlight",
            ("light", "glass", "bronze"),
            words=("lamp", "front light"),
            glow=0.5,
            colours=0.2,
            natural=((255, 236, 180),),
        ),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (4.2, 5.6)),
        Attribute("boiler thickness", "boiler", "thin", "thick", "thinner", "thicker", (0.58, 0.85)),
        Attribute("wheel size", "wheels", "small", "big", "smaller", "bigger", (0.4, 0.62)),
        Attribute("cab height", "cab", "low", "high", "lower", "higher", (1.5, 2.2)),
        Attribute("chimney height", "chimney", "short", "tall", "shorter", "taller", (0.35, 1.2)),
    ),
    options=(
        Option("rails", "rails", "frame", 0.35),
        Option("smoke", "smoke", "chimney", 0.3),
        Option("curved roof", "a curved roof", "cab", 0.4),
    ),
    variants=(Variant("type", "", ("steam", "diesel")),),
    build=_train,
)
