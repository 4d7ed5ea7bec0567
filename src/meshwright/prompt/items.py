"""Tokens to items: function words by their role, phrases of the lexicon with all their readings, unknown
words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from meshwright.prompt import synonyms
from meshwright.prompt.phrases import MAX_WORDS, LexiconIndex, Modifier, Noun, PhraseIndex, described_name
from meshwright.prompt.tokenise import Token

ItemKind = Literal[
    "comma", "stop", "but", "and", "with", "without", "not", "det", "is", "it", "of", "entire", "count",
    "entry", "unknown",
]  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One step of the grammar. `is_category` marks the words by which the category was chosen,
    `having` a part in the form `lidded`, which takes only the word before it."""

    kind: ItemKind
    said: str
    nouns: tuple[Noun, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    is_category: bool = False
    having: bool = False


ROLES: Final[dict[str, ItemKind]] = {
    **dict.fromkeys((",", "(", ")", "[", "]", "/", "|"), "comma"),
    **dict.fromkeys((".", ";", ":", "!", "?", "\n"), "stop"),
    **dict.fromkeys(("but", "yet", "except", "instead"), "but"),
    **dict.fromkeys(("and", "&", "or", "nor"), "and"),
    **dict.fromkeys(
        "with featuring having has have had including include plus contains containing sporting".split(),  # noqa: SIM905
        "with",
    ),
    **dict.fromkeys(("include", "contain", "feature", "w", "sport", "carry", "carrying", "bearing"), "with"),
    **dict.fromkeys(
        ("covered", "filled", "full", "topped", "adorned", "decorated", "fitted", "surrounded", "bound"),
        "with",
    ),
    **dict.fromkeys(("without", "no", "minus", "lacking", "lack", "sans"), "without"),
    **dict.fromkeys(("not", "isnt", "arent", "dont", "doesnt", "never", "non", "shouldnt"), "not"),
    **dict.fromkeys(("a", "an", "the", "some", "its", "whose", "this", "their", "one"), "det"),
    **dict.fromkeys(("is", "are", "be", "was", "were"), "is"),
    **dict.fromkeys(("it",), "it"),
    **dict.fromkeys(("of", "from", "in"), "of"),
    **dict.fromkeys(("entirely", "completely", "all", "fully", "wholly", "totally"), "entire"),
}  # fmt: skip


def items_of(
    tokens: list[Token], phrases: PhraseIndex, index: LexiconIndex, category: tuple[int, int] | None
) -> list[Item]:
    """Items of a text; longest phrases first. `category`: the token range that names the category, if any."""
    out: list[Item] = []
    words = tuple(t.text for t in tokens)
    i = 0
    while i < len(words):
        raw = tokens[i].raw
        if category is not None and category[0] < 0 and i == -category[0]:
            category = (i, i + 1)  # named by a near word only
        if category is not None and i == category[0] and described_name(phrases, words[i : category[1]]):
            out.append(Item("entry", tokens[i].raw, (), phrases.entries[words[i : i + 1]].modifiers))
            i += 1
            category = (i, category[1])
            continue
        if category is not None and i == category[0]:
            noun = Noun("category", phrases.category.name if phrases.category else "", "")
            entry = phrases.entries.get(words[i : category[1]])
            nouns = entry.nouns if entry is not None and noun in entry.nouns else (noun,)
            said = " ".join(t.raw for t in tokens[i : category[1]])
            out.append(Item("entry", said, nouns, (), True))
            i = category[1]
            continue
        found = phrases.longest(words[i : min(i + MAX_WORDS, _limit(i, category, len(words)))])
        role = ROLES.get(words[i]) or ROLES.get(raw)
        if found is not None and (found[0] > 1 or role is None):
            n, entry = found
            out.append(Item("entry", " ".join(t.raw for t in tokens[i : i + n]), entry.nouns, entry.modifiers))
            i += n
            continue
        if role == "of" and out and out[-1].kind == "with":
            pass  # `covered in moss`, `full of hay`
        elif role is not None:
            out.append(Item(role, raw))
        elif words[i] in synonyms.COUNTS:
            out.append(Item("count", raw))
        elif tokens[i].is_word and words[i] not in synonyms.FILLERS:
            other = next(
                (n for n in range(MAX_WORDS, 0, -1) if words[i : i + n] in index.names and i + n <= len(words)),
                0,
            )
            if other:
                said = " ".join(t.raw for t in tokens[i : i + other])
                out.append(Item("entry", said, (Noun("other", index.names[words[i : i + other]], ""),)))
                i += other
                continue
            part = _having(words[i], phrases)
            out.append(Item("entry", raw, (part,), having=True) if part else Item("unknown", raw))
        i += 1
    return _painted(out)


def _having(word: str, phrases: PhraseIndex) -> Noun | None:
    """The part that an adjective such as `lidded`, `banded` or `handled` is made of."""
    if len(word) < 5 or not word.endswith("ed"):
        return None
    for stem in (word[:-2], word[:-1], word[:-3]):
        entry = phrases.entries.get((stem,))
        for noun in entry.nouns if entry is not None else ():
            if noun.kind == "part":
                return noun
    return None


def _limit(i: int, category: tuple[int, int] | None, end: int) -> int:
    """A phrase that starts before the category's words may not run into them."""
    return category[0] if category is not None and i < category[0] else end


def _painted(items: list[Item]) -> list[Item]:
    """Drop `painted` beside a colour: it says how the colour is put on, not what the part is made of."""
    out = []
    for i, item in enumerate(items):
        if item.said in ("painted", "paint", "dyed", "stained", "tinted"):
            beside = items[max(i - 1, 0) : i] + items[i + 1 : i + 2]
            if any(m.kind == "colour" for other in beside for m in other.modifiers):
                continue
        out.append(item)
    return out
