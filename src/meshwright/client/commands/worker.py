"""`meshwright worker`: join a service from any machine; its options are read by `meshwright.service.join`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Work until stopped."""
    from meshwright.client.extras import require_service

    require_service("worker")
    from meshwright.client.cli import Parser
    from meshwright.service.join import add_arguments, main

    parser: argparse.ArgumentParser = Parser(prog="meshwright worker", description="Run jobs of a service.")
    add_arguments(parser)
    return main(parser.parse_args(arguments))
