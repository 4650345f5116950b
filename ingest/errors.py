"""Every error this product raises on purpose.

XuanxingError                 has .message, .hint and .retryable
├── InputError (ValueError)   the caller's mistake: a value and how to mend it
│   ├── ArticleError          an article that can't be read or is no text
│   ├── CorpusError           corpus.toml or points.yaml is wrong; names file, line and value
│   └── SettingsError         an unknown encoder, store or setting
├── ModelError                a language model can't be loaded, or doesn't answer when tried
├── EncoderError              the encoder failed, or its optional package is missing
├── StoreError                the index can't be read, written or locked
│   └── StoreBusyError        another process is building; try again
├── HistoryError              (in assistant.history.errors) conversations can't be kept
├── RateLimitError            (there too) too many questions; has .seconds
└── CitationError             (in assistant.cite) a bug: a quote that doesn't hold
"""

from __future__ import annotations


class XuanxingError(Exception):
    """Root of the tree.

    Attributes:
        message: What is wrong, with the offending value in it; one sentence.
        hint: What the reader can do about it; empty when nothing is known.
        retryable: Whether the same call may succeed later without any change.
    """

    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(XuanxingError, ValueError):
    """The caller gave something that can't be used."""


class ArticleError(InputError):
    """An article is missing, empty, binary, too large or in an unknown encoding."""


class CorpusError(InputError):
    """``corpus.toml`` or ``points.yaml`` doesn't fit its schema or its article."""


class SettingsError(InputError):
    """A setting has a value that nothing here understands."""


class ModelError(XuanxingError):
    """A language model couldn't be loaded, or was tried out and didn't answer.

    When it fails at an answer that is no error: the answer goes out in our own words.
    """


class EncoderError(XuanxingError):
    """An encoder couldn't be loaded or returned something that is no set of vectors."""


class StoreError(XuanxingError):
    """The index couldn't be read or written."""


class StoreBusyError(StoreError):
    """Another process holds the build lock for longer than the caller would wait."""

    retryable = True
