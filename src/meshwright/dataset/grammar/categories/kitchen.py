"""Kitchen: vessels and food."""

from __future__ import annotations

import math
from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _mug(b: Builder, d: Draw) -> None:
    h, r, wall, ear, thick = (
        d["height"],
        d["width"] / 2,
        d["wall thickness"],
        d["handle size"],
        d["handle thickness"] / 2,
    )
    shape = d.variant("body shape")
    if shape == "rounded":
        out = [(0.0, 0.0), (r * 0.72, 0.0), (r * 1.0, h * 0.3), (r * 1.02, h * 0.55), (r * 0.86, h), (0.0, h)]
        r_top, r_mid = r * 0.86, r * 1.0
    elif shape == "tapered":
        out = [(0.0, 0.0), (r * 0.7, 0.0), (r * 1.04, h), (0.0, h)]
        r_top, r_mid = r * 1.04, r * 0.87
    else:
        out = [(0.0, 0.0), (r * 0.95, 0.0), (r, h * 0.06), (r, h), (0.0, h)]
        r_top, r_mid = r, r
    b.lathe("body", out)
    b.lathe(
        "rim",
        [
            (r_top - wall, h - 0.009),
            (r_top + 0.0035, h - 0.009),
            (r_top + 0.0035, h + 0.004),
            (r_top - wall, h + 0.004),
        ],
    )
    inner = max(r_top - wall, r * 0.3)
    level = h * 0.8
    b.cylinder(
        "body",
        inner * (0.94 if shape != "tapered" else 0.86),
        h,
        (0, h * 0.5 + 0.14 * h, 0),
        r_top=inner,
        op="subtract",
    )
    if d.has("drink"):
        b.cylinder("drink", inner + wall * 0.3, h * 0.3, (0, level - h * 0.15, 0), group=True)
        if d.has("foam"):
            s = inner * 0.62
            b.cylinder("foam", inner + wall * 0.2, h * 0.16, (0, h - 0.006, 0), round=0.006, group=True)
            b.ellipsoid("foam", (s * 1.2, s, s * 1.2), (0, h + 0.007, inner * 0.5), ring=(5, 10))
            b.ellipsoid("foam", (s * 1.4, s, s * 1.4), (0, h + 0.014, 0))
    # the handle is a closed ring whose inner half is hidden in the wall
    y, x = h * 0.52, r_mid - wall * 0.4
    half = min(h * 0.2 + ear * 0.42, h * 0.46)
    if d.variant("handle shape") == "square":
        b.box(
            "handle",
            (ear + thick, 2 * thick, 2.2 * thick),
            (x + ear / 2, y + half - thick, 0),
            round=0.002,
            group=True,
        )
        b.box("handle", (ear + thick, 2 * thick, 2.2 * thick), (x + ear / 2, y - half + thick, 0), round=0.002)
        b.box("handle", (2 * thick, 2 * half, 2.2 * thick), (x + ear, y, 0), round=0.002)
    else:
        b.tube(
            "handle",
            (x, y + half - thick, 0),
            (x + ear * 1.15, y + half * 1.15, 0),
            (x + ear, y, 0),
            thick,
            group=True,
        )
        b.tube("handle", (x + ear, y, 0), (x + ear * 1.0, y - half * 1.15, 0), (x, y - half + thick, 0), thick)
    if d.has("bands"):
        for f in (0.2, 0.76):
            rr = (
                r
                if shape == "straight"
                else (r * (0.7 + 0.34 * f) if shape == "tapered" else r * (0.93 if f < 0.5 else 0.97))
            )
            b.cylinder("bands", rr + 0.003, h * 0.1, (0, h * f, 0), round=0.002, group=True)
    if d.has("saucer"):
        b.lathe(
            "saucer",
            [(0, -0.002), (r * 0.8, -0.002), (r * 1.6, 0.012), (r * 1.6, 0.02), (r * 0.9, 0.008), (0, 0.008)],
            group=True,
        )


