"""Things that give light."""

from __future__ import annotations

import math
from typing import Any

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_WARM = ((255, 206, 110), (255, 190, 84), (255, 226, 150))
_FIRE = ((255, 140, 30), (255, 168, 44), (255, 116, 28))
_DARK = (0.015, 0.013, 0.012)


def _flame(
    b: Builder,
    part: str,
    w: float,
    h: float,
    x: float,
    y: float,
    z: float,
    *,
    mirror: str = "",
    group: bool = True,
) -> None:
    """A teardrop flame of width `w` standing on (x, y, z)."""
    b.lathe(
        part,
        [
            (0, 0),
            (w * 0.26, 0),
            (w * 0.48, h * 0.16),
            (w * 0.5, h * 0.3),
            (w * 0.36, h * 0.52),
            (w * 0.16, h * 0.76),
            (0, h),
        ],
        (x, y, z),
        mirror=mirror,
        group=group,
    )


def _solid(
    b: Builder,
    part: str,
    sides: int,
    r: float,
    h: float,
    at: tuple[float, float, float],
    *,
    r_top: float | None = None,
    **kw: Any,
) -> None:
    """A prism or, with 0 sides, a cylinder; `r` to the corners."""
    if sides:
        b.prism(part, sides, r, h, at, r_top=r_top, **kw)
    else:
        b.cylinder(part, r, h, at, r_top=r_top, **kw)


def _lantern(b: Builder, d: Draw) -> None:
    h, r, roof, ring, t = (
        d["body height"],
        d["width"] / 2,
        d["roof height"],
        d["handle size"] / 2,
        d["frame thickness"],
    )
    shape = d.variant("shape")
    sides = {"square": 4, "hexagonal": 6, "round": 0}[shape]
    if sides == 4:
        r *= 1.22  # corners, so that square and round look equally wide
    y0 = 0.02 if d.has("feet") else 0.0
    _solid(b, "base", sides, r * 1.12, 0.035, (0, y0 + 0.0175, 0), round=0.005)
    _solid(b, "base", sides, r * 0.92, 0.05, (0, y0 + 0.04, 0), round=0.004)
    y = y0 + 0.05
    top = y + h
    n = sides or 4
    post = r * 0.93 - t * 0.35
    b.cylinder("frame", t / 2, h + 0.03, (0, y + h / 2, post), ring=(n, 180 / n), group=True)
    _solid(b, "frame", sides, r * 1.0, 0.026, (0, top - 0.005, 0))
    if d.has("crossbars"):
        # a rail around the middle, seen in front of the glass
        if sides:
            apothem = post * math.cos(math.pi / sides)
            b.box(
                "frame",
                (2 * post * math.sin(math.pi / sides), t * 0.8, t * 0.8),
                (0, y + h * 0.5, apothem),
                ring=(sides, 0),
            )
        else:
            b.torus("frame", post, t * 0.45, (0, y + h * 0.5, 0))
    if d.has("open sides"):
        b.cylinder("candle", r * 0.34, h * 0.46, (0, y + h * 0.21, 0), round=0.006, group=True)
        _flame(b, "flame", r * 0.52, h * 0.5, 0, y + h * 0.43, 0)
    else:
        _solid(b, "glass", sides, r * 0.86, h + 0.01, (0, y + h / 2, 0), group=True)
    _solid(b, "roof", sides, r * 1.26, 0.024, (0, top + 0.012, 0), round=0.004, group=True)
    if d.variant("roof shape") == "domed":
        if b.low_poly or sides:
            _solid(b, "roof", sides or 8, r * 1.1, roof * 0.6, (0, top + 0.02 + roof * 0.3, 0), r_top=r * 0.8)
            _solid(b, "roof", sides or 8, r * 0.8, roof * 0.4, (0, top + 0.02 + roof * 0.8, 0), r_top=r * 0.3)
        else:
            b.ellipsoid("roof", (r * 2.1, roof * 2, r * 2.1), (0, top + 0.02, 0), group=True)
            b.box("roof", (1, 1, 1), (0, top - 0.49, 0), op="subtract")
    else:
        _solid(b, "roof", sides, r * 1.14, roof, (0, top + 0.02 + roof / 2, 0), r_top=r * 0.26)
    crest = top + 0.02 + roof
    b.cylinder("roof", r * 0.28, 0.035, (0, crest + 0.002, 0), group=True)
    tube = max(ring * 0.2, 0.009)
    b.torus("handle", ring, tube, (0, crest + 0.01 + ring, 0), axis="z", group=True)
    if d.has("feet"):
        b.box(
            "feet",
            (0.04, 0.035, 0.04),
            (0, 0.0175, r * (1.0 if sides != 4 else 1.02)),
            ring=(4 if sides != 6 else 6, 45 if sides != 6 else 30),
            group=True,
        )


