"""Words and grammar that captions and instructions share: synonyms, articles, lists."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from meshwright.prompt.tokenise import phrase
from meshwright.vocabulary.colors import COLOR_WORDS
from meshwright.vocabulary.lexicon import CategoryEntry
from meshwright.vocabulary.materials import MATERIALS

_AMBIGUOUS: Final = frozenset(
    # words of materials and colours that name things, parts or actions as well; people mean those more often
    """tiles tiled leaves needles petals grass cake cheese fruit vegetable skin gem jewel gemstone horn tusk
    antler
    hide paint painted flame fire light-bulb energy rings rust moss baked crust dough pastry hay skeletal
    organic
    rock jet metal metallic planks plank china rose cream cherry lime lemon earth charcoal coal dirt
    ice icy textile glazed enamel rusty rusted corroded mossy grassy leafy chestnut jade olive amber chocolate
    bricks
    roof-tiles straw sand mud""".replace("-", " ").split()
)
_ADJECTIVAL: Final = frozenset(
    [
        "wooden", "oaken", "golden", "gilded", "gilt", "silvery", "silvered", "leathern", "woollen",
        "rubbery", "marbled", "brazen", "waxen", "papery", "fleshy", "glassy", "rocky", "sandy",
        "bark-covered", "plastered", "whitewashed", "thatched", "lacquered", "enamelled", "ivory-white",
        "dark-wooden",
    ]
)  # fmt: skip


def materials_of(name: str, *, noun: bool) -> tuple[str, ...]:
    """Words that may be said for a material class: as a noun (`made of oak`) or before one (`oaken lid`)."""
    for m in MATERIALS:
        if m.name == name:
            words = [w for w in m.words if w not in _AMBIGUOUS]
            nouns = [w for w in words if w.replace(" ", "-") not in _ADJECTIVAL]
            return tuple([name, *nouns] if noun else [name, name, *words])
    raise KeyError(name)


def colours_of(name: str) -> tuple[str, ...]:
    """Words that may be said for a base colour; the plain name most often."""
    others = [w.replace("-", " ") for w, c in COLOR_WORDS.items() if c == name and w not in _AMBIGUOUS]
    return (name, name, name, *others)


def plain_word(material: str, category: CategoryEntry, rng: random.Random) -> str:
    """A noun for a material that names nothing else in the category."""
    word = rng.choice(materials_of(material, noun=True))
    return material if phrase(word) in noun_owners(category) else word


def noun_owners(category: CategoryEntry) -> dict[tuple[str, ...], set[str]]:
    """Noun phrase → the parts that it can mean ("" is the category itself)."""
    owners: dict[tuple[str, ...], set[str]] = {}
    for word in (category.name, *category.words):
        owners.setdefault(phrase(word), set()).add("")
    for p in category.parts:
        for word in (p.name, *p.words):
            owners.setdefault(phrase(word), set()).add(p.name)
    for o in category.options:
        owners.setdefault(phrase(o.phrase), set()).add(o.part)
        owners.setdefault(phrase(o.name), set()).add(o.part)
    return owners


def plural(noun: str) -> bool:
    """Whether a noun takes no `a`: a plural, or a mass noun."""
    mass = {
        "water",
        "moss",
        "grass",
        "foliage",
        "hay",
        "snow",
        "glass",
        "lettering",
        "writing",
        "wrapping",
        "fruit",
    }
    last = noun.split()[-1]
    return last in mass or last in ("feet", "fungi", "lamellae") or (last.endswith("s") and not last.endswith("ss"))


def verb(noun: str) -> str:
    """`is` or `are`."""
    return "are" if plural(noun) and noun.split()[-1].endswith(("s", "feet", "fungi", "lamellae")) else "is"


def article(word: str) -> str:
    """`a` or `an`."""
    return "an" if word[0] in "aeiou" else "a"


def np(lead: str, before: Sequence[str], noun: str) -> str:
    """A noun phrase; `lead` is empty for plurals."""
    words = " ".join([*before, noun])
    return f"{article(words)} {words}" if lead else words


def split(words: str) -> tuple[str, str]:
    """(`a` or "", the phrase without its article)."""
    head, _, rest = words.partition(" ")
    return ("a", rest) if head in ("a", "an") and rest else ("", words)


def bare(words: str) -> str:
    """A noun phrase without its article."""
    return split(words)[1]


def listed(items: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]
