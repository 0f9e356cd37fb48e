"""What a save costs, against the reference save, and what its parts cost.

    python -m benchmarks.save

A save comes over HTTP as the desk's script sends it, and does all that it does in earnest: session, permission, form
token, version, glossary and the other checks, history, search index, audit log, and the answer with its findings.
Both programs reach the disk before they answer. The units of a window are saved in turn, each time with another text,
so that nothing is answered from what is already known of the same text.
"""

from __future__ import annotations

import itertools
import sys

from benchmarks import _common, reference
from workbench import checks, memory
from workbench.workflow import termbases

BAR = 4.0
BAR_STATEMENTS = 14


class Saver:
    """Somebody who saves one unit after the other."""

    def __init__(self, bench: _common.Bench) -> None:
        self._client, self._token = _common.signed_in(bench.store)
        self._bench = bench
        self._versions = dict.fromkeys(bench.written, 2)
        self._number = itertools.count()

    def save(self) -> None:
        """Save the next unit."""
        number = next(self._number)
        at = number % len(self._bench.written)
        unit_id = self._bench.written[at]
        answer = self._client.post(
            f"/units/{unit_id}/save",
            data={
                "target": f"{self._bench.texts[at]}这是第{number}次修改。",
                "version": self._versions[unit_id],
                "key": f"benchmark-{number}",
            },
            headers={"Accept": "application/json", "X-CSRFToken": self._token},
        )
        if answer.status_code != 200:
            raise SystemExit(f"a save was answered with {answer.status_code}")
        self._versions[unit_id] = answer.get_json()["version"]


def main() -> int:
    table = _common.Table("save: one unit, through HTTP, to the disk")
    with reference.opened() as small, _common.bench(200) as bench:
        saver = Saver(bench)
        text = reference.alternating(*(target for _, target in _common.sample(2)))
        costs = _common.paired(saver.save, lambda: small.save(text()), rounds=300)
        table.row("save", f"{costs.product:.2f} ms of CPU")
        table.row("reference", f"{costs.reference:.2f} ms of CPU")
        table.row("save / reference", f"{costs.ratio:.2f}", f"≤ {BAR}", met=costs.ratio <= BAR)
        with _common.counted(bench.store) as statements:
            saver.save()
        fits = len(statements) <= BAR_STATEMENTS
        table.row("SQL statements", str(len(statements)), f"≤ {BAR_STATEMENTS}", met=fits)
        _parts(table, bench)
    return table.code()


def _parts(table: _common.Table, bench: _common.Bench) -> None:
    with bench.store.read() as tx:
        termbase = termbases.termbase(tx)
    pairs = [(source.content, target) for source, target in _common.sample(50)]
    numbers = itertools.count()

    def check(with_terms: bool) -> None:
        at = next(numbers)
        source, target = pairs[at % len(pairs)]
        checks.run(
            source,
            f"{target}第{at}次。",
            source_locale="en",
            target_locale=_common.LOCALE,
            termbase=termbase if with_terms else None,
        )

    both = _common.paired(lambda: check(True), lambda: check(False))
    table.row("  of it all checks", f"{both.product:.2f} ms of CPU")
    table.row("  of it those but the glossary's", f"{both.reference:.2f} ms of CPU")
    words = _common.paired(lambda: memory.search_tokens(pairs[0][1]), lambda: None)
    table.row("  of it the search words", f"{words.product:.2f} ms of CPU")


if __name__ == "__main__":
    sys.exit(main())
