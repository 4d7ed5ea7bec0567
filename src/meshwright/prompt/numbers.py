"""Measures in a prompt: the height of the object, the triangle budget; and ratios in instructions."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_NUMBER: Final = r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_METRES: Final = {
    "m": 1.0, "meter": 1.0, "meters": 1.0, "metre": 1.0, "metres": 1.0, "cm": 0.01, "centimeter": 0.01,
    "centimeters": 0.01, "centimetre": 0.01, "centimetres": 0.01, "mm": 0.001, "ft": 0.3048, "foot": 0.3048,
    "feet": 0.3048, "inch": 0.0254, "inches": 0.0254, "in": 0.0254, "yard": 0.9144, "yards": 0.9144,
}  # fmt: skip
_UNIT: Final = "|".join(sorted(_METRES, key=len, reverse=True))
_HEIGHT: Final = re.compile(
    rf"(?:height\s*(?:of|:|is)?\s*)?"
    rf"(?<![\w.]){_NUMBER}[\s-]*({_UNIT})\b(?:[\s-]*(tall|high|height|in height))?",
    re.IGNORECASE,
)
_FACES: Final = r"(?:tri(?:angle)?s?|poly(?:gon)?s?|faces?|polycount)"
_POLYCOUNT: Final = re.compile(
    rf"(?:(?:under|below|at most|max(?:imum)?(?: of)?|up to|less than|about|around|with|<)\s*)?"
    rf"(?<![\w.]){_NUMBER}\s*(k)?[\s-]*{_FACES}\b",
    re.IGNORECASE,
)


class Measures(NamedTuple):
    """What was found, and the text without it."""

    text: str
    polycount: int | None
    height: float | None


def measures_of(text: str) -> Measures:
    """Take the first triangle budget and the first length that states a height out of a prompt.

    A bare length (`2 m chest`) counts as the height; `wide`, `long` and `deep` lengths do not.
    """
    polycount = height = None
    found = _POLYCOUNT.search(text)
    if found:
        polycount = round(_value(found[1]) * (1000 if found[2] else 1))
        text = text[: found.start()] + " " + text[found.end() :]
    for match in _HEIGHT.finditer(text):
        if match[2].lower() == "in" and not match[3]:
            continue
        if re.match(r"[\s-]*(wide|long|deep|thick|in width|in length|across)\b", text[match.end() :], re.IGNORECASE):
            continue
        height = _value(match[1]) * _METRES[match[2].lower()]
        text = text[: match.start()] + " " + text[match.end() :]
        break
    return Measures(text, polycount, round(height, 6) if height is not None else None)


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


class Ratio(NamedTuple):
    """A stated ratio: `factor` new/old; `relative` is True for `20 % longer`, whose sign is in the word."""

    factor: float
    relative: bool


_TIMES: Final = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(?:x|×|times)(?!\w)", re.IGNORECASE)
_PERCENT: Final = re.compile(r"(?:\bby\s+)?(?<![\w.])(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_WORDS: Final[tuple[tuple[str, float], ...]] = (
    (r"\btwice\b", 2.0), (r"\bthrice\b", 3.0), (r"\bthree times\b", 3.0), (r"\btwo times\b", 2.0),
    (r"\bfour times\b", 4.0), (r"\bhalf\b(?=\s+(?:as|the|its|of)\b)", 0.5),
    (r"\bdouble\b(?=\s+(?:the|its|in)\b)", 2.0),
    (r"\btriple\b(?=\s+(?:the|its|in)\b)", 3.0), (r"\bhalve\b", 0.5),
    (r"\bby half\b", 0.5),
)  # fmt: skip


def ratio_of(text: str) -> tuple[str, Ratio | None]:
    """Take the first ratio (`1.5x`, `20 %`, `twice`, `half`) out of a clause: (text without it, ratio or
    None).
    """
    found = _TIMES.search(text)
    if found:
        return _cut(text, found), Ratio(float(found[1]), False)
    found = _PERCENT.search(text)
    if found:
        return _cut(text, found), Ratio(float(found[1]) / 100.0, True)
    for pattern, factor in _WORDS:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return _cut(text, found), Ratio(factor, False)
    return text, None


def _cut(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]
