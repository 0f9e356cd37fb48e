"""Measure script conversion: accuracy on sets of sentences, the way there and back, and speed beside others.

Run with `python -m benchmarks.script [folder with the sets] [text file]`. Without a text file the sentences are
repeated. To see other engines in the same run, name the Python of an environment that has them, one engine each:
`WORKBENCH_OPENCC_PYTHON` (the official `opencc`), `WORKBENCH_ZHCONV_PYTHON` (`zhconv-rs`); the first must not be
installed beside our dictionaries. Speeds are CPU time on this machine; compare within one run only.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._common import ROOT, Table
from workbench.script import Converter, corrections, quotes
from workbench.script.package import dictionary, usual

SETS = ("sentences-s2tw", "words-s2tw", "sentences-s2t", "t2s", "edge")
OWN = ROOT / "tests" / "script" / "data" / "taiwan.tsv"
HANDBOOK = ROOT / "tests" / "script" / "data" / "handbook.md"
SIZE = 1_000_000
# How many of the commonest words are tried on either side of a border.
PARTNERS = 25
# Reads a text from standard input and prints the CPU seconds of a median round and of a median paragraph.
_ELSEWHERE = """
{load}
import sys, time
text = sys.stdin.read()
def cpu(text, times=1):
    start = time.process_time()
    for _ in range(times):
        convert(text)
    return (time.process_time() - start) / times
