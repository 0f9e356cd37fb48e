"""Punctuation: how a paragraph begins and ends, and the marks that it has.

A question stays a question and a quotation opens on both sides, whatever the language. The marks are compared in
compatibility form, in which most Chinese ones equal the Latin ones; the others are mapped here.
"""

from __future__ import annotations

import re

from workbench.alignment.keys import KeySets, keys_of
from workbench.alignment.sides import Side, plain

_MARKS: dict[int, str] = {
    ord(mark): same
    for mark, same in zip("。、？！¿¡—–【】〔〕…“”«»「」『』＂《》", ".,?!?!--[][]." + '"' * 11, strict=True)
}
_LABEL = re.compile(r"([A-Za-z]{0,2}\d{0,2}|[^\s:]{1,12}|[^:]{1,30})\s?:")
_CLOSERS = "\"')]}*_’ "
_SAME = '?!"(:;%-$€&/+='
# Every character that is one of these marks, in whatever script, and the mark that it is.
_KEYS = {chr(code): mark for code, mark in ({ord(mark): mark for mark in _SAME} | _MARKS).items() if mark in _SAME}
_EDGE = 60  # characters at either end of a paragraph that tell how it begins and ends


class EndMark:
    """The last mark of a paragraph, closing quotation marks and brackets aside."""

    name = "end mark"
    agreement = 0.7
    weight = 0.7
    at_end = True

    def classes(self, side: Side) -> list[str]:
        """Give the class of each paragraph's end."""
        return [_end(text[-_EDGE:].translate(_MARKS)) for text in side.texts]


class StartMark:
    """An opening quotation mark, bracket, figure or label (`A1:`) at the start."""

    name = "start mark"
    agreement = 0.7
    weight = 0.7
    at_end = False

    def classes(self, side: Side) -> list[str]:
        """Give the class of each paragraph's beginning."""
        return [_start(text[:_EDGE].translate(_MARKS)) for text in side.texts]


class Marks:
    """Which marks stand anywhere in a paragraph."""

    name = "marks"
    hit = 0.7
    weight = 0.4

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the marks of each paragraph."""
        return keys_of(_keys, source.texts, target.texts)


class Labels:
    """The label before a colon at the start, when it is a code that no language changes: `A1:`, `Q2:`."""

    name = "labels"
    hit = 0.9
    weight = 0.9

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the label of each paragraph that has one."""
        return keys_of(_label, source.texts, target.texts)


def _end(text: str) -> str:
    last = text.rstrip(_CLOSERS)[-1:]
    if last in {".", "?", "!", ":", ",", ";"}:
        return last
    return "digit" if last.isdigit() else "none"


def _start(text: str) -> str:
    text = text.lstrip("*_ ")
    if text[:1] in {'"', "'", "‘"}:
        return '"'
    if text[:1] in {"[", "(", "-"}:
        return text[:1]
    if text[:1].isdigit():
        return "digit"
    return "label" if _LABEL.match(text) else "none"


def _keys(text: str) -> set[str]:
    return {_KEYS[mark] for mark in _KEYS.keys() & set(text)}


def _label(text: str) -> set[str]:
    found = re.match(r"\W*([A-Za-z]{0,3}\s?\d{1,3})\s?[:.)]", text)
    return {plain(found.group(1))} if found else set()
