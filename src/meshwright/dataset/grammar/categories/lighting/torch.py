"""Lighting: torch."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.lighting.common import FIRE, flame
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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
    flame(b, "flame", fire, tall, 0, f0, 0)
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


CATEGORY = Category(
    name="torch",
    family="lighting",
    words=("burning torch", "wall torch", "firebrand", "flaming torch"),
    parts=(
        Part("handle", ("wood", "wood", "dark wood", "iron", "bone", "bark"), words=("shaft", "stick")),
        Part("flame", ("light",), words=("fire", "blaze"), glow=1.0, colours=0.4, natural=FIRE),
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
)