def _teapot(b: Builder, d: Draw) -> None:
    h, r, spout, ear, knob = d["height"], d["width"] / 2, d["spout length"], d["handle size"], d["knob size"]
    shape = d.variant("body shape")
    y0 = 0.012
    if shape == "round":
        if b.low_poly:
            b.lathe(
                "body",
                [
                    (0, y0),
                    (r * 0.6, y0),
                    (r, y0 + h * 0.35),
                    (r, y0 + h * 0.55),
                    (r * 0.55, y0 + h),
                    (0, y0 + h),
                ],
            )
        else:
            b.ellipsoid("body", (2 * r, h * 1.06, 2 * r), (0, y0 + h * 0.5, 0))
        side, upper = r * 0.94, r * 0.78
    elif shape == "conical":
        b.lathe(
            "body",
            [
                (0, y0),
                (r * 0.94, y0),
                (r, y0 + h * 0.08),
                (r * 0.92, y0 + h * 0.2),
                (r * 0.5, y0 + h),
                (0, y0 + h),
            ],
        )
        side, upper = r * 0.74, r * 0.6
    else:
        b.lathe(
            "body",
            [(0, y0), (r * 0.7, y0), (r, y0 + h * 0.3), (r, y0 + h * 0.66), (r * 0.62, y0 + h), (0, y0 + h)],
            sides=8,
        )
        side, upper = r * 0.96, r * 0.88
    top = y0 + h
    b.cylinder("base", r * 0.7, 0.024, (0, 0.012, 0), r_top=r * 0.6, round=0.003, group=True)
    lid = r * 0.56
    b.cylinder("lid", lid * 1.06, 0.016, (0, top - 0.002, 0), round=0.004, group=True)
    b.ellipsoid("lid", (lid * 1.9, 0.058, lid * 1.9), (0, top + 0.004, 0))
    b.ellipsoid("knob", (knob, knob, knob), (0, top + 0.028 + knob * 0.4, 0), group=True)
    b.cylinder("knob", max(knob * 0.3, 0.006), 0.03, (0, top + 0.026, 0))
    b.tube(
        "spout",
        (side * 0.72, y0 + h * 0.3, 0),
        (side + spout * 0.66, y0 + h * 0.26, 0),
        (side + spout, y0 + h * 0.6 + spout * 0.42, 0),
        0.026,
        r_end=0.014,
        group=True,
    )
    if d.variant("handle place") == "overhead":
        x, rise = upper * 0.9, top + 0.03 + ear
        y = y0 + h * 0.74
        b.tube("handle", (-x, y, 0), (-x * 1.2, rise, 0), (0, rise, 0), 0.0105, group=True)
        b.tube("handle", (x, y, 0), (x * 1.2, rise, 0), (0, rise, 0), 0.0105)
        if d.has("grip"):
            b.cylinder("grip", 0.017, 0.075, (0, rise, 0), axis="x", round=0.004, group=True)
    else:
        e = ear * 1.1
        b.tube(
            "handle",
            (-upper * 0.9, y0 + h * 0.8, 0),
            (-side - e * 1.3, y0 + h * 1.0, 0),
            (-side - e, y0 + h * 0.5, 0),
            0.0115,
            group=True,
        )
        b.tube(
            "handle",
            (-side - e, y0 + h * 0.5, 0),
            (-side - e * 0.7, y0 + h * 0.12, 0),
            (-side * 0.86, y0 + h * 0.26, 0),
            0.0115,
        )
        if d.has("grip"):
            b.tube(
                "grip",
                (-side - e * 1.0, y0 + h * 0.7, 0),
                (-side - e * 1.08, y0 + h * 0.52, 0),
                (-side - e * 0.92, y0 + h * 0.36, 0),
                0.017,
                group=True,
            )
    if d.has("bands"):
        for f in (0.5, 0.7):
            y = y0 + h * f
            if shape == "round" and not b.low_poly:
                rr = r * math.sqrt(1 - ((f - 0.5) / 0.53) ** 2)
            elif shape == "conical":
                rr = r * (0.92 - 0.42 * (f - 0.2) / 0.8)
            else:
                rr = r * (1.0 if f < 0.66 else 0.96)
            s = 8 if shape == "angular" else 0
            b.lathe(
                "bands",
                [
                    (rr - 0.014, y - 0.007),
                    (rr + 0.003, y - 0.007),
                    (rr + 0.003, y + 0.007),
                    (rr - 0.014, y + 0.007),
                ],
                sides=s,
                group=True,
            )
    if d.has("feet"):
        b.ellipsoid("base", (0.032, 0.036, 0.032), (0, 0.013, r * 0.62), ring=(4, 45), group=True)


def _cauldron(b: Builder, d: Draw) -> None:
    r, h, leg, rim, mouth = (
        d["width"] / 2,
        d["height"],
        d["leg length"],
        d["rim thickness"] / 2,
        d["mouth width"],
    )
    shape = d.variant("body shape")
    y0 = leg
    top = y0 + h
    m = r * mouth
    if shape == "round":
        if b.low_poly:
            b.lathe(
                "body",
                [
                    (0, y0),
                    (r * 0.55, y0 + h * 0.06),
                    (r, y0 + h * 0.36),
                    (r, y0 + h * 0.55),
                    (m, top),
                    (0, top),
                ],
            )
        else:
            b.lathe(
                "body",
                [
                    (0, y0),
                    (r * 0.5, y0 + h * 0.05),
                    (r * 0.86, y0 + h * 0.2),
                    (r, y0 + h * 0.4),
                    (r * 0.97, y0 + h * 0.58),
                    (r * 0.6 + m * 0.4, y0 + h * 0.78),
                    (m, top),
                    (0, top),
                ],
            )
    elif shape == "straight":
        b.lathe(
            "body",
            [(0, y0), (r * 0.8, y0), (r * 0.93, y0 + h * 0.14), (r * 0.96, y0 + h * 0.8), (m, top), (0, top)],
        )
    else:
        b.lathe(
            "body",
            [(0, y0), (r * 0.6, y0), (r, y0 + h * 0.36), (r, y0 + h * 0.56), (m, top), (0, top)],
            sides=8,
        )
    b.torus("rim", m - 0.01, rim, (0, top, 0))
    hole = m - 0.055
    b.cylinder("rim", hole, h * 0.62, (0, top + 0.02, 0), op="subtract")
    level = top - 0.035
    if d.has("brew"):
        b.cylinder("brew", hole + 0.025, 0.08, (0, level - 0.04, 0), group=True)
        if d.has("bubbles"):
            b.ellipsoid("bubbles", (0.15, 0.15, 0.15), (hole * 0.3, level + 0.025, hole * 0.25), group=True)
            b.ellipsoid("bubbles", (0.11, 0.11, 0.11), (-hole * 0.4, level + 0.015, hole * 0.1))
            b.ellipsoid("bubbles", (0.12, 0.12, 0.12), (-0.02, level + 0.02, -hole * 0.42))
            b.ellipsoid("bubbles", (0.075, 0.075, 0.075), (hole * 0.12, level + 0.12, -0.02))
            b.ellipsoid("bubbles", (0.09, 0.09, 0.09), (hole * 0.12, level + 0.06, -0.01))
        if d.has("ladle"):
            b.tube(
                "ladle",
                (hole * 0.2, level - 0.02, -hole * 0.3),
                (m * 0.7, top + 0.1, -m * 0.5),
                (m * 0.9, top + 0.36, -m * 0.6),
                0.028,
                group=True,
            )
            b.ellipsoid("ladle", (0.09, 0.09, 0.09), (m * 0.9, top + 0.36, -m * 0.6))
    q = r * 0.62
    if leg > 0.02:
        b.tube(
            "legs",
            (0, y0 + h * 0.22, q * 0.95),
            (0, y0 + h * 0.02, q * 1.12),
            (0, 0.028, q * 1.12),
            0.062,
            r_end=0.038,
            ring=(3, 60),
            group=True,
        )
    b.torus(
        "handles",
        0.08,
        0.026,
        (max(m * 0.5 + r * 0.5, m + 0.01), top - h * 0.2, 0),
        axis="z",
        mirror="x",
        group=True,
    )
    if d.has("bail"):
        x, rise = max(m * 0.5 + r * 0.5, m + 0.01) + 0.06, top + r * 0.9
        b.tube("handles", (-x, top - h * 0.16, 0), (-x, rise, 0), (0, rise, 0), 0.024)
        b.tube("handles", (x, top - h * 0.16, 0), (x, rise, 0), (0, rise, 0), 0.024)
    if d.has("fire"):
        log: dict[str, Any] = {"material": "bark", "tint": (0.09, 0.05, 0.03), "emission": 0.0}
        b.cylinder("fire", 0.05, r * 1.5, (0, 0.05, 0), axis="x", rot=(0, 30, 0), **log, group=True)
        b.cylinder("fire", 0.05, r * 1.5, (0, 0.06, 0), axis="x", rot=(0, -35, 0), **log)
        b.cylinder("fire", 0.05, r * 1.5, (0, 0.055, 0), axis="x", rot=(0, 90, 0), **log)
        b.cylinder(
            "fire",
            0.09,
            leg * 0.7 + 0.14,
            (0, 0.05 + (leg * 0.7 + 0.14) / 2, q * 0.5),
            r_top=0.02,
            ring=(5, 10),
            group=True,
        )
        b.cylinder("fire", 0.08, leg + 0.12, (0, 0.04 + (leg + 0.12) / 2, q * 0.05), r_top=0.05)


