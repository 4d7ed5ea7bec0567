"""The command line. Commands live in `commands/`; none of them loads anything heavy before it runs.

Exit codes: 0 success, 1 failure, 2 bad usage or bad input. Errors are one line on standard error.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from meshwright import __version__
from meshwright.errors import MeshwrightError
from meshwright.memory import keep_freed_memory
from meshwright.parallel import take_short_turns

COMMANDS: Final[dict[str, str]] = {
    "generate": "make an asset from a sentence",
    "edit": "change an asset by an instruction",
    "finish": "make any mesh game-ready",
    "inspect": "say what is in a file",
    "render": "draw a picture or a turntable of a file",
    "serve": "run the API and its workers",
    "worker": "run jobs of a service, on any machine",
    "remote": "have a service do the work",
    "evaluate": "measure the weights",
    "train": "train networks",
    "data": "training data: build, ingest, stats, sheet",
}
"""Commands and what they are for. Each is a module in `commands` with `add(parser)` and `run(options)`."""
DELEGATED: Final = ("evaluate", "train", "serve", "worker")
"""Commands whose arguments are read by their own package, which needs an extra."""
INTERRUPTED: Final = 130


class Parser(argparse.ArgumentParser):
    """Reports bad usage in one line."""

    def error(self, message: str) -> NoReturn:
        """Print `error: …` and exit with code 2."""
        self.exit(2, f"error: {one_line(message)} (see {self.prog} --help)\n")


def one_line(text: object) -> str:
    """Text without line breaks."""
    return " ".join(str(text).split())


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except MeshwrightError as error:
        print(f"error: {one_line(error)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as `head`, has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, MemoryError) as error:
        print(f"error: {one_line(error) or type(error).__name__}", file=sys.stderr)
        return 1
    except Exception as error:
        if os.environ.get("MESHWRIGHT_DEBUG"):
            raise
        print(
            f"error: unexpected {type(error).__name__}: {one_line(error)} (MESHWRIGHT_DEBUG=1 shows where)",
            file=sys.stderr,
        )
        return 1


def build_parser(command: str | None = None) -> Parser:
    """The parser. Only the named command's options are added: reading the others' would cost start-up time."""
    parser = Parser(prog="meshwright", description="A sentence in, a game-ready 3D asset out.")
    parser.add_argument("--version", action="version", version=f"meshwright {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for name, purpose in COMMANDS.items():
        sub = commands.add_parser(name, help=purpose, description=purpose.capitalize() + ".")
        if name == command and name not in DELEGATED:
            importlib.import_module(f"meshwright.client.commands.{name}").add(sub)
    return parser


def _run(arguments: list[str]) -> int:
    command = next((a for a in arguments if not a.startswith("-")), None)
    if command in DELEGATED:
        at = arguments.index(command)
        if at == 0:
            return int(importlib.import_module(f"meshwright.client.commands.{command}").run(arguments[1:]))
    options = build_parser(command).parse_args(arguments)
    take_short_turns()
    keep_freed_memory()
    # Matrices here are small: threads of the linear algebra would only spin beside those that work. Read by numpy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    atexit.register(gc.freeze)  # a process that ends need not search half a million objects for cycles first
    return int(importlib.import_module(f"meshwright.client.commands.{options.command}").run(options))
