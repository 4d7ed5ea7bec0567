"""Vehicles: boat."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.vehicles.common import SIDE, side
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _boat(b: Builder, d: Draw) -> None:
    length, w, depth, bow, wall = d["length"], d["width"], d["hull depth"], d["bow height"], d["hull thickness"]
    kind = d.variant("type")
    z = length / 2
    # hull: a boat-shaped plan, tapered to the keel, cut by a curved sheer line
    top = depth + bow
    plan = [
        (-w * 0.36, -z),
        (w * 0.36, -z),
        (w / 2, -z * 0.3),
        (w * 0.47, z * 0.3),
        (w * 0.27, z * 0.74),
        (0, z),
        (-w * 0.27, z * 0.74),
        (-w * 0.47, z * 0.3),
    ]
    plan = [*plan[:7], (-w * 0.5, 0.0)]
    tall = top * 2
    b.extrude("hull", plan, tall, (0, top, 0), rot=(90, 0, 0))
    b.ellipsoid("hull", (w * 1.16, 2 * top * 1.02, length * 1.34), (0, top * 1.02, -z * 0.2), op="intersect")
    radius = (z * z + bow * bow) / (2 * bow)
    b.cylinder("hull", radius, w * 3, (0, depth + radius, -z * 0.1), axis="x", op="subtract")
    b.ellipsoid(
        "hull",
        ((w - 2 * wall) * 0.98, 2 * (top - wall * 1.2), (length - 2.4 * wall) * 0.96),
        (0, top * 1.02 + wall, -z * 0.06),
        op="subtract",
    )
    b.box("hull", (9, 2, 9), (0, -1, 0), op="subtract")
    b.box("seats", (w * 0.76, 0.1, 0.26), (0, depth * 0.82, -z * 0.42), group=True)
    b.box("seats", (w * 0.82, 0.1, 0.26), (0, depth * 0.82, z * 0.08))
    if kind == "rowing":
        b.box("seats", (w * 0.6, 0.1, 0.26), (0, depth * 0.86, z * 0.48))
    b.tube("keel", (0, 0.09, -z * 0.55), (0, 0.0, z * 0.75), (0, depth + bow * 0.86, z * 0.99), 0.085, group=True)
    b.box("keel", (0.14, depth * 1.15, 0.16), (0, depth * 0.62, -z * 0.93))
    b.box("keel", (9, 2, 9), (0, -1, 0), op="subtract")
    if kind == "sailing":
        m = 2.7
        mz = z * 0.12
        b.cylinder("mast", 0.08, m, (0, m / 2 + 0.14, mz), r_top=0.06, group=True)
        if d.seed % 2:
            side(
                b,
                "sail",
                (
                    (mz - 0.02, m + 0.08),
                    (mz - 0.02, depth + 0.5),
                    (mz - z * 0.85, depth + 0.5),
                    (mz - z * 0.5, depth + 1.2),
                ),
                0.1,
                group=True,
            )
            side(b, "sail", ((mz + 0.02, m * 0.92), (mz + 0.02, depth + 0.62), (mz + z * 0.62, depth + 0.62)), 0.09)
            b.cylinder("mast", 0.055, z * 0.95, (0, depth + 0.48, mz - z * 0.42), axis="z")
        else:
            sw = w * 1.3
            b.box("sail", (sw, m * 0.5, 0.1), (0, depth + m * 0.48, mz + 0.09), group=True)
            b.ellipsoid("sail", (sw * 0.9, m * 0.46, 0.46), (0, depth + m * 0.46, mz + 0.1), op="smooth", k=0.1)
            b.box("sail", (sw * 2, m, 1), (0, depth + m * 0.48, mz - 0.46), op="subtract")
            b.cylinder("mast", 0.06, sw * 1.08, (0, depth + m * 0.72, mz + 0.06), axis="x", group=True)
    elif kind == "fishing":
        cw, cz, chh = w * 0.56, -z * 0.3, 0.95
        b.box("cabin", (cw, chh, length * 0.26), (0, depth * 0.6 + chh / 2, cz), round=0.03, group=True)
        b.box("cabin", (cw + 0.2, 0.1, length * 0.26 + 0.26), (0, depth * 0.6 + chh, cz), round=0.02)
        b.box(
            "cabin",
            (cw * 0.8, 0.3, 0.08),
            (0, depth * 0.6 + chh * 0.72, cz + length * 0.13),
            material="glass",
            tint=(0.3, 0.55, 0.65),
        )
        b.box(
            "cabin",
            (0.08, 0.28, length * 0.15),
            (cw / 2, depth * 0.6 + chh * 0.72, cz),
            mirror="x",
            material="glass",
            tint=(0.3, 0.55, 0.65),
        )
        b.cylinder("mast", 0.07, depth * 0.5 + 1.8, (0, depth * 0.25 + 1.0, z * 0.22), group=True)
        b.tube(
            "mast",
            (0, depth * 0.5 + 1.3, z * 0.22),
            (0, depth * 0.5 + 1.6, z * 0.45),
            (0, depth * 0.5 + 1.75, z * 0.75),
            0.085,
            r_end=0.085,
        )
    if d.has("oars"):
        for s in (1, -1):
            b.tube(
                "oars",
                (s * w * 0.12, depth + 0.22, -z * 0.12),
                (s * w * 0.5, depth + 0.1, -z * 0.12),
                (s * (w * 0.5 + 0.62), depth * 0.3, -z * 0.12),
                0.06,
                group=s == 1,
            )
            b.box("oars", (0.5, 0.1, 0.26), (s * (w * 0.5 + 0.66), depth * 0.28, -z * 0.12), rot=(0, 0, -s * 38))
            b.box("oars", (0.12, 0.2, 0.12), (s * w * 0.47, depth + 0.0, -z * 0.12))
    if d.has("flag"):
        fy = depth + bow * 0.7
        b.cylinder("keel", 0.05, 0.8, (0, fy * 0.5 + 0.4, -z * 0.9), group=True)
        b.extrude(
            "sail", [(0, 0.0), (0, 0.34), (-0.5, 0.17)], 0.09, (0, fy * 0.5 + 0.42, -z * 0.9), rot=SIDE, group=True
        )
    if d.has("figurehead"):
        fy = depth + bow
        b.tube(
            "figurehead",
            (0, fy - 0.2, z * 0.9),
            (0, fy - 0.02, z * 1.12),
            (0, fy + 0.3, z * 1.02),
            0.12,
            r_end=0.1,
            group=True,
        )
        b.ellipsoid("figurehead", (0.24, 0.24, 0.4), (0, fy + 0.34, z * 1.02 + 0.1))


CATEGORY = Category(
    name="boat",
    family="vehicles",
    words=("vessel", "dinghy", "small boat"),
    parts=(
        Part("hull", ("wood", "wood", "painted metal", "dark wood"), words=("body", "planking")),
        Part("seats", ("wood", "dark wood"), words=("benches", "thwarts")),
        Part("keel", ("dark wood", "wood", "iron"), words=("stem", "ridge")),
        Part("mast", ("wood", "dark wood", "iron"), words=("pole", "boom"), main=False),
        Part(
            "sail",
            ("cloth",),
            words=("sails", "canvas"),
            main=False,
            natural=((236, 228, 206), (214, 202, 172), (180, 60, 50)),
        ),
        Part(
            "cabin",
            ("wood", "painted metal", "dark wood"),
            words=("wheelhouse", "deckhouse"),
            main=False,
            natural=((226, 222, 210), (150, 104, 62)),
        ),
        Part("oars", ("wood", "dark wood"), words=("paddles",), main=False),
        Part(
            "figurehead",
            ("gold", "wood", "bone", "bronze"),
            words=("carved head", "bow statue"),
            main=False,
            glow=0.08,
        ),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (3.0, 4.4)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (1.2, 1.8)),
        Attribute("hull depth", "hull", "shallow", "deep", "shallower", "deeper", (0.5, 0.95)),
        Attribute("bow height", "hull", "flat", "curved", "flatter", "more curved", (0.16, 0.75)),
        Attribute("hull thickness", "hull", "thin", "thick", "thinner", "thicker", (0.1, 0.22)),
    ),
    options=(
        Option("oars", "oars", "oars", 0.5),
        Option("flag", "a flag at the stern", "sail", 0.3),
        Option("figurehead", "a figurehead", "figurehead", 0.3),
    ),
    variants=(Variant("type", "", ("rowing", "sailing", "fishing")),),
    build=_boat,
)