def _apple(b: Builder, d: Draw) -> None:
    w, h, taper, stem, leaf = d["width"], d["height"], d["taper"], d["stem length"], d["leaf size"]
    halved = d.variant("cut") == "halved"
    bite = d.has("bite") and not halved

    def fruit(part: str, s: float, group: bool) -> None:
        """The whole apple with its dimple, shrunk by s: a coarse outline with a wide edge radius."""
        foot, low = w * (0.31 - 0.15 * taper), w * (0.45 - 0.08 * taper)
        if b.low_poly:
            outline = [
                (0.0, h * 0.06 + s),
                (foot, s),
                (low - s, h * 0.3),
                (w * 0.5 - s, h * 0.56),
                (w * 0.48 - s, h * 0.76),
                (w * 0.27, h - s),
                (0.0, h * 0.86 - s),
            ]
            b.lathe(part, outline, group=group)
            return
        e = w * 0.13
        outline = [
            (0.0, e + h * 0.05),
            (foot - e, e),
            (low - e, h * 0.36),
            (w * 0.5 - e, h * 0.58),
            (w * 0.49 - e, h * 0.7),
            (w * 0.27, h - e),
            (w * 0.12, h - e - h * 0.01),
            (0.0, h * 0.82 - e),
        ]
        b.lathe(part, outline, round=e - s, group=group)

    bx, by, bz, br = w * 0.46, h * 0.6, w * 0.3, w * 0.3
    fruit("body", 0.0, True)
    if bite:
        b.ellipsoid("body", (2 * br, 2 * br, 2 * br), (bx, by, bz), op="subtract")
        b.ellipsoid("body", (1.5 * br, 1.5 * br, 1.5 * br), (bx * 0.94, by + br * 0.75, bz * 1.1), op="subtract")
        fruit("flesh", w * 0.02, True)
        b.ellipsoid("flesh", (2 * br - 0.001, 2 * br - 0.001, 2 * br - 0.001), (bx, by, bz), op="subtract")
        b.ellipsoid(
            "flesh",
            (1.5 * br - 0.001, 1.5 * br - 0.001, 1.5 * br - 0.001),
            (bx * 0.94, by + br * 0.75, bz * 1.1),
            op="subtract",
        )
    if halved:
        b.box("body", (1, 1, 1), (0, 0.4, 0.5 + w * 0.06), op="subtract")
        fruit("flesh", w * 0.035, True)
        b.box("flesh", (1, 1, 1), (0, 0.4, 0.5 + w * 0.064), op="subtract")
        b.ellipsoid(
            "seeds",
            (w * 0.07, h * 0.15, w * 0.08),
            (w * 0.09, h * 0.48, w * 0.06),
            mirror="x",
            rot=(0, 0, 24),
            group=True,
        )
    dip = h - w * 0.16
    b.tube(
        "stem",
        (0, dip - 0.008, 0),
        (0, dip + stem * 0.6 + 0.004, 0),
        (stem * 0.35, dip + stem + 0.008, 0),
        0.003,
        r_end=0.0042,
        group=True,
    )
    y = dip + min(stem, 0.03) * 0.7 + 0.01
    n = 2 if d.has("second leaf") else 1
    for i in range(n):
        sx = 1 if i == 0 else -1
        b.ellipsoid(
            "leaf",
            (leaf, 0.007, leaf * 0.52),
            (sx * (leaf * 0.44 + 0.001), y + leaf * 0.16, 0.004),
            rot=(12, 0, sx * 24),
            group=i == 0,
        )
    if d.has("worm"):
        x, z = -w * 0.2, w * 0.42
        b.tube(
            "worm",
            (x, h * 0.46, z - 0.008),
            (x - 0.004, h * 0.46, z + 0.03),
            (x - 0.004, h * 0.46 + 0.026, z + 0.022),
            0.0058,
            group=True,
        )
        b.ellipsoid("worm", (0.0145, 0.0145, 0.0145), (x - 0.004, h * 0.46 + 0.028, z + 0.022))


