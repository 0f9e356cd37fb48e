"""The reading site as a reader meets it: from a file, without a script, on a desk and on a phone, with the keyboard."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from workbench.formats import Edition, ExportUnit, Imprint, Labels
from workbench.formats.site import SiteText, SiteWords, Version, write_site
from workbench.states import State
from workbench.text import read_markdown
from workbench.workflow.publishing.folder import place

pytestmark = pytest.mark.browser

ENGLISH = """---
title: The Weir
author: Ana Ruiz
---

She came *late*, and nobody asked why.[^1]

## The gate

> Keep the gate shut.

- One lock.
- Two keys.

| Year | Looms |
|---|--:|
| 1958 | 12 |

## The lamp

It was lit.

## The bridge

Nobody crossed it.

[^1]: A note on the lamp.
"""
CHINESE = (
    "水坝", "她来得*很晚*，没有人问为什么。[^1]", "闸门", "把闸门关好。", "一把锁。", "两把钥匙。", "年份", "织机",
    "1958", "12", "灯", "灯点着。", "桥", "没有人过桥。", "关于灯的一条注。",
)  # fmt: skip
PAGES = ("index.html", "en/index.html", "zh-Hant/index.html", "texts/weir/en.html", "texts/weir/zh-Hant.html",
         "texts/weir/en.zh-Hans.html")  # fmt: skip


def edition(targets: list[str], locale: str) -> Edition:
    """The text in a locale."""
    segments = read_markdown(ENGLISH).segments
    units = tuple(
        ExportUnit(f"u{number}", (one.content,), target, one.kind, one.level, one.prefix, one.gap, State.APPROVED)
        for number, (one, target) in enumerate(zip(segments, targets, strict=True))
    )
    meta = {"title": "The Weir", "author": "Ana Ruiz", "origin": "https://example.org/"}
    note = Imprint(translators="堤坝小组", note="一句话。") if locale != "en" else Imprint()
    return Edition("weir", "The Weir", "en", locale, units, meta, note, changed=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one text in English and Chinese."""
    date = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    simplified = edition(list(CHINESE), "zh-Hans")
    traditional = edition([target.replace("来", "來") for target in CHINESE], "zh-Hant")
    original = edition([one.content for one in read_markdown(ENGLISH).segments], "en")
    text = SiteText("weir", (Version(original), Version(simplified, date), Version(traditional, date, base="zh-Hans")))
    folder = tmp_path_factory.mktemp("reading") / "a folder with blanks"
    place(write_site([text], {tag: SiteWords(Labels(locale=tag)) for tag in ("en", "zh-Hans", "zh-Hant")}), folder)
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(browser: Browser, site: Path, scheme: str):
    """Axe finds nothing, in no language and no light; nothing is wider than a phone."""
    page = browser.new_context(color_scheme=scheme).new_page()
    for name in PAGES:
        page.goto((site / name).as_uri())
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name} at {width}\n{found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
    page.context.close()


def test_a_reader_finds_the_way_by_keyboard_and_without_a_script(browser: Browser, site: Path):
    """From the entrance to a footnote and back, into another script, and beside the original."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "index.html").as_uri())
    press(page, "English")
    assert page.url.endswith("/en/index.html")
    press(page, "The Weir")
    assert page.url.endswith("/texts/weir/en.html")
    press(page, "1")
    assert page.url.endswith("#fn-1")
    press(page, "↩")
    assert page.url.endswith("#ref-fn-1")
    press(page, "繁體中文")
    assert page.url.endswith("/texts/weir/zh-Hant.html")
    assert page.title().startswith("水坝")
    press(page, "English", last=True)
    assert page.url.endswith("/texts/weir/en.zh-Hant.html")
    page.context.close()


def press(page: Page, name: str, *, last: bool = False) -> None:
    """Go to a link with the tabulator, see that it is marked, and follow it; the last of this name if asked for."""
    links = page.get_by_role("link", name=name, exact=False)
    link = links.last if last else links.first
    for _ in range(80):
        page.keyboard.press("Tab")
        if link.and_(page.locator(":focus")).count():
            break
    else:
        pytest.fail(f"no link {name} on {page.url} can be reached by keyboard")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_two_languages_stand_side_by_side_or_below_each_other(browser: Browser, site: Path):
    """On a desk in columns; on a phone a column would hold three words."""
    page = browser.new_page()
    page.goto((site / "texts/weir/en.zh-Hans.html").as_uri())
    for width, beside in ((1280, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 900})
        left, right = (page.locator(".unit").first.locator("> div").nth(place).bounding_box() for place in (0, 1))
        assert left is not None
        assert right is not None
        assert (left["x"] + left["width"] <= right["x"]) is beside
        assert (left["y"] + left["height"] <= right["y"]) is not beside
    page.close()


def test_emphasis_follows_the_language(browser: Browser, site: Path):
    """Chinese has no italics: a dot stands at each character."""
    page = browser.new_page()
    page.goto((site / "texts/weir/en.zh-Hans.html").as_uri())

    def style(locale: str, name: str) -> str:
        where = page.locator(f".unit [lang='{locale}'] em, .unit > [lang='{locale}'] em").first
        return str(where.evaluate(f"element => getComputedStyle(element)['{name}']"))

    assert style("en", "fontStyle") == "italic"
    assert style("zh-Hans", "fontStyle") == "normal"
    assert "dot" in style("zh-Hans", "textEmphasisStyle")
    page.close()
