"""Kill the server in a storm of saves, again and again: every save that was answered must be there afterwards.

    python -m benchmarks.kill [--kills 20]

`kill -9` leaves the process no time to tidy up. Told are: saves that were answered; those of them that are lost;
torn units, whose text, version and newest revision do not agree; and saves that were stored but whose answer was
lost, which is why a save carries a key: sent again, each of these must be answered like the first time.
"""

from __future__ import annotations

import argparse
import http.client
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks import _common
from benchmarks._server import Client, Server
from workbench.store.models import Revision, Unit

CLIENTS = 8
BAR_SECONDS = 3.0


class Writer(threading.Thread):
    """Somebody who saves one unit until the server is gone, and knows what was answered and what was not."""

    def __init__(self, client: Client, unit_id: int, version: int, label: str) -> None:
        super().__init__()
        self._client, self.unit_id, self.version, self._label = client, unit_id, version, label
        self.answered: list[tuple[str, str]] = []
        self.open: tuple[str, str] | None = None
        self.refused = 0

    def run(self) -> None:
        """Save until the server is gone."""
        turn = 0
        while True:
            key, text = f"{self._label}-{turn}", f"{self._label}的第{turn}句。"
            turn += 1
            try:
                status, version = self._client.save(self.unit_id, text, self.version, key)
            except (OSError, http.client.HTTPException):
                self.open = (key, text)
                return
            if status != 200:
                self.refused += 1
                return
            self.version = version
            self.answered.append((key, text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    chosen = parser.parse_args()
    table = _common.Table(f"kill: {chosen.kills} kills of the server in a storm of {CLIENTS} clients")
    rng = random.Random(7)
    starts: list[tuple[float, float]] = []
    answered: list[tuple[str, str]] = []
    refused = unanswered = repeated = 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _common.bench(200, folder=Path(folder)) as bench:
        path = Path(folder) / "workbench.db"
        server = Server(path)
        versions = dict.fromkeys(bench.written[:CLIENTS], 2)
        clients = [Client(server.port) for _ in versions]
        starts.append(server.start())
        for client in clients:
            client.sign_in()
        for kill in range(chosen.kills):
            writers = [
                Writer(client, unit_id, version, f"kill-{kill}-{unit_id}")
                for client, (unit_id, version) in zip(clients, versions.items(), strict=True)
            ]
            for writer in writers:
                writer.start()
            time.sleep(rng.uniform(0.3, 1.0))
            server.stop(signal.SIGKILL)
            for writer in writers:
                writer.join()
            starts.append(server.start())
            for writer, client in zip(writers, clients, strict=True):
                answered += writer.answered
                refused += writer.refused
                versions[writer.unit_id] = writer.version
                if writer.open is not None:
                    stored = _is_stored(bench, writer.open[0])
                    unanswered += stored
                    # The browser sends what was not answered again; it must not meet its own save as somebody else's.
                    status, version = client.save(writer.unit_id, writer.open[1], writer.version, writer.open[0])
                    repeated += status != 200
                    versions[writer.unit_id] = version or writer.version
                    answered.append((writer.open[0], writer.open[1]))
        server.stop(signal.SIGKILL)
        lost, torn, doubled = _compare(bench, answered)
        sound = sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone()[0]
    table.row("saves answered", f"{len(answered):,}")
    table.row("answered, but lost", str(lost), "0", met=lost == 0)
    table.row("torn units, doubled versions", f"{torn}, {doubled}", "0, 0", met=torn + doubled == 0)
    table.row("refused without a reason", str(refused), "0", met=refused == 0)
    table.row("stored, but unanswered", str(unanswered))
    table.row("of what was sent again, not accepted", str(repeated), "0", met=repeated == 0)
    table.row("integrity of the file", str(sound), "ok", met=sound == "ok")
    by_clock, of_processor = (max(seconds) for seconds in zip(*starts[1:], strict=True))
    table.row("answers again after, at most, by the clock", f"{by_clock:.1f} s")
    fits = of_processor <= BAR_SECONDS
    table.row("  of it the processor's time", f"{of_processor:.1f} s", f"≤ {BAR_SECONDS} s", met=fits)
    return table.code()


def _is_stored(bench: _common.Bench, key: str) -> bool:
    with bench.store.read() as tx:
        return tx.session.scalar(sa.select(Revision.id).where(Revision.save_key == key)) is not None


def _compare(bench: _common.Bench, answered: list[tuple[str, str]]) -> tuple[int, int, int]:
    with bench.store.read() as tx:
        every = tx.session.scalars(sa.select(Revision).order_by(Revision.id)).all()
        stored = {revision.save_key: revision.target for revision in every}
        newest = {revision.unit_id: (revision.number, revision.target) for revision in every}
        numbers = [(revision.unit_id, revision.number) for revision in every]
        units = tx.session.scalars(sa.select(Unit).where(Unit.id.in_(newest))).all()
        torn = sum((unit.version, unit.target) != newest[unit.id] for unit in units)
    return sum(stored.get(key) != text for key, text in answered), torn, len(numbers) - len(set(numbers))


if __name__ == "__main__":
    sys.exit(main())
