"""Furniture."""

from __future__ import annotations

import math
import random
from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant
from meshwright.vocabulary.colors import srgb_to_linear

_BOOKS = (
    (150, 40, 36),
    (40, 70, 130),
    (50, 104, 62),
    (196, 150, 60),
    (92, 52, 110),
    (60, 44, 36),
    (186, 176, 150),
    (190, 96, 44),
)


def _linear(srgb: tuple[int, int, int]) -> tuple[float, float, float]:
    r, g, b = (float(v) for v in srgb_to_linear([c / 255.0 for c in srgb]))
    return (r, g, b)


def _shaded(d: Draw, part: str, factor: float) -> tuple[float, float, float]:
    """The tint of a part, lighter or darker."""
    r, g, b = d.looks[part].tint
    return (min(r * factor, 1.0), min(g * factor, 1.0), min(b * factor, 1.0))


def _chair(b: Builder, d: Draw) -> None:
    w, leg, back, t, thick = (
        d["width"],
        d["leg length"],
        d["back height"],
        d["leg thickness"],
        d["seat thickness"],
    )
    depth = 0.46
    x, z = w / 2 - t / 2, depth / 2 - t / 2
    y = leg + thick
    b.box("seat", (w + 0.02, thick, depth + 0.03), (0, leg + thick / 2, 0.005), round=0.012)
    b.box("legs", (t, leg + 0.02, t), (x, leg / 2, z), mirror="xz", round=0.006, group=True)
    if d.has("stretchers"):
        b.box("stretchers", (0.04, 0.045, depth - t), (x, leg * 0.4, 0), mirror="x", group=True)
        b.box("stretchers", (w - t, 0.045, 0.04), (0, leg * 0.4, 0))
    zb = -z
    style = d.variant("back style")
    top = y + back
    lean = 7.0
    lift = back / 2
    post = max(t, 0.05)
    first = True

    def slab(size: tuple[float, float, float], dx: float, up: float, **kw: Any) -> None:
        """A piece of the leaning back, `up` above the seat."""
        nonlocal first
        b.box(
            "back",
            size,
            (dx, y + up, zb - math.tan(math.radians(lean)) * up),
            rot=(-lean, 0, 0),
            round=0.01,
            group=first,
            **kw,
        )
        first = False

    if style == "solid":
        slab((w, back + 0.04, 0.055), 0, lift - 0.02)
    elif style == "rounded":
        slab((w, back * 0.66, 0.055), 0, back * 0.33 - 0.02)
        b.cylinder(
            "back",
            w / 2,
            0.055,
            (0, y + back * 0.64, zb - math.tan(math.radians(lean)) * back * 0.64),
            axis="z",
            rot=(-lean, 0, 0),
            round=0.01,
        )
        b.box("back", (2, 2, 2), (0, top + 1.0, 0), op="subtract")
        b.box("back", (2, 0.2, 2), (0, y - 0.14 - thick * 0.5, 0), op="subtract")
    else:
        slab((post, back + 0.05, post), w / 2 - post / 2, lift - 0.025, mirror="x")
        slab((w, 0.085, 0.06), 0, back - 0.03)
        if style == "slatted":
            n = 3 if w < 0.5 else 4
            slab((0.05, back, 0.035), 0, lift, repeat=(n, ((w - 2 * post) / (n + 0.2), 0, 0)))
        else:
            for f in (0.3, 0.62):
                slab((w, 0.07, 0.045), 0, back * f)
    if d.has("armrests"):
        h = 0.2
        b.box(
            "armrests",
            (0.06, 0.045, depth * 0.92),
            (w / 2 - 0.015, y + h, 0.0),
            mirror="x",
            round=0.012,
            group=True,
        )
        b.box("armrests", (0.05, h, 0.05), (w / 2 - 0.015, y + h / 2, depth * 0.32), mirror="x")
        b.box("armrests", (0.05, 0.045, 0.12), (w / 2 - 0.015, y + h, -depth * 0.45), mirror="x")
    if d.has("cushion"):
        b.box("cushion", (w - 0.05, 0.075, depth - 0.07), (0, y + 0.03, 0.03), round=0.03, group=True)
    if d.has("headrest finials"):
        b.ellipsoid(
            "finials",
            (post * 1.7, post * 1.9, post * 1.7),
            (w / 2 - post / 2, top + post * 0.5, zb - math.tan(math.radians(lean)) * (back + post * 0.4)),
            mirror="x",
            group=True,
        )
        b.box(
            "finials",
            (post * 0.9, post * 1.6, post * 0.9),
            (w / 2 - post / 2, top - post * 0.3, zb - math.tan(math.radians(lean)) * back),
            mirror="x",
        )


