"""Files that are too large for the time of one page: brought to be read by a job, or made by one to be taken away.

They lie in the database, in compressed pieces: every serving process finds them there, and a restart loses nothing. A
piece is stored in a transaction of its own, so that nobody who saves waits for a whole file.
"""

from __future__ import annotations

import datetime as dt
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import KeptFile, KeptPiece, User, now
from workbench.workflow.errors import NotFound

DAYS = 14
PIECE = 4 * 1024 * 1024
# What is packed already gets no smaller; a text gets to a tenth, quickly.
_LEVEL = 1


def keep(store: Store, data: Iterable[bytes], *, purpose: str, name: str, by: User | None) -> int:
    """Store a file; gives its id. What nobody comes back for is forgotten after `DAYS`.

    Args:
        data: its bytes, in pieces of any length.
        purpose: what it is for; `find` asks for it again.
        name: what it is called.
    """
    with store.begin() as tx:
        file_id = promise(tx, purpose=purpose, name=name, by=by)
    fill(store, file_id, data)
    return file_id


def promise(
    tx: Transaction, *, purpose: str, name: str, by: User | None, details: Mapping[str, Any] | None = None
) -> int:
    """Make a place for a file whose bytes come later; gives its id."""
    tx.execute(sa.delete(KeptFile).where(KeptFile.created_at < now() - dt.timedelta(days=DAYS)))
    file = KeptFile(
        uid=secrets.token_hex(8), purpose=purpose, name=name, user_id=by.id if by else None, details=dict(details or {})
    )
    tx.session.add(file)
    tx.session.flush()
    return file.id


def fill(store: Store, file_id: int, data: Iterable[bytes]) -> None:
    """Store the bytes of a file, in the place of what an interrupted attempt left."""
    with store.begin() as tx:
        empty(tx, file_id)
    size = 0
    for number, piece in enumerate(_of_one_length(data)):
        size += len(piece)
        packed = zlib.compress(piece, _LEVEL)
        with store.begin() as tx:
            tx.execute(sa.insert(KeptPiece), {"file_id": file_id, "number": number, "data": packed})
    with store.begin() as tx:
        tx.execute(sa.update(KeptFile).where(KeptFile.id == file_id).values(size=size))


def find(tx: Transaction, file_id: int, purpose: str) -> KeptFile:
    """What is known of a file.

    Raises:
        NotFound: there is none with this purpose, or none any more.
    """
    file = tx.session.get(KeptFile, file_id)
    if file is None or file.purpose != purpose:
        raise NotFound(N_("This file is not kept any more; bring it or have it made again."))
    return file


def pieces(store: Store, file_id: int) -> Iterator[bytes]:
    """The bytes of a file, piece by piece; none if it was emptied."""
    number = 0
    while True:
        query = sa.select(KeptPiece.data).where(KeptPiece.file_id == file_id, KeptPiece.number == number)
        with store.read() as tx:
            packed = tx.session.scalar(query)
        if packed is None:
            return
        yield zlib.decompress(packed)
        number += 1


def note(tx: Transaction, file_id: int, details: Mapping[str, Any]) -> None:
    """Say something of a file, in the place of what was said before."""
    tx.execute(sa.update(KeptFile).where(KeptFile.id == file_id).values(details=dict(details)))


def empty(tx: Transaction, file_id: int) -> None:
    """Forget the bytes of a file; what is said of it stays."""
    tx.execute(sa.delete(KeptPiece).where(KeptPiece.file_id == file_id))


def newest(tx: Transaction, purpose: str) -> KeptFile | None:
    """The file with this purpose that was asked for last."""
    query = sa.select(KeptFile).where(KeptFile.purpose == purpose).order_by(KeptFile.id.desc()).limit(1)
    return tx.session.scalar(query)


def forget_all(tx: Transaction, purpose: str) -> None:
    """Forget all files with this purpose."""
    tx.execute(sa.delete(KeptFile).where(KeptFile.purpose == purpose))


def _of_one_length(data: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for part in data:
        waiting += part
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)
