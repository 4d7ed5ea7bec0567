"""Weapons: shield."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import oval
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _shield(b: Builder, d: Draw) -> None:
    w, h, dome, rim, boss = d["width"], d["height"], d["bulge"], d["rim width"], d["boss size"]
    shape = d.variant("outline")
    cy, t = h / 2, 0.08

    def plate(part: str, k: float, z: float, deep: float, op: str = "union", group: bool = False) -> None:
        """The outline shrunk by k on every side."""
        ww, hh = w - 2 * k, h - 2 * k
        if shape == "round" and not b.low_poly:
            b.ellipsoid(part, (ww, hh, 0.9), (0, cy, z), op=op, group=group)
            if op == "union":
                b.box(part, (2 * w, 2 * h, deep), (0, cy, z), op="intersect")
            return
        if shape == "round":
            outline = oval(ww, hh, h / 2)
        elif shape == "square":
            outline = [(-ww / 2, k), (ww / 2, k), (ww / 2, h - k), (-ww / 2, h - k)]
        else:
            outline = [
                (0, k * 1.5),
                (ww * 0.32, k + hh * 0.24),
                (ww * 0.5, k + hh * 0.58),
                (ww * 0.5, h - k * 1.2),
                (0, h - k * 0.6),
                (-ww * 0.5, h - k * 1.2),
                (-ww * 0.5, k + hh * 0.58),
                (-ww * 0.32, k + hh * 0.24),
            ]
        b.extrude(part, outline, deep, (0, 0, z), op=op, group=group)

    my, front = cy + (0.06 * h if shape == "kite-shaped" else 0.0), t * 0.6 + dome

    def bulge(part: str, k: float, op: str) -> None:
        b.ellipsoid(part, ((w - rim) * 0.9, (h - rim) * 0.9, 2 * (dome + t * 0.3 + k)), (0, my, t * 0.3), op=op)

    plate("board", rim * 0.5, t * 0.3, t * 0.6)
    bulge("board", 0.0, "union")
    plate("board", rim * 0.5, 0, 2.0, op="intersect")
    b.box("board", (2 * w, 2 * h, 2.0), (0, cy, 1.0), op="intersect")
    plate("rim", 0.0, t * 0.65, t * 1.3, group=True)
    plate("rim", rim, t, t * 4, op="subtract")
    b.tube("handle", (0, cy - 0.15, 0.02), (0, cy, -0.2), (0, cy + 0.15, 0.02), 0.03, group=True)
    if d.has("cross"):
        arm = w * 0.17
        for deep in (t + 0.02, 2 * front + t):  # on the flat, on the bulge
            b.box("emblem", (arm, h, deep), (0, cy, deep / 2), group=True)
            b.box("emblem", (w, arm, deep), (0, my, deep / 2))
            if deep == t + 0.02:
                plate("emblem", rim * 0.6, 0, t * 4, op="intersect")
            else:
                bulge("emblem", 0.03, "intersect")
                plate("emblem", rim * 0.6, 0, 4 * deep, op="intersect")
    z = front
    b.ellipsoid("boss", (boss, boss, boss * 0.8), (0, my, z), group=True)
    if d.has("boss spike"):
        b.cylinder("boss", boss * 0.28, 0.24, (0, my, z + boss * 0.3 + 0.08), r_top=0.01, axis="z")
    if d.has("studs"):
        if shape == "round":
            for x, y in ((0.0, 0.5), (0.0, -0.5), (0.355, 0.355), (0.355, -0.355), (0.5, 0.0)):
                b.ellipsoid(
                    "studs", (0.08, 0.08, 0.08), (x * (w - rim), cy + y * (h - rim), t * 1.25), mirror="x", group=True
                )
        else:
            top = h - rim * 0.5
            b.ellipsoid(
                "studs",
                (0.08, 0.08, 0.08),
                ((w - rim) / 2, h * 0.7, t * 1.25),
                mirror="x",
                repeat=(2, (0, h * 0.36, 0)),
                group=True,
            )
            b.ellipsoid("studs", (0.08, 0.08, 0.08), (0, top, t * 1.25), repeat=(3, (w * 0.3, 0, 0)), group=True)


CATEGORY = Category(
    name="shield",
    family="weapons",
    words=("buckler", "heater shield", "targe"),
    parts=(
        Part(
            "board",
            ("wood", "wood", "painted metal", "painted metal", "steel", "bronze", "leather", "dark wood"),
            words=("face", "front"),
            colours=0.85,
        ),
        Part("rim", ("iron", "steel", "gold", "bronze", "leather"), words=("edge", "border")),
        Part("boss", ("iron", "steel", "gold", "bronze"), words=("center", "knob"), like="rim"),
        Part("handle", ("leather", "wood", "iron"), words=("strap", "grip")),
        Part(
            "emblem",
            ("painted metal", "painted metal", "gold", "cloth", "silver"),
            words=("cross", "symbol"),
            main=False,
            colours=0.9,
        ),
        Part("studs", ("iron", "gold", "bronze", "steel"), words=("rivets",), main=False, like="rim"),
    ),
    attributes=(
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.62, 0.95)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.75, 1.15)),
        Attribute("bulge", "board", "flat", "domed", "flatter", "more domed", (0.02, 0.16)),
        Attribute("rim width", "rim", "thin", "thick", "thinner", "thicker", (0.05, 0.11)),
        Attribute("boss size", "boss", "small", "big", "smaller", "bigger", (0.18, 0.36)),
    ),
    options=(
        Option("cross", "a cross", "emblem", 0.4),
        Option("boss spike", "a spike", "boss", 0.25),
        Option("studs", "studs", "studs", 0.4),
    ),
    variants=(Variant("outline", "", ("round", "square", "kite-shaped")),),
    build=_shield,
)
