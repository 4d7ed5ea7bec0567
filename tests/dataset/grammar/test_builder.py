"""The builder: reach of every primitive, minimum thickness, styles, scaling to field units."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import draw
from meshwright.dataset.grammar.sdf import evaluate, primitive
from meshwright.dataset.grammar.spec import Category, Draw
from tests.dataset.grammar.made_up import GADGET

PLAIN = replace(draw(GADGET, random.Random(0)), style="plain")
AT = (0.3, 0.8, -0.2)
Make = Callable[[Builder], None]
PRIMITIVES: dict[str, Make] = {
    "box": lambda b: b.box("stem", (0.4, 0.6, 0.2), AT),
    "tapered box": lambda b: b.box("stem", (0.4, 0.6, 0.2), AT, taper=(0.5, 0.7)),
    "rounded box": lambda b: b.box("stem", (0.4, 0.6, 0.2), AT, round=0.05),
    "turned box": lambda b: b.box("stem", (0.4, 0.6, 0.2), AT, rot=(20, 35, 50)),
    "cylinder": lambda b: b.cylinder("stem", 0.2, 0.5, AT),
    "cone": lambda b: b.cylinder("stem", 0.1, 0.5, AT, r_top=0.25, round=0.02),
    "lying cylinder": lambda b: b.cylinder("stem", 0.2, 0.7, AT, axis="x"),
    "cylinder along z": lambda b: b.cylinder("stem", 0.2, 0.7, AT, axis="z"),
    "prism": lambda b: b.prism("stem", 6, 0.2, 0.5, AT),
    "pyramid": lambda b: b.prism("stem", 4, 0.25, 0.5, AT, r_top=0.0),
    "ellipsoid": lambda b: b.ellipsoid("stem", (0.4, 0.6, 0.3), AT),
    "torus": lambda b: b.torus("stem", 0.3, 0.07, AT),
    "standing torus": lambda b: b.torus("stem", 0.3, 0.07, AT, axis="z"),
    "arc": lambda b: b.torus("stem", 0.3, 0.07, AT, arc=120),
    "lathe": lambda b: b.lathe("stem", [(0, -0.3), (0.2, -0.3), (0.25, 0.1), (0, 0.2)], AT),
    "extrude": lambda b: b.extrude("stem", [(-0.2, -0.1), (0.3, 0), (0, 0.4)], 0.2, AT, round=0.02),
    "tube": lambda b: b.tube("stem", (0, 0.2, 0), (0.4, 0.9, 0.1), (-0.3, 1.1, 0.3), 0.06, r_end=0.03),
    "superquadric": lambda b: b.superquadric("stem", (0.4, 0.6, 0.3), AT),
    "mirrored": lambda b: b.box("stem", (0.2, 0.2, 0.2), (0.3, 0.8, 0.2), mirror="xz"),
    "ring": lambda b: b.box("stem", (0.2, 0.3, 0.1), (0, 0.8, 0.6), ring=(5, 20)),
    "ring beside": lambda b: b.box("stem", (0.2, 0.3, 0.1), (0.2, 0.8, 0.6), ring=(5, 20, 0.2, 0.1)),
    "repeated": lambda b: b.box("stem", (0.1, 0.3, 0.1), AT, repeat=(4, (0.25, 0.05, 0.1))),
    "twisted": lambda b: b.box("stem", (0.4, 0.6, 0.4), AT, twist=60),
}


def built(make: Make, style: str = "plain") -> Builder:
    b = Builder(replace(PLAIN, style=style))
    make(b)
    return b


def solid(b: Builder, scale: float = 0.6) -> np.ndarray:
    """Points (n, 3) in metres that lie inside, of a random sample of a box a little larger than the reach."""
    table = torch.from_numpy(b.finish(scale))
    most = np.array(b.reach) + 0.1
    rng = np.random.default_rng(1)
    points = rng.uniform((-most[0], -0.3, -most[2]), most, (30000, 3)).astype(np.float32)
    field = torch.from_numpy(points * np.float32(scale) + np.float32((0, t.FLOOR, 0)))
    return points[(evaluate(table, field)[0] < 0).numpy()]


@pytest.mark.parametrize("name", PRIMITIVES)
@pytest.mark.parametrize("style", ["plain", "low-poly", "stylised"])
def test_reach_holds_the_primitive_and_is_not_idle(name: str, style: str) -> None:
    b = built(PRIMITIVES[name], style)
    inside = solid(b)
    assert len(inside) > 20
    most = np.array([np.abs(inside[:, 0]).max(), inside[:, 1].max(), np.abs(inside[:, 2]).max()])
    slack = 0.02 if style == "stylised" else 1e-6  # stylised rows are inflated by 6 mm of field
    # a twisted box's corners may leave its box
    slack = 0.1 if name == "twisted" else slack
    assert (most <= np.array(b.reach) + slack).all()
    loose = 0.45 if name in ("tube", "arc", "ring", "ring beside", "lathe", "extrude") else 0.13
    assert (most >= np.array(b.reach) - loose).all()


class MirrorWatch(Builder):
    """Collects the rows of which nothing is left after mirroring, which folds space onto the positive side."""

    def __init__(self, draw: Draw) -> None:
        super().__init__(draw)
        self.lost: list[str] = []

    def _stretch(self, at: Any, rotation: Any, size: Any, ring: Any, repeat: Any) -> None:
        for bit, i in ((1, 0), (2, 2)):
            half = sum(abs(rotation[3 * j + i]) * size[j] / 2 for j in range(3))
            if int(self.rows[-1][t.MIRROR]) & bit and not ring and not repeat and at[i] + half <= 0:
                self.lost.append(self.draw.category.parts[int(self.rows[-1][t.PART])].name)
        super()._stretch(at, rotation, size, ring, repeat)


@pytest.mark.parametrize("category", load(), ids=lambda c: c.name)
def test_no_mirrored_row_is_built_on_the_side_that_mirroring_discards(category: Category) -> None:
    rng = random.Random(3)
    for _ in range(10):
        b = MirrorWatch(draw(category, rng))
        category.build(b, b.draw)
        assert b.lost == []


def test_mirror_watch_would_notice() -> None:
    b = MirrorWatch(PLAIN)
    b.box("stem", (0.2, 0.2, 0.2), (0.3, 0.8, -0.2), mirror="xz")
    assert b.lost == ["stem"]


def test_cuts_do_not_stretch_reach() -> None:
    b = built(PRIMITIVES["box"])
    before = list(b.reach)
    b.box("stem", (3, 3, 3), (0, 2, 0), op="subtract")
    assert b.reach == before


@pytest.mark.parametrize(
    "make",
    [
        lambda b: b.box("stem", (0.5, 0.002, 0.5), (0, 0.5, 0)),
        lambda b: b.cylinder("stem", 0.001, 0.5, (0, 0.5, 0)),
        lambda b: b.cylinder("stem", 0.3, 0.001, (0, 0.5, 0)),
        lambda b: b.prism("stem", 6, 0.001, 0.5, (0, 0.5, 0)),
        lambda b: b.ellipsoid("stem", (0.5, 0.004, 0.5), (0, 0.5, 0)),
        lambda b: b.torus("stem", 0.3, 0.001, (0, 0.5, 0)),
        lambda b: b.extrude("stem", [(-0.3, 0), (0.3, 0), (0, 0.5)], 0.002, (0, 0.3, 0)),
        lambda b: b.tube("stem", (0, 0.2, 0), (0, 0.5, 0), (0, 0.8, 0), 0.001),
        lambda b: b.superquadric("stem", (0.5, 0.004, 0.5), (0, 0.5, 0)),
    ],
    ids=["box", "rod", "disc", "prism", "ellipsoid", "torus", "extrude", "tube", "superquadric"],
)
@pytest.mark.parametrize("style", ["plain", "low-poly", "stylised"])
def test_thin_solids_are_at_least_as_thick_as_the_grid_can_hold(make: Make, style: str) -> None:
    """The largest ball inside has the least half thickness."""
    b = built(make, style)
    table = torch.from_numpy(b.finish(0.6))
    points = torch.from_numpy(np.random.default_rng(1).uniform(-0.4, 0.4, (30000, 3)).astype(np.float32))
    points[:, 1] += t.FLOOR + 0.3
    row = table[0].clone()
    depth = -float((primitive(row, points) / row[t.LIPSCHITZ]).min())
    rod = int(row[t.TYPE]) in (t.CONE, t.TUBE, t.PRISM)
    least = t.MIN_ROD_RADIUS if rod else t.MIN_HALF_THICKNESS
    assert depth > least * 0.65  # random points miss the medial surface a little


def test_cuts_may_be_thin() -> None:
    b = built(PRIMITIVES["box"])
    b.box("stem", (0.5, 0.002, 0.5), (0, 0.5, 0), op="subtract")
    assert b.finish(0.6)[1, t.PARAM + 1] == pytest.approx(0.0006)


def test_pointed_cones_keep_their_point() -> None:
    b = built(lambda b: b.cylinder("stem", 0.2, 0.5, (0, 0.5, 0), r_top=0.0))
    assert b.finish(0.6)[0, t.PARAM + 1] == 0


def test_finish_scales_every_length_and_stands_on_the_floor() -> None:
    b = built(lambda b: b.box("stem", (0.4, 0.6, 0.2), AT, round=0.05, twist=90, bend=45, shell=0.04,
                              repeat=(3, (0.5, 0, 0.1))))  # fmt: skip
    b.box("crown", (0.2, 0.2, 0.2), (0, 1, 0.5), op="smooth", k=0.1, ring=(4, 30, 0.2, -0.1))
    a = b.finish(0.5)
    np.testing.assert_allclose(a[0, t.CENTER : t.CENTER + 3], (0.15, 0.4 + t.FLOOR, -0.1), rtol=1e-6)
    np.testing.assert_allclose(a[0, t.PARAM : t.PARAM + 5], (0.075, 0.125, 0.025, 1, 1), rtol=1e-6)
    assert a[0, t.ROUND] == pytest.approx(0.025)
    assert a[0, t.SHELL] == pytest.approx(0.02)
    assert a[0, t.TWIST] == pytest.approx(math.pi / 2 / 0.5)
    assert a[0, t.BEND] == pytest.approx(math.pi / 4 / 0.5)
    np.testing.assert_allclose(a[0, t.STEP : t.STEP + 3], (0.25, 0, 0.05), rtol=1e-6)
    assert a[1, t.SMOOTHNESS] == pytest.approx(0.05)
    np.testing.assert_allclose(a[1, t.STEP : t.STEP + 3], (math.radians(30), 0.1, -0.05), rtol=1e-6)


def test_euler_angles_turn_about_x_then_y_then_z() -> None:
    b = built(lambda b: b.box("stem", (0.4, 0.6, 0.2), AT, rot=(10, 20, 30)))
    x, y, z = (math.radians(v) for v in (10, 20, 30))
    rx = np.array([[1, 0, 0], [0, math.cos(x), -math.sin(x)], [0, math.sin(x), math.cos(x)]])
    ry = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    rz = np.array([[math.cos(z), -math.sin(z), 0], [math.sin(z), math.cos(z), 0], [0, 0, 1]])
    got = b.finish(0.5)[0, t.ROTATION : t.ROTATION + 9].reshape(3, 3)
    np.testing.assert_allclose(got, (rz @ ry @ rx).T, atol=1e-6)


def test_look_of_the_part_goes_into_its_rows_and_can_be_overridden() -> None:
    b = built(lambda b: b.box("crown", (0.4, 0.6, 0.2), AT))
    b.box("foot", (0.1, 0.1, 0.1), AT, tint=(0.1, 0.2, 0.3), emission=1.0, material="gold")
    a = b.finish(0.5)
    look = PLAIN.looks["crown"]
    assert a[0, t.PART] == 1
    np.testing.assert_allclose(a[0, t.TINT : t.TINT + 3], look.tint, rtol=1e-6)
    assert a[1, t.PART] == 2
    np.testing.assert_allclose(a[1, t.TINT : t.TINT + 3], (0.1, 0.2, 0.3), rtol=1e-6)
    assert a[1, t.EMISSION] == 1


def test_low_poly_turns_round_things_into_faceted_ones() -> None:
    b = built(lambda b: b.cylinder("stem", 0.2, 0.5, AT), "low-poly")
    b.ellipsoid("stem", (0.4, 0.4, 0.4), AT)
    b.lathe("stem", [(0, -0.3), (0.2, -0.3), (0, 0.2)], AT)
    b.box("stem", (0.4, 0.4, 0.4), AT, round=0.1)
    a = b.finish(0.5)
    assert a[:, t.TYPE].tolist() == [t.PRISM, t.FACET, t.LATHE, t.BOX]
    assert a[2, t.PARAM] == 8
    assert a[3, t.ROUND] == 0


@pytest.mark.parametrize("points", [2, 9])
def test_polygons_take_three_to_eight_points(points: int) -> None:
    with pytest.raises(ValueError, match="3 to 8"):
        built(lambda b: b.extrude("stem", [(math.cos(i), math.sin(i)) for i in range(points)], 0.1))


def test_tables_hold_one_to_forty_rows() -> None:
    with pytest.raises(ValueError, match="rows"):
        Builder(PLAIN).finish(1.0)
    b = built(PRIMITIVES["box"])
    for _ in range(40):
        PRIMITIVES["box"](b)
    with pytest.raises(ValueError, match="at most 40"):
        b.finish(1.0)