def _table_lamp(b: Builder, d: Draw) -> None:
    w, sh, stem, base, t = (
        d["shade width"] / 2,
        d["shade height"],
        d["stem height"],
        d["base width"] / 2,
        d["stem thickness"] / 2,
    )
    shape, kind = d.variant("shade shape"), d.variant("stem shape")
    square = d.has("square base")
    if square:
        b.box("base", (base * 1.8, 0.045, base * 1.8), (0, 0.0225, 0), round=0.008)
        b.box("base", (base * 1.2, 0.03, base * 1.2), (0, 0.05, 0), round=0.006)
    else:
        b.cylinder("base", base, 0.04, (0, 0.02, 0), round=0.008)
        b.cylinder("base", base * 0.85, 0.035, (0, 0.05, 0), r_top=t * 1.2)
    y0, y = 0.04, 0.04 + stem
    sx = 0.0
    if kind == "bulbous":
        b.lathe(
            "stem",
            [
                (0, y0),
                (t * 1.3, y0),
                (t * 3.0, y0 + stem * 0.28),
                (t * 3.0, y0 + stem * 0.46),
                (t * 1.0, y0 + stem * 0.76),
                (t, y + 0.05),
                (0, y + 0.05),
            ],
            group=True,
        )
    elif kind == "curved":
        # a swan neck: up behind, over to the front
        sx = 0.09
        b.tube("stem", (0, y0, 0), (0, y0 + stem * 0.95, -0.16), (0, y + sh * 0.95, -0.05), t, group=True)
        b.tube("stem", (0, y + sh * 0.95, -0.05), (0, y + sh * 1.25, 0.06), (0, y + sh * 0.8, sx), t)
    else:
        b.cylinder("stem", t, stem + 0.06, (0, y0 + stem / 2 + 0.02, 0), group=True)
        b.cylinder("stem", t * 1.6, 0.03, (0, y0 + stem * 0.85, 0), round=0.005)
    bottom, top = y, y + sh
    if shape == "domed":
        b.lathe(
            "shade",
            [
                (0, bottom),
                (w, bottom),
                (w * 0.96, bottom + sh * 0.3),
                (w * 0.8, bottom + sh * 0.62),
                (w * 0.5, bottom + sh * 0.88),
                (w * 0.2, top),
                (0, top),
            ],
            (0, 0, sx),
            group=True,
        )
    elif shape == "cylindrical":
        b.cylinder("shade", w * 0.86, sh, (0, bottom + sh / 2, sx), group=True)
    else:
        b.cylinder("shade", w, sh, (0, bottom + sh / 2, sx), r_top=w * 0.5, group=True)
    hole = w * (0.86 if shape == "cylindrical" else 1.0) - 0.022
    b.cylinder(
        "shade",
        hole,
        sh * 0.9,
        (0, bottom + sh * 0.3 - 0.02, sx),
        r_top=hole * (0.55 if shape == "conical" else 0.8),
        op="subtract",
    )
    b.ellipsoid("bulb", (0.085, 0.1, 0.085), (0, bottom + 0.03, sx), group=True)
    b.cylinder("bulb", 0.022, sh * 0.8, (0, bottom + sh * 0.45, sx))
    if d.has("trim"):
        rr = w * (0.86 if shape == "cylindrical" else 1.0)
        b.torus("trim", rr - 0.004, 0.013, (0, bottom + 0.01, sx), group=True)
        if shape != "domed":
            b.torus("trim", (w * 0.86 if shape == "cylindrical" else w * 0.5) - 0.002, 0.012, (0, top - 0.008, sx))
    if d.has("finial"):
        b.cylinder("finial", 0.011, 0.05, (0, top + 0.005, sx), group=True)
        b.ellipsoid("finial", (0.045, 0.05, 0.045), (0, top + 0.04, sx))
    if d.has("pull chain"):
        x = w * 0.45
        b.cylinder("chain", 0.009, sh * 0.4 + 0.12, (x, bottom + (sh * 0.4 - 0.12) / 2, sx + w * 0.45), group=True)
        b.ellipsoid("chain", (0.032, 0.04, 0.032), (x, bottom - 0.125, sx + w * 0.45))
        b.box("chain", (x, 0.018, 0.018), (x / 2, bottom + sh * 0.3, sx + w * 0.22), rot=(0, -45, 0))


