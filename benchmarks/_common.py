"""What the benchmarks of the web share: a filled database, a signed-in client, paired measuring, and the table.

Wall time on a shared machine says little, and even the processor's time doubles when neighbours are busy: so product
and reference are called in turn, and what counts is the median of the ratios of such pairs.
"""

from __future__ import annotations

import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient

from workbench.formats.po import read_po
from workbench.store import migrate, texts
from workbench.store.database import Store
from workbench.store.models import Unit, User
from workbench.text import Document, Kind, Segment
from workbench.web import create_app
from workbench.workflow import desk, glossary, people, units
from workbench.workflow import texts as text_work
from workbench.workflow.permissions import Role

ROOT = Path(__file__).parent.parent
PASSWORD = "lantern over water"
LOCALE = "zh-Hans"
PAGE = 50


# --- measure ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paired:
    """The processor's time of two programs that were called in turn, in milliseconds per call, and their ratio."""

    product: float
    reference: float
    ratio: float


def paired(product: Callable[[], object], reference: Callable[[], object], *, rounds: int = 200) -> Paired:
    """Call both in turn; the ratio is the median of the ratios of the pairs."""
    for _ in range(10):
        product()
        reference()
    pairs = [(cpu_ms(product), cpu_ms(reference)) for _ in range(rounds)]
    ours, theirs = zip(*pairs, strict=True)
    return Paired(
        statistics.median(ours), statistics.median(theirs), statistics.median(our / their for our, their in pairs)
    )


def cpu_ms(call: Callable[[], object]) -> float:
    """Milliseconds of this process's processor time that one call takes."""
    start = time.process_time_ns()
    call()
    return (time.process_time_ns() - start) / 1e6


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The SQL statements that are run inside the block."""
    statements: list[str] = []

    def note(*event: object) -> None:
        statements.append(str(event[2]))

    sa.event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", note)


# --- tell -----------------------------------------------------------------------------------------------------------


class Table:
    """Figures with their bars beside them."""

    def __init__(self, title: str) -> None:
        print(f"{title} ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")
        self.met = True

    def row(self, what: str, figure: str, bar: str = "", *, met: bool = True) -> None:
        """Print one figure; `bar` says what it should be."""
        self.met &= met
        mark = "" if not bar else "  ok" if met else "  MISSED"
        print(f"  {what:44} {figure:>22}   {bar}{mark}", flush=True)

    def code(self) -> int:
        """Exit code of the benchmark: 1 when a bar was missed."""
        return 0 if self.met else 1


# --- a filled workbench ---------------------------------------------------------------------------------------------


def sample(count: int) -> list[tuple[Segment, str]]:
    """Paragraphs of the sample interview with their translations, repeated, each made different by its number."""
    translated = read_po((ROOT / "translations" / "river-press-interview" / f"{LOCALE}.po").read_bytes())
    pairs = [(unit.source[0], unit.target) for unit in translated.entries if unit.source and len(unit.target) > 8]
    made = []
    for number in range(count):
        source, target = pairs[number % len(pairs)]
        made.append((Segment(Kind.PARAGRAPH, f"{source} Page {number}."), f"{target}第{number}页。"))
    return made


@dataclass(frozen=True)
class Bench:
    """A database with a text of some length; the translator worked on its middle last.

    Attributes:
        written: ids of the units that were written through the use cases, in text order.
        texts: what they say.
    """

    store: Store
    slug: str
    translator: User
    written: tuple[int, ...]
    texts: tuple[str, ...]


@contextmanager
def bench(length: int, *, folder: Path | None = None) -> Iterator[Bench]:
    """Fill a fresh database: all units translated, in all states; a window of them with findings."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as made:
        store = Store(f"sqlite:///{(folder or Path(made)) / 'workbench.db'}")
        try:
            migrate.upgrade(store)
            yield _filled(store, length)
        finally:
            store.close()


def _filled(store: Store, length: int) -> Bench:
    keeper = people.add_user(store, name="Tending", password=PASSWORD, grants=[(Role.KEEPER, "")])
    translator = people.add_user(store, name="Ferrying", password=PASSWORD, grants=[(Role.TRANSLATOR, LOCALE)])
    glossary.import_csv(store, (ROOT / "glossary" / "termbase.csv").read_text(encoding="utf-8"), by=keeper)
    pairs = sample(length)
    document = Document(tuple(segment for segment, _ in pairs), {"title": "An interview"})
    slug = text_work.bring_in(store, document, locale="en", by=translator, slug="interview")
    text_work.start_edition(store, slug, LOCALE, by=translator)
    with store.begin() as tx:
        edition = texts.edition(tx, slug, LOCALE)
        ids = list(tx.session.scalars(sa.select(Unit.id).where(Unit.edition_id == edition.id).order_by(Unit.position)))
        states = ["draft", "approved", "returned", "submitted"]
        tx.session.execute(
            sa.update(Unit),
            [
                {"id": unit_id, "target": target, "state": states[number % 4], "author_id": translator.id}
                for number, (unit_id, (_, target)) in enumerate(zip(ids, pairs, strict=True))
            ],
        )
    middle = slice(max(0, length // 2 - PAGE // 2), length // 2 + PAGE // 2)
    # A comma of the wrong width, so that every second unit has a finding.
    written = [target.replace("，", "," if n % 2 else "，") + "…" for n, (_, target) in enumerate(pairs)][middle]
    for unit_id, target in zip(ids[middle], written, strict=True):
        units.save(store, unit_id, target=target, version=1, key=f"filling-{unit_id}", by=translator)
    return Bench(store, slug, translator, tuple(ids[middle]), tuple(written))


def desk_url(bench: Bench) -> str:
    """The address of the desk, where the translator wrote last."""
    return f"/texts/{bench.slug}/{LOCALE}/desk"


def units_shown(bench: Bench) -> int:
    """How many units the desk shows."""
    return len(desk.window(bench.store, bench.slug, LOCALE, by=bench.translator).units)


def signed_in(store: Store, *, name: str = "Ferrying") -> tuple[FlaskClient, str]:
    """A client with a real session, and its form token."""
    client = create_app(store).test_client()
    token = form_token(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"name": name, "password": PASSWORD, "csrf_token": token})
    if answer.status_code != 303:
        raise SystemExit(f"signing in was answered with {answer.status_code}")
    return client, form_token(client.get("/account").text)


def form_token(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf[-_]token"\s+(?:content|value)="([^"]+)"', page)
    if found is None:
        raise SystemExit("the page has no form token")
    return found[1]
