"""Named colours and the sRGB transfer curve (IEC 61966-2-1). Linear inside, sRGB at the borders."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

COLORS: dict[str, tuple[int, int, int]] = {
    "red": (190, 36, 32),
    "orange": (226, 120, 30),
    "yellow": (232, 204, 48),
    "green": (58, 138, 52),
    "teal": (32, 150, 146),
    "blue": (42, 84, 186),
    "purple": (118, 52, 160),
    "pink": (230, 120, 166),
    "brown": (110, 68, 38),
    "black": (30, 30, 32),
    "gray": (128, 128, 128),
    "white": (236, 236, 232),
}
"""Base colours, sRGB 0-255."""

COLOR_WORDS: dict[str, str] = {
    "crimson": "red",
    "scarlet": "red",
    "ruby-red": "red",
    "cherry": "red",
    "blood-red": "red",
    "amber": "orange",
    "tangerine": "orange",
    "lemon": "yellow",
    "mustard": "yellow",
    "lime": "green",
    "olive": "green",
    "emerald-green": "green",
    "jade": "green",
    "forest-green": "green",
    "cyan": "teal",
    "turquoise": "teal",
    "aqua": "teal",
    "navy": "blue",
    "azure": "blue",
    "cobalt": "blue",
    "sky-blue": "blue",
    "indigo": "blue",
    "violet": "purple",
    "magenta": "pink",
    "lavender": "purple",
    "rose": "pink",
    "chestnut": "brown",
    "chocolate": "brown",
    "tan": "brown",
    "beige": "white",
    "grey": "gray",
    "charcoal-gray": "gray",
    "ashen": "gray",
    "ivory-white": "white",
    "snow-white": "white",
    "cream": "white",
    "jet-black": "black",
    "pitch-black": "black",
}
"""Other words for the base colours."""


def srgb_to_linear(srgb: npt.ArrayLike) -> FloatArray:
    """Decode sRGB in 0-1 to linear light, any shape, float32 (IEC 61966-2-1)."""
    c = np.asarray(srgb, dtype=np.float32)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4).astype(np.float32)


def linear_to_srgb(linear: npt.ArrayLike) -> FloatArray:
    """Encode linear light in 0-1 to sRGB, any shape, float32 (IEC 61966-2-1)."""
    c = np.clip(np.asarray(linear, dtype=np.float32), 0.0, 1.0)
    return np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055).astype(np.float32)


def linear_from_bytes(rgb: tuple[int, int, int]) -> FloatArray:
    """sRGB 0-255 triple to linear float32 (3,)."""
    return srgb_to_linear(np.asarray(rgb, dtype=np.float32) / 255.0)
