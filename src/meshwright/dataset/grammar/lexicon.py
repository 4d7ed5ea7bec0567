"""The lexicon of the part grammar: its words in the form that the parser and the network share."""

from __future__ import annotations

from collections.abc import Iterable

from meshwright.dataset.grammar.sampling import scale_of
from meshwright.dataset.grammar.spec import Category
from meshwright.prompt.tokens import vocabulary_of
from meshwright.vocabulary.colors import COLORS
from meshwright.vocabulary.lexicon import (
    AttributeEntry,
    CategoryEntry,
    Lexicon,
    OptionEntry,
    PartEntry,
    VariantEntry,
)
from meshwright.vocabulary.materials import MATERIALS


def export_lexicon(categories: Iterable[Category]) -> Lexicon:
    """The lexicon of these categories, in their order; slots are positions in `Category.parts`."""
    entries = tuple(category_entry(c) for c in categories)
    return Lexicon(entries, vocabulary_of(entries, tuple(m.name for m in MATERIALS), tuple(COLORS)))


def category_entry(category: Category) -> CategoryEntry:
    """One category as the lexicon holds it; `scale` is in field units per metre."""
    return CategoryEntry(
        name=category.name,
        family=category.family,
        words=tuple(category.words),
        scale=scale_of(category),
        parts=tuple(
            PartEntry(p.name, slot, tuple(p.words), tuple(dict.fromkeys(p.materials)), p.main)
            for slot, p in enumerate(category.parts)
        ),
        attributes=tuple(AttributeEntry(a.name, a.part, a.low, a.high, a.less, a.more) for a in category.attributes),
        options=tuple(OptionEntry(o.name, o.phrase, o.part) for o in category.options),
        variants=tuple(VariantEntry(v.name, v.part, tuple(v.choices)) for v in category.variants),
    )
