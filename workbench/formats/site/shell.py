"""What all pages of a reading site have around them: the head, the name of the site, the ways to other languages.

No page has a script, and none asks another host for anything. The policy forbids what a text might smuggle in; it does
not speak of style and pictures, since browsers disagree on what `'self'` is in a file that no host has sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.formats.legal import escape
from workbench.formats.site import names
from workbench.formats.site.values import SiteWords
from workbench.languages import parse

_POLICY = (
    "script-src 'none'; object-src 'none'; frame-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'"
)


@dataclass(frozen=True)
class Way:
    """A link to another page.

    Attributes:
        path: where it leads.
        name: what it is called.
        locale: the locale of its name.
        is_here: it is this page.
        remark: what is said behind it.
        leads_to: the locale of the page, if it is another one than that of the name.
    """

    path: str
    name: str
    locale: str
    is_here: bool = False
    remark: str = ""
    leads_to: str = ""


@dataclass(frozen=True)
class Head:
    """What a page says of itself to browsers, search engines and those who pass its address on.

    Attributes:
        path: where it is.
        locale: its language.
        title: its title, as characters.
        description: how it begins.
        kind: `website` or `article`, as Open Graph calls them.
        versions: the same page in its languages, this one among them; none if there is only this one.
        feed: the feed to subscribe to, or empty.
        layout: classes of the page's body.
        author: the author's name, or empty.
    """

    path: str
    locale: str
    title: str
    description: str = ""
    kind: str = "website"
    versions: Sequence[Way] = ()
    feed: str = ""
    layout: str = "plain"
    author: str = ""


def document(head: Head, words: SiteWords, body: str) -> bytes:
    """Write a page."""
    locale = escape(head.locale)
    name = escape(words.name)
    title = escape(head.title)
    whole = title if head.title == words.name else f"{title} · {name}"
    return f"""<!DOCTYPE html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{whole}</title>
{"".join(f"{line}{chr(10)}" for line in _meta(head, words))}</head>
<body class="{head.layout}">
<a class="skip" href="#main"{_lang(words.locale)}>{escape(words.skip)}</a>
{body}
</body>
</html>
""".encode()


def _meta(head: Head, words: SiteWords) -> Iterable[str]:
    if head.description:
        yield f'<meta name="description" content="{escape(head.description)}">'
        yield f'<meta property="og:description" content="{escape(head.description)}">'
    if head.author:
        yield f'<meta name="author" content="{escape(head.author)}">'
    yield f'<meta property="og:title" content="{escape(head.title)}">'
    yield f'<meta property="og:type" content="{head.kind}">'
    yield f'<meta property="og:site_name" content="{escape(words.name)}">'
    yield f'<meta property="og:locale" content="{escape(_underlined(head.locale))}">'
    for version in head.versions:
        tag = escape(version.locale)
        yield f'<link rel="alternate" hreflang="{tag}" href="{names.way(head.path, version.path)}">'
    if head.feed:
        kind, to = "application/atom+xml", names.way(head.path, head.feed)
        yield f'<link rel="alternate" type="{kind}" title="{escape(words.name)}" href="{to}">'
    yield f'<link rel="stylesheet" href="{names.way(head.path, names.STYLE)}">'


def banner(here: str, words: SiteWords) -> str:
    """The name of the site above a text, as a link to the list of texts."""
    return f'<header class="site">{home(here, words)}</header>'


def home(here: str, words: SiteWords) -> str:
    """The way to the list of texts."""
    to = names.way(here, names.front(words.locale))
    return f'<a href="{to}"{_lang(words.locale)}>{escape(words.name)}</a>'


def ways(here: str, label: str, links: Sequence[Way], words: SiteWords, *, kind: str) -> str:
    """A row of links with a label before it; the page itself is said to be the present one."""
    items = "".join(f"<li>{link(here, one, words)}</li>" for one in links)
    said = f'<p id="{kind}-label">{escape(label)}</p>'
    return f'<nav class="ways {kind}" aria-labelledby="{kind}-label"{_lang(words.locale)}>{said}<ul>{items}</ul></nav>'


def link(here: str, to: Way, words: SiteWords) -> str:
    """One link, in its own language."""
    tag = escape(to.locale)
    present = ' aria-current="page"' if to.is_here else ""
    remark = f" <small{_lang(words.locale)}>({escape(to.remark)})</small>" if to.remark else ""
    address = names.way(here, to.path)
    goal = escape(to.leads_to or to.locale)
    return f'<a href="{address}" lang="{tag}" hreflang="{goal}"{present}>{escape(to.name)}</a>{remark}'


def own_name(tag: str) -> str:
    """What a locale calls itself."""
    return parse(tag).name


def _lang(locale: str) -> str:
    return f' lang="{escape(locale)}"'


def _underlined(locale: str) -> str:
    """A locale as Open Graph writes it: language and region."""
    known = parse(locale)
    if known.is_chinese:
        return f"zh_{known.region or ('CN' if known.script == 'Hans' else 'TW')}"
    return {"en": "en_US", "es": "es_ES"}.get(known.language, known.language)
