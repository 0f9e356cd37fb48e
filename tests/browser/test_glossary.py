"""The glossary's story, from a word that somebody marks on the desk to the approved text, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from workbench.store.database import Store
from workbench.text import read_markdown
from workbench.workflow import desk, people, review, texts, units
from workbench.workflow.permissions import Role

pytestmark = pytest.mark.browser

PASSWORD = "lantern over water"
SOURCE = "The lantern hung by the gate.\n\nShe lit the lantern again.\n\nNobody came up the river.\n"
TARGETS = ("灯笼挂在门口。", "她又点亮了灯笼。")
WIDTHS = (1280, 390)


@pytest.fixture
def house(served) -> Iterator[Store]:
    """Two people, and a text whose first passages are approved with a word that will be forbidden."""
    store = Store(f"sqlite:///{next(served.workspace.glob('**/*.db'))}")
    grants = {"Reed": Role.TRANSLATOR, "Heron": Role.EDITOR}
    users = {
        name: people.add_user(store, name=name, password=PASSWORD, grants=[(role, "zh-Hans")])
        for name, role in grants.items()
    }
    by = users["Reed"]
    texts.bring_in(store, read_markdown(SOURCE), locale="en", by=by, slug="night")
    texts.start_edition(store, "night", "zh-Hans", by=by)
    for unit, target in zip(desk.window(store, "night", "zh-Hans", by=by).units, TARGETS, strict=False):
        saved = units.save(store, unit.id, target=target, version=unit.version, key=f"first-{unit.id}-key", by=by)
        handed = units.hand_in(store, unit.id, version=saved.version, by=by)
        review.approve(store, unit.id, version=handed.version, by=users["Heron"])
    yield store
    store.close()


def sign_in(browser: Browser, address: str, name: str) -> Page:
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"{address}/sign-in")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page.locator(".site-menus")).to_contain_text(name)
    page.locator("form[action$='/preferences/locale'] button[value='zh-Hans']").evaluate("button => button.click()")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    return page


def assert_open_to_all(page: Page) -> None:
    """Axe finds nothing, wide or narrow, and nothing stands out of a narrow window."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url} at {width}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[-1], page.url
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def mark(page: Page, words: str) -> None:
    """Mark words in the source of the open unit, as a pointer does."""
    page.evaluate(
        """words => {
          const source = document.querySelector(".unit--open .unit__source");
          const walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            document.activeElement.blur();
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
            return;
          }
        }""",
        words,
    )


def open_first_unit(page: Page, address: str) -> None:
    page.goto(f"{address}/texts/night/zh-Hans/desk")
    page.locator(".unit [data-open]").first.click()
    expect(page.locator(".unit--open textarea")).to_be_visible()


