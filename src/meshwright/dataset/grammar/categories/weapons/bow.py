"""Weapons: bow."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


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


CATEGORY = Category(
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
)
