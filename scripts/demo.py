"""`make demo`: a sentence in, a GLB and a picture out; prints both paths."""

from __future__ import annotations

import sys
from pathlib import Path

from meshwright.client.cli import main
from meshwright.client.paths import slug


def demo(prompt: str, folder: Path) -> int:
    """Generate and render; returns the exit code."""
    asset = folder / f"{slug(prompt)}.glb"
    code = main(["generate", "-o", str(asset), "--force", "--timings", "--", prompt])
    return code or main(["render", "-o", str(asset.with_suffix(".png")), "--force", "--", str(asset)])


if __name__ == "__main__":
    sys.exit(demo(sys.argv[1], Path(sys.argv[2])))
