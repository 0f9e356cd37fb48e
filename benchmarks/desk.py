"""What the desk page costs, against the reference page.

    python -m benchmarks.desk

Both show 50 paragraphs. The desk's page is fetched by somebody who is signed in, with states, terms, findings and
everything around it; nothing of it is left out for the measurement. `first` is the page right after a change of the
glossary, when nothing that was shown before may be shown again.
"""

from __future__ import annotations

import gzip
import sys

from benchmarks import _common, reference

BAR = 3.0
BAR_STATEMENTS = 10
BAR_LONG = 1.5
BAR_BYTES = 200_000


def main() -> int:
    table = _common.Table("desk: the page of 50 units")
    with reference.opened() as small, _common.bench(50) as bench, _common.bench(5000) as long:
        client, _ = _common.signed_in(bench.store)
        page = client.get(_common.desk_url(bench)).text
        table.row("units, terms and findings on the page", _contents(page))
        table.row("bytes, and compressed", f"{len(page.encode()):,} / {len(gzip.compress(page.encode(), 6)):,}")
        costs = _common.paired(lambda: client.get(_common.desk_url(bench)), small.page)
        table.row("desk", f"{costs.product:.2f} ms of CPU")
        table.row("reference", f"{costs.reference:.2f} ms of CPU")
        table.row("desk / reference", f"{costs.ratio:.2f}", f"≤ {BAR}", met=costs.ratio <= BAR)

        other, _ = _common.signed_in(long.store)
        pages = _common.paired(lambda: other.get(_common.desk_url(long)), lambda: client.get(_common.desk_url(bench)))
        table.row("5,000 units / 50 units", f"{pages.ratio:.2f}", f"≤ {BAR_LONG}", met=pages.ratio <= BAR_LONG)
        size = len(other.get(_common.desk_url(long)).data)
        table.row("bytes of the page on 5,000 units", f"{size:,}", f"< {BAR_BYTES:,}", met=size < BAR_BYTES)

    numbers = [_statements(length) for length in (10, 50, 500)]
    same = len(set(numbers)) == 1 and numbers[0] <= BAR_STATEMENTS
    table.row("SQL statements at 10, 50, 500 units", str(numbers), f"the same, ≤ {BAR_STATEMENTS}", met=same)
    return table.code()


def _contents(page: str) -> str:
    shown = [page.count(mark) for mark in ('data-unit="', 'class="term"', "unit__count--error")]
    return " / ".join(map(str, shown))


def _statements(length: int) -> int:
    with _common.bench(length) as bench:
        client, _ = _common.signed_in(bench.store)
        client.get(_common.desk_url(bench))
        with _common.counted(bench.store) as statements:
            client.get(_common.desk_url(bench))
        return len(statements)


if __name__ == "__main__":
    sys.exit(main())