def _candle(b: Builder, d: Draw) -> None:
    h, r, fire, drip, wick = (
        d["height"],
        d["thickness"] / 2,
        d["flame size"],
        d["drip length"],
        d["wick length"],
    )
    shape, triple = d.variant("shape"), d.variant("count") == "triple"
    y0 = 0.022 if d.has("dish") else 0.0
    spots = [(0.0, 0.0, 1.0, 1.0)]
    if triple:
        g = r * 1.35
        spots = [(0.0, -g * 0.75, 1.12, 0.92), (-g, g * 0.5, 0.66, 0.92), (g, g * 0.5, 0.84, 0.92)]
    for i, (x, z, tall, fat) in enumerate(spots):
        hh, rr = h * tall, r * fat
        top = y0 + hh
        if shape == "twisted":
            b.box(
                "wax",
                (rr * 1.56, hh, rr * 1.56),
                (x, y0 + hh / 2, z),
                twist=170 / max(h, 0.1),
                round=rr * 0.2,
                group=i == 0,
            )
            b.cylinder("wax", rr * 0.9, hh, (x, y0 + hh / 2, z))
            tip = rr * 0.9
        elif shape == "tapered":
            b.cylinder("wax", rr * 1.12, hh, (x, y0 + hh / 2, z), r_top=rr * 0.62, round=0.004, group=i == 0)
            tip = rr * 0.64
        else:
            b.cylinder("wax", rr, hh, (x, y0 + hh / 2, z), round=0.005, group=i == 0)
            tip = rr
        # melted rim and runs of wax: two lengths, the longer in front
        b.cylinder("drips", tip * 1.16, 0.022, (x, top - 0.006, z), round=0.007, group=i == 0)
        run = max(min(drip, hh * 0.8), 0.02)
        lean = 0.0 if shape != "tapered" else math.degrees(math.atan2(rr * 0.48, hh))
        for k, (count, phase, f) in enumerate(((3, 12, 1.0), (4, 50, 0.55))):
            long = run * f
            out = tip * 1.0 + (math.tan(math.radians(lean)) * long / 2)
            b.cylinder(
                "drips",
                r * 0.2,
                long,
                (x, top - long / 2, z + out),
                rot=(-lean, 0, 0),
                ring=(count, phase, x, z),
                round=r * 0.12,
            )
            if k == 0:
                b.ellipsoid(
                    "drips",
                    (r * 0.52, r * 0.7, r * 0.48),
                    (x, top - long, z + out + (math.tan(math.radians(lean)) * long / 2)),
                    ring=(count, phase, x, z),
                )
        b.cylinder("wick", max(0.0085, r * 0.18), wick + 0.012, (x, top + wick / 2, z), group=i == 0)
        _flame(b, "flame", fire * 0.56, fire, x, top + wick * 0.9, z, group=i == 0)
    spread = r * (2.7 if triple else 1.35)
    if d.has("dish"):
        b.lathe(
            "dish",
            [
                (0, 0),
                (spread * 0.9 + 0.01, 0),
                (spread + 0.045, 0.035),
                (spread + 0.033, 0.045),
                (spread + 0.01, 0.024),
                (0, 0.024),
            ],
            group=True,
        )
        if d.has("handle"):
            b.torus("handle", 0.03, 0.0085, (spread + 0.065, 0.036, 0), axis="z", group=True)
    else:
        # a puddle of wax to stand on
        b.cylinder("drips", spread * 1.15, 0.014, (0, 0.007, 0), r_top=spread * 0.98, round=0.004, group=True)
        if d.has("handle"):
            b.cylinder("handle", spread * 1.06, 0.03, (0, 0.02, 0), round=0.004, group=True)
            b.torus("handle", 0.03, 0.0085, (spread * 1.06 + 0.026, 0.038, 0), axis="z")


