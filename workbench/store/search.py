"""The full-text index over sources and targets: FTS5 in SQLite, `tsvector` in PostgreSQL, the same words in both.

What is indexed are the words that `workbench.memory.search_tokens` makes, which cuts Chinese into overlapping
bigrams: a trigram index finds no Chinese word of two characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import sqlalchemy as sa

from workbench.memory import search_query, search_tokens
from workbench.store.database import Transaction


def _is_sqlite(tx: Transaction) -> bool:
    return tx.is_sqlite


def add(tx: Transaction, rows: Iterable[tuple[int, str, str]]) -> None:
    """Index units: id, source text, target text."""
    values = [
        {"id": unit_id, "source": search_tokens(source), "target": search_tokens(target)}
        for unit_id, source, target in rows
    ]
    if not values:
        return
    if _is_sqlite(tx):
        statement = "INSERT OR REPLACE INTO search_index (rowid, source, target) VALUES (:id, :source, :target)"
    else:
        statement = (
            "INSERT INTO search_index (unit_id, source, target) "
            "VALUES (:id, to_tsvector('simple', :source), to_tsvector('simple', :target)) "
            "ON CONFLICT (unit_id) DO UPDATE SET source = excluded.source, target = excluded.target"
        )
    tx.session.execute(sa.text(statement), values)


_UPDATE_SQLITE = sa.text("UPDATE search_index SET target = :target WHERE rowid = :id")
_UPDATE_POSTGRES = sa.text("UPDATE search_index SET target = to_tsvector('simple', :target) WHERE unit_id = :id")


def update_target(tx: Transaction, unit_id: int, target: str) -> None:
    """Index the new target of a unit."""
    statement = _UPDATE_SQLITE if _is_sqlite(tx) else _UPDATE_POSTGRES
    tx.execute(statement, {"id": unit_id, "target": search_tokens(target)})


_SOURCE_SQLITE = sa.text("UPDATE search_index SET source = :source WHERE rowid = :id")
_SOURCE_POSTGRES = sa.text("UPDATE search_index SET source = to_tsvector('simple', :source) WHERE unit_id = :id")


def update_source(tx: Transaction, unit_id: int, source: str) -> None:
    """Index the changed source of a unit."""
    statement = _SOURCE_SQLITE if _is_sqlite(tx) else _SOURCE_POSTGRES
    tx.session.execute(statement, {"id": unit_id, "source": search_tokens(source)})


def find(tx: Transaction, text: str, *, limit: int = 50) -> list[int]:
    """Ids of units whose source or target holds all phrases of `text`, in order of their ids."""
    phrases = search_query(text)
    if not phrases:
        return []
    values: dict[str, object]
    if _is_sqlite(tx):
        quoted = " ".join('"' + phrase.replace('"', '""') + '"' for phrase in phrases)
        statement = sa.text(
            "SELECT rowid FROM search_index WHERE search_index MATCH :source "
            "UNION SELECT rowid FROM search_index WHERE search_index MATCH :target ORDER BY 1 LIMIT :limit"
        )
        values = {"source": f"source : ({quoted})", "target": f"target : ({quoted})"}
    else:
        values = {f"phrase{number}": phrase for number, phrase in enumerate(phrases)}
        all_of = " && ".join(f"phraseto_tsquery('simple', :{name})" for name in values)
        statement = sa.text(
            f"SELECT unit_id FROM search_index WHERE source @@ ({all_of}) OR target @@ ({all_of}) "  # noqa: S608
            "ORDER BY 1 LIMIT :limit"
        )
    return list(tx.session.scalars(statement, values | {"limit": limit}))


def rebuild(tx: Transaction, rows: Sequence[tuple[int, str, str]]) -> None:
    """Empty the index and fill it anew, after a restore."""
    tx.session.execute(sa.text("DELETE FROM search_index"))
    add(tx, rows)


# What a unit may hold: each of the tuples is one way, whose words must all occur; a word that ends in `*` stands for
# all words that begin so.
Ways = Sequence[tuple[str, ...]]


def holding(tx: Transaction, side: Literal["source", "target"], ways: Ways) -> sa.Select[int]:
    """A query for the ids of the units that hold something in one of several ways, to be a part of another query.

    Args:
        side: `source` or `target`.
        ways: words as `workbench.memory.search_query` gives them, of letters and digits alone.
    """
    unit_id: sa.ColumnClause[int] = sa.column("rowid" if _is_sqlite(tx) else "unit_id", sa.Integer)
    index = sa.table("search_index", unit_id)
    if _is_sqlite(tx):
        wanted = " OR ".join("(" + " AND ".join(_in_sqlite(word) for word in words) + ")" for words in ways)
        matches = sa.literal_column("search_index").op("MATCH")(f"{side} : ({wanted})")
    else:
        wanted = " | ".join("(" + " & ".join(_in_postgres(word) for word in words) + ")" for words in ways)
        matches = sa.literal_column(side).op("@@")(sa.func.to_tsquery("simple", wanted))
    return sa.select(unit_id).select_from(index).where(matches)


def _in_sqlite(word: str) -> str:
    return f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"'


def _in_postgres(word: str) -> str:
    return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"
