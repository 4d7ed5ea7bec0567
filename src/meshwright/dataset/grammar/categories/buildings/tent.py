"""Buildings: tent."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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


CATEGORY = Category(
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
)
