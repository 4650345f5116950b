"""What an assistant does with its encoder and its article while it is open."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import Assistant, XuanxingError
from ingest.errors import CorpusError, EncoderError, SettingsError
from ingest.records import Vectors
from ingest.testing import FakeEncoder, MemoryStore


class FragileEncoder(FakeEncoder):
    """Works until it is told to break."""

    def __init__(self) -> None:
        super().__init__(identity="fragile")
        self.error: Exception | None = None

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        if self.error is not None:
            raise self.error
        return super().encode_query(texts)


@pytest.fixture
def encoder() -> FragileEncoder:
    return FragileEncoder()


@pytest.fixture
def fragile(encoder: FragileEncoder, corpus_folder: Path) -> Assistant:
    """An assistant whose encoder raises from now on."""
    opened = Assistant(corpus=corpus_folder, encoder=encoder, store=MemoryStore()).open()
    encoder.error = OSError("disk gone")
    return opened


_FIRST_ANSWER = """
import sys
from assistant import Assistant
assistant = Assistant()
heavy = {"chromadb", "langchain_core", "sentence_transformers", "streamlit", "torch"}
print(assistant.ask("初学者学哪个好").verdict, sorted(heavy & set(sys.modules)))
from langchain_core.runnables import Runnable
print(isinstance(assistant, Runnable), assistant.invoke("初学者学哪个好").verdict)
"""


def test_a_first_answer_waits_for_no_import_that_it_can_do_without(
    answers_store: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert assistant.corpus.options  # its index is there, so nothing has to be built
    monkeypatch.setenv("XUANXING_STORE", str(answers_store))
    program = [sys.executable, "-X", "utf8", "-c", _FIRST_ANSWER]
    said = subprocess.check_output(program, text=True).splitlines()
    assert said == ["pytorch []", "True pytorch"]


def test_nothing_is_read_before_the_first_question(encoder: FragileEncoder) -> None:
    Assistant(corpus="there is none", encoder=encoder)
    assert encoder.calls == 0


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("x" * 1_000_000, "too_long"),
        ("\u202e" * 1_000_000, "too_long"),
        ("", "empty"),
        ("?!", "empty"),
        ("\u200b", "empty"),
    ],
)
def test_refused_before_the_encoder_sees_it(fragile: Assistant, question: str, reason: str) -> None:
    assert fragile.ask(question).reason == reason


def test_an_error_of_the_encoder_is_typed(fragile: Assistant) -> None:
    with pytest.raises(EncoderError, match="disk gone") as caught:
        fragile.ask("JSON documents: which one?")
    assert isinstance(caught.value, XuanxingError)
    assert not isinstance(caught.value, ValueError)
    with pytest.raises(EncoderError):
        fragile.search("JSON documents")
    with pytest.raises(EncoderError):
        fragile.conversation().ask("JSON documents: which one?")


def test_it_answers_again_once_the_encoder_does(
    fragile: Assistant, encoder: FragileEncoder
) -> None:
    talk = fragile.conversation()
    with pytest.raises(EncoderError):
        talk.ask("JSON documents: which one?")
    encoder.error = None
    assert talk.ask("JSON documents: which one?").text
    assert len(talk.turns) == 1


def test_one_question_is_embedded_once(encoder: FragileEncoder, corpus_folder: Path) -> None:
    opened = Assistant(corpus=corpus_folder, encoder=encoder, store=MemoryStore()).open()
    before = encoder.calls
    opened.ask("storing JSON documents: PostgreSQL or MySQL?")
    assert encoder.calls == before + 1


@pytest.fixture
def copied(corpus_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_folder, tmp_path / corpus_folder.name))


def test_an_article_that_changed_makes_answers_stale(copied: Path, encoder: FragileEncoder) -> None:
    opened = Assistant(corpus=copied, encoder=encoder, store=MemoryStore())
    question = "storing JSON documents: which one?"
    fresh = opened.ask(question)
    assert not fresh.stale
    article = copied / "article.txt"
    original = article.read_bytes()
    article.write_bytes(b"News! " + original)
    stale = opened.ask(question)
    assert stale.stale
    assert stale.citations == fresh.citations, "the index that was opened keeps answering"
    assert opened.ask("").stale
    article.write_bytes(original)
    assert not opened.ask(question).stale
    article.unlink()
    assert opened.ask(question).stale


def test_a_touched_article_is_not_stale(copied: Path, encoder: FragileEncoder) -> None:
    opened = Assistant(corpus=copied, encoder=encoder, store=MemoryStore()).open()
    article = copied / "article.txt"
    article.write_bytes(article.read_bytes())
    assert not opened.ask("storing JSON documents: which one?").stale


def test_an_unknown_corpus_is_named(encoder: FragileEncoder) -> None:
    with pytest.raises(CorpusError, match="there is none") as caught:
        Assistant(corpus="there is none", encoder=encoder, store=MemoryStore()).ask("which?")
    assert caught.value.hint


def test_what_is_no_encoder_is_refused(corpus_folder: Path) -> None:
    wrong: str = 7  # type: ignore[assignment]
    with pytest.raises(SettingsError, match="int"):
        Assistant(corpus=corpus_folder, encoder=wrong, store=MemoryStore()).open()
