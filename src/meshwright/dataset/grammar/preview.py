"""Sphere-traced pictures of primitive tables, and the contact sheet of all categories."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageDraw

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.dataset.grammar.spec import Category
from meshwright.vocabulary.colors import linear_to_srgb

ByteImage = npt.NDArray[np.uint8]


def picture(
    rows: npt.NDArray[np.float32], *, size: int = 144, azimuth: float = 32.0, elevation: float = 18.0
) -> ByteImage:
    """A shaded picture (size, size, 3) uint8 sRGB of one table, orthographic, sun from the upper left."""
    table = torch.from_numpy(np.ascontiguousarray(rows))
    az, el = np.radians(azimuth), np.radians(elevation)
    back = torch.tensor([np.sin(az) * np.cos(el), np.sin(el), np.cos(az) * np.cos(el)], dtype=torch.float32)
    right = torch.tensor([np.cos(az), 0.0, -np.sin(az)], dtype=torch.float32)
    up = torch.linalg.cross(back, right)
    s = (torch.arange(size) + 0.5) / size * 2 - 1
    v, u = torch.meshgrid(-s * 1.2, s * 1.2, indexing="ij")
    origin = u.reshape(-1, 1) * right + v.reshape(-1, 1) * up + back * 2.0
    depth = torch.zeros(size * size)
    live = torch.arange(size * size)
    for _ in range(72):
        d, _owner = evaluate(table, origin[live] - back * depth[live, None])
        depth[live] += 0.9 * d
        live = live[(d > 2e-3) & (depth[live] < 4.2)]
        if not len(live):
            break
    hit = torch.nonzero(depth < 4.2)[:, 0]
    image = torch.full((size * size, 3), 0.86)
    if len(hit):
        p = origin[hit] - back * depth[hit, None]
        distance, owner = evaluate(table, p)
        eps = 4e-3 * torch.eye(3)
        n = torch.stack([evaluate(table, p + e)[0] - evaluate(table, p - e)[0] for e in eps], -1)
        n = n / n.norm(dim=-1, keepdim=True).clamp(min=1e-9)
        sun = torch.tensor([-0.35, 0.75, 0.56])
        look = table[owner]
        light = 0.35 + 0.2 * n[:, 1:2] + 0.75 * (n @ sun).clamp(min=0.0)[:, None]
        shine = ((n @ (sun + back)).clamp(min=0.0) / (sun + back).norm()) ** 24
        gloss = (1 - look[:, t.ROUGHNESS]) * (0.2 + 0.8 * look[:, t.METALLIC])
        c = look[:, t.TINT : t.TINT + 3] * light + (shine * gloss * 0.6)[:, None]
        c = torch.where(look[:, t.EMISSION, None] > 0.5, 0.35 + 0.9 * look[:, t.TINT : t.TINT + 3], c)
        good = distance < 0.05
        image[hit[good]] = c[good].clamp(0, 1)
    rgb = linear_to_srgb(image.numpy()).reshape(size, size, 3)
    return (rgb * 255 + 0.5).astype(np.uint8)


def contact_sheet(
    categories: Sequence[Category], *, per_category: int = 6, size: int = 144, seed: int = 0, columns: int = 2
) -> Image.Image:
    """A sheet with `per_category` seeded draws of each category, name on the left of each strip."""
    rng = random.Random(seed)
    strip_w, strip_h = 84 + per_category * size, size
    rows = -(-len(categories) // columns)
    sheet = Image.new("RGB", (columns * strip_w, rows * strip_h), (238, 238, 238))
    pen = ImageDraw.Draw(sheet)
    for i, category in enumerate(categories):
        x, y = (i % columns) * strip_w, (i // columns) * strip_h
        pen.text((x + 4, y + size // 2), category.name, fill=(0, 0, 0))
        for j in range(per_category):
            image = picture(table_of(draw(category, rng)), size=size)
            sheet.paste(Image.fromarray(image), (x + 84 + j * size, y))
    return sheet
