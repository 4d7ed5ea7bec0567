"""Categories of the family furniture."""

from __future__ import annotations

from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = ()
