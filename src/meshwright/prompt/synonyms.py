"""Ordinary words for what the lexicon says in its own words: styles, wear, glow, sizes, shades, verbs."""

from __future__ import annotations

from typing import Final

STYLES: Final[dict[str, tuple[str, ...]]] = {
    "low-poly": ("low-poly", "lowpoly", "faceted", "polygonal", "low polygon", "ps1 style", "retro 3d"),
    "stylised": (
        "stylised", "cartoon", "cartoony", "cartoonish", "toon", "toony", "hand painted", "chunky style",
        "whimsical", "cute", "disney", "pixar", "fortnite",
    ),
    "realistic": ("realistic", "photorealistic", "lifelike", "photo real", "true to life", "hyperrealistic"),
    "plain": ("plain", "simple", "unadorned"),
}  # fmt: skip
"""`plain` is a style only of instructions; a brief that says it says nothing."""

WORN: Final[tuple[str, ...]] = (
    "worn", "weathered", "old", "ancient", "battered", "aged", "worn out", "worn down", "timeworn",
    "scratched", "scratch", "dented", "dent", "damaged", "dirty", "grimy", "dusty", "decrepit",
    "dilapidated", "antique", "used", "tarnished", "scuffed", "chipped", "faded", "tattered", "ruined",
    "derelict", "beaten up", "beat up", "battle worn", "abandoned", "shabby", "wear and tear", "wear",
    "grime",
)  # fmt: skip
NEW: Final[tuple[str, ...]] = (
    "new", "brand new", "clean", "pristine", "unworn", "unused", "spotless", "mint", "fresh", "undamaged",
    "flawless", "intact",
)  # fmt: skip

GLOW: Final[tuple[str, ...]] = (
    "glowing", "glow", "luminous", "lit", "illuminated", "shining", "radiant", "luminescent", "lit up",
    "light up", "emit light", "emitting light", "fluorescent", "glowy", "emissive", "neon",
)  # fmt: skip
UNLIT: Final[tuple[str, ...]] = (
    "unlit", "non glowing", "dark inside", "switched off", "extinguished", "not lit", "unilluminated",
)  # fmt: skip

VERY: Final[tuple[str, ...]] = (
    "very", "extremely", "really", "super", "extra", "incredibly", "exceptionally", "remarkably", "so",
    "ultra",
)  # fmt: skip
SLIGHTLY: Final[tuple[str, ...]] = (
    "slightly", "a bit", "a little", "a little bit", "a tad", "somewhat", "a touch", "marginally", "a hair",
)  # fmt: skip
MUCH: Final[tuple[str, ...]] = (
    "much", "far", "a lot", "lot", "way", "considerably", "significantly", "substantially", "dramatically",
    "greatly", "loads", "massively", "drastically", "hugely",
)  # fmt: skip
SHADES: Final[tuple[str, ...]] = (
    "dark", "light", "bright", "pale", "deep", "vivid", "pastel", "dull", "hot", "rich", "soft",
)  # fmt: skip

