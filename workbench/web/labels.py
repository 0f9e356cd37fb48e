"""The few words that an exported edition holds besides its text, in the edition's own language."""

from __future__ import annotations

from workbench import languages
from workbench.formats import Labels
from workbench.web import i18n


def export_labels(locale: str) -> Labels:
    """Labels for an edition in `locale`."""
    tag = languages.base(locale)
    _ = i18n.catalogue(tag).gettext
    return Labels(
        locale=tag,
        author=_("Author"),
        translators=_("Translators"),
        editors=_("Editors"),
        date=_("Date"),
        origin=_("Source"),
        rights=_("Rights"),
        translation_rights=_("Rights of the translation"),
        address=_("This edition"),
        siblings=_("In other languages"),
        # Translators: stands between a label and its value in an exported edition.
        colon=_(": "),
        original_title=_("Original title"),
        contents=_("Contents"),
        remark=_("Translators’ note"),
        notes=_("Notes"),
        back=_("Back to the text"),
        added=_("Added in the translation"),
        draft=_("not yet reviewed"),
        held_back=_("A passage here is not yet reviewed."),
        missing=_("A passage here is not yet translated."),
        omitted=_("A passage here was left out on purpose."),
        unreviewed=_("Parts of this translation are not yet reviewed."),
        incomplete=_("Parts of this text are not in this edition, since they are not yet reviewed."),
    )