def _bread(b: Builder, d: Draw) -> None:
    length, w, h, cut, depth = d["length"], d["width"], d["height"], d["score width"], d["score depth"]
    shape = d.variant("shape")
    y0 = 0.022 if d.has("board") else 0.0
    if shape == "round":
        length, w = 0.5 * length + 0.09, w * 1.3
    elif shape == "slender":
        length, w, h = length * 1.16, w * 0.72, h * 0.82
    sliced = d.has("slices")
    face = length * 0.32

    def loaf(part: str, s: float, group: bool) -> None:
        """The loaf, shrunk by s; cut flat at the bottom and, when sliced, near its right end."""
        if shape == "square":
            b.box(
                part,
                (length - 2 * s, h * 0.74 - s, w * 0.86 - 2 * s),
                (0, y0 + (h * 0.74 - s) / 2, 0),
                round=0.012,
                group=group,
            )
            b.box(
                part,
                (length - 2 * s, h * 0.46 - 2 * s, w - 2 * s),
                (0, y0 + h * 0.77, 0),
                round=min(0.03, h * 0.2),
            )
        elif shape == "round":
            b.ellipsoid(part, (length - 2 * s, h * 1.5 - 2 * s, w - 2 * s), (0, y0 + h * 0.25, 0), group=group)
        elif b.low_poly:
            b.lathe(
                part,
                [
                    (0, -length / 2 + s),
                    (w * 0.26 - s, -length / 2 + s),
                    (w / 2 - s, -length * 0.25),
                    (w / 2 - s, length * 0.25),
                    (w * 0.26 - s, length / 2 - s),
                    (0, length / 2 - s),
                ],
                (0, y0 + h - w / 2, 0),
                axis="x",
                group=group,
            )
        else:
            b.superquadric(
                part,
                (length - 2 * s, h * 1.1 - 2 * s, w - 2 * s),
                (0, y0 + h * 0.47, 0),
                e=(0.85, 0.8) if shape == "oval" else (0.8, 0.55),
                group=group,
            )
        b.box(part, (9, 2, 9), (0, y0 - 1.0, 0), op="subtract")
        if sliced:
            b.box(part, (2, 2, 2), (face + 1.0 + (0.0015 if part == "crumb" else 0.0), 0, 0), op="subtract")

    # scores are gashes through the crust that show a slightly smaller loaf below
    loaf("crust", 0.0, True)
    top, middle = y0 + h, -length * 0.09 if sliced else 0.0
    if shape == "round":
        for turn in (45, -45):
            b.box("crust", (cut, h, w * 0.72), (0, y0 + h * 1.1, 0), rot=(0, turn, 0), op="subtract")
    else:
        n = 4 if shape == "slender" else 3
        step = (length * 0.8 if not sliced else length * 0.66) / n
        b.box(
            "crust",
            (cut, h, w * 0.7),
            (middle, y0 + h * 1.12, 0),
            rot=(0, 26, 0),
            repeat=(n, (step, 0, 0)),
            op="subtract",
        )
    loaf("scores", depth, True)
    if sliced:
        loaf("crumb", max(0.01, depth + 0.002), True)
        # one slice has fallen over in front of the face
        sh, sw = h * 0.94, w * 0.9
        x, t = face + sh * 0.5 - 0.008, 0.026
        b.superquadric("crust", (sh, t, sw), (x, y0 + t / 2, 0), e=(0.4, 0.5), group=True)
        b.superquadric("crumb", (sh - 0.02, t, sw - 0.02), (x, y0 + t / 2 + 0.003, 0), e=(0.4, 0.5), group=True)
        if d.has("butter"):
            b.box(
                "butter",
                (0.045, 0.026, 0.04),
                (x + 0.004, y0 + t + 0.01, 0.004),
                rot=(0, 20, 0),
                round=0.004,
                group=True,
            )
    elif d.has("butter"):
        b.box("butter", (0.055, 0.036, 0.05), (0, top - 0.002, 0), rot=(0, 20, 0), round=0.005, group=True)
    if d.has("board"):
        end = length / 2 if not sliced else face + h
        b.box(
            "board",
            (length / 2 + end + 0.04, 0.024, w + 0.05),
            ((end - length / 2) / 2, 0.012, 0),
            round=0.006,
            group=True,
        )
        b.box("board", (0.07, 0.024, 0.05), (-length / 2 - 0.035, 0.012, 0), round=0.006)


