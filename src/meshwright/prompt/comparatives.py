"""Verbs, comparatives and dimensions of instructions: which attribute is to change, and which way."""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

from meshwright.prompt.attach import meaning_of
from meshwright.prompt.tokenise import phrase
from meshwright.vocabulary.lexicon import AttributeEntry, CategoryEntry


class Direction(NamedTuple):
    """An attribute and the way it is to go; `exact` is False if another word or part had to stand in."""

    attribute: AttributeEntry
    sign: int
    exact: bool


COMPARATIVES: Final[dict[str, str]] = {
    "bigger": "big", "larger": "large", "smaller": "small", "tinier": "tiny", "taller": "tall",
    "higher": "high", "shorter": "short", "lower": "low", "longer": "long", "wider": "wide",
    "broader": "broad", "narrower": "narrow", "slimmer": "slim", "thicker": "thick", "fatter": "fat",
    "chunkier": "chunky", "thinner": "thin", "deeper": "deep", "shallower": "shallow", "flatter": "flat",
    "rounder": "round", "steeper": "steep", "sharper": "sharp", "curvier": "curved",
    "straighter": "straight", "pointier": "pointed", "bulkier": "bulky", "bumpier": "bumpy",
    "rougher": "rough", "smoother": "smooth", "stubbier": "stubby", "skinnier": "skinny",
    "squatter": "squat",
}  # fmt: skip
VERBS: Final[dict[str, tuple[str, ...]]] = {
    "lengthen": ("long", "tall"), "elongate": ("long", "tall"), "extend": ("long", "tall"),
    "stretch": ("long", "tall"),
    "shorten": ("short", "low"), "widen": ("wide", "big"), "broaden": ("wide",), "thicken": ("thick", "wide"),
    "fatten": ("thick", "wide"), "enlarge": ("big",), "grow": ("big", "tall"), "expand": ("big", "wide"),
    "shrink": ("small", "short"), "raise": ("high", "tall"), "heighten": ("tall", "high"),
    "deepen": ("deep",),
    "flatten": ("flat",), "straighten": ("straight",), "bend": ("curved", "bent"), "curve": ("curved",),
    "sharpen": ("pointed", "sharp"), "tilt": ("leaning", "crooked"), "slim": ("thin", "narrow"),
    "upsize": ("big",),
    "downsize": ("small",), "squash": ("short", "flat"),
}  # fmt: skip
UP: Final = frozenset(["increase", "enhance", "boost", "maximize", "double", "triple"])
DOWN: Final = frozenset(["decrease", "reduce", "diminish", "lessen", "minimize", "halve", "cut"])
DIMENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "length": ("long", "tall"), "height": ("tall", "high"), "width": ("wide", "thick"), "breadth": ("wide",),
    "depth": ("deep",), "thickness": ("thick", "wide"), "size": ("big",), "scale": ("big",),
    "girth": ("thick",),
    "curvature": ("curved",), "diameter": ("wide", "thick"), "wingspan": ("long",),
}  # fmt: skip


@functools.lru_cache(maxsize=512)
def own_comparatives(
    category: CategoryEntry,
) -> dict[tuple[str, ...], tuple[tuple[AttributeEntry, int], ...]]:
    """Comparative phrase of the lexicon → the attributes that it changes, with their direction."""
    out: dict[tuple[str, ...], tuple[tuple[AttributeEntry, int], ...]] = {}
    for a in category.attributes:
        for word, sign in ((a.more, 1), (a.less, -1)):
            out[phrase(word)] = (*out.get(phrase(word), ()), (a, sign))
    return out


def compare(word: str, target: str, category: CategoryEntry) -> Direction | None:
    """The attribute of `target` ("" the whole) that a comparative changes; else the nearest that may be
    meant.
    """
    own = own_comparatives(category).get(phrase(word), ())
    main = category.parts[0].name
    for places in ((target,), ("", main) if target in ("", main) else (target,)):
        for place in places:
            for a, sign in own:
                if a.part == place:
                    return Direction(a, sign, place == target)
    base = COMPARATIVES.get(word)
    if base is None and own:
        a, sign = own[0]
        base = a.high if sign > 0 else a.low
    found = towards((base,), target, category) if base else None
    return found._replace(exact=False) if found else None


def towards(adjectives: tuple[str, ...], target: str, category: CategoryEntry) -> Direction | None:
    """The attribute that leads towards the first adjective which the target knows."""
    loose: Direction | None = None
    for adjective in adjectives:
        meaning = meaning_of(" ".join(phrase(adjective)), target, category)
        if meaning is None or meaning.attribute is None:
            continue
        found = Direction(meaning.attribute, 1 if meaning.high else -1, meaning.exact)
        if meaning.exact and meaning.attribute.part == target:
            return found
        loose = loose or found
    return loose


def named_attribute(words: tuple[str, ...], target: str, category: CategoryEntry) -> Direction | None:
    """The attribute that a dimension (`length`) of the target means; sign +1 is towards more of it."""
    for a in category.attributes:
        if phrase(a.name) == words or (a.part == target and phrase(a.name)[-1:] == words[-1:]):
            return Direction(a, 1, True)
    return towards(DIMENSIONS[words[-1]], target, category) if words[-1] in DIMENSIONS else None
