"""Words outside the lexicon: typing errors, near words by meaning, free words, and what stays ungrounded."""

from __future__ import annotations

from typing import Final

from meshwright.conditioning.words import WordTable
from meshwright.prompt import synonyms
from meshwright.prompt.items import ROLES
from meshwright.prompt.phrases import Entry, LexiconIndex, category_index
from meshwright.prompt.spelling import corrected
from meshwright.prompt.tokenise import Token, normal, phrase
from meshwright.vocabulary.lexicon import CategoryEntry
from meshwright.vocabulary.materials import MATERIALS

NEAR_NOUN: Final = 0.66
NEAR_MODIFIER: Final = 0.7
"""Least cosine similarity at which an unknown word is read as a known one (calibrated, see
`benchmarks/parser.py`).
"""
NEAR_TRAINED: Final = 0.5
"""A free word below this similarity to everything trained is reported as ungrounded as well."""


class Grounding:
    """Decides what a word that the lexicon lacks may be read as; `corrections` lists mended typing errors."""

    def __init__(self, index: LexiconIndex, words: WordTable | None, *, also: frozenset[str] = frozenset()) -> None:
        self.index, self.words, self.also = index, words, also
        self.corrections: list[tuple[str, str]] = []

    def ignored(self, word: str) -> bool:
        """Whether a word carries no request of its own."""
        return word in synonyms.FILLERS or word in ROLES

    def has_vector(self, word: str) -> bool:
        """Whether the word table knows a word."""
        return self.words is not None and (word.lower() in self.words or normal(word) in self.words)

    def correct(self, tokens: list[Token]) -> list[Token]:
        """Tokens with typing errors mended; English words that are merely unknown to the lexicon are kept."""
        out = []
        for token in tokens:
            known = token.text in self.index.known or self.ignored(token.text) or self.ignored(token.raw)
            listed = token.text in synonyms.COUNTS or token.text in synonyms.ADJECTIVES
            listed = listed or token.text in self.also or token.raw in self.also
            if not token.is_word or known or listed or self.has_vector(token.raw):
                out.append(token)
                continue
            mended = corrected(token.text, sorted(self.index.known))
            if mended:
                self.corrections.append((token.raw, mended))
                out.append(Token(mended, token.raw))
            else:
                out.append(token)
        return out

    def read_unknown(self, said: str, category: CategoryEntry, *, noun: bool) -> tuple[str, Entry] | None:
        """The nearest word of the category (for a noun) or modifier in meaning, if near enough, and its
        readings.

        Sizes are never read by meaning: vectors do not tell `taller` from `shorter`.
        """
        if self.words is None:
            return None
        candidates = _nouns(category) if noun else _modifiers(category)
        best, similarity = "", 0.0
        for form in dict.fromkeys((said, normal(said))):
            word, near = self.words.nearest(form, candidates)
            if near > similarity:
                best, similarity = word, near
        if not best or similarity < (NEAR_NOUN if noun else NEAR_MODIFIER):
            return None
        entry = category_index(category).entries.get(phrase(best))
        return (best, entry) if entry is not None else None

    def close_to_trained(self, said: str, category: CategoryEntry | None) -> bool:
        """Whether a free word lies near some word that the network was trained with."""
        if self.words is None:
            return False
        own = (*_nouns(category), *_modifiers(category)) if category is not None else tuple(trained_materials())
        trained = (*own, *self.index.candidates)
        return self.words.nearest(said, trained)[1] >= NEAR_TRAINED


def _nouns(category: CategoryEntry) -> tuple[str, ...]:
    names = [w for p in category.parts for w in (p.name, *p.words)]
    names += [o.phrase for o in category.options]
    return tuple(w for w in dict.fromkeys(names) if len(phrase(w)) == 1)


def _modifiers(category: CategoryEntry) -> tuple[str, ...]:
    choices = [choice for v in category.variants for choice in v.choices]
    styles = [s for s in synonyms.STYLES if s != "plain"]
    return tuple(dict.fromkeys([*trained_materials(), *choices, *styles, *synonyms.WORN]))


def trained_materials() -> list[str]:
    """Single words for material classes."""
    # a phrase would be near to each of its words: `covered` to `bark-covered`
    return [w for m in MATERIALS for w in m.words if len(phrase(w)) == 1]
