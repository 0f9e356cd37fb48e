"""Books: what an edition is made of when it leaves as HTML, EPUB, DOCX, ODT or PDF.

`book.bind` turns a composed page into a tree of nodes; each writer walks that tree. No writer reads Markdown.
"""
