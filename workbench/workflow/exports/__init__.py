"""Take editions out as files, and look before that at what is not ready."""

from __future__ import annotations

from workbench.workflow.exports.editions import as_edition
from workbench.workflow.exports.files import FORMATS, LAYOUTS, MIMETYPES, Exported, export
from workbench.workflow.exports.imprints import FIELDS, checked_imprint, imprint, keep_imprint, save_imprint
from workbench.workflow.exports.offer import Offer, offer

__all__ = [
    "FIELDS",
    "FORMATS",
    "LAYOUTS",
    "MIMETYPES",
    "Exported",
    "Offer",
    "as_edition",
    "checked_imprint",
    "export",
    "imprint",
    "keep_imprint",
    "offer",
    "save_imprint",
]
