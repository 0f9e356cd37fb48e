"""Fifty people at once: each opens the desk and saves, over HTTP, against one real server.

    python -m benchmarks.clients [--clients 50] [--saves 20]

Each has a unit of their own for most saves, and one unit belongs to all: there, one save of a version wins and the
others are told so. At the end every save that was answered with 200 must be in the history, and every one that was
answered with 409 must be kept beside the unit.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from benchmarks import _common
from benchmarks._server import Client, Server
from workbench.store.models import Revision

BAR_5XX = 0


class Person(threading.Thread):
    """Somebody who works: the desk, a save of their own unit, a save of the unit that all want."""

    def __init__(self, number: int, port: int, own: int, common: int, saves: int) -> None:
        super().__init__()
        self._client = Client(port)
        self._number, self._own, self._common, self._saves = number, own, common, saves
        self.answers: Counter[int] = Counter()
        self.kept: list[tuple[str, str, bool]] = []
        self.times: list[float] = []

    def run(self) -> None:
        """Work."""
        self._client.sign_in()
        versions = {self._own: 2, self._common: 2}
        for turn in range(self._saves):
            self.answers[self._client.get(f"/texts/interview/{_common.LOCALE}/desk")[0]] += 1
            for unit_id in (self._own, self._common):
                key, text = f"person-{self._number}-{turn}-{unit_id}", f"第{self._number}人第{turn}次写的话。"
                start = time.monotonic()
                status, version = self._client.save(unit_id, text, versions[unit_id], key)
                self.times.append(time.monotonic() - start)
                self.answers[status] += 1
                if status in (200, 409):
                    versions[unit_id] = version
                    self.kept.append((key, text, status == 409))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--saves", type=int, default=20)
    chosen = parser.parse_args()
    table = _common.Table(f"clients: {chosen.clients} people at once")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _common.bench(200, folder=Path(folder)) as bench:
        server = Server(Path(folder) / "workbench.db")
        server.start()
        try:
            start = time.monotonic()
            common = bench.written[-1]
            people = [
                Person(number, server.port, bench.written[number % (len(bench.written) - 1)], common, chosen.saves)
                for number in range(chosen.clients)
            ]
            for person in people:
                person.start()
            for person in people:
                person.join()
            seconds = time.monotonic() - start
        finally:
            server.stop()
        _tell(table, bench, people, seconds)
    return table.code()


def _tell(table: _common.Table, bench: _common.Bench, people: list[Person], seconds: float) -> None:
    answers = sum((person.answers for person in people), Counter[int]())
    kept = [entry for person in people for entry in person.kept]
    with bench.store.read() as tx:
        rows = tx.session.execute(sa.select(Revision.save_key, Revision.target, Revision.conflict))
        stored = {key: (target, conflict) for key, target, conflict in rows}
    lost = sum(stored.get(key) != (text, conflict) for key, text, conflict in kept)
    failed = sum(count for status, count in answers.items() if status >= 500)
    unfinished = sum(len(person.times) == 0 for person in people)
    times = sorted(time for person in people for time in person.times)
    table.row("answers by status", " ".join(f"{status}:{count}" for status, count in sorted(answers.items())))
    table.row("requests a second", f"{sum(answers.values()) / seconds:.0f}")
    table.row("a save: median, p95", f"{statistics.median(times):.2f} s, {_common.percentile(times, 0.95):.2f} s")
    table.row("answered 5xx", str(failed), "0", met=failed == BAR_5XX)
    table.row("people who could not work", str(unfinished), "0", met=unfinished == 0)
    table.row("answered, but not stored so", f"{lost} of {len(kept):,}", "0", met=lost == 0)


if __name__ == "__main__":
    sys.exit(main())
