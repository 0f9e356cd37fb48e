"""A real server on the loopback interface, and people who save over HTTP: for drills with many and with kills."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import _common
from workbench.store.database import Store
from workbench.web import create_app

THREADS = 8
_START_SECONDS = 60


def serve(url: str, port: int) -> None:
    """Serve the database until the process is ended, as `workbench serve` does."""
    import waitress

    waitress.serve(create_app(Store(url)), host="127.0.0.1", port=port, threads=THREADS, _quiet=True)


class Server:
    """The server in its own process."""

    def __init__(self, path: Path) -> None:
        self._url = f"sqlite:///{path}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> tuple[float, float]:
        """Start, and give the seconds until the first page came: by the clock, and of the processor."""
        begun = time.monotonic()
        command = [sys.executable, "-m", "benchmarks._server", self._url, str(self.port)]
        self._process = subprocess.Popen(command, cwd=_common.ROOT)
        while time.monotonic() - begun < _START_SECONDS:
            try:
                if Client(self.port).get("/sign-in")[0] == 200:
                    return time.monotonic() - begun, _processor_seconds(self._process.pid)
            except OSError:
                time.sleep(0.02)
        raise SystemExit("the server did not start")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()


def _processor_seconds(pid: int) -> float:
    """Processor time that a process used so far; 0 where the system does not tell it this way."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Client:
    """A browser that keeps its cookies and its connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""

    def sign_in(self) -> None:
        """Begin a session."""
        self._token = _common.form_token(self.get("/sign-in")[1])
        form = {"name": "Ferrying", "password": _common.PASSWORD}
        status, _ = self.post("/sign-in", form)
        if status != 303:
            raise SystemExit(f"signing in was answered with {status}")
        self._token = _common.form_token(self.get("/account")[1])

    def save(self, unit_id: int, target: str, version: int, key: str) -> tuple[int, int]:
        """Save a unit; gives the status and the unit's version."""
        form = {"target": target, "version": str(version), "key": key}
        status, body = self.post(f"/units/{unit_id}/save", form)
        return status, int(json.loads(body).get("version", 0)) if status in (200, 409) else 0

    def get(self, address: str) -> tuple[int, str]:
        """Fetch a page."""
        return self._ask("GET", address, None, {})

    def post(self, address: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form as a script does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self._token}
        if address != "/sign-in":
            headers["Accept"] = "application/json"
        return self._ask("POST", address, urlencode(form), headers)

    def _ask(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._connection.request(method, address, body, headers | ({"Cookie": cookies} if cookies else {}))
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            # The next request begins with a fresh connection.
            self._connection.close()
            raise
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    serve(sys.argv[1], int(sys.argv[2]))
