"""What a command says: results on standard output, progress and notes on standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any, Final

_WIDTH: Final = 28


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """`--json` and `--quiet`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quiet", action="store_true", help="no progress and no notes")


class Console:
    """Progress is shown only on a terminal; notes are shown unless quiet."""

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        self.quiet, self.as_json = quiet, as_json
        self._live = not quiet and sys.stderr.isatty()
        self._prefix = ""

    def job(self, prefix: str) -> None:
        """Name the job that follows, as `2/4`."""
        self._prefix = prefix

    def progress(self, stage: str, share: float) -> None:
        """Draw the progress bar."""
        if self._live:
            filled = round(share * _WIDTH)
            bar = "█" * filled + "·" * (_WIDTH - filled)
            sys.stderr.write(f"\r{self._prefix}{bar} {share:4.0%} {stage:<14}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Remove the progress bar."""
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def note(self, text: str) -> None:
        """A line for the user that is not the result."""
        if not self.quiet:
            self.clear()
            print(f"note: {text}", file=sys.stderr)

    def result(self, text: str, data: Mapping[str, Any]) -> None:
        """The result, as text or as one JSON object."""
        self.clear()
        print(json.dumps(data, ensure_ascii=False) if self.as_json else text)


def brief_notes(console: Console, said: Mapping[str, Any]) -> None:
    """Tell which words could not be used, and which were read as others.

    said: a brief or an edit plan as JSON data.
    """
    if said.get("ungrounded"):
        console.note(f"could not use: {', '.join(said['ungrounded'])}")
    for word, read in said.get("approximated", ()):
        console.note(f"read {word!r} as {read!r}")


def timing_table(timings: Mapping[str, float]) -> str:
    """Seconds per stage, one line each."""
    lines = [f"{name:<14}{seconds:8.2f} s" for name, seconds in timings.items()]
    return "\n".join(lines)
