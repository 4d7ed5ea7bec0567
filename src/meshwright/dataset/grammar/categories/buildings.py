"""Buildings: houses, towers, wells, tents."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _house(b: Builder, d: Draw) -> None:
    w, h, z, rh, eave = d["width"], d["wall height"], d["depth"], d["roof height"], d["overhang"]
    kind, y0 = d.variant("roof shape"), 0.25
    b.box("base", (w + 0.3, 0.5, z + 0.3), (0, 0.2, 0), round=0.03)
    b.box("base", (9, 2, 99), (0, -1, 0), op="subtract")
    top = y0 + h
    t = 0.3
    if kind == "hipped":
        b.box("walls", (w, h, z), (0, y0 + h / 2, 0), group=True)
        b.box("roof", (w + 2 * eave, rh, z + 2 * eave), (0, top + rh / 2, 0), taper=(0.34, 0.06), group=True)
        b.box("roof", (w + 2 * eave, 0.18, z + 2 * eave), (0, top - 0.02, 0))
    else:
        bulge = 0.0 if kind == "gabled" else 0.5
        k = w / 2
        mid = (k * 0.66, top + rh * 0.62) if bulge else (k * 0.5, top + rh * 0.5)
        b.extrude(
            "walls",
            [
                (-k, y0),
                (k, y0),
                (k, top),
                (mid[0], mid[1] - 0.05),
                (0, top + rh - 0.1),
                (-mid[0], mid[1] - 0.05),
                (-k, top),
            ],
            z,
            group=True,
        )
        slope = rh / k if not bulge else rh * 0.62 / (k * 0.34)
        ex = eave * (1.0 if not bulge else 0.4)
        lx, ly = k + ex, top - ex * slope
        for s in (1, -1):
            out = [
                (s * lx, ly),
                (s * (lx + 0.14), ly + 0.2),
                (s * (mid[0] + 0.14), mid[1] + t * 0.7),
                (0, top + rh + t),
                (0, top + rh - 0.06),
                (s * mid[0], mid[1] - 0.06),
            ]
            b.extrude("roof", out, z + 2 * eave, group=s == 1)
    dh = d["door size"]
    dw, dx = dh * 0.56, 0.0 if d.has("upper window") else -w * 0.2
    b.box("door", (dw, dh, 0.3), (dx, y0 + dh / 2, z / 2), round=0.02, group=True)
    b.box("beams", (dw + 0.3, 0.17, 0.34), (dx, y0 + dh + 0.05, z / 2), group=True)
    b.box("beams", (0.16, dh, 0.34), (dx + dw / 2 + 0.07, y0 + dh / 2, z / 2))
    b.box("beams", (0.16, dh, 0.34), (dx - dw / 2 - 0.07, y0 + dh / 2, z / 2))
    win, wy = 0.62, y0 + h * 0.56
    b.box("windows", (win, win * 1.1, 0.26), (w * 0.34, wy, z / 2), mirror="x" if dx == 0 else "", group=True)
    b.box("windows", (0.26, win * 1.1, win), (w / 2, wy, z * 0.24), mirror="xz")
    b.box(
        "beams", (win + 0.26, 0.15, 0.36), (w * 0.34, wy - win * 0.6, z / 2), mirror="x" if dx == 0 else "", group=True
    )
    b.box("beams", (0.36, 0.15, win + 0.26), (w / 2, wy - win * 0.6, z * 0.24), mirror="xz")
    if d.has("upper window") and kind != "hipped":
        b.cylinder("windows", 0.36, z + 0.2, (0, top + rh * 0.3, 0), axis="z", sides=0, group=True)
    elif d.has("upper window"):
        q = min(rh * 0.5, 0.95)
        b.box("walls", (q * 1.1, q, z * 0.4), (0, top + q * 0.42, z * 0.3), group=True)
        b.box("windows", (q * 0.6, q * 0.56, 0.2), (0, top + q * 0.48, z * 0.5), group=True)
        b.extrude(
            "roof",
            [(-q * 0.8, top + q * 0.84), (q * 0.8, top + q * 0.84), (0, top + q * 1.42)],
            z * 0.52,
            (0, 0, z * 0.28),
            group=True,
        )
    if d.has("chimney"):
        cx, ch = w * 0.26, rh * 0.5 + 0.75
        b.box("chimney", (0.56, ch + 0.7, 0.56), (cx, top + rh * 0.44 + ch / 2 - 0.4, -z * 0.2), group=True)
        b.box("chimney", (0.72, 0.2, 0.72), (cx, top + rh * 0.44 + ch - 0.08, -z * 0.2))
    if d.has("timber frame"):
        b.box("beams", (0.24, h, 0.24), (w / 2 - 0.04, y0 + h / 2, z / 2 - 0.04), mirror="xz", group=True)
        b.box("beams", (w + 0.1, 0.22, z + 0.1), (0, top - 0.1, 0))
        b.box("beams", (0.17, h, 0.17), (w * 0.5, y0 + h / 2, 0), mirror="x")
    if d.has("porch"):
        b.box("steps", (dw + 0.9, 0.22, 0.7), (dx, 0.11, z / 2 + 0.45), group=True)
        b.box("steps", (dw + 0.6, 0.36, 0.4), (dx, 0.18, z / 2 + 0.3))
        b.box("beams", (0.16, dh + 0.5, 0.16), (dx + dw / 2 + 0.26, (dh + 0.5) / 2, z / 2 + 0.6), group=True)
        b.box("beams", (0.16, dh + 0.5, 0.16), (dx - dw / 2 - 0.26, (dh + 0.5) / 2, z / 2 + 0.6))
        b.extrude(
            "roof",
            [(-dw / 2 - 0.55, dh + 0.38), (dw / 2 + 0.55, dh + 0.38), (0, dh + 0.95)],
            1.15,
            (dx, 0, z / 2 + 0.42),
            group=True,
        )


def _tower(b: Builder, d: Draw) -> None:
    h, w, taper, bat, over = d["height"], d["width"], d["flare"], d["battlement height"], d["battlement width"]
    sides = {"round": 0, "square": 4, "hexagonal": 6}[d.variant("shape")]
    c = math.cos(math.pi / sides) if sides else 1.0
    r = w / 2 / c
    rb = r * (1 + taper)
    top = h
    b.cylinder("base", rb * 1.14, 0.5, (0, 0.25, 0), sides=sides, r_top=rb * 1.06)
    b.cylinder("walls", rb, h, (0, h / 2, 0), sides=sides, r_top=r, group=True)
    R = r + over
    b.cylinder("battlements", r * 0.98, 0.5, (0, top - 0.2, 0), sides=sides, r_top=R, group=True)
    b.cylinder("battlements", R, bat * 0.5 + 0.2, (0, top + bat * 0.25 + 0.1, 0), sides=sides)
    rim = R * c
    n = {0: 8, 4: 4, 6: 6}[sides]
    tall = top + 0.2 + bat
    if not sides:
        b.box("battlements", (rim * 0.46, bat, 0.3), (0, tall - bat / 2, rim - 0.17), ring=(n, 0))
    else:
        if sides == 4:
            b.box("battlements", (rim * 0.5, bat, 0.3), (0, tall - bat / 2, rim - 0.15), ring=(n, 0))
        b.cylinder(
            "battlements", 0.36 if sides == 4 else 0.3, bat, (0, tall - bat / 2, R - 0.28), ring=(n, 180 / n), sides=4
        )
        if sides == 6:
            b.box("battlements", (rim * 0.26, bat, 0.3), (0, tall - bat / 2, rim - 0.15), ring=(n, 0))
    b.cylinder("battlements", R - 0.34, bat, (0, tall - bat * 0.28, 0), sides=sides, op="subtract")
    s = d["door size"]
    front = (rb + (r - rb) * 0.12) * c
    b.box("door", (s * 0.66, s * 0.72, 0.7), (0, 0.1 + s * 0.36, front), group=True)
    b.cylinder("door", s * 0.33, 0.7, (0, 0.1 + s * 0.72, front), axis="z", sides=8 if b.low_poly else 0)
    for y, a in ((0.52, 0.0), (0.78, 0.0)):
        f = (rb + (r - rb) * y) * c
        b.box("windows", (0.36, 0.66, 0.34), (0, h * y, f), ring=(4 if sides != 6 else 6, a), group=y == 0.52)
    peak = tall
    if d.has("roof"):
        q = w * 0.7 + 0.5
        rr = R * 0.84
        b.cylinder("walls", rr * 0.82, bat + 0.7, (0, top + 0.2 + bat * 0.5, 0), sides=sides, group=True)
        b.cylinder("roof", R * 1.02, q, (0, tall + 0.1 + q / 2, 0), r_top=0.06, sides=sides, group=True)
        peak = tall + q
    if d.has("flag"):
        fy = peak - 0.2
        foot = tall - 0.6 if d.has("roof") else top - 0.1
        b.box(
            "flag",
            (0.2, fy + 1.1 - foot, 0.2),
            (0, (fy + 1.1 + foot) / 2, 0),
            material="wood",
            tint=(0.13, 0.08, 0.04),
            group=True,
        )
        b.extrude(
            "flag", [(0, fy + 0.35), (1.05, fy + 0.5), (0.75, fy + 0.68), (1.05, fy + 0.86), (0, fy + 1.02)], 0.16
        )
    if d.has("ivy"):
        b.ellipsoid("ivy", (w * 0.5, h * 0.5, w * 0.3), (w * 0.2, h * 0.22, front * 0.86), group=True)
        b.ellipsoid("ivy", (w * 0.4, h * 0.3, w * 0.34), (w * 0.36, h * 0.46, front * 0.6), op="smooth", k=0.2)
        b.box("ivy", (99, 2, 99), (0, -1, 0), op="subtract")


def _windmill(b: Builder, d: Draw) -> None:
    h, w, length, sw, cap = d["height"], d["width"], d["blade length"], d["blade width"], d["cap height"]
    sides = {"round": 0, "octagonal": 8, "square": 4}[d.variant("shape")]
    c = math.cos(math.pi / sides) if sides else 1.0
    r = w / 2 / c
    rt = r * 0.6
    b.cylinder("base", r * 1.12, 0.55, (0, 0.27, 0), sides=sides, r_top=r * 1.05)
    b.cylinder("walls", r, h, (0, h / 2, 0), sides=sides, r_top=rt, group=True)
    cr = rt * 1.16
    if sides == 4:
        b.box("cap", (2 * cr * c, cap + 0.2, 2 * cr * c), (0, h + cap / 2 - 0.1, 0), taper=(0.12, 0.9), group=True)
    else:
        b.lathe(
            "cap",
            (
                (0, h - 0.15),
                (cr, h - 0.15),
                (cr * 0.96, h + cap * 0.3),
                (cr * 0.66, h + cap * 0.72),
                (cr * 0.2, h + cap),
                (0, h + cap * 1.02),
            ),
            sides=sides,
            group=True,
        )
    hy, hz = h + min(cap * 0.22, 0.35) - 0.1, cr * c + 0.4
    b.cylinder("hub", 0.2, 0.9, (0, hy, hz - 0.3), axis="z", group=True)
    b.cylinder("hub", 0.36, 0.34, (0, hy, hz), axis="z", r_top=0.2)
    turn = 45.0 + (d.seed % 7 - 3) * 6.0
    for i in range(4):
        a = math.radians(turn + 90 * i)
        u, v = (-math.sin(a), math.cos(a)), (math.cos(a), math.sin(a))
        rot = (0.0, 0.0, math.degrees(a))
        m = length / 2
        b.box("blades", (0.2, length, 0.2), (u[0] * m, hy + u[1] * m, hz - 0.02), rot=rot, group=i == 0)
        q, off = length * 0.36, sw / 2
        at = (u[0] * (length - q - 0.02) + v[0] * off, hy + u[1] * (length - q - 0.02) + v[1] * off, hz - 0.03)
        b.box("sails", (sw, q * 2, 0.13), at, rot=rot, group=i == 0)
        if d.has("slats"):
            b.box("blades", (sw + 0.06, 0.15, 0.26), at, rot=rot, repeat=(3, (u[0] * q * 0.8, u[1] * q * 0.8, 0)))
    s = d["door size"]
    front = (r - (r - rt) * 0.1) * c
    b.box("door", (s * 0.56, s, 0.5), (0, s / 2 + 0.1, front - 0.02), round=0.03, group=True)
    for y in (0.5, 0.72):
        f = (r + (rt - r) * y) * c
        b.box("windows", (0.5, 0.6, 0.3), (0, h * y, f - 0.04), ring=(4, 0), group=y == 0.5)
    if d.has("balcony"):
        y = h * 0.36
        R = (r + (rt - r) * 0.36) + 0.5
        b.cylinder("base", R, 0.22, (0, y, 0), sides=sides, group=True)
        if sides == 4:
            b.box("base", (0.24, 0.8, 0.24), (0, y + 0.35, R - 0.2), ring=(4, 45))
        else:
            b.cylinder("base", 0.14, 0.8, (0, y + 0.35, R - 0.16), ring=(8, 22.5), sides=4)
        b.cylinder("base", R, 0.17, (0, y + 0.72, 0), sides=sides, group=True)
        b.cylinder("base", R - 0.26, 1.0, (0, y + 0.72, 0), sides=sides, op="subtract")


def _well(b: Builder, d: Draw) -> None:
    w, h, tall, rh, rw = d["wall width"], d["wall height"], d["post height"], d["roof height"], d["roof width"]
    sides = {"round": 0, "hexagonal": 6, "square": 4}[d.variant("wall shape")]
    c = math.cos(math.pi / sides) if sides else 1.0
    r = w / 2 / c
    b.cylinder("wall", r, h, (0, h / 2, 0), sides=sides, r_top=r * 0.97)
    b.cylinder("wall", r + 0.06 / c, 0.13, (0, h - 0.04, 0), sides=sides)
    b.cylinder("wall", r + 0.05 / c, 0.12, (0, 0.06, 0), sides=sides)
    b.cylinder("wall", r - 0.17 / c, h * 1.2, (0, h * 0.85, 0), sides=sides, op="subtract")
    b.cylinder("water", r - 0.14 / c, 0.1, (0, h * 0.62, 0), sides=sides, group=True)
    x = w / 2 - 0.09
    top = h + tall
    b.box("posts", (0.13, tall + h * 0.7, 0.15), (x, h * 0.3 + (tall + h * 0.7) / 2, 0), mirror="x", group=True)
    k, z, t = rw / 2, w * 0.98 + 0.1, 0.1
    # the ridge runs from post to post
    b.extrude(
        "roof",
        [
            (-k, top - 0.1),
            (0, top + rh),
            (k, top - 0.1),
            (k + 0.03, top + t),
            (0, top + rh + t * 1.5),
            (-k - 0.03, top + t),
        ],
        z + 0.3,
        rot=(0, -90, 0),
        group=True,
    )
    b.extrude(
        "posts",
        [(-k * 0.97, top - 0.08), (k * 0.97, top - 0.08), (0, top + rh * 1.05)],
        0.1,
        (x, 0, 0),
        rot=(0, -90, 0),
        mirror="x",
        group=True,
    )
    cy = h + tall * 0.52
    b.cylinder("crank", 0.065, w * 0.96, (0.0, cy, 0), axis="x", group=True)
    b.cylinder("rope", 0.1, w * 0.34, (0, cy, 0), axis="x", group=True)
    if d.has("crank handle"):
        b.box("crank", (0.2, 0.075, 0.075), (w / 2 + 0.06, cy, 0), group=True)
        b.box("crank", (0.075, 0.3, 0.075), (w / 2 + 0.14, cy - 0.12, 0))
        b.box("crank", (0.22, 0.08, 0.08), (w / 2 + 0.22, cy - 0.25, 0))
    b.cylinder("rope", 0.032, cy - h * 0.62, (0, (cy + h * 0.62) / 2, 0.07), group=True)
    if d.has("bucket"):
        y = max(h + 0.02, cy - 0.36) - 0.04
        b.cylinder("bucket", 0.13, 0.26, (0, y, 0.07), r_top=0.17, group=True)
        b.cylinder("bucket", 0.12, 0.26, (0, y + 0.1, 0.07), r_top=0.13, op="subtract")
        b.cylinder("bucket", 0.06, 0.26, (0, y, 0.07))
        b.torus("bucket", 0.15, 0.03, (0, y + 0.04, 0.07), material="iron", tint=(0.1, 0.1, 0.11))
    if d.has("steps"):
        R = r + 0.34
        b.cylinder("steps", R, 0.12, (0, 0.06, 0), sides=sides, group=True)
        b.cylinder("steps", R - 0.14, 0.22, (0, 0.11, 0), sides=sides)


def _tent(b: Builder, d: Draw) -> None:
    h, w, z, gap, pr = d["height"], d["width"], d["depth"], d["entrance size"], d["pole thickness"]
    pole = 0.4
    kind = d.variant("shape")
    k, f = w / 2, z / 2
    e = gap * 0.5
    if kind == "triangular":
        b.extrude("canvas", [(-k, 0), (k, 0), (k * 0.47, h * 0.5), (0, h), (-k * 0.47, h * 0.5)], z)
        b.extrude("canvas", [(-e, -0.1), (e, -0.1), (0, h * (0.45 + 0.3 * gap))], z * 0.7, (0, 0, f), op="subtract")
        b.extrude("interior", [(-k * 0.9, 0.0), (k * 0.9, 0.0), (0, h * 0.88)], 0.12, (0, 0, f * 0.36), group=True)
        lean = math.degrees(math.atan2(k, h))
        long = math.hypot(k, h) + pole
        mx, my = math.sin(math.radians(lean)) * (long / 2), math.cos(math.radians(lean)) * (long / 2)
        for s in (1, -1):
            b.box(
                "poles",
                (2 * pr, long, 2 * pr),
                (s * (k - mx) * 1.0, my, f - 0.02),
                rot=(0, 0, s * lean),
                mirror="z",
                group=s == 1,
            )
        b.cylinder("poles", pr, z + 0.24, (0, h, 0), axis="z")
        peak, flap_x, flap_z = h, e * 0.95 + 0.1, f
    elif kind == "pointed":
        low = h * 0.42
        b.box("canvas", (w, low, z), (0, low / 2, 0), round=0.03)
        b.box("canvas", (w * 1.14, h - low, z * 1.14), (0, low + (h - low) / 2, 0), taper=(0.07, 0.07))
        b.box("canvas", (w * 1.14, 0.2, z * 1.14), (0, low - 0.06, 0))
        b.box("canvas", (2 * e, low * 1.7, z * 0.8), (0, 0, f), op="subtract")
        b.box("interior", (w * 0.9, low, 0.12), (0, low / 2, f * 0.5), group=True)
        b.cylinder("poles", max(pr, 0.06), pole + 0.7, (0, h + (pole + 0.7) / 2 - 0.6, 0), group=True)
        b.ellipsoid("poles", (0.14 + 1.4 * pr, 0.14 + 1.4 * pr, 0.14 + 1.4 * pr), (0, h + pole + 0.1, 0))
        b.box("poles", (2.2 * pr, low, 2.2 * pr), (k, low / 2, f), mirror="xz")
        peak, flap_x, flap_z = h + pole - 0.2, e + 0.02, f + 0.04
    else:
        h *= 0.82
        b.ellipsoid("canvas", (w, 2 * h, z), (0, 0, 0))
        b.cylinder("canvas", e, z, (0, h * 0.12 + e * 0.35, f), axis="z", op="subtract")
        b.box("canvas", (99, 2, 99), (0, -1, 0), op="subtract")
        b.ellipsoid("interior", (w * 0.86, 2 * h * 0.86, z * 0.5), (0, 0, 0), group=True)
        b.box("interior", (99, 2, 99), (0, -1, 0), op="subtract")
        for s in (1, -1):
            b.tube(
                "poles",
                (s * k * 0.9, pr, f * 0.42),
                (s * k * 0.9, h * 0.97, f * 0.4),
                (0, h + 0.01, 0),
                pr,
                r_end=pr,
                mirror="z",
                group=s == 1,
            )
        b.cylinder("poles", max(pr, 0.06), pole + 0.3, (0, h + pole / 2 - 0.05, 0))
        peak, flap_x, flap_z = h + pole * 0.6, e + 0.04, f * 0.8
    fh = h * (0.42 if kind == "triangular" else 0.4)
    b.box(
        "flap",
        (0.34, fh, 0.12),
        (flap_x + 0.04, fh / 2 + 0.02, flap_z),
        rot=(0, -32, 0 if kind != "triangular" else 24),
        mirror="x",
        group=True,
    )
    if d.has("flag"):
        b.box("flag", (0.1, 1.1, 0.1), (0, peak + 0.26, 0), material="wood", tint=(0.13, 0.08, 0.04), group=True)
        b.extrude("flag", [(0, peak + 0.42), (0.6, peak + 0.6), (0, peak + 0.8)], 0.1)
    if d.has("ropes"):
        x, y, rz = {
            "triangular": (k * 0.47, h * 0.5, f * 0.8),
            "pointed": (k * 1.05, h * 0.42, f * 0.96),
            "domed": (k * 0.74, h * 0.5, f * 0.4),
        }[kind]
        b.tube(
            "ropes",
            (x, y, rz),
            ((x + k + 0.4) / 2, y * 0.52, rz),
            (k + 0.42, 0.09, rz),
            0.065,
            r_end=0.065,
            mirror="xz",
            group=True,
        )
        b.cylinder("ropes", 0.06, 0.26, (k + 0.42, 0.13, rz), mirror="xz")
    if d.has("mat"):
        b.box(
            "mat",
            (w * 0.62, 0.1, 1.5 if kind == "domed" else 0.9),
            (0, 0.05, f + 0.36 - (0.3 if kind == "domed" else 0.0)),
            group=True,
        )


def _gate(b: Builder, d: Draw) -> None:
    w, h, gw, gh, tw = d["width"], d["height"], d["gate width"], d["gate height"], d["tower thickness"]
    sides = 4 if d.variant("tower shape") == "square" else 0
    c = math.cos(math.pi / 4) if sides else 1.0
    x = w / 2 - tw / 2
    wh, wz = h * 0.8, tw * 0.66
    bat = 0.55
    b.box("walls", (w - tw, wh, wz), (0, wh / 2, 0))
    b.box("walls", (gw, gh * 2, wz * 2), (0, 0, 0), op="subtract")
    b.cylinder("walls", gw / 2, wz * 2, (0, gh, 0), axis="z", sides=10 if b.low_poly else 0, op="subtract")
    b.box("walls", (w - tw, 0.24, wz + 0.24), (0, wh - 0.05, 0), group=True)
    r = tw / 2 / c
    b.cylinder("towers", r * 1.1, h, (x, h / 2, 0), r_top=r, sides=sides, mirror="x", group=True)
    b.cylinder("towers", r * 1.16, 0.5, (x, h - 0.1, 0), sides=sides, mirror="x")
    b.cylinder("towers", r * 1.24, 0.45, (x, 0.22, 0), sides=sides, r_top=r * 1.12, mirror="x")
    n = max(2, round((w - 2 * tw) / 0.85))
    b.box(
        "battlements",
        (0.46, bat + 0.1, wz + 0.22),
        (0, wh + bat / 2, 0),
        repeat=(n, ((w - 2 * tw) / n, 0, 0)),
        group=True,
    )
    rim = tw / 2 * 1.16
    if not d.has("roofs"):
        b.box(
            "battlements",
            (rim * 0.5, bat, 0.34),
            (x, h + 0.1 + bat / 2, rim - 0.17),
            ring=(4 if sides else 6, 0, x, 0),
            mirror="x",
            group=True,
        )
        if sides:
            b.box("battlements", (0.4, bat, 0.4), (x + rim - 0.2, h + 0.1 + bat / 2, rim - 0.2), mirror="xz")
            b.box("battlements", (0.4, bat, 0.4), (x - rim + 0.2, h + 0.1 + bat / 2, rim - 0.2), mirror="xz")
        peak = h + 0.1
    else:
        rh = tw * 1.15
        b.cylinder("roofs", r * 1.3, rh, (x, h + 0.1 + rh / 2, 0), r_top=0.05, sides=sides, mirror="x", group=True)
        peak = h + rh
    # door leaves or a portcullis inside the arch
    if d.has("portcullis"):
        arch = gh + gw / 2
        m = 5
        b.box("gate", (0.16, arch, 0.16), (0, arch / 2, 0), repeat=(m, (gw * 0.94 / (m - 1) * 0.98, 0, 0)), group=True)
        b.box("gate", (gw, 0.17, 0.2), (0, arch * 0.5, 0), repeat=(3, (0, arch * 0.3, 0)))
    else:
        b.box("gate", (gw * 1.02, gh, 0.22), (0, gh / 2, 0), group=True)
        b.cylinder("gate", gw * 0.51, 0.22, (0, gh, 0), axis="z", sides=10 if b.low_poly else 0)
        b.box("fittings", (gw * 0.98, 0.2, 0.34), (0, gh * 0.3, 0), group=True)
        b.box("fittings", (gw * 0.98, 0.2, 0.34), (0, gh * 0.85, 0))
        b.box("gate", (0.14, gh + gw * 0.4, 0.32), (0, (gh + gw * 0.4) / 2, 0), group=True)
    b.box("windows", (0.28, 0.75, 0.3), (x, h * 0.6, tw / 2 * 1.02), mirror="xz", group=True)
    b.box("windows", (0.28, 0.6, 0.3), (x, h * 0.86, tw / 2 * 1.0), mirror="xz")
    if d.has("flags"):
        b.box(
            "flags",
            (0.22, 1.7, 0.22),
            (x, peak + 0.4, 0),
            mirror="x",
            material="wood",
            tint=(0.13, 0.08, 0.04),
            group=True,
        )
        b.extrude("flags", [(0, 0.55), (1.0, 0.85), (0, 1.2)], 0.17, (x, peak, 0), mirror="x")
    if d.has("banners"):
        by = (gh + gw / 2 + wh) / 2
        b.extrude(
            "flags",
            [(-0.32, -1.3), (0, -1.0), (0.32, -1.3), (0.32, 0.3), (-0.32, 0.3)],
            0.2,
            (gw / 2 + 0.52, by, wz / 2),
            mirror="x",
            group=True,
        )


_STONES = ((132, 130, 126), (150, 144, 132), (112, 108, 104))

CATEGORIES: tuple[Category, ...] = (
    Category(
        name="house",
        family="buildings",
        words=("cottage", "cabin", "hut", "home", "farmhouse"),
        parts=(
            Part("walls", ("plaster", "wood", "stone", "brick", "bread"), words=("wall", "sides")),
            Part(
                "roof",
                ("clay", "rope", "wood", "stone", "foliage"),
                words=("rooftop", "shingles"),
                natural=((178, 84, 56), (150, 62, 48), (96, 84, 92)),
                colours=0.35,
            ),
            Part("door", ("wood", "dark wood", "painted metal", "iron"), words=("entrance", "front door")),
            Part(
                "windows",
                ("glass",),
                words=("panes",),
                glow=0.3,
                colours=0.2,
                natural=((140, 190, 210), (244, 214, 130)),
            ),
            Part("beams", ("wood", "dark wood", "stone"), words=("frames", "timber", "trim")),
            Part("base", ("stone", "brick", "soil"), words=("foundation", "footing")),
            Part("chimney", ("brick", "stone", "clay"), words=("smokestack",), main=False),
            Part("steps", ("stone", "wood", "brick"), words=("porch", "stairs"), main=False),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (3.2, 4.8)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (2.8, 4.4)),
            Attribute("wall height", "walls", "low", "high", "lower", "higher", (1.9, 3.1)),
            Attribute("roof height", "roof", "flat", "steep", "flatter", "steeper", (0.9, 2.4)),
            Attribute("overhang", "roof", "narrow", "wide", "narrower", "wider", (0.15, 0.5)),
            Attribute("door size", "door", "small", "big", "smaller", "bigger", (1.2, 1.75)),
        ),
        options=(
            Option("chimney", "a chimney", "chimney", 0.5),
            Option("porch", "a porch", "steps", 0.35),
            Option("upper window", "an upper window", "windows", 0.4),
            Option("timber frame", "a timber frame", "beams", 0.4),
        ),
        variants=(Variant("roof shape", "roof", ("gabled", "hipped", "barn")),),
        build=_house,
    ),
    Category(
        name="tower",
        family="buildings",
        words=("watchtower", "castle tower", "turret", "keep"),
        parts=(
            Part("walls", ("stone", "stone", "brick", "wood", "marble"), words=("body", "shaft"), natural=_STONES),
            Part(
                "battlements",
                ("stone", "stone", "brick", "wood", "marble"),
                words=("crenellations", "parapet", "crown"),
                like="walls",
                natural=_STONES,
            ),
            Part("door", ("wood", "dark wood", "iron"), words=("entrance", "gate")),
            Part(
                "windows",
                ("glass", "light", "obsidian"),
                words=("arrow slits", "slits"),
                glow=0.35,
                colours=0.2,
                natural=((60, 70, 84), (244, 214, 130)),
            ),
            Part("base", ("stone", "brick", "marble"), words=("foundation", "footing"), like="walls"),
            Part(
                "roof",
                ("clay", "wood", "stone", "bronze"),
                words=("spire", "cone"),
                main=False,
                natural=((160, 64, 52), (70, 84, 130), (96, 84, 92)),
            ),
            Part("flag", ("cloth",), words=("banner", "pennant"), main=False, natural=((190, 40, 36), (50, 80, 160))),
            Part("ivy", ("foliage",), words=("vines", "moss"), main=False, colours=0.15, natural=((72, 112, 50),)),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (4.2, 6.6)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (2.0, 3.0)),
            Attribute("flare", "walls", "straight", "tapered", "straighter", "more tapered", (0.0, 0.35)),
            Attribute("battlement height", "battlements", "low", "high", "lower", "higher", (0.4, 0.95)),
            Attribute("battlement width", "battlements", "narrow", "wide", "narrower", "wider", (0.14, 0.55)),
            Attribute("door size", "door", "small", "big", "smaller", "bigger", (1.0, 2.3)),
        ),
        options=(
            Option("roof", "a pointed roof", "roof", 0.4),
            Option("flag", "a flag", "flag", 0.4),
            Option("ivy", "ivy", "ivy", 0.25),
        ),
        variants=(Variant("shape", "", ("round", "square", "hexagonal")),),
        build=_tower,
    ),
    Category(
        name="windmill",
        family="buildings",
        words=("mill", "grain mill", "dutch windmill"),
        parts=(
            Part("walls", ("plaster", "stone", "brick", "wood"), words=("body", "tower")),
            Part(
                "sails",
                ("cloth", "cloth", "wood", "paper"),
                words=("sailcloth", "vanes"),
                colours=0.4,
                natural=((232, 224, 204), (206, 192, 160)),
            ),
            Part("blades", ("wood", "dark wood", "iron"), words=("arms", "spars")),
            Part(
                "cap",
                ("clay", "wood", "rope", "bronze"),
                words=("roof", "top"),
                natural=((150, 62, 48), (96, 84, 92), (178, 84, 56)),
            ),
            Part("hub", ("wood", "iron", "bronze"), words=("axle", "shaft")),
            Part("door", ("wood", "dark wood", "painted metal"), words=("entrance",)),
            Part(
                "windows",
                ("glass",),
                words=("panes",),
                glow=0.3,
                colours=0.2,
                natural=((110, 150, 170), (244, 214, 130)),
            ),
            Part("base", ("stone", "brick", "wood"), words=("foundation", "balcony", "gallery")),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (4.0, 5.6)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (2.4, 3.6)),
            Attribute("blade length", "blades", "short", "long", "shorter", "longer", (2.3, 3.6)),
            Attribute("blade width", "sails", "narrow", "wide", "narrower", "wider", (0.45, 1.0)),
            Attribute("cap height", "cap", "low", "high", "lower", "higher", (0.8, 1.7)),
            Attribute("door size", "door", "small", "big", "smaller", "bigger", (1.0, 1.7)),
        ),
        options=(
            Option("slats", "sail slats", "blades", 0.5),
            Option("balcony", "a balcony", "base", 0.35),
        ),
        variants=(Variant("shape", "walls", ("round", "octagonal", "square")),),
        build=_windmill,
    ),
    Category(
        name="well",
        family="buildings",
        words=("water well", "wishing well", "draw well"),
        parts=(
            Part("wall", ("stone", "stone", "brick", "wood", "marble"), words=("rim", "ring"), natural=_STONES),
            Part("roof", ("wood", "clay", "rope", "dark wood"), words=("canopy", "cover")),
            Part("posts", ("wood", "dark wood", "stone", "iron"), words=("uprights", "pillars")),
            Part(
                "water", ("glass",), words=("pool",), colours=0.25, glow=0.1, natural=((70, 140, 190), (60, 120, 150))
            ),
            Part("crank", ("wood", "iron", "dark wood", "bronze"), words=("winch", "windlass", "handle")),
            Part("rope", ("rope",), words=("cord",)),
            Part("bucket", ("wood", "iron", "bronze"), words=("pail",), main=False),
            Part("steps", ("stone", "brick", "marble"), words=("platform", "stairs"), main=False, like="wall"),
        ),
        attributes=(
            Attribute("wall width", "wall", "narrow", "wide", "narrower", "wider", (1.1, 1.6)),
            Attribute("wall height", "wall", "low", "high", "lower", "higher", (0.5, 0.95)),
            Attribute("post height", "posts", "short", "tall", "shorter", "taller", (0.8, 1.35)),
            Attribute("roof height", "roof", "flat", "steep", "flatter", "steeper", (0.25, 0.75)),
            Attribute("roof width", "roof", "narrow", "wide", "narrower", "wider", (1.0, 1.7)),
        ),
        options=(
            Option("bucket", "a bucket", "bucket", 0.5),
            Option("crank handle", "a crank handle", "crank", 0.5),
            Option("steps", "steps", "steps", 0.3),
        ),
        variants=(Variant("wall shape", "wall", ("round", "hexagonal", "square")),),
        build=_well,
    ),
    Category(
        name="tent",
        family="buildings",
        words=("camping tent", "canvas shelter", "camp tent"),
        parts=(
            Part(
                "canvas",
                ("cloth", "cloth", "cloth", "leather"),
                words=("cloth", "cover", "fabric"),
                natural=((206, 188, 150), (150, 136, 96), (190, 96, 60)),
            ),
            Part("poles", ("wood", "wood", "bone", "iron"), words=("frame", "sticks")),
            Part(
                "flap",
                ("cloth", "cloth", "leather"),
                words=("door", "curtain"),
                like="canvas",
                natural=((206, 188, 150), (180, 60, 50)),
            ),
            Part(
                "interior",
                ("cloth", "leather"),
                words=("inside", "opening"),
                colours=0.25,
                natural=((70, 54, 42), (92, 66, 48)),
            ),
            Part("flag", ("cloth",), words=("pennant", "banner"), main=False, natural=((190, 40, 36), (50, 80, 160))),
            Part("ropes", ("rope",), words=("guy lines", "pegs"), main=False),
            Part("mat", ("cloth", "rope", "leather", "wood"), words=("rug", "carpet"), main=False),
        ),
        attributes=(
            Attribute("height", "", "low", "high", "lower", "higher", (1.7, 2.7)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (2.2, 3.3)),
            Attribute("depth", "", "short", "long", "shorter", "longer", (2.2, 3.4)),
            Attribute("entrance size", "interior", "small", "big", "smaller", "bigger", (0.7, 1.3)),
            Attribute("pole thickness", "poles", "thin", "thick", "thinner", "thicker", (0.045, 0.11)),
        ),
        options=(
            Option("flag", "a flag", "flag", 0.35),
            Option("ropes", "guy ropes", "ropes", 0.45),
            Option("mat", "a mat", "mat", 0.35),
        ),
        variants=(Variant("shape", "", ("triangular", "pointed", "domed")),),
        build=_tent,
    ),
    Category(
        name="castle gate",
        family="buildings",
        words=("gatehouse", "city gate", "fortress gate", "castle entrance"),
        parts=(
            Part("walls", ("stone", "stone", "brick", "marble"), words=("wall", "archway"), natural=_STONES),
            Part("towers", ("stone", "stone", "brick", "marble"), words=("turrets",), like="walls", natural=_STONES),
            Part("gate", ("wood", "wood", "dark wood", "iron"), words=("door", "doors", "portcullis")),
            Part(
                "battlements",
                ("stone", "brick", "marble"),
                words=("crenellations", "merlons"),
                like="walls",
                natural=_STONES,
            ),
            Part("windows", ("obsidian", "light", "glass"), words=("arrow slits", "slits"), glow=0.25, colours=0.15),
            Part("fittings", ("iron", "bronze", "gold"), words=("hinges", "bands"), main=False),
            Part(
                "roofs",
                ("clay", "wood", "stone", "bronze"),
                words=("spires", "cones"),
                main=False,
                natural=((160, 64, 52), (70, 84, 130), (96, 84, 92)),
            ),
            Part(
                "flags",
                ("cloth",),
                words=("banners", "pennants"),
                main=False,
                natural=((190, 40, 36), (50, 80, 160), (220, 180, 60)),
            ),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (6.6, 8.6)),
            Attribute("height", "", "low", "high", "lower", "higher", (4.4, 6.4)),
            Attribute("gate width", "gate", "narrow", "wide", "narrower", "wider", (1.5, 2.5)),
            Attribute("gate height", "gate", "low", "high", "lower", "higher", (1.0, 1.75)),
            Attribute("tower thickness", "towers", "thin", "thick", "thinner", "thicker", (1.5, 2.1)),
        ),
        options=(
            Option("roofs", "pointed roofs", "roofs", 0.4),
            Option("portcullis", "a portcullis", "gate", 0.4),
            Option("flags", "flags", "flags", 0.4),
            Option("banners", "hanging banners", "flags", 0.35),
        ),
        variants=(Variant("tower shape", "towers", ("round", "square")),),
        build=_gate,
    ),
)