def _table(b: Builder, d: Draw) -> None:
    length, depth, h, t, thick = d["length"], d["width"], d["height"], d["leg thickness"], d["top thickness"]
    shape, base = d.variant("top shape"), d.variant("base")
    y = h - thick
    if shape == "round":
        # an oval disc: a round one stretched along x by a pair of half discs
        r = depth / 2
        stretch = max(length - depth, 0.0) * 0.5
        b.cylinder("top", r, thick, (0, y + thick / 2, 0), round=0.012)
        if stretch > 0.02:
            b.cylinder("top", r, thick, (stretch, y + thick / 2, 0), mirror="x", round=0.012)
            b.box(
                "top",
                (2 * stretch, thick, depth * (0.995 if not b.low_poly else 0.92)),
                (0, y + thick / 2, 0),
                round=0.012,
            )
        x, z = stretch + r * 0.56, r * 0.56
    else:
        b.box("top", (length, thick, depth), (0, y + thick / 2, 0), round=0.014)
        x, z = length / 2 - t / 2 - 0.05, depth / 2 - t / 2 - 0.05
    if base == "four-legged":
        b.box(
            "legs",
            (t * 0.7, h - thick + 0.02, t * 0.7),
            (x, (h - thick) / 2, z),
            taper=(1.43, 1.43),
            mirror="xz",
            round=0.006,
            group=True,
        )
        if d.has("crossbar"):
            b.box("crossbar", (0.065, 0.075, 2 * z), (x, h * 0.26, 0), mirror="x", group=True)
            b.box("crossbar", (2 * x, 0.075, 0.065), (0, h * 0.26, 0))
    elif base == "trestle":
        b.box(
            "legs",
            (t * 1.1, h - thick, depth * 0.34),
            (x * 0.8, (h - thick) / 2, 0),
            mirror="x",
            round=0.006,
            group=True,
        )
        b.box("legs", (t * 1.3, 0.09, max(2 * z, depth * 0.5)), (x * 0.8, 0.045, 0), mirror="x", round=0.01)
        b.box("legs", (t * 1.3, 0.09, max(2 * z, depth * 0.5)), (x * 0.8, y - 0.035, 0), mirror="x", round=0.01)
        b.box("legs", (2 * x * 0.8, 0.1, 0.07), (0, h * 0.36, 0))
        if d.has("crossbar"):
            b.box("crossbar", (2 * x * 0.8 + 0.26, 0.1, 0.08), (0, h * 0.6, 0), group=True)
    else:
        r = t * 1.15
        foot = depth * 0.36
        b.lathe(
            "legs",
            [
                (0, 0.06),
                (r * 1.3, 0.06),
                (r * 0.8, h * 0.3),
                (r * 1.35, h * 0.5),
                (r * 0.75, h * 0.66),
                (r * 1.7, y + 0.01),
                (0, y + 0.01),
            ],
            group=True,
        )
        b.tube(
            "legs",
            (0, h * 0.24, 0),
            (0, 0.1, foot * 0.6),
            (0, 0.045, foot),
            t * 0.55,
            r_end=0.045,
            ring=(4, 45),
        )
        if d.has("crossbar"):
            b.torus("crossbar", r * 1.6, 0.045, (0, h * 0.27, 0), group=True)
            b.cylinder("crossbar", r * 1.6, 0.06, (0, h * 0.27, 0))
    if d.has("drawer"):
        w = min(length * 0.4, 0.6)
        front = depth / 2 - 0.09 if shape != "round" else depth * 0.36
        b.box("drawer", (w, 0.16, front + 0.1), (0, y - 0.07, front / 2 - 0.05), group=True)
        b.box("drawer", (w * 0.86, 0.11, 0.04), (0, y - 0.08, front + 0.008), tint=_shaded(d, "drawer", 0.7))
        b.ellipsoid("knob", (0.07, 0.07, 0.08), (0, y - 0.08, front + 0.045), group=True)
    if d.has("tablecloth"):
        over = 0.012
        if shape == "round":
            b.box(
                "cloth",
                (max(length * 0.42, depth * 0.4), 0.03, depth + 2 * over),
                (0, h + 0.004, 0),
                round=0.008,
                group=True,
            )
        else:
            b.box(
                "cloth",
                (length * 0.5, 0.03, depth + 2 * over + 0.03),
                (0, h + 0.004, 0),
                round=0.008,
                group=True,
            )
        w, zz = (
            (max(length * 0.42, depth * 0.4), depth / 2 + over)
            if shape == "round"
            else (length * 0.5, depth / 2 + over + 0.012)
        )
        b.extrude(
            "cloth",
            [(-w / 2, 0.015), (-w / 2, -0.16), (0, -0.27), (w / 2, -0.16), (w / 2, 0.015)],
            0.035,
            (0, h, zz),
            mirror="z",
        )


def _stool(b: Builder, d: Draw) -> None:
    h, w, thick, t, splay = (
        d["height"],
        d["seat width"],
        d["seat thickness"],
        d["leg thickness"],
        d["leg spread"],
    )
    legs = 3 if d.variant("leg count") == "three-legged" else 4
    shape = d.variant("seat shape")
    y = h - thick
    if shape == "round":
        b.cylinder("seat", w / 2, thick, (0, y + thick / 2, 0), round=0.014)
        r = w / 2 - t * 0.75
    else:
        b.box("seat", (w * 0.94, thick, w * 0.94), (0, y + thick / 2, 0), round=0.014)
        r = w / 2 * (1.2 if legs == 4 else 0.84) - t * 0.7
    out = r + splay
    top = (0.0, y + 0.02, r * 0.9)
    phase = 0.0 if legs == 3 else 45.0
    b.tube(
        "legs",
        (0, t * 0.5, out),
        (0, h * 0.5, (out + r * 0.9) / 2),
        top,
        t * 0.46,
        r_end=t * 0.58,
        ring=(legs, phase),
        group=True,
    )
    if d.has("footrest"):
        q = out + (r * 0.9 - out) * 0.34
        if legs == 4:
            s = q * math.sqrt(0.5)
            b.box("footrest", (2 * s, 0.04, 0.04), (0, h * 0.34, s), mirror="z", group=True)
            b.box("footrest", (0.04, 0.04, 2 * s), (s, h * 0.34, 0), mirror="x")
        else:
            b.torus("footrest", q, 0.02, (0, h * 0.34, 0), group=True)
    if d.has("cushion"):
        if shape == "round":
            b.cylinder("cushion", w / 2 - 0.012, 0.075, (0, h + 0.03, 0), round=0.03, group=True)
        else:
            b.box("cushion", (w * 0.9, 0.075, w * 0.9), (0, h + 0.03, 0), round=0.03, group=True)
        b.ellipsoid("cushion", (0.05, 0.035, 0.05), (0, h + 0.068, 0), tint=_shaded(d, "cushion", 0.5))
    if d.has("apron"):
        if shape == "round":
            b.cylinder("apron", w / 2 - 0.035, 0.07, (0, y - 0.03, 0), group=True)
        else:
            b.box("apron", (w * 0.84, 0.07, w * 0.84), (0, y - 0.03, 0), group=True)


