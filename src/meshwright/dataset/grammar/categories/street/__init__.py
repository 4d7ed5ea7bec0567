"""Street, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.street import (
    fence,
    fire_hydrant,
    fountain,
    gravestone,
    mailbox,
    signpost,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        fence,
        signpost,
        gravestone,
        fountain,
        mailbox,
        fire_hydrant,
    )
)
