"""What a check reports: a plain value, so that every engine can yield one and every edge can show it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.errors import N_

__all__ = ["N_", "Finding", "Severity"]


class Severity(enum.StrEnum):
    """How much a finding weighs: an error blocks approval, a warning asks for a look, info only informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing that a check found in one unit.

    Spans are half-open ranges of code points in the text as stored. `message` is an English sentence with
    named `%(value)s` places, marked with `N_`; `values` fills them.

    Attributes:
        check: stable id of the check, such as `numbers` or `glossary`.
        severity: whether it blocks approval.
        message: the sentence, untranslated.
        values: what fills the sentence; `state` besides, where it is about a disputed concept.
        span: where in the target, or None when something is absent from it.
        source_span: where in the source, where that is known.
        concept: id of the glossary concept, for findings of the glossary.
        found: the text that stands there now, empty when something is missing.
        expected: what may stand there instead, best first.
        replacement: what one key may put in the place of `span`, where that is certain enough.
    """

    check: str
    severity: Severity
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    span: tuple[int, int] | None = None
    source_span: tuple[int, int] | None = None
    concept: str | None = None
    found: str = ""
    expected: tuple[str, ...] = ()
    replacement: str | None = None

    @property
    def key(self) -> str:
        """What a waiver is tied to: the same finding in an edited text keeps its key."""
        about = self.concept or "/".join((self.message, *self.expected))
        return "|".join((self.check, about, self.found))

    @property
    def is_disputed(self) -> bool:
        """Whether it is about a concept that people still discuss."""
        return self.values.get("state") == "disputed"

    @property
    def sentence(self) -> str:
        """The English sentence with its values, for the command line and for logs."""
        return self.message % dict(self.values)
