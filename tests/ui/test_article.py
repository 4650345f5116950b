from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.article import Line, lines
from ingest.corpora import load_corpus
from ingest.records import Article, Corpus, Dropped


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus("tensorflow-vs-pytorch")


def text(shown: tuple[Line, ...], *, marked: bool | None = None) -> str:
    return "".join(
        piece.text
        for line in shown
        for piece in line.pieces
        if marked is None or piece.marked is marked
    )


def test_every_quote_of_the_corpus_is_marked_exactly(corpus):
    for point in corpus.points:
        for evidence in point.evidence:
            shown = lines(corpus.article, corpus.passages, evidence.start, evidence.end)
            assert text(shown, marked=True) == evidence.quote


def test_all_of_the_article_is_shown_and_nothing_that_was_dropped(corpus):
    (dropped,) = corpus.article.dropped
    shown = text(lines(corpus.article, corpus.passages, 0, 0))
    assert shown == corpus.article.text[: dropped.start]
    assert "评论" not in shown
    assert "红包" not in shown


def test_lines_without_a_statement_are_headings(corpus):
    shown = lines(corpus.article, corpus.passages, 0, 0)
    headings = [text((line,)).strip() for line in shown if line.heading]
    assert "5.部署:" in headings
    assert not any("TensorFlow Lite" in heading for heading in headings)


@given(st.data())
def test_any_span_of_any_text(data):
    content = data.draw(st.text(alphabet="ab。\r\n\u2028\x0c𝕏", min_size=1))
    edges = st.integers(0, len(content))
    start, end = sorted((data.draw(edges), data.draw(edges)))
    cut, last = sorted((data.draw(edges), data.draw(edges)))
    article = Article("a", content, "", "utf-8")
    assert text(lines(article, (), start, end)) == content
    assert text(lines(article, (), start, end), marked=True) == content[start:end]
    partly = replace(article, dropped=(Dropped(cut, last, "test"),))
    assert text(lines(partly, (), start, end)) == content[:cut] + content[last:]
