"""From a brief to part looks."""

from __future__ import annotations

import pytest

from meshwright.errors import InputError
from meshwright.field.bound import PartLook
from meshwright.generator.binding import bind, part_looks
from meshwright.prompt.brief import Brief, PartRequest
from meshwright.vocabulary.colors import COLORS, linear_from_bytes
from meshwright.vocabulary.materials import MATERIAL_INDEX
from tests.field.test_neural import ball
from tests.generator.tiny_backend import SWORD

RED = tuple(float(v) for v in linear_from_bytes(COLORS["red"]))
GOLD, WOOD = MATERIAL_INDEX["gold"], MATERIAL_INDEX["wood"]


def brief(*parts: PartRequest, worn: bool = False) -> Brief:
    return Brief("", "sword", worn=worn, parts=parts)


def test_only_what_is_said_is_bound() -> None:
    assert part_looks(brief(), SWORD) == {}
    said = brief(PartRequest("grip", material="wood"), PartRequest("blade", colour="red", glow=False))
    assert part_looks(said, SWORD) == {1: PartLook(material=WOOD), 0: PartLook(tint=RED, glow=False)}


def test_the_whole_object_is_said_first() -> None:
    said = brief(PartRequest("grip", material="wood"), PartRequest("", material="gold", glow=True))
    assert part_looks(said, SWORD) == {0: PartLook(GOLD, None, True), 1: PartLook(WOOD, None, True)}


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (PartRequest("sail", material="gold"), "part"),
        (PartRequest("grip", material="cheddar"), "material"),
        (PartRequest("grip", colour="octarine"), "colour"),
    ],
)
def test_unknown_names_are_refused(request_: PartRequest, field: str) -> None:
    with pytest.raises(InputError) as caught:
        part_looks(brief(request_), SWORD)
    assert caught.value.field == field


def test_bind_wraps_the_field() -> None:
    field = ball(("blade", "grip"))
    bound = bind(field, brief(PartRequest("grip", material="gold"), worn=True), SWORD, snap=False)
    assert (bound.field, bound.looks, bound.worn, bound.snap) == (field, {1: PartLook(GOLD)}, True, False)
    assert bind(field, brief(worn=True), None).worn
