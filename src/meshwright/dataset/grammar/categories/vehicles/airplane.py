"""Vehicles: airplane."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.vehicles.common import PAINT, side
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _airplane(b: Builder, d: Draw) -> None:
    length, span, chord, r, tail = d["length"], d["wingspan"], d["wing breadth"], d["body thickness"], d["tail height"]
    kind = d.variant("type")
    z = length / 2
    gear = 0.62
    y = gear + r
    if kind == "vintage":
        b.lathe(
            "body",
            (
                (0, -z),
                (r * 0.28, -z),
                (r * 0.78, -z * 0.1),
                (r, z * 0.5),
                (r, z * 0.86),
                (r * 0.8, z * 0.97),
                (0, z * 0.97),
            ),
            (0, y, 0),
            rot=(90, 0, 0),
        )
        b.cylinder("nose", r * 0.96, 0.3, (0, y, z * 0.9), axis="z", group=True)
        sweep, wz, wy, fz = 0.0, z * 0.34, y - r * 0.66, -z * 0.86
    else:
        b.lathe(
            "body",
            ((0, -z), (r * 0.3, -z), (r * 0.9, -z * 0.42), (r, 0.0), (r, z * 0.6), (r * 0.86, z * 0.8), (0, z * 0.9)),
            (0, y, 0),
            rot=(90, 0, 0),
        )
        b.lathe(
            "nose",
            (
                (0, z * 0.62),
                (r * 1.0, z * 0.62),
                (r * 0.92, z * 0.76),
                (r * 0.62, z * 0.92),
                (r * 0.2, z * 0.99),
                (0, z),
            ),
            (0, y, 0),
            rot=(90, 0, 0),
            group=True,
        )
        sweep, wz, wy, fz = 0.32, z * 0.12, y - r * 0.4, -z * 0.8
    s2, tip, t = span / 2, chord * (0.8 if kind == "vintage" else 0.5), 0.14
    # plan outlines: outline y runs towards -Z after the quarter turn
    wing = [(0, -chord / 2), (s2, sweep * s2 - tip / 2), (s2, sweep * s2 + tip / 2), (0, chord / 2)]
    wing = [*wing, (-s2, sweep * s2 + tip / 2), (-s2, sweep * s2 - tip / 2)]
    b.extrude("wings", wing, t, (0, wy, wz), rot=(-90, 0, 0), group=True)
    if d.has("double wings"):
        up = y + r * 1.15 + 0.28
        b.extrude("wings", [(0.92 * a, c) for a, c in wing], t, (0, up, wz + 0.1), rot=(-90, 0, 0))
        b.box(
            "struts",
            (0.12, up - wy, 0.14),
            (s2 * 0.55, (up + wy) / 2, wz + 0.05 - sweep * s2 * 0.55),
            mirror="x",
            group=True,
        )
        b.box("struts", (0.12, up - y, 0.14), (r * 0.6, (up + y) / 2, wz + 0.1), mirror="x")
    f, q = span * 0.19, chord * 0.62
    plane = [(0, -q / 2), (f, -q * 0.1), (f, q * 0.5), (-f, q * 0.5), (-f, -q * 0.1)]
    ty = y + r * 0.12
    b.extrude("tail", plane, t, (0, ty, fz), rot=(-90, 0, 0), group=True)
    side(
        b, "tail", ((fz + q * 0.7, ty), (fz - q * 0.1, ty + tail), (fz - q * 0.55, ty + tail), (fz - q * 0.5, ty)), 0.13
    )
    b.ellipsoid(
        "cockpit", (r * 1.2, r * 1.1, r * 2.3), (0, y + r * 0.72, z * (0.22 if kind == "vintage" else 0.46)), group=True
    )
    if kind == "vintage":
        p = 0.72 * r + 0.35
        a = d.seed % 90
        for i in range(2):
            b.ellipsoid(
                "propeller",
                (0.22, 2 * p, 0.14),
                (0, y, z * 1.02),
                rot=(0, 0, a + 90 * i) if d.has("four blades") or not i else (0, 0, a),
                group=i == 0,
            )
        b.cylinder("propeller", 0.17, 0.34, (0, y, z * 1.02), r_top=0.07, axis="z")
    else:
        ex = s2 * 0.4
        b.cylinder(
            "propeller",
            0.26,
            0.95,
            (ex, wy - 0.2, wz - sweep * ex + chord * 0.3),
            axis="z",
            r_top=0.3,
            mirror="x",
            group=True,
        )
        b.cylinder(
            "propeller",
            0.2,
            0.2,
            (ex, wy - 0.2, wz - sweep * ex + chord * 0.3 + 0.47),
            axis="z",
            mirror="x",
            material="iron",
            tint=(0.03, 0.03, 0.035),
        )
        if d.has("four blades"):
            b.cylinder(
                "propeller",
                0.22,
                0.8,
                (s2 * 0.7, wy - 0.16, wz - sweep * s2 * 0.7 + chord * 0.2),
                axis="z",
                r_top=0.25,
                mirror="x",
            )
    gz = wz + 0.2
    if d.has("floats"):
        b.superquadric(
            "wheels", (0.4, 0.4, length * 0.5), (r + 0.2, 0.2, gz - 0.1), e=(0.8, 0.9), mirror="x", group=True
        )
        b.box(
            "struts", (0.13, gear, 0.16), (r * 0.8 + 0.1, gear / 2 + 0.12, gz), mirror="x", rot=(0, 0, 12), group=True
        )
        b.box(
            "struts",
            (0.13, gear, 0.16),
            (r * 0.7 + 0.1, gear / 2 + 0.12, gz - length * 0.14),
            mirror="x",
            rot=(0, 0, 12),
        )
    else:
        b.cylinder("wheels", 0.27, 0.2, (r * 0.9 + 0.16, 0.27, gz), axis="x", mirror="x", round=0.04, group=True)
        b.box(
            "struts",
            (0.14, gear + 0.1, 0.16),
            (r * 0.7 + 0.1, gear / 2 + 0.14, gz),
            mirror="x",
            rot=(0, 0, 14),
            group=True,
        )
        zt = -z * 0.8 if kind == "vintage" else z * 0.72
        b.cylinder(
            "wheels", 0.2, 0.18, (0, 0.2 if kind != "vintage" else y - r * 0.39 - 0.08, zt), axis="x", group=True
        )
        if kind != "vintage":
            b.box("struts", (0.14, gear * 0.9, 0.16), (0, gear * 0.6, zt), group=True)


CATEGORY = Category(
    name="airplane",
    family="vehicles",
    words=("plane", "aeroplane", "aircraft"),
    parts=(
        Part("body", ("painted metal", "painted metal", "steel", "wood"), words=("fuselage", "hull"), natural=PAINT),
        Part(
            "wings",
            ("painted metal", "painted metal", "steel", "cloth", "wood"),
            words=("wing",),
            like="body",
            natural=PAINT,
        ),
        Part(
            "tail",
            ("painted metal", "painted metal", "steel", "wood"),
            words=("tail fin", "rudder"),
            like="wings",
            natural=PAINT,
        ),
        Part(
            "cockpit",
            ("glass",),
            words=("canopy", "window"),
            colours=0.25,
            natural=((110, 160, 190), (60, 84, 100)),
        ),
        Part("nose", ("painted metal", "steel", "iron", "bronze"), words=("nose cone", "cowling"), natural=PAINT),
        Part("propeller", ("steel", "wood", "iron", "painted metal"), words=("engines", "rotor", "propellers")),
        Part("wheels", ("rubber", "rubber", "painted metal"), words=("landing gear", "floats", "tires"), colours=0.3),
        Part("struts", ("steel", "wood", "iron", "painted metal"), words=("supports", "braces"), colours=0.3),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (4.0, 5.6)),
        Attribute("wingspan", "wings", "short", "long", "shorter", "longer", (4.2, 6.0)),
        Attribute("wing breadth", "wings", "narrow", "wide", "narrower", "wider", (0.8, 1.4)),
        Attribute("body thickness", "body", "thin", "thick", "thinner", "thicker", (0.4, 0.66)),
        Attribute("tail height", "tail", "low", "high", "lower", "higher", (0.6, 1.4)),
    ),
    options=(
        Option("double wings", "double wings", "wings", 0.35),
        Option("four blades", "extra propellers", "propeller", 0.4),
        Option("floats", "floats", "wheels", 0.25),
    ),
    variants=(Variant("type", "", ("vintage", "modern")),),
    build=_airplane,
)
