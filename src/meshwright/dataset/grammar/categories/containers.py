"""Containers: things that hold other things."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

Points = Sequence[tuple[float, float]]
_DARK = (0.012, 0.011, 0.012)


def _radius(profile: Points, y: float) -> float:
    """Radius of a rising profile of (radius, y) points at a height."""
    for (r0, y0), (r1, y1) in itertools.pairwise(profile):
        if y0 <= y <= y1 and y1 > y0:
            return r0 + (r1 - r0) * (y - y0) / (y1 - y0)
    return profile[-1][0]


def _hoop(b: Builder, part: str, profile: Points, y: float, width: float, out: float, *, sides: int = 0) -> None:
    """A band around a rising profile, `out` proud of it."""
    lo, hi = y - width / 2, y + width / 2
    r0, r1 = _radius(profile, lo), _radius(profile, hi)
    b.lathe(
        part,
        [(r0 - 2 * out, lo), (r0 + out, lo), (r1 + out, hi), (r1 - 2 * out, hi)],
        sides=sides,
        group=True,
    )


def _heap(b: Builder, part: str, r: float, y: float, *, square: bool = False) -> None:
    """A heap of round things that fills a mouth of radius `r` up to about `y`."""
    s = r * 0.72
    if square:
        b.box(part, (2 * r, 0.9 * s, 2 * r), (0, y - 0.6 * s, 0), group=True)
        b.ellipsoid(part, (s * 1.2, s * 1.2, s * 1.2), (r * 0.52, y - 0.12 * s, r * 0.52), mirror="xz")
    else:
        b.cylinder(part, r, 0.9 * s, (0, y - 0.6 * s, 0), group=True)
        b.ellipsoid(part, (s, s, s), (0, y - 0.1 * s, r * 0.6), ring=(5, 20))
    b.ellipsoid(part, (s * 1.1, s * 1.1, s * 1.1), (0, y + 0.18 * s, 0))


def _chest(b: Builder, d: Draw) -> None:
    w, h, depth, lid = d["width"], d["height"], d["depth"], d["lid height"]
    y0 = 0.05 if d.has("feet") else 0.0
    rounded = d.variant("lid shape") == "rounded"
    b.box("body", (w, h + 0.03, depth), (0, y0 + (h + 0.03) / 2, 0), round=0.01)
    top = y0 + h
    # The lid starts with a rim that overhangs the body, so that no two faces are coplanar.
    b.box("lid", (w + 0.05, 0.07, depth + 0.05), (0, top + 0.035, 0), round=0.012, group=True)
    spring, half = top + 0.05, depth / 2 + 0.01
    radius = (lid**2 + half**2) / (2 * lid)
    sides, grow = (16, 1 / math.cos(math.pi / 16)) if b.low_poly else (0, 1.0)

    def arch(part: str, width: float, x: float, out: float, mirror: str = "") -> None:
        """The slice of a cylinder that rises `lid` above the rim; all below is cut away."""
        b.cylinder(
            part,
            (radius + out) * grow,
            width,
            (x, spring + lid - radius, 0),
            axis="x",
            sides=sides,
            mirror=mirror,
            group=True,
        )
        b.box(part, (9, 4, 9), (0, spring - 2, 0), op="subtract")

    if rounded:
        arch("lid", w + 0.02, 0, 0)
    else:
        b.box(
            "lid",
            (w + 0.02, lid + 0.03, depth + 0.02),
            (0, spring - 0.03 + (lid + 0.03) / 2, 0),
            round=0.012,
            taper=(0.97, 0.9),
            group=True,
        )
    for x, mirror in ((0.33 * w, "x"), (0.0, "")) if d.has("middle band") else ((0.33 * w, "x"),):
        b.box("bands", (0.075, h + 0.05, depth + 0.04), (x, y0 + (h + 0.05) / 2, 0), mirror=mirror, group=True)
        b.box("bands", (0.075, 0.08, depth + 0.09), (x, top + 0.035, 0), mirror=mirror)
        if rounded:
            arch("bands", 0.075, x, 0.022, mirror)
        else:
            b.box(
                "bands",
                (0.075, lid + 0.055, depth + 0.06),
                (x, spring - 0.03 + (lid + 0.055) / 2, 0),
                taper=(1, 0.9),
                mirror=mirror,
            )
    s, z = d["lock size"], depth / 2 + 0.05
    if d.has("skull lock"):
        y = top + 0.02
        for lean in (-32, 32):
            b.box(
                "lock",
                (s * 2.0, s * 0.26, 0.05),
                (0, y - 0.1 * s, z - 0.01),
                rot=(0, 0, lean),
                round=0.02,
                group=lean < 0,
            )
        b.ellipsoid("lock", (s * 1.45, s * 1.3, 0.3 * s + 0.1), (0, y + 0.14 * s, z + 0.03), group=True)
        b.box(
            "lock",
            (s * 0.86, s * 0.55, 0.12 * s + 0.08),
            (0, y - 0.55 * s, z + 0.03),
            op="smooth",
            k=0.02,
            round=0.01,
        )
        b.ellipsoid(
            "lock",
            (s * 0.44, s * 0.46, 0.3),
            (s * 0.31, y + 0.05 * s, z + 0.16 + 0.05 * s),
            mirror="x",
            op="subtract",
        )
        b.prism("lock", 3, s * 0.2, 0.3, (0, y - 0.28 * s, z + 0.18), axis="z", op="subtract")
        b.box(
            "lock",
            (s * 0.11, s * 0.34, 0.3),
            (0, y - 0.8 * s, z + 0.16),
            repeat=(2, (s * 0.3, 0, 0)),
            op="subtract",
        )
        b.ellipsoid(
            "lock",
            (s * 0.48, s * 0.5, 0.08),
            (s * 0.31, y + 0.05 * s, z + 0.02),
            mirror="x",
            group=True,
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
        b.box(
            "lock",
            (s * 0.6, s * 0.66, 0.05),
            (0, y - 0.5 * s, z + 0.01),
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
    else:
        b.box("lock", (s, s * 1.25, 0.09), (0, top - 0.12 * s, z), round=0.02, group=True)
        b.cylinder(
            "lock",
            s * 0.17,
            0.08,
            (0, top - 0.05 * s, z + 0.03),
            axis="z",
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
        b.box(
            "lock",
            (s * 0.16, s * 0.42, 0.08),
            (0, top - 0.3 * s, z + 0.03),
            material="obsidian",
            tint=_DARK,
            emission=0.0,
        )
    if d.has("side rings"):
        b.box("handles", (0.05, 0.07, 0.12), (w / 2 + 0.015, y0 + h * 0.72, 0), mirror="x", group=True)
        b.torus("handles", 0.09, 0.026, (w / 2 + 0.035, y0 + h * 0.72 - 0.07, 0), axis="x", mirror="x")
    if d.has("feet"):
        b.box(
            "feet",
            (0.13, 0.1, 0.13),
            (w / 2 - 0.045, 0.05, depth / 2 - 0.045),
            mirror="xz",
            round=0.015,
            group=True,
        )


def _barrel(b: Builder, d: Draw) -> None:
    h, r, bulge, band = d["height"], d["width"] / 2, d["bulge"], d["hoop width"]
    end = r * (1 - bulge)
    mid = r * (1 - 0.24 * bulge)
    wall: Points = [(end, 0), (mid, h * 0.27), (r, h * 0.44), (r, h * 0.56), (mid, h * 0.73), (end, h)]
    sides = 0 if b.low_poly else 16
    b.lathe("body", [(0, 0), *wall, (0, h)], sides=sides)
    inner = end - 0.055
    if d.variant("top") == "open":
        b.cylinder("body", inner, h, (0, h * 0.62 + h * 0.5, 0), op="subtract")
        if d.has("filled"):
            _heap(b, "contents", inner + 0.01, h * 0.98)
    else:
        b.cylinder("body", inner, 0.1, (0, h, 0), op="subtract")
        b.cylinder("lid", inner + 0.01, 0.06, (0, h - 0.035, 0), group=True)
        b.box("lid", (inner * 1.7, 0.06, 0.12), (0, h - 0.01, 0))
    for y in (0.09, 0.33, 0.67, 0.91) if d.has("extra hoops") else (0.13, 0.87):
        _hoop(b, "hoops", wall, min(max(y * h, band / 2), h - band / 2), band, 0.026, sides=sides)
    if d.has("rivets"):
        y = h * (0.33 if d.has("extra hoops") else 0.13)
        b.ellipsoid("hoops", (0.07, 0.07, 0.07), (0, y, _radius(wall, y) + 0.02), ring=(8, 0), group=True)
    if d.has("tap"):
        y, z = h * 0.22, _radius(wall, h * 0.22)
        b.cylinder("tap", 0.045, 0.22, (0, y, z + 0.06), axis="z", group=True)
        b.cylinder("tap", 0.035, 0.1, (0, y - 0.05, z + 0.14))
        b.cylinder("tap", 0.03, 0.12, (0, y + 0.07, z + 0.1))
        b.cylinder("tap", 0.03, 0.16, (0, y + 0.13, z + 0.1), axis="x")


def _crate(b: Builder, d: Draw) -> None:
    w, h, depth, beam = d["width"], d["height"], d["depth"], d["frame thickness"]
    opened = d.variant("top") == "open"
    inset, n = 0.035, 4
    core = (w - 2 * inset, h - 0.04, depth - 2 * inset)
    b.box("body", (core[0] - 0.04, core[1], core[2] - 0.04), (0, h / 2, 0))
    b.box(
        "body",
        (core[0], (core[1] - beam) / n * 0.8, core[2]),
        (0, h / 2, 0),
        repeat=(n, (0, (core[1] - beam) / n, 0)),
    )
    if opened:
        b.box("body", (core[0] - 0.14, h, core[2] - 0.14), (0, h * 0.42 + h / 2, 0), op="subtract")
        if d.has("filled"):
            # two heaps side by side suit a box better than one
            b.box("contents", (core[0] - 0.1, 0.12, core[2] - 0.1), (0, h - 0.14, 0), group=True)
            s = min(w, depth) * 0.36
            b.ellipsoid("contents", (s, s, s), (core[0] * 0.24, h - 0.08, core[2] * 0.22), mirror="xz")
            b.ellipsoid("contents", (s, s, s), (0, h + 0.02, 0))
    b.box(
        "frame",
        (beam, h, beam),
        (w / 2 - beam / 2, h / 2, depth / 2 - beam / 2),
        mirror="xz",
        round=0.008,
        group=True,
    )
    b.box(
        "frame",
        (w - beam * 0.4, beam, beam),
        (0, h / 2, depth / 2 - beam / 2),
        mirror="z",
        repeat=(2, (0, h - beam, 0)),
        round=0.008,
    )
    b.box(
        "frame",
        (beam, beam, depth - beam * 0.4),
        (w / 2 - beam / 2, h / 2, 0),
        mirror="x",
        repeat=(2, (0, h - beam, 0)),
        round=0.008,
    )
    if not opened:
        b.box(
            "lid",
            (w - beam * 1.4, 0.07, (depth - beam) / 4 * 0.8),
            (0, h - 0.03, 0),
            repeat=(4, (0, 0, (depth - beam) / 4)),
            group=True,
        )
    if d.has("diagonal braces"):
        a, c = w - 1.2 * beam, h - 1.2 * beam
        b.box(
            "braces",
            (math.hypot(a, c) - beam * 0.3, beam * 0.9, 0.07),
            (0, h / 2, depth / 2 - 0.045),
            rot=(0, 0, math.degrees(math.atan2(c, a))),
            mirror="z",
            group=True,
        )
        a = depth - 1.2 * beam
        b.box(
            "braces",
            (0.07, beam * 0.9, math.hypot(a, c) - beam * 0.3),
            (w / 2 - 0.045, h / 2, 0),
            rot=(-math.degrees(math.atan2(c, a)), 0, 0),
            mirror="x",
        )
    if d.has("rope handles"):
        y = h * 0.74
        b.tube(
            "handles",
            (w / 2 - 0.02, y, 0.15),
            (w / 2 + 0.12, y - 0.26, 0),
            (w / 2 - 0.02, y, -0.15),
            0.032,
            mirror="x",
            group=True,
        )
    if d.has("metal corners"):
        s = beam * 1.5
        b.box(
            "corners",
            (s, s, s),
            (w / 2 - s * 0.42, h / 2, depth / 2 - s * 0.42),
            mirror="xz",
            repeat=(2, (0, h - s * 0.86, 0)),
            round=0.015,
            group=True,
        )


def _bucket(b: Builder, d: Draw) -> None:
    h, rt, rise, band = d["height"], d["width"] / 2, d["handle height"], d["hoop width"]
    rb = rt * (1 - d["flare"])
    wall: Points = [(rb, 0), (rt, h)]
    t = 0.028
    sides = 0 if b.low_poly or d.variant("body shape") == "round" else 6
    b.lathe("body", [(0, 0), (rb, 0), (rt, h), (rt - t, h), (rb - t, 0.04), (0, 0.04)], sides=sides)
    _hoop(b, "hoops", wall, h - band / 2 - 0.002, band, 0.011, sides=sides)
    _hoop(b, "hoops", wall, h * 0.26, band, 0.011, sides=sides)
    y, x = h * 0.94, rt + 0.008
    b.box("handle", (0.04, 0.075, 0.055), (x, h * 0.97, 0), mirror="x", round=0.008, group=True)
    if d.variant("handle pose") == "raised":
        b.tube("handle", (-x, y + 0.02, 0), (-x * 0.9, y + rise, 0), (0, y + rise, 0), 0.014)
        b.tube("handle", (x, y + 0.02, 0), (x * 0.9, y + rise, 0), (0, y + rise, 0), 0.014)
        if d.has("grip"):
            b.cylinder("grip", 0.026, 0.13, (0, y + rise, 0), axis="x", round=0.008, group=True)
    else:
        # lies on the rim in front and hangs down as far as the raised handle would rise
        drop, z = rise * 0.55, rt + 0.045
        b.tube("handle", (-x, y + 0.02, 0), (-x * 1.05, y - drop * 0.6, z * 1.05), (0, y - drop, z), 0.014)
        b.tube("handle", (x, y + 0.02, 0), (x * 1.05, y - drop * 0.6, z * 1.05), (0, y - drop, z), 0.014)
        b.box("handle", (0.03, 0.03, 0.07), (0, y - drop, z - 0.03))
        if d.has("grip"):
            b.cylinder("grip", 0.026, 0.12, (0, y - drop, z), axis="x", round=0.008, group=True)
    if d.has("filled"):
        level = h * 0.84
        b.cylinder("contents", _radius(wall, level) - t * 0.5, 0.05, (0, level - 0.025, 0), sides=sides, group=True)
    if d.has("spout"):
        b.box("rim", (0.1, 0.05, 0.1), (0, h - 0.02, rt + 0.005), taper=(1.2, 1.5), round=0.008, group=True)


def _vase(b: Builder, d: Draw) -> None:
    h, belly, neck, throat, mouth = (
        d["height"],
        d["belly width"] / 2,
        d["neck length"],
        d["neck width"] / 2,
        d["rim width"],
    )
    shape = d.variant("shape")
    y0 = 0.03
    top = y0 + h
    foot = max(belly * 0.6, 0.07)
    sides = 4 if shape == "square" else 0
    rim = throat + mouth
    if shape == "round":
        if b.low_poly:
            b.lathe(
                "body",
                [
                    (0, y0),
                    (foot, y0),
                    (belly, y0 + h * 0.36),
                    (belly, y0 + h * 0.56),
                    (throat, top),
                    (0, top),
                ],
            )
        else:
            b.ellipsoid("body", (2 * belly, h * 1.04, 2 * belly), (0, y0 + h * 0.5, 0))
            b.cylinder("body", foot, h * 0.3, (0, y0 + h * 0.15, 0), r_top=belly * 0.8, op="smooth", k=0.04)
    elif shape == "tapered":
        b.lathe(
            "body",
            [
                (0, y0),
                (foot * 0.75, y0),
                (belly * 0.8, y0 + h * 0.5),
                (belly, y0 + h * 0.74),
                (belly * 0.94, y0 + h * 0.86),
                (throat, top),
                (0, top),
            ],
        )
    else:
        b.lathe(
            "body",
            [
                (0, y0),
                (foot, y0),
                (belly * 0.86, y0 + h * 0.3),
                (belly * 0.9, y0 + h * 0.84),
                (throat, top),
                (0, top),
            ],
            sides=4,
            round=0.01,
        )
    # neck and rim are one flaring profile, smoothly joined to the body
    end = top + neck
    b.lathe(
        "neck",
        [
            (0, top - 0.06),
            (throat, top - 0.06),
            (throat, top + neck * 0.45),
            (throat + mouth * 0.35, end),
            (0, end),
        ],
        sides=sides,
        op="smooth",
        k=0.03,
    )
    b.lathe(
        "rim",
        [
            (0, end - 0.012),
            (throat + mouth * 0.4, end - 0.012),
            (rim, end + 0.02),
            (rim, end + 0.05),
            (0, end + 0.05),
        ],
        sides=sides,
    )
    # the mouth keeps a wall of 0.034 m, about 1.7 voxels
    bore = max(throat - 0.034, 0.02)
    b.lathe(
        "rim",
        [
            (0, end - 0.14),
            (bore, end - 0.14),
            (bore, end),
            (max(rim - 0.034, bore), end + 0.055),
            (0, end + 0.055),
        ],
        sides=sides,
        op="subtract",
    )
    b.lathe(
        "base",
        [(0, 0), (foot * 1.14, 0), (foot * 1.14, 0.03), (foot * 0.9, 0.06), (0, 0.06)],
        sides=sides,
        group=True,
    )
    if d.has("handles"):
        reach = belly * (0.62 if shape == "round" else 0.82)
        y = y0 + h * (0.8 if shape == "round" else 0.7)
        b.tube(
            "handles",
            (throat * 0.8, end - 0.02, 0),
            (belly * 1.9, end + 0.02, 0),
            (reach, y, 0),
            0.026,
            mirror="x",
            group=True,
        )
    if d.has("painted bands"):
        for f, out in ((0.5, 0.008), (0.28, 0.008)):
            y = y0 + h * f
            if shape == "round":
                r = (
                    belly * math.sqrt(max(1 - ((f - 0.5) / 0.52) ** 2, 0))
                    if not b.low_poly
                    else _radius([(foot, y0), (belly, y0 + h * 0.36), (belly, top)], y)
                )
                r = max(r, foot + (belly * 0.8 - foot) * f / 0.3) if f < 0.3 and not b.low_poly else r
            elif shape == "tapered":
                r = _radius([(foot * 0.75, y0), (belly * 0.8, y0 + h * 0.5), (belly, top)], y)
            else:
                r = _radius([(foot, y0), (belly * 0.86, y0 + h * 0.3), (belly * 0.9, top)], y) + 0.01
            b.lathe(
                "bands",
                [
                    (r - 0.03, y - 0.03),
                    (r + out, y - 0.03),
                    (r + out * 1.6, y),
                    (r + out, y + 0.03),
                    (r - 0.03, y + 0.03),
                ],
                sides=sides,
                group=True,
            )
    if d.has("flowers"):
        y = end + 0.16
        for i, (x, z, up) in enumerate(((-0.11, 0.03, 0.04), (0.1, 0.06, 0.06), (0.0, -0.06, 0.16))):
            tip = (x * 1.1, y + up, z)
            b.tube("stems", (0, top - 0.05, 0), (0, end, 0), tip, 0.016, group=i == 0)
        for i, (x, z, up) in enumerate(((-0.12, 0.03, 0.04), (0.11, 0.06, 0.06), (0.0, -0.06, 0.16))):
            at = (x * 1.05, y + up, z)
            b.ellipsoid(
                "flowers",
                (0.085, 0.05, 0.085),
                (at[0], at[1], at[2] + 0.055),
                ring=(5, 0, at[0], at[2]),
                group=i == 0,
            )
            b.ellipsoid("flowers", (0.07, 0.08, 0.07), (at[0], at[1] + 0.015, at[2]), tint=(0.8, 0.5, 0.04))


def _bottle(b: Builder, d: Draw) -> None:
    h, r, neck, throat, cork = (
        d["body height"],
        d["body width"] / 2,
        d["neck length"],
        d["neck width"] / 2,
        d["cork size"],
    )
    shape = d.variant("shape")

    def body(part: str, out: float, group: bool) -> None:
        if shape == "round":
            b.ellipsoid(
                part,
                (2 * r * 1.12 + 2 * out, h + 2 * out, 2 * r * 1.12 + 2 * out),
                (0, h * 0.5, 0),
                group=group,
            )
            b.cylinder(part, r * 0.6 + out, h * 0.14, (0, h * 0.07, 0), op="smooth", k=0.02)
        elif shape == "square":
            b.box(
                part,
                (1.8 * r + 2 * out, h * 0.84, 1.8 * r + 2 * out),
                (0, h * 0.42, 0),
                round=0.014,
                group=group,
            )
            b.box(part, (1.8 * r + 2 * out, h * 0.2, 1.8 * r + 2 * out), (0, h * 0.92, 0), taper=(0.5, 0.5))
        elif shape == "conical":
            b.lathe(
                part,
                [(0, 0), (r * 1.15 + out, 0), (r * 1.2 + out, h * 0.1), (throat + out, h), (0, h)],
                group=group,
            )
        else:
            b.lathe(
                part,
                [
                    (0, 0),
                    (r * 0.94 + out, 0),
                    (r + out, h * 0.04),
                    (r + out, h * 0.74),
                    (r * 0.82 + out, h * 0.88),
                    (throat + out, h),
                    (0, h),
                ],
                group=group,
            )

    body("body", 0.0, True)
    b.cylinder("neck", throat, neck + h * 0.12, (0, h + neck / 2 - h * 0.06, 0), op="smooth", k=0.02)
    top = h + neck
    b.cylinder("neck", throat + 0.014, 0.028, (0, top - 0.012, 0), round=0.006, group=True)
    b.cylinder(
        "cork",
        throat * 0.8,
        cork + 0.03,
        (0, top - 0.02 + (cork + 0.03) / 2, 0),
        r_top=throat * 1.1,
        round=0.005,
        group=True,
    )
    if d.has("liquid"):
        body("liquid", 0.003, True)
        b.box("liquid", (1, 1, 1), (0, h * 0.56 + 0.5, 0), op="subtract")
    if d.has("label"):
        lo, hi = h * 0.24, h * 0.6
        if shape == "round":
            b.ellipsoid("label", (2 * r * 1.12 + 0.018, h + 0.018, 2 * r * 1.12 + 0.018), (0, h * 0.5, 0), group=True)
            b.box("label", (r * 1.3, hi - lo, 1), (0, (lo + hi) / 2, 0.5), op="intersect")
        elif shape == "square":
            b.box("label", (1.35 * r, hi - lo, 0.02), (0, (lo + hi) / 2, 0.9 * r), group=True)
        else:
            r0, r1 = (_radius([(r * 1.2, h * 0.1), (throat, h)], y) if shape == "conical" else r for y in (lo, hi))
            b.cylinder("label", r0 + 0.009, hi - lo, (0, (lo + hi) / 2, 0), r_top=r1 + 0.009, group=True)
            b.box("label", (2 * r * 0.8, 1, 1), (0, h / 2, 0.5), op="intersect")
    if d.has("rope wrap"):
        y = h + min(neck * 0.3, 0.03)
        b.torus("wrap", throat + 0.006, 0.011, (0, y, 0), group=True)
        b.torus("wrap", throat + 0.006, 0.011, (0, y + 0.019, 0))
        b.ellipsoid("wrap", (0.036, 0.04, 0.032), (0, y + 0.008, throat + 0.012))


def _basket(b: Builder, d: Draw) -> None:
    h, rt, rise, rim = d["height"], d["width"] / 2, d["handle height"], d["rim thickness"] / 2
    rb = rt * (1 - d["flare"])
    sides = 4 if d.variant("body shape") == "square" else 0
    if sides:
        rt, rb = rt * 0.88, rb * 0.88
    t = 0.03
    wall: Points = [(rb, 0), (rt, h)]
    b.lathe("body", [(0, 0), (rb, 0), (rt, h), (rt - t, h), (rb - t, 0.04), (0, 0.04)], sides=sides)
    n = 4
    for i in range(n):
        # woven rows: fat rings, every other one turned by half a strand
        y = h * (i + 0.5) / n
        r = _radius(wall, y)
        g = h / n * 0.42
        b.lathe(
            "body",
            [(r - 0.02, y - g), (r + 0.004, y - g), (r + 0.013, y), (r + 0.004, y + g), (r - 0.02, y + g)],
            sides=sides,
            group=i == 0,
        )
    k = 12 if not sides else 4
    if not sides:
        b.box(
            "ribs",
            (0.028, h * 0.96, 0.02),
            (0, h * 0.48, (rt + rb) / 2 + 0.01),
            rot=(math.degrees(math.atan2(rt - rb, h)), 0, 0),
            ring=(k, 0),
            round=0.006,
            group=True,
        )
    else:
        b.box(
            "ribs",
            (0.03, h * 0.97, 0.022),
            (rt * 0.36, h * 0.485, (rt + rb) / 2 + 0.012),
            rot=(math.degrees(math.atan2(rt - rb, h)), 0, 0),
            mirror="xz",
            round=0.006,
            group=True,
        )
        b.box(
            "ribs",
            (0.022, h * 0.97, 0.03),
            ((rt + rb) / 2 + 0.012, h * 0.485, rt * 0.36),
            rot=(0, 0, -math.degrees(math.atan2(rt - rb, h))),
            mirror="xz",
            round=0.006,
        )
    b.lathe(
        "rim",
        [
            (rt - t - rim * 0.5, h - rim),
            (rt + rim, h - rim),
            (rt + rim, h + rim),
            (rt - t - rim * 0.5, h + rim),
        ],
        sides=sides,
        group=True,
    )
    x = rt - 0.005
    b.tube("handle", (-x, h * 0.9, 0), (-x * 0.96, h + rise, 0), (0, h + rise, 0), 0.02, group=True)
    b.tube("handle", (x, h * 0.9, 0), (x * 0.96, h + rise, 0), (0, h + rise, 0), 0.02)
    if d.has("ribbon"):
        z = rt + rim + (0.03 if d.has("cloth lining") else 0.01)
        b.ellipsoid("ribbon", (0.1, 0.075, 0.045), (0.05, h + 0.01, z), mirror="x", rot=(0, 0, 20), group=True)
        b.box("ribbon", (0.035, 0.1, 0.03), (0.03, h - 0.055, z - 0.008), mirror="x", rot=(0, 0, 20))
        b.ellipsoid("ribbon", (0.045, 0.045, 0.055), (0, h + 0.005, z + 0.008))
    inner = rt - t
    if d.has("fruit"):
        _heap(b, "fruit", inner - 0.005, h * 0.97, square=bool(sides))
    if d.has("cloth lining"):
        # hangs over the rim in front of the wall, a little wavy at the hem
        o = rt + rim
        b.lathe(
            "lining",
            [
                (inner - 0.03, h * 0.8),
                (inner + 0.005, h + rim),
                (o + 0.006, h + rim),
                (o + 0.004, h * 0.76),
                (o + 0.026, h * 0.74),
                (o + 0.02, h + rim + 0.008),
                (o - 0.004, h + rim + 0.018),
                (inner - 0.03, h + rim + 0.014),
            ],
            sides=sides,
            group=True,
        )


_FRUIT = ((186, 44, 36), (206, 140, 38), (122, 150, 44), (150, 60, 90))

CATEGORIES = (
    Category(
        name="chest",
        family="containers",
        words=("treasure chest", "strongbox", "coffer", "trunk"),
        parts=(
            Part("body", ("wood", "wood", "dark wood", "stone", "leather", "gold"), words=("base", "box")),
            Part("lid", ("wood", "dark wood", "iron", "leather", "gold"), words=("top", "cover"), like="body"),
            Part(
                "bands",
                ("iron", "iron", "steel", "gold", "bronze", "leather"),
                words=("fittings", "straps", "bindings"),
            ),
            Part(
                "lock",
                ("iron", "steel", "gold", "bronze", "bone"),
                words=("latch", "padlock", "clasp"),
                glow=0.15,
            ),
            Part("handles", ("iron", "gold", "bronze", "rope"), words=("rings",), main=False, like="bands"),
            Part("feet", ("wood", "iron", "gold"), words=("legs",), main=False),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.7, 1.3)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.3, 0.62)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.45, 0.8)),
            Attribute("lid height", "lid", "flat", "high", "flatter", "higher", (0.09, 0.32)),
            Attribute("lock size", "lock", "small", "big", "smaller", "bigger", (0.14, 0.3)),
        ),
        options=(
            Option("skull lock", "a skull lock", "lock", 0.35),
            Option("middle band", "a middle band", "bands", 0.4),
            Option("side rings", "side rings", "handles", 0.5),
            Option("feet", "feet", "feet", 0.4),
        ),
        variants=(Variant("lid shape", "lid", ("rounded", "boxy")),),
        build=_chest,
    ),
    Category(
        name="barrel",
        family="containers",
        words=("cask", "keg", "wooden barrel", "wine barrel"),
        parts=(
            Part(
                "body",
                ("wood", "wood", "wood", "dark wood", "painted metal", "rusted iron"),
                words=("staves", "sides"),
            ),
            Part(
                "hoops",
                ("iron", "iron", "steel", "rusted iron", "bronze", "gold", "rope"),
                words=("rings", "bands"),
            ),
            Part("lid", ("wood", "dark wood", "iron"), words=("top", "cover"), main=False, like="body"),
            Part("tap", ("bronze", "wood", "iron"), words=("spigot", "faucet"), main=False),
            Part(
                "contents",
                ("flesh", "gold", "bread", "crystal", "soil"),
                words=("filling", "goods"),
                main=False,
                natural=_FRUIT,
                glow=0.1,
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.7, 1.25)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.6, 0.95)),
            Attribute("bulge", "body", "straight", "bulging", "straighter", "more bulging", (0.04, 0.32)),
            Attribute("hoop width", "hoops", "thin", "thick", "thinner", "thicker", (0.05, 0.15)),
        ),
        options=(
            Option("tap", "a tap", "tap", 0.3),
            Option("extra hoops", "extra hoops", "hoops", 0.5),
            Option("rivets", "rivets", "hoops", 0.25),
            Option("filled", "contents", "contents", 0.6),
        ),
        variants=(Variant("top", "", ("closed", "open")),),
        build=_barrel,
    ),
    Category(
        name="crate",
        family="containers",
        words=("wooden crate", "cargo crate", "packing case", "shipping crate"),
        parts=(
            Part(
                "body",
                ("wood", "wood", "dark wood", "painted metal", "plastic"),
                words=("planks", "sides", "panels"),
                colours=0.5,
            ),
            Part(
                "frame",
                ("wood", "dark wood", "iron", "steel", "painted metal"),
                words=("beams", "edges"),
                like="body",
                colours=0.5,
            ),
            Part("lid", ("wood", "dark wood", "iron"), words=("top", "cover"), main=False, like="body"),
            Part(
                "braces",
                ("wood", "dark wood", "iron"),
                words=("diagonals", "cross braces"),
                main=False,
                like="frame",
            ),
            Part("handles", ("rope", "leather", "iron"), words=("grips",), main=False),
            Part("corners", ("iron", "steel", "bronze", "gold"), words=("corner plates",), main=False),
            Part(
                "contents",
                ("flesh", "gold", "bread", "crystal", "soil"),
                words=("filling", "goods"),
                main=False,
                natural=_FRUIT,
                glow=0.1,
            ),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.7, 1.3)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.55, 1.1)),
            Attribute("depth", "", "shallow", "deep", "shallower", "deeper", (0.6, 1.0)),
            Attribute("frame thickness", "frame", "thin", "thick", "thinner", "thicker", (0.08, 0.17)),
        ),
        options=(
            Option("diagonal braces", "diagonal braces", "braces", 0.5),
            Option("rope handles", "rope handles", "handles", 0.3),
            Option("metal corners", "metal corners", "corners", 0.35),
            Option("filled", "contents", "contents", 0.6),
        ),
        variants=(Variant("top", "", ("closed", "open")),),
        build=_crate,
    ),
    Category(
        name="bucket",
        family="containers",
        words=("pail", "water bucket", "milk pail"),
        parts=(
            Part(
                "body",
                ("wood", "wood", "steel", "painted metal", "plastic", "dark wood"),
                words=("sides", "staves"),
            ),
            Part("handle", ("iron", "steel", "rope", "bronze"), words=("bail",)),
            Part("hoops", ("iron", "steel", "bronze", "rope", "gold"), words=("bands", "rings")),
            Part(
                "contents",
                ("glass", "ceramic", "soil", "light"),
                words=("water", "liquid", "filling"),
                main=False,
                natural=((70, 140, 190), (60, 120, 170), (90, 160, 190)),
                glow=0.15,
                colours=0.4,
            ),
            Part("grip", ("wood", "leather", "rubber"), words=("handhold",), main=False),
            Part("rim", ("iron", "steel", "wood"), words=("spout", "lip"), main=False, like="body"),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.24, 0.42)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.26, 0.42)),
            Attribute("flare", "body", "straight", "tapered", "straighter", "more tapered", (0.03, 0.38)),
            Attribute("handle height", "handle", "short", "long", "shorter", "longer", (0.12, 0.3)),
            Attribute("hoop width", "hoops", "thin", "thick", "thinner", "thicker", (0.022, 0.06)),
        ),
        options=(
            Option("filled", "water", "contents", 0.5),
            Option("grip", "a grip", "grip", 0.4),
            Option("spout", "a spout", "rim", 0.25),
        ),
        variants=(
            Variant("handle pose", "handle", ("raised", "lowered")),
            Variant("body shape", "", ("round", "hexagonal")),
        ),
        build=_bucket,
    ),
    Category(
        name="vase",
        family="containers",
        words=("urn", "amphora", "flower vase", "pot", "jar"),
        parts=(
            Part("body", ("ceramic", "ceramic", "clay", "marble", "glass", "bronze", "stone"), words=("belly",)),
            Part("neck", ("ceramic", "clay", "gold", "glass"), words=("throat",), like="body"),
            Part("rim", ("ceramic", "gold", "clay", "bronze"), words=("mouth", "lip"), like="body"),
            Part("base", ("ceramic", "clay", "gold", "marble", "stone"), words=("foot",), like="body"),
            Part("handles", ("ceramic", "gold", "clay", "bronze"), words=("ears",), main=False, like="body"),
            Part("bands", ("ceramic", "gold", "bronze", "obsidian"), words=("stripes",), main=False),
            Part(
                "flowers",
                ("foliage", "crystal"),
                words=("blossoms", "petals"),
                main=False,
                colours=0.8,
                natural=((210, 60, 70), (230, 190, 60), (150, 80, 180), (235, 150, 180)),
                glow=0.08,
            ),
            Part("stems", ("foliage",), words=("stalks",), main=False, colours=0.0),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.32, 0.66)),
            Attribute("belly width", "body", "narrow", "wide", "narrower", "wider", (0.3, 0.56)),
            Attribute("neck length", "neck", "short", "long", "shorter", "longer", (0.07, 0.26)),
            Attribute("neck width", "neck", "thin", "thick", "thinner", "thicker", (0.11, 0.22)),
            Attribute("rim width", "rim", "narrow", "wide", "narrower", "wider", (0.01, 0.11)),
        ),
        options=(
            Option("handles", "handles", "handles", 0.45),
            Option("painted bands", "painted bands", "bands", 0.4),
            Option("flowers", "flowers", "flowers", 0.35),
        ),
        variants=(Variant("shape", "", ("round", "tapered", "square")),),
        build=_vase,
    ),
    Category(
        name="bottle",
        family="containers",
        words=("flask", "wine bottle", "glass bottle", "decanter"),
        parts=(
            Part(
                "body",
                ("glass", "glass", "glass", "ceramic", "crystal", "clay", "steel"),
                words=("belly",),
                glow=0.08,
            ),
            Part("neck", ("glass", "ceramic", "gold"), words=("throat",), like="body"),
            Part(
                "cork",
                ("bark", "wood", "gold", "crystal", "wax"),
                words=("stopper", "cap", "plug"),
                natural=((176, 130, 84), (150, 104, 66)),
            ),
            Part(
                "liquid",
                ("glass", "light", "crystal"),
                words=("wine", "drink"),
                main=False,
                colours=0.9,
                glow=0.35,
                natural=((140, 30, 46), (60, 150, 70), (50, 110, 190)),
            ),
            Part("label", ("paper", "leather", "cloth", "gold"), words=("tag", "sticker"), main=False),
            Part("wrap", ("rope", "leather", "gold"), words=("string", "cord"), main=False),
        ),
        attributes=(
            Attribute("body height", "", "short", "tall", "shorter", "taller", (0.15, 0.28)),
            Attribute("body width", "", "narrow", "wide", "narrower", "wider", (0.11, 0.2)),
            Attribute("neck length", "neck", "short", "long", "shorter", "longer", (0.04, 0.14)),
            Attribute("neck width", "neck", "thin", "thick", "thinner", "thicker", (0.038, 0.075)),
            Attribute("cork size", "cork", "small", "big", "smaller", "bigger", (0.012, 0.06)),
        ),
        options=(
            Option("liquid", "liquid inside", "liquid", 0.5),
            Option("label", "a label", "label", 0.45),
            Option("rope wrap", "a rope wrap", "wrap", 0.35),
        ),
        variants=(Variant("shape", "", ("straight", "round", "square", "conical")),),
        build=_bottle,
    ),
    Category(
        name="basket",
        family="containers",
        words=("wicker basket", "hamper", "picnic basket", "fruit basket"),
        parts=(
            Part("body", ("rope", "rope", "rope", "wood", "leather"), words=("weave", "sides")),
            Part("handle", ("rope", "wood", "leather", "dark wood"), words=("loop",), like="body"),
            Part("rim", ("rope", "wood", "dark wood", "leather"), words=("edge", "border"), like="body"),
            Part("ribs", ("rope", "wood", "dark wood"), words=("strands", "slats"), like="rim"),
            Part("fruit", ("flesh", "bread", "flesh"), words=("apples", "contents"), main=False, natural=_FRUIT),
            Part("lining", ("cloth",), words=("napkin", "towel"), main=False),
            Part("ribbon", ("cloth",), words=("bow",), main=False),
        ),
        attributes=(
            Attribute("height", "", "shallow", "deep", "shallower", "deeper", (0.14, 0.32)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.34, 0.54)),
            Attribute("flare", "body", "straight", "flared", "straighter", "more flared", (0.02, 0.34)),
            Attribute("handle height", "handle", "low", "high", "lower", "higher", (0.12, 0.32)),
            Attribute("rim thickness", "rim", "thin", "thick", "thinner", "thicker", (0.026, 0.07)),
        ),
        options=(
            Option("fruit", "fruit", "fruit", 0.5),
            Option("cloth lining", "a cloth lining", "lining", 0.3),
            Option("ribbon", "a ribbon", "ribbon", 0.25),
        ),
        variants=(Variant("body shape", "", ("round", "square")),),
        build=_basket,
    ),
)
