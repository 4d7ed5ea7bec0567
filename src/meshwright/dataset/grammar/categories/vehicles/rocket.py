"""Vehicles: rocket."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.vehicles.common import SIDE
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _rocket(b: Builder, d: Draw) -> None:
    h, r, nose, fin, win = d["height"], d["body thickness"], d["nose length"], d["fin size"], d["window size"]
    kind = d.variant("nose shape")
    y0 = 0.62
    top = y0 + h
    belly = {"pointed": 1.0, "rounded": 1.0, "needle": 0.9}[kind]
    b.lathe(
        "body",
        (
            (0, y0),
            (r * 0.72, y0),
            (r * 0.98, y0 + h * 0.28),
            (r * 1.03, y0 + h * 0.5),
            (r * belly, y0 + h * 0.8),
            (r * 0.86 * belly, top),
            (0, top),
        ),
    )
    e = r * 0.86 * belly
    prof = {
        "pointed": (
            (0, top - 0.05),
            (e, top - 0.05),
            (e * 0.82, top + nose * 0.34),
            (e * 0.45, top + nose * 0.74),
            (0, top + nose),
        ),
        "rounded": (
            (0, top - 0.05),
            (e, top - 0.05),
            (e * 0.97, top + nose * 0.3),
            (e * 0.78, top + nose * 0.6),
            (e * 0.42, top + nose * 0.8),
            (0, top + nose * 0.86),
        ),
        "needle": (
            (0, top - 0.05),
            (e, top - 0.05),
            (e * 0.5, top + nose * 0.42),
            (0.09, top + nose * 0.5),
            (0.08, top + nose * 1.2),
            (0, top + nose * 1.25),
        ),
    }[kind]
    b.lathe("nose", prof, group=True)
    # fins swept down to the ground
    out = [
        (r * 0.5, y0 + 0.1),
        (r * 0.9 + fin * 0.75, 0.0),
        (r * 0.9 + fin, 0.0),
        (r * 0.95 + fin * 0.9, y0 + fin * 0.5),
        (r * 0.8, y0 + fin * 1.5 + 0.2),
        (r * 0.4, y0 + fin * 1.4),
    ]
    b.extrude(
        "fins",
        out,
        0.16,
        (0, 0, 0),
        rot=SIDE,
        ring=(3 if d.has("three fins") else 4, 0 if d.has("three fins") else 45),
        group=True,
    )
    b.cylinder("engine", r * 0.62, 0.4, (0, y0 - 0.14, 0), r_top=r * 0.38, group=True)
    b.cylinder("engine", r * 0.74, 0.14, (0, y0 + 0.02, 0))
    wy = y0 + h * 0.66
    b.cylinder("window", win * 0.72, 0.2, (0, wy, r * 0.98), axis="z", group=True)
    b.torus("rim", win * 0.84, max(win * 0.24, 0.06), (0, wy, r * 0.99 + 0.06), axis="z", group=True)
    if d.has("second window"):
        b.cylinder("window", win * 0.5, 0.2, (0, wy - win * 2.6 - 0.1, r), axis="z", group=True)
        b.torus("rim", win * 0.58, max(win * 0.2, 0.05), (0, wy - win * 2.6 - 0.1, r + 0.06), axis="z", group=True)
    for q in (0.3,) if not d.has("stripes") else (0.3, 0.88):
        b.cylinder("rim", r * (1.06 if q < 0.5 else 1.0), 0.16, (0, y0 + h * q, 0), group=True)
    if d.has("flame"):
        b.lathe("flame", ((0, 0), (0.1, 0.0), (r * 0.36, 0.18), (r * 0.5, y0 - 0.26), (0, y0 - 0.1)), group=True)
    if d.has("boosters"):
        q = r * 0.36
        x = r + q * 0.7
        b.cylinder("boosters", q, h * 0.5, (x, y0 - 0.1 + h * 0.25, 0), mirror="x", group=True)
        b.cylinder("boosters", q, 0.4, (x, y0 + h * 0.5 + 0.08, 0), r_top=0.03, mirror="x")
        b.cylinder("boosters", q * 0.9, 0.24, (x, y0 - 0.18, 0), r_top=q * 0.5, mirror="x")


CATEGORY = Category(
    name="rocket",
    family="vehicles",
    words=("spaceship", "rocketship", "spacecraft", "rocket ship"),
    parts=(
        Part(
            "body",
            ("painted metal", "painted metal", "steel", "bronze", "gold"),
            words=("hull", "fuselage"),
            natural=((226, 226, 222), (190, 194, 200), (190, 44, 38)),
        ),
        Part(
            "nose",
            ("painted metal", "painted metal", "steel", "bronze", "gold"),
            words=("nose cone", "tip"),
            natural=((198, 44, 38), (232, 150, 44), (50, 84, 160)),
        ),
        Part(
            "fins",
            ("painted metal", "painted metal", "steel", "bronze"),
            words=("wings", "legs"),
            like="nose",
            natural=((198, 44, 38), (50, 84, 160), (232, 150, 44)),
        ),
        Part(
            "window",
            ("glass", "crystal"),
            words=("porthole", "hatch"),
            glow=0.25,
            colours=0.4,
            natural=((110, 180, 220),),
        ),
        Part("rim", ("steel", "gold", "bronze", "painted metal"), words=("frame", "rings", "stripes")),
        Part("engine", ("iron", "steel", "bronze", "obsidian"), words=("thruster", "exhaust")),
        Part(
            "flame",
            ("light",),
            words=("fire", "jet flame"),
            main=False,
            glow=1.0,
            colours=0.3,
            natural=((255, 150, 40), (255, 200, 80)),
        ),
        Part(
            "boosters",
            ("painted metal", "steel", "bronze"),
            words=("side tanks", "side rockets"),
            main=False,
            like="body",
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (2.4, 3.8)),
        Attribute("body thickness", "body", "thin", "thick", "thinner", "thicker", (0.42, 0.78)),
        Attribute("nose length", "nose", "short", "long", "shorter", "longer", (0.6, 1.35)),
        Attribute("fin size", "fins", "small", "big", "smaller", "bigger", (0.45, 0.95)),
        Attribute("window size", "window", "small", "big", "smaller", "bigger", (0.2, 0.42)),
    ),
    options=(
        Option("three fins", "three fins", "fins", 0.4),
        Option("second window", "a second window", "window", 0.4),
        Option("stripes", "two rings", "rim", 0.4),
        Option("flame", "a flame", "flame", 0.4),
        Option("boosters", "boosters", "boosters", 0.3),
    ),
    variants=(Variant("nose shape", "nose", ("pointed", "rounded", "needle")),),
    build=_rocket,
)