ADJECTIVES: Final[dict[str, tuple[str, ...]]] = {
    # an ordinary word → the lexicon's adjectives that it may stand for, best first
    "tall": ("high", "long", "big"),
    "high": ("tall", "big"),
    "towering": ("tall", "high"),
    "lofty": ("tall", "high"),
    "short": ("low", "small"),
    "low": ("short", "flat", "shallow"),
    "squat": ("short", "low"),
    "stubby": ("short", "small"),
    "big": ("wide", "tall", "long", "high", "thick"),
    "large": ("big", "wide", "tall", "long", "high", "thick"),
    "huge": ("big", "tall", "long", "wide", "high", "thick"),
    "massive": ("big", "thick", "tall", "long", "wide", "high"),
    "enormous": ("big", "tall", "long", "wide", "high", "thick"),
    "giant": ("big", "tall", "long", "wide", "high", "thick"),
    "gigantic": ("big", "tall", "long", "wide", "high", "thick"),
    "colossal": ("big", "tall", "long", "wide", "high", "thick"),
    "oversized": ("big", "tall", "long", "wide", "high", "thick"),
    "bulky": ("thick", "big", "wide"),
    "small": ("short", "narrow", "low", "thin"),
    "little": ("small", "short", "narrow", "low", "thin"),
    "tiny": ("small", "short", "narrow", "low", "thin"),
    "miniature": ("small", "short", "narrow", "low", "thin"),
    "mini": ("small", "short", "narrow", "low", "thin"),
    "compact": ("small", "short", "narrow"),
    "long": ("tall", "high"),
    "lengthy": ("long", "tall"),
    "elongated": ("long", "tall"),
    "wide": ("broad", "big", "thick"),
    "broad": ("wide", "big", "thick"),
    "narrow": ("thin", "slim", "small"),
    "slim": ("narrow", "thin", "small"),
    "slender": ("thin", "narrow", "slim"),
    "skinny": ("thin", "narrow", "slim"),
    "thick": ("wide", "big", "fat"),
    "fat": ("thick", "wide", "big", "round"),
    "chunky": ("thick", "wide", "big"),
    "stout": ("thick", "wide"),
    "hefty": ("thick", "big"),
    "thin": ("narrow", "slim", "small"),
    "flat": ("shallow", "low", "straight"),
    "curved": ("bent", "curvy", "arched", "domed", "crooked"),
    "bent": ("curved", "crooked"),
    "curvy": ("curved", "bent"),
    "arched": ("curved", "domed", "rounded"),
    "bowed": ("curved", "bent"),
    "straight": ("upright", "flat"),
    "crooked": ("bent", "leaning", "curved"),
    "leaning": ("crooked", "bent"),
    "tilted": ("leaning", "crooked"),
    "slanted": ("leaning", "crooked"),
    "upright": ("straight",),
    "domed": ("rounded", "round", "curved"),
    "pointy": ("pointed", "sharp"),
    "pointed": ("pointy", "sharp", "conical"),
    "sharp": ("pointed", "pointy"),
    "round": ("rounded", "domed"),
    "rounded": ("round", "domed"),
    "circular": ("round", "rounded"),
    "square": ("boxy", "rectangular", "angular"),
    "boxy": ("square", "rectangular"),
    "rectangular": ("boxy", "square"),
    "bumpy": ("lumpy", "craggy"),
    "rough": ("craggy", "lumpy", "jagged"),
    "bulging": ("domed", "curved", "round"),
    "steep": ("high", "pointed", "tall"),
    "wavy": ("curved",),
    "spiky": ("pointed", "jagged", "barbed"),
    "serrated": ("jagged",),
}
VERY_BUILT_IN: Final = frozenset(
    (
        "huge", "massive", "enormous", "giant", "gigantic", "colossal", "oversized", "tiny", "miniature",
        "towering",
    )
)  # fmt: skip
"""Words that say `very` on their own."""

COLOURS: Final[dict[str, str]] = {
    # further colour words, by the nearest base colour; reported as approximations
    "maroon": "red", "burgundy": "red", "vermilion": "red", "vermillion": "red", "carmine": "red",
    "brick-red": "red", "wine-red": "red", "coral": "pink", "salmon": "pink", "peach": "orange",
    "apricot": "orange", "fuchsia": "pink", "mauve": "purple", "lilac": "purple", "plum": "purple",
    "periwinkle": "blue", "cerulean": "blue", "ultramarine": "blue", "royal-blue": "blue",
    "midnight-blue": "blue", "aquamarine": "teal", "viridian": "green", "chartreuse": "green",
    "khaki": "yellow", "ochre": "yellow", "ocher": "yellow", "saffron": "yellow", "blonde": "yellow",
    "sienna": "brown", "umber": "brown", "sepia": "brown", "taupe": "gray", "ecru": "white",
    "off-white": "white", "snow-white": "white", "pearl-white": "white", "greyish": "gray",
    "reddish": "red", "bluish": "blue", "greenish": "green", "yellowish": "yellow", "brownish": "brown",
    "whitish": "white", "blackish": "black", "purplish": "purple", "pinkish": "pink",
    "black-and-white": "gray",
}  # fmt: skip

