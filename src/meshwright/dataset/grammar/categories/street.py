"""Street and garden furniture: fences, signs, fountains, hydrants."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _fence(b: Builder, d: Draw) -> None:
    length, h, post, rail, w = d["length"], d["height"], d["post thickness"], d["rail thickness"], d["picket width"]
    kind = d.variant("picket shape")
    x = length / 2 - post / 2
    ph = h + 0.1
    b.box("posts", (post, ph, post), (x, ph / 2, 0), mirror="x", round=0.01)
    b.box("posts", (post, ph, post), (0, ph / 2, 0), round=0.01)
    for y in (0.26, 0.74):
        b.box("rails", (length - post, rail, 0.075), (0, h * y, 0), group=True)
    n = 4
    step = (x - post * 0.5) / (n - 0.4)
    base, z = 0.07, 0.055
    top = h * 1.0
    out: list[tuple[float, float]]
    if kind == "pointed":
        out = [(-w / 2, base), (w / 2, base), (w / 2, top - w * 0.6), (0, top), (-w / 2, top - w * 0.6)]
    elif kind == "rounded":
        out = [
            (-w / 2, base),
            (w / 2, base),
            (w / 2, top - w * 0.35),
            (w * 0.3, top - 0.02),
            (0, top + 0.02),
            (-w * 0.3, top - 0.02),
            (-w / 2, top - w * 0.35),
        ]
    else:
        out = [(-w / 2, base), (w / 2, base), (w / 2, top - 0.06), (-w / 2, top - 0.06)]
    for side in (-1, 1):
        c = side * (post / 2 + (x - post) / 2 + post * 0.0)
        b.extrude("pickets", out, 0.075, (c, 0, z), repeat=(n, (step * 0.98, 0, 0)), group=side == -1)
    if d.has("caps"):
        s = post * 1.45
        for mirror, at in (("x", x), ("", 0.0)):
            b.box("caps", (s, 0.06, s), (at, ph + 0.01, 0), mirror=mirror, group=True)
            if d.seed % 2:
                b.ellipsoid("caps", (s * 0.95, s * 0.95, s * 0.95), (at, ph + s * 0.42, 0), mirror=mirror)
            else:
                b.box("caps", (s * 0.9, s * 0.5, s * 0.9), (at, ph + s * 0.28, 0), taper=(0.1, 0.1), mirror=mirror)
    if d.has("brace"):
        half = x - post / 2
        a = math.degrees(math.atan2(h * 0.48, half))
        for side in (-1, 1):
            b.box(
                "braces",
                (math.hypot(half, h * 0.48), 0.085, 0.06),
                (side * x / 2, h * 0.5, -0.05),
                rot=(0, 0, -side * a),
                group=side == -1,
            )
    if d.has("footing"):
        b.box("footing", (length, 0.16, max(post * 1.5, 0.24)), (0, 0.08, 0), round=0.01, group=True)


def _signpost(b: Builder, d: Draw) -> None:
    h, r, w, sh, tilt = d["height"], d["post thickness"], d["sign length"], d["sign breadth"], d["sign tilt"]
    kind = d.variant("sign shape")
    t = 0.09
    b.box("post", (2 * r, h, 2 * r), (0, h / 2, 0), round=0.02, taper=(0.85, 0.85))
    z = r + t * 0.35

    def board(y: float, side: int, q: float, lean: float, first: bool) -> None:
        rot = (0, 0, lean)
        if kind == "arrow":
            a = sh * q / 2
            tip = w * q * 0.5 + 0.12
            out = [
                (-w * q * 0.5, -a),
                (w * q * 0.5 - a * 0.3, -a),
                (tip + a * 0.4, 0),
                (w * q * 0.5 - a * 0.3, a),
                (-w * q * 0.5, a),
                (-w * q * 0.5 + a * 0.45, 0),
            ]
            if side < 0:
                out = [(-px, py) for px, py in reversed(out)]
            b.extrude("sign", out, t, (side * w * 0.14, y, z), rot=rot, group=first)
        elif kind == "rectangular":
            b.box("sign", (w * q, sh * q, t), (side * w * 0.04 * (not first), y, z), round=0.015, rot=rot, group=first)
        else:
            out = [
                (math.sin(i * math.pi / 4 + 0.39) * w * q * 0.56, math.cos(i * math.pi / 4 + 0.39) * sh * q * 0.62)
                for i in range(8)
            ]
            b.extrude("sign", out, t, (0, y, z), rot=rot, group=first)
        b.box(
            "lettering",
            (w * q * 0.5, max(sh * q * 0.16, 0.07), 0.07),
            (side * w * (0.12 if kind == "arrow" else 0.02), y + sh * q * 0.17, z + t * 0.5),
            rot=rot,
            group=True,
        )
        b.box(
            "lettering",
            (w * q * 0.4, max(sh * q * 0.16, 0.07), 0.07),
            (side * w * (0.12 if kind == "arrow" else 0.02), y - sh * q * 0.17, z + t * 0.5),
            rot=rot,
        )

    y = h - sh * 0.62 - 0.08
    board(y, 1, 1.0, tilt, True)
    if d.has("second sign"):
        board(y - sh * 1.22 - w * math.sin(math.radians(tilt)) * 0.3, -1, 0.85, -tilt * 0.6, True)
    if d.has("roof"):
        b.extrude(
            "roof",
            [
                (-w * 0.4, h - 0.02),
                (0, h + 0.2),
                (w * 0.4, h - 0.02),
                (w * 0.4, h + 0.08),
                (0, h + 0.32),
                (-w * 0.4, h + 0.08),
            ],
            0.42,
            group=True,
        )
        b.box("roof", (r * 2.4, 0.3, r * 2.4), (0, h + 0.06, 0))
    if d.has("lantern"):
        b.tube(
            "lantern",
            (0, h * 0.98, 0),
            (0, h * 1.02, z + 0.2),
            (0, h * 0.95, z + 0.3),
            0.035,
            material="iron",
            tint=(0.06, 0.06, 0.07),
            emission=0.0,
            group=True,
        )
        b.box("lantern", (0.16, 0.2, 0.16), (0, h * 0.95 - 0.12, z + 0.3), taper=(1.2, 1.2))
        b.box(
            "lantern",
            (0.24, 0.09, 0.24),
            (0, h * 0.95, z + 0.3),
            taper=(0.3, 0.3),
            material="iron",
            tint=(0.06, 0.06, 0.07),
            emission=0.0,
        )
    s = r * 2.2
    b.ellipsoid("base", (s * 1.7, s * 1.1, s * 1.6), (s * 0.5, s * 0.3, s * 0.35), group=True)
    b.ellipsoid("base", (s * 1.5, s * 0.9, s * 1.5), (-s * 0.6, s * 0.24, s * 0.3))
    b.ellipsoid("base", (s * 1.6, s * 1.0, s * 1.5), (-s * 0.1, s * 0.26, -s * 0.6))
    b.box("base", (9, 2, 9), (0, -1, 0), op="subtract")


def _gravestone(b: Builder, d: Draw) -> None:
    h, w, t, bh, lean = d["height"], d["width"], d["thickness"], d["base height"], d["lean"]
    kind = d.variant("shape")
    rot = (-lean * 0.5, 0, lean * 0.6)
    b.box("base", (w + 0.2, bh, t + 0.24), (0, bh / 2, 0), round=0.02)
    b.box("base", (w + 0.08, bh * 0.5, t + 0.12), (0, bh * 1.05, 0), round=0.015)
    z, face, cy = t / 2, h * 0.52, bh + h / 2

    def at(x: float, y: float, dz: float = 0.0) -> tuple[float, float, float]:
        """A point of the upright slab after leaning about the middle of its foot."""
        a, c = math.radians(rot[0]), math.radians(rot[2])
        y, zz = y - bh, dz
        y, zz = y * math.cos(a) - zz * math.sin(a), y * math.sin(a) + zz * math.cos(a)
        return (x * math.cos(c) - y * math.sin(c), bh + x * math.sin(c) + y * math.cos(c), zz)

    if kind == "rounded":
        k = w / 2
        out = [
            (-k, -h / 2),
            (k, -h / 2),
            (k, h / 2 - k * 0.8),
            (k * 0.72, h / 2 - k * 0.25),
            (k * 0.28, h / 2),
            (-k * 0.28, h / 2),
            (-k * 0.72, h / 2 - k * 0.25),
            (-k, h / 2 - k * 0.8),
        ]
        b.extrude("slab", out, t, at(0, cy), rot=rot, round=0.015, group=True)
    elif kind == "pointed":
        k = w / 2
        out = [
            (-k, -h / 2),
            (k, -h / 2),
            (k, h * 0.2),
            (k * 0.8, h * 0.24),
            (0, h / 2),
            (-k * 0.8, h * 0.24),
            (-k, h * 0.2),
        ]
        b.extrude("slab", out, t, at(0, cy), rot=rot, round=0.01, group=True)
    else:
        s = w * 0.28
        b.box("slab", (s, h, t), at(0, cy), rot=rot, round=0.015, group=True)
        b.box("slab", (w, s, t), at(0, bh + h * 0.7), rot=rot, round=0.015)
        b.torus("slab", w * 0.34, max(w * 0.075, 0.04), at(0, bh + h * 0.7), rot=(90 + rot[0], 0, rot[2]))
        face = h * 0.3
    b.box("base", (0.1, 0.1, 0.1), (0, bh * 0.5, 0))
    q = 0.62 if kind != "celtic" else 0.3
    if d.has("skull"):
        s = w * (0.42 if kind != "celtic" else 0.34)
        y = bh + h * (0.66 if kind != "celtic" else 0.7)
        b.ellipsoid("emblem", (s, s * 0.92, 0.2), at(0, y, z), rot=rot, group=True)
        b.box("emblem", (s * 0.55, s * 0.44, 0.14), at(0, y - s * 0.5, z), rot=rot, op="smooth", k=0.02)
        b.ellipsoid("emblem", (s * 0.3, s * 0.32, 0.2), at(s * 0.23, y - s * 0.06, z + 0.09), rot=rot, op="subtract")
        b.ellipsoid("emblem", (s * 0.3, s * 0.32, 0.2), at(-s * 0.23, y - s * 0.06, z + 0.09), rot=rot, op="subtract")
    elif kind != "celtic":
        s = w * 0.13
        y = bh + h * 0.66
        b.box("emblem", (s, w * 0.52, 0.07), at(0, y, z + 0.01), rot=rot, group=True)
        b.box("emblem", (w * 0.38, s, 0.07), at(0, y + w * 0.08, z + 0.01), rot=rot)
    else:
        b.ellipsoid("emblem", (w * 0.3, w * 0.3, 0.12), at(0, bh + h * 0.7, z), rot=rot, group=True)
    for i in range(2):
        b.box(
            "inscription",
            (w * q * (1, 0.75)[i], 0.05, 0.055),
            at(0, bh + face * (0.62, 0.36)[i], z + 0.008),
            rot=rot,
            group=i == 0,
        )
    if d.has("mound"):
        b.superquadric("mound", (w + 0.26, 0.36, 0.75), (0, 0.0, t / 2 + 0.42), e=(0.8, 0.5), group=True)
        b.box("mound", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("flowers"):
        for i, x in enumerate((-0.12, 0.0, 0.13)):
            zz = t / 2 + (0.28 if not d.has("mound") else 0.4)
            b.tube(
                "flowers",
                (x, 0.04, zz - 0.12),
                (x, 0.14, zz - 0.02),
                (x * 1.7, 0.24 + 0.05 * (i == 1), zz),
                0.03,
                material="foliage",
                tint=(0.06, 0.18, 0.04),
                group=i == 0,
            )
            b.superquadric("flowers", (0.15, 0.13, 0.15), (x * 1.7, 0.27 + 0.05 * (i == 1), zz), e=(1.0, 1.5))
        b.ellipsoid("flowers", (0.5, 0.12, 0.34), (0, 0.04, t / 2 + 0.16), material="foliage", tint=(0.05, 0.14, 0.035))
        b.box("flowers", (9, 2, 9), (0, -1, 0), op="subtract")
    if d.has("moss"):
        b.ellipsoid("moss", (w * 0.5, h * 0.32, t * 1.25), at(-w * 0.3, bh + h * 0.16), rot=rot, group=True)
        b.ellipsoid(
            "moss", (w * 0.42, h * 0.2, t * 1.2), at(w * 0.34, bh + h * (0.6 if kind != "celtic" else 0.7)), rot=rot
        )


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


def _mailbox(b: Builder, d: Draw) -> None:
    h, length, w, bh, r = d["post height"], d["box length"], d["box width"], d["box height"], d["post thickness"]
    kind = d.variant("box shape")
    b.box("post", (2 * r, h + 0.05, 2 * r), (0, (h + 0.05) / 2, 0), round=0.01)
    z = length / 2
    side = bh * (0.5 if kind == "rounded" else 0.72 if kind == "gabled" else 1.0)
    b.box("box", (w, side, length), (0, h + side / 2, 0), round=0.008, group=True)
    if kind == "rounded":
        b.cylinder("box", w / 2, length, (0, h + side, 0), axis="z", sides=10 if b.low_poly else 0)
        b.cylinder("door", w / 2 + 0.012, 0.045, (0, h + side, z), axis="z", sides=10 if b.low_poly else 0, group=True)
        b.box("door", (w + 0.024, side + 0.01, 0.045), (0, h + side / 2, z))
        crest = side + w / 2
    elif kind == "gabled":
        roof = [(-w * 0.62, h + side - 0.03), (w * 0.62, h + side - 0.03), (0, h + bh * 1.2)]
        b.extrude("box", roof, length * 1.12)
        b.box("door", (w * 0.82, side * 0.84, 0.045), (0, h + side * 0.48, z + 0.008), round=0.01, group=True)
        crest = bh * 1.2
    else:
        b.box("box", (w * 1.12, 0.05, length * 1.08), (0, h + side, 0), round=0.012)
        b.box("door", (w * 0.86, side * 0.74, 0.045), (0, h + side * 0.46, z + 0.008), round=0.01, group=True)
        crest = side + 0.03
    b.ellipsoid(
        "knob", (0.065, 0.065, 0.08), (0, h + side * (0.95 if kind == "rounded" else 0.62), z + 0.035), group=True
    )
    b.box("bracket", (w * 0.72, 0.06, length * 0.8), (0, h - 0.02, 0), group=True)
    b.extrude(
        "bracket",
        [(0, h - 0.03), (0, h - 0.26), (0.05, h - 0.26), (length * 0.36, h - 0.06), (length * 0.36, h - 0.03)],
        max(r * 0.9, 0.05),
        rot=(0, -90, 0),
    )
    if d.has("flag"):
        x = w / 2 + 0.022
        up = 0.2
        b.box("flag", (0.045, up + 0.1, 0.05), (x, h + side * 0.45 + up / 2, 0.02), group=True)
        b.box("flag", (0.045, 0.1, 0.15), (x, h + side * 0.45 + up + 0.01, 0.06))
        b.box("flag", (0.06, 0.06, 0.06), (x - 0.01, h + side * 0.45, 0.02))
    if d.has("base"):
        b.box("base", (r * 2 + 0.2, 0.09, r * 2 + 0.2), (0, 0.045, 0), round=0.01, group=True)
        b.box("base", (r * 2 + 0.09, 0.08, r * 2 + 0.09), (0, 0.11, 0))
    if d.has("newspaper"):
        b.cylinder("newspaper", 0.05, length * 0.72, (0.0, h - 0.31 - 0.0, length * 0.2), axis="z", group=True)
        b.torus("newspaper", 0.055, 0.016, (0, h - 0.31, length * 0.36), axis="z", tint=(0.35, 0.05, 0.04))
        b.box("bracket", (0.06, 0.16, 0.06), (0, h - 0.27, length * 0.12), group=True)
    del crest


def _hydrant(b: Builder, d: Draw) -> None:
    h, r, nr, nl, bw, cap = (
        d["height"],
        d["thickness"],
        d["nozzle size"],
        d["nozzle length"],
        d["base width"],
        d["cap height"],
    )
    kind = d.variant("cap shape")
    b.cylinder("base", bw / 2, 0.09, (0, 0.045, 0), round=0.01)
    b.cylinder("base", bw / 2 * 0.8, 0.09, (0, 0.12, 0), round=0.01)
    b.cylinder("body", r, h - 0.1, (0, 0.1 + (h - 0.1) / 2, 0), r_top=r * 0.94, group=True)
    b.cylinder("body", r * 1.26, 0.07, (0, h, 0), round=0.01)
    b.cylinder("body", r * 1.12, 0.05, (0, h * 0.4, 0), round=0.01)
    prof = {
        "domed": ((0, h), (r * 1.08, h + 0.03), (r * 1.0, h + cap * 0.5), (r * 0.74, h + cap * 0.85), (0, h + cap)),
        "pointed": (
            (0, h),
            (r * 1.12, h + 0.03),
            (r * 0.6, h + cap * 0.75),
            (r * 0.16, h + cap * 1.25),
            (0, h + cap * 1.25),
        ),
        "flat": (
            (0, h),
            (r * 1.04, h + 0.02),
            (r * 1.04, h + cap * 0.55),
            (r * 1.22, h + cap * 0.6),
            (r * 1.22, h + cap * 0.85),
            (0, h + cap * 0.85),
        ),
    }[kind]
    b.lathe("cap", prof, group=True)
    peak = h + cap * {"domed": 1.0, "pointed": 1.25, "flat": 0.85}[kind]
    b.prism("cap", 5, 0.05, 0.1, (0, peak + 0.02, 0))
    y = h * 0.68
    b.cylinder("nozzles", nr, nl + r, (r * 0.5 + nl / 2, y, 0), axis="x", mirror="x", group=True)
    b.cylinder("nozzles", nr * 1.3, 0.07, (r + nl, y, 0), axis="x", mirror="x", round=0.008)
    b.prism("nozzles", 5, 0.042, 0.1, (r + nl + 0.05, y, 0), axis="x", mirror="x")
    if d.has("front outlet"):
        q = nr * 1.3
        b.cylinder("nozzles", q, nl * 0.8 + r, (0, y * 0.92, r * 0.5 + nl * 0.4), axis="z", group=True)
        b.cylinder("nozzles", q * 1.25, 0.07, (0, y * 0.92, r + nl * 0.8), axis="z", round=0.008)
        b.prism("nozzles", 5, 0.045, 0.1, (0, y * 0.92, r + nl * 0.8 + 0.05), axis="z")
    if d.has("bolts"):
        b.cylinder("bolts", 0.032, 0.09, (0, 0.13, bw * 0.43), ring=(6, 0), sides=6, group=True)
        b.cylinder("bolts", 0.028, 0.13, (0, h, r * 1.2), ring=(6, 30), sides=6)
    if d.has("chain"):
        b.tube(
            "chain",
            (r * 0.9, h - 0.03, r * 0.62),
            (r * 1.5, y - nr * 2.6, r * 1.2),
            (r + nl, y - nr * 0.8, nr * 0.7),
            0.028,
            group=True,
        )
        b.tube(
            "chain",
            (-r * 0.9, h - 0.03, r * 0.62),
            (-r * 1.5, y - nr * 2.6, r * 1.2),
            (-r - nl, y - nr * 0.8, nr * 0.7),
            0.028,
        )


_IRONS = ("iron", "bronze", "steel", "gold")

CATEGORIES: tuple[Category, ...] = (
    Category(
        name="fence",
        family="street",
        words=("picket fence", "railing", "palisade", "garden fence"),
        parts=(
            Part("posts", ("wood", "painted metal", "iron", "stone", "dark wood"), words=("uprights",), colours=0.5),
            Part(
                "rails",
                ("wood", "painted metal", "iron", "dark wood"),
                words=("crossbars", "beams"),
                like="posts",
                colours=0.5,
            ),
            Part(
                "pickets",
                ("wood", "painted metal", "iron", "dark wood", "bone"),
                words=("slats", "boards", "palings"),
                like="rails",
                colours=0.5,
            ),
            Part("caps", ("wood", "bronze", "stone", "gold"), words=("post caps", "finials"), main=False, glow=0.08),
            Part("braces", ("wood", "iron", "dark wood"), words=("diagonals",), main=False, like="rails"),
            Part("footing", ("stone", "brick", "soil"), words=("foundation", "plinth"), main=False),
        ),
        attributes=(
            Attribute("height", "", "low", "high", "lower", "higher", (0.8, 1.3)),
            Attribute("length", "", "short", "long", "shorter", "longer", (1.7, 2.5)),
            Attribute("post thickness", "posts", "thin", "thick", "thinner", "thicker", (0.1, 0.22)),
            Attribute("rail thickness", "rails", "thin", "thick", "thinner", "thicker", (0.08, 0.18)),
            Attribute("picket width", "pickets", "narrow", "wide", "narrower", "wider", (0.09, 0.17)),
        ),
        options=(
            Option("caps", "post caps", "caps", 0.4),
            Option("brace", "diagonal braces", "braces", 0.35),
            Option("footing", "a footing", "footing", 0.3),
        ),
        variants=(Variant("picket shape", "pickets", ("pointed", "rounded", "flat")),),
        build=_fence,
    ),
    Category(
        name="signpost",
        family="street",
        words=("road sign", "direction sign", "guidepost", "wayfinder sign"),
        parts=(
            Part(
                "sign",
                ("wood", "wood", "painted metal", "dark wood", "iron"),
                words=("board", "panel", "plank"),
                colours=0.6,
            ),
            Part("post", ("wood", "dark wood", "iron", "stone"), words=("pole", "stake")),
            Part(
                "lettering",
                ("dark wood", "painted metal", "gold", "iron"),
                words=("writing", "text", "letters"),
                glow=0.12,
                natural=((52, 34, 24),),
            ),
            Part("base", ("stone", "soil", "brick"), words=("stones", "foot")),
            Part("roof", ("wood", "clay", "rope", "dark wood"), words=("canopy",), main=False),
            Part(
                "lantern",
                ("glass", "light"),
                words=("lamp", "light"),
                main=False,
                glow=0.8,
                colours=0.3,
                natural=((250, 214, 130),),
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (1.6, 2.3)),
            Attribute("post thickness", "post", "thin", "thick", "thinner", "thicker", (0.06, 0.12)),
            Attribute("sign length", "sign", "short", "long", "shorter", "longer", (0.8, 1.35)),
            Attribute("sign breadth", "sign", "narrow", "wide", "narrower", "wider", (0.3, 0.55)),
            Attribute("sign tilt", "sign", "straight", "crooked", "straighter", "more crooked", (0.0, 18.0)),
        ),
        options=(
            Option("second sign", "a second board", "sign", 0.4),
            Option("roof", "a small roof", "roof", 0.3),
            Option("lantern", "a lantern", "lantern", 0.3),
        ),
        variants=(Variant("sign shape", "sign", ("arrow", "rectangular", "oval")),),
        build=_signpost,
    ),
    Category(
        name="gravestone",
        family="street",
        words=("tombstone", "headstone", "grave marker", "grave"),
        parts=(
            Part("slab", ("stone", "stone", "marble", "obsidian", "wood"), words=("stone", "tablet")),
            Part("base", ("stone", "marble", "obsidian", "brick"), words=("plinth", "foot"), like="slab"),
            Part(
                "inscription",
                ("obsidian", "gold", "iron", "bronze"),
                words=("writing", "epitaph", "letters"),
                glow=0.12,
                natural=((48, 46, 44),),
            ),
            Part(
                "emblem",
                ("bone", "gold", "iron", "marble", "bronze"),
                words=("ornament", "symbol", "relief"),
                glow=0.12,
            ),
            Part("mound", ("soil",), words=("earth", "grave mound"), main=False),
            Part(
                "flowers",
                ("foliage",),
                words=("bouquet", "roses"),
                main=False,
                natural=((206, 48, 56), (236, 234, 226), (222, 120, 170), (236, 200, 70)),
            ),
            Part(
                "moss",
                ("foliage",),
                words=("lichen", "ivy"),
                main=False,
                colours=0.15,
                natural=((84, 112, 50), (104, 126, 60)),
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.75, 1.25)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.5, 0.85)),
            Attribute("thickness", "slab", "thin", "thick", "thinner", "thicker", (0.12, 0.26)),
            Attribute("base height", "base", "low", "high", "lower", "higher", (0.1, 0.26)),
            Attribute("lean", "slab", "upright", "leaning", "more upright", "more leaning", (0.0, 18.0)),
        ),
        options=(
            Option("skull", "a skull", "emblem", 0.35),
            Option("mound", "a grave mound", "mound", 0.35),
            Option("flowers", "flowers", "flowers", 0.35),
            Option("moss", "moss", "moss", 0.3),
        ),
        variants=(Variant("shape", "slab", ("rounded", "pointed", "celtic")),),
        build=_gravestone,
    ),
    Category(
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
    ),
    Category(
        name="mailbox",
        family="street",
        words=("letterbox", "postbox", "letter box", "mail box"),
        parts=(
            Part(
                "box",
                ("painted metal", "painted metal", "steel", "wood", "bronze"),
                words=("body", "case"),
                natural=((186, 48, 42), (60, 92, 150), (196, 200, 204)),
            ),
            Part("door", ("painted metal", "steel", "wood", "bronze"), words=("front", "flap", "lid"), like="box"),
            Part("post", ("wood", "wood", "iron", "dark wood", "stone"), words=("pole", "stand")),
            Part("bracket", ("wood", "iron", "dark wood"), words=("shelf", "support"), like="post"),
            Part("knob", ("bronze", "iron", "gold", "steel"), words=("handle",)),
            Part(
                "flag", ("painted metal",), words=("signal flag",), main=False, natural=((206, 44, 36), (232, 190, 50))
            ),
            Part("base", ("stone", "brick", "wood"), words=("foot", "plinth"), main=False),
            Part("newspaper", ("paper",), words=("letter", "scroll"), main=False),
        ),
        attributes=(
            Attribute("post height", "post", "short", "tall", "shorter", "taller", (0.5, 0.85)),
            Attribute("post thickness", "post", "thin", "thick", "thinner", "thicker", (0.04, 0.085)),
            Attribute("box length", "box", "short", "long", "shorter", "longer", (0.44, 0.72)),
            Attribute("box width", "box", "narrow", "wide", "narrower", "wider", (0.26, 0.42)),
            Attribute("box height", "box", "low", "high", "lower", "higher", (0.24, 0.42)),
        ),
        options=(
            Option("flag", "a raised flag", "flag", 0.6),
            Option("base", "a base", "base", 0.35),
            Option("newspaper", "a newspaper", "newspaper", 0.3),
        ),
        variants=(Variant("box shape", "box", ("rounded", "gabled", "square")),),
        build=_mailbox,
    ),
    Category(
        name="fire hydrant",
        family="street",
        words=("hydrant", "fireplug", "water hydrant"),
        parts=(
            Part(
                "body",
                ("painted metal", "painted metal", "iron", "rusted iron", "gold"),
                words=("barrel", "pipe"),
                natural=((196, 40, 34), (232, 190, 44)),
            ),
            Part(
                "cap",
                ("painted metal", "iron", "steel", "bronze"),
                words=("bonnet", "top", "dome"),
                like="body",
                natural=((196, 40, 34), (214, 216, 218)),
            ),
            Part(
                "nozzles",
                ("painted metal", "iron", "steel", "bronze"),
                words=("outlets", "valves"),
                natural=((196, 40, 34), (232, 190, 44), (214, 216, 218)),
            ),
            Part(
                "base",
                ("painted metal", "iron", "steel", "stone"),
                words=("flange", "foot"),
                like="body",
                natural=((150, 36, 32), (90, 90, 94)),
            ),
            Part("bolts", _IRONS, words=("screws", "nuts"), main=False),
            Part("chain", _IRONS, words=("chains",), main=False),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.55, 0.85)),
            Attribute("thickness", "body", "thin", "thick", "thinner", "thicker", (0.12, 0.19)),
            Attribute("nozzle size", "nozzles", "small", "big", "smaller", "bigger", (0.06, 0.105)),
            Attribute("nozzle length", "nozzles", "short", "long", "shorter", "longer", (0.05, 0.15)),
            Attribute("base width", "base", "narrow", "wide", "narrower", "wider", (0.4, 0.62)),
            Attribute("cap height", "cap", "low", "high", "lower", "higher", (0.12, 0.26)),
        ),
        options=(
            Option("front outlet", "a front outlet", "nozzles", 0.5),
            Option("bolts", "bolts", "bolts", 0.5),
            Option("chain", "chains", "chain", 0.4),
        ),
        variants=(Variant("cap shape", "cap", ("domed", "pointed", "flat")),),
        build=_hydrant,
    ),
)
