"""Vehicles; all of them drive, sail or fly towards +Z, except the rocket, which stands upright."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.rows import Vec3
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_SIDE = (0.0, -90.0, 0.0)
"""Turns an extruded (x, y) outline into a side view: outline x runs along +Z."""


def _side(
    b: Builder, part: str, outline: Sequence[tuple[float, float]], width: float, x: float = 0.0, **kw: Any
) -> None:
    """A side view of (z, y) points extruded across the vehicle."""
    b.extrude(part, outline, width, (x, 0, 0), rot=_SIDE, **kw)


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
        _side(
            b,
            "body",
            ((-z, y0), (z, y0), (z, y1 - 0.08), (z * 0.94, y1), (-z * 0.98, y1), (-z, y1 - 0.06)),
            w,
            round=0.05,
        )
        front, back = 0.16, 0.05
    elif kind == "sporty":
        _side(
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
        _side(
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
    _side(
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
            _side(
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
            _side(b, "sail", ((mz + 0.02, m * 0.92), (mz + 0.02, depth + 0.62), (mz + z * 0.62, depth + 0.62)), 0.09)
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
            "sail", [(0, 0.0), (0, 0.34), (-0.5, 0.17)], 0.09, (0, fy * 0.5 + 0.42, -z * 0.9), rot=_SIDE, group=True
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


def _rocket(b: Builder, d: Draw) -> None:
    h, r, nose, fin, win = d["height"], d["body thickness"], d["nose length"], d["fin size"], d["window size"]
    kind = d.variant("nose shape")
    y0 = 0.62
    top = y0 + h
    belly = {"pointed": 1.0, "rounded": 1.0, "needle": 0.9}[kind]
    b.lathe(
        "body",
        (
            (0, y0),
            (r * 0.72, y0),
            (r * 0.98, y0 + h * 0.28),
            (r * 1.03, y0 + h * 0.5),
            (r * belly, y0 + h * 0.8),
            (r * 0.86 * belly, top),
            (0, top),
        ),
    )
    e = r * 0.86 * belly
    prof = {
        "pointed": (
            (0, top - 0.05),
            (e, top - 0.05),
            (e * 0.82, top + nose * 0.34),
            (e * 0.45, top + nose * 0.74),
            (0, top + nose),
        ),
        "rounded": (
            (0, top - 0.05),
            (e, top - 0.05),
            (e * 0.97, top + nose * 0.3),
            (e * 0.78, top + nose * 0.6),
            (e * 0.42, top + nose * 0.8),
            (0, top + nose * 0.86),
        ),
        "needle": (
            (0, top - 0.05),
            (e, top - 0.05),
            (e * 0.5, top + nose * 0.42),
            (0.09, top + nose * 0.5),
            (0.08, top + nose * 1.2),
            (0, top + nose * 1.25),
        ),
    }[kind]
    b.lathe("nose", prof, group=True)
    # fins swept down to the ground
    out = [
        (r * 0.5, y0 + 0.1),
        (r * 0.9 + fin * 0.75, 0.0),
        (r * 0.9 + fin, 0.0),
        (r * 0.95 + fin * 0.9, y0 + fin * 0.5),
        (r * 0.8, y0 + fin * 1.5 + 0.2),
        (r * 0.4, y0 + fin * 1.4),
    ]
    b.extrude(
        "fins",
        out,
        0.16,
        (0, 0, 0),
        rot=_SIDE,
        ring=(3 if d.has("three fins") else 4, 0 if d.has("three fins") else 45),
        group=True,
    )
    b.cylinder("engine", r * 0.62, 0.4, (0, y0 - 0.14, 0), r_top=r * 0.38, group=True)
    b.cylinder("engine", r * 0.74, 0.14, (0, y0 + 0.02, 0))
    wy = y0 + h * 0.66
    b.cylinder("window", win * 0.72, 0.2, (0, wy, r * 0.98), axis="z", group=True)
    b.torus("rim", win * 0.84, max(win * 0.24, 0.06), (0, wy, r * 0.99 + 0.06), axis="z", group=True)
    if d.has("second window"):
        b.cylinder("window", win * 0.5, 0.2, (0, wy - win * 2.6 - 0.1, r), axis="z", group=True)
        b.torus("rim", win * 0.58, max(win * 0.2, 0.05), (0, wy - win * 2.6 - 0.1, r + 0.06), axis="z", group=True)
    for q in (0.3,) if not d.has("stripes") else (0.3, 0.88):
        b.cylinder("rim", r * (1.06 if q < 0.5 else 1.0), 0.16, (0, y0 + h * q, 0), group=True)
    if d.has("flame"):
        b.lathe("flame", ((0, 0), (0.1, 0.0), (r * 0.36, 0.18), (r * 0.5, y0 - 0.26), (0, y0 - 0.1)), group=True)
    if d.has("boosters"):
        q = r * 0.36
        x = r + q * 0.7
        b.cylinder("boosters", q, h * 0.5, (x, y0 - 0.1 + h * 0.25, 0), mirror="x", group=True)
        b.cylinder("boosters", q, 0.4, (x, y0 + h * 0.5 + 0.08, 0), r_top=0.03, mirror="x")
        b.cylinder("boosters", q * 0.9, 0.24, (x, y0 - 0.18, 0), r_top=q * 0.5, mirror="x")


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
    _side(
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
        _side(
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
    _side(
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


_PAINT = ((190, 44, 38), (46, 86, 168), (232, 190, 52), (60, 122, 72), (222, 222, 218))

CATEGORIES: tuple[Category, ...] = (
    Category(
        name="car",
        family="vehicles",
        words=("automobile", "auto", "motorcar"),
        parts=(
            Part(
                "body",
                ("painted metal", "painted metal", "painted metal", "rusted iron", "gold", "plastic"),
                words=("chassis", "shell"),
                natural=_PAINT,
            ),
            Part(
                "cabin",
                ("painted metal", "painted metal", "rusted iron", "plastic"),
                words=("roof", "top"),
                like="body",
                natural=_PAINT,
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
            Part(
                "bumpers", ("steel", "iron", "rubber", "painted metal"), words=("fenders", "bumper bars"), colours=0.3
            ),
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
    ),
    Category(
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
    ),
    Category(
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
    ),
    Category(
        name="rocket",
        family="vehicles",
        words=("spaceship", "rocketship", "spacecraft", "rocket ship"),
        parts=(
            Part(
                "body",
                ("painted metal", "painted metal", "steel", "bronze", "gold"),
                words=("hull", "fuselage"),
                natural=((226, 226, 222), (190, 194, 200), (190, 44, 38)),
            ),
            Part(
                "nose",
                ("painted metal", "painted metal", "steel", "bronze", "gold"),
                words=("nose cone", "tip"),
                natural=((198, 44, 38), (232, 150, 44), (50, 84, 160)),
            ),
            Part(
                "fins",
                ("painted metal", "painted metal", "steel", "bronze"),
                words=("wings", "legs"),
                like="nose",
                natural=((198, 44, 38), (50, 84, 160), (232, 150, 44)),
            ),
            Part(
                "window",
                ("glass", "crystal"),
                words=("porthole", "hatch"),
                glow=0.25,
                colours=0.4,
                natural=((110, 180, 220),),
            ),
            Part("rim", ("steel", "gold", "bronze", "painted metal"), words=("frame", "rings", "stripes")),
            Part("engine", ("iron", "steel", "bronze", "obsidian"), words=("thruster", "exhaust")),
            Part(
                "flame",
                ("light",),
                words=("fire", "jet flame"),
                main=False,
                glow=1.0,
                colours=0.3,
                natural=((255, 150, 40), (255, 200, 80)),
            ),
            Part(
                "boosters",
                ("painted metal", "steel", "bronze"),
                words=("side tanks", "side rockets"),
                main=False,
                like="body",
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (2.4, 3.8)),
            Attribute("body thickness", "body", "thin", "thick", "thinner", "thicker", (0.42, 0.78)),
            Attribute("nose length", "nose", "short", "long", "shorter", "longer", (0.6, 1.35)),
            Attribute("fin size", "fins", "small", "big", "smaller", "bigger", (0.45, 0.95)),
            Attribute("window size", "window", "small", "big", "smaller", "bigger", (0.2, 0.42)),
        ),
        options=(
            Option("three fins", "three fins", "fins", 0.4),
            Option("second window", "a second window", "window", 0.4),
            Option("stripes", "two rings", "rim", 0.4),
            Option("flame", "a flame", "flame", 0.4),
            Option("boosters", "boosters", "boosters", 0.3),
        ),
        variants=(Variant("nose shape", "nose", ("pointed", "rounded", "needle")),),
        build=_rocket,
    ),
    Category(
        name="airplane",
        family="vehicles",
        words=("plane", "aeroplane", "aircraft"),
        parts=(
            Part(
                "body", ("painted metal", "painted metal", "steel", "wood"), words=("fuselage", "hull"), natural=_PAINT
            ),
            Part(
                "wings",
                ("painted metal", "painted metal", "steel", "cloth", "wood"),
                words=("wing",),
                like="body",
                natural=_PAINT,
            ),
            Part(
                "tail",
                ("painted metal", "painted metal", "steel", "wood"),
                words=("tail fin", "rudder"),
                like="wings",
                natural=_PAINT,
            ),
            Part(
                "cockpit",
                ("glass",),
                words=("canopy", "window"),
                colours=0.25,
                natural=((110, 160, 190), (60, 84, 100)),
            ),
            Part("nose", ("painted metal", "steel", "iron", "bronze"), words=("nose cone", "cowling"), natural=_PAINT),
            Part("propeller", ("steel", "wood", "iron", "painted metal"), words=("engines", "rotor", "propellers")),
            Part(
                "wheels", ("rubber", "rubber", "painted metal"), words=("landing gear", "floats", "tires"), colours=0.3
            ),
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
    ),
    Category(
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
    ),
)
