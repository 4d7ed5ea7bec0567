"""Lint and render the chart with the real Helm, in a process of its own: its library brings a runtime along.

Reads a list of `{"values", "name"}` from standard input, writes `{"lint", "rendered": [{path: text} | {"error"}]}`.
"""

from __future__ import annotations

import json
import sys

import helm_python as helm


def main(chart: str) -> None:
    """Render every set of values."""
    rendered: list[dict[str, str]] = []
    with helm.Chart.load(chart) as loaded:
        for order in json.load(sys.stdin):
            try:
                rendered.append(loaded.render(order["values"], name=order["name"], namespace="assets"))
            except Exception as error:
                rendered.append({"error": str(error)})
    print(json.dumps({"lint": helm.lint(chart, strict=True), "rendered": rendered}))


if __name__ == "__main__":
    main(sys.argv[1])
