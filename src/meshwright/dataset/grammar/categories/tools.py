"""Categories of the family tools."""

from __future__ import annotations

from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = ()
