"""The front matter of a Markdown text: a YAML mapping between two lines of three hyphens.

Every value is taken as the text that stands there, so that a date, a number or `no` stays what was written;
a list becomes its values with commas between. Comments and nested mappings have no place in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from workbench.errors import N_, WorkbenchError

_BLOCK = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_ENTRY = re.compile(r"\s*(?:#[^\n]*\n\s*)*[^\s#:][^:\n]*:(?:\s|$)")


class BadFrontMatter(WorkbenchError):
    """The front matter is no mapping of names to texts; `details`: `line` from 1, where it is known."""


class _Loader(yaml.SafeLoader):
    """Reads every scalar as text."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - a table of the base class


class _Dumper(yaml.SafeDumper):
    """Writes text without the quotes that would only matter to a reader that guesses types."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - a table of the base class


def split(text: str) -> tuple[dict[str, str], str]:
    """Part a text into front matter and body; without front matter the first is empty.

    Raises:
        BadFrontMatter: it begins like front matter but cannot be read as one.
    """
    block = _BLOCK.match(text)
    if block is None or not _ENTRY.match(block[1] or ""):
        return {}, text
    return _read(block[1]), text[block.end() :]


def _read(source: str) -> dict[str, str]:
    try:
        node = yaml.compose(source, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _bad(mark.line + 2 if mark else 1) from None
    except (yaml.YAMLError, RecursionError):
        raise _bad(1) from None
    if not isinstance(node, yaml.MappingNode):
        raise _bad(2)
    meta: dict[str, str] = {}
    for key, value in node.value:
        name = _text(key)
        if name in meta:
            raise _bad(key.start_mark.line + 2)
        meta[name] = ", ".join(map(_text, value.value)) if isinstance(value, yaml.SequenceNode) else _text(value)
    return meta


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _bad(node.start_mark.line + 2)
    return str(node.value)


def _bad(line: int) -> BadFrontMatter:
    return BadFrontMatter(
        N_(
            "The front matter cannot be read at line %(line)s; write one `name: text` on each line, each name once, "
            "and put a text that holds a colon into quotation marks."
        ),
        line=line,
    )


def join(meta: Mapping[str, str], body: str) -> str:
    """Put front matter before a body; without any the body stands alone."""
    if not meta:
        return body
    block = yaml.dump(dict(meta), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    return f"---\n{block}---\n\n{body}" if body.strip() else f"---\n{block}---\n"
