"""Text to normalised word tokens: checks, Unicode, spelling variants, plurals."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from meshwright.errors import InputError

MAX_CHARACTERS: Final = 2000


@dataclass(frozen=True)
class Token:
    """A word or a punctuation mark: `text` is normalised for matching, `raw` as written in lower case."""

    text: str
    raw: str

    @property
    def is_word(self) -> bool:
        """Whether this is a word or number, not punctuation."""
        return self.text[0].isalnum()


_TOKEN: Final = re.compile(r"\d+[a-z]{1,2}\b|\d+(?:[.,]\d+)?%?|[^\W\d_]+(?:'[^\W\d_]+)?|[^\W_]+|[,;:.!?()\[\]/&|\n]")
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": ",", "…": "."})
_SINGULAR: Final = {
    "leaves": "leaf", "knives": "knife", "feet": "foot", "shelves": "shelf", "teeth": "tooth",
    "hooves": "hoof", "halves": "half", "axes": "axe", "wolves": "wolf", "loaves": "loaf",
    "scarves": "scarf", "men": "man", "fungi": "fungus", "cacti": "cactus", "dice": "die",
    "lamellae": "lamella", "boxes": "box", "shoes": "shoe", "toes": "toe", "pies": "pie", "ties": "tie",
    "bus": "bus", "gas": "gas", "lens": "lens", "canvas": "canvas", "always": "always",
    "towards": "towards", "less": "less", "is": "is", "its": "its", "this": "this", "was": "was",
    "has": "has", "does": "does", "as": "as", "us": "us", "moss": "moss", "grass": "grass",
    "glass": "glass",
}  # fmt: skip
_SPELLING: Final = {
    "grey": "gray", "colour": "color", "coloured": "colored", "centre": "center", "tyre": "tire",
    "armour": "armor", "mould": "mold", "mouldy": "moldy", "metre": "meter", "litre": "liter",
    "sceptre": "scepter", "sabre": "saber", "plough": "plow", "jewelled": "jeweled", "woollen": "woolen",
    "panelled": "paneled", "chiselled": "chiseled", "aluminum": "aluminium", "favourite": "favorite",
    "fibre": "fiber", "theatre": "theater", "enamelled": "enameled", "ageing": "aging",
    "mediaeval": "medieval", "axe": "ax", "aeroplane": "airplane", "donut": "doughnut", "yoghurt": "yogurt",
    "moulded": "molded", "levelled": "leveled", "bevelled": "beveled", "grayish": "greyish",
}  # fmt: skip


def check(text: str, field: str) -> str:
    """The text in NFKC form without odd quotes.

    Raises InputError naming `field` if it is empty, longer than 2,000 characters, holds control characters,
    or has
    no letter.
    """
    if not isinstance(text, str):
        raise InputError(field, "is not text", "text of 1 to 2,000 characters")
    if len(text) > MAX_CHARACTERS:
        raise InputError(field, f"has {len(text):,} characters", f"{MAX_CHARACTERS:,} characters")
    if not text.strip():
        raise InputError(field, "is empty", "text of 1 to 2,000 characters")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in "\n\r\t" for c in text):
        raise InputError(field, "holds control characters", "printable text")
    if not any(c.isalpha() for c in text):
        raise InputError(field, "has no words", "text with at least one word")
    return unicodedata.normalize("NFKC", text).translate(_QUOTES)


@functools.lru_cache(maxsize=20_000)
def normal(word: str) -> str:
    """One word in the form used for matching: lower case, American spelling, singular."""
    w = word.lower()
    if w.endswith("'s"):
        w = w[:-2]
    w = w.replace("'", "")
    w = _spelling(_singular(w))
    return w or word.lower()


def _singular(w: str) -> str:
    if w in _SINGULAR:
        return _SINGULAR[w]
    if len(w) > 4 and w.endswith("ies"):
        return w[:-3] + "y"
    if len(w) > 4 and w.endswith(("sses", "xes", "ches", "shes", "zes")):
        return w[:-2]
    if len(w) > 3 and w.endswith("s") and not w.endswith(("ss", "us", "is")):
        return w[:-1]
    return w


def _spelling(w: str) -> str:
    if w in _SPELLING:
        return _SPELLING[w]
    for british, american in (("ised", "ized"), ("ising", "izing"), ("ise", "ize"), ("isation", "ization")):
        if len(w) > len(british) + 3 and w.endswith(british):
            return w[: -len(british)] + american
    if len(w) > 6 and w.endswith(("our", "oured")):
        return w.replace("our", "or")
    return w


@functools.lru_cache(maxsize=20_000)
def phrase(text: str) -> tuple[str, ...]:
    """A lexicon phrase in the form used for matching; hyphens separate words, an article is dropped."""
    words = [normal(w) for w in re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower())]
    return tuple(words[1:] if len(words) > 1 and words[0] in ("a", "an", "the", "some") else words)


def tokens_of(text: str) -> list[Token]:
    """Words and punctuation of a checked text, in order."""
    return [Token(normal(m) if m[0].isalnum() else m, m) for m in _TOKEN.findall(text.lower())]