def _cake(b: Builder, d: Draw) -> None:
    r, h, ice, drip, berry = (
        d["width"] / 2,
        d["height"],
        d["icing thickness"],
        d["drip length"],
        d["topping size"],
    )
    square = d.variant("shape") == "square"
    sliced = d.has("missing slice")
    y0 = 0.022

    def layer(
        part: str,
        out: float,
        lo: float,
        hi: float,
        group: bool,
        *,
        s: float = 1.0,
        at: float = 0.0,
        round: float = 0.0,
    ) -> None:
        """A disc or slab of the cake, `out` wider than the sponge, from lo to hi above `at`."""
        y, t = at + (lo + hi) / 2, hi - lo
        if square:
            b.box(
                part,
                (2 * (r * s * 0.92 + out), t, 2 * (r * s * 0.92 + out)),
                (0, y, 0),
                round=round,
                group=group,
            )
        else:
            b.cylinder(part, r * s + out, t, (0, y, 0), round=round, group=group)

    def slice_out(part: str, grow: float = 0.0) -> None:
        """The missing slice: the quarter in front on the right, a little less than a quarter turn wide."""
        if sliced:
            b.box(part, (1, 2, 1), (0.5 + 0.012 - grow, 0.5, 0.5 + 0.012 - grow), op="subtract")

    tiers = [(1.0, y0, h)]
    if d.has("second tier"):
        tiers.append((0.62, y0 + h + ice * 0.4, h * 0.72))
    for i, (s, at, t) in enumerate(tiers):
        layer("sponge", 0.0, 0.0, t, True, s=s, at=at, round=0.004)
        slice_out("sponge")
        layer("filling", 0.0035, t * 0.36, t * 0.52, True, s=s, at=at)
        slice_out("filling", 0.0015)
        layer("icing", 0.006, t - ice * 0.7, t + ice * 0.5, True, s=s, at=at, round=ice * 0.3)
        # runs of icing: two lengths
        long = min(drip, t * 0.8)
        k = s * r
        if square:
            e = k * 0.92 + 0.004
            for f, count in ((1.0, 2), (0.6, 3)):
                step = 2 * e / count * 0.86
                b.box(
                    "icing",
                    (0.034, long * f, 0.018),
                    (0, at + t - long * f / 2, e),
                    repeat=(count, (step, 0, 0)),
                    mirror="z",
                    round=0.007,
                )
                b.box(
                    "icing",
                    (0.018, long * f, 0.034),
                    (e, at + t - long * f / 2, 0),
                    repeat=(count, (0, 0, step)),
                    mirror="x",
                    round=0.007,
                )
        else:
            for f, count, phase in ((1.0, 6, 12), (0.6, 7, 38)):
                b.cylinder(
                    "icing",
                    0.017,
                    long * f,
                    (0, at + t - long * f / 2, k - 0.001),
                    ring=(count, phase),
                    round=0.007,
                )
        slice_out("icing", 0.0)
        if i == len(tiers) - 1:
            top = at + t + ice * 0.5
            ring = k * (0.98 if square else 0.72)
            if len(tiers) == 2:
                b.ellipsoid(
                    "toppings",
                    (berry * 0.8,) * 3,
                    (0, y0 + h + ice * 0.4 + berry * 0.2, r * 0.81),
                    ring=(9, 0),
                    group=True,
                )
            n = 7 if k > 0.1 else 5
            if square:
                b.ellipsoid(
                    "toppings",
                    (berry,) * 3,
                    (k * 0.66, top + berry * 0.24, k * 0.66),
                    mirror="xz",
                    group=len(tiers) == 1,
                )
                b.ellipsoid("toppings", (berry,) * 3, (0, top + berry * 0.24, k * 0.66), mirror="z")
            else:
                b.ellipsoid(
                    "toppings",
                    (berry,) * 3,
                    (0, top + berry * 0.24, ring),
                    ring=(n, 0),
                    group=len(tiers) == 1,
                )
            slice_out("toppings", 0.0)
            if d.has("candles"):
                hh = 0.085
                x = -k * 0.3
                places = (
                    ((x, x), (k * 0.32, -k * 0.34), (-k * 0.36, k * 0.3))
                    if sliced
                    else ((-k * 0.36, 0.0), (0.0, 0.0), (k * 0.36, 0.0))
                )
                for j, (px, pz) in enumerate(places):
                    b.cylinder("candles", 0.0095, hh, (px, top + hh / 2 - 0.008, pz), group=j == 0)
                for j, (px, pz) in enumerate(places):
                    b.ellipsoid("flames", (0.022, 0.038, 0.022), (px, top + hh + 0.004, pz), group=j == 0)
    b.cylinder("plate", r * (1.3 if square else 1.22) + 0.012, 0.02, (0, 0.01, 0), round=0.006, group=True)
    b.cylinder("plate", r * 0.9, 0.02, (0, 0.014, 0))


