"""Procedural PBR materials: one recipe per class of `meshwright.vocabulary.materials`."""

from meshwright.texturing.materials.surface import Style
from meshwright.texturing.materials.synthesis import Coat, SurfaceSample, synthesise

__all__ = ["Coat", "Style", "SurfaceSample", "synthesise"]
