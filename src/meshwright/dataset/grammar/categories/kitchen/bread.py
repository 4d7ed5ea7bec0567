"""Kitchen: bread."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _bread(b: Builder, d: Draw) -> None:
    length, w, h, cut, depth = d["length"], d["width"], d["height"], d["score width"], d["score depth"]
    shape = d.variant("shape")
    y0 = 0.022 if d.has("board") else 0.0
    if shape == "round":
        length, w = 0.5 * length + 0.09, w * 1.3
    elif shape == "slender":
        length, w, h = length * 1.16, w * 0.72, h * 0.82
    sliced = d.has("slices")
    face = length * 0.32

    def loaf(part: str, s: float, group: bool) -> None:
        """The loaf, shrunk by s; cut flat at the bottom and, when sliced, near its right end."""
        if shape == "square":
            b.box(
                part,
                (length - 2 * s, h * 0.74 - s, w * 0.86 - 2 * s),
                (0, y0 + (h * 0.74 - s) / 2, 0),
                round=0.012,
                group=group,
            )
            b.box(
                part,
                (length - 2 * s, h * 0.46 - 2 * s, w - 2 * s),
                (0, y0 + h * 0.77, 0),
                round=min(0.03, h * 0.2),
            )
        elif shape == "round":
            b.ellipsoid(part, (length - 2 * s, h * 1.5 - 2 * s, w - 2 * s), (0, y0 + h * 0.25, 0), group=group)
        elif b.low_poly:
            b.lathe(
                part,
                [
                    (0, -length / 2 + s),
                    (w * 0.26 - s, -length / 2 + s),
                    (w / 2 - s, -length * 0.25),
                    (w / 2 - s, length * 0.25),
                    (w * 0.26 - s, length / 2 - s),
                    (0, length / 2 - s),
                ],
                (0, y0 + h - w / 2, 0),
                axis="x",
                group=group,
            )
        else:
            b.superquadric(
                part,
                (length - 2 * s, h * 1.1 - 2 * s, w - 2 * s),
                (0, y0 + h * 0.47, 0),
                e=(0.85, 0.8) if shape == "oval" else (0.8, 0.55),
                group=group,
            )
        b.box(part, (9, 2, 9), (0, y0 - 1.0, 0), op="subtract")
        if sliced:
            b.box(part, (2, 2, 2), (face + 1.0 + (0.0015 if part == "crumb" else 0.0), 0, 0), op="subtract")

    # scores are gashes through the crust that show a slightly smaller loaf below
    loaf("crust", 0.0, True)
    top, middle = y0 + h, -length * 0.09 if sliced else 0.0
    if shape == "round":
        for turn in (45, -45):
            b.box("crust", (cut, h, w * 0.72), (0, y0 + h * 1.1, 0), rot=(0, turn, 0), op="subtract")
    else:
        n = 4 if shape == "slender" else 3
        step = (length * 0.8 if not sliced else length * 0.66) / n
        b.box(
            "crust",
            (cut, h, w * 0.7),
            (middle, y0 + h * 1.12, 0),
            rot=(0, 26, 0),
            repeat=(n, (step, 0, 0)),
            op="subtract",
        )
    loaf("scores", depth, True)
    if sliced:
        loaf("crumb", max(0.01, depth + 0.002), True)
        # one slice has fallen over in front of the face
        sh, sw = h * 0.94, w * 0.9
        x, t = face + sh * 0.5 - 0.008, 0.026
        b.superquadric("crust", (sh, t, sw), (x, y0 + t / 2, 0), e=(0.4, 0.5), group=True)
        b.superquadric("crumb", (sh - 0.02, t, sw - 0.02), (x, y0 + t / 2 + 0.003, 0), e=(0.4, 0.5), group=True)
        if d.has("butter"):
            b.box(
                "butter",
                (0.045, 0.026, 0.04),
                (x + 0.004, y0 + t + 0.01, 0.004),
                rot=(0, 20, 0),
                round=0.004,
                group=True,
            )
    elif d.has("butter"):
        b.box("butter", (0.055, 0.036, 0.05), (0, top - 0.002, 0), rot=(0, 20, 0), round=0.005, group=True)
    if d.has("board"):
        end = length / 2 if not sliced else face + h
        b.box(
            "board",
            (length / 2 + end + 0.04, 0.024, w + 0.05),
            ((end - length / 2) / 2, 0.012, 0),
            round=0.006,
            group=True,
        )
        b.box("board", (0.07, 0.024, 0.05), (-length / 2 - 0.035, 0.012, 0), round=0.006)


CATEGORY = Category(
    name="bread",
    family="kitchen",
    words=("loaf", "loaf of bread", "baguette", "bread loaf"),
    parts=(
        Part(
            "crust",
            ("bread",),
            words=("loaf body", "outside"),
            colours=0.15,
            natural=((190, 128, 66), (168, 104, 52), (206, 150, 88), (120, 74, 42)),
        ),
        Part(
            "scores",
            ("bread",),
            words=("cuts", "gashes", "slashes"),
            colours=0.1,
            natural=((236, 208, 154), (226, 190, 130)),
        ),
        Part(
            "crumb",
            ("bread",),
            words=("inside", "slice"),
            main=False,
            colours=0.1,
            natural=((244, 226, 182),),
        ),
        Part(
            "board",
            ("wood", "dark wood", "stone", "marble"),
            words=("cutting board", "plank", "tray"),
            main=False,
        ),
        Part("butter", ("wax",), words=("spread",), main=False, colours=0.1, natural=((246, 216, 96),)),
    ),
    attributes=(
        Attribute("length", "", "short", "long", "shorter", "longer", (0.22, 0.32)),
        Attribute("width", "", "narrow", "wide", "narrower", "wider", (0.12, 0.19)),
        Attribute("height", "", "flat", "tall", "flatter", "taller", (0.085, 0.15)),
        Attribute("score width", "scores", "narrow", "wide", "narrower", "wider", (0.016, 0.042)),
        Attribute("score depth", "scores", "shallow", "deep", "shallower", "deeper", (0.006, 0.02)),
    ),
    options=(
        Option("slices", "a cut slice", "crumb", 0.4),
        Option("board", "a cutting board", "board", 0.35),
        Option("butter", "butter", "butter", 0.25),
    ),
    variants=(Variant("shape", "", ("oval", "round", "slender", "square")),),
    build=_bread,
)
