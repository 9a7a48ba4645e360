"""The ways in which an entry may speak of an item, how sure each is, and how it is said."""

from collections.abc import Mapping
from typing import Literal

How = Literal[
    "equal", "contained", "synonym", "category", "topic", "parts", "narrower", "similar", "weak"
]

NAMING: tuple[How, ...] = ("equal", "contained", "synonym", "category")
SURE: frozenset[How] = frozenset({*NAMING, "topic", "parts", "narrower"})
# The share of verdicts that were right, by how they were reached, over 6,879 labels, each catalog
# judged without its own words (bench/leave_out.py; Laplace's rule). Topic was not met there and
# takes the rate of parts. The first sight of a catalog is less sure: tests/data/README.md.
CONFIDENCE: Mapping[How, float] = {
    "equal": 0.99,
    "contained": 0.98,
    "synonym": 0.97,
    "category": 0.67,
    "topic": 0.95,
    "parts": 0.95,
    "narrower": 0.95,
    "weak": 0.73,
}
NOTHING_FOUND = 0.95
SEEN: Mapping[How, str] = {
    "equal": "与方案所列一致",
    "contained": "写明了该事项",
    "synonym": "是该事项的通行说法",
    "category": "归在该事项名下",
    "topic": "讲的是该事项",
    "parts": "列出了该事项的内容",
    "narrower": "只是该事项的一部分",
    "similar": "与该事项的说法相近",
    "weak": "可能包含该事项",
}
