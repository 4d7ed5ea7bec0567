"""Categories of the family street."""

from __future__ import annotations

from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = ()
