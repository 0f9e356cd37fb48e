"""A stage finds the words of a dictionary as a slow reading of the definition does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.script import compiled
from workbench.script.matching import Stage, shortest_path

# Few characters, so that phrases overlap everywhere.
ALPHABET = "甲乙丙丁"
FORMS = str.maketrans(ALPHABET, "abcd")
PHRASES = st.dictionaries(st.text(alphabet=ALPHABET, min_size=2, max_size=5), st.booleans(), max_size=12)
TEXTS = st.text(alphabet=f"{ALPHABET}。", max_size=25)


def made(phrases, **options) -> Stage:
    """A stage of phrases; of those with a mark, one form is another than the table has."""
    values = {word: word.translate(FORMS) for word in phrases}
    values |= {word: f"{values[word][:-1]}X" for word, marked in phrases.items() if marked}
    return Stage({code: chr(form) for code, form in FORMS.items()}, values, **options)


def longest_first(stage: Stage, text: str) -> str:
    """Take the longest word anywhere, the leftmost of equals, then what is left on both sides."""
    spans = [(at, at + len(word)) for at in range(len(text)) for word in stage.phrases if text.startswith(word, at)]
    if not spans:
        return text.translate(stage.characters)
    start, end = min(spans, key=lambda span: (span[0] - span[1], span[0]))
    return longest_first(stage, text[:start]) + stage.phrases[text[start:end]] + longest_first(stage, text[end:])


def fewest(stage: Stage, text: str) -> int:
    """How many pieces a text has at least."""
    counts = [0]
    for end in range(1, len(text) + 1):
        starts = [end - len(word) for word in stage.phrases if text.endswith(word, 0, end)]
        counts.append(1 + min(counts[start] for start in (*starts, end - 1)))
    return counts[-1]


@settings(max_examples=300, deadline=None)
@given(PHRASES, TEXTS)
def test_the_longest_words_win(phrases, text):
    """So runs the definition of the dictionary package."""
    stage = made(phrases)

    assert stage.convert(text) == longest_first(stage, text)


@settings(max_examples=300, deadline=None)
@given(PHRASES, TEXTS)
def test_a_text_is_cut_into_the_fewest_pieces(phrases, text):
    """Where a word matters; elsewhere the table gives the same, however it is cut."""
    stage = made(dict.fromkeys(phrases, True), cut=shortest_path)
    words = sum(value.count("X") for _, _, value in stage.edits(text))
    inside = sum(end - start for start, end, _ in stage.edits(text))

    assert words + len(text) - inside == fewest(stage, text)


@settings(max_examples=200, deadline=None)
@given(PHRASES, TEXTS)
def test_a_stage_that_was_kept_converts_alike(phrases, text):
    """Its phrases are unfolded one by one."""
    stage = made(phrases)
    again = compiled.unpack(compiled.pack(stage))

    assert again.convert(text) == stage.convert(text)
    assert again.phrases == stage.phrases


@settings(max_examples=200, deadline=None)
@given(PHRASES, TEXTS.filter(bool), st.data())
def test_all_phrases_over_a_character_are_found(phrases, text, data):
    """Choices are judged by them."""
    stage = made(phrases)
    at = data.draw(st.integers(0, len(text) - 1))
    expected = [
        (start, start + len(word))
        for start in range(at + 1)
        for word in sorted(phrases, key=len)
        if text.startswith(word, start) and at < start + len(word)
    ]

    assert stage.covering(text, at) == expected
