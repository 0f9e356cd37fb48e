"""How fast a translation memory goes through TMX, and how much memory that takes.

    python -m benchmarks.tmx [--units 100000]

The units are paragraphs of the sample interview (some 450 characters of English), or its sentences, as most memories
have them; a number makes each another one. Measured are reading and writing the file alone, and the whole way into the
workbench's database and out of it. The time is the processor's. The peak is that of a process of its own, which has
some 115 MB before it begins; that of a tenth of the file stands beside it: if both are alike, it does not grow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from benchmarks._common import LOCALE, Table, cpu_ms, sample
from workbench.formats import TranslationUnit, read_tmx, tmx_pieces
from workbench.store import migrate
from workbench.store.database import Store
from workbench.text import sentences as cut_sentences
from workbench.workflow import memories

IN, OUT = 15.0, 10.0
MOST_GROWTH = 40
WHEN = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


def units(count: int, *, sentences: bool = False) -> Iterator[TranslationUnit]:
    """Units that differ by their numbers."""
    texts = [(segment.content, target) for segment, target in sample(40)]
    if sentences:
        texts = [
            pair for source, target in texts for pair in zip(_cut(source, "en"), _cut(target, LOCALE), strict=False)
        ]
    for number in range(count):
        source, target = texts[number % len(texts)]
        yield TranslationUnit(
            f"{source} {number}", f"{target}{number}", "en", LOCALE, f"p{number}", approved=True, changed=WHEN
        )


def _cut(text: str, locale: str) -> list[str]:
    return [text[start:end].strip() for start, end in cut_sentences(text, locale)]


def write(path: Path, count: int, *, sentences: bool = False) -> None:
    """Write a file of so many units."""
    with path.open("wb") as file:
        file.writelines(tmx_pieces(units(count, sentences=sentences), source_locale="en"))


def read(path: Path) -> int:
    """Read a file to its end."""
    with path.open("rb") as file:
        return sum(1 for _ in read_tmx(file))


def bring_in(path: Path, store: Store) -> None:
    """File a file in the memory of a workbench."""
    with path.open("rb") as file:
        memories.bring_in(store, file, name=path.name, by=None)


def take_out(path: Path, store: Store) -> None:
    """Write the memory of a workbench."""
    with path.open("wb") as file:
        file.writelines(memories.take_out(store, by=None))


def peak_mb(call: Callable[..., object], *arguments: object) -> float:
    """The most memory that a fresh process has while a call runs, in megabytes."""
    context = multiprocessing.get_context("spawn")
    answers = context.SimpleQueue()
    process = context.Process(target=_told, args=(answers, call, arguments))
    process.start()
    peak = float(answers.get())
    process.join()
    return peak


def _told(answers: SimpleQueue[float], call: Callable[..., object], arguments: tuple[object, ...]) -> None:
    call(*arguments)
    # On Linux, the peak that `resource` tells begins with that of the process which started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    answers.put(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def into(path: Path, url: str) -> None:
    """File a file in the memory of a new workbench."""
    store = Store(url)
    migrate.upgrade(store)
    bring_in(path, store)
    store.close()


def out_of(path: Path, url: str) -> None:
    """Write the memory of a workbench."""
    take_out(path, Store(url))


def fresh_store(folder: Path, name: str) -> Store:
    """An empty database."""
    store = Store(f"sqlite:///{folder / name}")
    migrate.upgrade(store)
    return store


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    count = parser.parse_args().units
    with tempfile.TemporaryDirectory(prefix="bench-tmx-") as made:
        folder = Path(made)
        whole, tenth, short, back = (folder / name for name in ("whole.tmx", "tenth.tmx", "short.tmx", "back.tmx"))
        table = Table(f"TMX, {count:,} units")

        def timed(what: str, call: Callable[[], object], most: float) -> None:
            seconds = cpu_ms(call) / 1000
            table.row(what, f"{seconds:.1f} s", f"at most {most:.0f} s", met=seconds <= most)

        timed("write a file", lambda: write(whole, count), OUT)
        write(tenth, count // 10)
        table.row("its size", f"{whole.stat().st_size / 1e6:.0f} MB")
        timed("read a file", lambda: read(whole), IN)
        store = fresh_store(folder, "whole.db")
        timed("into the workbench", lambda: bring_in(whole, store), IN)
        timed("out of the workbench", lambda: take_out(back, store), OUT)
        table.row("pairs that came back", f"{read(back):,}", f"{count:,}", met=read(back) == count)
        write(short, count, sentences=True)
        table.row("a file of sentences", f"{short.stat().st_size / 1e6:.0f} MB")
        second = fresh_store(folder, "sentences.db")
        timed("sentences into the workbench", lambda: bring_in(short, second), IN)
        timed("sentences out of the workbench", lambda: take_out(back, second), OUT)
        for what, call, of_whole, of_tenth in (
            ("peak, writing a file", write, (back, count), (back, count // 10)),
            ("peak, reading a file", read, (whole,), (tenth,)),
            (
                "peak, into the workbench",
                into,
                (whole, f"sqlite:///{folder}/a.db"),
                (tenth, f"sqlite:///{folder}/b.db"),
            ),
            (
                "peak, out of the workbench",
                out_of,
                (back, f"sqlite:///{folder}/a.db"),
                (back, f"sqlite:///{folder}/b.db"),
            ),
        ):
            much, little = peak_mb(call, *of_whole), peak_mb(call, *of_tenth)
            met = much - little <= MOST_GROWTH
            table.row(what, f"{much:.0f} MB ({little:.0f})", f"grows by at most {MOST_GROWTH} MB", met=met)
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
