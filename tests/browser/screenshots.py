"""Take the pictures of docs/screenshots: `make screenshots`, or `python tests/browser/screenshots.py DIR`.

The sample workspace is served on a free port with invented people; each page is taken at 1280 and at 390 pixels, by
day and by night, and in Chinese too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "lantern over water"
SIZES = {"wide": {"width": 1280, "height": 860}, "narrow": {"width": 390, "height": 844}}
INTERVIEW = "texts/river-press-interview"
DRAFT = (
    "**Shen Wanqiu:** Se pelearon desde el primer invierno, y me hicieron falta dos nombres para separar las mesas. "
    "Un maoísta derechista, tal como lo decíamos nosotros, confiaba en que los de arriba recordarían algún día de "
    "dónde venían: el enemigo estaba fuera, y dentro había que ser leal y esperar. Un maoísta de izquierda pensaba que "
    "el problema eran los de arriba. En el estante, unos y otros tenían el mismo Libro Rojo[^1]."
)
# Name of the picture, who looks, address, size, scheme, language.
PICTURES = (
    ("library", "Heron", "", "wide", "light", "en"),
    ("library-zh-narrow", "Heron", "", "narrow", "dark", "zh-Hans"),
    ("text", "Heron", INTERVIEW, "wide", "light", "en"),
    ("desk", "Reed", "desk", "wide", "light", "en"),
    ("desk-dark", "Reed", "desk", "wide", "dark", "zh-Hant"),
    ("desk-narrow", "Reed", "desk", "narrow", "light", "es"),
    ("review", "Heron", "review/", "wide", "light", "en"),
    ("glossary", "Heron", "glossary/", "wide", "light", "en"),
    ("concept", "Heron", "glossary/concepts/pol-rightist-maoist", "wide", "light", "zh-Hans"),
    ("export", "Heron", f"{INTERVIEW}/zh-Hans/export", "narrow", "light", "zh-Hant"),
    ("alignment", "Heron", "alignment", "wide", "light", "en"),
)


@contextmanager
def workbench() -> Iterator[tuple[str, Path]]:
    """Serve the sample workspace; gives its address and its folder."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "texts"
        run = [sys.executable, "-m", "workbench"]
        environment = {key: value for key, value in os.environ.items() if key != "WORKBENCH_DATABASE_URL"}
        subprocess.run([*run, "init", str(workspace)], check=True, capture_output=True, env=environment)
        server = subprocess.Popen(
            [*run, "serve", "--port", "0", "--workspace", str(workspace)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        try:
            assert server.stdout is not None
            found = next(filter(None, (re.search(r"http://\S+", line) for line in server.stdout)))
            for name, role in (("Reed", "translator"), ("Heron", "editor")):
                grants = [part for locale in ("en", "es", "zh-Hans") for part in ("--role", f"{role}:{locale}")]
                add = [*run, "user", "add", name, *grants, "--workspace", str(workspace)]
                subprocess.run(
                    add, input=f"{PASSWORD}\n{PASSWORD}\n", text=True, check=True, capture_output=True, env=environment
                )
            yield found.group(), workspace
        finally:
            server.terminate()
            server.wait(timeout=20)


def sign_in(page: Page, address: str, name: str) -> None:
    """Sign in by the form."""
    page.goto(f"{address}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main button")


def write_a_draft(page: Page, address: str) -> str:
    """Give the desk something to show; gives the address of the open passage."""
    page.goto(f"{address}/{INTERVIEW}/es/desk")
    page.locator(".unit", has_text="A rightist Maoist, as we used the word").locator("[data-open]").click()
    page.locator(".unit--open textarea").fill(DRAFT)
    page.wait_for_selector('.save-line[data-save="saved"]')
    page.wait_for_selector("#findings [data-replacement]")
    return page.url


def bring_a_translation(page: Page, address: str, workspace: Path) -> str:
    """Bring the interview in once more, with its Chinese translation; gives the address of the alignment page."""
    source = (workspace / "source_texts" / "river-press-interview.en.md").read_text(encoding="utf-8")
    page.goto(f"{address}/texts/new")
    page.fill("#text", source)
    page.click("main form button.button--primary")
    _keep(page, "en")
    with page.expect_download() as download:
        page.goto(f"{address}/{INTERVIEW}/zh-Hans/export")
        page.select_option("#format", "txt")
        page.click("main form button.button--primary")
    page.goto(f"{address}/texts/a-school-that-opened-after-dark/translation")
    page.fill("#text", download.value.path().read_text(encoding="utf-8"))
    page.click("main form button.button--primary")
    _keep(page, "zh-Hans")
    page.wait_for_url("**/alignments/*")
    return page.url


def _keep(page: Page, locale: str) -> None:
    """Keep a document that waits."""
    page.wait_for_url("**/arrivals/*")
    page.select_option("#locale", locale)
    page.click(".arrival__actions button.button--primary")


def take(browser: Browser, address: str, workspace: Path, folder: Path) -> None:
    """Take all pictures."""
    places: dict[str, str] = {}
    writer = browser.new_context(viewport=SIZES["wide"]).new_page()
    sign_in(writer, address, "Reed")
    places["desk"] = write_a_draft(writer, address)
    for name, who, where, size, scheme, locale in PICTURES:
        if where == "alignment":
            places[where] = bring_a_translation(writer, address, workspace)
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, device_scale_factor=1)
        page = context.new_page()
        sign_in(page, address, who)
        page.evaluate("document.querySelector('details.menu').open = true")
        page.locator(f"form[action$='/preferences/locale'] button[value='{locale}']").click()
        page.goto(places.get(where, f"{address}/{where}"))
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}.png")
        print(folder / f"{name}.png")
        context.close()


def main() -> None:
    """Run as a script."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("WORKBENCH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        sys.exit("no Chromium here: install it, or name it by WORKBENCH_CHROMIUM")
    with workbench() as (address, workspace), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        take(browser, address, workspace, folder)
        browser.close()


if __name__ == "__main__":
    main()
