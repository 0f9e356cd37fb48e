"""Find all terms of one locale in a text, inflected forms included.

A prefix tree over the keys of tokens. Terms are sorted by their first key when the index is made; the branch
of a first key grows when a text first asks for it, so that 50,000 terms cost next to nothing to load.
Chinese allows 的 between two parts of a term of two characters or more each: 右派的毛主义者 is a form of
右派毛主义者.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.glossary.concepts import Status, Term
from workbench.glossary.tokens import Token, first_key, term_path

_PARTICLE = "的"
_SHORTEST_PART = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as one locale sees it.

    Attributes:
        concept: id of its concept.
        term: the term.
        status: its status in this locale.
        foreign: it is the form of another region, where this locale has a form of its own.
    """

    concept: str
    term: Term
    status: Status
    foreign: bool = False

    @property
    def right(self) -> bool:
        """Whether a translation may use it."""
        return self.status is not Status.FORBIDDEN and not self.foreign


@dataclass(slots=True)
class _Node:
    """A point of the tree: the terms that end here, and where the next key leads."""

    entries: list[Entry] = field(default_factory=list)
    next: dict[str, _Node] = field(default_factory=dict)


class Index:
    """The terms of one locale, ready to be found. Nothing that a caller can see changes after construction."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        self._language = language
        self._by_first_key: dict[str, list[Entry]] = {}
        self._branches: dict[str, _Node] = {}
        for entry in entries:
            self._by_first_key.setdefault(first_key(entry.term.text, language), []).append(entry)

    def hits(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, Entry]]:
        """Yield every term in a text as (first token, token after the last, entry), also overlapping ones."""
        for at, token in enumerate(tokens):
            for key in token.keys:
                if key in self._by_first_key:
                    branch = self._branch(key)
                    yield from self._walk(branch, tokens, at, at + 1, 1, 0)

    def _branch(self, key: str) -> _Node:
        # Two threads may grow the same branch; both grow the same, and the later one is kept.
        branch = self._branches.get(key)
        if branch is None:
            branch = _Node()
            for entry in self._by_first_key[key]:
                _plant(branch, term_path(entry.term.text, self._language)[1:], entry)
            self._branches[key] = branch
        return branch

    def _walk(
        self, node: _Node, tokens: Sequence[Token], start: int, at: int, depth: int, skipped: int
    ) -> Iterator[tuple[int, int, Entry]]:
        if node.entries and (not skipped or depth - skipped >= _SHORTEST_PART):
            for entry in node.entries:
                yield start, at, entry
        if at == len(tokens) or not node.next:
            return
        for key in tokens[at].keys:
            if key in node.next:
                yield from self._walk(node.next[key], tokens, start, at + 1, depth + 1, skipped)
        if tokens[at].keys[0] == _PARTICLE and not skipped and depth >= _SHORTEST_PART:
            yield from self._walk(node, tokens, start, at + 1, depth, depth)


def _plant(node: _Node, path: Sequence[str], entry: Entry) -> None:
    without = _without_particle(path)
    for keys in (path, without) if without else (path,):
        here = node
        for key in keys:
            here = here.next.setdefault(key, _Node())
        here.entries.append(entry)


def _without_particle(rest: Sequence[str]) -> Sequence[str] | None:
    """Give the path of a Chinese term without the 的 between its parts, or None if it has none."""
    if _PARTICLE in rest:
        at = rest.index(_PARTICLE)
        if at + 1 >= _SHORTEST_PART and len(rest) - at - 1 >= _SHORTEST_PART:
            return [*rest[:at], *rest[at + 1 :]]
    return None
