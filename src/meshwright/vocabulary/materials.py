"""The closed set of material classes that a field's appearance refers to.

The class gives what physics and shading need; the look of its surface is synthesised in
`meshwright.texturing.materials`. The index of a class is stored in latents and training data:
append only, never reorder (32 classes fit the five-bit code of the shape encoder).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MaterialClass:
    """One material class.

    srgb: usual base colour, sRGB 0-255.  roughness, metallic: usual values, 0-1.
    density: kg/m³ of the solid.  ior: index of refraction of a dielectric (eq 42).
    colourable: free colours are usual (paint, cloth); otherwise a stated colour tints the class.
    words: what a prompt may call it, canonical name first.
    """

    name: str
    srgb: tuple[int, int, int]
    roughness: float
    metallic: float
    density: float
    ior: float
    colourable: bool
    words: tuple[str, ...]


def _m(
    name: str,
    srgb: tuple[int, int, int],
    roughness: float,
    metallic: float,
    density: float,
    *words: str,
    ior: float = 1.5,
    colourable: bool = False,
) -> MaterialClass:
    return MaterialClass(name, srgb, roughness, metallic, density, ior, colourable, (name, *words))


MATERIALS: tuple[MaterialClass, ...] = (
    _m("wood", (140, 96, 56), 0.65, 0.0, 650.0, "wooden", "oak", "oaken", "timber", "pine wood", "planks", "plank"),
    _m("dark wood", (74, 46, 30), 0.6, 0.0, 750.0, "walnut", "mahogany", "ebony", "dark wooden"),
    _m("bark", (92, 72, 54), 0.9, 0.0, 400.0, "bark-covered"),
    _m("iron", (92, 92, 96), 0.55, 1.0, 7800.0, "forged iron", "wrought iron", "cast iron", "black iron"),
    _m("steel", (178, 182, 190), 0.28, 1.0, 7850.0, "polished steel", "metal", "metallic", "chrome", "stainless steel"),
    _m(
        "rusted iron",
        (128, 70, 42),
        0.85,
        0.6,
        7200.0,
        "rusted metal",
        "rusty",
        "rusted",
        "rust",
        "rusty iron",
        "rusty metal",
        "corroded",
    ),
    _m("gold", (232, 184, 72), 0.25, 1.0, 19300.0, "golden", "gilded", "gilt"),
    _m("bronze", (166, 112, 62), 0.35, 1.0, 8800.0, "copper", "brass", "brazen"),
    _m("silver", (212, 212, 216), 0.2, 1.0, 10500.0, "silvery", "silvered", "platinum"),
    _m("leather", (112, 70, 42), 0.7, 0.0, 860.0, "leathern", "hide", colourable=True),
    _m(
        "cloth",
        (176, 160, 138),
        0.9,
        0.0,
        400.0,
        "fabric",
        "linen",
        "silk",
        "velvet",
        "wool",
        "woollen",
        "canvas",
        "textile",
        "cotton",
        colourable=True,
    ),
    _m(
        "rope",
        (184, 154, 104),
        0.95,
        0.0,
        500.0,
        "hemp",
        "twine",
        "wicker",
        "straw",
        "rattan",
        "thatch",
        "thatched",
        "hay",
    ),
    _m("stone", (132, 130, 126), 0.85, 0.0, 2600.0, "rock", "rocky", "granite", "cobblestone", "slate", "concrete"),
    _m("marble", (226, 222, 216), 0.3, 0.0, 2700.0, "marbled", "alabaster"),
    _m("brick", (156, 78, 58), 0.85, 0.0, 1900.0, "bricks", "brickwork"),
    _m(
        "clay",
        (186, 104, 68),
        0.8,
        0.0,
        1900.0,
        "terracotta",
        "earthenware",
        "clay tile",
        "roof tiles",
        "tiled",
        "tiles",
    ),
    _m("ceramic", (232, 228, 220), 0.2, 0.0, 2400.0, "porcelain", "glazed", "enamel", "china", colourable=True),
    _m("glass", (196, 220, 224), 0.08, 0.0, 2500.0, "glassy", "stained glass", colourable=True),
    _m(
        "crystal",
        (150, 200, 226),
        0.12,
        0.0,
        2650.0,
        "gem",
        "gemstone",
        "jewel",
        "ice",
        "icy",
        "diamond",
        "ruby",
        "emerald",
        "sapphire",
        "amethyst",
        ior=1.55,
        colourable=True,
    ),
    _m("plaster", (222, 210, 188), 0.9, 0.0, 1200.0, "stucco", "whitewashed", "plastered"),
    _m("plastic", (200, 200, 200), 0.4, 0.0, 1100.0, "vinyl", "resin", colourable=True),
    _m("rubber", (44, 44, 46), 0.85, 0.0, 1200.0, "rubbery", "tire rubber"),
    _m(
        "painted metal",
        (168, 168, 168),
        0.4,
        0.0,
        7500.0,
        "painted",
        "paint",
        "lacquered",
        "enamelled",
        colourable=True,
    ),
    _m("bone", (226, 214, 184), 0.6, 0.0, 1800.0, "ivory", "horn", "skeletal", "antler", "tusk"),
    _m("wax", (236, 226, 196), 0.5, 0.0, 930.0, "candle wax", "waxen", "tallow", colourable=True),
    _m("paper", (226, 214, 184), 0.9, 0.0, 800.0, "parchment", "papery", "vellum", "cardboard"),
    _m(
        "foliage",
        (74, 120, 48),
        0.8,
        0.0,
        500.0,
        "leafy",
        "leaves",
        "grass",
        "grassy",
        "moss",
        "mossy",
        "needles",
        "petals",
        colourable=True,
    ),
    _m(
        "flesh",
        (206, 86, 60),
        0.55,
        0.0,
        950.0,
        "fruit",
        "organic",
        "mushroom flesh",
        "skin",
        "fleshy",
        "vegetable",
        colourable=True,
    ),
    _m("bread", (196, 142, 82), 0.8, 0.0, 400.0, "crust", "baked", "dough", "pastry", "cheese", "cake"),
    _m("soil", (92, 66, 46), 0.95, 0.0, 1500.0, "dirt", "earth", "mud", "sand", "sandy"),
    _m("obsidian", (32, 28, 38), 0.15, 0.0, 2400.0, "onyx", "jet", "volcanic glass", "coal", "charcoal"),
    _m(
        "light",
        (255, 236, 190),
        0.5,
        0.0,
        100.0,
        "flame",
        "fire",
        "light bulb",
        "energy",
        "plasma",
        "lava",
        colourable=True,
    ),
)

MATERIAL_INDEX: dict[str, int] = {m.name: i for i, m in enumerate(MATERIALS)}
"""Index of each class by canonical name."""