def _pumpkin(b: Builder, d: Draw) -> None:
    w, h, rib, stem, thick = (
        d["width"],
        d["height"],
        d["rib depth"],
        d["stem length"],
        d["stem thickness"] / 2,
    )
    n = 8
    r = w / 2
    pear = d.variant("body shape") == "pear-shaped"
    squash = 0.9 if pear else 1.0

    def body(part: str, s: float, group: bool) -> None:
        """Ribs around a core; deeper grooves with narrower ribs."""
        core = 1 - 0.26 * rib
        wide = r * (0.98 - 0.34 * rib)
        y = h * 0.5 * squash
        if b.low_poly:
            # clean facets: six-sided spindles in place of faceted balls
            q, hh = h * squash, h * squash * (1 - s) / 2
            fat = wide * 0.62 * s
            b.lathe(
                part,
                [
                    (0, q * 0.06 + hh),
                    (w * 0.3 * core * s, q * 0.06 + hh),
                    (w * 0.48 * core * s, q * 0.4),
                    (w * 0.48 * core * s, q * 0.6),
                    (w * 0.3 * core * s, q * 0.92 - hh),
                    (0, q * 0.92 - hh),
                ],
                group=group,
            )
            b.lathe(
                part,
                [
                    (0, hh),
                    (fat * 0.55, q * 0.03 + hh),
                    (fat, q * 0.34),
                    (fat, q * 0.66),
                    (fat * 0.55, q * 0.97 - hh),
                    (0, q - hh),
                ],
                (0, 0, (r - wide * 0.62) * s),
                sides=6,
                ring=(n, 22.5),
            )
            if pear:
                b.lathe(
                    part,
                    [
                        (0, q * 0.6),
                        (w * 0.36 * s, q * 0.6),
                        (w * 0.3 * s, h * 0.88),
                        (w * 0.16 * s, h * 1.06 - hh),
                        (0, h * 1.06 - hh),
                    ],
                )
            return
        b.ellipsoid(part, (w * core * s, h * 0.94 * squash * s, w * core * s), (0, y, 0), group=group)
        b.ellipsoid(part, (wide * s, h * squash * s, r * 1.16 * s), (0, y, r - r * 0.58), ring=(n, 22.5))
        if pear:
            b.ellipsoid(part, (w * 0.62 * s, h * 0.66 * s, w * 0.62 * s), (0, h * 0.76, 0), op="smooth", k=0.06)

    top = h * 0.93 if not pear else h * 1.06
    body("body", 1.0, True)
    if d.has("carved face"):
        e, y = r * 0.27, h * 0.56 * squash
        for dx in (-1, 1):
            b.extrude(
                "body",
                [(dx * r * 0.36 - e, y), (dx * r * 0.36 + e, y), (dx * r * 0.3, y + e * 1.5)],
                1.0,
                (0, 0, 0.5),
                op="subtract",
            )
        b.extrude(
            "body",
            [(-e * 0.5, y - e * 0.6), (e * 0.5, y - e * 0.6), (0, y + e * 0.15)],
            1.0,
            (0, 0, 0.5),
            op="subtract",
        )
        m = y - e * 0.95
        b.extrude(
            "body",
            [
                (-r * 0.62, m + 0.02),
                (-r * 0.34, m - e * 1.05),
                (r * 0.34, m - e * 1.05),
                (r * 0.62, m + 0.02),
                (r * 0.24, m - e * 0.3),
                (r * 0.12, m - e * 0.62),
                (-r * 0.12, m - e * 0.62),
                (-r * 0.24, m - e * 0.3),
            ],
            1.0,
            (0, 0, 0.5),
            op="subtract",
        )
        b.ellipsoid("face", (w * 0.74, h * 0.8 * squash, w * 0.74), (0, h * 0.5 * squash, 0), group=True)
    curl = d.variant("stem shape") == "curled"
    y = top - 0.04
    if curl:
        b.tube(
            "stem",
            (0, y, 0),
            (0, y + stem * 1.3, 0),
            (stem * 0.5 + 0.01, y + stem * 0.95, 0),
            thick * 1.1,
            r_end=thick * 0.85,
            group=True,
        )
        b.tube(
            "stem",
            (stem * 0.5 + 0.01, y + stem * 0.95, 0),
            (stem * 0.95 + 0.02, y + stem * 0.65, 0),
            (stem * 0.8 + 0.03, y + stem * 0.45, 0),
            thick * 0.85,
            r_end=thick * 0.6,
        )
    else:
        b.prism(
            "stem",
            5,
            thick * 1.25,
            stem + 0.05,
            (0, y + (stem + 0.05) / 2, 0),
            r_top=thick * 0.85,
            rot=(6, 0, -10),
            group=True,
        )
    b.cylinder("stem", thick * 2.2, 0.05, (0, top - 0.012, 0), r_top=thick * 1.0)
    if d.has("leaf"):
        q = r * 0.62
        for sx, f in ((1, 1.0), (-1, 0.7)):
            b.ellipsoid(
                "leaf",
                (q * f, 0.03, q * 0.66 * f),
                (sx * q * f * 0.5, top + 0.006, r * 0.22),
                rot=(18, 0, -sx * 14),
                group=sx == 1,
            )
    if d.has("vine"):
        x = r * 0.3
        b.tube(
            "vine",
            (0, top + 0.0, 0.02),
            (x * 1.6, top + 0.09, r * 0.5),
            (x * 1.5, top - h * 0.12, r * 0.72),
            0.016,
            group=True,
        )
        b.tube(
            "vine",
            (x * 1.5, top - h * 0.12, r * 0.72),
            (x * 1.9, top - h * 0.24, r * 0.98),
            (x * 2.5, top - h * 0.14, r * 0.8),
            0.016,
        )


_APPLES = ((190, 36, 34), (206, 52, 40), (112, 160, 48), (216, 186, 70), (168, 30, 44))
_POTTERY = ("ceramic", "ceramic", "clay", "steel", "bronze", "silver", "painted metal")

