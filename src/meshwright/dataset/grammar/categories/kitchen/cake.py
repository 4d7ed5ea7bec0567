"""Kitchen: cake."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _cake(b: Builder, d: Draw) -> None:
    r, h, ice, drip, berry = (
        d["width"] / 2,
        d["height"],
        d["icing thickness"],
        d["drip length"],
        d["topping size"],
    )
    square = d.variant("shape") == "square"
    sliced = d.has("missing slice")
    y0 = 0.022

    def layer(
        part: str,
        out: float,
        lo: float,
        hi: float,
        group: bool,
        *,
        s: float = 1.0,
        at: float = 0.0,
        round: float = 0.0,
    ) -> None:
        """A disc or slab of the cake, `out` wider than the sponge, from lo to hi above `at`."""
        y, t = at + (lo + hi) / 2, hi - lo
        if square:
            b.box(
                part,
                (2 * (r * s * 0.92 + out), t, 2 * (r * s * 0.92 + out)),
                (0, y, 0),
                round=round,
                group=group,
            )
        else:
            b.cylinder(part, r * s + out, t, (0, y, 0), round=round, group=group)

    def slice_out(part: str, grow: float = 0.0) -> None:
        """The missing slice: the quarter in front on the right, a little less than a quarter turn wide."""
        if sliced:
            b.box(part, (1, 2, 1), (0.5 + 0.012 - grow, 0.5, 0.5 + 0.012 - grow), op="subtract")

    tiers = [(1.0, y0, h)]
    if d.has("second tier"):
        tiers.append((0.62, y0 + h + ice * 0.4, h * 0.72))
    for i, (s, at, t) in enumerate(tiers):
        layer("sponge", 0.0, 0.0, t, True, s=s, at=at, round=0.004)
        slice_out("sponge")
        layer("filling", 0.0035, t * 0.36, t * 0.52, True, s=s, at=at)
        slice_out("filling", 0.0015)
        layer("icing", 0.006, t - ice * 0.7, t + ice * 0.5, True, s=s, at=at, round=ice * 0.3)
        # runs of icing: two lengths
        long = min(drip, t * 0.8)
        k = s * r
        if square:
            e = k * 0.92 + 0.004
            for f, count in ((1.0, 2), (0.6, 3)):
                step = 2 * e / count * 0.86
                b.box(
                    "icing",
                    (0.034, long * f, 0.018),
                    (0, at + t - long * f / 2, e),
                    repeat=(count, (step, 0, 0)),
                    mirror="z",
                    round=0.007,
                )
                b.box(
                    "icing",
                    (0.018, long * f, 0.034),
                    (e, at + t - long * f / 2, 0),
                    repeat=(count, (0, 0, step)),
                    mirror="x",
                    round=0.007,
                )
        else:
            for f, count, phase in ((1.0, 6, 12), (0.6, 7, 38)):
                b.cylinder(
                    "icing",
                    0.017,
                    long * f,
                    (0, at + t - long * f / 2, k - 0.001),
                    ring=(count, phase),
                    round=0.007,
                )
        slice_out("icing", 0.0)
        if i == len(tiers) - 1:
            top = at + t + ice * 0.5
            ring = k * (0.98 if square else 0.72)
            if len(tiers) == 2:
                b.ellipsoid(
                    "toppings",
                    (berry * 0.8,) * 3,
                    (0, y0 + h + ice * 0.4 + berry * 0.2, r * 0.81),
                    ring=(9, 0),
                    group=True,
                )
            n = 7 if k > 0.1 else 5
            if square:
                b.ellipsoid(
                    "toppings",
                    (berry,) * 3,
                    (k * 0.66, top + berry * 0.24, k * 0.66),
                    mirror="xz",
                    group=len(tiers) == 1,
                )
                b.ellipsoid("toppings", (berry,) * 3, (0, top + berry * 0.24, k * 0.66), mirror="z")
            else:
                b.ellipsoid(
                    "toppings",
                    (berry,) * 3,
                    (0, top + berry * 0.24, ring),
                    ring=(n, 0),
                    group=len(tiers) == 1,
                )
            slice_out("toppings", 0.0)
            if d.has("candles"):
                hh = 0.085
                x = -k * 0.3
                places = (
                    ((x, x), (k * 0.32, -k * 0.34), (-k * 0.36, k * 0.3))
                    if sliced
                    else ((-k * 0.36, 0.0), (0.0, 0.0), (k * 0.36, 0.0))
                )
                for j, (px, pz) in enumerate(places):
                    b.cylinder("candles", 0.0095, hh, (px, top + hh / 2 - 0.008, pz), group=j == 0)
                for j, (px, pz) in enumerate(places):
                    b.ellipsoid("flames", (0.022, 0.038, 0.022), (px, top + hh + 0.004, pz), group=j == 0)
    b.cylinder("plate", r * (1.3 if square else 1.22) + 0.012, 0.02, (0, 0.01, 0), round=0.006, group=True)
    b.cylinder("plate", r * 0.9, 0.02, (0, 0.014, 0))


CATEGORY = Category(
    name="cake",
    family="kitchen",
    words=("birthday cake", "layer cake", "wedding cake", "gateau"),
    parts=(
        Part(
            "sponge",
            ("bread",),
            words=("cake body", "dough"),
            colours=0.3,
            natural=((200, 146, 84), (96, 58, 38), (230, 190, 120), (168, 70, 60)),
        ),
        Part(
            "icing",
            ("plaster", "wax"),
            words=("frosting", "glaze"),
            colours=0.6,
            natural=((246, 236, 222), (240, 170, 190), (90, 52, 36), (180, 220, 200)),
        ),
        Part(
            "filling",
            ("wax", "flesh"),
            words=("cream", "jam"),
            colours=0.4,
            natural=((246, 236, 214), (190, 50, 60)),
        ),
        Part(
            "toppings",
            ("flesh",),
            words=("cherries", "berries", "strawberries"),
            colours=0.4,
            natural=((196, 30, 44), (70, 60, 130)),
        ),
        Part("plate", ("ceramic", "silver", "wood", "glass", "gold"), words=("stand", "tray", "dish")),
        Part("candles", ("wax",), words=("birthday candles",), main=False, colours=0.8),
        Part(
            "flames",
            ("light",),
            words=("candle fire",),
            main=False,
            colours=0.15,
            glow=1.0,
            natural=((255, 180, 60),),
        ),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.2, 0.32)),
        Attribute("height", "", "flat", "tall", "flatter", "taller", (0.08, 0.17)),
        Attribute("icing thickness", "icing", "thin", "thick", "thinner", "thicker", (0.014, 0.04)),
        Attribute("drip length", "icing", "short", "long", "shorter", "longer", (0.02, 0.095)),
        Attribute("topping size", "toppings", "small", "big", "smaller", "bigger", (0.026, 0.056)),
    ),
    options=(
        Option("missing slice", "a missing slice", "sponge", 0.4),
        Option("second tier", "a second tier", "sponge", 0.3),
        Option("candles", "candles", "candles", 0.4),
    ),
    variants=(Variant("shape", "", ("round", "square")),),
    build=_cake,
)