def _torch(b: Builder, d: Draw) -> None:
    length, r, head, fire, tall = (
        d["handle length"],
        d["handle thickness"] / 2,
        d["head width"] / 2,
        d["flame width"],
        d["flame height"],
    )
    kind = d.variant("head shape")
    hh = 0.15
    top = length + hh
    b.cylinder("handle", r * 0.8, length + 0.05, (0, (length + 0.05) / 2, 0), r_top=r * 1.1)
    b.cylinder("binding", r * 1.45, 0.045, (0, length - 0.012, 0), round=0.006, group=True)
    if kind == "wrapped":
        for i in range(3):
            y = length + 0.025 + i * 0.045
            b.torus("head", head * (0.6 + 0.1 * i), 0.032, (0, y, 0), rot=(8 if i % 2 else -8, 0, 6), group=i == 0)
        b.cylinder("head", head * 0.62, hh, (0, length + hh / 2, 0), r_top=head * 0.9)
    elif kind == "caged":
        b.tube(
            "head",
            (0, length, r),
            (0, length + hh * 0.1, head * 1.25),
            (0, top + 0.09, head * 1.0),
            0.015,
            ring=(4, 45),
            group=True,
        )
        b.torus("head", head * 1.02, 0.016, (0, top - 0.005, 0))
        b.cylinder("head", head * 0.5, 0.04, (0, length + 0.01, 0), r_top=head * 0.7)
        b.ellipsoid("coals", (head * 1.6, hh * 1.2, head * 1.6), (0, length + hh * 0.55, 0), group=True)
    else:
        b.cylinder("head", r * 1.2, hh, (0, length + hh / 2, 0), r_top=head * 1.1, group=True)
        b.cylinder("head", head * 1.2, 0.035, (0, top - 0.01, 0), round=0.006)
        b.cylinder("head", head * 0.86, 0.1, (0, top + 0.02, 0), op="subtract")
        b.ellipsoid("coals", (head * 1.75, 0.08, head * 1.75), (0, top - 0.025, 0), group=True)
    f0 = top - 0.045
    red = tuple(c * f for c, f in zip(d.looks["flame"].tint, (0.9, 0.5, 0.4), strict=True))
    _flame(b, "flame", fire, tall, 0, f0, 0)
    b.tube(
        "flame",
        (fire * 0.2, f0 + 0.02, 0.01),
        (fire * 0.55, f0 + tall * 0.25, 0.02),
        (fire * 0.34, f0 + tall * 0.66, 0),
        fire * 0.22,
        r_end=fire * 0.06,
        tint=(red[0], red[1], red[2]),
    )
    b.tube(
        "flame",
        (-fire * 0.22, f0 + 0.02, 0.02),
        (-fire * 0.5, f0 + tall * 0.2, 0.03),
        (-fire * 0.4, f0 + tall * 0.5, 0.02),
        fire * 0.2,
        r_end=fire * 0.06,
        tint=(red[0], red[1], red[2]),
    )
    if d.has("grip"):
        n = 4
        b.torus("grip", r * 0.86, 0.017, (0, length * 0.26, 0), repeat=(n, (0, 0.03, 0)), group=True)
        b.cylinder("grip", r * 1.06, 0.03 * n, (0, length * 0.26, 0))
    if d.has("pommel"):
        b.cylinder("pommel", r * 0.3, 0.07, (0, 0.035, 0), r_top=r * 1.3, group=True)
        b.cylinder("pommel", r * 1.35, 0.03, (0, 0.08, 0), round=0.005)
    if d.has("bands"):
        b.cylinder(
            "binding",
            r * 1.35,
            0.03,
            (0, length * 0.62, 0),
            repeat=(2, (0, length * 0.24, 0)),
            round=0.005,
            group=True,
        )


