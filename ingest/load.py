"""Read an article from a file: recognise its encoding, or refuse it and say why and where."""

from __future__ import annotations

import codecs
import hashlib
import re
from os import PathLike
from pathlib import Path

from ingest.errors import ArticleError
from ingest.records import Article

MAX_BYTES = 10 * 1024 * 1024
"""Larger files are refused unread; a long book is about 2 MB."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_READABLE = {"utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be", "gb18030": "gb18030"}
# The ones to tell apart; the detector is far surer among few than among its ninety.
_CANDIDATES = [
    *_READABLE,
    *("big5", "shift_jis", "euc_jp", "euc_kr", "cp1251", "koi8_r", "cp1252", "latin_1"),
]
# Control characters other than tab, line ends and form feed: no article has them, and in a
# terminal they could act.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_SAVE_AS_UTF8 = "Save the file as UTF-8."


def load_article(path: str | PathLike[str], document: str) -> Article:
    """Read and decode an article; nothing is dropped from it yet.

    Args:
        path: A text file in UTF-8 (with or without a byte-order mark), UTF-16 or GB18030.
        document: The name that citations carry.

    Returns:
        The article: line ends as they were, the byte-order mark removed.

    Raises:
        ArticleError: The file is missing, empty, too large, binary, or in another encoding.
    """
    file = Path(path)
    data = _read(file)
    encoding, text = _decode(data, file.name)
    if found := _CONTROL.search(text):
        code, where = f"U+{ord(found[0]):04X}", len(text[: found.start()].encode(encoding))
        raise ArticleError(
            f"{file.name} is no plain text: control character {code} at byte {where} "
            f"(read as {encoding}).",
            hint="Give the article as plain text, without such characters.",
        )
    if not text.strip():
        raise ArticleError(
            f"{file.name} is empty: {len(data)} bytes, no text in them.",
            hint="Put the article's text into it.",
        )
    return Article(
        document=document,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
    )


def digest_of(path: str | PathLike[str]) -> str:
    """The hex SHA-256 of a file's bytes, as :attr:`Article.sha256` has it.

    Raises:
        ArticleError: The file can't be read, or is too large.
    """
    return hashlib.sha256(_read(Path(path))).hexdigest()


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            size = max(len(data), file.stat().st_size)
    except FileNotFoundError as error:
        raise ArticleError(f"there is no file {file}.", hint="Check the path.") from error
    except OSError as error:
        raise ArticleError(f"{file} can't be read: {error.strerror or error}.") from error
    if size > MAX_BYTES:
        raise ArticleError(
            f"{file.name} is too large: {size:,} bytes, the limit is {MAX_BYTES:,}.",
            hint="Split it, or give the part that compares the options.",
        )
    return data


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if encoding == "utf-32":
                raise ArticleError(f"{name} is UTF-32 (see byte 0).", hint=_SAVE_AS_UTF8)
            return encoding, _strict(data, encoding, len(mark), name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = data.decode("utf-8", "replace")
        # Mostly right UTF-8 with a few bad bytes is damaged, not another encoding.
        if broken.count("\ufffd") * 10 < sum(letter > "\x7f" for letter in broken):
            raise _bad_byte(name, "utf-8", data, error.start) from error
        return _detect(data, name, error.start)
    # UTF-16 of plain English is valid UTF-8 in which every other byte is NUL.
    if text.count("\x00") * 4 > len(data):
        return _detect(data, name, data.find(0))
    return "utf-8", text


def _detect(data: bytes, name: str, suspect: int) -> tuple[str, str]:
    # Here, since most articles are UTF-8 and never need it.
    from charset_normalizer import from_bytes

    found = from_bytes(data, cp_isolation=_CANDIDATES)
    best = found.best()
    if best is None:
        raise ArticleError(
            f"{name} is binary or in no known encoding: byte 0x{data[suspect]:02x} at "
            f"offset {suspect} is not UTF-8.",
            hint="Give the article as plain text in UTF-8.",
        )
    # A short text often fits several East Asian encodings equally well; articles here are
    # Chinese or English, so the Chinese reading goes first among equals.
    equals = [match.encoding for match in found if match.chaos <= best.chaos]
    encoding = next((_READABLE[each] for each in equals if each in _READABLE), None)
    if encoding is None:
        raise ArticleError(
            f"{name} is not UTF-8, UTF-16 or GB18030 but seems to be {best.encoding}: byte "
            f"0x{data[suspect]:02x} at offset {suspect} is not UTF-8.",
            hint=_SAVE_AS_UTF8,
        )
    return encoding, _strict(data, encoding, 0, name)


def _strict(data: bytes, encoding: str, skip: int, name: str) -> str:
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _bad_byte(name, encoding, data, skip + error.start) from error


def _bad_byte(name: str, encoding: str, data: bytes, where: int) -> ArticleError:
    return ArticleError(
        f"{name} is damaged {encoding}: byte 0x{data[where]:02x} at offset {where} "
        "belongs to no character.",
        hint=f"Mend that byte, or save the file again as {encoding}.",
    )
