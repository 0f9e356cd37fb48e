"""A book brought in as Word, OpenDocument, e-book and web page, beside what Pandoc alone needs for the same file.

python -m benchmarks.documents [--paragraphs 2000]
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import _common
from workbench.formats import pandoc
from workbench.formats.reading import apart
from workbench.store import migrate
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import arrivals, documents, people
from workbench.workflow.permissions import Role

BAR_SECONDS = 3.0
BAR_RATIO = 1.5
BAR_MEGABYTES = 600
ROUNDS = 7
CHARACTERS = 165  # of a paragraph: 2,000 make the 330,000 of a book
FORMS = {"docx": "docx", "odt": "odt", "epub": "epub", "html": "html"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paragraphs", type=int, default=2000)
    chosen = parser.parse_args()
    table = _common.Table(
        f"documents: a book of {chosen.paragraphs:,} paragraphs, {chosen.paragraphs * CHARACTERS:,} characters"
    )
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'workbench.db'}")
        migrate.upgrade(store)
        by = people.add_user(store, name="Ferrying", password=_common.PASSWORD, grants=[(Role.KEEPER, "")])
        for form in FORMS:
            _measure(table, store, by, form, _book(form, chosen.paragraphs))
        store.close()
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    met = ours + theirs <= BAR_MEGABYTES
    table.row("memory, ours and Pandoc's at their peaks", f"{ours} + {theirs} MB", f"≤ {BAR_MEGABYTES} MB", met=met)
    return table.code()


def _measure(table: _common.Table, store: Store, by: User, form: str, data: bytes) -> None:
    def alone() -> None:
        # As anybody calls it: no sandbox, no limits.
        command = [pandoc.program(), "--from", form, "--to", "json"]
        subprocess.run(command, input=data, check=True, capture_output=True)

    def ours() -> None:
        apart.read(f"book.{form}", data)

    def whole() -> None:
        uid = arrivals.receive(store, documents.read(f"book.{form}", data), purpose=arrivals.Purpose.TEXT, by=by)
        arrivals.keep(store, uid, by=by, locale="zh-Hans", slug=f"book-{form}")

    ours()
    pairs = [(_cpu(ours), _cpu(alone)) for _ in range(ROUNDS)]
    product, reference = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    table.row(f"{form}: read", f"{product:.2f} s, Pandoc alone {reference:.2f} s, × {ratio:.2f}", f"≤ × {BAR_RATIO}",
              met=ratio <= BAR_RATIO)  # fmt: skip
    seconds = _cpu(whole)
    table.row(f"{form}: read, shown and kept", f"{seconds:.2f} s", f"≤ {BAR_SECONDS} s", met=seconds <= BAR_SECONDS)


def _cpu(call: Callable[[], object]) -> float:
    """Seconds of processor time that a call takes, with the processes that it starts."""
    before = _spent()
    call()
    return _spent() - before


def _spent() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in both)


def _book(form: str, paragraphs: int) -> bytes:
    """A book in Chinese with chapters, emphasis and footnotes, as Pandoc writes it."""
    chance = random.Random(1958)
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    blocks = []
    for number in range(paragraphs):
        if number % 50 == 0:
            blocks.append(f"# 第{number // 50 + 1}章")
        text = "".join(chance.choice(signs) if chance.random() > 0.08 else "，" for _ in range(CHARACTERS - 10))
        emphasis = "**水车。**" if number % 4 == 0 else "*《水车记》*" if number % 4 == 1 else "河水上涨。"
        note = f"[^{number}]" if number % 10 == 0 else ""
        blocks.append(text[:80] + emphasis + text[80:] + note)
        if note:
            blocks.append(f"{note}: 见{text[:20]}")
    options = ["--from", "markdown-smart", "--standalone", "--metadata", "title=水车", "--to", FORMS[form], "-o", "-"]
    return pandoc.run(options, "\n\n".join(blocks).encode())


if __name__ == "__main__":
    sys.exit(main())
