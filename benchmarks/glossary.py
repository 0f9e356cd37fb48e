"""Measure the glossary engine: precision and recall, loading, one paragraph, one book.

    python benchmarks/glossary.py [FOLDER]

FOLDER holds a trilingual article with its alignment, termbase and known violations (`glossary.csv`,
`glossary_violations.json`, `*.gold.json`, `*.<locale>.txt`); without it only speed is measured. In the same run
the same work is done with one regular expression per term (as Pontoon does, and with its rule that a term may go
on at its right end), with an Aho–Corasick automaton over exact strings (as Weblate does), and with terms as sets
of lower-cased tokens that may stand anywhere in the sentence (as OmegaT does by default).
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from workbench.findings import Severity
from workbench.glossary import Concept, Status, Term, Termbase, read_csv, write_csv

SYLLABLES = [one + two for one in "bcdfglmnprstvz" for two in ("a", "e", "i", "o", "u", "ar", "en")]
CHARACTERS = "工农学军商民国家社会政治经济文化历史地方人口中央东西南北山水天地江河湖海城乡市县村镇"
Finder = Callable[[str], object]


def concepts(count: int, seed: int = 7) -> list[Concept]:
    """Make invented concepts of one to three words, and of two to five characters."""
    random.seed(seed)
    made = []
    for number in range(count):
        words = ["".join(random.choices(SYLLABLES, k=random.randint(3, 5))) for _ in range(random.choice((1, 2, 2, 3)))]
        chinese = "".join(random.choices(CHARACTERS, k=random.randint(3, 5)))
        terms = (
            Term(" ".join(words), "en"), Term(" ".join(f"{word}o" for word in words), "es"),
            Term(" ".join(f"{word}ado" for word in words), "es", Status.FORBIDDEN),
            Term(chinese, "zh-Hans"), Term(f"{chinese}者", "zh-Hans", Status.FORBIDDEN),
        )  # fmt: skip
        made.append(Concept(f"concept-{number}", "invented", "A meaning made for measuring.", terms=terms))
    return made


def parallel(known: list[Concept], length: int) -> dict[str, str]:
    """Make a paragraph of `length` characters in three languages with the same terms in the same order."""
    pieces: dict[str, list[str]] = {"en": [], "es": [], "zh-Hans": []}
    while sum(map(len, pieces["en"])) < length:
        concept = random.choice(known) if random.random() < 1 / 8 else None
        for locale, words in pieces.items():
            words.append(next(concept.of(locale)).text if concept else text([], locale, 6))
    return {locale: ("" if locale == "zh-Hans" else " ").join(words) for locale, words in pieces.items()}


def text(known: list[Concept], locale: str, length: int) -> str:
    """Make prose of about `length` characters, in which every eighth piece is a term."""
    pieces, size = [], 0
    while size < length:
        if known and random.random() < 1 / 8:
            piece = next(random.choice(known).of(locale)).text
        elif locale == "zh-Hans":
            piece = "".join(random.choices(CHARACTERS, k=3)) + random.choice("的了，。在")
        else:
            piece = "".join(random.choices(SYLLABLES, k=3))
        pieces.append(piece)
        size += len(piece) + (locale != "zh-Hans")
    return ("" if locale == "zh-Hans" else " ").join(pieces)


def timed(work: Callable[[], object], repeat: int = 1) -> float:
    """Give the median time of one call in milliseconds."""
    times = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def one_regex_per_term(terms: list[str], locale: str) -> Finder:
    left = "" if locale == "zh-Hans" else r"\b"
    patterns = [re.compile(left + re.escape(term), re.IGNORECASE) for term in terms]
    return lambda paragraph: [found for pattern in patterns for found in pattern.finditer(paragraph)]


def exact_strings(terms: list[str], locale: str) -> Finder:
    machine = AhoCorasick([term.lower() for term in terms])
    return lambda paragraph: machine.find_matches_as_indexes(paragraph.lower(), overlapping=True)


def token_sets(terms: list[str], locale: str) -> Finder:
    def cut(string: str) -> list[str]:
        return list(string) if locale == "zh-Hans" else re.findall(r"\w+", string.lower())

    sets = [frozenset(cut(term)) for term in terms]

    def find(paragraph: str) -> list[int]:
        present = set(cut(paragraph))
        return [number for number, tokens in enumerate(sets) if tokens <= present]

    return find


RIVALS = {"regex per term": one_regex_per_term, "exact strings": exact_strings, "token sets": token_sets}


def warm(locale: str) -> None:
    """Have the dictionaries of a locale loaded."""
    word = "明天" if locale == "zh-Hans" else "word"
    Termbase([Concept("warm", terms=(Term(word, locale),))]).find(f"{word}{word}s", locale)


def measure_speed() -> None:
    """Print the times of loading, of a paragraph and of a book of one megabyte."""
    for locale in ("en", "es", "zh-Hans"):
        print(f"dictionaries of {locale:8}  {timed(lambda locale=locale: warm(locale)):10.1f} ms, once in a process")
    for count in (5_000, 50_000):
        made = concepts(count)
        table = write_csv(made)
        print(f"\n{count:,} concepts, {sum(len(concept.terms) for concept in made):,} terms")
        print(f"  reading the CSV         {timed(lambda table=table: read_csv(table)):10.1f} ms")
        for locale in ("en", "es", "zh-Hans"):
            measure_locale(made, locale)


def measure_locale(made: list[Concept], locale: str) -> None:
    texts = parallel(made, 300)
    paragraph = texts[locale]
    base = Termbase(made)
    loading = timed(lambda: base.find("", locale))
    other = "en" if locale != "en" else "es"
    source = texts[other]
    base.check(source, paragraph, source_locale=other, target_locale=locale)
    book = text(made, locale, 1_000_000 if locale != "zh-Hans" else 333_000)
    print(f"  {locale:8} index          {loading:10.1f} ms")
    print(f"  {locale:8} find, 300 chars{timed(lambda: base.find(paragraph, locale), 50):10.3f} ms")
    checking = timed(lambda: base.check(source, paragraph, source_locale=other, target_locale=locale), 50)
    print(f"  {locale:8} check          {checking:10.3f} ms")
    paragraphs = [book[at : at + 600] for at in range(0, len(book), 600)]
    print(f"  {locale:8} find, 1 MB book{timed(lambda: [base.find(part, locale) for part in paragraphs]):10.0f} ms")
    terms = [term.text for concept in made for term in concept.of(locale)]
    for name, build in RIVALS.items():
        if name == "regex per term" and len(terms) > 20_000:
            print(f"  {locale:8} {name:15} {'not run':>10} (seconds to build)")
            continue
        begun = time.perf_counter()
        finder = build(terms, locale)
        built = 1000 * (time.perf_counter() - begun)
        spent = timed(lambda finder=finder: finder(paragraph), 5)
        print(f"  {locale:8} {name:15}{spent:10.3f} ms, built in {built:.0f} ms")


def measure_sentences() -> None:
    """Print precision and recall on the sentences with traps of the tests, in all six directions."""
    folder = Path(__file__).parents[1] / "tests" / "glossary"
    base = Termbase.from_csv(folder / "termbase.csv")
    known = list(base.concepts.values())
    sentences = json.loads((folder / "sentences.json").read_text(encoding="utf-8"))
    wanted = {(at, concept) for at, sentence in enumerate(sentences) for concept in sentence[4]}
    ours, exact = set(), set()
    for at, (source_locale, target_locale, source, target, _) in enumerate(sentences):
        findings = base.check(source, target, source_locale=source_locale, target_locale=target_locale)
        ours |= {(at, finding.concept) for finding in findings if finding.severity is not Severity.INFO}
        rival = exact_presence(source_locale, target_locale, known, boundary=r"\b")
        exact |= {(at, concept) for concept in rival(source, target)}
    print_quality(f"{len(sentences)} sentences", ours, wanted)
    print_quality(f"{len(sentences)} sentences, exact words (Weblate)", exact, wanted)


def exact_presence(source_locale: str, target_locale: str, known: list[Concept], *, boundary: str) -> Callable:
    """Check as tools of exact strings do: a source term asks for its target term, a forbidden one may not stand."""

    def pattern(term: str, locale: str) -> re.Pattern[str]:
        edge = "" if locale.startswith("zh") else boundary
        return re.compile((r"\b" if edge else "") + re.escape(term) + edge, re.IGNORECASE)

    rules = []
    for concept in known:
        sources = [pattern(term.text, source_locale) for term in concept.of(source_locale)]
        targets = list(concept.of(target_locale))
        right = [pattern(term.text, target_locale) for term in targets if term.status is not Status.FORBIDDEN]
        wrong = [pattern(term.text, target_locale) for term in targets if term.status is Status.FORBIDDEN]
        rules.append((concept.id, sources, right, wrong))

    def check(source: str, target: str) -> Iterator[str]:
        for concept, sources, right, wrong in rules:
            if any(one.search(source) for one in sources) and (
                any(one.search(target) for one in wrong) or not any(one.search(target) for one in right)
            ):
                yield concept

    return check


def measure_quality(folder: Path) -> None:
    """Print how many of the known violations are found, and what is found besides."""
    known = read_csv((folder / "glossary.csv").read_text(encoding="utf-8"))
    base = Termbase(known)
    gold = json.loads(next(folder.glob("*.gold.json")).read_text(encoding="utf-8"))
    violations = json.loads((folder / "glossary_violations.json").read_text(encoding="utf-8"))

    def paragraphs(locale: str) -> list[str]:
        return next(folder.glob(f"*.{locale}.txt")).read_text(encoding="utf-8").strip("\n").split("\n\n")

    for locale in ("zh-Hans", "es"):
        beads = gold[f"en-{locale}"]
        sources, targets = paragraphs("en"), paragraphs(locale)
        units = [("\n\n".join(sources[i] for i in one), "\n\n".join(targets[j] for j in two)) for one, two in beads]
        wanted = {
            (at, violation["concept_id"])
            for at, (_, two) in enumerate(beads)
            for violation in violations
            if violation["lang"] == locale and violation["paragraph_index"] in two
        }
        both = [unit if all(unit) else ("", "") for unit in units]
        edition = base.check_edition(both, source_locale="en", target_locale=locale)
        ours = [
            [*base.check(*unit, source_locale="en", target_locale=locale), *more]
            for unit, more in zip(both, edition, strict=True)
        ]
        for name, least in (("errors", (Severity.ERROR,)), ("errors and warnings", (Severity.ERROR, Severity.WARNING))):
            found = {(at, item.concept) for at, many in enumerate(ours) for item in many if item.severity in least}
            print_quality(f"{locale} {name}", found, wanted)
        for name, boundary in (("exact words (Weblate)", r"\b"), ("open right end (Pontoon)", r"\w*")):
            rival = exact_presence("en", locale, known, boundary=boundary)
            found = {(at, concept) for at, unit in enumerate(both) if unit[1] for concept in rival(*unit)}
            print_quality(f"{locale} {name}", found, wanted)


def print_quality(name: str, found: set, wanted: set) -> None:
    right = len(found & wanted)
    precision = right / len(found) if found else 1.0
    recall = f"recall {right / len(wanted):.3f} ({right}/{len(wanted)})"
    print(f"  {name:38} {recall}  precision {precision:.3f} ({len(found)} found)")


def measure_start() -> None:
    """Print what the first import and the first sentence cost."""
    code = "import time; t = time.perf_counter(); import workbench.glossary; print(1000 * (time.perf_counter() - t))"
    import subprocess

    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) for _ in range(3)
    ]
    print(f"importing workbench.glossary: {min(runs):.0f} ms")


def main() -> None:
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    measure_start()
    print("\nSentences with traps")
    measure_sentences()
    for folder in itertools.islice((Path(argument) for argument in sys.argv[1:]), 1):
        print("\nQuality")
        measure_quality(folder)
    measure_speed()


if __name__ == "__main__":
    main()
