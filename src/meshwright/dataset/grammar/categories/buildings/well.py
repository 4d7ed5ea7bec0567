"""Buildings: well."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories.buildings.common import STONES
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part, Variant


def _well(b: Builder, d: Draw) -> None:
    w, h, tall, rh, rw = d["wall width"], d["wall height"], d["post height"], d["roof height"], d["roof width"]
    sides = {"round": 0, "hexagonal": 6, "square": 4}[d.variant("wall shape")]
    c = math.cos(math.pi / sides) if sides else 1.0
    r = w / 2 / c
    b.cylinder("wall", r, h, (0, h / 2, 0), sides=sides, r_top=r * 0.97)
    b.cylinder("wall", r + 0.06 / c, 0.13, (0, h - 0.04, 0), sides=sides)
    b.cylinder("wall", r + 0.05 / c, 0.12, (0, 0.06, 0), sides=sides)
    b.cylinder("wall", r - 0.17 / c, h * 1.2, (0, h * 0.85, 0), sides=sides, op="subtract")
    b.cylinder("water", r - 0.14 / c, 0.1, (0, h * 0.62, 0), sides=sides, group=True)
    x = w / 2 - 0.09
    top = h + tall
    b.box("posts", (0.13, tall + h * 0.7, 0.15), (x, h * 0.3 + (tall + h * 0.7) / 2, 0), mirror="x", group=True)
    k, z, t = rw / 2, w * 0.98 + 0.1, 0.1
    # the ridge runs from post to post
    b.extrude(
        "roof",
        [
            (-k, top - 0.1),
            (0, top + rh),
            (k, top - 0.1),
            (k + 0.03, top + t),
            (0, top + rh + t * 1.5),
            (-k - 0.03, top + t),
        ],
        z + 0.3,
        rot=(0, -90, 0),
        group=True,
    )
    b.extrude(
        "posts",
        [(-k * 0.97, top - 0.08), (k * 0.97, top - 0.08), (0, top + rh * 1.05)],
        0.1,
        (x, 0, 0),
        rot=(0, -90, 0),
        mirror="x",
        group=True,
    )
    cy = h + tall * 0.52
    b.cylinder("crank", 0.065, w * 0.96, (0.0, cy, 0), axis="x", group=True)
    b.cylinder("rope", 0.1, w * 0.34, (0, cy, 0), axis="x", group=True)
    if d.has("crank handle"):
        b.box("crank", (0.2, 0.075, 0.075), (w / 2 + 0.06, cy, 0), group=True)
        b.box("crank", (0.075, 0.3, 0.075), (w / 2 + 0.14, cy - 0.12, 0))
        b.box("crank", (0.22, 0.08, 0.08), (w / 2 + 0.22, cy - 0.25, 0))
    b.cylinder("rope", 0.032, cy - h * 0.62, (0, (cy + h * 0.62) / 2, 0.07), group=True)
    if d.has("bucket"):
        y = max(h + 0.02, cy - 0.36) - 0.04
        b.cylinder("bucket", 0.13, 0.26, (0, y, 0.07), r_top=0.17, group=True)
        b.cylinder("bucket", 0.12, 0.26, (0, y + 0.1, 0.07), r_top=0.13, op="subtract")
        b.cylinder("bucket", 0.06, 0.26, (0, y, 0.07))
        b.torus("bucket", 0.15, 0.03, (0, y + 0.04, 0.07), material="iron", tint=(0.1, 0.1, 0.11))
    if d.has("steps"):
        R = r + 0.34
        b.cylinder("steps", R, 0.12, (0, 0.06, 0), sides=sides, group=True)
        b.cylinder("steps", R - 0.14, 0.22, (0, 0.11, 0), sides=sides)


CATEGORY = Category(
    name="well",
    family="buildings",
    words=("water well", "wishing well", "draw well"),
    parts=(
        Part("wall", ("stone", "stone", "brick", "wood", "marble"), words=("rim", "ring"), natural=STONES),
        Part("roof", ("wood", "clay", "rope", "dark wood"), words=("canopy", "cover")),
        Part("posts", ("wood", "dark wood", "stone", "iron"), words=("uprights", "pillars")),
        Part("water", ("glass",), words=("pool",), colours=0.25, glow=0.1, natural=((70, 140, 190), (60, 120, 150))),
        Part("crank", ("wood", "iron", "dark wood", "bronze"), words=("winch", "windlass", "handle")),
        Part("rope", ("rope",), words=("cord",)),
        Part("bucket", ("wood", "iron", "bronze"), words=("pail",), main=False),
        Part("steps", ("stone", "brick", "marble"), words=("platform", "stairs"), main=False, like="wall"),
    ),
    attributes=(
        Attribute("wall width", "wall", "narrow", "wide", "narrower", "wider", (1.1, 1.6)),
        Attribute("wall height", "wall", "low", "high", "lower", "higher", (0.5, 0.95)),
        Attribute("post height", "posts", "short", "tall", "shorter", "taller", (0.8, 1.35)),
        Attribute("roof height", "roof", "flat", "steep", "flatter", "steeper", (0.25, 0.75)),
        Attribute("roof width", "roof", "narrow", "wide", "narrower", "wider", (1.0, 1.7)),
    ),
    options=(
        Option("bucket", "a bucket", "bucket", 0.5),
        Option("crank handle", "a crank handle", "crank", 0.5),
        Option("steps", "steps", "steps", 0.3),
    ),
    variants=(Variant("wall shape", "wall", ("round", "hexagonal", "square")),),
    build=_well,
)
