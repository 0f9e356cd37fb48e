"""The reference: the smallest honest program that shows a page of 50 paragraphs and saves one.

    python -m benchmarks.reference

Flask, SQLAlchemy's ORM and a compiled Jinja template; nobody signs in, nothing is checked, searched or logged. A save
is an UPDATE that names the version it was based on and an INSERT into the history, in one transaction that reaches
the disk. What the workbench does beyond that is what its own figures pay for.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, jsonify, render_template, request
from flask.testing import FlaskClient
from jinja2 import DictLoader
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks import _common

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
{% for row in rows %}
<article id="p-{{ row.id }}" data-version="{{ row.version }}">
  <p lang="en">{{ row.source }}</p>
  <p lang="zh-Hans">{{ row.target }}</p>
</article>
{% endfor %}
</body></html>
"""


class _Base(DeclarativeBase):
    pass


class Paragraph(_Base):
    """A paragraph with its translation."""

    __tablename__ = "paragraphs"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    target: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class History(_Base):
    """What a paragraph said."""

    __tablename__ = "history"
    id: Mapped[int] = mapped_column(primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(sa.ForeignKey("paragraphs.id"), index=True)
    version: Mapped[int]
    target: Mapped[str]
    at: Mapped[dt.datetime]


def create_app(path: Path) -> Flask:
    """Make the program, with its 50 paragraphs."""
    engine = sa.create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    _Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(Paragraph(source=pair.content, target=target) for pair, target in _common.sample(50))
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})

    @app.get("/")
    def page() -> str:
        with Session(engine) as session:
            rows = session.scalars(sa.select(Paragraph).order_by(Paragraph.id)).all()
            return render_template("page.html", title="An interview", rows=rows)

    @app.post("/<int:number>")
    def save(number: int) -> Any:
        version, target = int(request.form["version"]), request.form["target"]
        with Session(engine) as session, session.begin():
            changed = session.execute(
                sa.update(Paragraph)
                .where(Paragraph.id == number, Paragraph.version == version)
                .values(target=target, version=version + 1)
            )
            if not changed.rowcount:
                return jsonify(error="changed meanwhile"), 409
            entry = History(paragraph_id=number, version=version + 1, target=target, at=dt.datetime.now(dt.UTC))
            session.add(entry)
        return jsonify(version=version + 1)

    return app


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {pragma}")


@dataclass
class Reference:
    """The reference as two calls."""

    client: FlaskClient
    version: int = 1

    def page(self) -> str:
        """Show the page."""
        return self.client.get("/").text

    def save(self, target: str) -> None:
        """Save the first paragraph."""
        answer = self.client.post("/1", data={"version": self.version, "target": target})
        if answer.status_code != 200:
            raise SystemExit(f"the reference answered {answer.status_code}")
        self.version += 1


@contextmanager
def opened() -> Iterator[Reference]:
    """The reference on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Reference(create_app(Path(folder) / "reference.db").test_client())


def alternating(*texts: str) -> Callable[[], str]:
    """Give the texts in turn, so that every save changes something."""
    calls = iter(range(sys.maxsize))
    return lambda: texts[next(calls) % len(texts)]


def main() -> int:
    table = _common.Table("reference: the smallest honest program")
    with opened() as reference:
        size = len(reference.page().encode())
        text = alternating(*(target for _, target in _common.sample(2)))
        table.row("bytes of the page", f"{size:,}")
        pages = _common.paired(reference.page, reference.page)
        table.row("page of 50 paragraphs", f"{pages.product:.2f} ms of CPU")
        saves = _common.paired(lambda: reference.save(text()), lambda: reference.save(text()))
        table.row("save of two rows", f"{saves.product:.2f} ms of CPU")
        table.row("a page beside itself", f"{pages.ratio:.2f}", "1.00 but for noise")
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