def _street_lamp(b: Builder, d: Draw) -> None:
    h, r, s, base, cap = (
        d["height"],
        d["post thickness"] / 2,
        d["lamp size"],
        d["base width"] / 2,
        d["cap height"],
    )
    style, shape = d.variant("style"), d.variant("lamp shape")
    b.prism("base", 8, base, 0.14, (0, 0.07, 0), round=0.02)
    b.cylinder("base", base * 0.82, 0.42, (0, 0.32, 0), r_top=r * 1.4)
    b.cylinder("post", r * 1.15, h - 0.2, (0, (h - 0.2) / 2 + 0.2, 0), r_top=r * 0.82, group=True)
    b.cylinder("post", r * 1.6, 0.11, (0, h * 0.36, 0), round=0.03)
    b.cylinder("post", r * 1.5, 0.09, (0, h * 0.88, 0), round=0.03)
    arm = 0.42 + s * 0.5
    z0 = 0.0

    def lamp(x: float, y: float, z: float, mirror: str) -> None:
        """A lamp whose floor is at y."""
        if shape == "globe":
            b.cylinder("lamp", s * 0.2, 0.12, (x, y + 0.04, z), r_top=s * 0.34, mirror=mirror, group=True)
            b.ellipsoid("glass", (s, s, s), (x, y + s * 0.5 + 0.03, z), mirror=mirror, group=True)
            b.cylinder(
                "lamp",
                s * 0.4,
                cap,
                (x, y + s * 0.93 + cap / 2, z),
                r_top=s * 0.08,
                mirror=mirror,
                group=True,
            )
            return
        b.prism("lamp", 4, s * 0.5, 0.1, (x, y + 0.05, z), mirror=mirror, group=True)
        b.prism(
            "glass",
            4,
            s * 0.44,
            s * 0.95,
            (x, y + 0.06 + s * 0.475, z),
            r_top=s * 0.66,
            mirror=mirror,
            group=True,
        )
        # four bars stand at the corners, outwards with the glass
        lean = math.degrees(math.atan2(s * 0.2, s * 0.95))
        q = s * 0.55 * math.sqrt(0.5)
        for sx in (1, -1):
            for sz in (1, -1):
                k = lean * math.sqrt(0.5)
                b.box(
                    "lamp",
                    (0.07, s * 1.0, 0.07),
                    (x + sx * q, y + 0.07 + s * 0.47, z + sz * q),
                    rot=(sz * k, 0, -sx * k),
                    mirror=mirror,
                    group=sx == sz == 1,
                )
        b.prism("lamp", 4, s * 0.84, 0.09, (x, y + s + 0.07, z), mirror=mirror)
        b.prism("lamp", 4, s * 0.72, cap, (x, y + s + 0.1 + cap / 2, z), r_top=s * 0.12, mirror=mirror)

    if style == "single":
        b.cylinder("arms", r * 1.7, 0.12, (0, h, 0), round=0.03, group=True)
        b.tube("arms", (0, h - 0.34, r * 0.6), (0, h - 0.2, s * 0.4), (0, h + 0.06, s * 0.28), 0.045, ring=(4, 0))
        lamp(0, h + 0.03, 0, "")
        top = h + cap + (s + 0.1 if shape == "square" else s * 0.93 + 0.02)
    elif style == "double":
        b.tube("arms", (0, h - 0.3, 0), (arm, h - 0.42, 0), (arm, h + 0.06, 0), 0.06, mirror="x", group=True)
        b.box("arms", (2 * arm, 0.08, 0.08), (0, h - 0.02, 0))
        b.cylinder("arms", r * 1.2, 0.2, (0, h + 0.02, 0))
        lamp(arm, h + 0.02, 0, "x")
        top = h + 0.1
    else:
        b.tube(
            "arms",
            (0, h - 0.1, z0),
            (0, h + 0.75, z0 + arm * 0.2),
            (0, h + 0.42, z0 + arm),
            0.065,
            group=True,
        )
        b.tube("arms", (0, h - 0.3, z0), (0, h, z0 + arm * 0.6), (0, h + 0.34, z0 + arm * 0.55), 0.05)
        y = h + 0.42 - (s * (1.0 if shape == "square" else 0.93) + cap + 0.12)
        b.cylinder("arms", 0.06, 0.2, (0, h + 0.38, z0 + arm))
        lamp(0, y, z0 + arm, "")
        top = h + 0.0
    if d.has("finial"):
        if style == "hanging":
            b.cylinder("finial", r * 1.2, 0.14, (0, top - 0.06, 0), r_top=r * 0.6, group=True)
            b.ellipsoid("finial", (0.22, 0.24, 0.22), (0, top + 0.06, 0))
        else:
            b.cylinder("finial", 0.06, 0.2, (0, top + 0.03, 0), group=True)
            b.ellipsoid("finial", (0.22, 0.24, 0.22), (0, top + 0.16, 0))
    if d.has("crossbar"):
        b.cylinder("crossbar", 0.05, 1.0, (0, h * 0.78, 0), axis="x", group=True)
        b.ellipsoid("crossbar", (0.15, 0.15, 0.15), (0.5, h * 0.78, 0), mirror="x")
    if d.has("banner"):
        y = h * 0.68
        b.cylinder("banner", 0.045, 0.62, (0.3, y, 0), axis="x", material="iron", tint=_DARK, group=True)
        b.extrude(
            "banner",
            [(0.1, y + 0.02), (0.1, y - 0.86), (0.32, y - 1.04), (0.54, y - 0.86), (0.54, y + 0.02)],
            0.06,
        )


