"""Write an edition as one HTML file that needs nothing else: no script, no font, no other host.

Method: the living standard of HTML; `lang` on every text in its own locale, so that fonts, hyphenation and
screen readers are right. Inline markup goes through the allow-list of `text.markup`, everything else is
escaped, and a Content Security Policy in the file forbids what should never be in it. In the parallel layout
each unit is a row with its source and its translation.
"""

from __future__ import annotations

import re
from importlib import resources

from workbench.formats.edition import Edition
from workbench.formats.elements import inline, pieces
from workbench.formats.flow import Outline, Piece, flow
from workbench.formats.layout import Block, Labels, Layout, Page, Presence, compose, split_notes
from workbench.formats.legal import escape
from workbench.text import markup

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def write(
    edition: Edition, *, layout: Layout = "plain", approved_only: bool = False, labels: Labels | None = None
) -> str:
    """Write an edition as a complete HTML page.

    Args:
        edition: what to write.
        layout: `plain` for the translation alone, `parallel` for source and translation side by side.
        approved_only: leave a sign in the place of every text that is not approved.
        labels: the words around the text; English by default.
    """
    labels = labels or Labels()
    page = compose(edition, layout=layout, approved_only=approved_only)
    writer = _Writer(edition, page, labels)
    main = writer.parallel() if layout == "parallel" else writer.plain()
    style = resources.files(__package__).joinpath("edition.css").read_text(encoding="utf-8")
    return f"""<!DOCTYPE html>
<html lang="{edition.target_locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{escape(markup.plain(page.title))}</title>
<style>
{style}</style>
</head>
<body class="{layout}">
{writer.header()}
<main>
{main}
</main>
</body>
</html>
"""


class _Writer:
    """Writes the blocks of one page; knows the locales, the words, and how deep the outline has come."""

    def __init__(self, edition: Edition, page: Page, labels: Labels) -> None:
        self.source_locale = escape(edition.source_locale)
        self.target_locale = escape(edition.target_locale)
        self.label_lang = f'lang="{escape(labels.locale)}"'
        self.page = page
        self.labels = labels
        self.outline = Outline()
        # Where nothing is approved yet, the line at the head says it once for all.
        shown = {block.presence for block in page.blocks if block.target}
        self.marks_drafts = shown == {Presence.SHOWN, Presence.DRAFT}

    def header(self) -> str:
        """The title page: titles, what is known of the text, and a warning where drafts are shown."""
        page, labels = self.page, self.labels
        lines = ["<header>", f'<h1 lang="{escape(page.title_locale)}">{inline(page.title, page.title_locale)}</h1>']
        if page.original_title:
            original = inline(page.original_title, self.source_locale)
            original = f'<cite lang="{self.source_locale}">{original}</cite>'
            label = escape(labels.original_title + labels.colon)
            lines.append(f'<p class="original" {self.label_lang}>{label}{original}</p>')
        if page.facts:
            lines += ['<dl class="facts">', *(self._fact(name, value) for name, value in page.facts), "</dl>"]
        if page.has_drafts:
            lines.append(f'<p class="notice" role="note" {self.label_lang}>{escape(labels.unreviewed)}</p>')
        return "\n".join([*lines, "</header>"])

    def _fact(self, name: str, value: str) -> str:
        text = escape(value)
        if _ADDRESS.fullmatch(value):
            text = f'<a href="{text}" rel="noopener noreferrer">{text}</a>'
        label = escape(getattr(self.labels, name))
        return f'<div><dt {self.label_lang}>{label}</dt><dd lang="{self.source_locale}">{text}</dd></div>'

    def plain(self) -> str:
        """The translation alone, its notes at the end."""
        text, notes = split_notes(self.page.blocks)
        body = flow(piece for block in text for piece in self._target(block))
        if not notes:
            return body
        heading = f"<h2 {self.label_lang}>{escape(self.labels.notes)}</h2>"
        end = flow((piece for block in notes for piece in self._target(block)), note_ids=set())
        return f'{body}\n<section class="notes">\n{heading}\n{end}\n</section>'

    def parallel(self) -> str:
        """One row for each unit: the source, then the translation."""
        note_ids: set[str] = set()
        return "\n".join(self._row(block, note_ids) for block in self.page.blocks)

    def _row(self, block: Block, note_ids: set[str]) -> str:
        source, target = flow(self._source(block)), flow(self._target(block), note_ids=note_ids)
        return (
            f'<div class="unit">\n<div class="source" lang="{self.source_locale}">\n{source}\n</div>\n'
            f'<div class="target" lang="{self.target_locale}">\n{target}\n</div>\n</div>'
        )

    def _source(self, block: Block) -> list[Piece]:
        if not block.source:
            return [Piece(self._sign(self.labels.added))]
        return pieces(block, block.source, self.source_locale)

    def _target(self, block: Block) -> list[Piece]:
        if block.presence.is_gap:
            return [Piece(self._sign(self.labels.gap(block.presence)), block.container)]
        tag = self.outline.tag(block.level) if block.is_heading else "p"
        mark = ""
        if self.marks_drafts and block.presence is Presence.DRAFT:
            mark = f'<small class="mark" {self.label_lang}>[{escape(self.labels.draft)}]</small>'
        return pieces(block, block.target, self.target_locale, tag=tag, mark=mark)

    def _sign(self, sentence: str) -> str:
        return f'<p class="gap" {self.label_lang}>{escape(sentence)}</p>'
