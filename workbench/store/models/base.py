"""What all tables share.

Conventions: times are UTC; `version` is the counter that an edit was based on; a `uid` is an id that leaves the
database (in files, addresses and marks), an `id` never does. Constraints get their names by convention, so that
migrations can name them too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column


def now() -> dt.datetime:
    """The present time in UTC."""
    return dt.datetime.now(dt.UTC)


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A time in UTC; SQLite, which has no time zones, gets it without one and gives it back with one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Refuse naive times; drop the zone where the database knows none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are stored in UTC; this one has no time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Put the zone back."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """The parent of all tables."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as a class attribute
        str: sa.Text(),
        dt.datetime: UtcDateTime(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


def key(target: str, *, cascade: bool = False, index: bool = True, nullable: bool = False) -> Any:  # noqa: ANN401
    """A foreign key column; `cascade` for rows that are nothing without their parent."""
    rule = "CASCADE" if cascade else ("SET NULL" if nullable else "RESTRICT")
    return mapped_column(sa.ForeignKey(target, ondelete=rule), index=index, nullable=nullable)
