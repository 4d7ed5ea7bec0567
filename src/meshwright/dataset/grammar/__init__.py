"""The part grammar: declarative programs for categories of objects, sampled into primitive tables.

category program → `Draw` (what is asked) → `Builder` → `PrimitiveTable` rows → SDF and appearance.
"""