def _bench(b: Builder, d: Draw) -> None:
    length, h, depth, thick, t = d["length"], d["height"], d["depth"], d["seat thickness"], d["leg thickness"]
    y = h - thick
    n = 3 if depth < 0.46 else 4
    style = d.variant("leg style")
    b.box(
        "seat",
        (length, thick, depth / n - 0.025),
        (0, y + thick / 2, 0),
        repeat=(n, (0, 0, depth / n)),
        round=0.008,
    )
    x, z = length / 2 - t / 2 - 0.09, depth / 2 - t / 2 - 0.01
    b.box("frame", (t * 0.8, 0.075, depth - 0.03), (x, y - 0.025, 0), mirror="x", group=True)
    b.box("frame", (2 * x, 0.07, 0.06), (0, y - 0.025, 0))
    if style == "square":
        b.box("legs", (t, y + 0.01, t), (x, y / 2, z), mirror="xz", round=0.006, group=True)
    elif style == "solid":
        b.box(
            "legs",
            (t, y + 0.01, depth - 0.03),
            (x, y / 2, 0),
            taper=(1, 0.86),
            mirror="x",
            round=0.006,
            group=True,
        )
    else:
        b.tube(
            "legs",
            (x, 0.03, depth / 2),
            (x, y * 0.35, -depth * 0.05),
            (x, y, depth / 2 - 0.04),
            t * 0.48,
            mirror="xz",
            group=True,
        )
        b.box("legs", (t * 0.96, 0.08, depth * 0.3), (x, y * 0.42, 0), mirror="x")
    if d.has("backrest"):
        lean, up = 10.0, 0.46
        k = math.tan(math.radians(lean))
        zb = -depth / 2 + 0.02
        for f in (0.42, 0.84):
            b.box(
                "backrest",
                (length, 0.13, 0.05),
                (0, h + up * f, zb - k * up * f),
                rot=(-lean, 0, 0),
                round=0.01,
                group=f < 0.5,
            )
        b.box(
            "backrest",
            (0.08, up + 0.1, 0.06),
            (x, h + up / 2 - 0.06, zb - k * up * 0.4 - 0.035),
            rot=(-lean, 0, 0),
            mirror="x",
            round=0.008,
        )
    if d.has("armrests"):
        b.box(
            "armrests",
            (0.09, 0.055, depth + 0.02),
            (length / 2 - 0.06, h + 0.25, 0),
            mirror="x",
            round=0.012,
            group=True,
        )
        b.box("armrests", (0.065, 0.27, 0.065), (length / 2 - 0.06, h + 0.12, depth / 2 - 0.06), mirror="x")
        b.box("armrests", (0.065, 0.27, 0.065), (length / 2 - 0.06, h + 0.12, -depth / 2 + 0.05), mirror="x")
    if d.has("cushion"):
        b.box("cushion", (length - 0.26, 0.09, depth - 0.06), (0, h + 0.035, 0.01), round=0.035, group=True)


