"""Meshwright: a sentence or pictures in, a game-ready 3D asset out.

    from meshwright import Modeler
    Modeler().generate("a weathered wooden treasure chest").save("chest.glb")

Importing this package loads nothing else; names are looked up when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meshwright.asset import Asset
    from meshwright.client.modeler import Modeler

__version__ = "0.1.0"
__all__ = ["Asset", "Modeler", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "Modeler":
        from meshwright.client.modeler import Modeler

        return Modeler
    if name == "Asset":
        from meshwright.asset import Asset

        return Asset
    raise AttributeError(f"module 'meshwright' has no attribute {name!r}")
