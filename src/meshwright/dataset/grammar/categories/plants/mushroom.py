"""Plants: mushroom."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _mushroom(b: Builder, d: Draw) -> None:
    h, w, ch, r, curve = d["height"], d["cap width"], d["cap thickness"], d["stem thickness"], d["stem curve"]
    kind, x1 = d.variant("cap shape"), curve * 0.5
    y0 = h - ch
    b.tube(
        "stem", (-x1, r * 1.1, 0), (-x1 - curve * 0.5, y0 * 0.55, 0), (x1, y0 + ch * 0.3, 0), r * 1.1, r_end=r * 0.85
    )
    b.ellipsoid("stem", (r * 3, r * 2.6, r * 3), (-x1, r * 1.2, 0), op="smooth", k=0.03)
    R = w / 2
    profile = {
        "domed": (
            (0, y0),
            (R, y0),
            (R * 0.99, y0 + ch * 0.22),
            (R * 0.86, y0 + ch * 0.55),
            (R * 0.6, y0 + ch * 0.83),
            (R * 0.3, y0 + ch * 0.97),
            (0, h),
        ),
        "pointed": (
            (0, y0),
            (R, y0),
            (R * 0.94, y0 + ch * 0.14),
            (R * 0.55, y0 + ch * 0.5),
            (R * 0.24, y0 + ch * 1.05),
            (0, h + ch * 0.4),
        ),
        "funnel": (
            (0, y0 - ch * 0.2),
            (R * 0.5, y0 + ch * 0.2),
            (R, y0 + ch * 0.75),
            (R * 0.98, h),
            (R * 0.7, h - ch * 0.12),
            (0, h - ch * 0.55),
        ),
    }[kind]
    b.lathe("cap", profile, (x1, 0, 0), group=True)
    g0 = y0 - ch * 0.1
    if kind == "funnel":
        b.lathe(
            "gills",
            ((0, y0 - ch * 0.45), (R * 0.45, y0 - 0.02), (R * 0.88, y0 + ch * 0.56), (R * 0.6, y0 + ch * 0.6), (0, y0)),
            (x1, 0, 0),
            group=True,
        )
    else:
        b.cylinder("gills", R * 0.62, ch * 0.22, (x1, g0 + ch * 0.05, 0), r_top=R * 0.9, group=True)
        b.box("gills", (0.014, ch * 0.24, R * 0.5), (x1, g0, R * 0.55), ring=(12, 0, x1, 0))
    if d.has("spots"):
        top, out, q = {
            "domed": (h, 0.78, 0.62),
            "pointed": (h + ch * 0.1, 0.57, 0.46),
            "funnel": (h - ch * 0.5, 0.84, 0.32),
        }[kind]
        s = w * 0.2
        if kind == "domed":
            b.ellipsoid("spots", (s * 1.1, s * 0.5, s * 1.1), (x1, top, 0), group=True)
        b.ellipsoid(
            "spots",
            (s, s, s * 0.6),
            (x1, y0 + ch * q, R * out * (0.98 if kind != "funnel" else 0.88)),
            ring=(6, 10, x1, 0),
            group=kind != "domed",
        )
        if kind == "domed":
            b.ellipsoid("spots", (s * 0.8, s * 0.5, s * 0.8), (x1, y0 + ch * 0.9, R * 0.45), ring=(4, 40, x1, 0))
    if d.has("ring"):
        b.lathe(
            "ring",
            ((0, y0 * 0.72), (r * 1.9 + 0.01, y0 * 0.6), (r * 1.9 + 0.02, y0 * 0.6 + 0.03), (0, y0 * 0.72 + 0.05)),
            (x1 * 0.2, 0, 0),
            group=True,
        )
    if d.has("offshoot"):
        q = 0.42
        b.tube(
            "stem",
            (-x1 + r * 0.5, r * 0.7, r * 0.6),
            (w * 0.34, 0.02, r * 1.4),
            (w * 0.4, h * q - ch * q * 0.5, r * 1.6),
            r * 0.6,
            group=True,
        )
        b.lathe("cap", [(p * q, (y - y0) * q) for p, y in profile], (w * 0.4, (h - ch) * q, r * 1.6), group=True)


CATEGORY = Category(
    name="mushroom",
    family="plants",
    words=("toadstool", "fungus", "shroom"),
    parts=(
        Part(
            "cap",
            ("flesh", "flesh", "flesh", "crystal"),
            words=("hat", "head"),
            colours=0.5,
            glow=0.1,
            natural=((190, 44, 36), (168, 112, 68), (208, 140, 70), (120, 84, 60)),
        ),
        Part(
            "stem",
            ("flesh", "flesh", "wood", "bone"),
            words=("stalk", "stipe"),
            colours=0.25,
            natural=((232, 220, 194), (214, 196, 164)),
        ),
        Part(
            "gills",
            ("flesh", "paper"),
            words=("lamellae", "underside"),
            colours=0.2,
            glow=0.1,
            natural=((220, 200, 168), (190, 160, 124)),
        ),
        Part(
            "spots",
            ("flesh", "crystal"),
            words=("dots", "warts"),
            main=False,
            colours=0.3,
            glow=0.2,
            natural=((240, 236, 224),),
        ),
        Part(
            "ring",
            ("flesh", "cloth"),
            words=("skirt", "collar"),
            main=False,
            colours=0.3,
            like="stem",
            natural=((236, 226, 204),),
        ),
    ),
    attributes=(
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.5, 0.85)),
        Attribute("cap width", "cap", "narrow", "wide", "narrower", "wider", (0.42, 0.8)),
        Attribute("cap thickness", "cap", "thin", "thick", "thinner", "thicker", (0.16, 0.34)),
        Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.05, 0.11)),
        Attribute("stem curve", "stem", "straight", "curved", "straighter", "more curved", (0.0, 0.2)),
    ),
    options=(
        Option("spots", "spots", "spots", 0.5),
        Option("ring", "a skirt", "ring", 0.4),
        Option("offshoot", "a smaller one beside it", "cap", 0.3),
    ),
    variants=(Variant("cap shape", "cap", ("domed", "pointed", "funnel")),),
    build=_mushroom,
)
