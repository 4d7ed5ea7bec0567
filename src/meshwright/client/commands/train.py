"""`meshwright train`: its options are read by `meshwright.training.cli`."""

from __future__ import annotations

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Train a network."""
    from meshwright.client.extras import require_torch

    require_torch("train")
    from meshwright.training.cli import main

    return main(arguments)
