"""Translation memory: which earlier translations are like the text at hand.

Plain functions over plain values. `search` asks an index (`InMemoryIndex`, or the one in the database) for
candidates by their rarest character groups and ranks them by edit distance; `search_tokens` and
`search_query` prepare the concordance, which looks inside texts.
"""

from __future__ import annotations

from workbench.memory.fold import normalise, normalise_all
from workbench.memory.index import CANDIDATES, GramIndex, InMemoryIndex, search
from workbench.memory.ranking import FLOOR, LIMIT, Candidate, Match, rank, similarity
from workbench.memory.sketch import SKETCH_SIZE, BatchGrams, batch_grams, grams, plan_query, rarest
from workbench.memory.tokens import search_query, search_tokens

__all__ = [
    "CANDIDATES",
    "FLOOR",
    "LIMIT",
    "SKETCH_SIZE",
    "BatchGrams",
    "Candidate",
    "GramIndex",
    "InMemoryIndex",
    "Match",
    "batch_grams",
    "grams",
    "normalise",
    "normalise_all",
    "plan_query",
    "rank",
    "rarest",
    "search",
    "search_query",
    "search_tokens",
    "similarity",
]
