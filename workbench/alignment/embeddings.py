"""Load a sentence encoder from a folder on disk, as one more cue for `align`.

Needs the extra `translation-workbench[embeddings]`; nothing is ever downloaded. Any folder that the package
sentence-transformers reads will do: LaBSE for all pairs of languages, or a smaller multilingual one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from workbench.alignment.cues.meaning import Encoder
from workbench.errors import N_, WorkbenchError

__all__ = ["Encoder", "EncoderUnavailable", "load_encoder"]


class EncoderUnavailable(WorkbenchError):
    """There is no encoder to load; the message says what is missing."""


class _Loaded:
    """An encoder of the package sentence-transformers."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - the package is optional, and so are its types
        self._model = model

    def encode(self, texts: list[str], /) -> NDArray[Any]:
        vectors: NDArray[Any] = self._model.encode(texts, convert_to_numpy=True, show_progress_bar=False)
        return vectors


def load_encoder(folder: Path) -> Encoder:
    """Load an encoder from a folder.

    Raises:
        EncoderUnavailable: there is no such folder, it holds no encoder, or the extra is not installed.
    """
    if not folder.is_dir():
        raise EncoderUnavailable(N_("There is no folder %(folder)s with a sentence encoder."), folder=folder.name)
    try:
        # Loading it takes seconds and a gigabyte: only who asks for an encoder should pay for it.
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderUnavailable(
            N_("A sentence encoder needs an extra that is not installed; install %(extra)s."),
            extra="translation-workbench[embeddings]",
        ) from error
    try:
        return _Loaded(SentenceTransformer(str(folder), local_files_only=True))
    except (OSError, ValueError, KeyError) as error:
        raise EncoderUnavailable(
            N_("The folder %(folder)s holds no sentence encoder; it needs the files that sentence-transformers saves."),
            folder=folder.name,
        ) from error
