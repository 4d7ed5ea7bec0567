"""Read a picture that marks a region."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from meshwright.errors import InputError

LARGEST: Final = 8192
"""Most pixels along a side of the square that has as many pixels as a mask may have."""


def read_mask(path: str | Path, field: str = "--mask") -> npt.NDArray[np.float32]:
    """A picture's lightness in 0-1 (h, w).

    field: what an error names. Raises `InputError` for a file that is no PNG, JPEG or WebP picture, or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is lower
            with Image.open(path, formats=["PNG", "JPEG", "WEBP"]) as picture:
                if picture.width * picture.height > LARGEST * LARGEST:
                    raise InputError(field, f"{picture.width}x{picture.height} pixels", f"{LARGEST} x {LARGEST}")
                return np.asarray(picture.convert("L"), np.float32) / np.float32(255)
    except InputError:
        raise
    except Exception as error:  # Pillow raises many kinds for broken files
        raise InputError(field, f"{Path(path).name} is not a picture", "PNG, JPEG or WebP") from error