MATERIALS: Final[dict[str, str]] = {
    # further material words, by the nearest trained class; reported as approximations
    "teak": "wood", "cedar": "wood", "birch": "wood", "maple": "wood", "bamboo": "wood", "ash wood": "wood",
    "beech": "wood", "cherry wood": "wood", "plywood": "wood", "driftwood": "wood", "log": "wood",
    "willow": "wood", "pine": "wood", "rosewood": "dark wood", "blackwood": "dark wood",
    "dark oak": "dark wood", "dark stained": "dark wood", "aluminium": "steel", "titanium": "steel",
    "tin": "steel", "zinc": "steel", "mithril": "silver", "pewter": "silver", "sterling silver": "silver",
    "damascus": "steel", "gunmetal": "iron", "denim": "cloth", "satin": "cloth", "burlap": "cloth",
    "felt": "cloth", "tweed": "cloth", "suede": "leather", "string": "rope", "basket weave": "rope",
    "sandstone": "stone", "limestone": "stone", "basalt": "stone", "cobble": "stone", "flint": "stone",
    "quartz": "crystal", "topaz": "crystal", "jade stone": "crystal", "opal": "crystal", "pearl": "ceramic",
    "stoneware": "ceramic", "pottery": "clay", "acrylic": "plastic", "polymer": "plastic",
    "nylon": "plastic", "latex": "rubber", "steel alloy": "steel", "lead": "iron",
    "mother of pearl": "ceramic", "cement": "stone", "adobe": "clay", "bony": "bone", "skeleton": "bone",
    "papyrus": "paper", "copper": "bronze", "brass": "bronze",
}  # fmt: skip

FILLERS: Final = frozenset(
    [
        "a", "an", "the", "this", "these", "those", "some", "any", "one", "single", "i", "im", "i'd", "id",
        "me", "my", "you", "we", "us", "our", "your", "he", "she", "they", "them", "want", "wants",
        "wanted", "need", "needs", "please", "pls", "would", "could", "can", "should", "will", "shall",
        "like", "create", "creating", "make", "making", "generate", "generating", "design", "designing",
        "build", "model", "models", "modeled", "modelled", "modelling", "3d", "asset", "assets", "prop",
        "props", "game", "games", "ready", "gameready", "object", "item", "thing", "things", "kind", "sort",
        "type", "style", "styled", "look", "looks", "looking", "looked", "feel", "shaped", "shape",
        "shapes", "form", "for", "to", "into", "at", "by", "from", "as", "be", "been", "being", "there",
        "here", "just", "also", "too", "then", "than", "very", "more", "most", "less", "least", "such",
        "about", "quite", "rather", "on", "onto", "upon", "in", "inside", "over", "under", "around",
        "along", "atop", "top", "bottom", "side", "both", "each", "every", "all", "single", "render",
        "rendered", "rendering", "image", "picture", "photo", "of", "and", "or", "but", "with", "which",
        "who", "what", "when", "where", "whose", "that", "it", "its", "is", "are", "was", "were", "has",
        "have", "had", "do", "does", "did", "not", "no", "if", "let", "lets", "give", "gives", "show",
        "draw", "drawing", "up", "out", "off", "back", "now", "whole", "still", "only", "even", "well",
        "maybe", "perhaps", "bit", "lot", "piece", "set", "pair", "color", "colour", "colored", "coloured",
        "hue", "tone", "material", "materials", "texture", "textured", "finish", "made", "making", "use",
        "using", "via", "unreal", "unity", "engine",
    ]
)  # fmt: skip
"""Words that carry no request of their own."""

COUNTS: Final = frozenset(
    [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "several", "many",
        "multiple", "few", "double",
    ]
)  # fmt: skip
