"""Vehicles: car."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.vehicles.common import PAINT, side
from meshwright.dataset.grammar.rows import Vec3
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _wheel(
    b: Builder, part: str, hub: str, r: float, width: float, at: Vec3, *, mirror: str = "x", group: bool = True
) -> None:
    """A tyre with a hub cap, axis along x."""
    b.cylinder(
        part, r, width, at, axis="x", mirror=mirror, round=width * 0.2, sides=10 if b.low_poly else 0, group=group
    )
    b.cylinder(
        hub,
        r * 0.56,
        width * 0.5,
        (at[0] + width * 0.34, at[1], at[2]),
        axis="x",
        mirror=mirror,
        sides=8 if b.low_poly else 0,
        group=True,
    )


def _car(b: Builder, d: Draw) -> None:
    length, w, ch, wr, cl = d["length"], d["width"], d["cabin height"], d["wheel size"], d["cabin length"]
    kind = d.variant("body shape")
    z, y0 = length / 2, wr * 0.75
    bh = {"boxy": 0.62, "sporty": 0.46, "rounded": 0.56}[kind]
    y1 = y0 + bh
    c0 = {"boxy": -0.22, "sporty": -0.42, "rounded": -0.2}[kind] * length * 0.5
    lo, hi = c0 - cl / 2, c0 + cl / 2
    if kind == "boxy":
        side(
            b,
            "body",
            ((-z, y0), (z, y0), (z, y1 - 0.08), (z * 0.94, y1), (-z * 0.98, y1), (-z, y1 - 0.06)),
            w,
            round=0.05,
        )
        front, back = 0.16, 0.05
    elif kind == "sporty":
        side(
            b,
            "body",
            (
                (-z, y0 + 0.06),
                (-z * 0.8, y0),
                (z * 0.9, y0),
                (z, y0 + 0.2),
                (z * 0.93, y0 + bh * 0.66),
                (hi, y1),
                (-z * 0.85, y1 + 0.04),
                (-z, y1 - 0.06),
            ),
            w,
            round=0.06,
        )
        front, back = 0.6, 0.5
    else:
        side(
            b,
            "body",
            (
                (-z * 0.94, y0),
                (z * 0.94, y0),
                (z, y0 + bh * 0.4),
                (z * 0.86, y1 - 0.06),
                (z * 0.5, y1),
                (-z * 0.6, y1),
                (-z * 0.9, y1 - 0.1),
                (-z, y0 + bh * 0.35),
            ),
            w,
            round=0.12,
        )
        front, back = 0.36, 0.42
    top = y1 + ch
    side(
        b,
        "windows",
        ((lo, y1 - 0.08), (hi, y1 - 0.08), (hi - ch * front, top - 0.05), (lo + ch * back, top - 0.05)),
        w * 0.86,
        round=0.04,
        group=True,
    )
    a0, a1 = lo + ch * back, hi - ch * front
    b.box("cabin", (w * 0.86, 0.13, a1 - a0 + 0.1), (0, top - 0.04, (a0 + a1) / 2), round=0.05, group=True)
    for q0, q1 in ((lo, a0), (hi, a1)):
        b.tube(
            "cabin",
            (w * 0.4, y1 - 0.02, q0),
            (w * 0.4, (y1 + top) / 2, (q0 + q1) / 2),
            (w * 0.4, top - 0.06, q1),
            0.065,
            mirror="x",
        )
    b.box("cabin", (w * 0.89, ch, 0.12), (0, y1 + ch / 2 - 0.05, (lo + hi + a0 + a1) / 4), round=0.02)
    wz = z * 0.6
    wheel = 0.26
    for s in (1, -1):
        _wheel(b, "wheels", "hubcaps", wr, wheel, (w / 2 - 0.03, wr, s * wz))
    b.ellipsoid(
        "headlights",
        (0.27, 0.24, 0.2),
        (w * 0.34, y0 + bh * 0.62, z - (0.08 if kind == "sporty" else 0.0)),
        mirror="x",
        group=True,
    )
    b.box("bumpers", (w * 1.0, 0.15, 0.16), (0, y0 + 0.12, z - 0.01), round=0.05, group=True)
    b.box("bumpers", (w * 1.0, 0.15, 0.16), (0, y0 + 0.14, -z + 0.01), round=0.05)
    if d.has("spoiler"):
        b.box("spoiler", (w * 0.96, 0.09, 0.34), (0, y1 + 0.32, -z + 0.16), round=0.02, group=True)
        b.box("spoiler", (0.1, 0.4, 0.2), (w * 0.32, y1 + 0.12, -z + 0.22), mirror="x")
    if d.has("roof rack"):
        b.box("cabin", (0.09, 0.12, cl * 0.6), (w * 0.34, top + 0.06, (a0 + a1) / 2), mirror="x", group=True)
        b.box("cabin", (w * 0.8, 0.09, 0.09), (0, top + 0.1, (a0 + a1) / 2), repeat=(3, (0, 0, cl * 0.24)))
        b.box(
            "cabin",
            (w * 0.46, 0.26, cl * 0.36),
            (0, top + 0.22, (a0 + a1) / 2),
            round=0.04,
            material="leather",
            tint=(0.16, 0.08, 0.04),
        )
    if d.has("siren"):
        b.box("headlights", (w * 0.5, 0.18, 0.24), (0, top + 0.08, a1 - 0.2), round=0.04, group=True)


CATEGORY = Category(
    name="car",
    family="vehicles",
    words=("automobile", "auto", "motorcar"),
    parts=(
        Part(
            "body",
            ("painted metal", "painted metal", "painted metal", "rusted iron", "gold", "plastic"),
            words=("chassis", "shell"),
            natural=PAINT,
        ),
        Part(
            "cabin",
            ("painted metal", "painted metal", "rusted iron", "plastic"),
            words=("roof", "top"),
            like="body",
            natural=PAINT,
        ),
        Part(
            "windows",
            ("glass",),
            words=("windscreen", "glass"),
            colours=0.2,
            natural=((120, 160, 180), (60, 80, 96)),
        ),
        Part("wheels", ("rubber",), words=("tires", "tyres")),
        Part("hubcaps", ("steel", "gold", "bronze", "painted metal"), words=("rims", "hubs"), colours=0.3),
        Part(
            "headlights",
            ("glass", "light"),
            words=("lights", "lamps"),
            glow=0.5,
            colours=0.15,
            natural=((250, 240, 200),),
        ),
        Part("bumpers", ("steel", "iron", "rubber", "painted metal"), words=("fenders", "bumper bars"), colours=0.3),
        Part("spoiler", ("painted metal", "plastic", "steel"), words=("rear wing",), main=False, like="body"),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (3.0, 4.3)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (1.5, 2.0)),
        Attribute("cabin height", "cabin", "low", "high", "lower", "higher", (0.42, 0.78)),
        Attribute("cabin length", "cabin", "short", "long", "shorter", "longer", (1.4, 2.0)),
        Attribute("wheel size", "wheels", "small", "big", "smaller", "bigger", (0.28, 0.44)),
    ),
    options=(
        Option("spoiler", "a spoiler", "spoiler", 0.35),
        Option("roof rack", "a roof rack", "cabin", 0.3),
        Option("siren", "a siren", "headlights", 0.25),
    ),
    variants=(Variant("body shape", "body", ("boxy", "sporty", "rounded")),),
    build=_car,
)
