"""Implicit surfaces with appearance: distance, part and material at any point."""

from meshwright.field.protocol import Appearance, Field

__all__ = ["Appearance", "Field"]
