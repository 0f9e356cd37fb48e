"""Thirty-two processes that write into one SQLite file, through the use case that every save takes.

    python -m benchmarks.storm [--writers 32] [--saves 40]

No writer may meet “database is locked”: a transaction that writes takes the lock before it reads, and waits in turn.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import sqlalchemy as sa

from benchmarks import _common
from workbench.store.database import Store
from workbench.store.models import Revision
from workbench.workflow import people, termbases, units

BAR_SECONDS = 5.0


# Where the writers of this process's pool wait for each other before the storm begins.
_everybody: list[Barrier] = []


def meet(everybody: Barrier) -> None:
    """Tell a writing process where to wait."""
    _everybody.append(everybody)


def write(url: str, unit_id: int, version: int, saves: int, number: int) -> tuple[int, list[str], list[float]]:
    """Save one unit again and again; gives the number of saves, the errors, and how long each save took."""
    store = Store(url)
    # As a server does when it starts: no save then waits for dictionaries to be read.
    termbases.warm(store)
    _everybody[0].wait()
    by = people.find_user(store, "Ferrying")
    done, errors, times = 0, [], []
    for turn in range(saves):
        start = time.monotonic()
        try:
            saved = units.save(
                store, unit_id, target=f"第{turn}次。", version=version, key=f"storm-{number}-{turn}", by=by
            )
        except sa.exc.OperationalError as error:
            errors.append(str(error.orig))
            continue
        finally:
            times.append(time.monotonic() - start)
        version = saved.version
        done += 1
    store.close()
    return done, errors, times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--writers", type=int, default=32)
    parser.add_argument("--saves", type=int, default=40)
    chosen = parser.parse_args()
    table = _common.Table(f"storm: {chosen.writers} writing processes")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _common.bench(200, folder=Path(folder)) as bench:
        url = f"sqlite:///{Path(folder) / 'workbench.db'}"
        jobs = [(url, bench.written[n], 2, chosen.saves, n) for n in range(chosen.writers)]
        context = multiprocessing.get_context("spawn")
        everybody = context.Barrier(chosen.writers)
        with context.Pool(chosen.writers, meet, (everybody,)) as pool:
            results = pool.starmap(write, jobs, chunksize=1)
        with bench.store.read() as tx:
            stored = tx.session.scalar(
                sa.select(sa.func.count()).select_from(Revision).where(Revision.save_key.startswith("storm-"))
            )
    done = sum(result[0] for result in results)
    errors = [error for result in results for error in result[1]]
    times = sorted(time for result in results for time in result[2])
    table.row("saves answered / stored", f"{done:,} / {stored:,}", "the same", met=done == stored)
    table.row("“database is locked” and the like", str(len(errors)), "0", met=not errors)
    table.row("a save: median, p99", f"{times[len(times) // 2]:.3f} s, {_common.percentile(times, 0.99):.2f} s")
    table.row("the longest wait", f"{times[-1]:.2f} s", f"< {BAR_SECONDS:.0f} s", met=times[-1] < BAR_SECONDS)
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
