"""Containers: vase."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.containers.common import radius
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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
                    else radius([(foot, y0), (belly, y0 + h * 0.36), (belly, top)], y)
                )
                r = max(r, foot + (belly * 0.8 - foot) * f / 0.3) if f < 0.3 and not b.low_poly else r
            elif shape == "tapered":
                r = radius([(foot * 0.75, y0), (belly * 0.8, y0 + h * 0.5), (belly, top)], y)
            else:
                r = radius([(foot, y0), (belly * 0.86, y0 + h * 0.3), (belly * 0.9, top)], y) + 0.01
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


CATEGORY = Category(
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
)
