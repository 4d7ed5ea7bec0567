"""Long and flat weapons: spear, bow, shield, staff."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.blades import bevel, oval, wrap
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_METAL = ("steel", "iron", "bronze", "gold", "silver")


def _spear(b: Builder, d: Draw) -> None:
    long, thick, tip, w = d["length"], d["shaft thickness"], d["tip length"], d["tip width"]
    b.cylinder("shaft", thick / 2, long, (0, long / 2, 0))
    b.lathe(
        "collar",
        [(0, -0.12), (thick * 0.6, -0.12), (thick * 0.85, -0.06), (thick * 0.7, 0.08), (0, 0.08)],
        (0, long, 0),
        group=True,
    )
    y, kind = long + 0.04, d.variant("tip shape")
    if kind == "leaf-shaped":
        outline = [
            (-0.04, 0),
            (0.04, 0),
            (w * 0.5, tip * 0.36),
            (w * 0.38, tip * 0.64),
            (0, tip),
            (-w * 0.38, tip * 0.64),
            (-w * 0.5, tip * 0.36),
        ]
    elif kind == "barbed":
        outline = [
            (-0.035, 0),
            (0.035, 0),
            (0.045, tip * 0.3),
            (w * 0.62, tip * 0.05),
            (0, tip),
            (-w * 0.62, tip * 0.05),
            (-0.045, tip * 0.3),
        ]
    else:
        outline = [(-0.045, 0), (0.045, 0), (0.04, tip * 0.6), (0, tip), (-0.04, tip * 0.6)]
        b.tube(
            "tip",
            (0, y + 0.03, 0),
            (w * 0.72, y - 0.02, 0),
            (w * 0.62, y + tip * 0.72, 0),
            0.04,
            r_end=0.02,
            mirror="x",
            group=True,
        )
    b.extrude("tip", outline, 0.08, (0, y, 0), group=True)
    bevel(b, "tip", y + tip / 2, w * 0.5, 0.08, 0.035)
    if d.has("crossbar"):
        b.cylinder("collar", 0.03, 0.16, (0.1, long - 0.04, 0), r_top=0.022, axis="x", mirror="x", group=True)
        b.ellipsoid("collar", (0.07, 0.07, 0.07), (0.18, long - 0.04, 0), mirror="x")
    if d.has("tassel"):
        b.lathe(
            "tassel",
            [(0, 0), (thick * 0.5, 0), (thick * 0.75, -0.04), (thick * 1.5, -0.26), (0, -0.22)][::-1],
            (0, long - 0.1, 0),
            group=True,
        )
    if d.has("butt spike"):
        b.cylinder("butt", 0.02, 0.16, (0, 0.08, 0), r_top=thick * 0.75, group=True)
        b.cylinder("butt", thick * 0.75, 0.05, (0, 0.18, 0))
    if d.has("wrapped grip"):
        wrap(b, "wrapping", thick * 0.53, long * 0.36, long * 0.6, 7, 0.36)


def _bow(b: Builder, d: Draw) -> None:
    half, deep, thick, grip = d["length"] / 2, d["curve"], d["limb thickness"], d["grip size"]
    shape = d.variant("limb shape")
    x0, xs = -deep * 0.5, deep * 0.5  # grip and string
    foot = 0.05
    mid = half + foot
    out = {"round": 0.185, "recurved": 0.29, "angular": -0.14}[shape]  # where the limb is at the spikes
    for s in (1, -1):
        if shape == "round":
            b.tube(
                "limbs",
                (x0, mid, 0),
                (x0 + deep * 0.12, mid + s * half * 0.75, 0),
                (xs, mid + s * half, 0),
                thick,
                r_end=thick * 0.6,
            )
        elif shape == "recurved":
            b.tube(
                "limbs",
                (x0, mid, 0),
                (x0 + deep * 0.1, mid + s * half * 0.55, 0),
                (xs - deep * 0.02, mid + s * half * 0.82, 0),
                thick,
                r_end=thick * 0.7,
            )
            b.tube(
                "limbs",
                (xs - deep * 0.02, mid + s * half * 0.82, 0),
                (xs + 0.04, mid + s * half * 0.9, 0),
                (xs - deep * 0.42, mid + s * half, 0),
                max(thick * 0.75, 0.022),
                r_end=max(thick * 0.5, 0.02),
            )
        else:
            b.tube(
                "limbs",
                (x0 + deep * 0.05, mid, 0),
                (x0, mid + s * half * 0.25, 0),
                (x0 - deep * 0.15, mid + s * half * 0.5, 0),
                thick,
                r_end=thick,
            )
            b.tube(
                "limbs",
                (x0 - deep * 0.15, mid + s * half * 0.5, 0),
                (x0 + deep * 0.4, mid + s * half * 0.75, 0),
                (xs, mid + s * half, 0),
                thick,
                r_end=thick * 0.6,
            )
        top = half * (0.84 if shape == "recurved" else 0.98)
        b.ellipsoid("tips", (thick * 2.4, thick * 3.2, thick * 2.4), (xs, mid + s * top, 0), group=True)
        if d.has("spikes"):
            at = (x0 + deep * out, mid + s * half * 0.48)
            b.cylinder(
                "spikes",
                thick * 0.9,
                0.24,
                (at[0] - 0.087, at[1] + s * 0.05, 0),
                r_top=0.012,
                rot=(0, 0, 90 - s * 30),
                group=True,
            )
    span = half * (0.84 if shape == "recurved" else 0.98)
    b.cylinder("string", 0.018, 2 * span, (xs, mid, 0), sides=0 if not b.low_poly else 4, group=True)
    b.cylinder("grip", thick * 1.2 + grip * 0.12, grip, (x0 + deep * 0.03, mid, 0), round=0.015, group=True)
    if d.has("arrow"):
        b.cylinder("arrow", 0.02, deep + 0.42, ((x0 + xs) / 2 - 0.16, mid + grip * 0.3, 0), axis="x", group=True)
        b.cylinder("arrow", 0.06, 0.15, (x0 - 0.38, mid + grip * 0.3, 0), r_top=0.008, axis="x", rot=(0, 0, 180))
        b.box("arrow", (0.16, 0.13, 0.03), (xs - 0.08, mid + grip * 0.3, 0))


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


def _staff(b: Builder, d: Draw) -> None:
    long, thick, size, bow = d["length"], d["shaft thickness"], d["head size"], d["shaft bend"]
    top = (0.0, long, 0.0)
    b.tube("shaft", (0, thick * 0.4, 0), (bow, long * 0.5, 0), top, thick * 0.42, r_end=thick * 0.55)
    b.lathe(
        "collar",
        [(0, -0.1), (thick * 0.6, -0.1), (thick * 0.95, -0.03), (thick * 0.75, 0.06), (0, 0.06)],
        top,
        group=True,
    )
    kind, cy = d.variant("head shape"), long + size * 0.5
    if kind == "crooked":
        r = size * 0.6
        b.tube(
            "head",
            (0, long - 0.02, 0),
            (-r * 0.2, long + r * 2.1, 0),
            (r * 0.7, long + r * 1.95, 0),
            thick * 0.55,
            r_end=thick * 0.5,
            group=True,
        )
        b.tube(
            "head",
            (r * 0.7, long + r * 1.95, 0),
            (r * 1.75, long + r * 1.6, 0),
            (r * 1.05, long + r * 0.55, 0),
            thick * 0.5,
            r_end=thick * 0.3,
        )
        b.cylinder("orb", 0.02, r * 0.8, (r * 0.75, long + r * 1.6, 0), group=True)
        b.ellipsoid("orb", (size * 0.6, size * 0.66, size * 0.6), (r * 0.72, long + r * 1.1, 0))
    elif kind == "pointed":
        b.prism("orb", 6, size * 0.2, size * 1.0, (0, long + size * 0.4, 0), r_top=size * 0.34, group=True)
        b.prism("orb", 6, size * 0.34, size * 0.6, (0, long + size * 1.18, 0), r_top=0.01)
        b.prism(
            "head",
            5,
            size * 0.15,
            size * 0.7,
            (0, long + size * 0.32, size * 0.32),
            r_top=0.012,
            rot=(32, 0, 0),
            ring=(4, 45),
            group=True,
        )
    else:
        b.ellipsoid("orb", (size, size, size), (0, cy + 0.03, 0), group=True)
        b.tube(
            "head",
            (0, long, 0.01),
            (0, long + size * 0.1, size * 0.92),
            (0, long + size * 1.15, size * 0.42),
            thick * 0.42,
            r_end=0.02,
            ring=(4, 45),
            group=True,
        )
    if d.has("feathers"):
        for x, tilt in ((0.1, 24), (-0.1, -24)):
            b.extrude(
                "feathers",
                [(0, 0.03), (0.05, -0.08), (0.045, -0.26), (0, -0.36), (-0.045, -0.26), (-0.05, -0.08)],
                0.03,
                (x * 0.6, long - 0.08, 0),
                rot=(0, 0, tilt),
                group=True,
            )
    if d.has("rings"):
        b.torus("collar", thick * 0.62, 0.024, (bow * 0.36, long * 0.78, 0), repeat=(2, (0, 0.13, 0)), group=True)
    if d.has("metal foot"):
        b.lathe("foot", [(0, 0), (thick * 0.5, 0), (thick * 0.95, 0.05), (thick * 0.7, 0.2), (0, 0.2)], group=True)


ARMS = (
    Category(
        name="spear",
        family="weapons",
        words=("lance", "pike", "javelin", "polearm"),
        parts=(
            Part(
                "tip",
                ("steel", "steel", "iron", "bronze", "gold", "obsidian", "bone", "stone", "crystal"),
                words=("spearhead", "head", "point"),
                glow=0.06,
            ),
            Part("shaft", ("wood", "wood", "dark wood", "bone", "iron"), words=("pole", "handle")),
            Part("collar", ("bronze", "iron", "gold", "leather", "steel"), words=("socket",)),
            Part("tassel", ("cloth", "cloth", "rope"), words=("tuft",), main=False),
            Part("wrapping", ("leather", "cloth", "rope"), words=("wrap", "grip"), main=False),
            Part("butt", _METAL, words=("butt spike",), main=False, like="collar"),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (0.95, 1.4)),
            Attribute("tip length", "tip", "short", "long", "shorter", "longer", (0.3, 0.56)),
            Attribute("tip width", "tip", "narrow", "wide", "narrower", "wider", (0.17, 0.36)),
            Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.055, 0.1)),
        ),
        options=(
            Option("crossbar", "a crossbar", "collar", 0.35),
            Option("tassel", "a tassel", "tassel", 0.4),
            Option("butt spike", "a butt spike", "butt", 0.4),
            Option("wrapped grip", "a wrapped grip", "wrapping", 0.4),
        ),
        variants=(Variant("tip shape", "tip", ("leaf-shaped", "barbed", "three-pronged")),),
        build=_spear,
    ),
    Category(
        name="bow",
        family="weapons",
        words=("longbow", "shortbow", "archery bow"),
        parts=(
            Part("limbs", ("wood", "wood", "dark wood", "bone", "steel", "gold"), words=("limb", "arms")),
            Part("string", ("rope", "rope", "leather", "light"), words=("bowstring",)),
            Part("grip", ("leather", "leather", "cloth", "gold", "dark wood"), words=("handle",)),
            Part("tips", ("bone", "gold", "iron", "bronze", "wood"), words=("nocks", "ends")),
            Part("arrow", ("wood", "bone", "steel", "light"), main=False, glow=0.1),
            Part("spikes", ("steel", "bone", "iron", "gold"), words=("spike",), main=False, like="tips"),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (1.0, 1.5)),
            Attribute("curve", "limbs", "flat", "curved", "flatter", "more curved", (0.28, 0.55)),
            Attribute("limb thickness", "limbs", "thin", "thick", "thinner", "thicker", (0.026, 0.05)),
            Attribute("grip size", "grip", "small", "big", "smaller", "bigger", (0.14, 0.32)),
        ),
        options=(
            Option("arrow", "an arrow", "arrow", 0.4),
            Option("spikes", "spikes", "spikes", 0.35),
        ),
        variants=(Variant("limb shape", "limbs", ("round", "recurved", "angular")),),
        build=_bow,
    ),
    Category(
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
    ),
    Category(
        name="staff",
        family="weapons",
        words=("wizard staff", "magic staff", "scepter", "quarterstaff", "wand"),
        parts=(
            Part(
                "orb",
                ("crystal", "crystal", "glass", "light", "gold", "obsidian"),
                words=("crystal", "stone"),
                glow=0.5,
            ),
            Part("shaft", ("wood", "wood", "dark wood", "bark", "bone", "iron", "gold"), words=("pole", "stick")),
            Part(
                "head",
                ("wood", "dark wood", "gold", "bronze", "bone", "iron"),
                words=("claws", "prongs", "crook"),
                like="shaft",
            ),
            Part("collar", ("gold", "bronze", "silver", "iron", "leather"), words=("rings", "band")),
            Part("feathers", ("cloth", "foliage"), words=("feather",), main=False, colours=0.9),
            Part("foot", ("gold", "bronze", "iron"), words=("butt",), main=False, like="collar"),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (1.0, 1.4)),
            Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.065, 0.12)),
            Attribute("shaft bend", "shaft", "straight", "bent", "straighter", "more bent", (0.0, 0.32)),
            Attribute("head size", "head", "small", "big", "smaller", "bigger", (0.22, 0.38)),
        ),
        options=(
            Option("feathers", "feathers", "feathers", 0.35),
            Option("rings", "rings", "collar", 0.4),
            Option("metal foot", "a metal foot", "foot", 0.4),
        ),
        variants=(Variant("head shape", "head", ("round", "pointed", "crooked")),),
        build=_staff,
    ),
)
