"""Articles come in many encodings; whatever can't be read is refused by name and place."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import ArticleError
from ingest.load import MAX_BYTES, load_article
from ingest.records import Article

TEXT = "数据库选型指南\r\n\r\nA 更适合复杂查询,而 B 在简单读取时更快。\n两者都是开源的。\n"


def load(folder: Path, data: bytes) -> Article:
    path = folder / "article.txt"
    path.write_bytes(data)
    return load_article(path, "demo/article.txt")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("gb18030"), "gb18030"),
        ("选择甲更好。".encode("gb18030"), "gb18030"),
        ("Plain English.\n".encode("utf-16-le"), "utf-16-le"),
        ("生僻字𠮷也行,这是一篇文章。\n".encode("gb18030"), "gb18030"),
    ],
)
def test_known_encodings_are_recognised(tmp_path: Path, data: bytes, encoding: str) -> None:
    article = load(tmp_path, data)
    assert article.encoding == encoding
    assert article.sha256 == hashlib.sha256(data).hexdigest()
    assert "\ufeff" not in article.text
    assert data.endswith(article.text.encode(encoding))
    assert article.document == "demo/article.txt"
    assert article.dropped == ()


def test_line_ends_stay_as_they_were(tmp_path: Path) -> None:
    assert load(tmp_path, b"a\r\nb\rc\n").text == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty: 0 bytes"),
        (b" \r\n\t\n", "empty: 5 bytes"),
        (codecs.BOM_UTF8, "empty: 3 bytes"),
        (codecs.BOM_UTF32_LE + "text".encode("utf-32-le"), "UTF-32"),
        (b"good text\x00more", "U\\+0000 at byte 9"),
        ("数据\x1b[31m".encode(), "U\\+001B at byte 6"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "binary|seems to be|control character"),
        ("资料庫選型指南,這個比較適合。".replace("资", "資").encode("big5"), "seems to be big5"),
        ("これは日本語の文章です。とても重要です。\n".encode("shift_jis") * 4, "shift_jis"),
        ("C'est une base de données répandue.\n".encode("cp1252") * 3, "cp1252.*0xe9 at offset 22"),
        (
            TEXT.encode() * 5 + b"\xff" + TEXT.encode(),
            f"utf-8: byte 0xff at offset {5 * len(TEXT.encode())}",
        ),
        (
            codecs.BOM_UTF16_LE + "text".encode("utf-16-le") + b"\x00\xd8",
            "utf-16-le: byte 0x00 at offset 10",
        ),
    ],
)
def test_anything_else_is_refused_with_what_and_where(
    tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(ArticleError, match=said) as caught:
        load(tmp_path, data)
    assert "article.txt" in caught.value.message
    assert caught.value.hint


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    data = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(256))
    with pytest.raises(ArticleError, match=r"article\.txt"):
        load(tmp_path, data)


def test_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    with path.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    with pytest.raises(ArticleError, match="104,857,600 bytes, the limit is 10,485,760"):
        load_article(path, "demo/article.txt")
    path.write_bytes(b"a" * MAX_BYTES)
    assert len(load_article(path, "demo/article.txt").text) == MAX_BYTES


def test_no_file_and_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"no file .*gone\.txt"):
        load_article(tmp_path / "gone.txt", "demo/gone.txt")
    with pytest.raises(ArticleError, match="can't be read"):
        load_article(tmp_path, "demo/folder")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_any_utf8_text_comes_back_as_it_is(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        data = text.encode()
        if not text.strip():
            return
        article = load(Path(folder), data)
        assert article.text == text.removeprefix("\ufeff") or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
