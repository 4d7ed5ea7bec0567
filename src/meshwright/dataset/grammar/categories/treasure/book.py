"""Treasure: book."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _book(b: Builder, d: Draw) -> None:
    w, h, t, board, mark = d["width"], d["height"], d["thickness"], d["cover thickness"], d["emblem size"]
    if d.variant("pose") == "closed":
        z = t / 2 + board / 2
        b.box("cover", (w, h, board), (0, h / 2, z), mirror="z", round=0.006)
        b.box("pages", (w * 0.93, h * 0.93, t + 0.01), (-w * 0.012, h / 2, 0), group=True)
        b.cylinder("spine", t / 2 + board, h, (-w / 2 + 0.005, h / 2, 0), sides=8 if b.low_poly else 0, group=True)
        b.box("spine", (0.6, h, 1), (-w / 2 - 0.3 + 0.012, h / 2, 0), op="intersect")
        b.torus("spine", t / 2 + board, 0.01, (-w / 2 + 0.005, h / 2, 0), repeat=(4, (0, h * 0.24, 0)))
        b.box("spine", (0.6, 2 * h, 1), (-w / 2 - 0.3 + 0.02, h / 2, 0), op="intersect")
        front = z + board / 2
        if d.has("corners"):
            b.extrude(
                "corners",
                [(-0.085, 0.012), (0.012, 0.012), (0.012, -0.085)],
                board + 0.022,
                (w / 2, h, z),
                mirror="z",
                group=True,
            )
            b.extrude(
                "corners",
                [(-0.085, -0.012), (0.012, -0.012), (0.012, 0.085)],
                board + 0.022,
                (w / 2, 0.012, z),
                mirror="z",
            )
        if d.has("clasp"):
            b.box("clasp", (0.14, 0.055, t + 2 * board + 0.03), (w / 2 - 0.045, h * 0.72, 0), round=0.008, group=True)
            b.box("clasp", (0.14, 0.055, t + 2 * board + 0.03), (w / 2 - 0.045, h * 0.28, 0), round=0.008, group=True)
        if d.has("bookmark"):
            b.box("bookmark", (0.045, 0.16, 0.024), (w * 0.2, 0.0 + h, 0), group=True)
            b.box("bookmark", (0.045, h * 0.26, 0.022), (w * 0.2, h * 0.92, front + 0.008))
            b.box("bookmark", (0.045, 0.022, front + 0.02), (w * 0.2, h + 0.02, front / 2 + 0.003))
        b.prism(
            "emblem",
            4,
            mark * 0.62,
            0.03,
            (-w * 0.02 + 0.01, h / 2, front + 0.008),
            axis="z",
            rot=(0, 0, 45),
            group=True,
        )
        b.ellipsoid("emblem", (mark * 0.6, mark * 0.6, 0.06), (-w * 0.02 + 0.01, h / 2, front + 0.018), group=True)
        return
    tilt = 9.0
    lift = board / 2 + 0.004
    b.box("cover", (w, board, h), (w / 2 - 0.004, lift + w * 0.078, 0), rot=(0, 0, tilt), mirror="x", round=0.006)
    b.box(
        "pages",
        (w * 0.93, t * 0.62, h * 0.93),
        (w * 0.47, lift + w * 0.078 + board * 0.45 + t * 0.3, 0),
        rot=(0, 0, tilt * 0.6),
        mirror="x",
        round=0.012,
        group=True,
    )
    b.cylinder("spine", board * 0.9 + t * 0.12, h, (0, board * 0.9 + t * 0.12, 0), axis="z", group=True)
    top = lift + w * 0.078 + board * 0.45 + t * 0.62
    if d.has("corners"):
        for s in (1, -1):
            b.box(
                "corners",
                (0.08, board + 0.022, 0.08),
                (w - 0.045, lift + w * 0.148, s * (h / 2 - 0.032)),
                rot=(0, 0, tilt),
                mirror="x",
                group=True,
            )
    if d.has("clasp"):
        b.box(
            "clasp",
            (0.12, board * 1.2, 0.055),
            (w + 0.03, lift + w * 0.155, 0),
            rot=(0, 0, tilt),
            mirror="x",
            repeat=(2, (0, 0, h * 0.44)),
            group=True,
        )
    if d.has("bookmark"):
        b.box("bookmark", (0.05, 0.024, h * 0.94), (0.03, top - w * 0.045, 0), group=True)
        b.box("bookmark", (0.05, 0.13, 0.03), (0.03, top - w * 0.045 - 0.05, h * 0.47 + 0.005))
    b.ellipsoid(
        "emblem", (mark * 1.05, 0.1, mark * 1.05), (w * 0.5, top - 0.002, 0), rot=(0, 0, tilt * 0.6), group=True
    )
    b.box(
        "emblem",
        (w * 0.5, 0.03, 0.03),
        (-w * 0.48, top + 0.003, -h * 0.02),
        repeat=(3, (0, 0, h * 0.2)),
        rot=(0, 0, -tilt * 0.6),
        material="paper",
        tint=(0.03, 0.02, 0.02),
        emission=0.0,
        group=True,
    )


CATEGORY = Category(
    name="book",
    family="treasure",
    words=("tome", "spellbook", "grimoire", "diary"),
    parts=(
        Part(
            "cover",
            ("leather", "leather", "cloth", "wood", "dark wood", "painted metal"),
            words=("binding", "boards"),
        ),
        Part("pages", ("paper",), words=("leaves", "page block"), colours=0.1),
        Part("spine", ("leather", "cloth", "gold"), words=("back",), like="cover"),
        Part("emblem", ("gold", "crystal", "silver", "light", "bone"), words=("symbol", "sigil", "rune"), glow=0.3),
        Part("corners", ("gold", "bronze", "iron", "silver"), words=("corner guards",), main=False, like="emblem"),
        Part("clasp", ("gold", "bronze", "iron", "leather"), words=("clasps", "lock", "straps"), main=False),
        Part("bookmark", ("cloth",), words=("ribbon",), main=False, colours=0.9, natural=((170, 24, 30),)),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.36, 0.54)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.48, 0.72)),
        Attribute("thickness", "", "thin", "thick", "thinner", "thicker", (0.1, 0.24)),
        Attribute("cover thickness", "cover", "thin", "thick", "thinner", "thicker", (0.03, 0.06)),
        Attribute("emblem size", "emblem", "small", "big", "smaller", "bigger", (0.12, 0.26)),
    ),
    options=(
        Option("corners", "metal corners", "corners", 0.4),
        Option("clasp", "clasps", "clasp", 0.35),
        Option("bookmark", "a bookmark", "bookmark", 0.35),
    ),
    variants=(Variant("pose", "", ("closed", "open")),),
    build=_book,
)
