"""The files that editions, alignments and memories travel in. Each writer takes plain values and gives text."""

from workbench.formats.aligned import AlignmentFormat, BeadLike, write_alignment
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.html import write as write_html
from workbench.formats.layout import Labels, Layout
from workbench.formats.markdown import write as write_markdown
from workbench.formats.plain import write as write_plain
from workbench.formats.po import PoEdition, read_po, write_po
from workbench.formats.po_syntax import PoFileError
from workbench.formats.tmx import TmxFileError, TranslationUnit, edition_units, read_tmx, write_tmx
from workbench.formats.variant import to_variant

__all__ = [
    "AlignmentFormat",
    "BeadLike",
    "Edition",
    "ExportUnit",
    "Labels",
    "Layout",
    "PoEdition",
    "PoFileError",
    "TmxFileError",
    "TranslationUnit",
    "edition_units",
    "read_po",
    "read_tmx",
    "to_variant",
    "write_alignment",
    "write_html",
    "write_markdown",
    "write_plain",
    "write_po",
    "write_tmx",
]
