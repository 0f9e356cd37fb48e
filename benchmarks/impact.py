"""What it costs to see what a change of the glossary would do to 100,000 units.

    python -m benchmarks.impact

Twenty texts of 5,000 paragraphs, all translated, and a glossary of the sample house. The changes are those that editors
make: a word of one text in forty is forbidden, a term gets another preferred form, a concept is new. The last rows
tell what a word that stands in every second unit costs: all are counted by text and state, and the first ones looked
at. At the end, a common word becomes a term: how long the editor waits, and the job behind the page works.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from benchmarks import _common
from workbench.glossary import Concept, Life, Status, Term
from workbench.store import search, texts
from workbench.store.database import Store
from workbench.store.models import Unit, User
from workbench.text import Document, Kind, Segment
from workbench.workflow import glossary, jobs, renewal
from workbench.workflow import texts as text_work
from workbench.workflow.jobs import queue

BAR_MS = 2_000
TEXTS = 20
UNITS = 5_000
RARE = 40  # one unit in so many mentions the lantern
LANTERN = Concept(
    "lantern", terms=(Term("lantern", "en"), Term("提灯", "zh-Hans"), Term("灯笼", "zh-Hans", Status.ADMITTED))
)
CHANGES = {
    "a word is forbidden": Concept(
        "lantern", terms=(Term("lantern", "en"), Term("提灯", "zh-Hans"), Term("灯笼", "zh-Hans", Status.FORBIDDEN))
    ),
    "another form is preferred": Concept("lantern", terms=(Term("lantern", "en"), Term("风灯", "zh-Hans"))),
    "the concept is disputed": Concept("lantern", terms=LANTERN.terms, state=Life.DISPUTED),
    "a new concept of a rare word": Concept("wick", terms=(Term("wick", "en"), Term("灯芯", "zh-Hans"))),
    "a new concept of a common word": Concept("page", terms=(Term("page", "en"), Term("书页", "zh-Hans"))),
}


def main() -> int:
    table = _common.Table("impact: a change of the glossary over 100,000 units")
    with filled() as (store, editor):
        for what, concept in CHANGES.items():
            glossary.preview(store, concept, by=editor)
            costs = [_common.cpu_ms(lambda: glossary.preview(store, concept, by=editor)) for _ in range(3)]  # noqa: B023
            shown = glossary.preview(store, concept, by=editor)
            middle = sorted(costs)[1]
            table.row(what, f"{middle:,.0f} ms of CPU", f"≤ {BAR_MS:,} ms", met=middle <= BAR_MS)
            table.row("  concerned / looked at / touched", f"{shown.concerned} / {shown.examined} / {shown.found}")
        _keep(table, store, concept)
    return table.code()


def _keep(table: _common.Table, store: Store, concept: Concept) -> None:
    """Keep the last change, and let the job do what follows."""
    wait = _common.cpu_ms(lambda: glossary.save(store, concept, version=0, by=_keeper(store), later=True))
    table.row("keeping it", f"{wait:,.0f} ms of CPU", f"≤ {BAR_MS:,} ms", met=wait <= BAR_MS)
    running = queue.claim(store)
    if running is None:
        raise SystemExit("a change of so many units was no job")
    cost = _common.cpu_ms(lambda: jobs.do(running, renewal.renew))
    table.row("  the job behind it, for each 1,000 units", f"{cost / (TEXTS * UNITS / 1_000):,.0f} ms of CPU")


@contextmanager
def filled() -> Iterator[tuple[Store, User]]:
    """A database of 100,000 translated units, and an editor."""
    with _common.bench(50) as bench:
        editor = bench.translator
        glossary.save(bench.store, LANTERN, version=0, by=_keeper(bench.store))
        for number in range(TEXTS):
            _fill(bench.store, editor, f"text-{number}")
        yield bench.store, editor


def _keeper(store: Store) -> User:
    with store.read() as tx:
        found = tx.session.scalar(sa.select(User).where(User.name == "Tending"))
        assert found is not None
        tx.session.refresh(found, ["roles"])
        return found


def _fill(store: Store, by: User, slug: str) -> None:
    pairs = [_marked(pair, number) for number, pair in enumerate(_common.sample(UNITS))]
    document = Document(tuple(segment for segment, _ in pairs), {"title": slug})
    text_work.bring_in(store, document, locale="en", by=by, slug=slug)
    text_work.start_edition(store, slug, _common.LOCALE, by=by)
    with store.begin() as tx:
        edition = texts.edition(tx, slug, _common.LOCALE)
        assert edition is not None
        ids = list(tx.session.scalars(sa.select(Unit.id).where(Unit.edition_id == edition.id).order_by(Unit.position)))
        rows = list(zip(ids, pairs, strict=True))
        tx.session.execute(
            sa.update(Unit), [{"id": unit_id, "target": target, "state": "approved"} for unit_id, (_, target) in rows]
        )
        search.add(tx, ((unit_id, segment.content, target) for unit_id, (segment, target) in rows))


def _marked(pair: tuple[Segment, str], number: int) -> tuple[Segment, str]:
    segment, target = pair
    if number % RARE == 0:
        word = "提灯" if number % (2 * RARE) else "灯笼"
        return Segment(Kind.PARAGRAPH, f"{segment.content} The lantern had a wick."), f"{target}{word}有灯芯。"
    return pair


if __name__ == "__main__":
    sys.exit(main())