_METALS = ("iron", "iron", "steel", "bronze", "gold", "painted metal", "rusted iron")

CATEGORIES = (
    Category(
        name="lantern",
        family="lighting",
        words=("oil lantern", "hand lantern", "hurricane lantern", "candle lantern"),
        parts=(
            Part("frame", _METALS, words=("posts", "cage", "bars")),
            Part(
                "glass",
                ("glass", "glass", "crystal", "paper"),
                words=("panes", "light", "windows"),
                main=False,
                glow=0.75,
                colours=0.4,
                natural=_WARM,
            ),
            Part("roof", _METALS, words=("cap", "top", "lid"), like="frame"),
            Part("base", _METALS, words=("foot", "bottom"), like="frame"),
            Part("handle", _METALS, words=("ring", "hanger", "loop"), like="frame"),
            Part("flame", ("light",), words=("fire",), main=False, glow=1.0, colours=0.35, natural=_FIRE),
            Part("candle", ("wax",), words=("taper",), main=False, colours=0.2),
            Part("feet", _METALS, words=("legs",), main=False, like="frame"),
        ),
        attributes=(
            Attribute("body height", "", "short", "tall", "shorter", "taller", (0.13, 0.27)),
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.14, 0.23)),
            Attribute("roof height", "roof", "flat", "steep", "flatter", "steeper", (0.03, 0.12)),
            Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.06, 0.13)),
            Attribute("frame thickness", "frame", "thin", "thick", "thinner", "thicker", (0.017, 0.036)),
        ),
        options=(
            Option("open sides", "a bare candle", "flame", 0.3),
            Option("crossbars", "crossbars", "frame", 0.35),
            Option("feet", "feet", "feet", 0.3),
        ),
        variants=(
            Variant("shape", "", ("square", "round", "hexagonal")),
            Variant("roof shape", "roof", ("pointed", "domed")),
        ),
        build=_lantern,
    ),
    Category(
        name="table lamp",
        family="lighting",
        words=("lamp", "desk lamp", "bedside lamp", "reading lamp"),
        parts=(
            Part(
                "shade",
                ("cloth", "cloth", "paper", "glass", "painted metal"),
                words=("lampshade", "hood"),
                glow=0.4,
                natural=((236, 214, 170), (226, 196, 150), (206, 120, 90)),
            ),
            Part(
                "stem",
                ("wood", "bronze", "ceramic", "steel", "dark wood", "gold", "iron"),
                words=("pole", "stand", "column"),
            ),
            Part(
                "base",
                ("wood", "bronze", "ceramic", "steel", "marble", "stone"),
                words=("foot", "bottom"),
                like="stem",
            ),
            Part("bulb", ("glass",), words=("light bulb", "light"), glow=0.85, colours=0.1, natural=_WARM),
            Part("trim", ("gold", "cloth", "bronze", "iron"), words=("edging", "border"), main=False),
            Part("chain", ("gold", "iron", "bronze"), words=("cord", "pull"), main=False),
            Part("finial", ("gold", "bronze", "crystal", "wood"), words=("knob", "tip"), main=False, glow=0.05),
        ),
        attributes=(
            Attribute("stem height", "stem", "short", "tall", "shorter", "taller", (0.16, 0.36)),
            Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.03, 0.062)),
            Attribute("shade width", "shade", "narrow", "wide", "narrower", "wider", (0.24, 0.42)),
            Attribute("shade height", "shade", "low", "high", "lower", "higher", (0.13, 0.27)),
            Attribute("base width", "base", "small", "big", "smaller", "bigger", (0.15, 0.28)),
        ),
        options=(
            Option("trim", "a trim", "trim", 0.4),
            Option("finial", "a finial", "finial", 0.35),
            Option("pull chain", "a pull chain", "chain", 0.35),
            Option("square base", "a square base", "base", 0.35),
        ),
        variants=(
            Variant("shade shape", "shade", ("conical", "cylindrical", "domed")),
            Variant("stem shape", "stem", ("straight", "bulbous", "curved")),
        ),
        build=_table_lamp,
    ),
    Category(
        name="candle",
        family="lighting",
        words=("wax candle", "candlestick", "tallow candle"),
        parts=(
            Part("wax", ("wax",), words=("body", "shaft"), colours=0.5),
            Part("flame", ("light",), words=("fire",), glow=1.0, colours=0.3, natural=_FIRE),
            Part("drips", ("wax",), words=("melted wax", "rim"), like="wax", colours=0.4),
            Part("wick", ("obsidian", "rope"), words=("string",), colours=0.0),
            Part(
                "dish",
                ("bronze", "iron", "gold", "ceramic", "silver", "wood"),
                words=("plate", "saucer", "holder"),
                main=False,
            ),
            Part(
                "handle",
                ("bronze", "iron", "gold", "silver"),
                words=("ring", "loop"),
                main=False,
                like="dish",
            ),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.1, 0.26)),
            Attribute("thickness", "wax", "thin", "thick", "thinner", "thicker", (0.052, 0.1)),
            Attribute("flame size", "flame", "small", "big", "smaller", "bigger", (0.045, 0.1)),
            Attribute("drip length", "drips", "short", "long", "shorter", "longer", (0.02, 0.12)),
            Attribute("wick length", "wick", "short", "long", "shorter", "longer", (0.016, 0.05)),
        ),
        options=(
            Option("dish", "a dish", "dish", 0.5),
            Option("handle", "a ring handle", "handle", 0.4),
        ),
        variants=(
            Variant("shape", "", ("straight", "tapered", "twisted")),
            Variant("count", "", ("single", "triple")),
        ),
        build=_candle,
    ),
    Category(
        name="torch",
        family="lighting",
        words=("burning torch", "wall torch", "firebrand", "flaming torch"),
        parts=(
            Part("handle", ("wood", "wood", "dark wood", "iron", "bone", "bark"), words=("shaft", "stick")),
            Part("flame", ("light",), words=("fire", "blaze"), glow=1.0, colours=0.4, natural=_FIRE),
            Part("head", ("iron", "cloth", "rope", "bronze", "gold", "steel"), words=("cup", "basket", "top")),
            Part("binding", ("iron", "leather", "rope", "gold", "bronze"), words=("bands", "collar", "rings")),
            Part(
                "coals",
                ("obsidian", "light"),
                words=("embers", "fuel"),
                main=False,
                colours=0.1,
                glow=0.4,
                natural=((60, 30, 20),),
            ),
            Part("grip", ("leather", "rope", "cloth"), words=("wrap", "wrapping"), main=False),
            Part("pommel", ("iron", "gold", "bronze", "steel"), words=("spike", "butt"), main=False),
        ),
        attributes=(
            Attribute("handle length", "handle", "short", "long", "shorter", "longer", (0.28, 0.54)),
            Attribute("handle thickness", "handle", "thin", "thick", "thinner", "thicker", (0.05, 0.095)),
            Attribute("head width", "head", "narrow", "wide", "narrower", "wider", (0.13, 0.23)),
            Attribute("flame width", "flame", "narrow", "wide", "narrower", "wider", (0.13, 0.27)),
            Attribute("flame height", "flame", "low", "high", "lower", "higher", (0.17, 0.36)),
        ),
        options=(
            Option("grip", "a wrapped grip", "grip", 0.4),
            Option("pommel", "a pommel", "pommel", 0.35),
            Option("bands", "extra bands", "binding", 0.35),
        ),
        variants=(Variant("head shape", "head", ("wrapped", "caged", "flared")),),
        build=_torch,
    ),
    Category(
        name="street lamp",
        family="lighting",
        words=("lamp post", "lamppost", "street light", "streetlight"),
        parts=(
            Part(
                "post",
                ("iron", "iron", "painted metal", "steel", "bronze", "wood", "stone"),
                words=("pole", "column", "mast"),
            ),
            Part(
                "glass",
                ("glass", "glass", "crystal"),
                words=("light", "panes"),
                glow=0.8,
                colours=0.3,
                natural=_WARM,
            ),
            Part(
                "lamp",
                ("iron", "painted metal", "bronze", "gold", "steel"),
                words=("lamp housing", "lamp head", "cap"),
                like="post",
            ),
            Part("base", ("iron", "stone", "painted metal", "bronze"), words=("foot", "plinth"), like="post"),
            Part("arms", ("iron", "painted metal", "bronze", "gold"), words=("brackets", "arm"), like="post"),
            Part("finial", ("gold", "iron", "bronze"), words=("knob", "tip"), main=False),
            Part("crossbar", ("iron", "bronze", "gold"), words=("ladder rest",), main=False, like="post"),
            Part("banner", ("cloth",), words=("flag", "pennant"), main=False, colours=0.9),
        ),
        attributes=(
            Attribute("height", "", "short", "tall", "shorter", "taller", (1.9, 2.9)),
            Attribute("post thickness", "post", "thin", "thick", "thinner", "thicker", (0.16, 0.34)),
            Attribute("lamp size", "lamp", "small", "big", "smaller", "bigger", (0.42, 0.7)),
            Attribute("base width", "base", "narrow", "wide", "narrower", "wider", (0.46, 0.86)),
            Attribute("cap height", "lamp", "flat", "pointed", "flatter", "more pointed", (0.1, 0.42)),
        ),
        options=(
            Option("finial", "a finial", "finial", 0.4),
            Option("crossbar", "a crossbar", "crossbar", 0.35),
            Option("banner", "a banner", "banner", 0.25),
        ),
        variants=(
            Variant("style", "", ("single", "double", "hanging")),
            Variant("lamp shape", "lamp", ("square", "globe")),
        ),
        build=_street_lamp,
    ),
)