def test_from_a_marked_word_to_the_approved_text(browser: Browser, served, house: Store):
    """Propose, discuss, agree, see the impact, look again, replace, approve."""
    translator, editor = (sign_in(browser, served.address, name) for name in ("Reed", "Heron"))

    # The translator marks a word on the desk and proposes it in one step.
    open_first_unit(translator, served.address)
    mark(translator, "lantern")
    translator.locator(".propose-offer").click()
    form = translator.locator("[data-propose]")
    expect(form.locator("[name=source]")).to_have_value("lantern")
    expect(form.locator("[name=target]")).to_be_focused()
    form.locator("[name=target]").fill("提灯")
    assert_open_to_all(translator)
    form.locator("button").click()
    link = translator.locator("#panel-terms .notice--success a")
    expect(link).to_have_attribute("href", "/glossary/concepts/lantern")

    # They talk about it.
    for person, words in ((translator, "灯笼是纸糊的，这里说的是提在手里的灯。"), (editor, "同意。灯笼从此不用。")):
        person.goto(f"{served.address}/glossary/concepts/lantern")
        person.locator("form[action$='/comments'] textarea").fill(words)
        person.locator("form[action$='/comments'] button").click()
        expect(person.locator(".remark", has_text=words)).to_be_visible()
    expect(editor.locator(".life [aria-current=step]")).to_have_class(re.compile("life__stage--proposed"))
    assert_open_to_all(editor)

    # The editor forbids the other word and agrees; what that touches is shown before it is kept.
    editor.locator("a[href$='/concepts/lantern/edit']").click()
    assert_open_to_all(editor)
    editor.locator("[name=term-2-locale]").select_option("zh-Hans")
    editor.locator("[name=term-2-text]").fill("灯笼")
    editor.locator("[name=term-2-status]").select_option("forbidden")
    editor.locator("select[name=state]").select_option("agreed")
    editor.locator("form.form [name=reason]").fill("两种灯不可混为一谈。")
    editor.locator("main form.form .form__actions button").click()
    expect(editor.locator("#impact-texts")).to_contain_text("2")
    assert_open_to_all(editor)
    editor.locator("#impact-form [name=confirm]").click()
    expect(editor.locator(".life [aria-current=step]")).to_have_class(re.compile("life__stage--agreed"))

    # What was approved stays approved and waits for a look: one is left, the other gets the new word.
    editor.locator("main a[href*='/glossary/rechecks?concept=lantern']").click()
    rows = editor.locator("#rechecks > li")
    expect(rows).to_have_count(2)
    assert_open_to_all(editor)
    leave = rows.first.locator("[data-way=leave]")
    rows.first.locator("summary").first.click()
    leave.locator("[name=reason]").fill("门口挂的确实是纸灯笼。")
    leave.locator("button").click()
    expect(rows).to_have_count(1)
    rows.first.locator("a[href$='/lantern/replace']").click()
    expect(editor.locator("ins")).to_contain_text("提")
    assert_open_to_all(editor)
    editor.locator("#replace-form .form__actions button").click()
    expect(editor.locator("ins")).to_have_count(0)
    editor.goto(f"{served.address}/review/")
    editor.locator("[data-approve]").first.click()
    expect(editor.locator(".done")).to_be_visible()
    editor.goto(f"{served.address}/texts/night/zh-Hans/desk")
    expect(editor.locator(".unit[data-state=approved]")).to_have_count(2)
    expect(editor.locator(".unit__target").nth(1)).to_have_text("她又点亮了提灯。")

    # What was kept is listed; how the text keeps to the glossary is reported; the proposer is told.
    for address in ("waivers/", "glossary/consistency/zh-Hans/night", "glossary/concepts/lantern/places", "glossary/"):
        editor.goto(f"{served.address}/{address}")
        assert_open_to_all(editor)
    translator.goto(f"{served.address}/")
    told = translator.locator("main .notice a[href$='/concepts/lantern']")
    expect(told).to_have_text("lantern")
    told.click()
    translator.goto(f"{served.address}/")
    expect(translator.locator("main .notice a[href$='/concepts/lantern']")).to_have_count(0)
    for person in (translator, editor):
        person.context.close()


def test_findings_come_while_one_types_and_without_a_save(browser: Browser, served, house: Store):
    """Whoever waits for a save to learn of a mistake has written the next sentence by then."""
    page = sign_in(browser, served.address, "Reed")
    page.goto(f"{served.address}/texts/night/zh-Hans/desk")
    page.locator(".unit [data-open]").nth(2).click()
    area = page.locator(".unit--open textarea")
    expect(area).to_be_focused()
    saves: list[str] = []
    page.on("request", lambda request: saves.append(request.url) if request.url.endswith("/save") else None)
    area.press_sequentially("没有人,溯河而上。")
    expect(page.locator("#findings .finding").first).to_be_visible(timeout=1_400)
    assert saves == []
    page.context.close()


def test_the_key_proposes_what_is_marked_in_the_translation(browser: Browser, served, house: Store):
    """Nobody leaves the keyboard for it; on a phone the sheet opens by itself."""
    page = sign_in(browser, served.address, "Reed")
    page.set_viewport_size({"width": 390, "height": 800})
    open_first_unit(page, served.address)
    area = page.locator(".unit--open textarea")
    area.evaluate("area => { area.focus(); area.setSelectionRange(0, 2); }")
    page.keyboard.press("Alt+p")
    expect(page.locator("#propose-target")).to_have_value("灯笼")
    expect(page.locator("#propose-source")).to_be_focused()
    expect(page.locator("#panel")).to_have_attribute("data-sheet", "open")
    page.context.close()
