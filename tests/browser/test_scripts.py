"""The interview in Taiwan script, in the Traditional Chinese interface: from the first choice to the exported files."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

PASSWORD = "lantern over water"
TW = "zh-Hant-TW"
TEXT = "/texts/night-mill"
PAGE = f"{TEXT}/zh-Hans/scripts?variant={TW}"
SLOW = 15_000
# Each character here that has several forms stands alone or in a name: the conversion can but guess.
TARGETS = (
    "夜里的磨坊",
    "问：您头一次来这里，是谁带的路？",
    "答：是于师傅。他借来一斗面，又在墙上写了一个系字。",
    "问：后来呢？",
    "答：后来我们把那台旧机器修好，干了一冬天的活。",
)
SOURCE = "# The Mill at Night\n\nWho led you?\n\nMaster Yu did.\n\nAnd then?\n\nWe mended the machine.\n"


def run(served, *arguments: str, input: str = "") -> None:
    """A command on the workspace that is being served."""
    command = [sys.executable, "-m", "workbench", *arguments, "--workspace", str(served.workspace)]
    subprocess.run(command, input=input, text=True, check=True, capture_output=True)


def sign_in(page: Page, served) -> None:
    page.goto(f"{served.address}/sign-in")
    page.locator("[name=name]").fill("Terracing")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{served.address}/")


def assert_accessible(page: Page) -> None:
    """Axe finds nothing, on a desk or on a phone."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url} at {width}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def passage(page: Page, number: int) -> Locator:
    return page.locator(".script").nth(number)


def variant(page: Page, number: int) -> Locator:
    return passage(page, number).locator("[data-side=variant]")


def write(page: Page, served, number: int, text: str) -> None:
    """Change a passage of the base on the desk."""
    page.goto(f"{served.address}{TEXT}/zh-Hans/desk")
    page.locator(".unit").nth(number).locator("[data-open]").click()
    area = page.locator(".unit--open textarea[name=target]")
    area.fill(text)
    expect(page.locator(".save-line")).to_have_attribute("data-save", "saved", timeout=SLOW)


@pytest.fixture
def page(browser: Browser, served) -> Page:
    """Somebody who edits the Chinese edition and its Taiwan variant, with an interview in Chinese."""
    run(
        served, "user", "add", "Terracing", "--role", "editor:zh-Hans", "--role", f"editor:{TW}",
        "--password-stdin", input=f"{PASSWORD}\n",
    )  # fmt: skip
    (served.workspace / "source_texts" / "night-mill.en.md").write_text(SOURCE, encoding="utf-8")
    entries = zip(re.split(r"\n\n", SOURCE.strip().removeprefix("# ")), TARGETS, strict=True)
    head = 'msgid ""\nmsgstr ""\n"Language: zh-Hans\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    po = "\n".join([head, *(f'msgid "{source}"\nmsgstr "{target}"\n' for source, target in entries)])
    folder = served.workspace / "translations" / "night-mill"
    folder.mkdir()
    (folder / "zh-Hans.po").write_text(po, encoding="utf-8")
    run(served, "sync")
    page = browser.new_context(locale="zh-TW", accept_downloads=True).new_page()
    sign_in(page, served)
    page.locator("button[name=locale][value=zh-Hant]").evaluate("button => button.click()")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    return page


