"""Files that are archives of files: the same bytes at every time and on every machine.

Source: https://reproducible-builds.org/specs/source-date-epoch/ for the date that a build may be given.
"""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from collections.abc import Iterable
from io import BytesIO

# The first moment that an archive can name.
_FIRST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


def stamp(changed: dt.datetime | None) -> dt.datetime:
    """Give the date that a file carries: SOURCE_DATE_EPOCH, else when the edition last changed, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return max(_FIRST, dt.datetime.fromtimestamp(int(epoch), dt.UTC))
    if changed is None:
        return _FIRST
    # The database gives times without a zone, and means UTC.
    aware = changed if changed.tzinfo else changed.replace(tzinfo=dt.UTC)
    return max(_FIRST, aware.astimezone(dt.UTC).replace(microsecond=0))


def iso(moment: dt.datetime) -> str:
    """Give a date as XML writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def pack(files: Iterable[tuple[str, str | bytes]], moment: dt.datetime) -> bytes:
    """Give an archive of files in this order; one called `mimetype` is not compressed, so that it can be found.

    Args:
        files: name and content of each.
        moment: the date that all of them get.
    """
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, compresslevel=6)
    return made.getvalue()
