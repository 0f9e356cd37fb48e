"""Numbers and dates that were lost or changed on the way.

A number of the source may come back in any form: other digits, other separators, words, Chinese characters,
the name of a month. Only one that comes back in none is reported. Translators may turn miles into
kilometres, or a street number into its name; such a finding is waived.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.checks.numerals import Number, Value, digit_numbers, worded_numbers
from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity

_MISSING = N_("The number %(number)s of the source appears here in no form.")
_CHANGED = N_("The source has the number %(number)s, the translation %(other)s.")
_ADDED = N_("The number %(number)s is not in the source.")


class Numbers:
    """A number of the source is missing or changed, or a new one stands in the target."""

    id = "numbers"
    severity = Severity.WARNING
    description = N_("Numbers and dates: each must be there, in digits, in words or in Chinese characters.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Look for the numbers of either side on the other."""
        if not pair.source:
            return
        said, seen = pair.said.text, pair.seen.text
        here, there = pair.target_locale.language, pair.source_locale.language
        digits = list(digit_numbers(seen, here))
        all_said = [*digit_numbers(said, there), *worded_numbers(said, there)]
        wanted = [number for number in all_said if number.strong]
        missing = _without_match(wanted, digits)
        if missing:
            missing = _without_match(missing, [*digits, *worded_numbers(seen, here)])
        added = _without_match([number for number in digits if number.strong], all_said)
        if len(missing) == len(added):
            yield from (self._changed(pair, *numbers) for numbers in zip(missing, added, strict=True))
            return
        yield from (self._missing(pair, number) for number in missing)
        yield from (self._added(pair, number) for number in added)

    def _changed(self, pair: Pair, lost: Number, new: Number) -> Finding:
        number, other = pair.said.text[lost.start : lost.end], pair.seen.text[new.start : new.end]
        return Finding(
            self.id,
            self.severity,
            _CHANGED,
            {"number": number, "other": other},
            span=pair.seen.span(new.start, new.end),
            source_span=pair.said.span(lost.start, lost.end),
            found=other,
            expected=(number,),
        )

    def _missing(self, pair: Pair, lost: Number) -> Finding:
        number = pair.said.text[lost.start : lost.end]
        return Finding(
            self.id,
            self.severity,
            _MISSING,
            {"number": number},
            source_span=pair.said.span(lost.start, lost.end),
            expected=(number,),
        )

    def _added(self, pair: Pair, new: Number) -> Finding:
        number = pair.seen.text[new.start : new.end]
        return Finding(
            self.id,
            Severity.INFO,
            _ADDED,
            {"number": number},
            span=pair.seen.span(new.start, new.end),
            found=number,
        )


def _without_match(wanted: list[Number], offered: list[Number]) -> list[Number]:
    """Give the numbers that none of the others can stand for."""
    values: set[Value] = set()
    for number in offered:
        values |= number.values
        values.update(number.parts)
    return [
        number
        for number in wanted
        if values.isdisjoint(number.values) and not (number.parts and values.issuperset(number.parts))
    ]
