"""The classes of characters that Chinese text is made of, as pieces for regular expressions.

Source: the block names of the Unicode Standard. Curly quotation marks, dashes and the ellipsis belong to no
script; they stand here as their own class, because Chinese and European texts share them.
"""

from __future__ import annotations

import re

HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WIDE = r"\u2e80-\u303f\u3040-\u33ff\ufe30-\ufe4f\uff00-\uffef" + HAN
SHARED = r"\u2014\u2018-\u201f\u2026\u00b7"

# One character that a Chinese text is set in: ideographs, fullwidth punctuation, and the marks it shares.
CJK = re.compile(f"[{WIDE}{SHARED}]")
