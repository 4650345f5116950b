"""A corpus is a folder; whatever is wrong in it is named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ingest.corpora import CORPORA, list_corpora, load_corpus
from ingest.errors import ArticleError, CorpusError, InputError

DEFAULT = "tensorflow-vs-pytorch"


@pytest.fixture
def copy(tmp_path: Path, corpus_folder: Path) -> Path:
    return Path(shutil.copytree(corpus_folder, tmp_path / corpus_folder.name))


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "corpus.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def without(toml: str, *keys: str) -> str:
    """Drops keys, those with a list of several lines too."""
    return re.sub(rf"(?m)^(?:{'|'.join(keys)}) *=(?: *\[[^\]]*\]|.*)$", "", toml)


def test_the_corpora_that_come_with_the_product() -> None:
    assert DEFAULT in list_corpora()
    corpus = load_corpus(DEFAULT)
    assert corpus.id == DEFAULT
    assert corpus.article.document == f"{DEFAULT}/article.txt"
    assert [option.id for option in corpus.options] == ["tensorflow", "pytorch"]
    assert corpus.language == "zh"
    assert load_corpus(CORPORA / DEFAULT) == corpus


@pytest.mark.parametrize("which", [DEFAULT, "second"])
def test_every_quote_is_in_the_article(which: str, corpus_folder: Path) -> None:
    corpus = load_corpus(corpus_folder if which == "second" else which)
    text = corpus.article.text
    for point in corpus.points:
        for evidence in point.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
            assert (evidence.gloss is None) == (corpus.language == "en")
            assert not any(
                part.start < evidence.end and evidence.start < part.end
                for part in corpus.article.dropped
            )
        assert point.favours in {"either", *(option.id for option in corpus.options)}
    assert corpus.article.dropped


def test_a_folder_may_be_given_in_several_ways(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = load_corpus(copy)
    assert corpus.id == "postgresql-vs-mysql"
    assert load_corpus(str(copy)) == corpus
    monkeypatch.chdir(copy.parent)
    assert load_corpus(copy.name) == corpus
    monkeypatch.chdir(copy)
    assert load_corpus(".") == corpus


def test_other_names_for_the_article_and_optional_keys(copy: Path) -> None:
    (copy / "article.txt").rename(copy / "文章.txt")
    toml = (copy / "corpus.toml").read_text(encoding="utf-8")
    start = toml.index("[[options]]")
    extra = 'article = "文章.txt"\nurl = "https://example.org/a"\noutsiders = ["X", "X"]\n'
    head = without(toml[:start], "url", "outsiders", "article")
    (copy / "corpus.toml").write_text(f"{head}\n{extra}\n{toml[start:]}", encoding="utf-8")
    corpus = load_corpus(copy)
    assert corpus.article.document.endswith("/文章.txt")
    assert corpus.url == "https://example.org/a"
    assert corpus.outsiders == ("X",)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tensorflow-vs-pytroch", "no corpus .* Did you mean 'tensorflow-vs-pytorch'"),
        ("nothing", "no corpus 'nothing'.* one of: .*tensorflow-vs-pytorch"),
        ("", "no corpus ''"),
        ("../ingest", "no corpus"),
        ("a\x00b", "no corpus"),
        ("x" * 5000, "no corpus"),
        ("~nobody-of-that-name/x", "no corpus"),
    ],
)
def test_no_such_corpus(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorpusError, match=said) as caught:
        load_corpus(name)
    assert isinstance(caught.value, InputError | ValueError)
    assert len(str(caught.value)) < 500


def test_a_folder_without_corpus_toml(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"has no corpus\.toml"):
        load_corpus(tmp_path)
    assert list_corpora(tmp_path / "gone") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title =", "titel =", r"no key 'titel'|'title' is missing"),
        ('language = "en"', 'language = "fr"', 'language is \'fr\'.*"zh" or "en"'),
        ('language = "en"', "", "'language' is missing. Add language"),
        ("[[options]]", 'colour = "red"\n[[options]]', "no key 'colour'"),
        ("[[options]]", "retrieved = 2026\n[[options]]", "is not TOML"),
        ("[[options]]", 'article = "../x.txt"\n[[options]]', "article is '../x.txt'|not TOML"),
        ("aliases", "alias", r"no key 'options\.0\.alias'.*'aliases'"),
        ('id = "mysql"', 'id = "My SQL"', r"options\.1\.id is 'My SQL'"),
        ('id = "mysql"', 'id = "postgresql"', "same id"),
        ('id = "mysql"', 'id = "either"', "'either' is a name of"),
        ('name = "MySQL"', 'name = "postgres"', "'postgres' is a name of 'mysql', and of"),
        ("title = ", "title = = ", "not TOML.*line"),
    ],
)
def test_what_is_wrong_in_corpus_toml_is_named(copy: Path, old: str, new: str, said: str) -> None:
    edit(copy, old, new)
    with pytest.raises(CorpusError, match=said) as caught:
        load_corpus(copy)
    assert "corpus.toml" in caught.value.message


def test_retrieved_is_a_day(copy: Path) -> None:
    path = copy / "corpus.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = ['retrieved = "lately"' if line.startswith("retrieved") else line for line in lines]
    path.write_text("\n".join(changed), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"retrieved is 'lately'.*in quotes, like"):
        load_corpus(copy)


def test_one_option_is_no_comparison(copy: Path) -> None:
    toml = (copy / "corpus.toml").read_text(encoding="utf-8")
    cut = toml.rindex("[[options]]")
    (copy / "corpus.toml").write_text(toml[:cut], encoding="utf-8")
    with pytest.raises(CorpusError, match=r"options is .*at least 2"):
        load_corpus(copy)


def test_an_outsider_is_no_option(copy: Path) -> None:
    toml = (copy / "corpus.toml").read_text(encoding="utf-8")
    start = toml.index("[[options]]")
    head = without(toml[:start], "outsiders")
    (copy / "corpus.toml").write_text(
        f'{head}\noutsiders = ["mysql"]\n{toml[start:]}', encoding="utf-8"
    )
    with pytest.raises(CorpusError, match="'mysql' is an outsider, and a name of 'mysql' too"):
        load_corpus(copy)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'title = "\xff"', "offset 9 is not UTF-8"),
        (b"#" * 300_000, "too large"),
        (b"", "is missing"),
    ],
)
def test_a_corpus_toml_that_is_none(copy: Path, data: bytes, said: str) -> None:
    (copy / "corpus.toml").write_bytes(data)
    with pytest.raises(CorpusError, match=said):
        load_corpus(copy)


def test_missing_files(copy: Path) -> None:
    (copy / "points.yaml").unlink()
    with pytest.raises(CorpusError, match=r"no file .*points\.yaml"):
        load_corpus(copy)
    (copy / "article.txt").unlink()
    with pytest.raises(ArticleError, match=r"no file .*article\.txt"):
        load_corpus(copy)


def test_an_unreadable_corpus_toml(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "corpus.toml":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CorpusError, match="can't be read: Permission denied"):
        load_corpus(copy)
