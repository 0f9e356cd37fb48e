"""How large a picture is, read from the first bytes of its file.

Source: the specifications of PNG (IHDR), GIF (logical screen descriptor), JPEG (start-of-frame segments) and WebP (VP8,
VP8L and VP8X chunks). It fails on files that are cut off, and says so with None.
"""

from __future__ import annotations

import struct

from workbench.text.segments import Media

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})


def size(media: Media) -> tuple[int, int] | None:
    """Give width and height in pixels, or None where the file does not say."""
    data = media.data
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _positive(*struct.unpack(">II", data[16:24]))
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _positive(*struct.unpack("<HH", data[6:10]))
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        return None
    return None


def _positive(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width > 0 and height > 0 else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _positive(width, height)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return _positive(width & 0x3FFF, height & 0x3FFF)
        case b"VP8L":
            bits = int(struct.unpack("<I", data[21:25])[0])
            return _positive((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            width, height = (int.from_bytes(data[place : place + 3], "little") + 1 for place in (24, 27))
            return _positive(width, height)
    return None
