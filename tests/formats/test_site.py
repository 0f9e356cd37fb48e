"""The reading site: every link leads somewhere, nothing of a text is obeyed, the same texts are the same files."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from workbench.formats.edition import Edition, ExportUnit, Imprint
from workbench.formats.labels import Labels
from workbench.formats.site import SiteText, SiteWords, Version, names, readings, write_site
from workbench.states import State
from workbench.text import read_markdown
from workbench.text.segments import Kind, Media, Segment

WORDS = {
    "en": SiteWords(Labels()),
    "es": SiteWords(Labels(locale="es"), name="Sala de lectura"),
    "zh-Hans": SiteWords(Labels(locale="zh-Hans"), name="阅览室", derived="由%(locale)s转换。"),
    "zh-Hant": SiteWords(Labels(locale="zh-Hant"), name="閱覽室", derived="由%(locale)s轉換。"),
}
PICTURE = Media("media/0123456789abcdef.png", "image/png", b"\x89PNG\r\n\x1a\n")
PICTURE_PATH = "media/4c4b6a3be1314ab8.png"
DATE = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
TEXT = """---
title: The weir
---

She came *late*.[^1]

![A weir](media/0123456789abcdef.png)

## Work

> A letter.

- One.
- Two.

| a | b |
|---|---|
| 1 | 2 |

