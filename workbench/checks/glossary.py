"""The terms that the collective agreed on; the termbase itself knows how to look for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity


class Glossary:
    """A term of the source lacks its agreed rendering, or a forbidden one is used."""

    id = "glossary"
    severity = Severity.ERROR
    description = N_("Glossary: terms of the source need an agreed rendering; forbidden ones must not be used.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Ask the termbase, if there is one; it sets the severity and the message of each finding."""
        if pair.termbase is None:
            return
        for finding in pair.termbase.check(
            pair.source,
            pair.target,
            source_locale=pair.source_locale.tag,
            target_locale=pair.target_locale.tag,
        ):
            yield replace(finding, check=self.id)
