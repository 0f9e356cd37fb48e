"""Typeset one folder with typst, in a process of its own: `python typesetting.py FOLDER [FONTS…]`.

The folder holds `book.typ`, `data.json` and pictures; the pages go to `book.pdf`, and what typst has to say, as JSON,
to the standard output. It imports nothing of the workbench, so that it starts at once, and when it ends, all its
memory is free.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import typst


def main() -> int:
    """Typeset; 1 if typst refused."""
    folder, *fonts = sys.argv[1:]
    root = Path(folder)
    moment = json.loads((root / "data.json").read_text(encoding="utf-8"))["moment"]
    named: list[Path] = [Path(font) for font in fonts]
    compiler = typst.Compiler(root / "book.typ", root=root, font_paths=named)
    # Typst takes no other object for the time zone of UTC.
    date = dt.datetime.fromtimestamp(moment, dt.timezone.utc)  # noqa: UP017
    try:
        _, warnings = compiler.compile_with_warnings(output=root / "book.pdf", format="pdf", timestamp=date)
    except typst.TypstError as error:
        sys.stdout.write(json.dumps([error.message, *error.hints]))
        return 1
    sys.stdout.write(json.dumps([warning.message for warning in warnings]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
