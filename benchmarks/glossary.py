"""Measure the glossary engine: loading, one paragraph, one book, precision and recall; beside the ways of others.

    python -m benchmarks.glossary [FOLDER]

FOLDER holds a trilingual article with its alignment, termbase and known violations (`glossary.csv`,
`glossary_violations.json`, `*.gold.json`, `*.<locale>.txt`). The sentences with traps are those of the tests. Times are
of the processor, since the machine is shared; what others do is in `glossary_peers.py`.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks._common import Table
from benchmarks.glossary_peers import PEERS, PeerCheck
from workbench.findings import Severity
from workbench.glossary import Concept, Status, Term, Termbase, consistency, lint, read_csv, write_csv

LOCALES = ("en", "es", "zh-Hans")
PAIRS = (("en", "es"), ("en", "zh-Hans"))
SYLLABLES = [one + two for one in "bcdfglmnprstvz" for two in ("a", "e", "i", "o", "u", "ar", "en")]
COUNT = 50_000
BOOK = 1_000_000
PARAGRAPH = 300
TESTS = Path(__file__).parents[1] / "tests" / "glossary"


def cpu(work: Callable[[], object], repeat: int = 1) -> float:
    """Give the median processor time of one call in milliseconds."""
    times = []
    for _ in range(repeat):
        begun = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - begun) / 1e6)
    return statistics.median(times)


# --- invented texts -------------------------------------------------------------------------------------------------


class Language:
    """An invented language: words that are the rarer the later they stand, as in any language (Zipf).

    The first 20,000 are the words of its prose, which terms of several words also hold; single words that are terms are
    among the other 20,000.
    """

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        signs = [chr(0x4E00 + 6 * number) for number in range(3000)]
        latin = ["".join(self._chance.choices(SYLLABLES, k=self._chance.randint(2, 4))) for _ in range(40_000)]
        chinese = ["".join(self._chance.choices(signs, k=2)) for _ in range(40_000)]
        self._words = {"en": latin, "es": [f"{word}o" for word in latin], "zh-Hans": chinese}
        self._weights = [1 / (rank + 10) for rank in range(20_000)]

    def concepts(self, count: int) -> list[Concept]:
        """Make concepts of one to three words with forbidden terms in Spanish and Chinese."""
        made = []
        for number in range(count):
            size = self._chance.choice((1, 2, 2, 3))
            picked = self._chance.choices(range(20_000) if size > 1 else range(20_000, 40_000), k=size)
            en, es, zh = (
                ("" if locale == "zh-Hans" else " ").join(words[at] for at in picked)
                for locale, words in self._words.items()
            )
            terms = (
                Term(en, "en"), Term(es, "es"), Term(es.replace(" ", "ado ") + "ado", "es", Status.FORBIDDEN),
                Term(zh, "zh-Hans"), Term(f"{zh}者", "zh-Hans", Status.FORBIDDEN),
            )  # fmt: skip
            made.append(Concept(f"concept-{number}", "invented", "A meaning made for measuring.", terms=terms))
        return made

    def parallel(self, known: list[Concept], size: int) -> dict[str, str]:
        """Make prose of about `size` bytes of English in three languages, the same terms in the same order."""
        pieces: dict[str, list[str]] = {locale: [] for locale in LOCALES}
        length = 0
        while length < size:
            concept = self._chance.choice(known) if self._chance.random() < 0.1 else None
            picked = self._chance.choices(range(20_000), weights=self._weights, k=5)
            for locale, words in pieces.items():
                words.extend(self._words[locale][at] for at in picked)
                if concept:
                    words.append(next(concept.of(locale)).text)
                words.append("。" if locale == "zh-Hans" else ".")
            length += sum(len(self._words["en"][at]) + 1 for at in picked)
        return {locale: ("" if locale == "zh-Hans" else " ").join(words) for locale, words in pieces.items()}


# --- speed ------------------------------------------------------------------------------------------------------------


def measure_speed(language: Language) -> bool:
    """Print what loading, a paragraph and a book cost."""
    known = language.concepts(COUNT)
    table = Table(f"Speed with {COUNT} concepts, {sum(len(concept.terms) for concept in known)} terms")
    content = write_csv(known)
    # Chinese says the same in fewer bytes, and of each book as many bytes are read.
    paragraph, book = language.parallel(known, PARAGRAPH), language.parallel(known, 5 * BOOK // 4)
    for locale in LOCALES:
        warm(locale)
    # What already lives in this process would be looked through by the collector of cycles again and again.
    gc.collect()
    gc.freeze()
    loading = cpu(lambda: Termbase(read_csv(content)), 3)
    table.row("load from CSV", f"{loading:.0f} ms", "under 1 s", met=loading < 1000)
    for source, target in PAIRS:
        spent = cpu(lambda one=source, two=target: checks(Termbase(read_csv(content)), paragraph, one, two)(), 3)
        table.row(f"load, and first check {source} → {target}", f"{spent:.0f} ms")
    base = Termbase(read_csv(content))
    for locale in LOCALES:
        check = checks(base, paragraph, "en" if locale != "en" else "es", locale)
        table.row(f"{locale}: index, once", f"{cpu(partial(base.find, '', locale)):.0f} ms")
        check()
        one = cpu(partial(base.find, paragraph[locale], locale), 100)
        table.row(f"{locale}: find in a paragraph", f"{one:.3f} ms", "under 1 ms", met=one < 1)
        one = cpu(check, 100)
        table.row(f"{locale}: check a paragraph", f"{one:.3f} ms", "under 1 ms", met=one < 1)
        whole = book[locale].encode()[:BOOK].decode(errors="ignore")
        parts = [whole[at : at + 600] for at in range(0, len(whole), 600)]
        for time_read in ("first", "second"):
            spent = cpu(lambda locale=locale, parts=parts: [base.find(part, locale) for part in parts])
            what = f"{locale}: find in a book of 1 MB, {time_read} time"
            table.row(what, f"{spent:.0f} ms", "under 500 ms", met=spent < 500)
        fresh = Termbase(read_csv(content))
        fresh.find("", locale)
        spent = cpu(partial(fresh.find, whole, locale))
        table.row(f"{locale}: the book as one text, first time", f"{spent:.0f} ms", "under 500 ms", met=spent < 500)
    units = [(at, book["en"][at : at + 600], book["es"][at : at + 600]) for at in range(0, BOOK // 10, 600)]
    report = partial(consistency, base, units, source_locale="en", target_locale="es")
    table.row("consistency of 100 kB", f"{cpu(report):.0f} ms")
    table.row("lint", f"{cpu(lambda: lint(known)):.0f} ms")
    return table.met


def checks(base: Termbase, paragraph: dict[str, str], source: str, target: str) -> Callable[[], object]:
    """Give what checks a paragraph of one pair of languages."""
    return partial(base.check, paragraph[source], paragraph[target], source_locale=source, target_locale=target)


def warm(locale: str) -> None:
    """Have the dictionaries of a locale loaded: they are loaded once for all termbases."""
    word = "明天" if locale == "zh-Hans" else "word"
    Termbase([Concept("warm", terms=(Term(word, locale),))]).find(f"{word}{word}s", locale)


# --- quality ----------------------------------------------------------------------------------------------------------

Case = tuple[str, str, str, str, frozenset[str]]
Found = set[tuple[int, str]]


@dataclass(frozen=True)
class Quality:
    """What a way of checking found: wanted, found, and both."""

    wanted: int
    found: int
    right: int

    def __str__(self) -> str:
        precision = self.right / self.found if self.found else 1.0
        return f"{self.right / self.wanted:.3f} / {precision:.3f}"


def quality(found: Found, wanted: Found) -> Quality:
    return Quality(len(wanted), len(found), len(found & wanted))


def sentences(name: str) -> list[Case]:
    """Give the sentences of the tests: locales, source, target, and the concepts that are wrong."""
    rows = json.loads((TESTS / name).read_text(encoding="utf-8"))
    return [(one, two, source, target, frozenset(wrong)) for one, two, source, target, wrong in rows]


def article(folder: Path) -> Iterator[list[Case]]:
    """Give the units of an article with the concepts that are wrong, one list for each target locale."""
    gold = json.loads(next(folder.glob("*.gold.json")).read_text(encoding="utf-8"))
    violations = json.loads((folder / "glossary_violations.json").read_text(encoding="utf-8"))

    def paragraphs(locale: str) -> list[str]:
        return next(folder.glob(f"*.{locale}.txt")).read_text(encoding="utf-8").strip("\n").split("\n\n")

    for locale in ("zh-Hans", "es"):
        sources, targets = paragraphs("en"), paragraphs(locale)
        yield [
            ("en", locale, "\n\n".join(sources[i] for i in one), "\n\n".join(targets[j] for j in two), frozenset(
                violation["concept_id"] for violation in violations
                if violation["lang"] == locale and violation["paragraph_index"] in two
            ))
            for one, two in gold[f"en-{locale}"] if one and two
        ]  # fmt: skip


def ours(base: Termbase, cases: list[Case], *, edition: bool) -> dict[Severity, Found]:
    """Check all cases; cases of one article are an edition, and tell more together."""
    found: dict[Severity, Found] = {severity: set() for severity in Severity}
    for at, (source_locale, target_locale, source, target, _) in enumerate(cases):
        for finding in base.check(source, target, source_locale=source_locale, target_locale=target_locale):
            found[finding.severity].add((at, str(finding.concept)))
    if edition:
        units = [(source, target) for _, _, source, target, _ in cases]
        whole = base.check_edition(units, source_locale=cases[0][0], target_locale=cases[0][1])
        for at, findings in enumerate(whole):
            for finding in findings:
                found[finding.severity].add((at, str(finding.concept)))
    return found


def theirs(known: list[Concept], cases: list[Case], peer: str) -> Found:
    checks: dict[tuple[str, str], PeerCheck] = {}
    found = set()
    for at, (source_locale, target_locale, source, target, _) in enumerate(cases):
        pair = source_locale, target_locale
        check = checks.setdefault(pair, PeerCheck(known, PEERS[peer], source_locale, target_locale))
        found |= {(at, concept) for concept in check.check(source, target)}
    return found


def measure_quality(sets: dict[str, tuple[list[Concept], list[Case], bool]]) -> dict[str, list[str]]:
    """Print recall and precision of each way on each set, and give them by way."""
    results: dict[str, list[str]] = {}
    for name, (known, cases, edition) in sets.items():
        table = Table(f"{name}: {len(cases)} units, recall / precision")
        wanted = {(at, concept) for at, case in enumerate(cases) for concept in case[4]}
        found = ours(Termbase(known), cases, edition=edition)
        serious = found[Severity.ERROR] | found[Severity.WARNING]
        rows = {"the workbench": quality(serious, wanted)}
        rows |= {peer: quality(theirs(known, cases, peer), wanted) for peer in PEERS}
        for way, measured in rows.items():
            results.setdefault(way, []).append(str(measured))
            table.row(way, str(measured))
        others = len(found[Severity.ERROR] - wanted)
        table.row("the workbench: errors that are none", str(others), "at most 3", met=others <= 3)
        table.row("the workbench: hints besides", str(len(found[Severity.INFO] - wanted)))
    return results


def measure_peers(language: Language, results: dict[str, list[str]]) -> None:
    """Print the table of the documentation: time for a paragraph with 2,000 and 50,000 terms, and the quality."""
    known = language.concepts(COUNT)
    paragraph = language.parallel(known, PARAGRAPH)["en"]
    times: dict[str, list[str]] = {}
    for count in (2_000, COUNT):
        base = Termbase(known[:count])
        base.find(paragraph, "en")
        times.setdefault("the workbench", []).append(f"{cpu(partial(base.find, paragraph, 'en'), 50):.2f}")
        terms = [next(concept.of("en")).text for concept in known[:count]]
        for peer, finder in PEERS.items():
            built = finder(terms, "en")
            spent = cpu(lambda built=built: list(built.find(paragraph)), 5)
            times.setdefault(peer, []).append(f"{spent:.2f}")
    print("\n| way | 2,000 terms, ms | 50,000 terms, ms | recall / precision on each set … |")
    for way, figures in times.items():
        print("| " + " | ".join([way, *figures, *results[way]]) + " |")


def main() -> None:
    """Print all figures."""
    first, second, fourth = (
        read_csv((TESTS / name).read_text(encoding="utf-8")) for name in ("termbase.csv", "second.csv", "fourth.csv")
    )
    sets = {
        "first sentences": (first, sentences("sentences.json"), False),
        "second sentences": (second, sentences("second.json") + sentences("third.json"), False),
        "third sentences": (fourth, sentences("fourth.json"), False),
        "units of two articles": (fourth, sentences("articles.json"), False),
    }
    for folder in map(Path, sys.argv[1:2]):
        known = read_csv((folder / "glossary.csv").read_text(encoding="utf-8"))
        sets |= {f"article {cases[0][1]}": (known, cases, True) for cases in article(folder)}
    results = measure_quality(sets)
    language = Language()
    met = measure_speed(language)
    measure_peers(language, results)
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
