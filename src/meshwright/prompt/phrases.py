"""The lexicon as phrases to look up: what each run of words can mean, for one category and for all."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from meshwright.prompt import synonyms
from meshwright.prompt.tokenise import normal, phrase
from meshwright.vocabulary.colors import COLOR_WORDS, COLORS
from meshwright.vocabulary.lexicon import CategoryEntry, Lexicon
from meshwright.vocabulary.materials import MATERIALS

Words = tuple[str, ...]
ModifierKind = Literal[
    "material", "colour", "adjective", "choice", "style", "worn", "new", "glow", "unlit", "very", "slightly",
    "much",
    "more", "less",
]  # fmt: skip
MAX_WORDS: Final = 5


@dataclass(frozen=True)
class Noun:
    """A thing that words name: the category itself, a part, an option, or another category (`other`)."""

    kind: Literal["category", "part", "option", "other"]
    name: str
    part: str


@dataclass(frozen=True)
class Modifier:
    """What a word says of a thing. `loose` marks a word that is only close to `value`."""

    kind: ModifierKind
    value: str
    loose: bool = False


@dataclass(frozen=True)
class Entry:
    """All readings of one phrase."""

    nouns: tuple[Noun, ...] = ()
    modifiers: tuple[Modifier, ...] = ()


@dataclass
class PhraseIndex:
    """Phrase (normalised words) → readings, for one category."""

    category: CategoryEntry | None
    entries: dict[Words, Entry] = field(default_factory=dict)

    def add(self, words: str, *, noun: Noun | None = None, modifier: Modifier | None = None) -> None:
        """Add a reading; a reading that is there already is kept once."""
        key = phrase(words)
        if not key:
            return
        entry = self.entries.get(key, Entry())
        nouns, modifiers = entry.nouns, entry.modifiers
        if noun is not None and noun not in nouns:
            nouns = (*nouns, noun)
        if modifier is not None and all(m.kind != modifier.kind for m in modifiers):
            modifiers = (*modifiers, modifier)
        self.entries[key] = Entry(nouns, modifiers)

    def longest(self, words: Words) -> tuple[int, Entry] | None:
        """Length and readings of the longest phrase at the start of `words`."""
        for n in range(min(MAX_WORDS, len(words)), 0, -1):
            entry = self.entries.get(words[:n])
            if entry is not None:
                return n, entry
        return None


def add_global(index: PhraseIndex) -> None:
    """Materials, colours, styles, wear, glow and amounts, which mean the same in every category."""
    for m in MATERIALS:
        for word in m.words:
            index.add(word, modifier=Modifier("material", m.name))
    for colour in COLORS:
        index.add(colour, modifier=Modifier("colour", colour))
    for word, colour in COLOR_WORDS.items():
        index.add(word, modifier=Modifier("colour", colour))
    for word, colour in synonyms.COLOURS.items():
        index.add(word, modifier=Modifier("colour", colour, loose=True))
    own = {a for c in (index.category,) if c for e in c.attributes for a in (e.low, e.high)}
    for shade in synonyms.SHADES:
        for colour in COLORS if shade not in own else ():
            index.add(f"{shade} {colour}", modifier=Modifier("colour", colour, loose=True))
    for word, material in synonyms.MATERIALS.items():
        index.add(word, modifier=Modifier("material", material, loose=True))
    for style, words in synonyms.STYLES.items():
        for i, word in enumerate(words):
            index.add(word, modifier=Modifier("style", style, loose=i > 3))
            index.add(f"{word} style", modifier=Modifier("style", style, loose=i > 3))
            index.add(f"{word} styled", modifier=Modifier("style", style, loose=i > 3))
    lists: tuple[tuple[ModifierKind, Iterable[str]], ...] = (
        ("worn", synonyms.WORN), ("new", synonyms.NEW), ("glow", synonyms.GLOW), ("unlit", synonyms.UNLIT),
        ("very", synonyms.VERY), ("slightly", synonyms.SLIGHTLY), ("much", synonyms.MUCH),
    )  # fmt: skip
    for kind, listed in lists:
        for word in listed:
            index.add(word, modifier=Modifier(kind, word))
            if word.startswith("a "):  # `a bit` is an amount, `the bit` may be a part of a key
                index.entries.setdefault(tuple(word.split()), Entry(modifiers=(Modifier(kind, word),)))
                bare = index.entries[phrase(word)]
                if kind == "slightly":
                    kept = tuple(m for m in bare.modifiers if m.kind != "slightly")
                    index.entries[phrase(word)] = Entry(bare.nouns, kept)
                    if not bare.nouns and not kept:
                        del index.entries[phrase(word)]
    for word in synonyms.ADJECTIVES:
        index.add(word, modifier=Modifier("adjective", normal(word)))


@functools.lru_cache(maxsize=512)
def category_index(category: CategoryEntry) -> PhraseIndex:
    """Everything that words can mean in a prompt about `category`."""
    index = _own_index(category)
    add_global(index)
    return index


def _own_index(category: CategoryEntry) -> PhraseIndex:
    """What words can mean in a prompt about `category` alone."""
    index = PhraseIndex(category)
    for word in (category.name, *category.words):
        index.add(word, noun=Noun("category", category.name, ""))
    for p in category.parts:
        index.add(p.name, noun=Noun("part", p.name, p.name))
    for p in category.parts:
        for word in p.words:
            if not index.entries.get(phrase(word), Entry()).nouns or phrase(word) in map(
                phrase, (category.name, *category.words)
            ):
                index.add(word, noun=Noun("part", p.name, p.name))
    for o in category.options:
        index.add(o.phrase, noun=Noun("option", o.name, o.part))
        if not index.entries.get(phrase(o.name), Entry()).nouns:  # `separate feet` may be named `feet`
            index.add(o.name, noun=Noun("option", o.name, o.part))
    for a in category.attributes:
        for word in (a.low, a.high):
            index.add(word, modifier=Modifier("adjective", " ".join(phrase(word))))
        for word, kind in ((a.more, "more"), (a.less, "less")):
            index.add(word, modifier=Modifier(kind, " ".join(phrase(word))))  # type: ignore[arg-type]
    for v in category.variants:
        for choice in v.choices:
            index.add(choice, modifier=Modifier("choice", choice))
    return index


class LexiconIndex:
    """Names of all categories, and every single word that the lexicon knows."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.names: dict[Words, str] = {}
        part_words: set[Words] = set()
        known: set[str] = set()
        for c in lexicon.categories:
            for word in (c.name, *c.words):
                self.names.setdefault(phrase(word), c.name)
            for p in c.parts:
                part_words.update(map(phrase, (p.name, *p.words)))
            part_words.update(phrase(o.phrase) for o in c.options)
        self.materials = {phrase(word) for m in MATERIALS for word in m.words}
        self.materials.update(map(phrase, (*synonyms.MATERIALS, *COLOR_WORDS, *synonyms.COLOURS)))
        self.ambiguous = {key for key in self.names if key in part_words or key in self.materials}
        everywhere = PhraseIndex(None)
        add_global(everywhere)
        for index in (everywhere, *map(_own_index, lexicon.categories)):
            for key in index.entries:
                known.update(key)
        self.known = frozenset(known)
        names = dict.fromkeys(w for c in lexicon.categories for w in (c.name, *c.words))
        self.candidates = tuple(w for w in names if len(phrase(w)) == 1)  # a phrase is near to each of its words
        self.by_candidate = {w: self.names[phrase(w)] for w in self.candidates}


def described_name(index: PhraseIndex, words: Words) -> bool:
    """Whether a name of the category is another of its names with a usable modifier before it (`wooden
    cart`).
    """
    category, first = index.category, index.entries.get(words[:1])
    if category is None or len(words) < 2 or first is None:
        return False
    rest = index.entries.get(words[1:])
    if rest is None or all(n.kind != "category" for n in rest.nouns):
        return False
    materials = category.parts[0].materials
    return any(m.kind == "choice" or (m.kind == "material" and m.value in materials) for m in first.modifiers)


_recent: list[tuple[Lexicon, LexiconIndex]] = []


def lexicon_index(lexicon: Lexicon) -> LexiconIndex:
    """The index of a lexicon; the four most recent ones are kept (hashing one would cost more)."""
    for known, index in _recent:
        if known is lexicon:
            return index
    index = LexiconIndex(lexicon)
    _recent.append((lexicon, index))
    del _recent[:-4]
    return index
