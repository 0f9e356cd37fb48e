"""Keep the glossary: look at concepts, talk about them, change them, see what a change does, bring files in and out."""

from __future__ import annotations

from workbench.workflow.glossary.changing import (
    get,
    recheck,
    record,
    remove,
    remove_concept,
    save,
    settle,
    store_concept,
)
from workbench.workflow.glossary.checking import MAX_FIELD, MAX_TERM
from workbench.workflow.glossary.exchange import (
    export_concepts,
    export_csv,
    import_concepts,
    import_csv,
    preview_concepts,
    preview_import,
    problems,
)
from workbench.workflow.glossary.impact import PAGE, of_removal, preview
from workbench.workflow.glossary.looking import card, changed, checking, concept, concepts, domains, page, places
from workbench.workflow.glossary.proposing import propose
from workbench.workflow.glossary.replacing import differences, replace, replace_all
from workbench.workflow.glossary.reports import Report, UnitLink, as_csv, of_edition, of_language
from workbench.workflow.glossary.talking import comment, notices, notices_seen
from workbench.workflow.glossary.values import (
    Card,
    ConceptPage,
    ConceptRevisionView,
    Difference,
    Differences,
    Impact,
    Import,
    Notice,
    Place,
    Places,
    Remark,
    Replaced,
    Stage,
    Touched,
)

__all__ = [
    "MAX_FIELD",
    "MAX_TERM",
    "PAGE",
    "Card",
    "ConceptPage",
    "ConceptRevisionView",
    "Difference",
    "Differences",
    "Impact",
    "Import",
    "Notice",
    "Place",
    "Places",
    "Remark",
    "Replaced",
    "Report",
    "Stage",
    "Touched",
    "UnitLink",
    "as_csv",
    "card",
    "changed",
    "checking",
    "comment",
    "concept",
    "concepts",
    "differences",
    "domains",
    "export_concepts",
    "export_csv",
    "get",
    "import_concepts",
    "import_csv",
    "notices",
    "notices_seen",
    "of_edition",
    "of_language",
    "of_removal",
    "page",
    "places",
    "preview",
    "preview_concepts",
    "preview_import",
    "problems",
    "propose",
    "recheck",
    "record",
    "remove",
    "remove_concept",
    "replace",
    "replace_all",
    "save",
    "settle",
    "store_concept",
]
