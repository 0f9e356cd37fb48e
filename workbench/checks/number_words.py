"""Numbers that are written as words in English and Spanish: eighty-nine, treinta y cinco, the sixth, mil millones.

Written from the grammars' chapters on numerals, for reading and not for spelling: "treinta cinco" is
understood as well. Words that are more often no number (`second`, `may`, `cuarto`) are read all the same,
since the check asks only whether a number that must be there could be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Words:
    """The number words of one language.

    Attributes:
        small: what adds up: units, tens, hundreds, with their ordinals.
        scales: what multiplies the words before it.
        others: words that stand for a number of their own and join no compound: months, fractions, twice.
        joints: words that may stand inside a compound.
    """

    small: Mapping[str, int]
    scales: Mapping[str, int]
    others: Mapping[str, int]
    joints: frozenset[str]

    @cached_property
    def all(self) -> frozenset[str]:
        """Every word that has to be looked at."""
        return frozenset({*self.small, *self.scales, *self.others, *self.joints})


@dataclass(frozen=True)
class Spelled:
    """A number found in words; `words` counts the number words it is made of."""

    value: int
    start: int
    end: int
    words: int


def _numbered(words: str, start: int = 1, step: int = 1) -> dict[str, int]:
    """Number a list of words; alternatives of one number are joined with `/`."""
    return {
        word: start + at * step for at, group in enumerate(words.split()) for word in group.split("/") if word != "-"
    }


_EN_MONTHS = _numbered(
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct"
    " november/nov december/dec"
)
_ES_MONTHS = _numbered(
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre"
)

_EN = Words(
    small=_numbered(
        "zero one/first two/second three/third four/fourth five/fifth six/sixth seven/seventh eight/eighth nine/ninth"
        " ten/tenth eleven/eleventh twelve/twelfth thirteen/thirteenth fourteen/fourteenth fifteen/fifteenth"
        " sixteen/sixteenth seventeen/seventeenth eighteen/eighteenth nineteen/nineteenth",
        start=0,
    )
    | _numbered(
        "twenty/twentieth/twenties thirty/thirtieth/thirties forty/fortieth/forties fifty/fiftieth/fifties"
        " sixty/sixtieth/sixties seventy/seventieth/seventies eighty/eightieth/eighties ninety/ninetieth/nineties",
        start=20,
        step=10,
    ),
    scales={
        "hundred": 100, "hundreds": 100, "hundredth": 100, "thousand": 1000, "thousands": 1000, "thousandth": 1000,
        "million": 10**6, "millions": 10**6, "billion": 10**9, "billions": 10**9, "trillion": 10**12,
        "dozen": 12, "dozens": 12,
    },
    others=_EN_MONTHS
    | {
        "half": 50, "halves": 2, "thirds": 3, "quarter": 4, "quarters": 4, "fifths": 5, "tenths": 10, "once": 1,
        "twice": 2, "double": 2, "doubled": 2, "doubles": 2, "both": 2, "pair": 2, "couple": 2, "thrice": 3,
        "triple": 3, "tripled": 3, "single": 1, "a": 1, "an": 1, "noon": 12, "midnight": 0, "decade": 10,
        "century": 100, "fortnight": 14,
    },
    joints=frozenset({"and"}),
)  # fmt: skip

_ES = Words(
    small=_numbered(
        "cero uno/un/una/primero/primera/primer/primeros/primeras dos/segundo/segunda tres/tercero/tercera/tercer"
        " cuatro/cuarto/cuarta cinco/quinto/quinta seis/sexto/sexta siete/séptimo/séptima ocho/octavo/octava"
        " nueve/noveno/novena diez/décimo/décima once/undécimo/undécima doce/duodécimo/duodécima trece catorce"
        " quince dieciséis diecisiete dieciocho diecinueve veinte/vigésimo/vigésima veintiuno/veintiún/veintiuna"
        " veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
        start=0,
    )
    | _numbered(
        "treinta/trigésimo/trigésima cuarenta cincuenta sesenta setenta ochenta noventa", start=30, step=10
    )
    | _numbered(
        "cien/ciento/centésimo doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas"
        " quinientos/quinientas seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas"
        " novecientos/novecientas",
        start=100,
        step=100,
    ),
    scales={
        "mil": 1000, "miles": 1000, "millón": 10**6, "millones": 10**6, "billón": 10**12, "billones": 10**12,
        "docena": 12, "docenas": 12,
    },
    others=_ES_MONTHS
    | {
        "medio": 50, "media": 50, "mitad": 50, "tercio": 3, "tercios": 3, "tercera": 3, "cuartos": 4, "ambos": 2,
        "ambas": 2, "doble": 2, "par": 2, "pareja": 2, "triple": 3, "sendos": 2, "mediodía": 12, "medianoche": 0,
        "decena": 10, "decenas": 10, "centenar": 100, "centenares": 100, "centenas": 100, "millar": 1000,
        "millares": 1000, "veintena": 20, "treintena": 30, "década": 10, "siglo": 100, "quincena": 15,
    },
    joints=frozenset({"y"}),
)  # fmt: skip

_WORDS = {"en": _EN, "es": _ES}
_WORD = re.compile(r"[^\W\d_]+")
# Between the words of one number stand spaces or a hyphen, nothing else.
_GAPS = frozenset({" ", "-", "\u00a0", "\u2010", "\u2011", "\n"})


def scale_of(word: str, language: str) -> int:
    """Say by how much a word multiplies the digits before it; 1 when it does not."""
    words = _WORDS.get(language)
    return words.scales.get(word, 1) if words else 1


def spelled(text: str, language: str) -> Iterator[Spelled]:
    """Find the numbers written in words, in text order; none in a language other than `en` and `es`."""
    words = _WORDS.get(language)
    if words is None:
        return
    compound = _Compound(words.scales)
    for token in _WORD.finditer(text):
        word = token.group().lower()
        if word not in words.all:
            if compound.size:
                yield compound.finish()
            continue
        numeral = word in words.small or word in words.scales
        if compound.size and not (text[compound.end : token.start()] in _GAPS and (numeral or word in words.joints)):
            yield compound.finish()
        if numeral:
            if not compound.accepts(words.small.get(word)):
                yield compound.finish()
            compound.add(word, words.small.get(word), token)
        elif word in words.joints and compound.size:
            compound.end = token.end()
        elif word in words.others:
            yield Spelled(words.others[word], *token.span(), words=1)
    if compound.size:
        yield compound.finish()


class _Compound:
    """A number in the making: `total` is closed by a scale, `group` still grows."""

    def __init__(self, scales: Mapping[str, int]) -> None:
        self._scales = scales
        self._reset()

    def _reset(self) -> None:
        self.total = self.group = self.size = self.start = self.end = self.stop = 0
        self.last: int | None = None

    def accepts(self, value: int | None) -> bool:
        """Whether a small number may follow: one to nine after twenty, or twenty after 'four and'."""
        if value is None or not self.size or self.last is None:
            return True
        if self.end > self.stop and self.last < 10 and value in range(20, 100, 10):
            return True
        return value > 0 and len(str(self.last)) > len(str(value)) and self.last % 10 ** len(str(value)) == 0

    def add(self, word: str, value: int | None, token: re.Match[str]) -> None:
        if not self.size:
            self.start = token.start()
        self.size += 1
        self.end = self.stop = token.end()
        self.last = value
        if value is not None:
            self.group += value
            return
        scale = self._scales[word]
        if scale <= 100:
            self.group = max(self.group, 1) * scale
        elif 0 < self.total < scale:
            # 'dos mil trescientos millones': what was said so far is multiplied as a whole.
            self.total, self.group = (self.total + self.group) * scale, 0
        else:
            self.total, self.group = self.total + max(self.group, 1) * scale, 0

    def finish(self) -> Spelled:
        found = Spelled(self.total + self.group, self.start, self.stop, self.size)
        self._reset()
        return found