def _bed(b: Builder, d: Draw) -> None:
    length, w, base, mat, head = (
        d["length"],
        d["width"],
        d["frame height"],
        d["mattress thickness"],
        d["headboard height"],
    )
    z = length / 2
    lift = 0.1
    b.box("frame", (w, max(base - lift, 0.12), length), (0, lift + (base - lift) / 2, 0), round=0.015)
    b.box(
        "legs",
        (0.12, lift + 0.08, 0.12),
        (w / 2 - 0.07, (lift + 0.08) / 2, z - 0.07),
        mirror="xz",
        group=True,
    )
    y = base + mat
    b.box(
        "mattress",
        (w - 0.08, mat + 0.04, length - 0.1),
        (0, base - 0.02 + (mat + 0.04) / 2, 0),
        round=0.05,
        group=True,
    )
    top = y + head
    arched = d.variant("headboard shape")
    zh = -z + 0.0
    w2 = w / 2 + 0.03
    if arched == "arched":
        out = [
            (-w2, 0),
            (w2, 0),
            (w2, top - head * 0.45),
            (w2 * 0.72, top - head * 0.14),
            (w2 * 0.28, top),
            (-w2 * 0.28, top),
            (-w2 * 0.72, top - head * 0.14),
            (-w2, top - head * 0.45),
        ]
        b.extrude("headboard", out, 0.11, (0, 0, zh), round=0.012, group=True)
    elif arched == "barred":
        b.box("headboard", (0.11, top, 0.11), (w2 - 0.05, top / 2, zh), mirror="x", round=0.02, group=True)
        b.box("headboard", (2 * w2, 0.11, 0.1), (0, top - 0.07, zh), round=0.02)
        b.box("headboard", (2 * w2, 0.1, 0.1), (0, y - mat * 0.6, zh))
        b.box(
            "headboard",
            (0.075, top - base, 0.075),
            (0, (top + base) / 2 - 0.04, zh),
            repeat=(4, (w / 4.4, 0, 0)),
        )
    else:
        b.box("headboard", (2 * w2, top, 0.11), (0, top / 2, zh), round=0.015, group=True)
        b.box("headboard", (2 * w2 + 0.05, 0.09, 0.16), (0, top, zh), round=0.015)
    if d.has("footboard"):
        b.box("footboard", (2 * w2, y + 0.08, 0.1), (0, (y + 0.08) / 2, z), round=0.015, group=True)
        b.box("footboard", (2 * w2 + 0.04, 0.08, 0.14), (0, y + 0.09, z), round=0.015)
    pw = w * (0.4 if d.has("two pillows") else 0.6)
    px, mirror = (w * 0.23, "x") if d.has("two pillows") else (0.0, "")
    b.superquadric(
        "pillow",
        (pw, 0.24, 0.42),
        (px, y + 0.06, -z + 0.33),
        e=(0.7, 0.45),
        mirror=mirror,
        rot=(16, 0, 0),
        group=True,
    )
    far = z - 0.03
    near = -z + length * 0.36
    b.box(
        "blanket",
        (w - 0.01, mat * 0.9 + 0.07, far - near),
        (0, base + mat * 0.12 + (mat * 0.9 + 0.07) / 2, (far + near) / 2),
        round=0.05,
        group=True,
    )
    b.box(
        "blanket",
        (w + 0.01, mat * 0.55 + 0.06, 0.24),
        (0, y + 0.1 - (mat * 0.55 + 0.06) / 2, near + 0.1),
        round=0.04,
        tint=_shaded(d, "blanket", 1.7),
    )
    if d.has("canopy"):
        h = 1.95
        b.box("legs", (0.09, h, 0.09), (w2 - 0.02, h / 2, z + 0.01), mirror="xz", round=0.02, group=True)
        b.box("legs", (2 * w2 + 0.1, 0.12, length + 0.14), (0, h, 0), round=0.015)
        b.box("legs", (w - 0.14, 1, length - 0.2), (0, h, 0), op="subtract")
        b.box("canopy", (2 * w2 - 0.02, 0.08, length + 0.04), (0, h + 0.06, 0), round=0.02, group=True)
        b.box("canopy", (2 * w2 + 0.03, 0.2, 0.07), (0, h - 0.1, z + 0.03), mirror="z")
        b.box("canopy", (0.12, h - 0.5, 0.18), (w2 - 0.03, h / 2 + 0.3, -z + 0.06), mirror="x", taper=(1.4, 2.2))


def _bookshelf(b: Builder, d: Draw) -> None:
    h, w, depth, t, tall = d["height"], d["width"], d["depth"], d["shelf thickness"], d["book height"]
    foot = 0.08
    n = 3 if h < 1.5 else 4
    side = 0.06
    back = -depth / 2
    b.box(
        "frame",
        (side, h - foot, depth),
        (w / 2 - side / 2, foot + (h - foot) / 2, 0),
        mirror="x",
        round=0.006,
    )
    b.box(
        "frame",
        (w - 0.02, h - foot - 0.02, 0.05),
        (0, foot + (h - foot) / 2, back + 0.025),
        tint=_shaded(d, "frame", 0.7),
    )
    inner = w - 2 * side
    step = (h - foot - t) / n
    b.box(
        "shelves",
        (w - side, t, depth - 0.012),
        (0, foot + (h - foot) / 2, -0.002),
        repeat=(n + 1, (0, step, 0)),
        group=True,
    )
    shape = d.variant("top shape")
    if shape == "flat":
        b.box("crown", (w + 0.08, 0.07, depth + 0.06), (0, h + 0.02, 0.012), round=0.012, group=True)
    elif shape == "arched":
        out = [
            (-w / 2, h - 0.04),
            (w / 2, h - 0.04),
            (w / 2, h + 0.03),
            (w * 0.36, h + 0.13),
            (w * 0.14, h + 0.19),
            (-w * 0.14, h + 0.19),
            (-w * 0.36, h + 0.13),
            (-w / 2, h + 0.03),
        ]
        b.extrude("crown", out, depth + 0.03, (0, 0, 0.006), round=0.008, group=True)
    else:
        b.extrude(
            "crown",
            [
                (-w / 2 - 0.04, h - 0.03),
                (w / 2 + 0.04, h - 0.03),
                (w / 2 + 0.04, h + 0.04),
                (0, h + 0.22),
                (-w / 2 - 0.04, h + 0.04),
            ],
            depth + 0.05,
            (0, 0, 0.01),
            round=0.008,
            group=True,
        )
    rng, shade = random.Random(d.seed), random.Random(f"{d.seed}/shade")
    room = step - t
    plain = d.looks["books"].colour == "" and d.looks["books"].material != "gold"
    if d.has("books"):
        first = True
        for i in range(n):
            y = foot + t + i * step
            x = -inner / 2
            left = inner * (1.0 if rng.random() < 0.6 else 0.72)
            for _ in range(3):
                count = rng.randint(2, 3)
                thick = max(left / 3 / count, 0.05)
                bh = room * tall * rng.uniform(0.86, 1.0)
                # drawn whatever the look is, so that a new material or colour moves no book
                own, factor = rng.choice(_BOOKS), shade.uniform(0.55, 1.35)
                tint = _linear(own) if plain else _shaded(d, "books", factor)
                b.box(
                    "books",
                    (thick * 0.9, bh, depth * 0.72),
                    (x + thick * count / 2, y + bh / 2 - 0.01, 0.0),
                    repeat=(count, (thick, 0, 0)),
                    tint=tint,
                    group=first,
                )
                first = False
                x += thick * count
    else:
        s = room * tall * 0.55
        for i in range(n):
            y = foot + t + i * step
            b.lathe(
                "jars",
                [
                    (0, y - 0.01),
                    (s * 0.3, y - 0.01),
                    (s * 0.42, y + s * 0.5),
                    (s * 0.2, y + s * 0.95),
                    (s * 0.28, y + s * 1.25),
                    (0, y + s * 1.25),
                ],
                (rng.uniform(-0.28, -0.16) * inner, 0, 0.02),
                group=i == 0,
            )
            b.box(
                "jars",
                (s * 0.9, s * rng.uniform(0.7, 1.3), depth * 0.5),
                (rng.uniform(0.14, 0.26) * inner, y + s * 0.32, 0),
                tint=_shaded(d, "jars", 0.6),
            )
    if d.has("feet"):
        b.box(
            "feet",
            (0.11, foot + 0.04, 0.11),
            (w / 2 - 0.06, (foot + 0.04) / 2, depth / 2 - 0.06),
            mirror="xz",
            group=True,
        )
    else:
        b.box(
            "feet",
            (w + 0.03, foot + 0.02, depth + 0.02),
            (0, (foot + 0.02) / 2, 0.005),
            round=0.008,
            group=True,
        )
    if d.has("ladder"):
        z0, z1, y1 = depth / 2 + 0.34, depth / 2, h  # hooks onto the crown
        x = w * 0.24
        for dx in (-0.15, 0.15):
            b.tube(
                "ladder",
                (x + dx, 0.04, z0),
                (x + dx, y1 / 2, (z0 + z1) / 2),
                (x + dx, y1, z1),
                0.03,
                group=dx < 0,
            )
        k = 4
        b.box("ladder", (0.3, 0.05, 0.05), (x, y1 * 0.5, (z0 + z1) / 2), repeat=(k, (0, y1 / k, (z1 - z0) / k)))