CATEGORIES = (
    Category(
        name="mug",
        family="kitchen",
        words=("cup", "tankard", "coffee mug", "beer mug", "teacup"),
        parts=(
            Part(
                "body",
                ("ceramic", "ceramic", "clay", "wood", "steel", "painted metal", "glass"),
                words=("cup body", "bowl"),
            ),
            Part("handle", ("ceramic", "clay", "wood", "iron", "gold"), words=("ear", "grip"), like="body"),
            Part("rim", ("ceramic", "gold", "iron", "clay"), words=("lip", "edge"), like="body"),
            Part(
                "drink",
                ("glass", "glass", "light"),
                words=("coffee", "tea", "beer"),
                main=False,
                colours=0.25,
                glow=0.05,
                natural=((70, 42, 26), (196, 128, 40), (140, 70, 30)),
            ),
            Part(
                "foam",
                ("plaster",),
                words=("froth", "cream"),
                main=False,
                colours=0.1,
                natural=((244, 236, 216),),
            ),
            Part("bands", ("ceramic", "iron", "gold", "bronze"), words=("stripes", "hoops"), main=False),
            Part(
                "saucer",
                ("ceramic", "wood", "clay", "silver"),
                words=("plate", "coaster"),
                main=False,
                like="body",
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.075, 0.14)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.07, 0.112)),
            Attribute("wall thickness", "body", "thin", "thick", "thinner", "thicker", (0.0075, 0.016)),
            Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.024, 0.05)),
            Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.009, 0.019)),
        ),
        options=(
            Option("drink", "a drink", "drink", 0.65),
            Option("foam", "foam", "foam", 0.5),
            Option("bands", "bands", "bands", 0.4),
            Option("saucer", "a saucer", "saucer", 0.25),
        ),
        variants=(
            Variant("body shape", "", ("straight", "rounded", "tapered")),
            Variant("handle shape", "handle", ("round", "square")),
        ),
        build=_mug,
    ),
    Category(
        name="teapot",
        family="kitchen",
        words=("tea kettle", "kettle", "tea pot"),
        parts=(
            Part("body", _POTTERY, words=("belly", "pot")),
            Part("spout", ("ceramic", "gold", "bronze", "steel"), words=("nozzle",), like="body"),
            Part("handle", ("ceramic", "wood", "gold", "iron", "rope"), words=("ear",), like="body"),
            Part("lid", ("ceramic", "gold", "bronze", "steel", "clay"), words=("cover", "top"), like="body"),
            Part("knob", ("ceramic", "gold", "wood", "bronze", "crystal"), words=("finial",), glow=0.04),
            Part("base", ("ceramic", "gold", "bronze", "wood"), words=("foot ring",), like="body"),
            Part("bands", ("ceramic", "gold", "bronze"), words=("stripes",), main=False),
            Part("grip", ("wood", "rope", "leather"), words=("handhold",), main=False),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.1, 0.19)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.14, 0.22)),
            Attribute("spout length", "spout", "short", "long", "shorter", "longer", (0.045, 0.105)),
            Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.035, 0.085)),
            Attribute("knob size", "knob", "small", "big", "smaller", "bigger", (0.02, 0.052)),
        ),
        options=(
            Option("bands", "bands", "bands", 0.35),
            Option("grip", "a grip", "grip", 0.35),
            Option("feet", "feet", "base", 0.3),
        ),
        variants=(
            Variant("body shape", "", ("round", "conical", "angular")),
            Variant("handle place", "handle", ("looped", "overhead")),
        ),
        build=_teapot,
    ),
    Category(
        name="cauldron",
        family="kitchen",
        words=("witch cauldron", "cooking pot", "iron pot", "stew pot"),
        parts=(
            Part(
                "body",
                ("iron", "iron", "rusted iron", "bronze", "steel", "stone", "obsidian"),
                words=("kettle body", "belly"),
            ),
            Part("rim", ("iron", "bronze", "gold", "rusted iron"), words=("lip", "edge"), like="body"),
            Part("legs", ("iron", "bronze", "gold"), words=("feet",), like="body"),
            Part("handles", ("iron", "bronze", "gold", "steel"), words=("rings", "ears"), like="rim"),
            Part(
                "brew",
                ("glass", "light", "soil"),
                words=("potion", "soup", "liquid", "stew"),
                main=False,
                colours=0.6,
                glow=0.55,
                natural=((90, 190, 50), (130, 60, 170), (70, 160, 150)),
            ),
            Part(
                "bubbles",
                ("glass", "light"),
                words=("foam",),
                main=False,
                like="brew",
                colours=0.6,
                glow=0.5,
                natural=((120, 210, 80), (160, 90, 190)),
            ),
            Part("ladle", ("wood", "iron", "bone"), words=("spoon", "stirrer"), main=False),
            Part(
                "fire",
                ("light",),
                words=("flames", "campfire"),
                main=False,
                colours=0.25,
                glow=1.0,
                natural=((255, 140, 30), (255, 168, 44)),
            ),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.62, 1.02)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.46, 0.78)),
            Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.08, 0.24)),
            Attribute("rim thickness", "rim", "thin", "thick", "thinner", "thicker", (0.07, 0.15)),
            Attribute("mouth width", "rim", "narrow", "wide", "narrower", "wider", (0.66, 0.94)),
        ),
        options=(
            Option("brew", "a brew", "brew", 0.75),
            Option("bubbles", "bubbles", "bubbles", 0.5),
            Option("ladle", "a ladle", "ladle", 0.35),
            Option("bail", "a bail handle", "handles", 0.25),
            Option("fire", "a fire", "fire", 0.3),
        ),
        variants=(Variant("body shape", "", ("round", "straight", "angular")),),
        build=_cauldron,
    ),
    Category(
        name="apple",
        family="kitchen",
        words=("red apple", "green apple"),
        parts=(
            Part(
                "body",
                ("flesh", "flesh", "flesh", "gold", "crystal", "wood", "ceramic"),
                words=("peel",),
                colours=0.45,
                natural=_APPLES,
                glow=0.03,
            ),
            Part("stem", ("bark", "wood"), words=("stalk",), colours=0.1),
            Part("leaf", ("foliage", "foliage", "gold"), words=("leaves",), colours=0.15),
            Part(
                "flesh",
                ("flesh",),
                words=("inside", "pulp"),
                main=False,
                colours=0.1,
                natural=((242, 230, 184),),
            ),
            Part("seeds", ("dark wood",), words=("pips", "core"), main=False, colours=0.0),
            Part(
                "worm",
                ("flesh",),
                words=("maggot", "caterpillar"),
                main=False,
                colours=0.4,
                natural=((150, 190, 70), (226, 160, 150)),
            ),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.074, 0.1)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.062, 0.086)),
            Attribute("taper", "body", "round", "tapered", "rounder", "more tapered", (0.0, 1.0)),
            Attribute("stem length", "stem", "short", "long", "shorter", "longer", (0.012, 0.042)),
            Attribute("leaf size", "leaf", "small", "big", "smaller", "bigger", (0.026, 0.056)),
        ),
        options=(
            Option("bite", "a bite", "flesh", 0.35),
            Option("second leaf", "a second leaf", "leaf", 0.35),
            Option("worm", "a worm", "worm", 0.2),
        ),
        variants=(Variant("cut", "", ("whole", "halved")),),
        build=_apple,
    ),
    Category(
        name="bread",
        family="kitchen",
        words=("loaf", "loaf of bread", "baguette", "bread loaf"),
        parts=(
            Part(
                "crust",
                ("bread",),
                words=("loaf body", "outside"),
                colours=0.15,
                natural=((190, 128, 66), (168, 104, 52), (206, 150, 88), (120, 74, 42)),
            ),
            Part(
                "scores",
                ("bread",),
                words=("cuts", "gashes", "slashes"),
                colours=0.1,
                natural=((236, 208, 154), (226, 190, 130)),
            ),
            Part(
                "crumb",
                ("bread",),
                words=("inside", "slice"),
                main=False,
                colours=0.1,
                natural=((244, 226, 182),),
            ),
            Part(
                "board",
                ("wood", "dark wood", "stone", "marble"),
                words=("cutting board", "plank", "tray"),
                main=False,
            ),
            Part("butter", ("wax",), words=("spread",), main=False, colours=0.1, natural=((246, 216, 96),)),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (0.22, 0.32)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.12, 0.19)),
            Attribute("height", "", "flat", "tall", "flatter", "taller", (0.085, 0.15)),
            Attribute("score width", "scores", "narrow", "wide", "narrower", "wider", (0.016, 0.042)),
            Attribute("score depth", "scores", "shallow", "deep", "shallower", "deeper", (0.006, 0.02)),
        ),
        options=(
            Option("slices", "a cut slice", "crumb", 0.4),
            Option("board", "a cutting board", "board", 0.35),
            Option("butter", "butter", "butter", 0.25),
        ),
        variants=(Variant("shape", "", ("oval", "round", "slender", "square")),),
        build=_bread,
    ),
    Category(
        name="cake",
        family="kitchen",
        words=("birthday cake", "layer cake", "wedding cake", "gateau"),
        parts=(
            Part(
                "sponge",
                ("bread",),
                words=("cake body", "dough"),
                colours=0.3,
                natural=((200, 146, 84), (96, 58, 38), (230, 190, 120), (168, 70, 60)),
            ),
            Part(
                "icing",
                ("plaster", "wax"),
                words=("frosting", "glaze"),
                colours=0.6,
                natural=((246, 236, 222), (240, 170, 190), (90, 52, 36), (180, 220, 200)),
            ),
            Part(
                "filling",
                ("wax", "flesh"),
                words=("cream", "jam"),
                colours=0.4,
                natural=((246, 236, 214), (190, 50, 60)),
            ),
            Part(
                "toppings",
                ("flesh",),
                words=("cherries", "berries", "strawberries"),
                colours=0.4,
                natural=((196, 30, 44), (70, 60, 130)),
            ),
            Part("plate", ("ceramic", "silver", "wood", "glass", "gold"), words=("stand", "tray", "dish")),
            Part("candles", ("wax",), words=("birthday candles",), main=False, colours=0.8),
            Part(
                "flames",
                ("light",),
                words=("candle fire",),
                main=False,
                colours=0.15,
                glow=1.0,
                natural=((255, 180, 60),),
            ),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.2, 0.32)),
            Attribute("height", "", "flat", "tall", "flatter", "taller", (0.08, 0.17)),
            Attribute("icing thickness", "icing", "thin", "thick", "thinner", "thicker", (0.014, 0.04)),
            Attribute("drip length", "icing", "short", "long", "shorter", "longer", (0.02, 0.095)),
            Attribute("topping size", "toppings", "small", "big", "smaller", "bigger", (0.026, 0.056)),
        ),
        options=(
            Option("missing slice", "a missing slice", "sponge", 0.4),
            Option("second tier", "a second tier", "sponge", 0.3),
            Option("candles", "candles", "candles", 0.4),
        ),
        variants=(Variant("shape", "", ("round", "square")),),
        build=_cake,
    ),
    Category(
        name="pumpkin",
        family="kitchen",
        words=("jack-o'-lantern", "gourd", "halloween pumpkin", "squash"),
        parts=(
            Part(
                "body",
                ("flesh", "flesh", "flesh", "wood", "gold", "ceramic"),
                words=("rind", "shell"),
                colours=0.35,
                natural=((222, 116, 28), (208, 98, 22), (232, 142, 46), (198, 164, 60)),
            ),
            Part(
                "stem",
                ("bark", "foliage", "wood"),
                words=("stalk",),
                colours=0.15,
                natural=((96, 106, 52), (120, 104, 60)),
            ),
            Part(
                "face",
                ("light",),
                words=("grin", "eyes", "mouth"),
                main=False,
                colours=0.3,
                glow=0.85,
                natural=((255, 196, 70), (255, 160, 40)),
            ),
            Part("leaf", ("foliage",), words=("leaves",), main=False, colours=0.15),
            Part("vine", ("foliage", "bark"), words=("tendril",), main=False, colours=0.1),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.3, 0.48)),
            Attribute("height", "", "flat", "tall", "flatter", "taller", (0.2, 0.36)),
            Attribute("rib depth", "body", "smooth", "ribbed", "smoother", "more ribbed", (0.0, 1.0)),
            Attribute("stem length", "stem", "short", "long", "shorter", "longer", (0.045, 0.13)),
            Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.034, 0.085)),
        ),
        options=(
            Option("carved face", "a carved face", "face", 0.45),
            Option("leaf", "leaves", "leaf", 0.4),
            Option("vine", "a curly vine", "vine", 0.3),
        ),
        variants=(
            Variant("body shape", "", ("round", "pear-shaped")),
            Variant("stem shape", "stem", ("straight", "curled")),
        ),
        build=_pumpkin,
    ),
)
