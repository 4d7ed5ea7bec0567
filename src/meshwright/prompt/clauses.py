"""One clause of an instruction: its comparatives and dimensions, its nouns and its modifiers."""

from __future__ import annotations

from meshwright.prompt.comparatives import COMPARATIVES, DIMENSIONS, VERBS, own_comparatives
from meshwright.prompt.items import Item
from meshwright.prompt.phrases import Modifier, Noun, category_index
from meshwright.prompt.tokenise import Token, phrase
from meshwright.prompt.verbs import ADD, REMOVE
from meshwright.vocabulary.lexicon import CategoryEntry

NounReading = tuple[Noun, tuple[Noun, ...], str]
"""The noun preferred, all readings, and the words."""
ModifierReading = tuple[Modifier, str]
Comparison = tuple[str, str]
"""The words, and what they are: `compare`, `verb` or `dimension`."""


def comparisons_of(tokens: list[Token], category: CategoryEntry, sign: int) -> tuple[list[Comparison], list[Token]]:
    """Take comparatives, verbs and dimensions out of a clause: (word, base words or dimension) and the
    rest.
    """
    own = own_comparatives(category)
    out: list[Comparison] = []
    rest: list[Token] = []
    i = 0
    words = tuple(t.text for t in tokens)
    options = {phrase(o.phrase) for o in category.options}
    options |= {phrase(w) for p in category.parts for w in (p.name, *p.words)}
    while i < len(tokens):
        skip = next((n for n in (4, 3, 2) if words[i : i + n] in options and len(words[i : i + n]) == n), 0)
        n = next((n for n in (3, 2, 1) if words[i : i + n] in own and len(words[i : i + n]) == n), 0)
        named = next(
            (
                k
                for k in (3, 2)
                for a in category.attributes
                if phrase(a.name) == words[i : i + k] and len(phrase(a.name)) == k
            ),
            0,
        )
        if skip:
            rest += tokens[i : i + skip]
            i += skip
            continue
        if n and words[i : i + n] not in category_index(category).entries.keys() - own.keys():
            out.append((" ".join(words[i : i + n]), "compare"))
            i += n
            continue
        if words[i] in COMPARATIVES:
            out.append((words[i], "compare"))
        elif named and sign:
            out.append((" ".join(words[i : i + named]), "dimension"))
            i += named
            continue
        elif words[i] in VERBS and (i == 0 or words[i - 1] in ("please", "to", "could", "can", "you")):
            out.append((words[i], "verb"))
        elif words[i] in DIMENSIONS:
            out.append((words[i], "dimension"))
        else:
            rest.append(tokens[i])
        i += 1
    return out, rest


def readings_of(items: list[Item], *, last: bool) -> tuple[list[NounReading], list[ModifierReading]]:
    """Nouns and modifiers of a clause, one modifier of each kind.

    A word that can be both is a noun after an article. Of two materials (or colours) the one after the
    noun is wanted (`the red lid blue`), and with `last` the last one (`from red to blue`).
    """
    nouns: list[NounReading] = []
    chosen: dict[str, ModifierReading] = {}
    early: set[str] = set()  # kinds said before the noun so far
    for i, item in enumerate(items):
        if item.kind != "entry":
            continue
        after = items[i + 1] if i + 1 < len(items) else None
        before = items[i - 1] if i else None
        article = before is not None and (
            before.kind in ("det", "without", "with", "it") or before.said in ADD or before.said in REMOVE
        )
        described = after is not None and bool(after.nouns) and not after.modifiers
        if item.nouns and (not item.modifiers or (article and not described)):
            named = (n for n in item.nouns if n.kind == "category" and phrase(n.name) == phrase(item.said))
            part = (n for n in item.nouns if n.kind == "part")
            best = next(named, next(part, item.nouns[0]))  # an apple's flesh may be called `apple`
            nouns.append((best, item.nouns, item.said))
            early = set(chosen)
        elif item.modifiers:
            modifier = item.modifiers[0]
            key = modifier.kind if modifier.kind in ("material", "colour") else f"{modifier.kind} {modifier.value}"
            if key not in chosen or key in early or last:
                chosen[key] = (modifier, item.said)
                early.discard(key)
    return nouns, list(chosen.values())
