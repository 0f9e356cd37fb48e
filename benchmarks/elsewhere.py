"""What it costs that a unit is checked beside the others of its edition: while somebody types, and on save.

    python -m benchmarks.elsewhere

An edition of 2,000 paragraphs in a site of 42,000, a glossary of 1,000 concepts, five of them in each paragraph, one of
those in every second. What is checked are paragraphs that leave a question open: the common concept with its admitted
term where others have the preferred one, in words close to the agreed ones, and for the first time. Beside them,
paragraphs that leave none, and the same without the other units. Times are of the processor, of this machine's load.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from benchmarks import _common
from workbench.glossary import Concept, Status, Term
from workbench.store import search, texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Unit, User
from workbench.text import Document, Kind, Segment
from workbench.workflow import glossary, units
from workbench.workflow import texts as text_work
from workbench.workflow.termbases import termbase

BAR_MS = 300
PAUSE_MS = 150
CONCEPTS = 1_000
UNITS = 2_000
OTHERS = 40_000
TRIES = 60
COMMON = "灯塔值班日志"
FIRST = "渡船"


def main() -> int:
    table = _common.Table(f"{UNITS:,} units of {UNITS + OTHERS:,}, {CONCEPTS:,} concepts")
    with _common.bench(50) as bench:
        _fill_glossary(bench.store)
        _fill(bench.store, bench.translator, "others", OTHERS)
        ids = _fill(bench.store, bench.translator, "ledgers", UNITS)
        kinds: dict[str, Callable[[str], str]] = {
            "nothing open": str,
            "an admitted term": lambda text: text.replace(COMMON, "塔志"),
            "a near phrase": lambda text: f"{text}灯塔值夜日记。",
            "a first mention": lambda text: f"{text}{FIRST}来了。",
        }
        for kind, changed in kinds.items():
            _measure(table, bench.store, bench.translator, ids, kind, changed)
    return table.code()


def _measure(
    table: _common.Table, store: Store, by: User, ids: Sequence[int], kind: str, changed: Callable[[str], str]
) -> None:
    numbers = itertools.count()

    def next_one() -> tuple[int, str]:
        """The next unit with the common concept, and a text for it that it never had."""
        number = next(numbers)
        at = 2 * (37 * number % (UNITS // 2))
        return ids[at], f"{changed(_target(at))}这是第{number}次。"

    def check() -> None:
        unit_id, text = next_one()
        units.check(store, unit_id, target=text, by=by)

    def check_alone() -> None:
        unit_id, text = next_one()
        with store.read() as tx:
            units.examine(units.get(tx, unit_id), termbase(tx), target=text)

    def save() -> None:
        unit_id, text = next_one()
        with store.read() as tx:
            version = units.get(tx, unit_id).version
        units.save(store, unit_id, target=text, version=version, key=f"{kind}-{unit_id}-{version}", by=by)

    check()
    beside, alone = ([_common.cpu_ms(call) for _ in range(TRIES)] for call in (check, check_alone))
    p95 = _common.percentile(beside, 0.95)
    table.row(f"{kind}: check", _figures(beside), f"p95 ≤ {BAR_MS - PAUSE_MS} ms", met=p95 <= BAR_MS - PAUSE_MS)
    table.row("  of it the unit alone", _figures(alone))
    table.row("  save", _figures([_common.cpu_ms(save) for _ in range(TRIES)]))


def _figures(costs: list[float]) -> str:
    return f"p50 {_common.percentile(costs, 0.5):.1f}, p95 {_common.percentile(costs, 0.95):.1f} ms"


def _mentioned(at: int) -> list[int]:
    return [20 + at % (CONCEPTS - 20), 20 + 7 * at % (CONCEPTS - 20), at % 20, (at + 1) % 20]


def _source(at: int) -> str:
    common = (
        "" if at % 2 else "The log of the lighthouse is kept twice: there is one more log of the lighthouse. A ferry."
    )
    return common + " ".join(f"We kept the ledger of pier {number}." for number in _mentioned(at))


def _target(at: int) -> str:
    common = "" if at % 2 else f"{COMMON}有两份。"
    return common + "".join(f"我们记第{number}号码头账册。" for number in _mentioned(at))


def _fill_glossary(store: Store) -> None:
    common = (Term("log of the lighthouse", "en"), Term(COMMON, "zh-Hans"), Term("塔志", "zh-Hans", Status.ADMITTED))
    ferry = (Term("ferry", "en"), Term(FIRST, "zh-Hans", first_mention=True))
    concepts = [Concept("log", terms=common), Concept("ferry", terms=ferry)]
    for number in range(CONCEPTS):
        terms = (
            Term(f"ledger of pier {number}", "en"),
            Term(f"第{number}号码头账册", "zh-Hans"),
            Term(f"第{number}号码头账簿", "zh-Hans", Status.ADMITTED),
        )
        concepts.append(Concept(f"pier-{number}", terms=terms))
    glossary.import_concepts(store, concepts, by=None)


def _fill(store: Store, by: User, slug: str, length: int) -> list[int]:
    segments = tuple(Segment(Kind.PARAGRAPH, f"{_source(number)} Page {number}.") for number in range(length))
    text_work.bring_in(store, Document(segments, {"title": slug}), locale="en", by=by, slug=slug)
    text_work.start_edition(store, slug, _common.LOCALE, by=by)
    with store.begin() as tx:
        ids = _ids(tx, slug)
        rows = [(unit_id, _target(number)) for number, unit_id in enumerate(ids)]
        tx.session.execute(sa.update(Unit), [{"id": unit_id, "target": target} for unit_id, target in rows])
        said = (segment.content for segment in segments)
        search.add(tx, ((unit_id, source, target) for (unit_id, target), source in zip(rows, said, strict=True)))
    return ids


def _ids(tx: Transaction, slug: str) -> list[int]:
    edition = texts.edition(tx, slug, _common.LOCALE)
    if edition is None:
        raise SystemExit("the edition was not made")
    return [unit.id for unit in texts.units(tx, edition.id)]


if __name__ == "__main__":
    sys.exit(main())
