"""A book goes out: 2,000 paragraphs as EPUB, DOCX, ODT, HTML and PDF, beside pandoc and typst alone on the same text.

python -m benchmarks.documents_out [--rounds 3]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypandoc

from benchmarks import _common
from workbench import formats
from workbench.formats import Edition, ExportUnit, Page
from workbench.formats.writing import fonts
from workbench.states import State
from workbench.text.segments import Kind

PARAGRAPHS = 2_000
CHAPTERS = 40
BARS = {"epub": 3.0, "docx": 3.0, "odt": 3.0, "html": 3.0, "pdf": 6.0}
MOST_MB = 600
RATIO = 1.5
_SENTENCES = (
    "山谷里的人们*慢慢地*学会了用灯说话，一盏灯是平安，两盏灯是求助，**三盏灯**是有人要过河。",
    "那年冬天雪下得很早，磨坊的轮子停了，孩子们在冰上走来走去，大人们坐在屋里，数着剩下的粮食。",
    "“我们会等，”老人说，“等到春天，等到水再响起来。”于是大家就等，谁也没有再提起那条船。",
    "桥头的[木牌](https://example.org/sign)上写着去年的水位，字已经淡了，没有人再去描。",
)
_TYPST = """#set page(width: 148mm, height: 210mm, margin: 20mm)
#set text(size: 10.5pt, lang: "zh", region: "CN", font: ((name: "Libertinus Serif", covers: "latin-in-cjk"), "FONT"))
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
#let horizontalrule = line(length: 30%)
"""


def book() -> Edition:
    """A book in Chinese of some 330,000 characters, with a footnote in every tenth paragraph."""
    units: list[ExportUnit] = []

    def add(target: str, kind: Kind, prefix: str = "") -> None:
        units.append(ExportUnit(f"u{len(units)}", ("x",), target, kind, 1, prefix, state=State.APPROVED))

    for number in range(PARAGRAPHS):
        if number % (PARAGRAPHS // CHAPTERS) == 0:
            add(f"第{number // (PARAGRAPHS // CHAPTERS) + 1}章", Kind.HEADING, "# ")
        has_note = number % 10 == 0
        text = "".join(_SENTENCES[(number + place) % 4] for place in range(4)) + f"（{number}）"
        add(text + (f"[^{number}]" if has_note else ""), Kind.PARAGRAPH)
        if has_note:
            add(f"第{number}条注，说明出处。", Kind.NOTE, f"[^{number}]: ")
    return Edition("long", "长书", "en", "zh-Hans", tuple(units), {"title": "A long book", "author": "Ana"})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    edition = book()
    characters = sum(len(unit.target) for unit in edition.units)
    table = _common.Table(f"documents out: {PARAGRAPHS:,} paragraphs, {characters:,} characters")
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        (folder / "book.md").write_text(formats.write_markdown(formats.compose(edition)), encoding="utf-8")
        for format, bar in BARS.items():
            write = _writer(format)
            pairs = [
                (_seconds(lambda write=write: write(formats.compose(edition))), _reference(format, folder))
                for _ in range(rounds)
            ]
            ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
            table.row(f"{format}: write", f"{ours:.2f} s of CPU", f"≤ {bar} s", met=ours <= bar)
            ratio = statistics.median(our / their for our, their in pairs)
            table.row(f"{format}: beside {theirs:.2f} s", f"{ratio:.2f} times", f"≤ {RATIO}", met=ratio <= RATIO)
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        table.row("memory, the largest process", f"{most:.0f} MB", f"≤ {MOST_MB} MB", met=most <= MOST_MB)
    return table.code()


def _writer(format: str) -> Callable[[Page], object]:
    return {
        "epub": formats.write_epub,
        "docx": formats.write_docx,
        "odt": formats.write_odt,
        "html": formats.write_html,
        "pdf": formats.write_pdf,
    }[format]


def _reference(format: str, folder: Path) -> float:
    """What pandoc alone needs for the same text from Markdown; for the PDF, what pandoc and typst need together."""
    pandoc = [pypandoc.get_pandoc_path(), "--from=markdown-smart", str(folder / "book.md")]
    if format != "pdf":
        return _seconds(lambda: _run([*pandoc, "--standalone", "-o", str(folder / f"reference.{format}")]))
    return _seconds(lambda: _typeset(pandoc, folder))


def _typeset(pandoc: list[str], folder: Path) -> None:
    """A PDF as pandoc makes it with typst: no title page, no contents, no running heads, no dots."""
    body = subprocess.run([*pandoc, "--to=typst"], check=True, capture_output=True).stdout.decode()
    head = _TYPST.replace("FONT", fonts.faces("zh-Hans").serif[-1])
    (folder / "book.typ").write_text(head + body, encoding="utf-8")
    (folder / "data.json").write_text('{"moment": 0}', encoding="utf-8")
    script = Path(fonts.__file__).with_name("typesetting.py")
    _run([sys.executable, "-I", str(script), str(folder)])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{command[0]}: {(done.stderr or done.stdout).decode()[:300]}")


def _seconds(call: Callable[[], object]) -> float:
    """Processor time of a call, that of the processes that it starts included."""

    def used() -> float:
        spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in spent)

    start = used()
    call()
    return used() - start


if __name__ == "__main__":
    sys.exit(main())
