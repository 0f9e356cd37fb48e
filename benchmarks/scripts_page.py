"""How long the scripts page takes for a letter of 50 passages and for a book of 5,000: at the first look, while the
page asks how many passages are left to look at, and when all of that is known; then a whole approval and an export.

`python -m benchmarks.scripts_page`; time of the processor in milliseconds, the middle one of several calls.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import sqlalchemy as sa

from workbench.formats.po import read_po
from workbench.script import Converter
from workbench.store import migrate, texts
from workbench.store.database import Store
from workbench.store.models import Unit, User
from workbench.text import Document, Kind, Segment
from workbench.workflow import people, variants
from workbench.workflow import texts as text_work
from workbench.workflow.permissions import Role

ROOT = Path(__file__).parent.parent
TAG = "zh-Hant-TW"
TIMES = 7


def _bring_in(store: Store, length: int, by: User) -> str:
    """A text with a Chinese edition of so many passages, from the sample interview over and over."""
    entries = read_po((ROOT / "translations/river-press-interview/zh-Hans.po").read_bytes()).entries
    targets = [entry.target for entry in entries if entry.target]
    paragraphs = tuple(Segment(Kind.PARAGRAPH, f"Passage {number}.") for number in range(length))
    slug = text_work.bring_in(store, Document(paragraphs, {}), locale="en", by=by, slug=f"book-{length}")
    text_work.start_edition(store, slug, "zh-Hans", by=by)
    with store.begin() as tx:
        edition = texts.edition(tx, slug, "zh-Hans")
        assert edition is not None
        ids = tx.session.scalars(sa.select(Unit.id).where(Unit.edition_id == edition.id)).all()
        # Numbered, so that no passage is remembered from another one.
        rows = zip(ids, islice(cycle(targets), length), strict=True)
        tx.session.execute(
            sa.update(Unit),
            [{"id": unit_id, "target": f"{target}{unit_id}", "state": "draft"} for unit_id, target in rows],
        )
    return slug


def _milliseconds(call: Callable[[int], object], *, times: int = TIMES) -> float:
    taken = []
    for number in range(times):
        start = time.process_time()
        call(number)
        taken.append(time.process_time() - start)
    return statistics.median(taken) * 1000


def main() -> None:
    """Print the figures."""
    Converter("zh-Hans", TAG).convert_with_choices("读进词典。")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/workbench.db")
        migrate.upgrade(store)
        by = people.add_user(store, name="Terracing", password="lantern over water", grants=[(Role.KEEPER, "")])
        for length in (50, 5_000):
            slug = _bring_in(store, length, by)

            def page(_: int, slug: str = slug) -> object:
                return variants.page(store, slug, "zh-Hans", by=by, tag=TAG)

            def counted(most: int, slug: str = slug) -> bool:
                return variants.page(store, slug, "zh-Hans", by=by, tag=TAG, only=-1, count=most).counted

            first = _milliseconds(page, times=1)
            steps = []
            while not counted(0):
                steps.append(_milliseconds(lambda _: counted(variants.COUNTED_APART), times=1))
            asked = f"in {len(steps)} steps of {max(steps):.0f} ms at most" if steps else "with the page"
            print(
                f"{length:,} passages: first look {first:.0f} ms, counted {asked}, again {_milliseconds(page):.0f} ms"
            )
        start = time.process_time()
        done = variants.approve_all(store, slug, "zh-Hans", TAG, by=by)
        taken = (time.process_time() - start) * 1000
        print(f"{done.approved:,} of them approved at once: {taken:.0f} ms")
        with store.read() as tx:
            edition = texts.edition(tx, slug, "zh-Hans")
            assert edition is not None
            every = _milliseconds(lambda _: variants.derived(tx, edition, TAG))
            print(f"the text of all 5,000 for an export: {every:.0f} ms")
        store.close()


if __name__ == "__main__":
    main()
