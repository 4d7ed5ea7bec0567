"""Street: fire hydrant."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _hydrant(b: Builder, d: Draw) -> None:
    h, r, nr, nl, bw, cap = (
        d["height"],
        d["thickness"],
        d["nozzle size"],
        d["nozzle length"],
        d["base width"],
        d["cap height"],
    )
    kind = d.variant("cap shape")
    b.cylinder("base", bw / 2, 0.09, (0, 0.045, 0), round=0.01)
    b.cylinder("base", bw / 2 * 0.8, 0.09, (0, 0.12, 0), round=0.01)
    b.cylinder("body", r, h - 0.1, (0, 0.1 + (h - 0.1) / 2, 0), r_top=r * 0.94, group=True)
    b.cylinder("body", r * 1.26, 0.07, (0, h, 0), round=0.01)
    b.cylinder("body", r * 1.12, 0.05, (0, h * 0.4, 0), round=0.01)
    prof = {
        "domed": ((0, h), (r * 1.08, h + 0.03), (r * 1.0, h + cap * 0.5), (r * 0.74, h + cap * 0.85), (0, h + cap)),
        "pointed": (
            (0, h),
            (r * 1.12, h + 0.03),
            (r * 0.6, h + cap * 0.75),
            (r * 0.16, h + cap * 1.25),
            (0, h + cap * 1.25),
        ),
        "flat": (
            (0, h),
            (r * 1.04, h + 0.02),
            (r * 1.04, h + cap * 0.55),
            (r * 1.22, h + cap * 0.6),
            (r * 1.22, h + cap * 0.85),
            (0, h + cap * 0.85),
        ),
    }[kind]
    b.lathe("cap", prof, group=True)
    peak = h + cap * {"domed": 1.0, "pointed": 1.25, "flat": 0.85}[kind]
    b.prism("cap", 5, 0.05, 0.1, (0, peak + 0.02, 0))
    y = h * 0.68
    b.cylinder("nozzles", nr, nl + r, (r * 0.5 + nl / 2, y, 0), axis="x", mirror="x", group=True)
    b.cylinder("nozzles", nr * 1.3, 0.07, (r + nl, y, 0), axis="x", mirror="x", round=0.008)
    b.prism("nozzles", 5, 0.042, 0.1, (r + nl + 0.05, y, 0), axis="x", mirror="x")
    if d.has("front outlet"):
        q = nr * 1.3
        b.cylinder("nozzles", q, nl * 0.8 + r, (0, y * 0.92, r * 0.5 + nl * 0.4), axis="z", group=True)
        b.cylinder("nozzles", q * 1.25, 0.07, (0, y * 0.92, r + nl * 0.8), axis="z", round=0.008)
        b.prism("nozzles", 5, 0.045, 0.1, (0, y * 0.92, r + nl * 0.8 + 0.05), axis="z")
    if d.has("bolts"):
        b.cylinder("bolts", 0.032, 0.09, (0, 0.13, bw * 0.43), ring=(6, 0), sides=6, group=True)
        b.cylinder("bolts", 0.028, 0.13, (0, h, r * 1.2), ring=(6, 30), sides=6)
    if d.has("chain"):
        b.tube(
            "chain",
            (r * 0.9, h - 0.03, r * 0.62),
            (r * 1.5, y - nr * 2.6, r * 1.2),
            (r + nl, y - nr * 0.8, nr * 0.7),
            0.028,
            group=True,
        )
        b.tube(
            "chain",
            (-r * 0.9, h - 0.03, r * 0.62),
            (-r * 1.5, y - nr * 2.6, r * 1.2),
            (-r - nl, y - nr * 0.8, nr * 0.7),
            0.028,
        )


_IRONS = ("iron", "bronze", "steel", "gold")


CATEGORY = Category(
    name="fire hydrant",
    family="street",
    words=("hydrant", "fireplug", "water hydrant"),
    parts=(
        Part(
            "body",
            ("painted metal", "painted metal", "iron", "rusted iron", "gold"),
            words=("barrel", "pipe"),
            natural=((196, 40, 34), (232, 190, 44)),
        ),
        Part(
            "cap",
            ("painted metal", "iron", "steel", "bronze"),
            words=("bonnet", "top", "dome"),
            like="body",
            natural=((196, 40, 34), (214, 216, 218)),
        ),
        Part(
            "nozzles",
            ("painted metal", "iron", "steel", "bronze"),
            words=("outlets", "valves"),
            natural=((196, 40, 34), (232, 190, 44), (214, 216, 218)),
        ),
        Part(
            "base",
            ("painted metal", "iron", "steel", "stone"),
            words=("flange", "foot"),
            like="body",
            natural=((150, 36, 32), (90, 90, 94)),
        ),
        Part("bolts", _IRONS, words=("screws", "nuts"), main=False),
        Part("chain", _IRONS, words=("chains",), main=False),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.55, 0.85)),
        Attribute("thickness", "body", "thin", "thick", "thinner", "thicker", (0.12, 0.19)),
        Attribute("nozzle size", "nozzles", "small", "big", "smaller", "bigger", (0.06, 0.105)),
        Attribute("nozzle length", "nozzles", "short", "long", "shorter", "longer", (0.05, 0.15)),
        Attribute("base width", "base", "narrow", "wide", "narrower", "wider", (0.4, 0.62)),
        Attribute("cap height", "cap", "low", "high", "lower", "higher", (0.12, 0.26)),
    ),
    options=(
        Option("front outlet", "a front outlet", "nozzles", 0.5),
        Option("bolts", "bolts", "bolts", 0.5),
        Option("chain", "chains", "chain", 0.4),
    ),
    variants=(Variant("cap shape", "cap", ("domed", "pointed", "flat")),),
    build=_hydrant,
)