paragraphs = [text[at : at + 300] for at in range(0, 15_000, 300)]
print(sorted(cpu(text) for _ in range(5))[2], sorted(cpu(one, 20) for one in paragraphs)[len(paragraphs) // 2])
"""
# Prints the CPU milliseconds of making a converter and of its first conversion, what it imports not counted.
_START = """
import time, json, importlib.metadata, hashlib, tempfile
{load}
start = time.process_time()
make().convert("工会的干部")
print((time.process_time() - start) * 1000)
"""
_OURS = """from workbench.script import Converter, quotes
make = lambda: Converter('zh-Hans', 'zh-Hant-TW')
convert = lambda text, made=make(): made.convert(text)"""
_THEIRS = "from opencc import OpenCC\nmake = lambda: OpenCC('s2tw')"
_PEERS = {
    "the official package": (
        "WORKBENCH_OPENCC_PYTHON",
        "import opencc\nconvert = opencc.OpenCC('s2tw').convert",
    ),
    "zhconv-rs": (
        "WORKBENCH_ZHCONV_PYTHON",
        "import zhconv_rs\nconvert = lambda text: zhconv_rs.zhconv(text, 'zh-TW')",
    ),
}


def folded(text: str) -> str:
    """Write every glyph variant as Taiwan prints it, so that 裏 and 裡 count as one."""
    return text.translate({ord(key): value for key, value in usual("TWVariants.txt").items()})


def is_right(got: str, row: dict[str, str]) -> bool:
    """Compare character by character; `why` may name further forms that count as right."""
    also = {int(at): set(re.split(r" or |/", forms)) for forms, at in re.findall(r"(\S+ or \S+) at (\d+)", row["why"])}
    pairs = list(zip(folded(got), folded(row["target"]), strict=False))
    return len(got) == len(row["target"]) and all(
        one == other or one in {folded(form) for form in also.get(at, ())} for at, (one, other) in enumerate(pairs)
    )


def own_rows() -> list[dict[str, str]]:
    """Our sentences, in the form of the other sets."""
    lines = OWN.read_text(encoding="utf-8").splitlines()[1:]
    pairs = (line.split("\t") for line in lines)
    return [{"source": one, "target": two, "from": "zh-Hans", "to": "zh-Hant-TW", "why": ""} for one, two in pairs]


def count_right(rows: list[dict[str, str]], *, corrections: bool) -> int:
    """Count the rows that come out right."""
    return sum(
        is_right(Converter(row["from"], row["to"], corrections=corrections).convert(row["source"]), row) for row in rows
    )


def measure_accuracy(table: Table, folder: Path) -> str:
    """Print the share of right sentences for each set, and of the package's; give all Simplified ones as one text."""
    sets = {"our own sentences": own_rows()}
    for name in SETS:
        path = folder / f"{name}.jsonl"
        if path.exists():
            sets[name] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for name, rows in sets.items():
        right, alone = (
            sum(
                is_right(Converter(row["from"], row["to"], corrections=layer).convert(row["source"]), row)
                for row in rows
            )
            for layer in (True, False)
        )
        figure = f"{right}/{len(rows)} {right / len(rows):.1%} ({alone / len(rows):.1%})"
        table.row(f"{name} right (the package)", figure, "98.5 %", met=right / len(rows) >= 0.985)
    sets.pop("edge", None)  # marks and addresses, which are measured apart
    return "\n".join(row["source"] for rows in sets.values() for row in rows if row["from"] == "zh-Hans")


def measure_round_trip(table: Table, name: str, pieces: list[str]) -> None:
    """Print what there and back changes, quotation marks apart, and what a second conversion changes.

    Simplified text with corner brackets comes back with curly marks, as the region has it: nobody can tell from the
    Traditional text which they were.
    """
    there, back = Converter("zh-Hans", "zh-Hant-TW"), Converter("zh-Hant-TW", "zh-Hans")
    derived = [there.convert(piece) for piece in pieces]
    pairs = zip("".join(pieces), "".join(map(back.convert, derived)), strict=True)
    changed = [one for one, other in pairs if one != other]
    marks = sum(one in quotes.CURLY + quotes.CORNERS for one in changed)
    every, words = (count / sum(map(len, pieces)) * 10_000 for count in (len(changed), len(changed) - marks))
    figure = f"{every:.2f}, without quotation marks {words:.2f}"
    table.row(f"there and back, {name}, per 10,000 characters", figure, "2", met=every <= 2)
    again = sum(there.convert(piece) != piece for piece in derived)
    table.row("pieces that a second conversion changes", f"{again} of {len(derived)}")


def measure_way_back(table: Table) -> None:
    """Print how many pairs of common words are cut wrongly on the way back, where a phrase reaches over the border."""
    there, back = Converter("zh-Hans", "zh-Hant-TW"), Converter("zh-Hant-TW", "zh-Hans")
    ranks = corrections.frequency_classes()
    words = sorted((word for word in ranks if len(word) > 1), key=lambda word: -ranks[word])
    forms = {word: there.convert(word) for word in words}
    begins: dict[str, list[str]] = {}
    ends: dict[str, list[str]] = {}
    for word, form in forms.items():
        for size in range(1, len(form) + 1):
            begins.setdefault(form[:size], []).append(word)
            ends.setdefault(form[-size:], []).append(word)
    pairs = {
        (one, other)
        for phrase in dictionary("TSPhrases.txt")
        for border in range(1, len(phrase))
        for one in ends.get(phrase[:border], [])[:PARTNERS]
        for other in begins.get(phrase[border:], [])[:PARTNERS]
    }
    wrong = sum(
        back.convert(forms[one] + forms[other]) != back.convert(forms[one]) + back.convert(forms[other])
        for one, other in pairs
    )
    table.row("pairs of common words cut wrongly on the way back", f"{wrong} of {len(pairs)}")


def measure_start(table: Table) -> None:
    """Print how long the first conversion of a process takes, compiled anew and from the cache, and the package's."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        run = partial(subprocess.run, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
        cold, *warm = (float(run([sys.executable, "-c", _START.format(load=_OURS)]).stdout) for _ in range(4))
    theirs = float(run([sys.executable, "-c", _START.format(load=_THEIRS)]).stdout)
    ours = sorted(warm)[1]
    figure = f"{ours:.0f} ms, without the cache {cold:.0f} ms ({theirs:.0f} ms)"
    table.row("first conversion (the package)", figure, "150 ms", met=ours <= 150)


def measure_speed(table: Table, text: str) -> None:
    """Print MB of UTF-8 a second and milliseconds for a median paragraph, beside the package and other engines."""
    for name, (python, load, least, most) in _engines().items():
        speed, short = elsewhere(python, load, text)
        bar = f"{least} MB/s, {most} ms" if least else ""
        met = not least or (speed >= least and short <= most)
        table.row(name, f"{speed:.1f} MB/s, {short:.3f} ms", bar, met=met)
    marked = "\n\n".join(
        f"{line[:4]}**{line[4:8]}**{line[8:]}见[此处](notes.html)。" if number % 10 == 0 else line
        for number, line in enumerate(text.split("\n"))
    )
    handbook = HANDBOOK.read_text(encoding="utf-8")
    texts = {"a tenth of the paragraphs with emphasis and a link": marked, "a handbook": handbook * 100}
    for name, content in texts.items():
        speed, _ = elsewhere(sys.executable, _OURS, content)
        table.row(f"ours, {name}", f"{speed:.1f} MB/s")


def elsewhere(python: str, load: str, text: str) -> tuple[float, float]:
    """Give the speed of an engine in a process of its own: MB a second, and milliseconds for a paragraph."""
    script = _ELSEWHERE.format(load=load)
    done = subprocess.run([python, "-c", script], input=text, capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, short = map(float, done.stdout.split())
    return len(text.encode()) / 1e6 / seconds, short * 1000


def _engines() -> dict[str, tuple[str, str, float, float]]:
    """Give the Python of each engine, how it is loaded, and its bars."""
    here = sys.executable
    peers = {
        name: (python, load, 0.0, 0.0)
        for name, (variable, load) in _PEERS.items()
        if (python := os.environ.get(variable))
    }
    return {
        "ours, with arrays": (here, _OURS, 20.0, 0.12),
        "ours, standard library alone": (here, f"import sys; sys.modules['numpy'] = None\n{_OURS}", 8.0, 0.12),
        "ours, dictionaries alone": (here, _OURS.replace("TW')", "TW', corrections=False)"), 0.0, 0.0),
        "the package": (here, f"{_THEIRS}\nconvert = make().convert", 0.0, 0.0),
        **peers,
    }


def main() -> int:
    """Print accuracy, the way there and back, and speed."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("script-dev")
    table = Table("Simplified to Taiwan")
    measure_start(table)
    text = measure_accuracy(table, folder)
    measure_way_back(table)
    if len(sys.argv) > 2:
        text = Path(sys.argv[2]).read_text(encoding="utf-8")
    handbook = HANDBOOK.read_text(encoding="utf-8")
    measure_round_trip(table, "the text", text.split("\n"))
    measure_round_trip(table, "a handbook", [handbook])
    long = text * (SIZE // len(text.encode()) + 1)
    measure_speed(table, long)
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
