"""Plants and natural things: trees, mushrooms, flowers, rocks."""

from __future__ import annotations

import math
import random

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_GREENS = ((74, 120, 48), (92, 142, 58), (58, 104, 52), (122, 150, 62), (196, 116, 40))
_STEM_GREENS = ((74, 128, 56), (96, 148, 66), (62, 108, 54))
_FRUIT = ((200, 48, 40), (226, 130, 44), (228, 196, 70), (130, 60, 140))


def _outward(lift: float) -> tuple[float, float, float]:
    """Rotation that lays local y towards +Z, `lift` degrees above the horizon, local x looking down."""
    return (90.0, -lift, -90.0)


def _tree(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, s, r, bend = d["height"], d["crown size"], d["trunk thickness"], d["trunk bend"]
    kind = d.variant("crown shape")
    squash = {"round": 0.86, "clustered": 0.8, "spreading": 0.45}[kind]
    w, ch = s * (1.2 if kind == "spreading" else 1.0), s * squash
    x0, x1 = -bend * 0.35, bend * 0.25
    top = h - ch * 0.55
    b.tube("trunk", (x0, r * 1.05, 0), (x0 + bend * 1.5, top * 0.5, 0), (x1, top, 0), r, r_end=r * 0.6)
    b.cylinder("trunk", r * 1.55, r * 2.2, (x0, r * 1.1, 0), r_top=r * 0.9, op="smooth", k=0.12)
    under = h - ch
    b.tube(
        "branches",
        (x1 * 0.8, under * 0.72, 0),
        (x1 + w * 0.2, under * 0.85, 0.05),
        (x1 + w * 0.3, under + ch * 0.35, 0.1),
        max(r * 0.5, 0.1),
        group=True,
    )
    b.tube(
        "branches",
        (x1 * 0.8, under * 0.82, 0),
        (x1 - w * 0.2, under * 0.95, 0.1),
        (x1 - w * 0.28, under + ch * 0.35, 0.15),
        max(r * 0.42, 0.09),
    )
    yc = h - ch / 2
    if kind == "round":
        b.ellipsoid("crown", (w, ch, w), (x1, yc, 0), group=True)
        for i in range(6):
            a, e = i * 60 + rng.uniform(-15, 15), rng.uniform(-0.2, 0.2)
            c = (x1 + math.sin(math.radians(a)) * w * 0.3, yc + e * ch, math.cos(math.radians(a)) * w * 0.3)
            b.ellipsoid("crown", (w * 0.5, ch * 0.5, w * 0.5), c, op="smooth", k=0.1)
    elif kind == "clustered":
        b.ellipsoid("crown", (w * 0.66, ch * 0.66, w * 0.66), (x1, h - ch * 0.36, 0), group=True)
        n = rng.choice((3, 4))
        for i in range(n):
            a = math.radians(i * 360 / n + rng.uniform(20, 60))
            q = rng.uniform(0.48, 0.58)
            c = (x1 + math.sin(a) * w * 0.27, h - ch * rng.uniform(0.6, 0.72), math.cos(a) * w * 0.27)
            b.ellipsoid("crown", (w * q, ch * q, w * q), c)
    else:
        b.superquadric("crown", (w, ch * 0.75, w), (x1, h - ch * 0.5, 0), e=(0.8, 1.0), group=True)
        b.ellipsoid("crown", (w * 0.62, ch * 0.72, w * 0.62), (x1 + w * 0.05, h - ch * 0.36, 0), op="smooth", k=0.1)
        b.ellipsoid("crown", (w * 0.5, ch * 0.5, w * 0.5), (x1 - w * 0.26, h - ch * 0.6, w * 0.16), op="smooth", k=0.1)
    if d.has("roots"):
        b.tube(
            "roots",
            (x0, r * 1.6, r * 0.5),
            (x0, r * 0.7, r * 1.6),
            (x0, 0.09, r * 2.2 + 0.22),
            max(r * 0.5, 0.1),
            r_end=0.08,
            ring=(5, 20, x0, 0),
            group=True,
        )
    if d.has("fruit"):
        f = 0.3
        for i in range(9):
            a, y = math.radians(i * 80 + rng.uniform(-12, 12)), (-0.28, 0.05, 0.28)[i % 3]
            q = math.sqrt(max(1 - (2 * y) ** 2, 0.1)) * 0.5 * (1.02 if kind == "round" else 0.92)
            b.ellipsoid("fruit", (f, f, f), (x1 + math.sin(a) * w * q, yc + y * ch, math.cos(a) * w * q), group=i == 0)
            b.ellipsoid(
                "crown",
                (f * 1.4, f * 1.4, f * 1.4),
                (x1 + math.sin(a) * w * (q - 0.07), yc + y * ch, math.cos(a) * w * (q - 0.07)),
            )


def _pine(b: Builder, d: Draw) -> None:
    h, w, r, bare = d["height"], d["needle width"], d["trunk thickness"], d["trunk length"]
    kind = d.variant("needle shape")
    b.cylinder("trunk", r, bare + 0.7, (0, (bare + 0.7) / 2, 0), r_top=r * 0.85)
    b.cylinder("trunk", r * 1.5, r, (0, r / 2, 0), r_top=r * 0.9, op="smooth", k=0.08)
    tall = h - bare
    if kind == "layered":
        n = 4
        for i in range(n):
            y0 = bare + tall * i * 0.21
            rad = w / 2 * (1 - 0.2 * i)
            y1 = y0 + tall * (0.37 if i == n - 1 else 0.32)
            b.lathe(
                "needles",
                (
                    (0, y0 + rad * 0.28),
                    (rad * 0.9, y0),
                    (rad, y0 + rad * 0.06),
                    (rad * 0.32 * (i < n - 1), y1),
                    (0, y1),
                ),
                group=i == 0,
            )
            if d.has("snow"):
                ym, tip = y0 + (y1 - y0) * 0.3, 0.32 * (i < n - 1)
                b.lathe(
                    "snow",
                    (
                        (0, ym),
                        (rad * (1 - 0.3 * (1 - tip)) + 0.09, ym - 0.02),
                        (rad * tip + 0.09, y1 + 0.03),
                        (0, y1 + 0.08),
                    ),
                    group=True,
                )
    elif kind == "conical":
        b.lathe(
            "needles",
            (
                (0, bare + 0.2),
                (w * 0.4, bare),
                (w / 2, bare + 0.12),
                (w * 0.46, bare + tall * 0.14),
                (w * 0.24, bare + tall * 0.56),
                (w * 0.05, h - 0.05),
                (0, h),
            ),
            group=True,
        )
        if d.has("snow"):
            b.lathe(
                "snow",
                (
                    (0, bare + tall * 0.5),
                    (w * 0.33, bare + tall * 0.5),
                    (w * 0.27, bare + tall * 0.6),
                    (w * 0.07, h + 0.03),
                    (0, h + 0.05),
                ),
                group=True,
            )
    else:  # sparse: separate plates of needles along a visible trunk
        b.cylinder("trunk", r * 0.85, tall * 0.86, (0, bare + tall * 0.43, 0), r_top=r * 0.4)
        for i in range(5):
            y0, rad = bare + tall * i * 0.19, w / 2 * (1 - 0.17 * i)
            b.lathe(
                "needles", ((0, y0), (rad, y0 + 0.02), (rad, y0 + 0.12), (0, y0 + tall * 0.13 + 0.08)), group=i == 0
            )
            if d.has("snow"):
                b.lathe(
                    "snow",
                    ((0, y0 + 0.05), (rad * 0.8, y0 + 0.1), (rad * 0.72, y0 + 0.22), (0, y0 + tall * 0.14 + 0.14)),
                    group=True,
                )
        b.cylinder("needles", w * 0.12, tall * 0.18, (0, h - tall * 0.09, 0), r_top=0.06)
    if d.has("star"):
        out = [
            (math.sin(i * math.pi / 4) * (0.32, 0.14)[i % 2], math.cos(i * math.pi / 4) * (0.32, 0.14)[i % 2])
            for i in range(8)
        ]
        b.extrude("star", out, 0.18, (0, h + 0.02, 0), group=True)
    if d.has("cones"):
        b.ellipsoid(
            "cones",
            (0.22, 0.36, 0.22),
            (0, bare + (0.02 if kind == "sparse" else tall * 0.12 - 0.02), w * 0.4),
            ring=(5, 30),
            group=True,
        )
        b.ellipsoid(
            "cones", (0.22, 0.36, 0.22), (0, bare + tall * (0.19 if kind == "sparse" else 0.36), w * 0.3), ring=(4, 70)
        )


def _palm(b: Builder, d: Draw) -> None:
    h, lean, r, length, fw = d["height"], d["trunk curve"], d["trunk thickness"], d["leaf length"], d["leaf width"]
    x0, x1 = -lean * 0.45, lean * 0.45
    b.tube("trunk", (x0, r * 1.05, 0), (x0 + lean * 0.02, h * 0.62, 0), (x1, h, 0), r, r_end=r * 0.68)
    b.cylinder("trunk", r * 1.6, r * 2, (x0, r, 0), r_top=r * 0.8, op="smooth", k=0.1)
    if d.has("rings"):
        for i in range(1, 7):
            s = i / 7.2
            x = x0 * (1 - s) ** 2 + 2 * s * (1 - s) * (x0 + lean * 0.02) + x1 * s * s
            y = 2 * s * (1 - s) * h * 0.62 + h * s * s
            slope = math.degrees(
                math.atan2(
                    2 * (1 - s) * lean * 0.02 + 2 * s * (x1 - x0 - lean * 0.02),
                    2 * (1 - s) * h * 0.62 + 2 * s * h * 0.38,
                )
            )
            b.torus("rings", r * (1 - 0.32 * s), 0.07, (x, y, 0), rot=(0, 0, -slope), group=i == 1)
    b.ellipsoid("leaves", (r * 2.4, r * 2.2, r * 2.4), (x1, h + 0.02, 0), group=True)
    drooping = d.variant("leaf shape") == "drooping"
    for n, phase, lift, q in ((6, 0, 4, 1.0), (5, 36, 34, 0.85)):
        if drooping:
            lift -= 10
        e, m = math.radians(lift), length * q / 2
        at = (x1, h + math.sin(e) * m + 0.12 + 0.18 * m, math.cos(e) * m)
        b.ellipsoid(
            "leaves",
            (0.16, 2 * m * 1.1, fw),
            at,
            rot=_outward(lift),
            bend=(74 if drooping else 40) / length,
            ring=(n, phase, x1, 0),
        )
    if d.has("coconuts"):
        b.ellipsoid("coconuts", (0.3, 0.32, 0.3), (x1, h - 0.2, r * 0.8 + 0.06), ring=(4, 30, x1, 0), group=True)
    if d.has("mound"):
        b.lathe(
            "mound",
            ((0, 0), (r * 4.2 + 0.3, 0), (r * 3.4 + 0.2, 0.12), (r * 1.6, 0.26), (0, 0.3)),
            (x0, 0, 0),
            group=True,
        )


def _mushroom(b: Builder, d: Draw) -> None:
    h, w, ch, r, curve = d["height"], d["cap width"], d["cap thickness"], d["stem thickness"], d["stem curve"]
    kind, x1 = d.variant("cap shape"), curve * 0.5
    y0 = h - ch
    b.tube(
        "stem", (-x1, r * 1.1, 0), (-x1 - curve * 0.5, y0 * 0.55, 0), (x1, y0 + ch * 0.3, 0), r * 1.1, r_end=r * 0.85
    )
    b.ellipsoid("stem", (r * 3, r * 2.6, r * 3), (-x1, r * 1.2, 0), op="smooth", k=0.03)
    R = w / 2
    profile = {
        "domed": (
            (0, y0),
            (R, y0),
            (R * 0.99, y0 + ch * 0.22),
            (R * 0.86, y0 + ch * 0.55),
            (R * 0.6, y0 + ch * 0.83),
            (R * 0.3, y0 + ch * 0.97),
            (0, h),
        ),
        "pointed": (
            (0, y0),
            (R, y0),
            (R * 0.94, y0 + ch * 0.14),
            (R * 0.55, y0 + ch * 0.5),
            (R * 0.24, y0 + ch * 1.05),
            (0, h + ch * 0.4),
        ),
        "funnel": (
            (0, y0 - ch * 0.2),
            (R * 0.5, y0 + ch * 0.2),
            (R, y0 + ch * 0.75),
            (R * 0.98, h),
            (R * 0.7, h - ch * 0.12),
            (0, h - ch * 0.55),
        ),
    }[kind]
    b.lathe("cap", profile, (x1, 0, 0), group=True)
    g0 = y0 - ch * 0.1
    if kind == "funnel":
        b.lathe(
            "gills",
            ((0, y0 - ch * 0.45), (R * 0.45, y0 - 0.02), (R * 0.88, y0 + ch * 0.56), (R * 0.6, y0 + ch * 0.6), (0, y0)),
            (x1, 0, 0),
            group=True,
        )
    else:
        b.cylinder("gills", R * 0.62, ch * 0.22, (x1, g0 + ch * 0.05, 0), r_top=R * 0.9, group=True)
        b.box("gills", (0.014, ch * 0.24, R * 0.5), (x1, g0, R * 0.55), ring=(12, 0, x1, 0))
    if d.has("spots"):
        top, out, q = {
            "domed": (h, 0.78, 0.62),
            "pointed": (h + ch * 0.1, 0.57, 0.46),
            "funnel": (h - ch * 0.5, 0.84, 0.32),
        }[kind]
        s = w * 0.2
        if kind == "domed":
            b.ellipsoid("spots", (s * 1.1, s * 0.5, s * 1.1), (x1, top, 0), group=True)
        b.ellipsoid(
            "spots",
            (s, s, s * 0.6),
            (x1, y0 + ch * q, R * out * (0.98 if kind != "funnel" else 0.88)),
            ring=(6, 10, x1, 0),
            group=kind != "domed",
        )
        if kind == "domed":
            b.ellipsoid("spots", (s * 0.8, s * 0.5, s * 0.8), (x1, y0 + ch * 0.9, R * 0.45), ring=(4, 40, x1, 0))
    if d.has("ring"):
        b.lathe(
            "ring",
            ((0, y0 * 0.72), (r * 1.9 + 0.01, y0 * 0.6), (r * 1.9 + 0.02, y0 * 0.6 + 0.03), (0, y0 * 0.72 + 0.05)),
            (x1 * 0.2, 0, 0),
            group=True,
        )
    if d.has("offshoot"):
        q = 0.42
        b.tube(
            "stem",
            (-x1 + r * 0.5, r * 0.7, r * 0.6),
            (w * 0.34, 0.02, r * 1.4),
            (w * 0.4, h * q - ch * q * 0.5, r * 1.6),
            r * 0.6,
            group=True,
        )
        b.lathe("cap", [(p * q, (y - y0) * q) for p, y in profile], (w * 0.4, (h - ch) * q, r * 1.6), group=True)


def _cactus(b: Builder, d: Draw) -> None:
    h, r, length, ar = d["height"], d["thickness"], d["arm length"], d["arm thickness"]
    kind, y0 = d.variant("shape"), 0.3 if d.has("pot") else 0.0
    if kind == "columnar":
        b.tube("body", (0, y0 + r * 0.85, 0), (0, y0 + h / 2, 0), (0, y0 + h - r, 0), r * 0.88, r_end=r * 0.88)
        b.tube(
            "body",
            (0, y0 + r * 0.3, r * 0.8),
            (0, y0 + h / 2, r * 0.86),
            (0, y0 + h - r * 1.1, r * 0.66),
            r * 0.24,
            ring=(8, 22),
        )
        for side, low, up in ((1, 0.4, 1.0), (-1, 0.55, 0.75)):
            x, y = side * (r + 0.12 + length * 0.32), y0 + h * low
            b.tube(
                "arms",
                (side * r * 0.5, y, 0),
                (x * 1.12, y - 0.02, 0),
                (x, y + 0.12 + length * up, 0),
                ar,
                group=side == 1,
            )
        top = (0.0, y0 + h, 0.0)
    elif kind == "round":
        w = 2 * r + 0.34
        b.ellipsoid("body", (w * 1.1, h * 0.62, w * 1.1), (0, y0 + h * 0.3, 0))
        b.ellipsoid("body", (w * 0.36, h * 0.62, w * 0.5), (0, y0 + h * 0.3, w * 0.38), ring=(9, 0))
        q = ar * 2.2 + 0.08
        for side, y in ((1, 0.36), (-1, 0.26)):
            x = side * (w * 0.55 + length * 0.28)
            b.tube(
                "arms",
                (side * w * 0.3, y0 + h * y * 0.7, 0),
                (x * 0.9, y0 + h * y * 0.6, 0),
                (x, y0 + h * y + length * 0.2, 0),
                ar * 0.8,
                group=side == 1,
            )
            b.ellipsoid("arms", (q, q + length * 0.3, q), (x, y0 + h * y + length * 0.28, 0), op="smooth", k=0.03)
        top = (0.0, y0 + h * 0.61, 0.0)
    else:  # pads of a prickly pear
        t = r * 0.9
        b.ellipsoid("body", (r * 2.8, h * 0.5, t), (0, y0 + h * 0.24, 0))
        b.ellipsoid("body", (r * 2.4, h * 0.44, t), (-r * 0.3, y0 + h * 0.62, 0), rot=(0, 0, 10))
        b.ellipsoid("body", (r * 1.9, h * 0.34, t), (-r * 0.5, y0 + h * 0.85, 0.02), rot=(0, 0, -8))
        p = ar * 2.6
        for side, y in ((1, 0.46), (-1, 0.34)):
            tilt = -side * 42
            c = (side * (r * 1.0 + length * 0.3), y0 + h * y + length * 0.34, 0.03 * side)
            b.ellipsoid("arms", (p, length * 1.1 + 0.18, t * 0.9), c, rot=(0, 0, tilt), group=side == 1)
        top = (-r * 0.5, y0 + h * 1.01, 0.02)
    if d.has("spines"):
        if kind == "flat":
            for y, x in ((0.16, 0.3), (0.3, -0.4), (0.3, 0.5), (0.55, -0.6), (0.62, 0.3), (0.85, -0.5)):
                b.cylinder(
                    "spines",
                    0.05,
                    0.14,
                    (x * r, y0 + h * y, r * 0.45 + 0.03),
                    r_top=0.012,
                    axis="z",
                    sides=4,
                    mirror="z",
                    group=y == 0.16,
                )
        else:
            R, hh = (r * 1.06, h * 0.9) if kind == "columnar" else (r * 1.1 + 0.18, h * 0.55)
            for i, y in enumerate((0.22, 0.42, 0.62, 0.82)):
                q = R if kind == "columnar" else R * math.sqrt(max(1 - (1.9 * (y - 0.5)) ** 2, 0.2))
                b.cylinder(
                    "spines",
                    0.05,
                    0.18,
                    (0, y0 + hh * y, q + 0.03),
                    r_top=0.012,
                    axis="z",
                    sides=4,
                    ring=(8, 22 if kind == "columnar" else 20 * (i % 2)),
                    group=i == 0,
                )
    if d.has("flower"):
        x, y, z = top
        b.ellipsoid("flower", (0.1, 0.22, 0.14), (x, y + 0.02, z + 0.09), rot=(35, 0, 0), ring=(5, 0, x, z), group=True)
        b.ellipsoid("flower", (0.16, 0.16, 0.16), (x, y, z))
    if d.has("pot"):
        R = 2 * r + 0.12 if kind != "columnar" else r + 0.2
        b.cylinder("pot", R * 0.78, y0, (0, y0 / 2, 0), r_top=R, group=True)
        b.cylinder("pot", R * 1.1, 0.12, (0, y0 - 0.02, 0))
        b.cylinder("pot", R * 0.95, 0.08, (0, y0 + 0.03, 0), material="soil", tint=(0.1, 0.06, 0.035), group=True)


def _flower(b: Builder, d: Draw) -> None:
    h, length, w, c, r, leaf = (
        d["height"],
        d["petal length"],
        d["petal width"],
        d["center size"],
        d["stem thickness"],
        d["leaf size"],
    )
    kind, y0 = d.variant("bloom"), 0.1 if d.has("pot") else 0.0
    base, head = y0 + r, y0 + h
    hx = 0.12 if kind == "drooping" else 0.0
    if kind == "drooping":
        b.tube("stem", (-0.06, base, 0), (-0.08, head * 1.25, 0), (hx, head - 0.02, 0), r, r_end=r)
    else:
        b.tube(
            "stem",
            (0, base, 0),
            (0.05, (base + head) / 2, -0.02),
            (0, head, -0.02 if kind == "open" else 0),
            r,
            r_end=r,
        )
    foot = -0.06 if kind == "drooping" else 0.0
    for side, y, q in ((1, 0.24, 1.0), (-1, 0.36, 0.85)):
        e = math.radians(38)
        x = foot + side * (math.cos(e) * leaf * q * 0.5 + r * 0.4) + (0.02 if kind != "drooping" else -0.005)
        b.ellipsoid(
            "leaves",
            (leaf * q * 1.15, 0.024, leaf * q * 0.5),
            (x, y0 + h * y + math.sin(e) * leaf * q * 0.5, 0),
            rot=(14, 0, side * 38),
            group=side == 1,
        )
    n = 8
    if kind == "open":
        radius = c * 0.42 + length / 2
        for i in range(n):
            a = 2 * math.pi * i / n
            at = (math.sin(a) * radius, head + math.cos(a) * radius, 0.012)
            b.ellipsoid("petals", (w, length * 1.15, 0.032), at, rot=(0, 0, -math.degrees(a)), group=i == 0)
        b.ellipsoid("center", (c, c, c * 0.55 + 0.02), (0, head, 0.025), group=True)
    elif kind == "cupped":
        b.ellipsoid("petals", (c * 0.9, length * 0.9, c * 0.9), (0, head + length * 0.42, 0), group=True)
        b.ellipsoid(
            "petals",
            (w * 1.15, length * 1.25, 0.04),
            (0, head + length * 0.56, c * 0.42 + 0.012),
            rot=(6, 0, 0),
            ring=(6, 0),
        )
        b.ellipsoid("center", (c * 0.85, c * 0.6 + 0.02, c * 0.85), (0, head + length * 0.98, 0), group=True)
    else:
        q = length * 1.15
        b.ellipsoid("petals", (c * 1.0, q * 0.55, c * 1.0), (hx, head - q * 0.2, 0), group=True)
        b.ellipsoid("petals", (w, q, 0.04), (hx, head - q * 0.45, c * 0.5), rot=(-24, 0, 0), ring=(6, 30, hx, 0))
        b.ellipsoid("center", (c * 0.62, q * 0.8, c * 0.62), (hx, head - q * 0.7, 0), group=True)
    if d.has("grass"):
        b.tube(
            "grass",
            (0, y0 + 0.012, 0.02),
            (0, y0 + 0.1, 0.05),
            (0, y0 + 0.16, 0.1),
            0.016,
            r_end=0.008,
            ring=(6, 20, foot, 0),
            group=True,
        )
    if d.has("pot"):
        b.cylinder("pot", 0.075, y0, (foot, y0 / 2, 0), r_top=0.105, group=True)
        b.cylinder("pot", 0.118, 0.035, (foot, y0, 0))


def _bush(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, w, stem, lump = d["height"], d["width"], d["stem height"], d["lumpiness"]
    kind, y0 = d.variant("shape"), 0.26 if d.has("planter") else 0.0
    low = y0 + stem
    yc = low + h / 2
    r = 0.06
    b.tube(
        "stems",
        (0.03, y0 + r, 0.03),
        (w * 0.06, y0 + stem, w * 0.06),
        (w * 0.2, low + h * 0.35, w * 0.2),
        r,
        ring=(5, 15),
    )
    if kind == "round":
        b.ellipsoid("leaves", (w, h, w), (0, yc, 0), group=True)
    elif kind == "square":
        b.box("leaves", (w * 0.9, h * 0.95, w * 0.8), (0, yc, 0), round=0.08, group=True)
    else:
        b.lathe(
            "leaves",
            (
                (0, low),
                (w * 0.42, low + 0.02),
                (w * 0.5, low + h * 0.16),
                (w * 0.34, low + h * 0.55),
                (w * 0.1, low + h * 0.98),
                (0, low + h * 1.02),
            ),
            group=True,
        )
    size = 0.26 + 0.5 * lump
    for i in range(10):
        a = math.radians(i * 137.5 + rng.uniform(-12, 12))
        y = -0.36 + 0.08 * i + rng.uniform(-0.03, 0.03)
        q = {"round": math.sqrt(max(1 - 4 * y * y, 0.06)) * 0.46, "square": 0.44, "pointed": 0.47 * (0.56 - y)}[kind]
        s = size * w * (0.42 if kind != "pointed" else 0.5 * (0.75 - y))
        b.ellipsoid(
            "leaves", (s, s * 0.9, s), (math.sin(a) * q * w, yc + y * h, math.cos(a) * q * w), op="smooth", k=0.05
        )
    if d.has("berries") or d.has("flowers"):
        for i in range(8):
            a, y = math.radians(i * 137.5 + 40), -0.3 + 0.075 * i
            q = (
                {"round": math.sqrt(max(1 - 4 * y * y, 0.06)) * 0.5, "square": 0.46, "pointed": 0.5 * (0.56 - y)}[kind]
                + 0.02
                + 0.1 * lump
            )
            at = (math.sin(a) * q * w, yc + y * h, math.cos(a) * q * w)
            f = 0.13
            if d.has("berries") and (i % 2 or not d.has("flowers")):
                b.ellipsoid("berries", (f, f, f), at, group=True)
            if d.has("flowers") and (i % 2 == 0 or not d.has("berries")):
                b.superquadric("flowers", (f * 1.6, f * 1.3, f * 1.6), at, e=(1.0, 1.5), group=True)
            b.ellipsoid("leaves", (f * 1.8, f * 1.8, f * 1.8), (at[0] * 0.88, at[1], at[2] * 0.88))
    if d.has("planter"):
        b.box(
            "planter",
            (w * 0.62, y0 + 0.04, w * 0.62),
            (0, (y0 + 0.04) / 2, 0),
            round=0.01,
            taper=(1.12, 1.12),
            group=True,
        )
        b.box("planter", (w * 0.76, 0.08, w * 0.76), (0, y0, 0), round=0.01)


def _rock(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, w, z, crag, tilt = d["height"], d["width"], d["depth"], d["cragginess"], d["lean"]
    kind = d.variant("shape")
    if kind == "round":
        b.superquadric("body", (w, h * 1.1, z), (0, h * 0.46, 0), e=(0.85, 0.85), rot=(0, 0, -tilt * 0.6))
        b.ellipsoid("body", (w * 0.6, h * 0.55, z * 0.6), (w * 0.24, h * 0.26, z * 0.2), op="smooth", k=0.12)
        b.ellipsoid("body", (w * 0.5, h * 0.6, z * 0.6), (-w * 0.26, h * 0.3, z * 0.1), op="smooth", k=0.1)
    elif kind == "jagged":
        b.box("body", (w * 0.62, h * 1.1, z * 0.66), (0, h * 0.5, 0), taper=(0.34, 0.34), rot=(0, 20, -tilt * 0.7))
        b.box(
            "body",
            (w * 0.46, h * 0.8, z * 0.5),
            (w * 0.24, h * 0.33, z * 0.12),
            taper=(0.3, 0.4),
            rot=(0, -25, -14 - tilt * 0.5),
        )
        b.box(
            "body",
            (w * 0.44, h * 0.66, z * 0.5),
            (-w * 0.26, h * 0.27, z * 0.1),
            taper=(0.4, 0.3),
            rot=(10, 35, 13 - tilt * 0.4),
        )
    else:
        x = 0.0
        for i, (q, top) in enumerate(((1.0, 0.36), (0.84, 0.68), (0.62, 1.0))):
            y = h * (top - 0.18)
            b.box(
                "body", (w * q, h * 0.36, z * q), (x, y, 0), round=0.05, taper=(0.88, 0.88), rot=(0, (-1) ** i * 14, 0)
            )
            x += h * 0.32 * math.tan(math.radians(tilt)) * 0.8
    for i in range(7):
        a, e = math.radians(i * 51 + rng.uniform(0, 30)), math.radians(rng.uniform(8, 40))
        n = (math.sin(a) * math.cos(e), math.sin(e), math.cos(a) * math.cos(e))
        reach = 1 / math.sqrt((2 * n[0] / w) ** 2 + (1.7 * n[1] / h) ** 2 + (2 * n[2] / z) ** 2)
        far = reach * (1.08 - (0.36 if kind == "round" else 0.44) * crag * rng.uniform(0.7, 1.0)) + 1.5
        b.box(
            "body",
            (5, 5, 3),
            (n[0] * far, h * 0.42 + n[1] * far, n[2] * far),
            rot=(-math.degrees(e), math.degrees(a), 0),
            op="subtract",
        )
    b.box("body", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("pebbles"):
        q = 0.34 if kind == "jagged" else 0.44
        for i in range(4):
            a, s = math.radians(35 + i * 95 + rng.uniform(-20, 20)), rng.uniform(0.26, 0.4)
            b.superquadric(
                "pebbles",
                (s * 1.3, s, s * 1.2),
                (math.sin(a) * w * q, s * 0.42, math.cos(a) * z * q),
                e=(0.8, 0.8),
                rot=(0, i * 40, 0),
                group=i == 0,
            )
        b.box("pebbles", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("moss"):
        q = {"round": 0.62, "jagged": 0.5, "layered": 0.6}[kind]
        lx = math.tan(math.radians(tilt)) * h * 0.4
        b.ellipsoid("moss", (w * q * 0.8, h * 0.36, z * q * 0.8), (lx, h * 0.84, 0), group=True)
        b.ellipsoid("moss", (w * 0.34, h * 0.5, z * 0.24), (-w * 0.2, h * 0.5, z * 0.26), op="smooth", k=0.06)
        b.ellipsoid("moss", (w * 0.24, h * 0.3, z * 0.3), (w * 0.3, h * 0.42, z * 0.12), op="smooth", k=0.06)
    if d.has("crystals"):
        for i, (x, zz, ax, az, s) in enumerate(
            ((0.14, 0.3, 34, -8, 1.0), (0.32, 0.2, 24, -34, 0.75), (-0.16, 0.34, 46, 22, 0.8), (0.0, 0.4, 62, -6, 0.6))
        ):
            b.prism(
                "crystals",
                6,
                0.13 * s + 0.02,
                0.75 * s,
                (x * w, h * 0.5, zz * z),
                r_top=0.02,
                rot=(ax, 0, az),
                group=i == 0,
            )
            b.prism("crystals", 6, 0.11 * s, 0.4 * s, (x * w, h * 0.46, zz * z * 0.8), rot=(ax, 0, az))


def _stump(b: Builder, d: Draw) -> None:
    rng = random.Random(d.seed)
    h, r, length, rt, flare = d["height"], d["thickness"], d["root length"], d["root thickness"], d["flare"]
    kind = d.variant("cut")
    rb = r * (1 + flare)
    b.lathe("trunk", ((0, 0), (rb, 0), (r + (rb - r) * 0.45, h * 0.18), (r * 1.02, h * 0.5), (r, h), (0, h)))
    if kind == "broken":
        for i in range(4):
            a, y = math.radians(i * 90 + rng.uniform(-20, 20)), h + rng.uniform(-0.02, 0.12)
            b.box(
                "trunk",
                (5, 0.9, 5),
                (math.sin(a) * 0.1, y + 0.62, math.cos(a) * 0.1),
                rot=(math.cos(a) * 24, 0, -math.sin(a) * 24),
                op="subtract",
            )
        b.box("trunk", (r * 0.5, 0.46, r * 0.4), (-r * 0.5, h + 0.1, -r * 0.4), taper=(0.15, 0.3), rot=(0, 30, 8))
        b.box("trunk", (r * 0.4, 0.36, r * 0.4), (r * 0.15, h + 0.04, -r * 0.62), taper=(0.2, 0.2))
        b.cylinder("top", r * 0.72, h * 0.3, (0, h * 0.9 - 0.02, 0), r_top=r * 0.5, group=True)
    elif kind == "hollow":
        b.cylinder("trunk", r * 0.6, h * 1.2, (0, h * 0.85, 0), op="subtract")
        b.torus("top", r * 0.8, r * 0.16, (0, h - r * 0.05, 0), group=True)
        b.cylinder("top", r * 0.64, 0.1, (0, h * 0.28, 0))
    else:
        b.cylinder("top", r * 0.84, 0.12, (0, h - 0.01, 0), group=True)
        for q in (0.62, 0.3):
            b.torus("top", r * q, 0.022, (0, h + 0.047, 0), tint=(0.2, 0.1, 0.045))
    b.tube(
        "roots",
        (0, h * 0.3 + 0.02, r * 0.8),
        (0, h * 0.12, r * 1.1),
        (0, rt * 0.55, r + length),
        rt,
        r_end=rt * 0.6,
        ring=(5, 12 + d.seed % 50),
        group=True,
    )
    b.box("roots", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("branch"):
        b.tube(
            "branch",
            (r * 0.7, h * 0.55, 0),
            (r * 1.3, h * 0.6, 0),
            (r + 0.22, h * 0.78 + 0.1, 0),
            0.075,
            r_end=0.055,
            group=True,
        )
    if d.has("moss"):
        b.ellipsoid("moss", (r * 1.1, h * 0.4, r * 0.7), (r * 0.1, h * 0.8, r * 0.72), group=True)
        b.ellipsoid("moss", (r * 0.7, h * 0.5, r * 0.6), (r * 0.55, h * 0.6, r * 0.56), op="smooth", k=0.05)
    if d.has("mushrooms"):
        for i, (a, y, s) in enumerate(((-50, 0.5, 1.0), (-82, 0.32, 0.75), (-28, 0.72, 0.7))):
            x, z = math.sin(math.radians(a)), math.cos(math.radians(a))
            b.ellipsoid("mushrooms", (0.3 * s, 0.12 * s, 0.3 * s), (x * r * 1.05, h * y, z * r * 1.05), group=i == 0)


CATEGORIES: tuple[Category, ...] = (
    Category(
        name="tree",
        family="plants",
        words=("leafy tree", "broadleaf tree", "deciduous tree"),
        parts=(
            Part("crown", ("foliage",), words=("leaves", "canopy", "foliage"), colours=0.4, glow=0.04, natural=_GREENS),
            Part("trunk", ("bark", "bark", "wood", "dark wood", "stone"), words=("stem", "bole")),
            Part("branches", ("bark", "wood", "dark wood"), words=("boughs", "limbs"), like="trunk"),
            Part("roots", ("bark", "wood", "dark wood"), main=False, like="trunk"),
            Part(
                "fruit",
                ("flesh", "gold", "crystal"),
                words=("apples", "fruits", "oranges"),
                main=False,
                colours=0.4,
                glow=0.1,
                natural=_FRUIT,
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (3.6, 5.2)),
            Attribute("crown size", "crown", "small", "big", "smaller", "bigger", (2.0, 3.1)),
            Attribute("trunk thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.14, 0.36)),
            Attribute("trunk bend", "trunk", "straight", "crooked", "straighter", "more crooked", (0.0, 1.0)),
        ),
        options=(Option("roots", "visible roots", "roots", 0.4), Option("fruit", "fruit", "fruit", 0.35)),
        variants=(Variant("crown shape", "crown", ("round", "clustered", "spreading")),),
        build=_tree,
    ),
    Category(
        name="pine tree",
        family="plants",
        words=("pine", "fir tree", "spruce", "conifer", "christmas tree"),
        parts=(
            Part(
                "needles",
                ("foliage",),
                words=("branches", "foliage"),
                colours=0.3,
                natural=((44, 88, 52), (56, 104, 58), (38, 76, 62), (84, 116, 60)),
            ),
            Part("trunk", ("bark", "bark", "wood", "dark wood"), words=("stem",)),
            Part("snow", ("plaster",), words=("snow cover",), main=False, colours=0.0, natural=((238, 242, 248),)),
            Part("star", ("gold", "crystal", "light"), words=("star topper", "topper"), main=False, glow=0.4),
            Part("cones", ("wood", "bark"), words=("pine cones",), main=False, natural=((120, 78, 44),)),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (3.2, 5.2)),
            Attribute("needle width", "needles", "narrow", "wide", "narrower", "wider", (1.5, 2.7)),
            Attribute("trunk thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.14, 0.34)),
            Attribute("trunk length", "trunk", "short", "long", "shorter", "longer", (0.35, 1.1)),
        ),
        options=(
            Option("snow", "snow", "snow", 0.3),
            Option("star", "a star on top", "star", 0.25),
            Option("cones", "pine cones", "cones", 0.25),
        ),
        variants=(Variant("needle shape", "needles", ("layered", "conical", "sparse")),),
        build=_pine,
    ),
    Category(
        name="palm tree",
        family="plants",
        words=("palm", "coconut tree", "coconut palm", "tropical tree"),
        parts=(
            Part(
                "leaves",
                ("foliage",),
                words=("fronds", "palm leaves"),
                colours=0.3,
                natural=((86, 140, 54), (66, 124, 60), (122, 152, 60)),
            ),
            Part("trunk", ("bark", "wood", "dark wood"), words=("stem",), natural=((150, 118, 80), (122, 96, 66))),
            Part("rings", ("bark", "wood", "dark wood"), words=("trunk rings",), main=False),
            Part(
                "coconuts",
                ("wood", "flesh", "dark wood", "gold"),
                words=("nuts",),
                main=False,
                colours=0.3,
                natural=((104, 68, 40), (126, 150, 62)),
            ),
            Part("mound", ("soil",), words=("sand mound", "ground"), main=False, natural=((214, 186, 130),)),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (2.8, 4.4)),
            Attribute("trunk curve", "trunk", "straight", "curved", "straighter", "more curved", (0.0, 1.5)),
            Attribute("trunk thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.14, 0.3)),
            Attribute("leaf length", "leaves", "short", "long", "shorter", "longer", (1.1, 1.9)),
            Attribute("leaf width", "leaves", "narrow", "wide", "narrower", "wider", (0.36, 0.7)),
        ),
        options=(
            Option("rings", "trunk rings", "rings", 0.5),
            Option("coconuts", "coconuts", "coconuts", 0.5),
            Option("mound", "a sand mound", "mound", 0.3),
        ),
        variants=(Variant("leaf shape", "leaves", ("drooping", "upright")),),
        build=_palm,
    ),
    Category(
        name="mushroom",
        family="plants",
        words=("toadstool", "fungus", "shroom"),
        parts=(
            Part(
                "cap",
                ("flesh", "flesh", "flesh", "crystal"),
                words=("hat", "head"),
                colours=0.5,
                glow=0.1,
                natural=((190, 44, 36), (168, 112, 68), (208, 140, 70), (120, 84, 60)),
            ),
            Part(
                "stem",
                ("flesh", "flesh", "wood", "bone"),
                words=("stalk", "stipe"),
                colours=0.25,
                natural=((232, 220, 194), (214, 196, 164)),
            ),
            Part(
                "gills",
                ("flesh", "paper"),
                words=("lamellae", "underside"),
                colours=0.2,
                glow=0.1,
                natural=((220, 200, 168), (190, 160, 124)),
            ),
            Part(
                "spots",
                ("flesh", "crystal"),
                words=("dots", "warts"),
                main=False,
                colours=0.3,
                glow=0.2,
                natural=((240, 236, 224),),
            ),
            Part(
                "ring",
                ("flesh", "cloth"),
                words=("skirt", "collar"),
                main=False,
                colours=0.3,
                like="stem",
                natural=((236, 226, 204),),
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.5, 0.85)),
            Attribute("cap width", "cap", "narrow", "wide", "narrower", "wider", (0.42, 0.8)),
            Attribute("cap thickness", "cap", "thin", "thick", "thinner", "thicker", (0.16, 0.34)),
            Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.05, 0.11)),
            Attribute("stem curve", "stem", "straight", "curved", "straighter", "more curved", (0.0, 0.2)),
        ),
        options=(
            Option("spots", "spots", "spots", 0.5),
            Option("ring", "a skirt", "ring", 0.4),
            Option("offshoot", "a smaller one beside it", "cap", 0.3),
        ),
        variants=(Variant("cap shape", "cap", ("domed", "pointed", "funnel")),),
        build=_mushroom,
    ),
    Category(
        name="cactus",
        family="plants",
        words=("succulent", "desert cactus", "cacti"),
        parts=(
            Part(
                "body",
                ("foliage",),
                words=("stem", "trunk"),
                colours=0.3,
                natural=((78, 132, 66), (94, 146, 84), (66, 112, 72)),
            ),
            Part(
                "arms",
                ("foliage",),
                words=("branches", "offshoots"),
                colours=0.3,
                like="body",
                natural=((78, 132, 66), (104, 152, 84)),
            ),
            Part("spines", ("bone", "wood", "iron"), words=("thorns", "needles", "spikes"), main=False),
            Part(
                "flower",
                ("foliage", "crystal"),
                words=("bloom", "blossom"),
                main=False,
                glow=0.1,
                natural=((226, 84, 140), (238, 196, 70), (206, 52, 60)),
            ),
            Part("pot", ("clay", "ceramic", "stone", "wood"), words=("planter", "flowerpot"), main=False),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (1.3, 2.2)),
            Attribute("thickness", "body", "thin", "thick", "thinner", "thicker", (0.2, 0.36)),
            Attribute("arm length", "arms", "short", "long", "shorter", "longer", (0.3, 0.75)),
            Attribute("arm thickness", "arms", "thin", "thick", "thinner", "thicker", (0.12, 0.2)),
        ),
        options=(
            Option("spines", "spines", "spines", 0.5),
            Option("flower", "a flower on top", "flower", 0.4),
            Option("pot", "a pot", "pot", 0.35),
        ),
        variants=(Variant("shape", "body", ("columnar", "round", "flat")),),
        build=_cactus,
    ),
    Category(
        name="flower",
        family="plants",
        words=("blossom", "wildflower", "blooming flower"),
        parts=(
            Part(
                "petals",
                ("foliage", "foliage", "cloth", "crystal"),
                words=("blossom leaves", "bloom"),
                glow=0.08,
                natural=((222, 60, 70), (240, 200, 60), (238, 236, 230), (214, 110, 180), (110, 90, 200)),
            ),
            Part(
                "center",
                ("flesh", "foliage", "gold"),
                words=("middle", "heart", "disc"),
                colours=0.4,
                glow=0.15,
                natural=((228, 180, 50), (96, 62, 36), (236, 208, 90)),
            ),
            Part("stem", ("foliage", "foliage", "wood"), words=("stalk",), colours=0.15, natural=_STEM_GREENS),
            Part("leaves", ("foliage",), words=("leaf pair",), colours=0.15, like="stem", natural=_STEM_GREENS),
            Part("grass", ("foliage",), words=("grass blades", "tuft"), main=False, colours=0.15, natural=_STEM_GREENS),
            Part("pot", ("clay", "ceramic", "stone", "wood"), words=("flowerpot", "planter"), main=False),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.38, 0.58)),
            Attribute("petal length", "petals", "short", "long", "shorter", "longer", (0.11, 0.19)),
            Attribute("petal width", "petals", "narrow", "wide", "narrower", "wider", (0.055, 0.12)),
            Attribute("center size", "center", "small", "big", "smaller", "bigger", (0.09, 0.17)),
            Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.014, 0.03)),
            Attribute("leaf size", "leaves", "small", "big", "smaller", "bigger", (0.1, 0.2)),
        ),
        options=(Option("grass", "grass around it", "grass", 0.35), Option("pot", "a pot", "pot", 0.35)),
        variants=(Variant("bloom", "petals", ("open", "cupped", "drooping")),),
        build=_flower,
    ),
    Category(
        name="bush",
        family="plants",
        words=("shrub", "shrubbery", "garden bush"),
        parts=(
            Part("leaves", ("foliage",), words=("foliage", "greenery"), colours=0.35, natural=_GREENS),
            Part("stems", ("bark", "wood", "dark wood"), words=("branches", "twigs")),
            Part("berries", ("flesh", "crystal"), words=("fruit",), main=False, colours=0.4, glow=0.1, natural=_FRUIT),
            Part(
                "flowers",
                ("foliage", "crystal"),
                words=("blossoms", "roses"),
                main=False,
                colours=0.5,
                glow=0.08,
                natural=((226, 92, 140), (240, 236, 226), (208, 52, 56)),
            ),
            Part("planter", ("wood", "stone", "clay", "brick"), words=("pot", "plant box"), main=False),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.7, 1.25)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.85, 1.45)),
            Attribute("stem height", "stems", "short", "long", "shorter", "longer", (0.14, 0.42)),
            Attribute("lumpiness", "leaves", "smooth", "lumpy", "smoother", "lumpier", (0.1, 1.0)),
        ),
        options=(
            Option("berries", "berries", "berries", 0.35),
            Option("flowers", "flowers", "flowers", 0.35),
            Option("planter", "a planter", "planter", 0.3),
        ),
        variants=(Variant("shape", "leaves", ("round", "square", "pointed")),),
        build=_bush,
    ),
    Category(
        name="rock",
        family="plants",
        words=("boulder", "crag", "rock formation"),
        parts=(
            Part(
                "body",
                ("stone", "stone", "stone", "marble", "obsidian", "clay"),
                words=("stone block", "main stone"),
                natural=((132, 130, 126), (112, 106, 98), (150, 142, 128)),
            ),
            Part(
                "moss",
                ("foliage",),
                words=("lichen",),
                main=False,
                colours=0.15,
                glow=0.05,
                natural=((88, 118, 50), (110, 134, 62)),
            ),
            Part("crystals", ("crystal",), words=("gems", "crystal cluster"), main=False, glow=0.35),
            Part("pebbles", ("stone", "marble", "obsidian"), words=("small stones", "gravel"), main=False, like="body"),
        ),
        attributes=(
            Attribute("height", "", "low", "high", "lower", "higher", (0.9, 1.7)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (1.3, 2.1)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (1.1, 1.7)),
            Attribute("cragginess", "body", "smooth", "craggy", "smoother", "craggier", (0.1, 1.0)),
            Attribute("lean", "body", "upright", "leaning", "more upright", "more leaning", (0.0, 28.0)),
        ),
        options=(
            Option("moss", "moss", "moss", 0.35),
            Option("crystals", "crystals", "crystals", 0.3),
            Option("pebbles", "pebbles", "pebbles", 0.35),
        ),
        variants=(Variant("shape", "body", ("round", "jagged", "layered")),),
        build=_rock,
    ),
    Category(
        name="tree stump",
        family="plants",
        words=("stump", "chopped tree", "tree remnant"),
        parts=(
            Part("trunk", ("bark", "bark", "dark wood", "stone"), words=("body", "side")),
            Part(
                "top",
                ("wood", "wood", "dark wood"),
                words=("cut face", "inside"),
                natural=((206, 164, 108), (188, 142, 90), (222, 188, 136)),
            ),
            Part("roots", ("bark", "dark wood", "stone"), words=("root arms",), like="trunk"),
            Part("branch", ("bark", "wood"), words=("twig",), main=False, like="trunk"),
            Part(
                "moss",
                ("foliage",),
                words=("lichen",),
                main=False,
                colours=0.15,
                natural=((88, 118, 50), (110, 134, 62)),
            ),
            Part(
                "mushrooms",
                ("flesh",),
                words=("fungi", "shelf fungus"),
                main=False,
                colours=0.4,
                glow=0.2,
                natural=((206, 130, 66), (228, 208, 168), (190, 50, 40)),
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.42, 0.85)),
            Attribute("thickness", "trunk", "thin", "thick", "thinner", "thicker", (0.3, 0.5)),
            Attribute("flare", "trunk", "straight", "flared", "straighter", "more flared", (0.02, 0.5)),
            Attribute("root length", "roots", "short", "long", "shorter", "longer", (0.14, 0.42)),
            Attribute("root thickness", "roots", "thin", "thick", "thinner", "thicker", (0.08, 0.15)),
        ),
        options=(
            Option("branch", "a branch", "branch", 0.35),
            Option("moss", "moss", "moss", 0.35),
            Option("mushrooms", "mushrooms", "mushrooms", 0.35),
        ),
        variants=(Variant("cut", "top", ("flat", "broken", "hollow")),),
        build=_stump,
    ),
)
