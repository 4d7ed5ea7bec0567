"""Treasure with a story: potion, book, key, skull."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant

_METAL = ("gold", "iron", "bronze", "silver", "steel", "rusted iron")
_LIQUIDS = ((200, 24, 40), (40, 90, 210), (50, 170, 60), (150, 50, 190), (240, 150, 30), (30, 170, 170))


def _potion(b: Builder, d: Draw) -> None:
    w, body, neck, girth, cork = d["width"], d["body height"], d["neck length"], d["neck width"], d["stopper size"]
    shape = d.variant("bottle shape")

    def hull(part: str) -> None:
        if shape == "round":
            b.ellipsoid(part, (w, body, w), (0, body / 2, 0), group=True)
        elif shape == "square":
            b.box(part, (w * 0.86, body, w * 0.86), (0, body / 2, 0), round=0.018, group=True)
        else:
            b.cylinder(part, w / 2, body, (0, body / 2, 0), r_top=girth * 0.5, round=0.015, group=True)

    level = body * 0.62
    hull("liquid")
    b.box("liquid", (1, 1, 1), (0, level - 0.5, 0), op="intersect")
    if shape == "round":  # a flat to stand on
        b.cylinder("liquid", w * 0.26, body * 0.2, (0, body * 0.1, 0), r_top=w * 0.2)
    hull("bottle")
    b.box("bottle", (1, 1, 1), (0, level + 0.5 - 0.002, 0), op="intersect")
    y = body * 0.96
    b.cylinder("bottle", girth / 2, neck + 0.03, (0, y + neck / 2 - 0.005, 0))
    b.torus("bottle", girth * 0.52, 0.012, (0, y + neck, 0))
    y += neck
    if d.has("crystal stopper"):
        b.prism("stopper", 6, girth * 0.3, cork * 0.7, (0, y + cork * 0.25, 0), r_top=cork * 0.55, group=True)
        b.prism("stopper", 6, cork * 0.55, cork * 0.7, (0, y + cork * 0.92, 0), r_top=0.006)
    else:
        b.cylinder(
            "stopper",
            girth * 0.4,
            cork,
            (0, y + cork * 0.42, 0),
            r_top=girth * 0.3 + cork * 0.22,
            round=0.006,
            group=True,
        )
    if d.has("label"):
        front = w * (0.43 if shape == "square" else 0.5 if shape == "round" else 0.36)
        tilt = 0 if shape != "conical" else -16
        b.box(
            "label",
            (w * 0.46, body * 0.34, 0.03),
            (0, body * 0.45, front - 0.004),
            rot=(tilt, 0, 0),
            round=0.006,
            group=True,
        )
        b.ellipsoid(
            "label",
            (w * 0.2, w * 0.2, 0.03),
            (0, body * 0.45, front + 0.012),
            rot=(tilt, 0, 0),
            tint=(0.02, 0.02, 0.02),
            material="paper",
        )
    if d.has("cord"):
        b.torus("cord", girth * 0.55, 0.011, (0, y - neck * 0.62, 0), repeat=(2, (0, 0.017, 0)), group=True)
        b.ellipsoid("cord", (0.04, 0.05, 0.034), (0, y - neck * 0.7 - 0.01, girth * 0.62))
    if d.has("handles"):
        side = w * (0.44 if shape != "conical" else 0.3)
        b.tube(
            "handles",
            (girth * 0.4, y - neck * 0.3, 0),
            (w * 0.62, y, 0),
            (side, body * 0.55, 0),
            0.013,
            mirror="x",
            group=True,
        )


def _book(b: Builder, d: Draw) -> None:
    w, h, t, board, mark = d["width"], d["height"], d["thickness"], d["cover thickness"], d["emblem size"]
    if d.variant("pose") == "closed":
        z = t / 2 + board / 2
        b.box("cover", (w, h, board), (0, h / 2, z), mirror="z", round=0.006)
        b.box("pages", (w * 0.93, h * 0.93, t + 0.01), (-w * 0.012, h / 2, 0), group=True)
        b.cylinder("spine", t / 2 + board, h, (-w / 2 + 0.005, h / 2, 0), sides=8 if b.low_poly else 0, group=True)
        b.box("spine", (0.6, h, 1), (-w / 2 - 0.3 + 0.012, h / 2, 0), op="intersect")
        b.torus("spine", t / 2 + board, 0.01, (-w / 2 + 0.005, h / 2, 0), repeat=(4, (0, h * 0.24, 0)))
        b.box("spine", (0.6, 2 * h, 1), (-w / 2 - 0.3 + 0.02, h / 2, 0), op="intersect")
        front = z + board / 2
        if d.has("corners"):
            b.extrude(
                "corners",
                [(-0.085, 0.012), (0.012, 0.012), (0.012, -0.085)],
                board + 0.022,
                (w / 2, h, z),
                mirror="z",
                group=True,
            )
            b.extrude(
                "corners",
                [(-0.085, -0.012), (0.012, -0.012), (0.012, 0.085)],
                board + 0.022,
                (w / 2, 0.012, z),
                mirror="z",
            )
        if d.has("clasp"):
            b.box("clasp", (0.14, 0.055, t + 2 * board + 0.03), (w / 2 - 0.045, h * 0.72, 0), round=0.008, group=True)
            b.box("clasp", (0.14, 0.055, t + 2 * board + 0.03), (w / 2 - 0.045, h * 0.28, 0), round=0.008, group=True)
        if d.has("bookmark"):
            b.box("bookmark", (0.045, 0.16, 0.024), (w * 0.2, 0.0 + h, 0), group=True)
            b.box("bookmark", (0.045, h * 0.26, 0.022), (w * 0.2, h * 0.92, front + 0.008))
            b.box("bookmark", (0.045, 0.022, front + 0.02), (w * 0.2, h + 0.02, front / 2 + 0.003))
        b.prism(
            "emblem",
            4,
            mark * 0.62,
            0.03,
            (-w * 0.02 + 0.01, h / 2, front + 0.008),
            axis="z",
            rot=(0, 0, 45),
            group=True,
        )
        b.ellipsoid("emblem", (mark * 0.6, mark * 0.6, 0.06), (-w * 0.02 + 0.01, h / 2, front + 0.018), group=True)
        return
    tilt = 9.0
    lift = board / 2 + 0.004
    b.box("cover", (w, board, h), (w / 2 - 0.004, lift + w * 0.078, 0), rot=(0, 0, tilt), mirror="x", round=0.006)
    b.box(
        "pages",
        (w * 0.93, t * 0.62, h * 0.93),
        (w * 0.47, lift + w * 0.078 + board * 0.45 + t * 0.3, 0),
        rot=(0, 0, tilt * 0.6),
        mirror="x",
        round=0.012,
        group=True,
    )
    b.cylinder("spine", board * 0.9 + t * 0.12, h, (0, board * 0.9 + t * 0.12, 0), axis="z", group=True)
    top = lift + w * 0.078 + board * 0.45 + t * 0.62
    if d.has("corners"):
        for s in (1, -1):
            b.box(
                "corners",
                (0.08, board + 0.022, 0.08),
                (w - 0.045, lift + w * 0.148, s * (h / 2 - 0.032)),
                rot=(0, 0, tilt),
                mirror="x",
                group=True,
            )
    if d.has("clasp"):
        b.box(
            "clasp",
            (0.12, board * 1.2, 0.055),
            (w + 0.03, lift + w * 0.155, 0),
            rot=(0, 0, tilt),
            mirror="x",
            repeat=(2, (0, 0, h * 0.44)),
            group=True,
        )
    if d.has("bookmark"):
        b.box("bookmark", (0.05, 0.024, h * 0.94), (0.03, top - w * 0.045, 0), group=True)
        b.box("bookmark", (0.05, 0.13, 0.03), (0.03, top - w * 0.045 - 0.05, h * 0.47 + 0.005))
    b.ellipsoid(
        "emblem", (mark * 1.05, 0.1, mark * 1.05), (w * 0.5, top - 0.002, 0), rot=(0, 0, tilt * 0.6), group=True
    )
    b.box(
        "emblem",
        (w * 0.5, 0.03, 0.03),
        (-w * 0.48, top + 0.003, -h * 0.02),
        repeat=(3, (0, 0, h * 0.2)),
        rot=(0, 0, -tilt * 0.6),
        material="paper",
        tint=(0.03, 0.02, 0.02),
        emission=0.0,
        group=True,
    )


def _key(b: Builder, d: Draw) -> None:
    long, thick, s, tw, th = d["length"], d["shaft thickness"], d["bow size"], d["tooth length"], d["bit height"]
    r = thick * 0.5
    b.cylinder("shaft", r, long, (0, long / 2, 0))
    b.ellipsoid("shaft", (thick * 1.25, thick * 1.25, thick * 1.25), (0, thick * 0.6, 0))
    y = long + s * 0.4
    t, shape = max(thick * 0.42, 0.02), d.variant("bow shape")
    if shape == "round":
        b.torus("bow", s * 0.42, t, (0, y, 0), axis="z", group=True)
    elif shape == "clover-shaped":
        for a, (x, dy) in enumerate(((0.0, 0.3), (0.34, -0.16), (-0.34, -0.16))):
            b.torus("bow", s * 0.24, t * 0.9, (x * s, y + dy * s, 0), axis="z", group=a == 0)
    elif shape == "heart-shaped":
        b.tube(
            "bow",
            (0, long - 0.01, 0),
            (s * 0.75, y + s * 0.02, 0),
            (s * 0.34, y + s * 0.42, 0),
            t * 0.95,
            mirror="x",
            group=True,
        )
        b.tube(
            "bow", (s * 0.34, y + s * 0.42, 0), (s * 0.08, y + s * 0.6, 0), (0, y + s * 0.2, 0), t * 0.95, mirror="x"
        )
    else:
        b.box("bow", (s, s, t * 2), (0, y + s * 0.05, 0), rot=(0, 0, 45), round=0.01, group=True)
        b.box("bow", (s * 0.56, s * 0.56, 1), (0, y + s * 0.05, 0), rot=(0, 0, 45), op="subtract")
    b.lathe(
        "collar",
        [(0, -0.05), (r * 1.3, -0.05), (r * 2.1, -0.02), (r * 2.1, 0.02), (r * 1.3, 0.05), (0, 0.05)],
        (0, long - 0.03, 0),
        group=True,
    )
    if d.has("shaft rings"):
        b.torus("collar", r * 1.1, r * 0.55, (0, long * 0.66, 0), repeat=(2, (0, r * 2.4, 0)), group=True)
    x, w = r * 0.5, 0.05
    low = thick * 0.7
    b.box("bit", (tw, th, w), (x + tw / 2, low + th / 2, 0), round=0.005, group=True)
    b.box("bit", (tw * 0.36, th * 0.26, 1), (x + tw * 0.9, low + th * 0.5, 0), op="subtract")
    b.box("bit", (tw * 0.26, th * 0.36, 1), (x + tw * 0.55, low + th * 0.02, 0), op="subtract")
    if d.has("double bit"):
        b.box(
            "bit",
            (tw * 0.7, th * 0.32, w),
            (-x - tw * 0.35, low + th * 0.7, 0),
            repeat=(1, (0, 0, 0)),
            round=0.005,
            group=True,
        )
        b.box("bit", (tw * 0.7, th * 0.26, w), (-x - tw * 0.35, low + th * 0.16, 0), round=0.005, group=True)
    if d.has("gem"):
        at = {
            "round": y - s * 0.42,
            "clover-shaped": y + s * 0.05,
            "heart-shaped": y + s * 0.12,
            "square": y - s * 0.52,
        }[shape]
        if shape in ("round", "square"):
            at = long + 0.01
        b.ellipsoid("gem", (max(s * 0.3, 0.07), max(s * 0.3, 0.07), 0.11), (0, at, 0), group=True)
    if d.has("ribbon"):
        b.torus(
            "ribbon",
            t * 1.7,
            t * 0.6,
            (s * 0.42 if shape == "round" else 0.0, y if shape == "round" else long + 0.005, 0),
            axis="y",
            group=True,
        )
        b.box(
            "ribbon",
            (0.055, 0.2, 0.03),
            ((s * 0.42 if shape == "round" else 0.05), (y if shape == "round" else long) - 0.1, t * 1.5),
            rot=(0, 0, 10),
            group=True,
        )


def _skull(b: Builder, d: Draw) -> None:
    w, h, jaw, eye, snout = d["width"], d["height"], d["jaw size"], d["eye size"], 0.0
    kind = d.variant("kind")
    beast = kind == "beastly"
    base = 0.065 * jaw + 0.02
    cy = base + h * 0.6
    if b.low_poly:  # an icosahedron makes a poor braincase
        b.lathe(
            "cranium",
            [
                (0, -h * 0.4),
                (w * 0.34, -h * 0.38),
                (w * 0.52, -h * 0.06),
                (w * 0.52, h * 0.16),
                (w * 0.36, h * 0.37),
                (0, h * 0.43),
            ],
            (0, cy, -w * 0.06),
        )
    else:
        b.ellipsoid("cranium", (w, h * 0.86, w * 1.22), (0, cy, -w * 0.08))
    b.box("cranium", (w * 0.62, h * 0.44, w * 0.5), (0, base + h * 0.3, w * 0.24), round=0.04, op="smooth", k=0.05)
    b.ellipsoid(
        "cranium", (w * 0.36, h * 0.16, w * 0.3), (w * 0.3, base + h * 0.36, w * 0.36), mirror="x", op="smooth", k=0.03
    )
    b.box("cranium", (w * 0.66, h * 0.1, w * 0.2), (0, cy + h * 0.1, w * 0.42), round=0.02, op="smooth", k=0.04)
    front = w * 0.5
    if beast:
        snout = w * 0.36
        b.box(
            "cranium",
            (w * 0.46, h * 0.3, w * 0.62),
            (0, base + h * 0.23, w * 0.5),
            taper=(0.7, 0.9),
            round=0.03,
            op="smooth",
            k=0.05,
        )
    ey = base + h * 0.47
    slant = 22 if kind != "human" else 0
    b.ellipsoid(
        "cranium",
        (eye * 1.05, eye, 0.3),
        (max(w * 0.2, eye * 0.58), ey, front + 0.04),
        rot=(0, 0, slant),
        mirror="x",
        op="subtract",
    )
    b.prism(
        "cranium",
        3,
        w * 0.13,
        0.2,
        (0, base + h * 0.3, front + snout),
        axis="z",
        rot=(0, 0, 180 if not beast else 0),
        op="subtract",
    )
    if d.has("crack"):
        b.box("cranium", (0.034, h * 0.4, 0.3), (-w * 0.2, cy + h * 0.32, w * 0.3), rot=(0, 0, 24), op="subtract")
        b.box("cranium", (0.034, h * 0.2, 0.3), (-w * 0.2, cy + h * 0.18, w * 0.34), rot=(0, 0, -32), op="subtract")
    jz, deep = w * 0.26 + snout * 0.6, w * 0.56 + snout * 0.8
    jw = w * (0.5 + 0.12 * jaw) if not beast else w * (0.38 + 0.1 * jaw)
    teeth_y = base + h * 0.07
    th = h * 0.14
    b.box("teeth", (jw * 0.82, th, deep * 0.86), (0, teeth_y, jz), round=0.008, group=True)
    b.box(
        "teeth",
        (0.02, th * 1.4, 1.0),
        (0, teeth_y, jz + deep * 0.45 + 0.48),
        repeat=(5, (jw * 0.165, 0, 0)),
        op="subtract",
    )
    if kind != "human":
        b.cylinder(
            "teeth",
            0.012,
            h * 0.2,
            (jw * 0.3, teeth_y - h * 0.02, jz + deep * 0.42),
            r_top=0.032,
            mirror="x",
            group=True,
        )
    lower = 0.075 * jaw + 0.035
    b.box("jaw", (jw, lower, deep * 0.9), (0, lower / 2, jz), taper=(0.94, 1.0), round=0.02, group=True)
    b.box("jaw", (jw * 1.06, lower + h * 0.22, w * 0.2), (0, (lower + h * 0.22) / 2, w * 0.06), round=0.02)
    b.ellipsoid(
        "eyes",
        (eye * 0.98, eye * 0.94, 0.11),
        (max(w * 0.2, eye * 0.58), ey, front - 0.1),
        rot=(0, 0, slant),
        mirror="x",
        group=True,
    )
    if d.has("horns"):
        b.tube(
            "horns",
            (w * 0.36, cy + h * 0.2, 0),
            (w * 0.95, cy + h * 0.22, 0),
            (w * 0.78, cy + h * 0.72, 0.02),
            0.05,
            r_end=0.015,
            mirror="x",
            group=True,
        )
    if d.has("candle"):
        top = cy + h * 0.43
        b.cylinder("candle", 0.05, 0.14, (0, top + 0.05, -w * 0.08), group=True)
        b.ellipsoid("candle", (0.15, 0.06, 0.15), (0, top - 0.005, -w * 0.08))
        b.lathe(
            "candle",
            [(0, 0), (0.02, 0.01), (0.028, 0.03), (0.008, 0.085), (0, 0.09)],
            (0, top + 0.11, -w * 0.08),
            material="light",
            tint=(1.0, 0.45, 0.08),
            emission=1.0,
            group=True,
        )


RELICS: tuple[Category, ...] = (
    Category(
        name="potion",
        family="treasure",
        words=("potion bottle", "elixir", "vial", "magic potion"),
        parts=(
            Part("liquid", ("glass",), words=("contents", "brew", "fluid"), colours=0.6, glow=0.3, natural=_LIQUIDS),
            Part(
                "bottle", ("glass", "glass", "glass", "ceramic", "crystal"), words=("container", "neck"), colours=0.25
            ),
            Part("stopper", ("wood", "wood", "rope", "gold", "crystal"), words=("cork", "plug", "lid")),
            Part("label", ("paper", "paper", "leather", "cloth"), words=("tag",), main=False, colours=0.3),
            Part("cord", ("rope", "leather", "gold", "cloth"), words=("string",), main=False),
            Part("handles", ("gold", "glass", "bronze", "iron"), words=("handle", "ears"), main=False),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.17, 0.28)),
            Attribute("body height", "", "short", "tall", "shorter", "taller", (0.18, 0.28)),
            Attribute("neck length", "bottle", "short", "long", "shorter", "longer", (0.04, 0.12)),
            Attribute("neck width", "bottle", "thin", "thick", "thinner", "thicker", (0.055, 0.1)),
            Attribute("stopper size", "stopper", "small", "big", "smaller", "bigger", (0.045, 0.09)),
        ),
        options=(
            Option("label", "a label", "label", 0.35),
            Option("cord", "a cord", "cord", 0.4),
            Option("handles", "handles", "handles", 0.2),
            Option("crystal stopper", "a crystal stopper", "stopper", 0.25),
        ),
        variants=(Variant("bottle shape", "", ("round", "conical", "square")),),
        build=_potion,
    ),
    Category(
        name="book",
        family="treasure",
        words=("tome", "spellbook", "grimoire", "diary"),
        parts=(
            Part(
                "cover",
                ("leather", "leather", "cloth", "wood", "dark wood", "painted metal"),
                words=("binding", "boards"),
            ),
            Part("pages", ("paper",), words=("leaves", "page block"), colours=0.1),
            Part("spine", ("leather", "cloth", "gold"), words=("back",), like="cover"),
            Part("emblem", ("gold", "crystal", "silver", "light", "bone"), words=("symbol", "sigil", "rune"), glow=0.3),
            Part("corners", ("gold", "bronze", "iron", "silver"), words=("corner guards",), main=False, like="emblem"),
            Part("clasp", ("gold", "bronze", "iron", "leather"), words=("clasps", "lock", "straps"), main=False),
            Part("bookmark", ("cloth",), words=("ribbon",), main=False, colours=0.9, natural=((170, 24, 30),)),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.36, 0.54)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.48, 0.72)),
            Attribute("thickness", "", "thin", "thick", "thinner", "thicker", (0.1, 0.24)),
            Attribute("cover thickness", "cover", "thin", "thick", "thinner", "thicker", (0.03, 0.06)),
            Attribute("emblem size", "emblem", "small", "big", "smaller", "bigger", (0.12, 0.26)),
        ),
        options=(
            Option("corners", "metal corners", "corners", 0.4),
            Option("clasp", "clasps", "clasp", 0.35),
            Option("bookmark", "a bookmark", "bookmark", 0.35),
        ),
        variants=(Variant("pose", "", ("closed", "open")),),
        build=_book,
    ),
    Category(
        name="key",
        family="treasure",
        words=("skeleton key", "dungeon key", "door key"),
        parts=(
            Part("bow", _METAL, words=("head", "handle")),
            Part("shaft", _METAL, words=("stem", "shank"), like="bow"),
            Part("bit", _METAL, words=("teeth", "tooth"), like="shaft"),
            Part("collar", _METAL, words=("rings", "ring"), like="bow"),
            Part("gem", ("crystal",), words=("jewel", "stone"), main=False, glow=0.3),
            Part("ribbon", ("cloth", "leather", "rope"), words=("tag", "bow tie"), main=False, colours=0.9),
        ),
        attributes=(
            Attribute("length", "", "short", "long", "shorter", "longer", (0.42, 0.66)),
            Attribute("shaft thickness", "shaft", "thin", "thick", "thinner", "thicker", (0.05, 0.085)),
            Attribute("bow size", "bow", "small", "big", "smaller", "bigger", (0.2, 0.34)),
            Attribute("tooth length", "bit", "short", "long", "shorter", "longer", (0.11, 0.2)),
            Attribute("bit height", "bit", "narrow", "wide", "narrower", "wider", (0.12, 0.22)),
        ),
        options=(
            Option("shaft rings", "rings on the shaft", "collar", 0.4),
            Option("double bit", "a double bit", "bit", 0.3),
            Option("gem", "a gem", "gem", 0.3),
            Option("ribbon", "a ribbon", "ribbon", 0.25),
        ),
        variants=(Variant("bow shape", "bow", ("round", "clover-shaped", "heart-shaped", "square")),),
        build=_key,
    ),
    Category(
        name="skull",
        family="treasure",
        words=("cranium", "death's head", "skeleton head"),
        parts=(
            Part(
                "cranium",
                ("bone", "bone", "bone", "stone", "gold", "crystal", "obsidian"),
                words=("braincase", "forehead"),
            ),
            Part("jaw", ("bone", "stone", "gold", "iron"), words=("mandible", "chin"), like="cranium"),
            Part("teeth", ("bone", "bone", "gold", "silver"), words=("tooth",), like="cranium"),
            Part(
                "eyes",
                ("obsidian", "obsidian", "obsidian", "light", "crystal"),
                words=("eye", "sockets", "eye sockets"),
                glow=0.25,
                natural=((22, 18, 20),),
            ),
            Part("horns", ("bone", "obsidian", "dark wood", "gold"), words=("horn",), main=False),
            Part("candle", ("wax",), words=("taper",), main=False, colours=0.3),
        ),
        attributes=(
            Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.34, 0.46)),
            Attribute("height", "", "short", "tall", "shorter", "taller", (0.38, 0.56)),
            Attribute("jaw size", "jaw", "small", "big", "smaller", "bigger", (0.2, 1.4)),
            Attribute("eye size", "eyes", "small", "big", "smaller", "bigger", (0.085, 0.145)),
        ),
        options=(
            Option("horns", "horns", "horns", 0.3),
            Option("crack", "a crack", "cranium", 0.3),
            Option("candle", "a candle on top", "candle", 0.2),
        ),
        variants=(Variant("kind", "", ("human", "fanged", "beastly")),),
        build=_skull,
    ),
)
