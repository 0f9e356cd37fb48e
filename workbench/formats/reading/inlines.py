r"""Turn the inlines of Pandoc's JSON into inline Markdown that `text.markup` reads as the same.

Method: the tree is flattened into runs, each with the set of styles that it stands in, and written again with the
style that lasts longest outside. So doubled and touching emphasis is joined, blanks and, where CommonMark would
not see the mark, punctuation move out of it. It fails on emphasis of two kinds that overlap inside one word:
the words stay, the shorter emphasis goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from workbench.text import markup
from workbench.text.characters import CJK

Node = Mapping[str, Any]

# What would be read as markup; `](` and `[^` are the only brackets that mean something to our parser.
_ACTIVE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|[*`]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|~(?=~|$)|(?<=~)~|^~|\](?=\()|\[(?=\^)|!(?=\[)"
)
_RUBY = {"<ruby>", "</ruby>", "<rt>", "</rt>", "<rp>", "</rp>"}
# Tags that say how something looks, or nothing at all: nobody misses them.
_LOOK = re.compile(r"</?(?:font|center|big|small|nobr|wbr|tt|acronym|[a-z0-9]+:[a-z]+)\b", re.IGNORECASE)
_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?)", re.IGNORECASE)
_BREAK = re.compile(r"^<br\s*/?>$", re.IGNORECASE)
# What all of these begin with: most paragraphs have none of it.
_PERHAPS_ACTIVE = re.compile(r"[\\*`_<~\[\]!^]")
_ACTIVE_IN_LINK = re.compile(_ACTIVE.pattern + r"|[][]|^\^")
_BRACKETS = re.compile(r"[][*_`<~\\]")
_SCHEMES = {"http", "https", "mailto"}
_OPEN = {"em": "*", "strong": "**", "del": "~~", "sup": "<sup>", "sub": "<sub>"}
_CLOSE = {"em": "*", "strong": "**", "del": "~~", "sup": "</sup>", "sub": "</sub>"}
_STYLES = {
    "Emph": "em", "Underline": "em", "Strong": "strong", "Strikeout": "del", "Superscript": "sup", "Subscript": "sub",
}  # fmt: skip
# Marks of private use between which `word` hands over ruby, for which Pandoc has no form.
RUBY_START, RUBY_TEXT, RUBY_END = "\U0010f8f0", "\U0010f8f1", "\U0010f8f2"
LINE = "\U0010f8f3"  # the whole text of a paragraph that is a line across the page
_RUBY_MARKS = str.maketrans({RUBY_START: "<ruby>", RUBY_TEXT: "<rt>", RUBY_END: "</rt></ruby>"})
_EMPHASIS = {"em", "strong", "del"}
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_BLANK_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_MARK_EDGES = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)


class Run(NamedTuple):
    """A stretch of text in one set of styles.

    Attributes:
        text: plain text, or for an atom Markdown as it is written: code, a picture, a reference, a tag.
        styles: `em`, `strong`, `del`, `sup`, `sub`, or `link:` with a target.
        is_atom: whether `text` is Markdown already.
    """

    text: str
    styles: frozenset[str] = frozenset()
    is_atom: bool = False


@dataclass
class Context:
    """What the inlines of a document need to know, and what they leave behind.

    Attributes:
        picture: gives the name of a picture for its address in the tree, or None where it cannot be kept.
        note: takes the blocks of a footnote and gives its label, or an empty string for one without text.
        anchor: takes the id of a place.
        dropped: how many links, pictures and pieces of raw code were left out, by kind.
    """

    picture: Callable[[str], str | None]
    note: Callable[[Sequence[Node]], str]
    anchor: Callable[[str], None]
    dropped: dict[str, int] = field(default_factory=dict)

    def drop(self, kind: str) -> None:
        """Count something that was left out."""
        self.dropped[kind] = self.dropped.get(kind, 0) + 1


def write(nodes: Sequence[Node], context: Context, *, line_break: str = "\\\n") -> str:
    """Give inline Markdown for a list of inlines.

    Args:
        nodes: inlines of Pandoc's JSON.
        context: see there.
        line_break: what stands for a line break that is meant; `<br>` where a content has to be one line.
    """
    content = _write(nodes, context, line_break)
    return content.translate(_RUBY_MARKS) if RUBY_START in content else content


def _write(nodes: Sequence[Node], context: Context, line_break: str) -> str:
    if all(node["t"] in ("Str", "Space") for node in nodes):  # most paragraphs, on a short way
        return _escaped("".join(node["c"] if node["t"] == "Str" else " " for node in nodes)).strip()
    runs = _trimmed(_merged(_dressed_notes(_joined(_flatten(nodes, frozenset(), context, line_break)))), line_break)
    content, is_risky = _serialise(_edged(runs, _BLANK_EDGES))
    if not is_risky:
        return content
    # What CommonMark would read otherwise than it was meant is written again: with punctuation outside of emphasis,
    # then with less emphasis. The words always stay.
    wanted = _said(runs)
    if markup.plain(content) == wanted:
        return content
    for fewer in (frozenset[str](), frozenset({"em"}), frozenset({"em", "strong", "del"})):
        reduced = [Run(run.text, run.styles - fewer, run.is_atom) for run in runs]
        content, _ = _serialise(_edged(_merged(reduced), _MARK_EDGES))
        if markup.plain(content) == wanted:
            break
    return content


def mark_up(pieces: Sequence[tuple[str, frozenset[str]]]) -> str:
    """Give Markdown for pieces of Markdown that stand in further styles.

    Args:
        pieces: texts as they are written, with the styles of each; see `Run`.

    Returns:
        The text with marks for the styles. Where they would change its words, such as in the middle of other marks,
        with fewer of them, or none.
    """
    written = "".join(words for words, _ in pieces)
    wanted = markup.plain(written)
    for fewer in (frozenset[str](), frozenset({"em"}), frozenset({"em", "strong", "del"})):
        parts: list[tuple[Run, bool]] = []
        for words, styles in pieces:
            found = _BLANK_EDGES.fullmatch(words)
            head, core, tail = found.groups() if found else ("", words, "")
            edged = (Run(head, styles - fewer), True), (Run(core, styles - fewer, is_atom=True), False)
            parts += [part for part in (*edged, (Run(tail, styles - fewer), True)) if part[0].text]
        content, _ = _serialise(_settled(parts))
        if markup.plain(content) == wanted:
            return content
    return written


def plain(nodes: Sequence[Node]) -> str:
    """Give the words of inlines without any markup, as a title needs them."""
    pieces: list[str] = []
    for node in nodes:
        kind: str = node["t"]
        content: Any = node.get("c")
        match kind:
            case "Str" | "Code" | "Math":
                pieces.append(content if kind == "Str" else content[1])
            case "Space" | "SoftBreak" | "LineBreak":
                pieces.append(" ")
            case "Note" | "RawInline":
                pass
            case "Quoted":
                pieces.append(plain(content[1]).join(_quotes(content[0]["t"])))
            case _:
                pieces.append(plain(_inside(node)))
    return " ".join("".join(pieces).split())


def _inside(node: Node) -> Sequence[Node]:
    """Give the inlines that an inline holds."""
    content: Any = node["c"]
    inside: Sequence[Node] = content if node["t"] in _STYLES or node["t"] == "SmallCaps" else content[1]
    return inside


def _quotes(kind: str) -> str:
    return "‘’" if kind == "SingleQuote" else "“”"


def _flatten(nodes: Sequence[Node], styles: frozenset[str], context: Context, line_break: str) -> Iterator[Run]:
    for node in nodes:
        kind: str = node["t"]
        content: Any = node.get("c")
        match kind:
            case "Str":
                yield Run(content, styles)
            case "Space":
                yield Run(" ", styles)
            case "SoftBreak":
                yield Run("\n", styles)
            case "LineBreak":
                yield Run(line_break, styles, is_atom=True)
            case "Code" | "Math":
                yield Run(_code(content[1]), styles, is_atom=True)
            case "RawInline":
                yield from _raw(content[1], styles, context, line_break)
            case "Note":
                if label := context.note(content):
                    # Its number is raised anyway.
                    yield Run(f"[^{label}]", styles - {"sup", "sub"}, is_atom=True)
            case "Image":
                yield from _image(content, styles, context)
            case "Link":
                yield from _link(content, styles, context, line_break)
            case "Quoted":
                opening, closing = tuple(_quotes(content[0]["t"]))
                yield Run(opening, styles)
                yield from _flatten(content[1], styles, context, line_break)
                yield Run(closing, styles)
            case "Span":
                if content[0][0]:
                    context.anchor(content[0][0])
                yield from _flatten(content[1], styles, context, line_break)
            case _:
                style = _STYLES.get(kind)
                yield from _flatten(_inside(node), styles | {style} if style else styles, context, line_break)


def _raw(code: str, styles: frozenset[str], context: Context, line_break: str) -> Iterator[Run]:
    if code.lower() in _RUBY:
        yield Run(code.lower(), styles, is_atom=True)
    elif _BREAK.match(code):
        yield Run(line_break, styles, is_atom=True)
    elif not (code.startswith("<!--") or _LOOK.match(code)):
        context.drop("raw")


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{' '.join(text.split())}{pad}{ticks}" if text.strip() else ""


def _image(content: Sequence[Any], styles: frozenset[str], context: Context) -> Iterator[Run]:
    description = plain(content[1])
    # Some programs describe a picture by the name of its file.
    if _FILE.fullmatch(description):
        description = ""
    name = context.picture(content[2][0])
    if name is None:
        context.drop("picture")
        yield Run(description, styles)
    else:
        yield Run(picture(description, name), frozenset(s for s in styles if not s.startswith("link:")), is_atom=True)


def picture(description: str, name: str) -> str:
    """Give the mark of a picture."""
    return f"![{_BRACKETS.sub(_backslash, description)}]({name})"


def _backslash(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _link(content: Sequence[Any], styles: frozenset[str], context: Context, line_break: str) -> Iterator[Run]:
    target = content[2][0].strip()
    if content[0][0]:
        context.anchor(content[0][0])
    styles = frozenset(style for style in styles if not style.startswith("link:"))
    if (target.startswith("#") and len(target) > 1) or _is_safe(target):
        styles |= {"link:" + _address(target)}
    elif target:
        context.drop("link")
    runs = list(_flatten(content[1], styles, context, line_break))
    yield from runs or ([Run(target, styles)] if _is_safe(target) else [])


def _is_safe(target: str) -> bool:
    try:
        return urlsplit(target).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def _address(target: str) -> str:
    """Give an address as it may stand between brackets."""
    target = re.sub(r"[\s<>\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), target)
    return target if _is_balanced(target) else target.replace("(", "%28").replace(")", "%29")


def _is_balanced(target: str) -> bool:
    depth = 0
    for character in target:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def _joined(runs: Iterator[Run]) -> list[Run]:
    """Replace the ends of hard-wrapped lines: nothing between two Chinese characters, else a blank."""
    found = list(runs)
    if not any(run.text == "\n" for run in found):
        return found
    for number, run in enumerate(found):
        if run.text == "\n" and not run.is_atom:
            before = found[number - 1].text[-1:] if number else ""
            after = found[number + 1].text[:1] if number + 1 < len(found) else ""
            found[number] = Run("" if CJK.match(before) and CJK.match(after) else " ", run.styles)
    return found


def _dressed_notes(runs: list[Run]) -> list[Run]:
    """Give references to notes the emphasis that goes on behind them, which some programs interrupt for the number."""
    for number, run in enumerate(runs[1:-1], 1):
        if run.is_atom and run.text.startswith("[^"):
            after = number + 2 if runs[number + 1].text == " " and number + 2 < len(runs) else number + 1
            around = runs[number - 1].styles & runs[after].styles & _EMPHASIS
            runs[number:after] = [one._replace(styles=one.styles | around) for one in runs[number:after]]
    return runs


def _merged(runs: Sequence[Run]) -> list[Run]:
    """Join neighbouring runs of one style, and give blanks the styles that both neighbours share."""
    result: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = result[-1] if result else None
        if last and not last.is_atom and not run.is_atom and last.styles == run.styles:
            result[-1] = Run(last.text + run.text, run.styles)
        else:
            result.append(run)
    return result


def _trimmed(runs: list[Run], line_break: str) -> list[Run]:
    """Take blanks and line breaks off both ends, and blanks around line breaks."""

    def is_blank(run: Run) -> bool:
        return run.text == line_break if run.is_atom else not run.text.strip(" \t\n")

    while runs and is_blank(runs[0]):
        del runs[0]
    while runs and is_blank(runs[-1]):
        del runs[-1]
    for number, run in enumerate(runs):
        if run.is_atom:
            continue
        text = _BLANKS.sub(" ", run.text)
        if not number or runs[number - 1].text == line_break:
            text = text.lstrip(" ")
        if number + 1 == len(runs) or runs[number + 1].text == line_break:
            text = text.rstrip(" ")
        if text != run.text:
            runs[number] = Run(text, run.styles)
    return [run for run in runs if run.text]


def _said(runs: Sequence[Run]) -> str:
    """Give the plain text that runs stand for."""
    return "".join(markup.plain(run.text) if run.is_atom else run.text for run in runs)


def _escaped(text: str, *, is_linked: bool = False) -> str:
    """Put a backslash before what would be read as markup; inside a link that is every bracket."""
    if not _PERHAPS_ACTIVE.search(text):
        return text
    return (_ACTIVE_IN_LINK if is_linked else _ACTIVE).sub(_backslash, text)


def _edged(runs: Sequence[Run], edges: re.Pattern[str]) -> list[Run]:
    """Move what stands at the edges of a style, such as blanks, out of it."""
    parts: list[tuple[Run, bool]] = []
    for run in runs:
        if run.is_atom or not run.styles:
            parts.append((run, False))
            continue
        found = edges.fullmatch(run.text)
        head, core, tail = found.groups() if found else ("", run.text, "")
        parts += [
            (Run(text, run.styles), is_edge) for text, is_edge in ((head, True), (core, False), (tail, True)) if text
        ]
    return _merged(_settled(parts))


def _settled(parts: list[tuple[Run, bool]]) -> list[Run]:
    """Give runs, those at an edge with the styles alone that go on behind them."""
    for number, (run, is_edge) in enumerate(parts):
        if is_edge:
            around = [_styles_beside(parts, number, step) for step in (-1, 1)]
            parts[number] = (Run(run.text, run.styles & around[0] & around[1]), True)
    return [run for run, _ in parts]


def _styles_beside(parts: Sequence[tuple[Run, bool]], number: int, step: int) -> frozenset[str]:
    """Give the styles of the nearest run on one side that is no edge."""
    number += step
    while 0 <= number < len(parts) and parts[number][1]:
        number += step
    return parts[number][0].styles if 0 <= number < len(parts) else frozenset()


def _serialise(runs: Sequence[Run]) -> tuple[str, bool]:
    """Write runs as Markdown.

    Returns:
        The content, and whether a mark stands where CommonMark may not see it.
    """
    out: list[str] = []
    places: list[tuple[int, int, bool]] = []  # where marks of emphasis stand, how long they are, and if they open
    stack: list[str] = []
    length = 0

    def put(text: str) -> None:
        nonlocal length
        out.append(text)
        length += len(text)

    def mark(style: str, *, opens: bool) -> None:
        nonlocal length
        if style.startswith("link:"):
            if opens and out and out[-1].endswith("!"):
                out[-1] = out[-1][:-1]
                length -= 1
                put("\\!")
            put("[" if opens else f"]({style[5:]})")
            return
        if style in _EMPHASIS:
            places.append((length, len(_OPEN[style]), opens))
        put(_OPEN[style] if opens else _CLOSE[style])

    def close(keep: frozenset[str]) -> None:
        depth = next((i for i, style in enumerate(stack) if style not in keep), len(stack))
        while len(stack) > depth:
            mark(stack.pop(), opens=False)

    for number, run in enumerate(runs):
        if not (run.styles or stack):  # most of a text
            put(run.text if run.is_atom else _escaped(run.text))
            continue
        close(run.styles)
        # What lasts longest stands outside; a link is never cut by emphasis that ends with it.
        missing = sorted(
            run.styles - set(stack), key=lambda style: (-_reach(runs, number, style), not style.startswith("link:"))
        )
        for style in missing:
            mark(style, opens=True)
            stack.append(style)
        is_linked = any(style.startswith("link:") for style in run.styles)
        put(run.text if run.is_atom else _escaped(run.text, is_linked=is_linked))
    close(frozenset())
    content = "".join(out)
    return content, _is_risky(content, places)


def _is_risky(content: str, places: Sequence[tuple[int, int, bool]]) -> bool:
    """Tell whether a mark touches another one, or has punctuation inside and a letter outside."""
    behind = -1
    for start, size, opens in places:
        if start == behind:
            return True
        behind = start + size
        before, after = content[start - 1 : start] if start else "", content[behind : behind + 1]
        inner, outer = (after, before) if opens else (before, after)
        if not inner.isalnum() and outer.isalnum() and not CJK.match(inner) and not CJK.match(outer):
            return True
    return False


def _reach(runs: Sequence[Run], number: int, style: str) -> int:
    """Tell behind which run a style ends."""
    while number < len(runs) and style in runs[number].styles:
        number += 1
    return number