[^1]: A note on **water**.
"""


def edition(
    text: str = TEXT, *, source: str = "en", target: str = "en", slug: str = "weir", state: State = State.APPROVED
) -> Edition:
    """An edition that repeats its source, with the locale before each paragraph."""
    document = read_markdown(text)

    def said(segment: Segment) -> str:
        plain = target == source or segment.kind in (Kind.IMAGE, Kind.RULE, Kind.TABLE_CELL)
        return segment.content if plain else f"{target}: {segment.content}"

    units = tuple(
        ExportUnit(
            uid=f"u{number}", source=(one.content,), target=said(one), kind=one.kind, level=one.level,
            prefix=one.prefix, gap=one.gap, state=state, segments=(f"u{number}",),
        )
        for number, one in enumerate(document.segments)
    )  # fmt: skip
    return Edition(
        slug, "The weir", source, target, units, {"title": "The weir", "author": "Ana Ruiz"},
        media={PICTURE.name: PICTURE}, changed=DATE,
    )  # fmt: skip


def text(body: str = TEXT, *, slug: str = "weir", tags: Iterable[str] = ("es", "zh-Hans", "zh-Hant-TW")) -> SiteText:
    """A text in English and in other locales; what is not Simplified of the Chinese is derived."""
    others = (
        Version(edition(body, target=tag, slug=slug), DATE, base="zh-Hans" if tag.startswith("zh-Hant") else "")
        for tag in tags
    )
    return SiteText(slug, (Version(edition(body, slug=slug)), *others))


def site(*texts: SiteText) -> dict[str, bytes]:
    """The files of a site by path; no path comes twice."""
    files = list(write_site(texts, WORDS))
    found = {file.path: file.data for file in files}
    assert len({path.casefold() for path in found}) == len(files)
    return found


def long_text(*, chapters: int = 3) -> str:
    """A text that one page has no room for, with a note in each chapter and a link between two."""
    filler = "The water stood low. " * (readings.LONG // 21 // chapters + 40)
    return "---\ntitle: The weir\n---\n\n" + "".join(
        f"# Part {number}\n\n{filler}[^{number}]\n\n[^{number}]: Note {number}.\n\n"
        for number in range(1, chapters + 1)
    )


def assert_closed(files: dict[str, bytes]) -> None:
    """Every address in the site is relative and leads to a file of it, and to a place in that file."""
    trees = {path: html.fromstring(data) for path, data in files.items() if path.endswith(".html")}
    places = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    for path, tree in trees.items():
        assert len(places[path]) == len(tree.xpath("//@id")), f"{path} names a place twice"
        for address in tree.xpath("//@href | //@src"):
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            assert not parts.scheme, address
            assert not parts.netloc, address
            assert not parts.path.startswith("/"), address
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            target = target if parts.path else path
            assert target in files, f"{path} leads to {address}"
            assert not parts.fragment or parts.fragment in places[target], f"{path} leads to {address}"


def reachable(files: dict[str, bytes]) -> set[str]:
    """What a reader finds who begins at the entrance and follows every link."""
    found, waiting = {names.ENTRANCE}, [names.ENTRANCE]
    while waiting:
        path = waiting.pop()
        if not path.endswith(".html"):
            continue
        for address in html.fromstring(files[path]).xpath("//@href | //@src"):
            if not urlsplit(address).scheme and (way := urlsplit(address).path):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), way))
                if target not in found:
                    found.add(target)
                    waiting.append(target)
    return found


def test_every_link_leads_somewhere_and_everything_is_found():
    """A reader on a memory stick has nobody to ask."""
    files = site(text(), text(long_text(), slug="long"), text(slug="other", tags=["es"]))

    assert_closed(files)
    assert reachable(files) == set(files)


def test_no_page_has_a_script_or_asks_another_host():
    """The site has to work from a file, without a network, and tell nobody who reads it."""
    for path, data in site(text(), text(long_text(), slug="long")).items():
        if path.endswith(".html"):
            tree = html.fromstring(data)
            assert not tree.xpath("//script | //iframe | //object | //form | //@onclick | //base"), path
            addresses = tree.xpath("//link/@href | //img/@src")
            assert not [address for address in addresses if "//" in address], path


def test_a_text_is_there_in_each_language_and_in_every_two_of_them():
    """Script and region are chosen like a language; a language beside itself is of no use."""
    files = site(text())

    own = {path for path in files if path.startswith("texts/weir/")}
    alone = {"en", "es", "zh-Hans", "zh-Hant-TW"}
    pairs = {"en.es", "en.zh-Hans", "en.zh-Hant-TW", "es.zh-Hans", "es.zh-Hant-TW"}
    assert own == {f"texts/weir/{name}.html" for name in alone | pairs}
    tree = html.fromstring(files["texts/weir/zh-Hant-TW.html"])
    assert tree.get("lang") == "zh-Hant-TW"
    assert tree.xpath("//link[@rel='alternate' and @hreflang]/@hreflang") == ["en", "es", "zh-Hans", "zh-Hant-TW"]
    assert tree.xpath("//a[@aria-current='page']/@hreflang") == ["zh-Hant-TW"]
    assert "由简体中文轉換。" in files["texts/weir/zh-Hant-TW.html"].decode()


def test_two_languages_stand_side_by_side():
    """Each in its own language for screen readers, fonts and hyphenation."""
    tree = html.fromstring(site(text())["texts/weir/en.zh-Hans.html"])

    rows = tree.find_class("unit")
    assert [child.get("lang") for child in rows[0]] == ["en", "zh-Hans"]
    assert [child.text_content().strip() for child in rows[0]] == ["She came late.1", "zh-Hans: She came late.1"]


def test_a_long_text_has_a_page_for_each_chapter():
    """Nobody waits for a whole book to read its first page."""
    files = site(text(long_text(), tags=["es"]))

    first = html.fromstring(files["texts/weir/es.html"])
    assert first.xpath("//nav[@class='contents']//a/@href") == ["es.1.html", "es.2.html", "es.3.html"]
    second = html.fromstring(files["texts/weir/es.2.html"])
    assert second.xpath("//nav[@class='turn']/a/@href") == ["es.1.html", "es.3.html"]
    assert "es: Note 2." in second.text_content()
    assert "es: Note 1." not in second.text_content()
    # The way to the other chapters, and back to all texts.
    assert second.xpath("//h1[@class='running']/a/@href") == ["es.html"]
    assert second.xpath("//footer/a/@href") == ["../../es/index.html"]
    # Who changes the language stays in the chapter.
    assert "en.2.html" in second.xpath("//nav/ul/li/a/@href")
    assert "en.es.2.html" in second.xpath("//nav/ul/li/a/@href")


def test_a_chapter_that_is_missing_leads_to_the_first_page():
    """Chapters are counted in each language; where they differ, the third may be another one."""
    whole = text(long_text(), tags=["es"])
    spanish = whole.versions[1].edition
    units = tuple(replace(unit, state=State.DRAFT) if unit.target == "es: Part 2" else unit for unit in spanish.units)
    files = site(replace(whole, versions=(whole.versions[0], Version(replace(spanish, units=units), DATE))))

    chapter = html.fromstring(files["texts/weir/en.3.html"])
    assert "es.html" in chapter.xpath("//nav/ul/li/a/@href")
    assert_closed(files)


def test_what_is_not_approved_is_not_there():
    """A draft is nobody's business but of those who work on it; that something is missing is said."""
    draft = Version(edition("---\ntitle: The weir\n---\n\nShe came.\n\nNobody asked.\n", target="es"), DATE)
    first, second, third = draft.edition.units
    units = (first, second, replace(third, state=State.SUBMITTED, target="UNSEEN"))
    original = Version(edition("---\ntitle: The weir\n---\n\nShe came.\n\nNobody asked.\n"))
    files = site(SiteText("weir", (original, replace(draft, edition=replace(draft.edition, units=units)))))

    assert b"UNSEEN" not in b"".join(files.values())
    assert "A passage here is not yet reviewed." in files["texts/weir/es.html"].decode()


