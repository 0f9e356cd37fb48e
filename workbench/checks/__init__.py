"""Checks: what is probably wrong with a translation, as plain findings.

`run` looks at one source and one target. Each check is one small class; `REGISTRY` holds them in the order
in which their findings are given. A new check is a class, a line in the registry, its texts in the tests,
and its paragraph in `docs/checks.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workbench.checks.ending import Ending
from workbench.checks.glossary import Glossary
from workbench.checks.inline_markup import InlineMarkup
from workbench.checks.invisible import Invisible
from workbench.checks.length import Length
from workbench.checks.numbers import Numbers
from workbench.checks.pair import Check, Pair, Termbase
from workbench.checks.pairing import Brackets, Quotes
from workbench.checks.punctuation import DoubledMarks, Fullwidth, OpeningMarks
from workbench.checks.repeated import RepeatedWords
from workbench.checks.script import ScriptMixture
from workbench.checks.spacing import Spacing
from workbench.checks.untranslated import Untranslated
from workbench.findings import Finding
from workbench.languages import parse
from workbench.text.segments import Kind

__all__ = ["DESCRIPTIONS", "REGISTRY", "Check", "Pair", "Termbase", "run"]

REGISTRY: tuple[Check, ...] = (
    Untranslated(),
    Glossary(),
    Numbers(),
    InlineMarkup(),
    Length(),
    Ending(),
    Fullwidth(),
    OpeningMarks(),
    DoubledMarks(),
    Brackets(),
    Quotes(),
    Spacing(),
    ScriptMixture(),
    RepeatedWords(),
    Invisible(),
)

# What each check looks for, for settings and documentation.
DESCRIPTIONS: Mapping[str, str] = MappingProxyType({check.id: check.description for check in REGISTRY})


def run(
    source: str,
    target: str,
    *,
    source_locale: str,
    target_locale: str,
    termbase: Termbase | None = None,
    kind: Kind = Kind.PARAGRAPH,
    omitted: bool = False,
) -> list[Finding]:
    """Run all checks on one unit.

    Args:
        source: the source text with inline Markdown; empty for an insertion, which is then checked alone.
        target: the translation; empty for a unit that is not translated.
        source_locale: BCP 47 tag of the source.
        target_locale: BCP 47 tag of the target.
        termbase: the terms to be kept to, if any.
        kind: what the unit is; headings, lists and verse are judged less strictly, code hardly at all.
        omitted: the source is left out on purpose, so that an empty target is right.

    Returns:
        Findings in the order of the registry. An empty target has one, that of `untranslated`.

    Raises:
        UnknownLocale: one of the tags is no locale of the workbench.
    """
    pair = Pair(source, target, parse(source_locale), parse(target_locale), kind, termbase)
    if not target.strip():
        return [] if omitted else list(Untranslated().run(pair))
    return [finding for check in REGISTRY for finding in check.run(pair)]
