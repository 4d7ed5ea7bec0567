"""Kitchen: pumpkin."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _pumpkin(b: Builder, d: Draw) -> None:
    w, h, rib, stem, thick = (
        d["width"],
        d["height"],
        d["rib depth"],
        d["stem length"],
        d["stem thickness"] / 2,
    )
    n = 8
    r = w / 2
    pear = d.variant("body shape") == "pear-shaped"
    squash = 0.9 if pear else 1.0

    def body(part: str, s: float, group: bool) -> None:
        """Ribs around a core; deeper grooves with narrower ribs."""
        core = 1 - 0.26 * rib
        wide = r * (0.98 - 0.34 * rib)
        y = h * 0.5 * squash
        if b.low_poly:
            # clean facets: six-sided spindles in place of faceted balls
            q, hh = h * squash, h * squash * (1 - s) / 2
            fat = wide * 0.62 * s
            b.lathe(
                part,
                [
                    (0, q * 0.06 + hh),
                    (w * 0.3 * core * s, q * 0.06 + hh),
                    (w * 0.48 * core * s, q * 0.4),
                    (w * 0.48 * core * s, q * 0.6),
                    (w * 0.3 * core * s, q * 0.92 - hh),
                    (0, q * 0.92 - hh),
                ],
                group=group,
            )
            b.lathe(
                part,
                [
                    (0, hh),
                    (fat * 0.55, q * 0.03 + hh),
                    (fat, q * 0.34),
                    (fat, q * 0.66),
                    (fat * 0.55, q * 0.97 - hh),
                    (0, q - hh),
                ],
                (0, 0, (r - wide * 0.62) * s),
                sides=6,
                ring=(n, 22.5),
            )
            if pear:
                b.lathe(
                    part,
                    [
                        (0, q * 0.6),
                        (w * 0.36 * s, q * 0.6),
                        (w * 0.3 * s, h * 0.88),
                        (w * 0.16 * s, h * 1.06 - hh),
                        (0, h * 1.06 - hh),
                    ],
                )
            return
        b.ellipsoid(part, (w * core * s, h * 0.94 * squash * s, w * core * s), (0, y, 0), group=group)
        b.ellipsoid(part, (wide * s, h * squash * s, r * 1.16 * s), (0, y, r - r * 0.58), ring=(n, 22.5))
        if pear:
            b.ellipsoid(part, (w * 0.62 * s, h * 0.66 * s, w * 0.62 * s), (0, h * 0.76, 0), op="smooth", k=0.06)

    top = h * 0.93 if not pear else h * 1.06
    body("body", 1.0, True)
    if d.has("carved face"):
        e, y = r * 0.27, h * 0.56 * squash
        for dx in (-1, 1):
            b.extrude(
                "body",
                [(dx * r * 0.36 - e, y), (dx * r * 0.36 + e, y), (dx * r * 0.3, y + e * 1.5)],
                1.0,
                (0, 0, 0.5),
                op="subtract",
            )
        b.extrude(
            "body",
            [(-e * 0.5, y - e * 0.6), (e * 0.5, y - e * 0.6), (0, y + e * 0.15)],
            1.0,
            (0, 0, 0.5),
            op="subtract",
        )
        m = y - e * 0.95
        b.extrude(
            "body",
            [
                (-r * 0.62, m + 0.02),
                (-r * 0.34, m - e * 1.05),
                (r * 0.34, m - e * 1.05),
                (r * 0.62, m + 0.02),
                (r * 0.24, m - e * 0.3),
                (r * 0.12, m - e * 0.62),
                (-r * 0.12, m - e * 0.62),
                (-r * 0.24, m - e * 0.3),
            ],
            1.0,
            (0, 0, 0.5),
            op="subtract",
        )
        b.ellipsoid("face", (w * 0.74, h * 0.8 * squash, w * 0.74), (0, h * 0.5 * squash, 0), group=True)
    curl = d.variant("stem shape") == "curled"
    y = top - 0.04
    if curl:
        b.tube(
            "stem",
            (0, y, 0),
            (0, y + stem * 1.3, 0),
            (stem * 0.5 + 0.01, y + stem * 0.95, 0),
            thick * 1.1,
            r_end=thick * 0.85,
            group=True,
        )
        b.tube(
            "stem",
            (stem * 0.5 + 0.01, y + stem * 0.95, 0),
            (stem * 0.95 + 0.02, y + stem * 0.65, 0),
            (stem * 0.8 + 0.03, y + stem * 0.45, 0),
            thick * 0.85,
            r_end=thick * 0.6,
        )
    else:
        b.prism(
            "stem",
            5,
            thick * 1.25,
            stem + 0.05,
            (0, y + (stem + 0.05) / 2, 0),
            r_top=thick * 0.85,
            rot=(6, 0, -10),
            group=True,
        )
    b.cylinder("stem", thick * 2.2, 0.05, (0, top - 0.012, 0), r_top=thick * 1.0)
    if d.has("leaf"):
        q = r * 0.62
        for sx, f in ((1, 1.0), (-1, 0.7)):
            b.ellipsoid(
                "leaf",
                (q * f, 0.03, q * 0.66 * f),
                (sx * q * f * 0.5, top + 0.006, r * 0.22),
                rot=(18, 0, -sx * 14),
                group=sx == 1,
            )
    if d.has("vine"):
        x = r * 0.3
        b.tube(
            "vine",
            (0, top + 0.0, 0.02),
            (x * 1.6, top + 0.09, r * 0.5),
            (x * 1.5, top - h * 0.12, r * 0.72),
            0.016,
            group=True,
        )
        b.tube(
            "vine",
            (x * 1.5, top - h * 0.12, r * 0.72),
            (x * 1.9, top - h * 0.24, r * 0.98),
            (x * 2.5, top - h * 0.14, r * 0.8),
            0.016,
        )


CATEGORY = Category(
    name="pumpkin",
    family="kitchen",
    words=("jack-o'-lantern", "gourd", "halloween pumpkin", "squash"),
    parts=(
        Part(
            "body",
            ("flesh", "flesh", "flesh", "wood", "gold", "ceramic"),
            words=("rind", "shell"),
            colours=0.35,
            natural=((222, 116, 28), (208, 98, 22), (232, 142, 46), (198, 164, 60)),
        ),
        Part(
            "stem",
            ("bark", "foliage", "wood"),
            words=("stalk",),
            colours=0.15,
            natural=((96, 106, 52), (120, 104, 60)),
        ),
        Part(
            "face",
            ("light",),
            words=("grin", "eyes", "mouth"),
            main=False,
            colours=0.3,
            glow=0.85,
            natural=((255, 196, 70), (255, 160, 40)),
        ),
        Part("leaf", ("foliage",), words=("leaves",), main=False, colours=0.15),
        Part("vine", ("foliage", "bark"), words=("tendril",), main=False, colours=0.1),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.3, 0.48)),
        Attribute("height", "", "flat", "tall", "flatter", "taller", (0.2, 0.36)),
        Attribute("rib depth", "body", "smooth", "ribbed", "smoother", "more ribbed", (0.0, 1.0)),
        Attribute("stem length", "stem", "short", "long", "shorter", "longer", (0.045, 0.13)),
        Attribute("stem thickness", "stem", "thin", "thick", "thinner", "thicker", (0.034, 0.085)),
    ),
    options=(
        Option("carved face", "a carved face", "face", 0.45),
        Option("leaf", "leaves", "leaf", 0.4),
        Option("vine", "a curly vine", "vine", 0.3),
    ),
    variants=(
        Variant("body shape", "", ("round", "pear-shaped")),
        Variant("stem shape", "stem", ("straight", "curled")),
    ),
    build=_pumpkin,
)
