"""Meshwright: a sentence or pictures in, a game-ready 3D asset out."""

__version__ = "0.1.0"