def _cabinet(b: Builder, d: Draw) -> None:
    w, h, depth, leg, knob = d["width"], d["height"], d["depth"], d["leg length"], d["knob size"]
    style = d.variant("door style")
    b.box("body", (w, h, depth), (0, leg + h / 2, 0), round=0.012)
    top = leg + h
    b.box("top", (w + 0.1, 0.07, depth + 0.07), (0, top + 0.02, 0.01), round=0.014, group=True)
    if d.has("crown"):
        b.extrude(
            "top",
            [(-w * 0.44, 0), (w * 0.44, 0), (w * 0.44, 0.05), (0, 0.2), (-w * 0.44, 0.05)],
            depth * 0.8,
            (0, top + 0.04, 0),
            round=0.01,
        )
    b.box(
        "legs",
        (0.075, leg + 0.03, 0.075),
        (w / 2 - 0.055, (leg + 0.03) / 2, depth / 2 - 0.055),
        taper=(1.5, 1.5),
        mirror="xz",
        group=True,
    )
    z = depth / 2
    y0, y1 = leg + 0.06, top - 0.06
    if d.has("drawer"):
        dh = 0.19
        b.box(
            "drawers",
            (w / 2 - 0.06, dh, 0.07),
            (w / 4 - 0.008, y1 - dh / 2, z + 0.006),
            mirror="x",
            round=0.008,
            group=True,
        )
        b.ellipsoid("knobs", (knob, knob, knob), (w / 4, y1 - dh / 2, z + 0.04 + knob * 0.32), mirror="x", group=True)
        y1 -= dh + 0.05
    dw, dh = w / 2 - 0.05, y1 - y0
    x = w / 4 - 0.006
    b.box("doors", (dw, dh, 0.08), (x, (y0 + y1) / 2, z + 0.006), mirror="x", round=0.008, group=True)
    if style == "panelled":
        b.box("doors", (dw - 0.13, dh - 0.14, 0.1), (x, (y0 + y1) / 2, z + 0.05), mirror="x", op="subtract")
        b.box(
            "doors",
            (dw - 0.22, dh - 0.23, 0.07),
            (x, (y0 + y1) / 2, z),
            mirror="x",
            round=0.01,
            tint=_shaded(d, "doors", 0.8),
        )
    elif style == "glazed":
        b.box("doors", (dw - 0.13, dh - 0.14, 0.3), (x, (y0 + y1) / 2, z + 0.15), mirror="x", op="subtract")
        b.box("glass", (dw - 0.1, dh - 0.11, 0.05), (x, (y0 + y1) / 2, z - 0.005), mirror="x", group=True)
        b.box("doors", (0.055, dh - 0.05, 0.075), (x, (y0 + y1) / 2, z + 0.005), mirror="x", group=True)
        b.box("doors", (dw - 0.05, 0.055, 0.075), (x, (y0 + y1) / 2, z + 0.005), mirror="x")
    else:
        b.box(
            "doors",
            (0.04, dh + 0.1, 0.2),
            (x, (y0 + y1) / 2, z + 0.13),
            mirror="x",
            op="subtract",
            repeat=(3, (dw / 3, 0, 0)),
        )
        b.box(
            "doors",
            (dw - 0.02, 0.09, 0.07),
            (x, (y0 + y1) / 2, z + 0.03),
            mirror="x",
            repeat=(2, (0, dh * 0.62, 0)),
            tint=_shaded(d, "doors", 0.75),
        )
    b.ellipsoid(
        "knobs",
        (knob, knob * 1.3, knob),
        (0.035 + knob * 0.5, (y0 + y1) / 2 + 0.02, z + 0.035 + knob * 0.32),
        mirror="x",
        group=not d.has("drawer"),
    )


