"""How long `workbench serve` takes from the command to the first answered page, the first time and later.

Bar: a later start answers in under 3 s. Wall time, since that is what a person waits; the byte code of the modules is
kept as on any machine, also where the environment says otherwise.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

BAR = 3.0
RUNS = 5


def start(workspace: Path) -> float:
    """Serve, fetch one page, and stop; gives the seconds until the page was there."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    began = time.monotonic()
    command = [sys.executable, "-m", "workbench", "serve", "--port", "0", "--workspace", str(workspace)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            with urllib.request.urlopen(address, timeout=30) as answer:
                answer.read()
            return time.monotonic() - began
        finally:
            server.terminate()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "texts"
        subprocess.run([sys.executable, "-m", "workbench", "init", str(workspace)], check=True, capture_output=True)
        first = start(workspace)
        later = sorted(start(workspace) for _ in range(RUNS))
    print(f"{os.cpu_count()} cores")
    print(f"first start, with migration and sync of the sample   {first:5.1f} s")
    spread = f"{later[0]:.1f} to {later[-1]:.1f}"
    print(f"later starts, median of {RUNS} ({spread})     {later[RUNS // 2]:5.1f} s   bar {BAR:.0f} s")


if __name__ == "__main__":
    main()
