"""Containers: bottle."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.containers.common import radius
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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
            r0, r1 = (radius([(r * 1.2, h * 0.1), (throat, h)], y) if shape == "conical" else r for y in (lo, hi))
            b.cylinder("label", r0 + 0.009, hi - lo, (0, (lo + hi) / 2, 0), r_top=r1 + 0.009, group=True)
            b.box("label", (2 * r * 0.8, 1, 1), (0, h / 2, 0.5), op="intersect")
    if d.has("rope wrap"):
        y = h + min(neck * 0.3, 0.03)
        b.torus("wrap", throat + 0.006, 0.011, (0, y, 0), group=True)
        b.torus("wrap", throat + 0.006, 0.011, (0, y + 0.019, 0))
        b.ellipsoid("wrap", (0.036, 0.04, 0.032), (0, y + 0.008, throat + 0.012))


CATEGORY = Category(
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
)