def _sofa(b: Builder, d: Draw) -> None:
    length, depth, back, arm, leg = d["length"], d["depth"], d["back height"], d["arm width"], d["leg length"]
    seat = 0.3
    y = leg + seat
    b.box("seat", (length - 0.04, seat * 0.72, depth - 0.03), (0, leg + seat * 0.36, 0.0), round=0.03)
    inner = length - 2 * arm
    n = 3 if inner > 1.35 else 2
    b.box(
        "cushions",
        (inner / n - 0.02, 0.2, depth - 0.2),
        (0, y, 0.1),
        repeat=(n, (inner / n, 0, 0)),
        round=0.045,
        group=True,
    )
    zb, t = -depth / 2 + 0.11, 0.22
    shape = d.variant("back shape")
    yb = leg + 0.03
    if shape == "curved":
        w2, top = length / 2 - 0.03, y + back
        out = [
            (-w2, yb),
            (w2, yb),
            (w2, top - back * 0.42),
            (w2 * 0.74, top - back * 0.14),
            (w2 * 0.3, top),
            (-w2 * 0.3, top),
            (-w2 * 0.74, top - back * 0.14),
            (-w2, top - back * 0.42),
        ]
        b.extrude("back", out, t, (0, 0, zb), round=0.06, group=True)
    else:
        b.box("back", (length - 0.05, y + back - yb, t), (0, (y + back + yb) / 2, zb), round=0.06, group=True)
    if d.variant("arm shape") == "rounded":
        b.box(
            "armrests",
            (arm, seat + 0.16, depth),
            (length / 2 - arm / 2, leg + (seat + 0.16) / 2, 0),
            mirror="x",
            round=0.02,
            group=True,
        )
        b.cylinder(
            "armrests",
            arm * 0.62,
            depth + 0.03,
            (length / 2 - arm / 2, y + 0.17, 0.01),
            axis="z",
            mirror="x",
            round=0.02,
        )
    else:
        b.box(
            "armrests",
            (arm, seat + 0.26, depth + 0.02),
            (length / 2 - arm / 2, leg + (seat + 0.26) / 2, 0.01),
            mirror="x",
            round=0.035,
            group=True,
        )
    b.box(
        "legs",
        (0.085, leg + 0.05, 0.085),
        (length / 2 - 0.12, (leg + 0.05) / 2, depth / 2 - 0.1),
        taper=(1.35, 1.35),
        mirror="xz",
        group=True,
    )
    if d.has("back cushions"):
        h = max(back * 0.72, 0.26)
        b.box(
            "cushions",
            (inner / n - 0.02, h, 0.2),
            (0, y + 0.06 + h / 2, zb + 0.2),
            repeat=(n, (inner / n, 0, 0)),
            rot=(-8, 0, 0),
            round=0.06,
            group=True,
        )
    if d.has("throw pillows"):
        b.superquadric(
            "pillows",
            (0.4, 0.4, 0.2),
            (inner / 2 - 0.2, y + 0.27, zb + (0.4 if d.has("back cushions") else 0.26)),
            e=(0.6, 0.6),
            mirror="x",
            rot=(-20, -12, 16),
            group=True,
        )
    if d.has("blanket"):
        x = -length * 0.2
        top = y + back
        # spread over the middle of the back, where a curved back is highest
        b.box("blanket", (0.5, 0.09, t + 0.09), (x * 0.2, top - 0.01, zb), round=0.03, group=True)
        b.box(
            "blanket",
            (0.5, back * 0.8, 0.08),
            (x * 0.2, top - back * 0.38, zb + t / 2 + (0.2 if d.has("back cushions") else 0.015)),
            rot=(-4, 0, 0),
            round=0.02,
        )
        b.box(
            "blanket",
            (0.5, 0.09, t + 0.2),
            (x * 0.2, top - 0.01, zb + (0.11 if d.has("back cushions") else 0.01)),
            round=0.03,
        )


_WOODS = ("wood", "wood", "dark wood", "painted metal", "plastic", "gold")

