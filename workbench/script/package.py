"""Read the OpenCC dictionaries of the named package without running its code.

The package is opencc-python-reimplemented (Apache-2.0). It owns the module name `opencc`, and so do two other
distributions; installing one over the other replaces files silently, so the owner is checked before anything
is read. Its `convert` is never called: it is slow and shares state between threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from importlib import metadata

# `json` and `importlib.metadata` take longer to import than all of this room; whoever only asks for the names
# of the room should not wait for them, so they are imported where they are needed.

OWNER = "opencc-python-reimplemented"
RIVALS = ("opencc", "opencc-py")

# What the package splits a text at before it looks for words: no word reaches over one of these. White space
# belongs to them too.
_SEPARATOR = re.compile(
    r"[^\S\n]|[-,.?!*，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼]"
)


class DictionariesMissing(WorkbenchError):
    """The dictionary package is absent, incomplete, or replaced by another owner of its module name."""


def check_distribution() -> str | None:
    """Say what is wrong with the installed dictionary package, or None when all is well.

    Looks at every installed distribution that claims the module `opencc`; for the command `doctor`.
    """
    from importlib import metadata

    owners = metadata.packages_distributions().get("opencc", [])
    strangers = sorted({owner for owner in owners if _normal(owner) != OWNER})
    if strangers:
        return (
            f"the module opencc is claimed by {', '.join(strangers)}; "
            f"uninstall it and {OWNER}, then install {OWNER} again"
        )
    try:
        _folder()
    except DictionariesMissing as problem:
        return str(problem)
    return None


def chain(configuration: str) -> tuple[tuple[str, ...], ...]:
    """Give the dictionary files of a configuration, such as `s2tw`: stages in order, files by precedence."""
    import json

    data = json.loads(_read(f"config/{configuration}.json"))
    return tuple(tuple(_files(link["dict"])) for link in data["conversion_chain"])


@cache
def dictionary(file: str) -> dict[str, tuple[str, ...]]:
    """Give the entries of one dictionary file: source form to its target forms, the usual one first.

    The result is shared and must not be changed.
    """
    return {key: tuple(value.split(" ")) if " " in value else (value,) for key, value in _entries(file).items()}


def contents(configurations: Iterable[str]) -> Iterator[bytes]:
    """Yield what the files of some configurations hold, to tell one edition of the dictionaries from another."""
    for configuration in configurations:
        yield _read(f"config/{configuration}.json").encode()
        for file in dict.fromkeys(file for stage in chain(configuration) for file in stage):
            yield _read(f"dictionary/{file}").encode()


def usual(file: str) -> dict[str, str]:
    """Give the entries of one dictionary file with their usual target form only."""
    entries = _entries(file)
    for key in [key for key, value in entries.items() if " " in value]:
        entries[key] = entries[key].partition(" ")[0]
    return entries


def separated(words: Iterable[str]) -> list[str]:
    """Give those words that hold a separator, so that they can never match."""
    text = "\n".join(words)
    borders = {(text.rfind("\n", 0, found.start()) + 1) for found in _SEPARATOR.finditer(text)}
    return [text[start:].partition("\n")[0] for start in borders]


def _entries(file: str) -> dict[str, str]:
    # One split of the whole file is several times faster than one for each of 50,000 lines.
    fields = _read(f"dictionary/{file}").rstrip("\n").replace("\n", "\t").split("\t")
    return dict(zip(fields[::2], fields[1::2], strict=True))


def _files(node: dict[str, object]) -> Iterator[str]:
    inner = node.get("dicts")
    if isinstance(inner, list):
        for child in inner:
            yield from _files(child)
    else:
        yield str(node["file"])


def _read(name: str) -> str:
    try:
        return (_folder() / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DictionariesMissing(
            f"{OWNER} is installed without its file {name}; install it again", file=name
        ) from None


@cache
def _folder() -> Path:
    for rival in RIVALS:
        if _installed(rival) is not None:
            raise DictionariesMissing(
                f"{rival} is installed and owns the same module name as {OWNER}; "
                f"uninstall both, then install {OWNER} again",
                distribution=rival,
            )
    owner = _installed(OWNER)
    if owner is None:
        raise DictionariesMissing(f"{OWNER} is not installed; install it", distribution=OWNER)
    return Path(str(owner.locate_file("opencc")))


def _installed(name: str) -> metadata.Distribution | None:
    from importlib import metadata

    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
