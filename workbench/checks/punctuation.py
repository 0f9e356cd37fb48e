"""Punctuation as the target language prints it.

Sources: GB/T 15834-2011 for Chinese (fullwidth marks, the ellipsis of six dots), the Ortografía of the
    Spanish
academies (2010) for ¿ and ¡, and common usage for spaces. Marks next to Latin letters and digits are left
alone in Chinese, since decimal points, times and foreign names keep their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity
from workbench.text.characters import HAN

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_CLOSERS = "”’」』》）"
_NARROW = re.compile(
    f"(?<=[{HAN}{_CLOSERS}])"
    rf"(?:(?P<dots>\.{{3,6}})|(?P<mark>[,;:?!.]) *(?=[{HAN}{_CLOSERS}“‘「『《（\n]|$))"
)
_NARROW_BRACKETS = re.compile(rf"(?<=[{HAN}])\(([^()]*[{HAN}][^()]*)\)|\(([^()]*[{HAN}][^()]*)\)(?=[{HAN}])")

_FULLWIDTH = N_("Chinese text takes the fullwidth mark %(mark)s here.")
_BRACKETS = N_("Chinese text takes fullwidth brackets here.")
_NO_OPENING = N_("This sentence lacks its opening %(mark)s.")
_NO_CLOSING = N_("The %(mark)s at the beginning has no counterpart at the end.")
_DOUBLED = N_("A punctuation mark stands twice.")


class Fullwidth:
    """A halfwidth mark stands between Chinese characters."""

    id = "fullwidth"
    severity = Severity.WARNING
    description = N_("Chinese punctuation: commas, stops and brackets between Chinese characters are fullwidth.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Look at Chinese targets; each finding offers the mark to be used."""
        text = pair.seen.text
        if not pair.target_locale.is_chinese:
            return
        for found in _NARROW.finditer(text):
            wide = "……" if found["dots"] else _WIDE[found["mark"]]
            yield self._finding(pair, found, _FULLWIDTH, {"mark": wide}, wide)
        if "(" not in text:
            return
        for found in _NARROW_BRACKETS.finditer(text):
            yield self._finding(pair, found, _BRACKETS, {}, f"（{found[1] or found[2]}）")

    def _finding(
        self, pair: Pair, found: re.Match[str], message: str, values: dict[str, str], replacement: str
    ) -> Finding:
        start, end = pair.seen.span(*found.span())
        # Where markup stands inside, no replacement can be offered that keeps it.
        offered = replacement if pair.target[start:end] == found.group() else None
        return Finding(
            self.id, self.severity, message, values, span=(start, end), found=found.group(), replacement=offered
        )


# An operator such as `? :` stands free, a question mark touches its sentence.
_ASKED = re.compile(r"[¿¡]|(?<=[^\s?!(])[?!]+(?![\w?!])")
_OPENING = {"?": "¿", "!": "¡"}
_SENTENCE_BORDER = re.compile(r"[.…:;]\s|[?!»”\"]\s|[«“\"(—\n–]")
_LETTER = re.compile(r"[^\W\d_]")


class OpeningMarks:
    """A Spanish question or exclamation lacks ¿ or ¡, or what closes it."""

    id = "opening-marks"
    severity = Severity.WARNING
    description = N_("Spanish questions and exclamations open with ¿ and ¡.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Look at Spanish targets; what is quoted in the words of the source keeps its punctuation."""
        text = pair.seen.text
        if pair.target_locale.language != "es":
            return
        opened: list[int] = []
        behind = 0
        for found in _ASKED.finditer(text):
            if found.group() in "¿¡":
                opened.append(found.start())
                continue
            if not opened:
                yield from self._unopened(pair, text, behind, found)
            opened, behind = [], found.end()
        for at in opened[-1:]:
            values = {"mark": text[at]}
            yield Finding(self.id, self.severity, _NO_CLOSING, values, span=pair.seen.span(at, at + 1), found=text[at])

    def _unopened(self, pair: Pair, text: str, behind: int, found: re.Match[str]) -> Iterator[Finding]:
        borders = [border.end() for border in _SENTENCE_BORDER.finditer(text, behind, found.start())]
        first = _LETTER.search(text, borders[-1] if borders else behind, found.start())
        if first is None or text[first.start() : found.end()] in pair.said.text:
            return
        start, end = pair.seen.span(first.start(), found.end())
        opening = _OPENING[found.group()[0]]
        sentence = pair.target[start:end]
        yield Finding(
            self.id,
            self.severity,
            _NO_OPENING,
            {"mark": opening},
            span=(start, end),
            found=sentence,
            replacement=opening + sentence,
        )


_TWICE = re.compile(r"[，。；：、]{2,}|[,;]{2,}|(?<![.…])\.\.(?!\.)")


class DoubledMarks:
    """A comma, stop or the like stands twice."""

    id = "doubled-marks"
    severity = Severity.WARNING
    description = N_("Punctuation marks that stand twice by mistake.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Leave alone what the source writes in the same way."""
        for found in _TWICE.finditer(pair.seen.text):
            marks = found.group()
            if marks not in pair.said.text:
                single = "……" if marks.startswith("。。。") else marks[0]
                span = pair.seen.span(*found.span())
                yield Finding(self.id, self.severity, _DOUBLED, span=span, found=marks, replacement=single)
