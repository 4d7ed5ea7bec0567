"""Stated words hold at every point of their part, and nothing else moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from meshwright.field.bound import BoundField, PartLook
from meshwright.field.protocol import Appearance
from meshwright.vocabulary.colors import COLORS, linear_from_bytes
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS

FloatArray = npt.NDArray[np.float32]
IRON, GOLD, WOOD = (MATERIAL_INDEX[m] for m in ("iron", "gold", "wood"))
RED = tuple(float(v) for v in linear_from_bytes(COLORS["red"]))


@dataclass(frozen=True)
class Ball:
    """Top: iron with a spot of wood at x > 0.4; its lightness varies along z. Bottom: wood. Tip (y >
    0.49): unseen by the measuring grid's cells, all gold."""

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        return np.full(3, -0.6, np.float32), np.full(3, 0.6, np.float32)

    @property
    def part_names(self) -> tuple[str, ...]:
        return ("bottom", "top", "absent")

    def sdf(self, points: FloatArray) -> FloatArray:
        return np.asarray(np.linalg.norm(points, axis=1) - 0.5, np.float32)

    def gradient(self, points: FloatArray) -> FloatArray:
        return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), np.float32)

    def appearance(self, points: FloatArray) -> Appearance:
        part = (points[:, 1] > 0).astype(np.int32)
        material = np.where((part == 1) & (points[:, 0] <= 0.4), IRON, WOOD).astype(np.int32)
        own = np.stack([linear_from_bytes(m.srgb) for m in MATERIALS])[material]
        tint = (own * (1 + 0.2 * points[:, 2:3])).astype(np.float32)
        rough = np.array([m.roughness for m in MATERIALS], np.float32)[material] + 0.02 * points[:, 2]
        metal = np.array([m.metallic for m in MATERIALS], np.float32)[material]
        return Appearance(part, material, tint, rough.astype(np.float32), metal, np.full(len(part), 0.1, np.float32))


def surface(n: int = 4000) -> FloatArray:
    p = np.random.default_rng(n).standard_normal((n, 3))
    return (0.5 * p / np.linalg.norm(p, axis=1, keepdims=True)).astype(np.float32)


P = surface()
TOP, SPOT = P[:, 1] > 0, (P[:, 1] > 0) & (P[:, 0] > 0.4)
FIELDS = ("material", "tint", "roughness", "metallic", "emission", "part")


def same(a: Appearance, b: Appearance, rows: npt.NDArray[np.bool_], *names: str) -> None:
    for name in names:
        assert np.array_equal(getattr(a, name)[rows], getattr(b, name)[rows]), name


def test_nothing_stated_and_no_snap_passes_through() -> None:
    same(BoundField(Ball(), {}, snap=False).appearance(P), Ball().appearance(P), np.ones(len(P), bool), *FIELDS)


def test_a_part_snaps_to_the_material_it_shows_most() -> None:
    seen, plain = BoundField(Ball(), {}).appearance(P), Ball().appearance(P)
    same(seen, plain, ~SPOT, *FIELDS)
    assert (seen.material[SPOT] == IRON).all()
    assert (seen.metallic[SPOT] == 1).all()
    iron = linear_from_bytes(MATERIALS[IRON].srgb)
    assert np.abs(seen.tint[SPOT] / iron - 1).max() < 0.2  # iron's colour, not wood's


def test_a_stated_material_holds_everywhere_and_keeps_the_lightness() -> None:
    seen, plain = BoundField(Ball(), {1: PartLook(material=GOLD)}).appearance(P), Ball().appearance(P)
    same(seen, plain, ~TOP, *FIELDS)
    assert (seen.material[TOP] == GOLD).all()
    assert (seen.metallic[TOP] == 1).all()
    np.testing.assert_allclose(seen.roughness[TOP], MATERIALS[GOLD].roughness, atol=0.03)
    gold = linear_from_bytes(MATERIALS[GOLD].srgb)
    ratio = seen.tint[TOP] / gold
    np.testing.assert_allclose(ratio, np.broadcast_to(ratio[:, :1], ratio.shape), atol=1e-5)  # hue of gold
    assert np.corrcoef(ratio[:, 0], P[TOP][:, 2])[0, 1] > 0.95  # lightness of what was there
    assert np.array_equal(seen.emission, plain.emission)


def test_a_stated_material_that_the_field_shows_keeps_its_values() -> None:
    seen, plain = BoundField(Ball(), {1: PartLook(material=IRON)}).appearance(P), Ball().appearance(P)
    same(seen, plain, ~SPOT, *FIELDS)
    assert (seen.material[TOP] == IRON).all()


def test_a_stated_colour_holds() -> None:
    seen = BoundField(Ball(), {0: PartLook(tint=RED)}).appearance(P)
    assert (seen.material[~TOP] == WOOD).all()
    ratio = seen.tint[~TOP] / np.array(RED, np.float32)
    assert (np.abs(ratio - 1) < 0.25).all()
    metal = BoundField(Ball(), {1: PartLook(tint=RED)}).appearance(P).tint[TOP]
    mixed = 0.8 * np.array(RED) + 0.2 * linear_from_bytes(MATERIALS[IRON].srgb)
    assert (np.abs(metal / mixed - 1) < 0.25).all()


@pytest.mark.parametrize("glow", [True, False])
def test_a_stated_glow_holds(glow: bool) -> None:
    seen, plain = BoundField(Ball(), {1: PartLook(glow=glow)}).appearance(P), Ball().appearance(P)
    assert (seen.emission[TOP] == float(glow)).all()
    same(seen, plain, ~TOP, "emission")
    same(seen, plain, ~SPOT, "tint", "material", "roughness")


def test_worn_makes_rougher_and_duller_once() -> None:
    plain = Ball().appearance(P)
    worn = BoundField(Ball(), {}, worn=True)
    seen = worn.appearance(P)
    clean = ~SPOT & TOP
    np.testing.assert_allclose(seen.roughness[clean], plain.roughness[clean] + 0.18, atol=0.03)
    assert seen.tint[clean].mean() < plain.tint[clean].mean()
    again = BoundField(worn, {}, worn=True).appearance(P)  # a field that already looks worn stays as it is
    same(again, seen, ~SPOT, *FIELDS)


def test_the_surface_never_moves() -> None:
    bound = BoundField(Ball(), {0: PartLook(GOLD, RED, True)}, worn=True)
    assert np.array_equal(bound.sdf(P), Ball().sdf(P))
    assert np.array_equal(bound.gradient(P), Ball().gradient(P))
    assert bound.part_names == Ball().part_names


def test_a_point_does_not_depend_on_the_others() -> None:
    bound = BoundField(Ball(), {1: PartLook(material=GOLD)}, worn=True)
    whole, some = bound.appearance(P), bound.appearance(P[::7])
    for name in FIELDS:
        assert np.array_equal(getattr(whole, name)[::7], getattr(some, name)), name
