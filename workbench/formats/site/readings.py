"""The pages of one text: in each of its languages, and in every two of them beside each other.

A text of some length is cut at its headings of the first level, or of the second where its chapters are still too long,
and its first page holds the title and the chapters. All languages are cut alike, so that a reader changes the language
in the middle of a book and stays in the chapter, unless a heading is missing there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench import languages
from workbench.formats.html import header, nested, notes
from workbench.formats.layout import Unapproved, compose
from workbench.formats.legal import escape, printable
from workbench.formats.site import names
from workbench.formats.site.cards import author, card, excerpt, title
from workbench.formats.site.shell import Head, Way, banner, document, home, own_name, ways
from workbench.formats.site.values import Card, Entry, SiteFile, SiteText, SiteWords, Version
from workbench.formats.writing.book import Book, bind
from workbench.formats.writing.chapters import Chapter, chapters
from workbench.formats.writing.nodes import Cell, Heading, contents, pictures, walk, words
from workbench.formats.writing.xhtml import Writer
from workbench.text.segments import Media

# Characters of the original from which a text gets a page for each chapter, and for each section.
LONG = 60_000
# So many headings make a list of contents worth its place.
_LEAST_CONTENTS = 4
Tags = tuple[str, ...]


class TextPages:
    """Writes the pages of one text.

    Args:
        text: the text in all its languages.
        vocabulary: the words of the site, by language.
    """

    def __init__(self, text: SiteText, vocabulary: Mapping[str, SiteWords]) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.versions = {version.tag: version for version in text.versions}
        self.level = _level(text.versions[0])
        self.cards: dict[str, Card] = {}
        self.pictures: dict[str, Media] = {}
        self.paths: dict[str, str] = {}
        self.written: dict[int, tuple[Cell, str]] = {}
        self.pairs = list(self._pairs())
        readings = [*((tag,) for tag in self.versions), *self.pairs]
        # A book is bound twice rather than all its languages held at once.
        self.lengths = {tags: len(self._bound(tags)[1]) if self.level else 0 for tags in readings}

    def files(self) -> Iterator[SiteFile]:
        """The pages and the pictures that they show; `entry` is there when all are written."""
        for tags in self.lengths:
            yield from self._reading(tags)
        for path, media in self.pictures.items():
            yield SiteFile(path, media.data)

    def entry(self) -> Entry:
        """What the lists of texts say of it."""
        return Entry(self.text.slug, tuple(self.cards[tag] for tag in self.versions))

    def _pairs(self) -> Iterator[Tags]:
        tags = list(self.versions)
        for place, left in enumerate(tags):
            for right in tags[place + 1 :]:
                if languages.parse(left).language != languages.parse(right).language:
                    yield left, right

    def path_of(self, media: Media) -> str:
        """Where a picture is."""
        if media.name not in self.paths:
            self.paths[media.name] = names.picture(media.name, media.data)
        return self.paths[media.name]

    def words_of(self, tag: str) -> SiteWords:
        """The words of the site for readers of a locale."""
        return self.vocabulary[languages.base(tag)]

    # --- one reading --------------------------------------------------------------------------------------------------

    def _bound(self, tags: Tags) -> tuple[Book, list[Chapter]]:
        """A reading as a book, and the chapters that get pages of their own: none in a text that stays whole."""
        *beside, own = (self.versions[tag].edition for tag in tags)
        page = compose(own, beside=beside, unapproved=Unapproved.NOTED, labels=self.words_of(tags[-1]).labels)
        book = bind(page)
        cut = chapters(book, level=self.level) if self.level else []
        return book, cut if len(cut) > 1 else []

    def _reading(self, tags: Tags) -> Iterator[SiteFile]:
        book, cut = self._bound(tags)
        if book.media:
            blocks = [*book.body, *(block for note in book.notes.values() for block in note.children)]
            shown = {image.source for image in pictures(blocks)}
            self.pictures |= {self.path_of(media): media for name, media in book.media.items() if name in shown}
        if len(tags) == 1:
            self.cards[tags[0]] = card(self.versions[tags[0]], book)
        reading = _Reading(self, tags, book, cut)
        if not cut:
            yield reading.whole()
            return
        yield reading.beginning()
        yield from (reading.chapter(one) for one in cut)


@dataclass(frozen=True)
class _Reading:
    """A text in one language, or in two, on its way into files."""

    pages: TextPages
    tags: Tags
    book: Book
    cut: list[Chapter]

    @property
    def own(self) -> str:
        return self.tags[-1]

    @property
    def words(self) -> SiteWords:
        return self.pages.words_of(self.own)

    def whole(self) -> SiteFile:
        """The text on one page."""
        here = names.page(self.pages.text.slug, self.tags)
        writer = self._writer(here)
        before = [*self._head(writer), self._contents(writer), *self._remark(writer)]
        inside = [*before, writer.blocks(self.book.body)]
        return self._page(here, "\n".join(filter(None, [*inside, notes(self.book, writer)])))

    def beginning(self) -> SiteFile:
        """The first page of a book: its title, its chapters."""
        here = names.page(self.pages.text.slug, self.tags)
        writer = self._writer(here)
        return self._page(here, "\n".join([*self._head(writer), *self._remark(writer), self._chapters(here)]))

    def chapter(self, chapter: Chapter) -> SiteFile:
        """One chapter, with its notes and the ways to its neighbours."""
        here = self._path(chapter.number)
        writer = self._writer(here)
        lang = writer.lang(self.book.page.title_locale)
        beginning = names.way(here, names.page(self.pages.text.slug, self.tags))
        running = f'<h1 class="running"{lang}><a href="{beginning}">{escape(title(self.book))}</a></h1>'
        inside = [running, writer.blocks(chapter.blocks), _notes(chapter, self.book, writer), self._turn(here, chapter)]
        heading = self._heading(chapter)
        return self._page(here, "\n".join(filter(None, inside)), number=chapter.number, heading=heading)

    # --- what a page is made of ---------------------------------------------------------------------------------------

    def _path(self, number: int) -> str:
        return names.page(self.pages.text.slug, self.tags, number if self.cut else 0)

    def _writer(self, here: str) -> Writer:
        homes = {place: self._path(chapter.number) for chapter in self.cut for place in chapter.places}

        def place(name: str) -> str:
            home = homes.get(name, here)
            return f"#{name}" if home == here else f"{names.way(here, home)}#{name}"

        labels = self.words.labels
        return Writer(
            self.own,
            labels.locale,
            back=labels.back,
            media=self.book.media,
            picture=lambda media: names.way(here, self.pages.path_of(media)),
            place=place,
            written=self.pages.written,
        )

    def _heading(self, chapter: Chapter) -> str:
        said = printable(words(chapter.heading)).strip()
        return said or (title(self.book) if chapter.number == 1 else f"{chapter.number}")

    def _head(self, writer: Writer) -> Iterator[str]:
        yield header(self.book, writer)
        for tag in self.tags:
            if base := self.pages.versions[tag].base:
                said = self.words.derived % {"locale": own_name(base)}
                yield f'<p class="notice derived"{writer.label_lang}>{escape(said)}</p>'

    def _remark(self, writer: Writer) -> Iterator[str]:
        if self.book.remark:
            heading = f"<h2{writer.label_lang}>{escape(self.words.labels.remark)}</h2>"
            yield f'<section class="remark">\n{heading}\n{writer.blocks(self.book.remark)}\n</section>'

    def _contents(self, writer: Writer) -> str:
        headings = [heading for heading in self.book.headings if heading.level <= 2]
        if len(headings) < _LEAST_CONTENTS:
            return ""
        label = escape(self.words.labels.contents)
        heading = f'<h2 id="contents"{writer.label_lang}>{label}</h2>'
        return f'<nav class="contents" aria-labelledby="contents">\n{heading}\n{nested(headings, writer)}\n</nav>'

    def _chapters(self, here: str) -> str:
        items = [
            f'<li><a href="{names.way(here, self._path(chapter.number))}">{escape(self._heading(chapter))}</a></li>'
            for chapter in self.cut
        ]
        label, lang = escape(self.words.chapters), f' lang="{escape(self.words.locale)}"'
        heading = f'<h2 id="contents"{lang}>{label}</h2>'
        return f'<nav class="contents" aria-labelledby="contents">\n{heading}\n<ol>{"".join(items)}</ol>\n</nav>'

    def _turn(self, here: str, chapter: Chapter) -> str:
        """The ways to the chapter before and the one behind."""
        found = []
        for step, label, kind in ((-1, self.words.previous, "prev"), (1, self.words.following, "next")):
            number = chapter.number + step
            if 1 <= number <= len(self.cut):
                heading = escape(self._heading(self.cut[number - 1]))
                said = f'<small lang="{escape(self.words.locale)}">{escape(label)}</small> {heading}'
                found.append(f'<a class="{kind}" rel="{kind}" href="{names.way(here, self._path(number))}">{said}</a>')
        label = f'aria-label="{escape(self.words.chapters)}"'
        return f'<nav class="turn" {label}>{"".join(found)}</nav>'

    def _page(self, here: str, inside: str, *, number: int = 0, heading: str = "") -> SiteFile:
        pages, page = self.pages, self.book.page
        whole = title(self.book)
        alone = [self._alone(tag, number) for tag in pages.versions]
        body = [banner(here, self.words), ways(here, self.words.read_in, alone, self.words, kind="languages")]
        if beside := self._beside(number):
            body.append(ways(here, self.words.side_by_side, beside, self.words, kind="pairs"))
        body.append(f'<main id="main">\n<article>\n{inside}\n</article>\n</main>')
        body.append(f"<footer>{home(here, self.words)}</footer>")
        head = Head(
            path=here,
            locale=self.own,
            title=f"{heading} · {whole}" if heading and heading != whole else whole,
            description=excerpt(page),
            kind="article",
            versions=alone if len(self.tags) == 1 and len(alone) > 1 else (),
            feed=names.feed(self.words.locale),
            layout=f"parallel columns-{len(self.tags)}" if len(self.tags) > 1 else "plain",
            author=author(page)[0],
        )
        return SiteFile(here, document(head, self.words, "\n".join(body)))

    def _alone(self, tag: str, number: int) -> Way:
        version = self.pages.versions[tag]
        is_original = version.edition.is_source
        remark = self.words.original if is_original else ""
        return Way(self._same_place((tag,), number), own_name(tag), tag, (tag,) == self.tags, remark)

    def _beside(self, number: int) -> list[Way]:
        """The pairs that have a language of this page in them: what stands beside it, or another script of it."""
        found = []
        for pair in self.pages.pairs:
            if len(self.tags) == 1 and self.own in pair:
                other = pair[0] if pair[1] == self.own else pair[1]
                found.append(Way(self._same_place(pair, number), own_name(other), other, leads_to=pair[-1]))
            elif len(self.tags) > 1 and (pair[0] == self.tags[0] or pair[1] == self.own):
                name = f"{own_name(pair[0])} + {own_name(pair[1])}"
                found.append(Way(self._same_place(pair, number), name, pair[1], pair == self.tags))
        return found

    def _same_place(self, tags: Tags, number: int) -> str:
        """The page of another reading with the same chapter, or its first page where the chapters differ."""
        same = self.pages.lengths[tags] == self.pages.lengths[self.tags]
        return names.page(self.pages.text.slug, tags, number if same else 0)


def _notes(chapter: Chapter, book: Book, writer: Writer) -> str:
    """The notes of a chapter at its end."""
    if not chapter.notes:
        return ""
    heading = f"<h2{writer.label_lang}>{escape(book.page.labels.notes)}</h2>"
    lists = [
        "\n".join(writer.note(note) for note in chapter.notes if note.key[0] == column.locale)
        for column in book.page.columns
    ]
    end = "\n".join(f"<ol>\n{items}\n</ol>" for items in lists if items)
    return f'<section class="notes" role="doc-endnotes">\n{heading}\n{end}\n</section>'


def _level(original: Version) -> int:
    """The level of headings that begin a page of their own; 0 for a text that one page has room for."""
    units = original.edition.units
    if sum(len(unit.target) for unit in units) <= LONG:
        return 0
    book = bind(compose(original.edition))
    longest = max(_length(chapter) for chapter in chapters(book))
    deeper = any(isinstance(block, Heading) and block.level > 1 for block in walk(book.body))
    return 2 if longest > LONG and deeper else 1


def _length(chapter: Chapter) -> int:
    return sum(len(words(content)) for block in walk(chapter.blocks) for content in contents(block))
