"""Attachment: which attribute, variant or part an adjective means, given what it was said of."""

from __future__ import annotations

import functools
from typing import NamedTuple

from meshwright.prompt import synonyms
from meshwright.prompt.tokenise import phrase
from meshwright.vocabulary.lexicon import AttributeEntry, CategoryEntry, VariantEntry


class Meaning(NamedTuple):
    """What an adjective was read as: an end of an attribute, or a choice of a variant.

    word: the lexicon's word.  exact: it was said of the part that the lexicon says it of, in that very word.
    """

    attribute: AttributeEntry | None
    high: bool
    variant: VariantEntry | None
    word: str
    exact: bool


def meaning_of(word: str, target: str, category: CategoryEntry) -> Meaning | None:
    """The best reading of an adjective (normalised words joined by spaces) said of part `target` ("" the
    whole).

    In order: the word itself on the target, on the whole or the first part, anywhere; then its synonyms
    likewise.
    """
    main = category.parts[0].name if category.parts else ""
    near = ("", main) if target in ("", main) else (target,)
    order: tuple[tuple[str, ...] | None, ...] = ((target,), near, None)
    for places in order:
        found = _find(word, places, category)
        if found is not None:
            exact = places == (target,) or (not target and found.variant is not None)
            return found._replace(exact=exact or (not target and places is not None))
        if places == near:
            for other in synonyms.ADJECTIVES.get(word, ()):
                found = _find(" ".join(phrase(other)), near, category)
                if found is not None:
                    return found
    for other in synonyms.ADJECTIVES.get(word, ()):
        found = _find(" ".join(phrase(other)), None, category)
        if found is not None and target in ("", main):
            return found
    return None


def _find(word: str, places: tuple[str, ...] | None, category: CategoryEntry) -> Meaning | None:
    """An attribute's or a variant's word, of the parts `places` (None: of any)."""
    for place in places if places is not None else (None,):
        for a in category.attributes:
            if place is None or a.part == place:
                for said, high in ((a.low, False), (a.high, True)):
                    if " ".join(phrase(said)) == word:
                        return Meaning(a, high, None, said, False)
        for v in category.variants:
            if place is None or v.part == place:
                for choice in v.choices:
                    if " ".join(phrase(choice)) == word:
                        return Meaning(None, False, v, choice, False)
    return None


@functools.lru_cache(maxsize=4096)
def bringing(part: str, words: tuple[str, ...], options: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    """Names of the options that bring an optional part when it is mentioned: those whose phrase names the
    part.

    words: other words of the part.  options: (name, phrase, part) of all options of the category.
    """
    names = [w for noun in (part, *words) for w in phrase(noun)]
    return tuple(name for name, said, of in options if of == part and set(phrase(said)) & set(names))


def light_part(category: CategoryEntry) -> str:
    """The part that `glowing` means when it is said of the whole: the one trained with `light`, else the
    first.
    """
    for p in category.parts:
        if "light" in p.materials:
            return p.name
    return category.parts[0].name
