"""Every category obeys the rules of the grammar; the lint that says so notices broken ones."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from meshwright.dataset.grammar import lint as lints
from meshwright.dataset.grammar.builder import Builder
from meshwright.dataset.grammar.categories import load
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.dataset.grammar.spec import Attribute, Category, Draw, Option, Part

CATEGORIES = load()


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.name)
def test_category_obeys_the_rules(category: Category) -> None:
    assert lints.lint(category, draws=2) == []


def test_no_word_names_two_categories() -> None:
    assert lints.lint_words(CATEGORIES) == []


def test_a_draw_is_determined_by_its_seed() -> None:
    tables = [table_of(draw(CATEGORIES[0], random.Random(7))) for _ in range(2)]
    np.testing.assert_array_equal(tables[0], tables[1])


def _column(b: Builder, d: Draw) -> None:
    b.box("base", (d["width"], 0.4, d["depth"]), (0, 0.2, 0))
    b.cylinder("shaft", d["girth"], d["height"], (0, 0.39 + d["height"] / 2, 0))
    if d.has("capital"):
        b.box("top", (0.7, 0.3, 0.7), (0, 0.38 + d["height"] + 0.15, 0))
    if d.has("ball"):
        b.ellipsoid("top", (0.5, 0.5, 0.5), (0, 0.3 + d["height"] + 0.25, 0))


COLUMN = Category(
    name="column",
    family="test",
    words=("pillar",),
    parts=(Part("shaft", ("stone",)), Part("base", ("stone",)), Part("top", ("gold",), main=False)),
    attributes=(
        Attribute("width", "base", "narrow", "wide", "narrower", "wider", (0.6, 1.0)),
        Attribute("depth", "base", "shallow", "deep", "shallower", "deeper", (0.6, 1.0)),
        Attribute("girth", "shaft", "thin", "thick", "thinner", "thicker", (0.15, 0.28)),
        Attribute("height", "", "short", "tall", "shorter", "taller", (0.8, 1.8)),
    ),
    options=(Option("capital", "a capital", "top"), Option("ball", "a ball", "top")),
    build=_column,
)


def test_a_good_category_passes() -> None:
    assert lints.lint(COLUMN) == []


def _said(category: Category, fragment: str) -> bool:
    return any(fragment in e for e in lints.lint(category))


def test_floating_piece_is_reported() -> None:
    def build(b: Builder, d: Draw) -> None:
        _column(b, d)
        b.box("base", (0.3, 0.3, 0.3), (1.2, 0.15, 0))

    assert _said(replace(COLUMN, name="floating", build=build), "one connected piece")


def test_lifted_object_is_reported() -> None:
    def build(b: Builder, d: Draw) -> None:
        b.box("base", (0.8 * d["width"], 0.8, d["depth"]), (0, 0.8, 0))

    assert _said(replace(COLUMN, name="lifted", build=build), "y = 0")


def test_hidden_part_is_reported() -> None:
    def build(b: Builder, d: Draw) -> None:
        _column(b, d)
        b.box("base", (1.0, 2.4, 1.0), (0, 1.2, 0))

    assert _said(replace(COLUMN, name="hidden", build=build), "main part shaft is hidden")


def test_attribute_without_effect_is_reported() -> None:
    def build(b: Builder, d: Draw) -> None:
        b.box("base", (d["width"], 0.4, 0.8), (0, 0.2, 0))
        b.cylinder("shaft", d["girth"], d["height"], (0, 0.39 + d["height"] / 2, 0))

    assert _said(replace(COLUMN, name="dull", build=build), "attribute depth changes 0.00%")
    assert _said(replace(COLUMN, name="dull", build=build), "option capital changes 0.00%")


def test_too_many_rows_are_reported() -> None:
    def build(b: Builder, d: Draw) -> None:
        for _ in range(41):
            b.box("base", (1, 1, 1), (0, 0.5, 0))

    assert _said(replace(COLUMN, name="long", build=build), "41 rows")


@pytest.mark.parametrize(
    ("changes", "fragment"),
    [
        ({"parts": COLUMN.parts[:2]}, "2 parts"),
        ({"attributes": COLUMN.attributes[:3]}, "3 attributes"),
        ({"options": COLUMN.options[:1]}, "1 options"),
        ({"attributes": (*COLUMN.attributes, replace(COLUMN.attributes[0], name="w2"))}, "'narrow' of base"),
        ({"parts": (*COLUMN.parts[:2], Part("top", ("unobtainium",)))}, "no material class"),
        ({"options": (*COLUMN.options, Option("flag", "a flag", "flag"))}, "no part 'flag'"),
    ],
)
def test_bad_declaration_is_reported(changes: dict[str, tuple[object, ...]], fragment: str) -> None:
    assert _said(replace(COLUMN, **changes), fragment)  # type: ignore[arg-type]


def test_shared_word_is_reported() -> None:
    assert lints.lint_words([COLUMN, replace(COLUMN, name="pillar", words=())]) == [
        "the word 'pillar' names 2 categories"
    ]


def test_pruned_occupancy_equals_the_full_grid() -> None:

    rng = random.Random(3)
    for category in CATEGORIES[:: max(1, len(CATEGORIES) // 4)]:
        rows = table_of(draw(category, rng))
        axis = (torch.arange(64) + 0.5) / 32 - 1
        points = torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"), -1).reshape(-1, 3)
        full = (evaluate(torch.from_numpy(rows), points)[0] < 0).reshape(64, 64, 64).numpy()
        assert (full ^ lints.occupancy(rows)).sum() <= 0.001 * full.sum()
