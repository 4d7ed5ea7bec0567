"""Rulers on constructed samples: they pass what is right and fail what is not."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from meshwright.dataset.grammar.sampling import COLOUR_TINTS
from meshwright.metrics.adherence import (
    colour_on_part,
    glow_on_part,
    has_part,
    material_on_part,
    occupancy_iou,
    pieces,
)
from meshwright.vocabulary.materials import MATERIAL_INDEX
from tests.metrics.constructed import NODES, balls, halves

GOLD = MATERIAL_INDEX["gold"]


def look(colour: str, glow: float = 0.0) -> list[float]:
    return [*(float(v) for v in np.sqrt(COLOUR_TINTS[colour])), 0.5, 0.0, glow]


@pytest.mark.parametrize(("share", "expected"), [(1.0, True), (0.7, True), (0.3, False), (0.0, False)])
def test_material_needs_half_of_the_part(share: float, expected: bool) -> None:
    sample = halves(look("red"), GOLD, share=share)
    assert material_on_part(sample, 0, 1, "gold") == expected
    assert not material_on_part(sample, 0, 0, "gold")


@pytest.mark.parametrize("colour", COLOUR_TINTS)
def test_colour_is_the_nearest_name(colour: str) -> None:
    sample = halves(look(colour), GOLD)
    named = [c for c in COLOUR_TINTS if colour_on_part(sample, 0, 1, c)]
    assert named == [colour]


def test_glow_is_asked_or_forbidden() -> None:
    glowing, dark = halves(look("red", 1.0), GOLD), halves(look("red"), GOLD)
    assert glow_on_part(glowing, 0, 1, True)
    assert not glow_on_part(glowing, 0, 1, False)
    assert glow_on_part(dark, 0, 1, False)
    assert not glow_on_part(dark, 0, 1, True)
    assert glow_on_part(glowing, 0, 0, False)


def test_a_missing_part_passes_nothing() -> None:
    sample = halves(look("red", 1.0), GOLD)
    assert has_part(sample, 0, 0)
    assert has_part(sample, 0, 1)
    assert not has_part(sample, 0, 2)
    assert not material_on_part(sample, 0, 2, "gold")
    assert not colour_on_part(sample, 0, 2, "red")
    assert not glow_on_part(sample, 0, 2, True)
    assert not glow_on_part(sample, 0, 2, False)


def test_pieces() -> None:
    assert pieces(torch.ones(len(NODES))) == 0
    assert pieces(balls(0.0)) == 1
    assert pieces(balls(-0.6, 0.0, 0.6)) == 3
    assert pieces(balls(-0.15, 0.15)) == 1
    crumb = torch.minimum(balls(0.0, radius=0.5), balls(0.9, radius=0.05))
    assert pieces(crumb) == 2
    assert pieces(crumb, least=0.01) == 1


def test_nodes_that_touch_at_a_corner_are_one_piece() -> None:
    d = torch.ones(64, 64, 64)
    d[5, 5, 5] = d[6, 6, 6] = -1
    assert pieces(d.flatten()) == 1
    d[9, 9, 9] = -1
    assert pieces(d.flatten()) == 2


def test_intersection_over_union() -> None:
    a = torch.tensor([[-1.0, -1, 1, 1], [-1, -1, -1, -1], [1, 1, 1, 1]])
    b = torch.tensor([[-1.0, 1, -1, 1], [-1, -1, -1, -1], [1, 1, 1, 1]])
    assert occupancy_iou(a, b).tolist() == pytest.approx([1 / 3, 1, 1])
    assert torch.equal(occupancy_iou(a, b), occupancy_iou(b, a))
    where = torch.tensor([[True, True, False, True]]).expand(3, -1)
    assert occupancy_iou(a, b, where).tolist() == pytest.approx([0.5, 1, 1])
    r, s = 0.5, 0.6
    big = occupancy_iou(NODES.norm(dim=1)[None] - r, NODES.norm(dim=1)[None] - s)
    assert float(big) == pytest.approx((r / s) ** 3, abs=0.01)
