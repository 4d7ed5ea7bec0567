"""Pictures on disk: PNG, animated WebP, and sheets of captioned pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from meshwright.errors import InputError

Image = npt.NDArray[np.uint8]


def save_png(image: Image, path: str | Path) -> Path:
    """Write a picture (h, w, 3) uint8 sRGB as PNG; the same picture gives the same bytes."""
    path = Path(path)
    Pillow.fromarray(_checked("image", image)).save(path, format="PNG", compress_level=6)
    return path


def save_webp(images: Sequence[Image], path: str | Path, *, frames_per_second: float = 18.0, quality: int = 82) -> Path:
    """Write pictures (h, w, 3) uint8 sRGB of one size as an endlessly repeated WebP animation.

    frames_per_second: 1 to 60. quality: 1 to 100.
    Raises `InputError` when there are no pictures, their sizes differ, or a number is out of range.
    """
    path = Path(path)
    if not images:
        raise InputError("images", "none given", "at least one")
    if not 1 <= frames_per_second <= 60:
        raise InputError("frames_per_second", f"{frames_per_second}", "1 to 60")
    if not 1 <= quality <= 100:
        raise InputError("quality", f"{quality}", "1 to 100")
    if any(image.shape != images[0].shape for image in images):
        raise InputError("images", "of different sizes", f"all {images[0].shape}")
    first, *rest = [Pillow.fromarray(_checked("images", image)) for image in images]
    duration = round(1000 / frames_per_second)
    first.save(
        path,
        format="WEBP",
        save_all=True,
        append_images=rest,
        duration=duration,
        loop=0,
        quality=quality,
        method=4,
    )
    return path


def contact_sheet(
    images: Sequence[Image],
    captions: Sequence[str] | None = None,
    columns: int | None = None,
    *,
    gap: int = 8,
    text_size: int = 13,
    paper: tuple[int, int, int] = (250, 250, 250),
    ink: tuple[int, int, int] = (40, 42, 46),
) -> Image:
    """Pictures in rows with a caption below each: one picture (h, w, 3) uint8.

    images: (h, w, 3) uint8, sizes may differ; captions: one each, longer ones wrap over at most two lines.
    columns: about a square when None. gap, text_size: pixels.
    Raises `InputError` when counts do not fit.
    """
    if not images:
        raise InputError("images", "none given", "at least one")
    if captions is not None and len(captions) != len(images):
        raise InputError("captions", f"{len(captions)} for {len(images)} pictures", "one each")
    columns = columns if columns is not None else int(np.ceil(np.sqrt(len(images))))
    if columns < 1:
        raise InputError("columns", f"{columns}", "at least 1")
    columns = min(columns, len(images))
    width = max(image.shape[1] for image in images)
    height = max(image.shape[0] for image in images)
    font = ImageFont.load_default(text_size)
    lines = [_wrapped(text, font, width) for text in captions] if captions is not None else []
    leading = round(text_size * 1.3)
    text_height = leading * max((len(each) for each in lines), default=0) + (4 if lines else 0)
    rows = -(-len(images) // columns)
    size = (gap + columns * (width + gap), gap + rows * (height + text_height + gap))
    sheet = Pillow.new("RGB", size, paper)
    draw = ImageDraw.Draw(sheet)
    for k, image in enumerate(images):
        x, y = gap + k % columns * (width + gap), gap + k // columns * (height + text_height + gap)
        sheet.paste(Pillow.fromarray(_checked("images", image)), (x, y))
        for row, line in enumerate(lines[k] if lines else ()):
            draw.text((x + 2, y + height + 3 + row * leading), line, fill=ink, font=font)
    return np.asarray(sheet, np.uint8)


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    """At most two lines that fit the width; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < 2:
        count = len(rest)
        while count > 1 and font.getlength(" ".join(rest[:count])) > width - 4:
            count -= 1
        lines.append(" ".join(rest[:count]))
        rest = rest[count:]
    if lines and (rest or font.getlength(lines[-1]) > width - 4):
        last = lines[-1]
        while last and font.getlength(last + "…") > width - 4:
            last = last[:-1]
        lines[-1] = last.rstrip() + "…"
    return lines


def _checked(name: str, image: Image) -> Image:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise InputError(name, f"{image.dtype} {image.shape}", "(h, w, 3) uint8")
    return np.ascontiguousarray(image)
