"""The pages that list the texts: one in each language of the site, and the entrance that leads to them.

The language is chosen by a link. A text is called as its readers in this language know it; what is not there in this
language stands below, called by its original title.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench import languages
from workbench.formats.legal import escape
from workbench.formats.site import names
from workbench.formats.site.shell import Head, Way, document, link, own_name, ways
from workbench.formats.site.values import Card, Entry, SiteFile, SiteWords


def entrance(vocabulary: Mapping[str, SiteWords]) -> SiteFile:
    """The page that one meets first: the languages, each in its own words."""
    here = names.ENTRANCE
    first = next(iter(vocabulary.values()))
    items = []
    for locale, words in vocabulary.items():
        tag, to = escape(locale), names.way(here, names.front(locale))
        inside = f"<b>{escape(own_name(locale))}</b> <span>{escape(words.name)}</span>"
        items.append(f'<li><a href="{to}" lang="{tag}" hreflang="{tag}">{inside}</a></li>')
    heading = f'<h1 class="visually-hidden">{escape(first.name)}</h1>'
    body = f'<main id="main" class="entrance">\n{heading}\n<ul>{"".join(items)}</ul>\n</main>'
    head = Head(here, first.locale, first.name, first.lead, versions=_fronts(here, vocabulary))
    return SiteFile(here, document(head, first, body))


def front(entries: Sequence[Entry], words: SiteWords, vocabulary: Mapping[str, SiteWords]) -> SiteFile:
    """The texts as readers of one language see them, the newest first."""
    locale = words.locale
    here = names.front(locale)
    fronts = _fronts(here, vocabulary)
    own = [(entry, card) for entry in entries if (card := card_for(entry, locale))]
    others = [(entry, entry.cards[0]) for entry in entries if not card_for(entry, locale)]
    body = [
        ways(here, words.languages, fronts, words, kind="languages"),
        f'<main id="main" class="front">\n<h1>{escape(words.name)}</h1>\n<p class="lead">{escape(words.lead)}</p>',
        _list(here, own, words, heading="h2"),
    ]
    if others:
        body.append(f'<section aria-labelledby="elsewhere">\n<h2 id="elsewhere">{escape(words.elsewhere)}</h2>')
        body += [_list(here, others, words, heading="h3"), "</section>"]
    if not entries:
        body.append(f"<p>{escape(words.nothing)}</p>")
    feed = f'<p class="feed"><a href="{names.way(here, names.feed(locale))}">{escape(words.feed)}</a></p>'
    body += ["</main>", f"<footer>{feed}</footer>"]
    head = Head(here, locale, words.name, words.lead, versions=fronts, feed=names.feed(locale))
    return SiteFile(here, document(head, words, "\n".join(body)))


def card_for(entry: Entry, locale: str) -> Card | None:
    """A text as readers of a language have it: in their script, or else in another one of their language."""
    wanted = languages.parse(locale).language
    near = [card for card in entry.cards if languages.parse(card.tag).language == wanted]
    # Of two that are equally near the first one stays, which is not the derived one.
    return max(near, key=lambda card: (card.tag == locale, languages.base(card.tag) == locale), default=None)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """The order of the lists: what was published last comes first."""
    return sorted(sorted(entries, key=lambda entry: entry.slug), key=lambda entry: entry.newest, reverse=True)


def _fronts(here: str, vocabulary: Mapping[str, SiteWords]) -> list[Way]:
    return [Way(names.front(locale), own_name(locale), locale, here == names.front(locale)) for locale in vocabulary]


def _list(here: str, found: Sequence[tuple[Entry, Card]], words: SiteWords, *, heading: str) -> str:
    items = "\n".join(_item(here, entry, card, words, heading) for entry, card in found)
    return f'<ul class="texts">\n{items}\n</ul>' if items else ""


def _item(here: str, entry: Entry, card: Card, words: SiteWords, heading: str) -> str:
    title_tag, tag = escape(card.title_locale), escape(card.tag)
    address = names.way(here, card.path)
    title = f'<a href="{address}" hreflang="{tag}" lang="{title_tag}">{escape(card.title)}</a>'
    lines = [f"<{heading}>{title}</{heading}>"]
    if card.author:
        lines.append(f'<p class="by" lang="{escape(card.author_locale)}">{escape(card.author)}</p>')
    if card.excerpt:
        lines.append(f'<p class="excerpt" lang="{tag}">{escape(card.excerpt)}</p>')
    links = (
        Way(one.path, own_name(one.tag), one.tag, remark="" if place else words.original)
        for place, one in enumerate(entry.cards)
    )
    items = "".join(f"<li>{link(here, one, words)}</li>" for one in links)
    lines.append(f'<ul class="versions" aria-label="{escape(words.read_in)}">{items}</ul>')
    return f"<li>{chr(10).join(lines)}</li>"
