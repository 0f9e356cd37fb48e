"""A reading site of 50 texts of 100 passages in three languages and all scripts of Chinese: time, pages, memory.

It is published into a new folder, then again as it is, then after a correction in one passage.

python -m benchmarks.site
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from workbench.states import State
from workbench.store import migrate, texts
from workbench.store.database import Store
from workbench.text import Document, Kind, Segment
from workbench.web.sitelabels import vocabulary
from workbench.workflow import publishing
from workbench.workflow import texts as text_work

TEXTS = 50
PASSAGES = 100
SOURCE = "In the {}th year *nobody* counted the carts on the salt road, and those who did were wrong by half a season."
TARGETS = {
    "es": "En el año {} *nadie* contó los carros del camino de la sal, y quien los contó se equivocó en media.",
    "zh-Hans": "盐路的第{}年，*没有人*数过车，数过的人也差了半季，水位低的时候他们这样说，后来也没有人再去看。",
}


def fill(store: Store, number: int) -> None:
    """Bring one text in, with its published translations."""
    slug = f"road-{number}"
    passages = range(number * PASSAGES, (number + 1) * PASSAGES)
    segments = tuple(Segment(Kind.PARAGRAPH, SOURCE.format(passage)) for passage in passages)
    text_work.bring_in(store, Document(segments, {"title": f"Road {number}"}), locale="en", by=None, slug=slug)
    for locale, target in TARGETS.items():
        text_work.start_edition(store, slug, locale, by=None)
        with store.begin() as tx:
            edition = texts.edition(tx, slug, locale)
            assert edition is not None
            for passage, unit in zip(passages, texts.units(tx, edition.id), strict=True):
                unit.target, unit.state = target.format(passage), State.APPROVED
        publishing.publish_edition(store, slug, locale, by=None)


def correct(store: Store) -> None:
    """Change a word in one passage of one text."""
    with store.begin() as tx:
        edition = texts.edition(tx, "road-3", "es")
        assert edition is not None
        texts.units(tx, edition.id)[PASSAGES // 2].target += " Nadie lo dijo."


def published(store: Store, folder: Path) -> tuple[int, float]:
    """Publish; gives the number of files, and the processor's time in seconds."""
    start = time.process_time()
    placed = publishing.publish(store, folder, vocabulary=vocabulary())
    return placed.total, time.process_time() - start


def megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the figures of a site of a fifth of the texts, and of one of all: memory must not grow with them."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'site.db'}")
        migrate.upgrade(store)
        done = 0
        print("| texts | files | CPU s | ms per file | as it is | one edit | most MB |\n" + "| --- " * 7 + "|")
        for count in (TEXTS // 5, TEXTS):
            for number in range(done, count):
                fill(store, number)
            done = count
            site = Path(folder) / f"site-{count}"
            files, spent = published(store, site)
            _, again = published(store, site)
            correct(store)
            _, edited = published(store, site)
            times = f"{spent:.1f} | {1000 * spent / files:.0f} | {again:.2f} | {edited:.2f}"
            print(f"| {count} | {files} | {times} | {megabytes():.0f} |")
        store.close()


if __name__ == "__main__":
    main()
