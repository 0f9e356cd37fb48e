"""The files that editions, alignments and memories travel in. Each writer takes plain values and gives text."""

from workbench.formats.aligned import AlignmentFormat, BeadLike, write_alignment
from workbench.formats.columns import source_column
from workbench.formats.edition import Edition, ExportUnit, Imprint, Sibling
from workbench.formats.html import write as write_html
from workbench.formats.labels import Labels
from workbench.formats.layout import Page, Unapproved, compose
from workbench.formats.markdown import write as write_markdown
from workbench.formats.markdown import write_folder as write_markdown_folder
from workbench.formats.plain import write as write_plain
from workbench.formats.po import PoEdition, read_po, write_po
from workbench.formats.po_syntax import PoFileError
from workbench.formats.tmx import (
    TmxFileError,
    TranslationUnit,
    check_tmx,
    edition_units,
    read_tmx,
    text_units,
    tmx_pieces,
    write_tmx,
)
from workbench.formats.writing.docx import write as write_docx
from workbench.formats.writing.epub import write as write_epub
from workbench.formats.writing.fonts import NoFont
from workbench.formats.writing.odt import write as write_odt
from workbench.formats.writing.pdf import NotTypeset
from workbench.formats.writing.pdf import write as write_pdf
from workbench.formats.xliff import XliffFileError, read_xliff, write_xliff

__all__ = [
    "AlignmentFormat",
    "BeadLike",
    "Edition",
    "ExportUnit",
    "Imprint",
    "Labels",
    "NoFont",
    "NotTypeset",
    "Page",
    "PoEdition",
    "PoFileError",
    "Sibling",
    "TmxFileError",
    "TranslationUnit",
    "Unapproved",
    "XliffFileError",
    "check_tmx",
    "compose",
    "edition_units",
    "read_po",
    "read_tmx",
    "read_xliff",
    "source_column",
    "text_units",
    "tmx_pieces",
    "write_alignment",
    "write_docx",
    "write_epub",
    "write_html",
    "write_markdown",
    "write_markdown_folder",
    "write_odt",
    "write_pdf",
    "write_plain",
    "write_po",
    "write_tmx",
    "write_xliff",
]