EVIL = "</title><script>alert(1)</script>\"'<img src=x onerror=alert(1)>[x](javascript:alert(1))&\x00\u202e"


def test_nothing_of_a_text_is_obeyed():
    """What people write is shown, wherever it stands."""
    plain = text(f"# {EVIL}\n\n{EVIL}\n\n## {EVIL}\n\nEnd.[^1]\n\n[^1]: {EVIL}\n", slug="con")
    meta = {"title": EVIL, "author": EVIL, "origin": EVIL, "date": EVIL}
    versions = tuple(
        replace(one, edition=replace(one.edition, meta=meta, imprint=Imprint(translators=EVIL, note=EVIL)))
        for one in plain.versions
    )
    words = {tag: replace(one, name=EVIL, lead=EVIL) for tag, one in WORDS.items()}

    for file in write_site([SiteText("con", versions)], words):
        if file.path.endswith(".html"):
            tree = html.fromstring(file.data)
            assert not tree.xpath("//script | //img[@onerror] | //*[starts-with(@href, 'javascript')]"), file.path
            assert len(tree.xpath("//title")) == 1
            assert "\u202e" not in file.data.decode()
        elif file.path.endswith(".xml"):
            etree.fromstring(file.data)


@pytest.mark.parametrize(
    ("slug", "folder"),
    [
        pytest.param("night-ferry", "texts/night-ferry", id="plain"),
        pytest.param("con", "texts/con_", id="a device of Windows"),
        pytest.param("com1", "texts/com1_", id="another one"),
    ],
)
def test_folders_have_names_that_every_system_takes(slug: str, folder: str):
    """A site that cannot be copied to a memory stick of somebody's is no site for them."""
    assert names.folder(slug) == folder


@given(st.text(min_size=1, max_size=200))
def test_a_folder_is_safe_for_any_slug(slug: str):
    """Slugs are plain today; a path that leads out of the site must never come of one."""
    head, _, name = names.folder(slug).partition("/")

    assert head == "texts"
    assert 0 < len(name) <= 100
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_lists_show_a_text_as_readers_of_the_language_have_it():
    """Below their own texts stands what is not there in their language, by its original title."""
    files = site(text(tags=["es"]), text(slug="bridge", tags=["zh-Hans", "zh-Hant"]))

    spanish = html.fromstring(files["es/index.html"])
    assert spanish.xpath("//main/ul/li/h2/a/@href") == ["../texts/weir/es.html"]
    assert spanish.xpath("//main/section/ul/li/h3/a/@href") == ["../texts/bridge/en.html"]
    chinese = html.fromstring(files["zh-Hant/index.html"])
    assert chinese.xpath("//main/ul/li/h2/a/@href") == ["../texts/bridge/zh-Hant.html"]
    assert html.fromstring(files["en/index.html"]).xpath("count(//main/ul/li)") == 2


