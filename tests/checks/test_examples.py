"""Good and bad texts for every check: a good one gives no finding at all, a bad one exactly those named."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from workbench.checks import REGISTRY, run
from workbench.findings import Severity
from workbench.text.segments import Kind


@dataclass(frozen=True)
class Example:
    """A pair with what must be found: check, and the found text or the replacement where that matters."""

    id: str
    locales: str
    source: str
    target: str
    check: str = ""
    found: str | None = None
    replacement: str | None = None
    severity: Severity = Severity.WARNING
    kind: Kind = Kind.PARAGRAPH

    def findings(self):
        source_locale, target_locale = self.locales.split(">")
        return run(self.source, self.target, source_locale=source_locale, target_locale=target_locale, kind=self.kind)


GOOD = [
    Example("plain-es", "en>es", "The mill closed at noon.", "El molino cerró a mediodía."),
    Example("plain-zh", "en>zh-Hans", "The mill closed at noon.", "磨坊中午关了门。"),
    Example("name-stays", "en>es", "Mara Velasco", "Mara Velasco"),
    Example("title-stays", "en>es", "*The Flour Gazette*", "*The Flour Gazette*"),
    Example("numbers-stay", "en>zh-Hans", "1984", "1984"),
    Example("same-code", "en>es", "the of and to in is was", "the of and to in is was", kind=Kind.CODE),
    Example("thousands", "en>es", "They sold 1,234 sacks.", "Vendieron 1.234 sacos."),
    Example("decimals", "en>es", "It weighed 3.5 tons.", "Pesaba 3,5 toneladas."),
    Example("wan", "en>zh-Hans", "They counted 120,000 sacks.", "他们数出十二万袋。"),
    Example("yi", "zh-Hans>en", "全国有3.2亿人。", "The country had 320 million people."),
    Example("million", "en>es", "Some 2.5 million people left.", "Se fueron unos dos millones y medio, 2,5 millones."),
    Example("mil-millones", "en>es", "A debt of $3 billion remained.", "Quedó una deuda de 3.000 millones de dólares."),
    Example("chinese-numeral", "en>zh-Hans", "She was 89.", "她八十九岁。"),
    Example("fullwidth-digits", "en>zh-Hans", "Room 12 was locked.", "１２号房锁着。"),
    Example("written", "zh-Hans>en", "厂里有35个人。", "Thirty-five people worked in the factory."),
    Example("percent", "en>zh-Hans", "Wages fell by 20%.", "工资下降了百分之二十。"),
    Example("date-zh", "en>zh-Hans", "On November 15, 2018, it rained.", "2018年11月15日下了雨。"),
    Example("date-es", "zh-Hans>es", "二〇一八年十一月十五日下了雨。", "El 15 de noviembre de 2018 llovió."),
    Example("decade", "en>zh-Hans", "It began in the 1990s.", "这始于20世纪90年代。"),
    Example("decade-words", "en>es", "It began in the 1920s.", "Comenzó en los años veinte."),
    Example("century", "es>en", "Fue en el siglo XIX.", "It was in the nineteenth century."),
    Example("ordinal", "en>zh-Hans", "The 6th meeting failed.", "第六次会议失败了。"),
    Example("clock", "en>es", "She left at 5:30 pm.", "Se fue a las 17:30."),
    Example("range", "en>zh-Hans", "From 2009-12 it grew.", "2009年到2012年间有增长。"),
    Example("weak-number", "zh-Hans>en", "这一点十分重要，千万别忘。", "This is very important; never forget it."),
    Example("link", "en>es", "See [the list](https://mill.example/a).", "Vea [la lista](https://mill.example/a)."),
    Example("title-marks", "en>zh-Hans", "She read *The Mill* twice.", "她把《磨坊》读了两遍。"),
    Example("title-marks-back", "zh-Hans>en", "她读了《磨坊》。", "She read *The Mill*."),
    Example("quotation", "en>es", "“Stay,” she said.", "«Quédate», dijo."),
    Example("apostrophes", "es>en", "Es el saco del molinero de los 90.", "It’s the millers’ sack of the ’90s."),
    Example("enumeration", "en>es", "a) flour 2) bread", "a) harina 2) pan"),
    Example("multi-paragraph", "en>es", "“One.\n\n“Two.”", "“Uno.\n\n“Dos.”"),
    Example("corners", "en>zh-Hant", "“Stay,” she said.", "「留下。」她說。"),
    Example("question", "en>es", "But why? And when?", "Pero ¿por qué? ¿Y cuándo?"),
    Example("quoted-title", "en>es", "She sang “What is to be done?” twice.", "Cantó «What is to be done?» dos veces."),
    Example("latin-in-zh", "en>zh-Hans", "She worked for J. Smith, Ltd. at 7:30.", "她7:30在J. Smith, Ltd.上班。"),
    Example("dots", "en>zh-Hans", "She waited...", "她等着……"),
    Example("hard-break", "en>es", "One line  \nand another.", "Una línea  \ny otra."),
    Example("verse", "en>es", "Rain,   rain", "Lluvia,   lluvia", kind=Kind.VERSE),
    Example("heading-name", "en>zh-Hans", "Chapter One: The Mill", "第一章 磨坊", kind=Kind.HEADING),
    Example("reduplication", "en>zh-Hans", "Everyone came to have a look every day.", "人人天天都来看看，讨论讨论。"),
    Example(
        "meeting", "en>zh-Hans", "It was made for that purpose, to understand it.", "这是以此为目的的，为了了解它。"
    ),
    Example("had-had", "es>en", "Lo había tenido todo.", "He had had everything."),
    Example("shared-script", "en>zh-Hant", "The queen went in.", "皇后進裡面了。"),
    Example("emoji", "en>es", "Good 👩‍🌾!", "¡Bien 👩‍🌾!"),
    Example("short", "en>es", "Yes.", "Por supuesto que sí."),
    Example("insertion", "en>es", "", "[N. de la T.: se pesaba en arrobas, 12 por saco.]"),
]

BAD = [
    Example("empty", "en>es", "The mill closed.", " ", "untranslated", severity=Severity.ERROR),
    Example("copied", "en>es", "The mill closed at noon.", "The mill closed at noon.", "untranslated"),
    Example("copied-zh", "zh-Hans>en", "磨坊中午关了门。", "磨坊中午关了门。", "untranslated"),
    Example(
        "sentence-left",
        "en>zh-Hans",
        "The mill closed. Nobody knew what to do with the flour in the yard.",
        "磨坊关门了。Nobody knew what to do with the flour in the yard.",
        "untranslated",
    ),
    Example(
        "sentence-left-es",
        "en>es",
        "The mill closed. Nobody knew what to do with the flour in the yard.",
        "El molino cerró. Nobody knew what to do with the flour in the yard.",
        "untranslated",
    ),
    Example("number-lost", "en>es", "They sold 89 sacks.", "Vendieron sacos.", "numbers"),
    Example("number-changed", "en>zh-Hans", "They sold 89 sacks.", "他们卖了98袋。", "numbers", "98"),
    Example("scale-changed", "en>zh-Hans", "There were 5 million people.", "有五十万人。", "numbers"),
    Example(
        "date-changed",
        "en>es",
        "On 15 November 2018 it rained.",
        "El 15 de noviembre de 2019 llovió.",
        "numbers",
        "2019",
    ),
    Example("number-new", "en>es", "They sold sacks.", "Vendieron 89 sacos.", "numbers", "89", severity=Severity.INFO),
    Example("wan-lost", "zh-Hans>en", "镇上有三百二十万人。", "The town had 320,000 people.", "numbers", "320,000"),
    Example("link-lost", "en>es", "See [it](https://a.example/).", "Véalo.", "markup", severity=Severity.ERROR),
    Example("note-lost", "en>es", "It rained[^1].", "Llovió.", "markup", severity=Severity.ERROR),
    Example("code-lost", "en>es", "Type `go` now.", "Escriba go ahora.", "markup"),
    Example("emphasis-lost", "en>es", "It *never* rained.", "Nunca llovió.", "markup"),
    Example("left-open", "en>es", "It **never** rained.", "No llovió **nunca.", "markup"),
    Example(
        "half-missing",
        "en>es",
        "The mill closed at noon. Nobody in the village knew what to do with all the flour that stood in the yard.",
        "El molino cerró a mediodía.",
        "length",
    ),
    Example(
        "half-missing-zh",
        "en>zh-Hans",
        "The mill closed at noon. Nobody in the village knew what to do with all the flour that stood in the yard.",
        "磨坊中午关了门。",
        "length",
    ),
    Example("question-lost", "en>zh-Hans", "Why did it close?", "它为什么关门。", "end-mark"),
    Example("stop-lost", "en>es", "The mill closed.", "El molino cerró", "end-mark"),
    Example("colon-style", "en>zh-Hans", "She said:", "她说。", "end-mark", severity=Severity.INFO),
    Example("comma", "en>zh-Hans", "It closed, and it rained.", "它关了,天下雨了。", "fullwidth", ",", "，"),
    Example("period", "en>zh-Hans", "The mill closed.", "磨坊关了门.", "fullwidth", ".", "。"),
    Example("dots-zh", "en>zh-Hans", "She waited… and left.", "她等着...走了。", "fullwidth", "...", "……"),
    Example(
        "brackets-zh",
        "en>zh-Hans",
        "The mill (the old one) closed.",
        "磨坊(老的)关了门。",
        "fullwidth",
        "(老的)",
        "（老的）",
    ),
    Example("opening", "en>es", "It rained. Why?", "Llovió. Por qué?", "opening-marks", "Por qué?", "¿Por qué?"),
    Example("opening-shout", "en>es", "Come!", "Ven!", "opening-marks", "Ven!", "¡Ven!"),
    Example("never-asked", "en>es", "Perhaps why.", "Quizá ¿por qué.", "opening-marks", "¿"),
    Example(
        "twice-comma", "en>zh-Hans", "It closed, and it rained.", "它关了，，天下雨了。", "doubled-marks", "，，", "，"
    ),
    Example("twice-stop", "en>es", "It closed.", "Cerró..", "doubled-marks", "..", "."),
    Example("bracket", "en>es", "The mill (the old one) closed.", "El molino (el viejo cerró.", "brackets", "("),
    Example("book-mark", "en>zh-Hans", "She read *The Mill*.", "她读了《磨坊。", "brackets", "《"),
    Example("quote", "en>es", "“Stay,” she said.", "«Quédate, dijo.", "quotes", "«"),
    Example("corner", "en>zh-Hant", "“Stay,” she said.", "「留下。她說。", "quotes", "「"),
    Example("straight", "en>es", "“Stay,” she said.", 'Ella dijo: "Quédate.', "quotes", '"'),
    Example(
        "foreign-quote", "en>zh-Hans", "“Stay,” she said.", "「留下。」她说。", "quotes", "「", severity=Severity.INFO
    ),
    Example("two-spaces", "en>es", "The mill closed.", "El molino  cerró.", "spacing", "  ", " "),
    Example("before-mark", "en>es", "It closed, I think.", "Cerró , creo.", "spacing", " ,", ","),
    Example("between-han", "en>zh-Hans", "The mill closed.", "磨坊 关了门。", "spacing", " ", ""),
    Example("next-to-comma", "en>zh-Hans", "It closed, I think.", "它关了， 我想。", "spacing", " ", ""),
    Example("traditional", "en>zh-Hans", "The country is big.", "这个國家很大。", "script", "國"),
    Example("simplified", "en>zh-Hant", "The country is big.", "這個国家很大。", "script", "国"),
    Example("the-the", "es>en", "Cerró el molino.", "They closed the the mill.", "repeated-words", "the the", "the"),
    Example(
        "women", "en>zh-Hans", "We left in the morning.", "我们我们早上走了。", "repeated-words", "我们我们", "我们"
    ),
    Example(
        "dede", "en>zh-Hans", "The mill of the village closed.", "村里的的磨坊关了门。", "repeated-words", "的的", "的"
    ),
    Example("zero-width", "en>es", "The mill.", "El mo\u200blino.", "invisible", "\u200b", "", Severity.ERROR),
    Example("bidi", "en>es", "The mill.", "El \u202emolino.", "invisible", "\u202e", "", Severity.ERROR),
    Example("lost", "en>es", "The mill closed.", "El molino cerr\ufffd.", "invisible", "\ufffd", None, Severity.ERROR),
]


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example.id)
def test_a_good_text_gives_no_finding(example):
    """False alarms teach people to look away; so no check may speak up, not only the one that is meant."""
    assert [(finding.check, finding.sentence) for finding in example.findings()] == []


@pytest.mark.parametrize("example", BAD, ids=lambda example: example.id)
def test_a_bad_text_gives_its_finding_and_no_other(example):
    """One mistake is one finding: reported twice it looks like two."""
    found = example.findings()

    assert [(finding.check, finding.severity) for finding in found] == [(example.check, example.severity)]
    if example.found is not None:
        assert found[0].found == example.found
        assert found[0].replacement == example.replacement


@pytest.mark.parametrize("check", [check.id for check in REGISTRY if check.id != "glossary"])
def test_every_check_has_a_bad_example(check):
    """A check that nothing sets off is not known to work."""
    assert any(example.check == check for example in BAD)


@pytest.mark.parametrize("example", BAD, ids=lambda example: example.id)
def test_a_replacement_settles_its_finding(example):
    """One key puts it in place of the span; the finding must be gone, and no other may have come."""
    for finding in example.findings():
        if finding.replacement is None:
            continue
        start, end = finding.span
        mended = example.target[:start] + finding.replacement + example.target[end:]
        source_locale, target_locale = example.locales.split(">")
        assert run(example.source, mended, source_locale=source_locale, target_locale=target_locale) == []
