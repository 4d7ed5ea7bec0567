"""Furniture: bed."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.furniture.common import shaded
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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
        tint=shaded(d, "blanket", 1.7),
    )
    if d.has("canopy"):
        h = 1.95
        b.box("legs", (0.09, h, 0.09), (w2 - 0.02, h / 2, z + 0.01), mirror="xz", round=0.02, group=True)
        b.box("legs", (2 * w2 + 0.1, 0.12, length + 0.14), (0, h, 0), round=0.015)
        b.box("legs", (w - 0.14, 1, length - 0.2), (0, h, 0), op="subtract")
        b.box("canopy", (2 * w2 - 0.02, 0.08, length + 0.04), (0, h + 0.06, 0), round=0.02, group=True)
        b.box("canopy", (2 * w2 + 0.03, 0.2, 0.07), (0, h - 0.1, z + 0.03), mirror="z")
        b.box("canopy", (0.12, h - 0.5, 0.18), (w2 - 0.03, h / 2 + 0.3, -z + 0.06), mirror="x", taper=(1.4, 2.2))


CATEGORY = Category(
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
)