def test_the_feeds_are_atom():
    """Each entry has what RFC 4287 asks for; the original, which nobody published here, is none."""
    files = site(text(), text(slug="other", tags=["es"]))
    name = {"a": "http://www.w3.org/2005/Atom"}

    feeds = {tag: etree.fromstring(files[f"{tag}/feed.xml"]) for tag in WORDS}
    counts = {tag: len(feed.findall("a:entry", name)) for tag, feed in feeds.items()}
    assert counts == {"en": 0, "es": 2, "zh-Hans": 1, "zh-Hant": 1}
    for path, feed in feeds.items():
        for element in (feed, *feed.findall("a:entry", name)):
            found = {etree.QName(child).localname for child in element}
            assert {"id", "title", "updated", "link", "author"} <= found | (
                {"author"} if element is not feed else set()
            )
        ids = [element.text for element in feed.iter("{*}id")]
        assert len(ids) == len(set(ids))
        for link in feed.iter("{*}link"):
            assert posixpath.normpath(posixpath.join(path, link.get("href"))) in files
    # The Traditional feed has the only version of that language's script that there is.
    assert feeds["zh-Hant"].find("a:entry/a:link", name).get("hreflang") == "zh-Hant-TW"


def test_an_empty_site_says_so():
    """The last edition may have been taken back."""
    files = site()

    assert "Nothing is published here yet." in files["en/index.html"].decode()
    assert_closed(files)


def test_one_picture_is_one_file_that_only_texts_bring_that_show_it():
    """Two editions and two texts may show the same picture."""
    files = site(text(), text(slug="other"), text("# Plain\n\nWords.\n", slug="plain"))

    assert [path for path in files if path.startswith("media/")] == [PICTURE_PATH]
    assert files[PICTURE_PATH] == PICTURE.data


def test_two_pictures_of_one_name_are_two_files():
    """Names come from people's folders too; a text must not show the picture of another one."""
    other = text(slug="other", tags=["es"])
    changed = replace(PICTURE, data=PICTURE.data + b"another")
    versions = tuple(
        replace(one, edition=replace(one.edition, media={PICTURE.name: changed})) for one in other.versions
    )
    files = site(text(), replace(other, versions=versions))

    (address,) = html.fromstring(files["texts/other/es.html"]).xpath("//img/@src")
    assert files[posixpath.normpath(posixpath.join("texts/other", address))] == changed.data
    assert files[PICTURE_PATH] == PICTURE.data


@given(st.text(min_size=1, max_size=50))
def test_a_picture_has_a_name_that_every_system_takes(name: str):
    """Names of pictures come from files that people bring."""
    assert re.fullmatch(r"media/[0-9a-f]{16}(\.[a-z0-9]{1,8})?", names.picture(f"media/{name}", b""))


def test_the_same_texts_are_the_same_files():
    """Whoever keeps the site in git, or copies what changed, sees only what changed."""
    assert site(text(), text(long_text(), slug="long")) == site(text(), text(long_text(), slug="long"))


def test_a_note_that_is_there_twice_leads_to_places_that_are_there():
    """What refers to another note may stand in the one that nobody can reach."""
    body = "---\ntitle: T\n---\n\n[^1]: Noted.\n\n[^2]: Words.\n\n[^2]: See [^1].\n"

    assert_closed(site(text(body)))


BLOCKS = st.lists(
    st.sampled_from(
        [
            "# Part", "## Section", "### Below", "Words and *more*.", "A note.[^1]", "Again.[^1] And [^2].", "> Said.",
            "- One.\n- Two.", "1. First.", "***", "[^1]: Noted.", "[^2]: See [^1].", "| a |\n|---|\n| b[^1] |",
            "See [there](#u1).", "```\ncode\n```", "![A](media/0123456789abcdef.png)",
        ]
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(blocks=BLOCKS, limit=st.sampled_from([0, 40, 10_000]), lost=st.integers(0, 13))
def test_every_text_is_closed_however_it_is_cut(blocks: list[str], limit: int, lost: int):
    """Notes, headings and links may stand anywhere, and an unapproved passage be any of them."""
    whole = text("\n\n".join(blocks) + "\n", tags=["es", "zh-Hans"])
    spanish = whole.versions[1].edition
    units = tuple(
        replace(unit, state=State.DRAFT) if place == lost else unit for place, unit in enumerate(spanish.units)
    )
    whole = replace(
        whole, versions=(whole.versions[0], Version(replace(spanish, units=units), DATE), whole.versions[2])
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "LONG", limit)
        assert_closed(site(whole))
