"""The command convert: Chinese text between scripts and regions, as a filter for streams of any size."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

import click

from workbench.cli.base import FILE, example, locale_option, read_termbase, remark

if TYPE_CHECKING:
    from workbench.script import Choice, Converter, Detection

# How many places of a kind are named before the rest is only counted.
PLACES = 5
_CODECS = {"UTF-16": "utf-16", "GB18030": "gb18030", "Big5": "big5hkscs", "Windows-1252": "cp1252"}


@example(
    "workbench convert --from zh-Hans --to zh-Hant-TW --termbase glossary/termbase.csv night.md > night.tw.md",
    "workbench convert --detect night.md",
)
@click.command()
@locale_option("--from", "from_tag", required=False, help="What the text is written in, such as zh-Hans.")
@locale_option("--to", "to_tag", required=False, help="What it is to be written in, such as zh-Hant-TW.")
@click.option("--termbase", type=FILE, help="A termbase as CSV or TBX, or tab-separated: a term, a tab, the new term.")
@click.option("--report", is_flag=True, help="Write JSON: the text, and every place where there was a choice.")
@click.option(
    "--region-words/--no-region-words",
    default=False,
    help="Put the words of the target region in place of those of the Mainland. Read the result: usage is divided.",
)
@click.option("--detect", "detecting", is_flag=True, help="Only tell the script of the text, its share, and what else.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True, exists=True), default="-")
def convert(
    from_tag: str | None,
    to_tag: str | None,
    termbase: Path | None,
    report: bool,
    region_words: bool,
    detecting: bool,
    file: Path,
) -> None:
    """Convert Chinese text between scripts and regions.

    Reads FILE, or standard input; writes to standard output as it reads, so that a text may have any size. Terms that
    the termbase has in both locales win over the dictionaries. What looks wrong is said on standard error.
    """
    with ExitStack() as stack:
        stream = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
        watch = _Watch(file)
        text = watch.read(stream)
        if detecting:
            for _ in text:
                pass
            click.echo(watch.verdict())
            return
        if from_tag is None or to_tag is None:
            raise click.UsageError("--from and --to are needed to convert; --detect tells what a text is written in")
        converter = _converter(from_tag, to_tag, termbase, region_words=region_words)
        if region_words and not converter.has_region_words:
            remark(watch.file, f"No words of regions are known from {from_tag} to {to_tag}; they stay as they are.")
        if report:
            changed = _write_report(converter, text)
        else:
            changed = False
            for piece in text:
                result = converter.convert(piece)
                changed = changed or result != piece
                sys.stdout.buffer.write(result.encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()
        watch.warn(from_tag, to_tag, changed=changed)


def _converter(from_tag: str, to_tag: str, termbase: Path | None, *, region_words: bool) -> Converter:
    from workbench.script import Converter

    terms: Iterable[tuple[str, str]] = ()
    if (concepts := read_termbase(termbase, source_locale=from_tag, target_locale=to_tag)) is not None:
        # Loading all of the workflow takes longer than converting a book.
        from workbench.workflow.variants import script_terms

        terms = script_terms(concepts.concepts.values(), from_tag, to_tag)
    return Converter(from_tag, to_tag, terms=terms, region_words=region_words)


class _Watch:
    """Reads a stream by pieces and notes what a person should know about it.

    Lines are counted from 1. Of every kind of trouble the first few places are kept, and the number of all.
    """

    def __init__(self, file: Path) -> None:
        from workbench.script import Detection

        self.file = "standard input" if str(file) == "-" else file
        self._line = 1
        self.found = Detection("other")
        self._unread: list[int] = []
        self._unread_count = 0
        self._foreign: dict[str, list[str]] = {"Hans": [], "Hant": []}

    def read(self, stream: BinaryIO) -> Iterator[str]:
        """Yield the text in pieces that can be converted one by one."""
        from workbench import text
        from workbench.script import detect, streaming

        for piece in streaming.pieces(self._decoded(stream)):
            clean, _ = text.clean(piece.replace("\0", "\ufffd"))
            found = detect(clean)
            self._note(clean, found)
            self.found = self.found.joined(found)
            self._line += clean.count("\n")
            yield clean

    def _decoded(self, stream: BinaryIO) -> Iterator[str]:
        """Decode a stream; a long beginning without a foreign character says nothing of the encoding."""
        from workbench.script import streaming

        block = stream.read(streaming.BLOCK)
        while block and block.isascii() and b"\0" not in block:
            yield block.decode("ascii")
            block = stream.read(streaming.BLOCK)
        if block:
            yield from streaming.decoded(block, stream, self._codec(block))

    def _codec(self, start: bytes) -> str:
        """Find the codec by the first bytes; what cannot be told is read as UTF-8."""
        from workbench import text

        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            remark(self.file, "The text was read as UTF-16.")
            return "utf-16"
        if _is_utf8(start):
            return "utf-8-sig"
        # A last line that is cut off says nothing about the encoding.
        whole = start[: start.rfind(b"\n") + 1] or start
        try:
            decoded = text.decode(whole, sized=False)
        except text.UnreadableText:
            remark(self.file, "The text is in no encoding that is known; it was read as UTF-8.")
            return "utf-8-sig"
        if decoded.encoding == "UTF-8":
            return "utf-8-sig"
        remark(self.file, f"The text was read as {decoded.encoding}.")
        return _CODECS[decoded.encoding]

    def _note(self, piece: str, found: Detection) -> None:
        """Keep the places of what could not be read and of characters that only one script has."""
        self._unread_count += (unread := piece.count("\ufffd"))
        wanted = {name: set(getattr(found, name.lower())) for name in self._foreign}
        if not unread and all(len(places) >= PLACES or not wanted[name] for name, places in self._foreign.items()):
            return
        for number, line in enumerate(piece.split("\n"), self._line):
            if "\ufffd" in line and len(self._unread) < PLACES:
                self._unread.append(number)
            for name, places in self._foreign.items():
                if len(places) < PLACES and (own := wanted[name].intersection(line)):
                    at = min(map(line.index, own))
                    places.append(f"{number}:{at + 1} {line[at]}")

    def verdict(self) -> str:
        """Script, share, and the characters that speak against it."""
        against = f" {''.join(self.found.against[:40])}" if self.found.against else ""
        share = f" {self.found.share:.1%}" if self.found.share else ""
        return f"{self.found.script}{share}{against}"

    def warn(self, from_tag: str, to_tag: str, *, changed: bool) -> None:
        """Say what looks wrong, with places as line:column, and whether the text is as it was."""
        if self.found.script == "other":
            remark(self.file, "There is no Chinese in it; nothing was changed.")
        elif not changed:
            remark(self.file, f"Nothing was changed; the text reads the same in {to_tag}.")
        if self._unread_count:
            lines = ", ".join(map(str, self._unread))
            remark(self.file, f"Bytes that fit no encoding became \ufffd: {self._unread_count}, in lines {lines}")
        written, wanted = (tag.split("-")[1] for tag in (from_tag, to_tag))
        other = "Hant" if written == "Hans" else "Hans"
        places = ", ".join(self._foreign[other])
        if self.found.script == "mixed":
            remark(self.file, f"The text is in both scripts. Of the other script, by line and column: {places}")
        elif self.found.script == other:
            already = "; what is in the target script already is not changed" if other == wanted else ""
            remark(self.file, f"The text does not look like {from_tag}{already}. By line and column: {places}")
        elif self._foreign[other]:
            remark(self.file, f"Characters of the other script, by line and column: {places}")


def _is_utf8(start: bytes) -> bool:
    """Whether the beginning of a text is UTF-8; its last character may be cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _write_report(converter: Converter, text: Iterator[str]) -> bool:
    """Write the text as it is converted, and the choices after it: they wait in a file, not in memory.

    Gives whether the text was changed.
    """
    out = sys.stdout
    changed = False
    out.write('{"text": "')
    source_at = target_at = 0
    with TemporaryFile("w+", encoding="utf-8") as waiting:
        for piece in text:
            result = converter.convert_with_choices(piece)
            changed = changed or result.text != piece
            out.write(json.dumps(result.text, ensure_ascii=False)[1:-1])
            for choice in result.choices:
                comma = ",\n" if waiting.tell() else ""
                waiting.write(f"{comma}{json.dumps(_as_data(choice, source_at, target_at), ensure_ascii=False)}")
            source_at, target_at = source_at + len(piece), target_at + len(result.text)
        out.write('", "choices": [\n')
        waiting.seek(0)
        for line in waiting:
            out.write(line)
    out.write("\n]}\n")
    out.flush()
    return changed


def _as_data(choice: Choice, source_at: int, target_at: int) -> dict[str, object]:
    return {
        "start": source_at + choice.source_span[0],
        "end": source_at + choice.source_span[1],
        "target_start": target_at + choice.target_span[0],
        "target_end": target_at + choice.target_span[1],
        "chosen": choice.chosen,
        "alternatives": list(choice.alternatives),
        "rule": choice.rule,
        "mark": choice.mark,
        "confidence": choice.confidence,
        "reason": choice.reason,
    }


COMMANDS = (convert,)
