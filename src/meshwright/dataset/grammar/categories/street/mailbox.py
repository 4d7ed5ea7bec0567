"""Street: mailbox."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _mailbox(b: Builder, d: Draw) -> None:
    h, length, w, bh, r = d["post height"], d["box length"], d["box width"], d["box height"], d["post thickness"]
    kind = d.variant("box shape")
    b.box("post", (2 * r, h + 0.05, 2 * r), (0, (h + 0.05) / 2, 0), round=0.01)
    z = length / 2
    side = bh * (0.5 if kind == "rounded" else 0.72 if kind == "gabled" else 1.0)
    b.box("box", (w, side, length), (0, h + side / 2, 0), round=0.008, group=True)
    if kind == "rounded":
        b.cylinder("box", w / 2, length, (0, h + side, 0), axis="z", sides=10 if b.low_poly else 0)
        b.cylinder("door", w / 2 + 0.012, 0.045, (0, h + side, z), axis="z", sides=10 if b.low_poly else 0, group=True)
        b.box("door", (w + 0.024, side + 0.01, 0.045), (0, h + side / 2, z))
        crest = side + w / 2
    elif kind == "gabled":
        roof = [(-w * 0.62, h + side - 0.03), (w * 0.62, h + side - 0.03), (0, h + bh * 1.2)]
        b.extrude("box", roof, length * 1.12)
        b.box("door", (w * 0.82, side * 0.84, 0.045), (0, h + side * 0.48, z + 0.008), round=0.01, group=True)
        crest = bh * 1.2
    else:
        b.box("box", (w * 1.12, 0.05, length * 1.08), (0, h + side, 0), round=0.012)
        b.box("door", (w * 0.86, side * 0.74, 0.045), (0, h + side * 0.46, z + 0.008), round=0.01, group=True)
        crest = side + 0.03
    b.ellipsoid(
        "knob", (0.065, 0.065, 0.08), (0, h + side * (0.95 if kind == "rounded" else 0.62), z + 0.035), group=True
    )
    b.box("bracket", (w * 0.72, 0.06, length * 0.8), (0, h - 0.02, 0), group=True)
    b.extrude(
        "bracket",
        [(0, h - 0.03), (0, h - 0.26), (0.05, h - 0.26), (length * 0.36, h - 0.06), (length * 0.36, h - 0.03)],
        max(r * 0.9, 0.05),
        rot=(0, -90, 0),
    )
    if d.has("flag"):
        x = w / 2 + 0.022
        up = 0.2
        b.box("flag", (0.045, up + 0.1, 0.05), (x, h + side * 0.45 + up / 2, 0.02), group=True)
        b.box("flag", (0.045, 0.1, 0.15), (x, h + side * 0.45 + up + 0.01, 0.06))
        b.box("flag", (0.06, 0.06, 0.06), (x - 0.01, h + side * 0.45, 0.02))
    if d.has("base"):
        b.box("base", (r * 2 + 0.2, 0.09, r * 2 + 0.2), (0, 0.045, 0), round=0.01, group=True)
        b.box("base", (r * 2 + 0.09, 0.08, r * 2 + 0.09), (0, 0.11, 0))
    if d.has("newspaper"):
        b.cylinder("newspaper", 0.05, length * 0.72, (0.0, h - 0.31 - 0.0, length * 0.2), axis="z", group=True)
        b.torus("newspaper", 0.055, 0.016, (0, h - 0.31, length * 0.36), axis="z", tint=(0.35, 0.05, 0.04))
        b.box("bracket", (0.06, 0.16, 0.06), (0, h - 0.27, length * 0.12), group=True)
    del crest


CATEGORY = Category(
    name="mailbox",
    family="street",
    words=("letterbox", "postbox", "letter box", "mail box"),
    parts=(
        Part(
            "box",
            ("painted metal", "painted metal", "steel", "wood", "bronze"),
            words=("body", "case"),
            natural=((186, 48, 42), (60, 92, 150), (196, 200, 204)),
        ),
        Part("door", ("painted metal", "steel", "wood", "bronze"), words=("front", "flap", "lid"), like="box"),
        Part("post", ("wood", "wood", "iron", "dark wood", "stone"), words=("pole", "stand")),
        Part("bracket", ("wood", "iron", "dark wood"), words=("shelf", "support"), like="post"),
        Part("knob", ("bronze", "iron", "gold", "steel"), words=("handle",)),
        Part("flag", ("painted metal",), words=("signal flag",), main=False, natural=((206, 44, 36), (232, 190, 50))),
        Part("base", ("stone", "brick", "wood"), words=("foot", "plinth"), main=False),
        Part("newspaper", ("paper",), words=("letter", "scroll"), main=False),
    ),
    attributes=(
        Attribute("post height", "post", "short", "tall", "shorter", "taller", (0.5, 0.85)),
        Attribute("post thickness", "post", "thin", "thick", "thinner", "thicker", (0.04, 0.085)),
        Attribute("box length", "box", "short", "long", "shorter", "longer", (0.44, 0.72)),
        Attribute("box width", "box", "narrow", "wide", "narrower", "wider", (0.26, 0.42)),
        Attribute("box height", "box", "low", "high", "lower", "higher", (0.24, 0.42)),
    ),
    options=(
        Option("flag", "a raised flag", "flag", 0.6),
        Option("base", "a base", "base", 0.35),
        Option("newspaper", "a newspaper", "newspaper", 0.3),
    ),
    variants=(Variant("box shape", "box", ("rounded", "gabled", "square")),),
    build=_mailbox,
)
