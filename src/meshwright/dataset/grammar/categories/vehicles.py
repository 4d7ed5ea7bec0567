"""Categories of the family vehicles."""

from __future__ import annotations

from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = ()
