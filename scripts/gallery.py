"""The pictures of the README, as anyone can make them again: python scripts/gallery.py [FOLDER]

Twelve prompts at seed 0 and four edits, nothing picked by hand: docs/images/gallery.jpg and edits.jpg.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from meshwright.client.cli import main
from meshwright.rendering.images import contact_sheet

TILE = 360
PROMPTS = (
    "a weathered wooden treasure chest with iron fittings", "a long steel sword with a gold guard",
    "a red mushroom with white spots", "a wooden barrel with rusty hoops", "a street lamp with a glowing lamp",
    "a blue racing car", "an old leather armchair", "a stone well with a wooden roof", "a golden crown with red gems",
    "a battle axe with a wooden handle", "a green potion bottle", "a pine tree",
)  # fmt: skip
EDITS = (
    ("a weathered wooden treasure chest with iron fittings", "make the lid taller and the bands gold"),
    ("a long steel sword with a gold guard", "make the blade longer"),
    ("a blue racing car", "make the body yellow"),
    ("a wooden barrel with rusty hoops", "make it wider"),
)


def made(prompt: str, path: Path) -> Image.Image:
    """Generate a GLB at `path` and draw it."""
    return drawn(["generate", "--force", "--quiet", "-o", str(path), "--", prompt], path)


def edited(source: Path, instruction: str, path: Path) -> Image.Image:
    """Edit a GLB into `path` and draw it."""
    return drawn(["edit", "--force", "--quiet", "-o", str(path), "--", str(source), instruction], path)


def drawn(command: list[str], path: Path) -> Image.Image:
    """Run a command that writes `path`, and render that."""
    picture = path.with_suffix(".png")
    for arguments in (command, ["render", "--force", "--quiet", "--size", str(TILE), "-o", str(picture), str(path)]):
        if main(arguments):
            sys.exit(f"failed: {arguments}")
    return Image.open(picture).convert("RGB")


def sheet(tiles: list[Image.Image], path: Path) -> None:
    """Tiles in rows of four, as one picture."""
    page = contact_sheet([np.asarray(tile) for tile in tiles], columns=4, gap=0)
    Image.fromarray(page).save(path, quality=85)


if __name__ == "__main__":
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {prompt: folder / f"{i}.glb" for i, prompt in enumerate(PROMPTS)}
        before = {prompt: made(prompt, path) for prompt, path in paths.items()}
        after = [edited(paths[prompt], words, folder / f"edit{i}.glb") for i, (prompt, words) in enumerate(EDITS)]
    sheet(list(before.values()), out / "gallery.jpg")
    sheet([*(before[prompt] for prompt, _ in EDITS), *after], out / "edits.jpg")