CATEGORIES = (
    Category(
        name="chair",
        family="furniture",
        words=("armchair", "dining chair", "wooden chair", "throne"),
        parts=(
            Part(
                "seat",
                ("wood", "wood", "dark wood", "leather", "rope", "plastic", "stone"),
                words=("sitting board",),
            ),
            Part("back", ("wood", "dark wood", "leather", "cloth", "iron"), words=("backrest",), like="seat"),
            Part("legs", ("wood", "dark wood", "iron", "steel", "gold"), words=("feet",), like="seat"),
            Part("armrests", ("wood", "dark wood", "gold", "leather"), words=("arms",), main=False, like="legs"),
            Part("cushion", ("cloth", "leather"), words=("pad",), main=False),
            Part(
                "stretchers",
                ("wood", "dark wood", "iron"),
                words=("crossbars", "rungs"),
                main=False,
                like="legs",
            ),
            Part(
                "finials",
                ("gold", "wood", "bronze", "crystal"),
                words=("knobs", "ornaments"),
                main=False,
                glow=0.08,
            ),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.38, 0.64)),
            Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.28, 0.54)),
            Attribute("back height", "back", "low", "high", "lower", "higher", (0.36, 0.8)),
            Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.045, 0.095)),
            Attribute("seat thickness", "seat", "thin", "thick", "thinner", "thicker", (0.045, 0.12)),
        ),
        options=(
            Option("armrests", "armrests", "armrests", 0.4),
            Option("cushion", "a cushion", "cushion", 0.35),
            Option("stretchers", "stretchers", "stretchers", 0.4),
            Option("headrest finials", "finials", "finials", 0.25),
        ),
        variants=(Variant("back style", "back", ("slatted", "solid", "rounded", "laddered")),),
        build=_chair,
    ),
    Category(
        name="table",
        family="furniture",
        words=("desk", "dining table", "wooden table", "coffee table"),
        parts=(
            Part(
                "top",
                ("wood", "wood", "dark wood", "stone", "marble", "glass", "painted metal"),
                words=("tabletop", "board"),
            ),
            Part(
                "legs",
                ("wood", "dark wood", "iron", "steel", "gold", "marble"),
                words=("feet", "supports"),
                like="top",
            ),
            Part(
                "crossbar",
                ("wood", "dark wood", "iron"),
                words=("stretcher", "brace"),
                main=False,
                like="legs",
            ),
            Part("drawer", ("wood", "dark wood", "painted metal"), words=("tray",), main=False, like="top"),
            Part("knob", ("gold", "iron", "bronze", "ceramic"), words=("handle", "pull"), main=False),
            Part(
                "cloth",
                ("cloth",),
                words=("tablecloth", "runner"),
                main=False,
                natural=((206, 196, 176), (170, 60, 56), (70, 96, 150)),
            ),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (0.9, 1.8)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.6, 1.05)),
            Attribute("height", "", "low", "tall", "lower", "taller", (0.5, 0.95)),
            Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.07, 0.15)),
            Attribute("top thickness", "top", "thin", "thick", "thinner", "thicker", (0.05, 0.13)),
        ),
        options=(
            Option("drawer", "a drawer", "drawer", 0.35),
            Option("tablecloth", "a tablecloth", "cloth", 0.3),
            Option("crossbar", "a crossbar", "crossbar", 0.35),
        ),
        variants=(
            Variant("top shape", "top", ("rectangular", "round")),
            Variant("base", "", ("four-legged", "trestle", "pedestal")),
        ),
        build=_table,
    ),
    Category(
        name="stool",
        family="furniture",
        words=("bar stool", "footstool", "milking stool", "tavern stool"),
        parts=(
            Part(
                "seat",
                ("wood", "wood", "dark wood", "leather", "plastic", "steel"),
                words=("top", "sitting board"),
            ),
            Part("legs", ("wood", "dark wood", "iron", "steel", "painted metal"), words=("feet",), like="seat"),
            Part(
                "footrest",
                ("wood", "iron", "steel", "gold"),
                words=("foot ring", "stretchers", "rungs"),
                main=False,
                like="legs",
            ),
            Part("cushion", ("leather", "cloth"), words=("pad",), main=False),
            Part(
                "apron",
                ("wood", "dark wood", "iron", "gold"),
                words=("skirt", "collar"),
                main=False,
                like="legs",
            ),
        ),
        attributes=(
            Attribute("height", "", "low", "tall", "lower", "taller", (0.36, 0.78)),
            Attribute("seat width", "seat", "narrow", "wide", "narrower", "wider", (0.3, 0.46)),
            Attribute("seat thickness", "seat", "thin", "thick", "thinner", "thicker", (0.035, 0.1)),
            Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.038, 0.075)),
            Attribute("leg spread", "legs", "straight", "splayed", "straighter", "more splayed", (0.0, 0.12)),
        ),
        options=(
            Option("footrest", "a footrest", "footrest", 0.5),
            Option("cushion", "a cushion", "cushion", 0.35),
            Option("apron", "an apron", "apron", 0.35),
        ),
        variants=(
            Variant("seat shape", "seat", ("round", "square")),
            Variant("leg count", "", ("three-legged", "four-legged")),
        ),
        build=_stool,
    ),
    Category(
        name="bench",
        family="furniture",
        words=("park bench", "garden bench", "wooden bench", "pew"),
        parts=(
            Part("seat", ("wood", "wood", "dark wood", "stone", "painted metal"), words=("slats", "planks")),
            Part("legs", ("iron", "wood", "dark wood", "stone", "bronze"), words=("feet", "supports")),
            Part("frame", ("iron", "wood", "dark wood", "steel"), words=("beams",), like="legs"),
            Part("backrest", ("wood", "dark wood", "iron"), words=("back",), main=False, like="seat"),
            Part("armrests", ("iron", "wood", "bronze"), words=("arms",), main=False, like="legs"),
            Part("cushion", ("cloth", "leather"), words=("pad",), main=False),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (0.95, 1.9)),
            Attribute("height", "", "low", "tall", "lower", "taller", (0.36, 0.6)),
            Attribute("depth", "seat", "narrow", "wide", "narrower", "wider", (0.36, 0.6)),
            Attribute("seat thickness", "seat", "thin", "thick", "thinner", "thicker", (0.05, 0.12)),
            Attribute("leg thickness", "legs", "thin", "thick", "thinner", "thicker", (0.08, 0.17)),
        ),
        options=(
            Option("backrest", "a backrest", "backrest", 0.55),
            Option("armrests", "armrests", "armrests", 0.4),
            Option("cushion", "a cushion", "cushion", 0.25),
        ),
        variants=(Variant("leg style", "legs", ("square", "solid", "curved")),),
        build=_bench,
    ),
    Category(
        name="bed",
        family="furniture",
        words=("bedstead", "double bed", "single bed", "cot"),
        parts=(
            Part(
                "frame",
                ("wood", "wood", "dark wood", "iron", "painted metal", "gold"),
                words=("bed frame", "sides"),
            ),
            Part(
                "mattress",
                ("cloth",),
                words=("bedding",),
                colours=0.3,
                natural=((226, 220, 206), (206, 200, 190)),
            ),
            Part(
                "blanket",
                ("cloth", "cloth", "leather"),
                words=("quilt", "cover", "duvet"),
                natural=((150, 50, 46), (60, 90, 140), (80, 120, 80), (150, 110, 70)),
            ),
            Part("pillow", ("cloth",), words=("pillows",), colours=0.35, natural=((236, 232, 222),)),
            Part(
                "headboard",
                ("wood", "dark wood", "iron", "leather", "gold"),
                words=("head end",),
                like="frame",
            ),
            Part(
                "footboard",
                ("wood", "dark wood", "iron", "gold"),
                words=("foot end",),
                main=False,
                like="frame",
            ),
            Part("legs", ("wood", "dark wood", "iron", "gold"), words=("feet", "posts"), like="frame"),
            Part("canopy", ("cloth",), words=("curtains", "drapes"), main=False),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (1.6, 2.3)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.85, 1.8)),
            Attribute("frame height", "frame", "low", "high", "lower", "higher", (0.24, 0.5)),
            Attribute("mattress thickness", "mattress", "thin", "thick", "thinner", "thicker", (0.12, 0.34)),
            Attribute("headboard height", "headboard", "short", "tall", "shorter", "taller", (0.24, 0.85)),
        ),
        options=(
            Option("footboard", "a footboard", "footboard", 0.45),
            Option("two pillows", "two pillows", "pillow", 0.5),
            Option("canopy", "a canopy", "canopy", 0.2),
        ),
        variants=(Variant("headboard shape", "headboard", ("straight", "arched", "barred")),),
        build=_bed,
    ),
    Category(
        name="bookshelf",
        family="furniture",
        words=("bookcase", "shelving unit", "library shelf", "book rack"),
        parts=(
            Part("frame", ("wood", "wood", "dark wood", "painted metal", "steel"), words=("case", "sides")),
            Part("shelves", ("wood", "dark wood", "glass", "iron"), words=("boards",), like="frame"),
            Part("books", ("leather", "paper", "cloth"), words=("tomes", "volumes"), main=False, colours=0.35),
            Part("crown", ("wood", "dark wood", "gold", "iron"), words=("cornice", "top"), like="frame"),
            Part("feet", ("wood", "dark wood", "iron", "gold"), words=("legs", "plinth"), like="frame"),
            Part(
                "jars",
                ("ceramic", "clay", "glass", "crystal", "gold"),
                words=("pots", "ornaments"),
                main=False,
                glow=0.15,
            ),
            Part("ladder", ("wood", "dark wood", "iron"), words=("steps",), main=False),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (1.1, 2.0)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.7, 1.3)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.28, 0.5)),
            Attribute("shelf thickness", "shelves", "thin", "thick", "thinner", "thicker", (0.045, 0.1)),
            Attribute("book height", "books", "small", "big", "smaller", "bigger", (0.45, 0.9)),
        ),
        options=(
            Option("books", "books", "books", 0.8),
            Option("feet", "separate feet", "feet", 0.4),
            Option("ladder", "a ladder", "ladder", 0.25),
        ),
        variants=(Variant("top shape", "crown", ("flat", "arched", "pointed")),),
        build=_bookshelf,
    ),
    Category(
        name="cabinet",
        family="furniture",
        words=("cupboard", "wardrobe", "sideboard", "dresser"),
        parts=(
            Part("body", ("wood", "wood", "dark wood", "painted metal", "plastic"), words=("case", "sides")),
            Part(
                "doors",
                ("wood", "dark wood", "painted metal", "steel"),
                words=("door", "fronts"),
                like="body",
            ),
            Part("knobs", ("gold", "bronze", "iron", "ceramic", "steel"), words=("handles", "pulls"), glow=0.05),
            Part("legs", ("wood", "dark wood", "gold", "iron"), words=("feet",), like="body"),
            Part("top", ("wood", "dark wood", "marble", "stone"), words=("crown", "worktop"), like="body"),
            Part("drawers", ("wood", "dark wood", "painted metal"), words=("drawer",), main=False, like="doors"),
            Part("glass", ("glass",), words=("panes", "windows"), main=False, colours=0.4, glow=0.12),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.8, 1.4)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.75, 1.6)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.36, 0.62)),
            Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.06, 0.24)),
            Attribute("knob size", "knobs", "small", "big", "smaller", "bigger", (0.06, 0.17)),
        ),
        options=(
            Option("drawer", "drawers", "drawers", 0.45),
            Option("crown", "a pointed crown", "top", 0.35),
        ),
        variants=(Variant("door style", "doors", ("panelled", "glazed", "planked")),),
        build=_cabinet,
    ),
    Category(
        name="sofa",
        family="furniture",
        words=("couch", "settee", "loveseat"),
        parts=(
            Part("seat", ("cloth", "cloth", "leather", "leather"), words=("base", "frame"), colours=0.8),
            Part("back", ("cloth", "leather"), words=("backrest",), like="seat", colours=0.8),
            Part("armrests", ("cloth", "leather", "wood"), words=("arms",), like="seat", colours=0.8),
            Part("cushions", ("cloth", "leather"), words=("seat cushions",), like="seat"),
            Part("legs", ("wood", "dark wood", "steel", "gold"), words=("feet",)),
            Part("pillows", ("cloth",), words=("throw pillows",), main=False),
            Part("blanket", ("cloth",), words=("throw", "plaid"), main=False),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (1.3, 2.3)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.72, 1.05)),
            Attribute("back height", "back", "low", "high", "lower", "higher", (0.28, 0.66)),
            Attribute("arm width", "armrests", "thin", "thick", "thinner", "thicker", (0.14, 0.32)),
            Attribute("leg length", "legs", "short", "long", "shorter", "longer", (0.07, 0.24)),
        ),
        options=(
            Option("throw pillows", "throw pillows", "pillows", 0.4),
            Option("back cushions", "back cushions", "cushions", 0.5),
            Option("blanket", "a blanket", "blanket", 0.25),
        ),
        variants=(
            Variant("arm shape", "armrests", ("rounded", "boxy")),
            Variant("back shape", "back", ("straight", "curved")),
        ),
        build=_sofa,
    ),
)
