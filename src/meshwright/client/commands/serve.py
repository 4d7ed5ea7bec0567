"""`meshwright serve`: the API and its workers on this machine; its options are read by `meshwright.service.run`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run the service until it is stopped."""
    from meshwright.client.extras import require_service

    require_service("serve")
    from meshwright.client.cli import Parser
    from meshwright.service.run import add_arguments, main

    parser: argparse.ArgumentParser = Parser(prog="meshwright serve", description="Serve the API with its workers.")
    add_arguments(parser)
    return main(parser.parse_args(arguments))
