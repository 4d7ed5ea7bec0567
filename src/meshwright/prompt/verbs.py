"""Words by which an instruction says what is to happen: add, remove, keep, age, renew."""

from __future__ import annotations

from typing import Final

from meshwright.prompt.comparatives import COMPARATIVES, DIMENSIONS, DOWN, UP, VERBS

ADD: Final = frozenset(
    [
        "add", "attach", "put", "give", "include", "place", "insert", "mount", "install", "have", "has",
        "with", "grow", "equip",
    ]
)  # fmt: skip
REMOVE: Final = frozenset(
    [
        "remove", "delete", "drop", "lose", "without", "no", "rid", "take", "strip", "eliminate", "erase",
        "hide", "lacking", "discard", "detach", "away", "off",
    ]
)  # fmt: skip
KEEP: Final = frozenset(["leave", "keep", "nothing", "unchanged", "same", "anything", "preserve"])
AGE: Final = frozenset(["weather", "age", "distress", "scratch", "dirty", "batter"])
RENEW: Final = frozenset(["clean", "restore", "repair", "fix", "refurbish", "polish", "renew"])
PASSIVE: Final = frozenset(
    [
        "get", "turn", "change", "replace", "swap", "switch", "set", "paint", "painted", "dye", "tint",
        "stain", "colour", "color", "recolor", "recolour", "convert", "transform", "adjust", "modify",
        "edit", "update", "let", "stop", "start", "more", "less", "way", "as", "should", "must", "become",
        "go", "apply", "cover", "coat", "material", "style", "mode", "version", "instead", "completely",
        "please", "glow", "on", "enough", "too", "bit", "little", "from",
    ]
)  # fmt: skip
PAINT: Final = frozenset(("painted", "paint", "dye", "tint", "stain"))

OWN_WORDS: Final = frozenset().union(
    ADD, REMOVE, KEEP, AGE, RENEW, PASSIVE, PAINT, UP, DOWN, VERBS, DIMENSIONS, COMPARATIVES
)
"""Everything that an instruction may hold beside the lexicon."""
