"""A book and its translation: brought in, aligned, corrected and accepted, with saves that come meanwhile.

python -m benchmarks.long_alignment [--paragraphs 20000]

Locks are the processor's time of the transaction that kept others from writing longest; waits are wall time, so that
they hold on an idle machine only.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from benchmarks import _common
from workbench.alignment import edits
from workbench.store.database import Store, Transaction
from workbench.text import Document, Kind, Segment
from workbench.workflow import alignments, jobs, texts, units
from workbench.workflow.jobs.kinds import HANDLERS

BAR_LOCK, BAR_WAIT, BAR_PAGE = 1.0, 2.0, 1.3
T = TypeVar("T")
SHORT = 50
WRITER_PAUSE = 0.1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paragraphs", type=int, default=20_000)
    count = parser.parse_args().paragraphs
    table = _common.Table(f"long alignment: {count:,} × {count:,} paragraphs")
    with _common.bench(SHORT) as bench, _locks() as locks, _saving(bench) as waits:

        def step(what: str, call: Callable[[], T]) -> T:
            locks.clear()
            waits.clear()
            start, begun = time.process_time(), time.monotonic()
            result = call()
            time.sleep(2 * WRITER_PAUSE)
            table.row(what, f"{time.process_time() - start:.1f} s CPU, {time.monotonic() - begun:.1f} s")
            table.row("  longest lock", f"{max(locks):.2f} s of CPU", f"≤ {BAR_LOCK} s", met=max(locks) <= BAR_LOCK)
            table.row("  longest wait of a save", f"{max(waits):.2f} s", f"≤ {BAR_WAIT} s", met=max(waits) <= BAR_WAIT)
            return result

        store, by = bench.store, bench.translator
        runner = jobs.Runner(store, HANDLERS)
        source, target = _book(count)
        slug = texts.bring_in(store, source, locale="en", by=by, slug="book")
        page_id = step(
            "bring the translation in",
            lambda: alignments.bring_translation(store, slug, target, locale=_common.LOCALE, by=by, later=True),
        )
        step("align it behind the page", runner.run_next)
        step(
            "join two rows",
            lambda: alignments.edit(store, page_id, "join", lambda rows: edits.join_next(rows, 5), version=1, by=by),
        )
        step(
            "confirm half of the rows",
            lambda: alignments.edit(
                store, page_id, "pin", lambda rows: alignments.pin_until(rows, count // 2), version=2, by=by
            ),
        )
        _pages(bench, page_id, table)
        step("accept", lambda: alignments.accept(store, page_id, by=by, later=True))
        step("check it behind the desk", runner.run_next)
        table.row("memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    return table.code()


def _book(count: int) -> tuple[Document, Document]:
    pairs = _common.sample(count)
    source = Document(tuple(segment for segment, _ in pairs), {"title": "A long book"})
    return source, Document(tuple(Segment(Kind.PARAGRAPH, text) for _, text in pairs), {})


def _pages(bench: _common.Bench, page_id: int, table: _common.Table) -> None:
    """The first page of a book beside that of a text that is as long as one window."""
    window = Document(tuple(segment for segment, _ in _common.sample(alignments.WINDOW)), {"title": "An article"})
    texts.bring_in(bench.store, window, locale="en", by=bench.translator, slug="article")
    _, target = _book(alignments.WINDOW)
    short_id = alignments.bring_translation(bench.store, "article", target, locale=_common.LOCALE, by=bench.translator)
    client, _ = _common.signed_in(bench.store)
    pages = _common.paired(
        lambda: client.get(f"/alignments/{page_id}"), lambda: client.get(f"/alignments/{short_id}"), rounds=20
    )
    table.row("open the page", f"{pages.product:.0f} ms of CPU")
    table.row("  beside one of a single window", f"× {pages.ratio:.2f}", f"≤ {BAR_PAGE}", met=pages.ratio <= BAR_PAGE)


@contextmanager
def _locks() -> Iterator[list[float]]:
    """How long each transaction of this process that writes kept others from writing."""
    held: list[float] = []
    begin = Store.begin

    @contextmanager
    def timed(store: Store) -> Iterator[Transaction]:
        start = 0.0
        with begin(store) as tx:
            start = time.thread_time()
            yield tx
        held.append(time.thread_time() - start)

    Store.begin = timed  # type: ignore[method-assign, assignment]
    try:
        yield held
    finally:
        Store.begin = begin  # type: ignore[method-assign]


@contextmanager
def _saving(bench: _common.Bench) -> Iterator[list[float]]:
    """Somebody who saves all the time, in the same process; gives how long each save took."""
    waits: list[float] = []
    over = threading.Event()

    def save() -> None:
        version = 2
        for turn in itertools.count():
            start = time.monotonic()
            key, text = f"meanwhile-{turn}", f"第{turn}句。"
            saved = units.save(
                bench.store, bench.written[0], target=text, version=version, key=key, by=bench.translator
            )
            waits.append(time.monotonic() - start)
            version = saved.version
            if over.wait(WRITER_PAUSE):
                return

    writer = threading.Thread(target=save)
    writer.start()
    try:
        yield waits
    finally:
        over.set()
        writer.join()


if __name__ == "__main__":
    sys.exit(main())
