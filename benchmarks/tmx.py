"""How fast a translation memory goes through TMX, and how much memory that takes.

    python -m benchmarks.tmx [--units 100000]

The units are paragraphs of the sample interview (some 450 characters of English), or its sentences, as most memories
have them; a number makes each another one. These repeat their words, as a real memory does, but far more often. So two
more files are made of invented words, as `benchmarks.memory` makes them: English, and Chinese that joins its characters
by chance, so that it has several times the pairs of neighbours that a real one has. Measured are reading and writing
the file alone, and the whole way into the workbench's database and out of it. The time is the processor's. The peak is
that of a process of its own, which has some 115 MB before it begins; that of a tenth of the file stands beside it: if
both are alike, it does not grow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from benchmarks._common import LOCALE, Table, cpu_ms, sample
from benchmarks.memory import Shape, chinese, latin, make_corpus
from workbench.formats import TranslationUnit, read_tmx, tmx_pieces
from workbench.store import migrate
from workbench.store.database import Store
from workbench.text import sentences as cut_sentences
from workbench.workflow import memories

IN, OUT = 15.0, 10.0
MOST_GROWTH = 40
BEGUN = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Kind:
    """Texts of one kind.

    Attributes:
        locales: of the sources and of their translations.
        texts: gives a number of sources with their translations.
    """

    locales: tuple[str, str]
    texts: Callable[[int], Iterator[tuple[str, str]]]

    def units(self, count: int) -> Iterator[TranslationUnit]:
        """Units with a minute between one and the next."""
        for number, (source, target) in enumerate(self.texts(count)):
            when = BEGUN + dt.timedelta(minutes=number)
            yield TranslationUnit(source, target, *self.locales, f"p{number}", approved=True, changed=when)


def paragraphs(count: int) -> Iterator[tuple[str, str]]:
    """Those of the sample, each with its number."""
    return _numbered([(segment.content, target) for segment, target in sample(40)], count)


def sentences(count: int) -> Iterator[tuple[str, str]]:
    """Those of the sample, each with its number."""
    pairs = [(_cut(segment.content, "en"), _cut(target, LOCALE)) for segment, target in sample(40)]
    return _numbered([pair for both in pairs for pair in zip(*both, strict=False)], count)


def invented(shape: Shape, count: int) -> Iterator[tuple[str, str]]:
    """Paragraphs of invented words."""
    return ((shape.joint.join(words), f"{number}") for number, words in enumerate(make_corpus(shape, count)))


PARAGRAPHS = Kind(("en", LOCALE), paragraphs)
KINDS = {
    "paragraphs": PARAGRAPHS,
    "sentences": Kind(("en", LOCALE), sentences),
    "invented English": Kind(("en", LOCALE), lambda count: invented(latin(), count)),
    "invented Chinese": Kind((LOCALE, "en"), lambda count: invented(chinese(), count)),
}


def _numbered(pairs: Sequence[tuple[str, str]], count: int) -> Iterator[tuple[str, str]]:
    for number in range(count):
        source, target = pairs[number % len(pairs)]
        yield f"{source} {number}", f"{target}{number}"


def _cut(text: str, locale: str) -> list[str]:
    return [text[start:end].strip() for start, end in cut_sentences(text, locale)]


def write(path: Path, units: Iterable[TranslationUnit]) -> None:
    """Write a file of units."""
    with path.open("wb") as file:
        file.writelines(tmx_pieces(units))


def write_paragraphs(path: Path, count: int) -> None:
    """Write a file of so many paragraphs."""
    write(path, PARAGRAPHS.units(count))


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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=100_000)
    count = parser.parse_args().units
    with tempfile.TemporaryDirectory(prefix="bench-tmx-") as made:
        table = Table(f"TMX, {count:,} units")
        for name, kind in KINDS.items():
            _there_and_back(table, Path(made), name, kind, count)
        _peaks(table, Path(made), count)
    return table.code()


def _there_and_back(table: Table, folder: Path, name: str, kind: Kind, count: int) -> None:
    """Write units, read them, bring them in, take them out."""
    path, back = folder / "there.tmx", folder / "back.tmx"
    units = list(kind.units(count))
    store = fresh_store(folder, f"{name}.db")

    def timed(what: str, call: Callable[[], object], most: float) -> None:
        seconds = cpu_ms(call) / 1000
        table.row(f"{name}, {what}", f"{seconds:.1f} s", f"at most {most:.0f} s", met=seconds <= most)

    timed("a file written", lambda: write(path, units), OUT)
    units.clear()
    table.row(f"{name}, its size", f"{path.stat().st_size / 1e6:.0f} MB")
    timed("the file read", lambda: read(path), IN)
    timed("into the workbench", lambda: bring_in(path, store), IN)
    timed("out of the workbench", lambda: take_out(back, store), OUT)
    found = read(back)
    table.row(f"{name}, pairs that came back", f"{found:,}", f"{count:,}", met=found == count)
    store.close()


def _peaks(table: Table, folder: Path, count: int) -> None:
    """How much memory the whole takes, and a tenth of it."""
    tenth, whole, back = folder / "tenth.tmx", folder / "whole.tmx", folder / "back.tmx"
    first, second = (f"sqlite:///{folder / name}" for name in ("tenth.db", "whole.db"))
    for what, call, of_tenth, of_whole in (
        ("writing a file", write_paragraphs, (tenth, count // 10), (whole, count)),
        ("reading a file", read, (tenth,), (whole,)),
        ("into the workbench", into, (tenth, first), (whole, second)),
        ("out of the workbench", out_of, (back, first), (back, second)),
    ):
        little, much = peak_mb(call, *of_tenth), peak_mb(call, *of_whole)
        met = much - little <= MOST_GROWTH
        table.row(f"peak, {what}", f"{much:.0f} MB ({little:.0f})", f"grows by at most {MOST_GROWTH} MB", met=met)


if __name__ == "__main__":
    sys.exit(main())
