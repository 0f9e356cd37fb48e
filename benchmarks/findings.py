"""How long it takes until a finding stands under the text, from the last key that somebody typed.

    python -m benchmarks.findings

A real server with a glossary of some thousands of concepts, and a real browser at the desk: a forbidden rendering is
typed key by key, and the page itself takes the time when the last key arrives and when the finding is there. The clock
counts here, not the processor: what a person waits for is the pause that the desk leaves after a key, the way to the
server, its checks, and the way onto the page. On a busy machine the figures are worse than on a quiet one.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks import _common
from benchmarks._server import Server
from workbench.glossary import Concept, Status, Term
from workbench.store import glossary as stored
from workbench.store.database import Store

BAR_MS = 300
CONCEPTS = 5_000
TRIES = 30
# From one key to the next, as quick and slow hands type; near the pause, a question is under way at the last key.
RHYTHMS_MS = (40, 90, 140, 170, 200, 260)
LENGTH = 300
# What the desk waits for after a key; see `PAUSE` in checker.js.
PAUSE_MS = 150
WORD = "印刷坊"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
# The page notes when a key changed the text last, and when the finding about the word came.
_WATCH = """() => {
  const area = document.querySelector(".unit--open textarea");
  window.times = { key: 0, found: 0 };
  area.addEventListener("input", () => { window.times.key = performance.now(); });
  window.watch = new MutationObserver(() => {
    const there = [...document.querySelectorAll("#findings .finding")].some((item) => item.textContent.includes(WORD));
    if (there && !window.times.found) requestAnimationFrame(() => { window.times.found = performance.now(); });
  });
  window.watch.observe(document.getElementById("findings"), { childList: true, subtree: true });
}"""


def main() -> int:
    table = _common.Table(f"findings while one types, {CONCEPTS:,} concepts, {TRIES} tries")
    with (
        tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as made,
        _common.bench(LENGTH, folder=Path(made)) as bench,
    ):
        _fill(bench.store)
        server = Server(Path(made) / "workbench.db")
        server.start()
        try:
            waits = _waits(server.port, bench)
        finally:
            server.stop()
    _tell(table, "from the last key until it is visible", waits, bar=BAR_MS)
    _tell(table, f"  of that, after the pause of {PAUSE_MS} ms", [wait - PAUSE_MS for wait in waits])
    return table.code()


def _tell(table: _common.Table, what: str, waits: list[float], *, bar: int = 0) -> None:
    half, most = (_common.percentile(waits, share) for share in (0.5, 0.95))
    limit = f"p95 ≤ {bar} ms" if bar else ""
    table.row(what, f"p50 {half:,.0f} ms, p95 {most:,.0f} ms", limit, met=not bar or most <= bar)


def _fill(store: Store) -> None:
    """Thousands of concepts of several words, and one whose word is forbidden wherever it stands."""
    forbidden = Concept(
        "workshop",
        terms=(
            Term("print shop", "en"),
            Term("印所", "zh-Hans"),
            Term(WORD, "zh-Hans", Status.FORBIDDEN, anywhere=True),
        ),
    )
    with store.begin() as tx:
        for number in range(CONCEPTS):
            terms = (Term(f"ledger of pier {number}", "en"), Term(f"第{number}号码头账册", "zh-Hans"))
            stored.write(tx, Concept(f"pier-{number}", terms=terms), is_new=True)
        stored.write(tx, forbidden, is_new=True)


def _waits(port: int, bench: _common.Bench) -> list[float]:
    """Milliseconds of each try."""
    path = os.environ.get("WORKBENCH_CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        address = f"http://127.0.0.1:{port}"
        page.goto(f"{address}/sign-in")
        page.locator("[name=name]").fill("Ferrying")
        page.locator("[name=password]").fill(_common.PASSWORD)
        page.locator("main form button").first.click()
        page.goto(f"{address}{_common.desk_url(bench)}")
        page.locator(".unit [data-open]").first.click()
        page.locator(".unit--open textarea").wait_for()
        page.evaluate(_WATCH.replace("WORD", repr(WORD)))
        _try(page, RHYTHMS_MS[0])  # the first one finds the server cold
        waits = [_try(page, RHYTHMS_MS[number % len(RHYTHMS_MS)]) for number in range(TRIES)]
        browser.close()
    return waits


def _try(page: Page, rhythm: int) -> float:
    """Type the word at the end of the text, wait until its finding stands there, and take it away again."""
    area = page.locator(".unit--open textarea")
    area.evaluate("area => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }")
    page.evaluate("() => { window.times.found = 0; }")
    page.keyboard.type(f"去{WORD}", delay=rhythm)
    page.wait_for_function("() => window.times.found")
    times = page.evaluate("() => window.times")
    for _ in range(1 + len(WORD)):
        page.keyboard.press("Backspace")
    page.wait_for_function(
        "word => ![...document.querySelectorAll('#findings .finding')].some((item) => item.textContent.includes(word))",
        arg=WORD,
    )
    return float(times["found"] - times["key"])


if __name__ == "__main__":
    sys.exit(main())
