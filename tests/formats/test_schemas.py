"""What is written is what the published schemas ask for, where a package of this machine brings them.

The schemas of XLIFF come with Debian's `php-symfony-translation`. No package of Python has them, nor the document type
of TMX, which the tests of TMX follow by its structure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.xliff import write_xliff
from workbench.states import State
from workbench.text.segments import Kind

SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
UNITS = (
    ExportUnit("p-1", ("The mill closed.",), "造纸厂**关门了。**", state=State.APPROVED, version=4),
    ExportUnit(
        "p-2", ("One <b>&amp;</b>.", "Two\nlines."), "Uno.\n\nDos\nlíneas.", Kind.LIST_ITEM, 2, state=State.RETURNED,
        stale=True, previous_source="Older", notes=("Is it she?",), version=12, terms=(("mill", "工厂"),),
    ),
    ExportUnit("p-3", ("Rule.",), "", omitted="Not for\nreaders", state=State.APPROVED),
    ExportUnit("p-4", (), "Added.", kind=Kind.NOTE, state=State.SUBMITTED),
)  # fmt: skip
EDITION = Edition("tale", "A tale", "en", "zh-Hans", UNITS)


class _Here(etree.Resolver):
    """Finds what a schema refers to beside it, never in the web."""

    def resolve(self, url: str, _public_id: str, context: object) -> object:
        here = SCHEMAS / url.rpartition("/")[2]
        return self.resolve_filename(str(here), context) if here.is_file() else None


def schema(name: str, missing: Callable[[str], None]) -> etree.XMLSchema:
    """One of the schemas, or skip the test."""
    if not (SCHEMAS / name).is_file():
        missing("the schemas of XLIFF")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Here())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser))


@pytest.mark.parametrize(("version", "name"), [("1.2", "xliff-core-1.2-strict.xsd"), ("2.1", "xliff-core-2.0.xsd")])
def test_xliff_is_valid(version: str, name: str, missing: Callable[[str], None]):
    """Some tools check a file before they open it; the core of 2.1 is that of 2.0."""
    written = etree.fromstring(write_xliff(EDITION, replace(EDITION, slug="other"), version=version))
    known = schema(name, missing)

    assert known.validate(written), known.error_log
