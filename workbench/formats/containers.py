"""Look into a ZIP container before anything reads it: size, ratio, number and names of its parts, encryption.

Word files, OpenDocument, e-books and ZIP files of chapters are all containers. The sizes in the directory are
what the maker says, so each part is also counted while it is unpacked. It fails on nothing that it was given: what
it cannot vouch for it refuses.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from workbench.errors import WorkbenchError
from workbench.findings import N_

MAX_PARTS = 5_000
MAX_PART = 64 << 20  # bytes of one part, unpacked
MAX_TOTAL = 192 << 20
MAX_RATIO = 150  # XML of a repetitive book packs to about a thirtieth
RATIO_FROM = 1 << 20  # small parts may pack to nothing
_CHUNK = 1 << 16
_KEPT = 4 << 20  # bytes of a part that is kept for the next time that it is asked for
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f\\:]|[\ud800-\udfff]")
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Damaged(WorkbenchError):
    """The container is cut off or broken."""


class Unsafe(WorkbenchError):
    """The container is made to do harm, or looks so; `details`: `part`, or a number and its `limit`."""


class Protected(WorkbenchError):
    """The document is encrypted or has copy protection."""


class Container:
    """A ZIP container whose directory was found to be harmless.

    Attributes:
        names: the names of its files in the order of the directory.

    Raises:
        Damaged, Unsafe, Protected: see there.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise _damaged() from error
        self._parts = {part.filename: part for part in self._zip.infolist() if not part.is_dir()}
        self.names = tuple(self._parts)
        self._check(len(data))
        self._unpacked = 0
        self._read: dict[str, bytes] = {}

    def _check(self, packed: int) -> None:
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS:
            message = N_("The file holds %(count)s parts, more than %(limit)s; bring its texts in one by one.")
            raise Unsafe(message, count=len(parts), limit=MAX_PARTS)
        if len({part.filename for part in parts}) < len(parts):
            raise Unsafe(N_("The file holds two parts of one name; make it anew."))
        for part in parts:
            _check_part(part)
        total = sum(part.file_size for part in parts)
        if total > MAX_TOTAL or total > MAX_RATIO * max(packed, RATIO_FROM // MAX_RATIO):
            raise _too_much()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def size(self, name: str) -> int:
        """Give the size of a part in bytes, unpacked, as the directory says."""
        return self._parts[name].file_size

    def read(self, name: str) -> bytes:
        """Unpack a part.

        Raises:
            Damaged: it is broken, or not in the container.
            Unsafe: it is larger than the directory says.
        """
        if name not in self._read:
            data = b"".join(self._chunks(name))
            if len(data) > _KEPT:
                return data
            self._read[name] = data
        return self._read[name]

    def _chunks(self, name: str) -> Iterator[bytes]:
        if name not in self._parts:
            raise _damaged()
        size = 0
        try:
            with self._zip.open(self._parts[name]) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > MAX_PART or self._unpacked > 2 * MAX_TOTAL:
                        raise _too_much()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise _damaged() from error

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """Give the container with other content for some of its parts, not packed any more.

        Raises:
            Damaged, Unsafe: see `read`.
        """
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
            for name in self.names:
                target.writestr(name, changed[name] if name in changed else self.read(name))
        return made.getvalue()

    def verify(self) -> None:
        """Unpack every part once and forget it: the sizes are what they seem, and nothing is cut off.

        Raises:
            Damaged, Unsafe: see `read`.
        """
        for name in self.names:
            for _ in self._chunks(name):
                pass
        self._unpacked = 0


def _check_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & _ENCRYPTED:
        raise Protected(N_("The file is protected by a password; save it without one and bring that."))
    path = PurePosixPath(part.filename)
    # zipfile cuts a name at a NUL character; what stood behind it is in the original name.
    name = getattr(part, "orig_filename", part.filename)
    if _UNSAFE_NAME.search(name) or path.is_absolute() or ".." in path.parts or len(part.filename) > 500:
        raise Unsafe(N_("The file holds a part whose name leads out of it or has control characters; make it anew."))
    if stat.S_ISLNK(part.external_attr >> 16):
        raise Unsafe(N_("The file holds a link to another file; put the file itself in its place."))
    if part.compress_type not in _METHODS:
        raise Damaged(N_("The file is packed in a way that is not read; make it anew with an ordinary program."))
    if part.file_size > MAX_PART or (
        part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)
    ):
        raise _too_much()


def _damaged() -> Damaged:
    return Damaged(N_("The file is damaged or cut off; send it again, or open it and save it anew."))


def _too_much() -> Unsafe:
    return Unsafe(
        N_(
            "The file unpacks to more than %(limit)s MB, far more than any book; "
            "take large pictures out, or divide it into parts."
        ),
        limit=MAX_TOTAL >> 20,
    )
