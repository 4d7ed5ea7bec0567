"""Which category a prompt is about."""

from __future__ import annotations

from typing import Final, NamedTuple

from meshwright.conditioning.words import WordTable
from meshwright.prompt import synonyms
from meshwright.prompt.phrases import MAX_WORDS, LexiconIndex, category_index
from meshwright.prompt.tokenise import Token, normal

NEAR_CATEGORY: Final = 0.6
"""Least cosine similarity at which an unknown noun is read as a category (calibrated in
`benchmarks/parser.py`).
"""
_ENDS: Final = frozenset(
    [
        "with", "whose", "that", "which", "made", "has", "have", "having", "featuring", "without", "of",
        "and", "but", "in", "on", "for", "is", "are", "its",
    ]
)  # fmt: skip


class Mention(NamedTuple):
    """Words [start, end) of the tokens that name a category."""

    start: int
    end: int
    category: str


class Choice(NamedTuple):
    """The category found, and (word, category word) if only a near word was found."""

    category: str
    start: int
    end: int
    approximated: tuple[str, str] | None


def mentions_of(tokens: list[Token], index: LexiconIndex) -> list[Mention]:
    """All names of categories in the text, longest match first, left to right."""
    out, i = [], 0
    words = tuple(t.text for t in tokens)
    while i < len(words):
        for n in range(min(MAX_WORDS, len(words) - i), 0, -1):
            name = index.names.get(words[i : i + n])
            if name is None and words[i : i + n] in index.materials and n > 1:
                i += n - 1  # `pine wood` is no pine
                break
            if name is not None:
                out.append(Mention(i, i + n, name))
                i += n - 1
                break
        i += 1
    return out


def choose_category(tokens: list[Token], index: LexiconIndex, words: WordTable | None) -> Choice | None:
    """The category that the first noun phrase names; else a later one; else the nearest in meaning; else
    None.

    Names that are also words of parts (`blade`, `trunk`) count less than those that can only be categories.
    """
    mentions = mentions_of(tokens, index)
    head_end = _first_phrase(tokens, mentions[0].end if mentions else 1)
    if mentions:
        texts = tuple(t.text for t in tokens)
        first = [m for m in mentions if m.end <= head_end]
        best = max(
            mentions,
            key=lambda m: (
                (6.0 if first and m is first[-1] else 0.0)
                - (5.0 if texts[m.start : m.end] in index.ambiguous and not _canonical(texts, m) else 0.0)
                - (1.0 if texts[m.start : m.end] in index.ambiguous else 0.0)
                + 0.5 * _support(tokens, m.category, index),
                -m.start,
            ),
        )
        return Choice(best.category, best.start, best.end, None)
    return _nearest(tokens, head_end, index, words)


def _canonical(texts: tuple[str, ...], m: Mention) -> bool:
    return " ".join(texts[m.start : m.end]) == " ".join(normal(w) for w in m.category.split())


def _first_phrase(tokens: list[Token], head: int) -> int:
    """Index of the token that ends the first noun phrase; its head ends at token `head` or later."""
    for i in range(head, len(tokens)):
        if tokens[i].text in _ENDS or not tokens[i].is_word:
            return i
    return len(tokens)


def _support(tokens: list[Token], name: str, index: LexiconIndex) -> int:
    """How many words of the text name parts or options of this category (at most 4)."""
    phrases = category_index(index.lexicon.category(name))
    found = 0
    for token in tokens:
        entry = phrases.entries.get((token.text,))
        if entry and any(n.kind in ("part", "option") for n in entry.nouns):
            found += 1
    return min(found, 4)


def _nearest(tokens: list[Token], head_end: int, index: LexiconIndex, words: WordTable | None) -> Choice | None:
    """The category nearest in meaning to an unknown noun; the head of the first phrase is preferred."""
    if words is None:
        return None
    best: tuple[float, int, str, str] | None = None
    for i, token in enumerate(tokens):
        if not token.is_word or token.text in synonyms.FILLERS or token.text in synonyms.COUNTS:
            continue
        if token.text in index.known and not _only_part_word(token.text, index):
            continue
        for said in dict.fromkeys((token.raw, token.text)):
            candidate, similarity = words.nearest(said, index.candidates)
            head = i + 1 == head_end or i + 1 == len(tokens)
            if candidate and similarity >= NEAR_CATEGORY - (0.05 if head else 0.0):
                rank = (similarity + (0.05 if head else 0.0), -i, token.raw, candidate)
                if best is None or rank > best:
                    best = rank
    if best is None:
        return None
    _, i, raw, candidate = best
    return Choice(index.by_candidate[candidate], -i, -i + 1, (raw, index.by_candidate[candidate]))


def _only_part_word(word: str, index: LexiconIndex) -> bool:
    """Whether a known word is a noun of some category and never a modifier."""
    readings = [category_index(c).entries.get((word,)) for c in index.lexicon.categories]
    found = [r for r in readings if r is not None]
    return bool(found) and all(not r.modifiers for r in found)
