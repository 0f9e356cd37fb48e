"""Sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text.markup import elements
from workbench.text.sentences import sentences

CASES = [
    ("en", "See vol. 3 of the works.| It is long."),
    ("en", "The preface (ed. Harlow) is new.| It says little."),
    ("en", "Cf. cap. 3.| The U.S. entered.| He went."),
    ("en", "Did he come?| No.| Yes."),
    ("en", "He came.| (It was late. It was cold.)| She left."),
    ("en", "“Are you well?” he asked.| “No.”| She left."),
    ("en", "One line\nand another.| Next."),
    ("en", "First *One. Two.* end.[^1]| Next [a pond. A mill](u).| Last."),
    ("en", "*One.*| Two."),
    ("es", "Véase el t. III de la obra.| Cf. cap. 4.| El 5.º congreso fue largo."),
    ("es", "El Sr. Olmedo vino.| En EE. UU. llueve.| ¿Quién? —preguntó ella."),
    ("zh-Hans", "在U.S.A.工作。|他走了。"),
    ("zh-Hant", "「你好嗎？」他問。|我說：「好。」|然後走了。"),
    ("zh-Hans", "“走吧！”李明喊道。|“不。”|天黑了。"),
    ("zh-Hans", "他来了。|（天晚了。很冷。）|她走了。"),
    ("zh-Hans", "他说……然后走了。|真的吗？！|是。"),
    ("zh-Hans", "**他来了。**|她走了。"),
]


@pytest.mark.parametrize(("locale", "marked"), CASES)
def test_sentences_end_where_a_reader_ends_them(locale, marked):
    """Abbreviations, quoted speech and brackets are where splitters go wrong."""
    text = marked.replace("|", "")
    # A blank belongs to the sentence before it.
    expected = [piece.strip() for piece in marked.split("|")]
    assert [text[start:end].strip() for start, end in sentences(text, locale)] == expected


@given(
    st.lists(
        st.sampled_from(
            ["One.", "他。", "”", "*", "**", "[", "](u)", "`", " ", "\n", "(", ")", "vol.", "5", "[^1]", "！"]
        )
    ),
    st.sampled_from(["en", "es", "zh-Hans", "zh-Hant"]),
)
def test_spans_cover_the_text_and_cut_no_markup(pieces, locale):
    """Sentence alignment counts on every character, and half a link is none."""
    text = "".join(pieces)
    spans = sentences(text, locale)

    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert not any(start < cut < end for cut, _ in spans for start, end in elements(text))