def test_from_the_first_choice_to_the_exported_files(page: Page, served, tmp_path: Path):
    """One reviewed edition, corrected once, read in both scripts."""
    page.goto(f"{served.address}{TEXT}")
    page.locator(f"a[href*='{TEXT}/zh-Hans/scripts']").click()
    page.locator(f"a[data-variant='{TW}']").click()
    expect(page.locator(f".script [data-side=variant][lang='{TW}']")).to_have_count(len(TARGETS))
    assert_accessible(page)

    # Three places are settled: two by key, at the place that the keys lead to, and one by hand in the text.
    for _ in range(2):
        page.keyboard.press("j")
        place = page.locator("[data-stop]:focus")
        expect(place).to_have_count(1)
        expect(page.locator("mark.stretch--here").first).to_be_visible()
        settled = place.get_attribute("id")
        with page.expect_response(re.compile("/settle$")) as answer:
            page.keyboard.press("2")
        assert answer.value.ok
        expect(page.locator(f"#{settled}[data-mark=settled]")).to_have_count(1)
    last = passage(page, 4)
    last.locator("[data-rewrite] summary").click()
    area = last.locator("textarea[name=text]")
    area.fill(area.input_value().replace("修好", "修妥"))
    with page.expect_response(re.compile("/rewrite$")):
        area.press("Control+Enter")
    expect(variant(page, 4)).to_contain_text("修妥")

    # One is right everywhere.
    everywhere = page.locator("[data-everywhere]").first
    everywhere.evaluate(
        "details => { for (let up = details; up; up = up.parentElement) if ('open' in up) up.open = true }"
    )
    everywhere.locator("[name=words]").fill("机器")
    everywhere.locator("[name=chosen]").fill("機具")
    everywhere.locator("[name=reason]").fill("磨坊的人這樣說。")
    everywhere.locator("[name=scope][value=all]").check()
    everywhere.locator("form button").click()
    expect(page.locator("[data-rule]")).to_contain_text("磨坊的人這樣說。")
    expect(variant(page, 4)).to_contain_text("機具")

    # The base is edited: what was settled is still there.
    before = variant(page, 4).inner_text()
    decided = page.locator("li[data-mark=settled]").count()
    assert decided == 3
    write(page, served, 4, "答：" + "那年，" + TARGETS[4].removeprefix("答："))
    page.goto(f"{served.address}{PAGE}")
    expect(variant(page, 4)).to_have_text(before.replace("答：", "答：那年，", 1))
    expect(page.locator("li[data-mark=settled]")).to_have_count(decided)

    # Corrections that lose their place wait with both bases: one is put where its words stand now, the others go.
    write(page, served, 4, "答：全村都来。把那台旧机器拆了，修好。又拆了，又修好。")
    page.goto(f"{served.address}{PAGE}&show=waiting")
    lost = page.locator("[data-lost]")
    expect(lost.filter(has_text="妥")).to_contain_text("那台旧机器修好，干了一冬天的活")
    expect(lost.filter(has_text="妥")).to_contain_text("全村都来")
    assert_accessible(page)
    left = lost.count()
    lost.filter(has_text="妥").locator("[name=start]").last.click()
    for remaining in range(left - 1, 0, -1):
        expect(lost).to_have_count(remaining)
        lost.first.locator("[name=release]").click()
    expect(lost).to_have_count(0)
    page.goto(f"{served.address}{PAGE}")
    expect(variant(page, 4)).to_contain_text("又修妥")

    # Taiwan approves: what needs no look at once, the rest one by one.
    page.locator("[name=approve-all]").click()
    while page.locator(".script[data-approved='0']").count():
        waiting = page.locator(".script[data-approved='0']")
        left = waiting.count()
        waiting.first.locator("[name=approve]").click()
        expect(page.locator(".script[data-approved='0']")).to_have_count(left - 1)
    assert_accessible(page)
    approved = [variant(page, number).inner_text() for number in range(len(TARGETS))]

    # What Taiwan decided about words holds in Hong Kong too, and can be decided otherwise there.
    page.goto(f"{served.address}{PAGE.replace(TW, 'zh-Hant-HK')}&show=shared")
    taken = page.locator(f"li[data-made-in='{TW}']").first
    taken.evaluate("item => { item.closest('details').open = true }")
    expect(taken).to_be_visible()
    assert_accessible(page)
    place = taken.get_attribute("id")
    with page.expect_response(re.compile("/settle$")):
        taken.locator("button[name=chosen]").last.click()
    expect(page.locator(f"#{place}[data-mark=settled]:not([data-made-in])")).to_have_count(1)

    # Two regions side by side.
    page.goto(f"{served.address}{PAGE}&beside=zh-Hant-HK")
    expect(page.locator(".script [data-side=beside][lang='zh-Hant-HK']").first).to_be_visible()
    assert_accessible(page)

    # From now on readers in Taiwan get what Taiwan approved: all of it, as the page before an export tells.
    page.locator("[name=whose][value=variant]").check()
    page.locator("[name=readers]").click()
    expect(page.locator("[data-whose=variant]")).to_have_count(1)
    page.goto(f"{served.address}{TEXT}/zh-Hans/export")
    expect(page.locator("#variants [data-whose=variant]")).to_contain_text(str(len(TARGETS)))
    assert_accessible(page)

    # Both scripts leave the house, each with its own words.
    for format in ("html", "epub"):
        simplified, taiwan = (download(page, served, tag, format, tmp_path) for tag in ("", TW))
        assert all(text in taiwan for text in approved[1:])
        assert "机器" in simplified
        assert "機具" not in simplified


def download(page: Page, served, tag: str, format: str, folder: Path) -> str:
    """The words of an exported edition, in its own script or in another one."""
    with page.expect_download() as started:
        page.evaluate(
            "address => { const link = document.createElement('a'); link.href = address; link.click() }",
            f"{served.address}{TEXT}/zh-Hans/export/download?format={format}&variant={tag}&unapproved=marked",
        )
    path = folder / f"edition-{tag}.{format}"
    started.value.save_as(path)
    if format == "html":
        content = path.read_text(encoding="utf-8")
    else:
        with zipfile.ZipFile(path) as book:
            content = "".join(book.read(name).decode() for name in book.namelist() if name.endswith("html"))
    return re.sub(r"<[^>]+>", "", content)


def test_the_keys_are_listed(page: Page, served):
    """Whoever presses `?` learns them."""
    page.goto(f"{served.address}{PAGE}")

    page.keyboard.press("?")

    keys = page.locator("#keys-help kbd").all_inner_texts()
    assert {"J", "K", "A", "E", "W", "1…9"} <= set(keys)
