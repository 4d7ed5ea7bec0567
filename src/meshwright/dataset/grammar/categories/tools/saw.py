"""Tools: saw."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _saw(b: Builder, d: Draw) -> None:
    long, w, tooth, s = d["blade length"], d["blade width"], d["tooth size"], d["handle size"]
    y, t = s * 0.9, 0.026
    edge, tip = w * 0.42, (0.42 if d.variant("blade shape") == "tapered" else 0.96)
    back = edge - w
    outline = [
        (back, -0.02),
        (edge, -0.02),
        (edge, long),
        (edge - w * tip * 0.85, long),
        (edge - w * tip, long * 0.95),
        (back, 0.02),
    ]
    b.extrude("blade", outline, t, (0, y, 0), group=True)
    n = max(3, int((long - 0.03) / (tooth * 1.15)))
    step = (long - 0.01) / n
    b.extrude(
        "teeth",
        [(-0.012, -step * 0.52), (tooth, -step * 0.3), (-0.012, step * 0.52)],
        t,
        (edge, y + long / 2, 0),
        repeat=(n, (0, step, 0)),
        group=True,
    )
    if d.has("metal spine"):
        lean = (back, edge - w * tip)
        b.extrude(
            "spine",
            [
                (lean[0] - 0.018, 0.0),
                (lean[0] + 0.028, 0.0),
                (lean[1] + 0.028, long * 0.95),
                (lean[1] - 0.018, long * 0.95),
            ],
            0.05,
            (0, y, 0),
            group=True,
        )
    mid = (back + edge) / 2
    if d.variant("handle shape") == "closed":
        b.box("handle", (s * 1.0, s, 0.055), (mid - 0.005, s / 2, 0), round=0.022, group=True)
        b.box("handle", (s * 0.4, s * 0.5, 0.2), (mid - 0.005, s * 0.44, 0), round=0.04, op="subtract")
        b.box("handle", (s * 0.62, s * 0.3, 0.055), (mid + 0.01, s * 0.98, 0), round=0.015)
    else:
        b.tube(
            "handle",
            (mid + s * 0.1, s * 1.02, 0),
            (mid - s * 0.05, s * 0.5, 0),
            (mid + s * 0.42, 0.04, 0),
            s * 0.19,
            r_end=s * 0.15,
            group=True,
        )
        b.ellipsoid("handle", (s * 0.5, s * 0.28, s * 0.36), (mid + s * 0.42, s * 0.14, 0))
        b.box("handle", (w * 0.85, s * 0.3, 0.055), (mid, s * 0.95, 0), round=0.015)
    if d.has("screws"):
        b.ellipsoid("screws", (0.034, 0.034, 0.085), (mid, s * 0.97, 0), repeat=(2, (w * 0.4, 0, 0)), group=True)
    if d.has("front knob"):
        b.cylinder("knob", 0.02, 0.09, (edge - w * tip * 0.5, y + long - 0.03, 0.02), axis="z", group=True)
        b.ellipsoid("knob", (0.07, 0.07, 0.06), (edge - w * tip * 0.5, y + long - 0.03, 0.07))


CATEGORY = Category(
    name="saw",
    family="tools",
    words=("handsaw", "hand saw", "wood saw"),
    parts=(
        Part("blade", ("steel", "steel", "iron", "iron", "rusted iron"), words=("sheet",)),
        Part("teeth", ("steel", "iron", "rusted iron"), words=("tooth", "serration"), like="blade"),
        Part("handle", ("wood", "wood", "dark wood", "plastic", "leather"), words=("grip",)),
        Part("spine", ("bronze", "iron", "gold"), words=("back",), main=False),
        Part("screws", ("bronze", "steel", "gold"), words=("rivets",), main=False),
        Part("knob", ("wood", "dark wood", "plastic"), words=("front handle",), main=False, like="handle"),
    ),
    attributes=(
        Attribute("blade length", "blade", "short", "long", "shorter", "longer", (0.4, 0.66)),
        Attribute("blade width", "blade", "narrow", "wide", "narrower", "wider", (0.11, 0.22)),
        Attribute("tooth size", "teeth", "small", "big", "smaller", "bigger", (0.028, 0.06)),
        Attribute("handle size", "handle", "small", "big", "smaller", "bigger", (0.15, 0.23)),
    ),
    options=(
        Option("metal spine", "a metal spine", "spine", 0.35),
        Option("screws", "screws", "screws", 0.4),
        Option("front knob", "a front knob", "knob", 0.3),
    ),
    variants=(
        Variant("blade shape", "blade", ("tapered", "rectangular")),
        Variant("handle shape", "handle", ("closed", "open")),
    ),
    build=_saw,
)
