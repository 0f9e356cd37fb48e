"""One story from the first link to the exported edition, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from workbench.web.i18n import CATALOGUES

pytestmark = pytest.mark.browser

PASSWORD = "lantern over water"
FORBIDDEN = (
    "**沈晚秋**：头一个冬天他们就吵起来了，我总得有两个词，好把桌子分开。照我们的说法，右翼毛分子相信上头的人总有一天会记起自己"
    "是从哪里来的：敌人在国外，在国内就该忠心，就该等。左派毛派认为毛病就出在上头的人身上，他们巴不得我们等下去。"
)
OFFLINE = "可两边的书架上摆着的，是同一本红宝书。"
SAVED = re.compile("^Saved")


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()


def make_account(context: BrowserContext, link: str, name: str) -> Page:
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    return page


def invite(page: Page, address: str, role: str) -> str:
    page.goto(f"{address}/people/")
    form = page.locator("form", has=page.get_by_role("button", name="Make an invitation link"))
    form.get_by_label("Chinese (Simplified)").select_option(role)
    form.get_by_role("button").click()
    return page.get_by_label("Invitation link").input_value()


def assert_accessible(page: Page) -> None:
    """Axe finds nothing."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def open_passage(page: Page, desk: str, words: str) -> None:
    page.goto(desk)
    page.locator(".unit", has_text=words).locator("[data-open]").click()
    expect(page.locator(".unit--open textarea")).to_be_focused()


def test_from_the_first_link_to_the_exported_edition(browser: Browser, served, tmp_path: Path):
    """The main job of the workbench, as its people do it."""
    # The keeper makes the first account and invites a translator and an editor.
    keeper = make_account(browser.new_context(locale="en-US"), served.first_link, "Keeper of keys")
    editor_link = invite(keeper, served.address, "editor")
    translator_link = invite(keeper, served.address, "translator")
    translator = make_account(browser.new_context(locale="en-US"), translator_link, "Reed")
    editor = make_account(browser.new_context(locale="en-US", accept_downloads=True), editor_link, "Heron")
    page = translator

    # The translator opens the interview and sees the term marked.
    page.goto(f"{served.address}/texts/river-press-interview")
    page.get_by_role("button", name="Start in Chinese (Simplified)").click()
    desk = page.url
    open_passage(page, desk, "A rightist Maoist, as we used the word")
    unit, area = page.locator(".unit--open"), page.locator(".unit--open textarea")
    expect(unit.locator(".unit__source .term", has_text="rightist Maoist")).to_be_visible()
    expect(page.locator("#panel-terms")).to_contain_text("右派毛派")

    # A forbidden rendering is told at once, and replaced by a key.
    area.fill(FORBIDDEN)
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=10_000)
    expect(page.locator("#findings")).to_contain_text("右翼毛分子")
    area.press("Alt+r")
    expect(area).to_have_value(FORBIDDEN.replace("右翼毛分子", "右派毛派"))
    expect(page.locator("#findings")).not_to_contain_text("右翼毛分子", timeout=10_000)
    assert_accessible(page)

    # The network goes away; what is typed stays on the device, and goes out when it is back.
    page.context.set_offline(True)
    area.press("Control+End")
    area.press_sequentially(OFFLINE)
    expect(page.locator(".save-line")).to_contain_text("No connection", timeout=10_000)
    page.context.set_offline(False)
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=15_000)
    expect(area).to_have_value(re.compile(OFFLINE + "$"))
    area.press("Control+Enter")
    expect(page.locator(".unit--open")).not_to_contain_text("as we used the word")

    # The editor returns it with a reason; the translator reads it and mends.
    editor.goto(f"{served.address}/review/")
    expect(editor.get_by_role("main")).to_contain_text("右派毛派")
    assert_accessible(editor)
    return_it(editor, "The footnote mark at the end is missing.")
    page.goto(f"{desk}?filter=returned")
    page.locator(".unit [data-open]").first.click()
    expect(page.locator(".unit--open")).to_contain_text("The footnote mark at the end is missing.")
    area = page.locator(".unit--open textarea")
    area.press("Control+End")
    area.press_sequentially("[^1]")
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=10_000)
    assert_accessible(page)
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.locator(".unit--open")).to_have_count(0)

    # The editor approves by key.
    editor.goto(f"{served.address}/review/")
    approve(editor)
    editor.goto(desk)
    expect(editor.locator(".unit[data-state=approved]")).to_have_count(1)

    # The edition goes out in both scripts and holds the right words.
    hans = download(editor, desk, "html", "", tmp_path)
    assert "右派毛派" in hans
    assert "国外" in hans
    assert "右翼毛分子" not in hans
    taiwan = download(editor, desk, "html", "zh-Hant-TW", tmp_path)
    assert "右派毛派" in taiwan
    assert "紅寶書" in taiwan
    assert "國外" in taiwan
    for variant, word in (("", "红宝书"), ("zh-Hant-TW", "紅寶書")):
        catalogue = polib.pofile(download(editor, desk, "po", variant, tmp_path))
        assert any(word in entry.msgstr and not entry.fuzzy for entry in catalogue)

    # No page of the story is closed to anybody, in any language, by day or by night.
    text = f"{served.address}/texts/river-press-interview"
    pages = {
        keeper: [f"{served.address}/people/", f"{served.address}/people/log", f"{served.address}/account"],
        translator: [
            f"{served.address}/",
            f"{served.address}/texts/new",
            text,
            desk,
            f"{desk}?open={opened_uid(page, desk)}",
            f"{served.address}/glossary/",
            f"{served.address}/glossary/concepts/pol-rightist-maoist",
            f"{served.address}/search/?q=红宝书",
        ],
        editor: [f"{served.address}/review/", f"{text}/zh-Hans/export", f"{text}/translation"],
    }
    for person, addresses in pages.items():
        for locale in CATALOGUES:
            choose_language(person, served.address, locale)
            for address in addresses:
                person.goto(address)
                expect(person.locator("html")).to_have_attribute("lang", locale)
                for scheme in ("light", "dark"):
                    person.emulate_media(color_scheme=scheme)
                    assert_accessible(person)
        person.context.close()


def return_it(page: Page, reason: str) -> None:
    """Return the first unit of the queue, with the keyboard alone."""
    page.keyboard.press("r")
    expect(page.locator("[data-way=return] input[type=radio]").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Returned")


def approve(page: Page) -> None:
    page.keyboard.press("a")
    expect(page.get_by_role("main")).to_contain_text("Approved")


def opened_uid(page: Page, desk: str) -> str:
    page.goto(desk)
    return (page.locator(".unit[data-state=approved]").get_attribute("id") or "").removeprefix("u-")


def choose_language(page: Page, address: str, locale: str) -> None:
    page.goto(f"{address}/account")
    page.evaluate("document.querySelector('details.menu').open = true")
    page.locator(f"form[action$='/preferences/locale'] button[value='{locale}']").click()
    expect(page.locator("html")).to_have_attribute("lang", locale)


def download(page: Page, desk: str, kind: str, variant: str, folder: Path) -> str:
    page.goto(desk.removesuffix("/desk") + "/export")
    page.locator("#format").select_option(kind)
    page.locator("#variant").select_option(variant)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    path = folder / f"{kind}-{variant}"
    waiting.value.save_as(path)
    return path.read_text(encoding="utf-8")
