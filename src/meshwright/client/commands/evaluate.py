"""`meshwright evaluate`: its options are read by `meshwright.metrics.cli`."""

from __future__ import annotations

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Measure the weights."""
    from meshwright.client.extras import require_torch

    require_torch("evaluate")
    from meshwright.metrics.cli import main

    return main(arguments)
