"""Files of cases: what is wrong in one is told by file, case, value and remedy; ours are right."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from rapidfuzz import fuzz, process

from assistant.evals.cases import KINDS, CaseError, Span, cases_of, load_cases
from assistant.text import fold
from ingest.corpora import CORPORA, list_corpora, load_corpus
from ingest.errors import InputError
from ingest.records import Corpus

DATA = Path(__file__).parents[1] / "data"
FOLDERS = [*(CORPORA / name for name in list_corpora()), *(p.parent for p in DATA.glob("*/cases"))]
NEAR = 90
"""Of 100. Below lie questions that merely share the one name of a thing ("the learning curve")
with an ask; from here on all but a word or two of the whole question is somebody's ask."""
NEARER = 95
"""For a question that has more to it than the ask: the ask stands in it, but for a slip."""
LONG = 24
"""Letters, a Chinese character counting as three, from which an ask can be told from a topic."""
SLOPES = "Beta climbs steep slopes better than Alpha."
GOOD: dict[str, Any] = {
    "id": "en-one",
    "language": "en",
    "kind": "choose",
    "turns": ["The garden lies on a steep slope"],
    "verdict": "beta",
    "facts": [[SLOPES]],
}
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def corpus(garden_folder: Path) -> Corpus:
    return load_corpus(garden_folder)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*cases: Any, name: str = "mine.yaml") -> Path:
        path = tmp_path / name
        path.write_text(yaml.safe_dump(list(cases), allow_unicode=True), encoding="utf-8")
        return path

    return write


def test_a_case_is_read_with_the_places_of_its_facts(write: Write, corpus: Corpus) -> None:
    (case,) = load_cases([write({**GOOD, "also": ["It is quiet."], "pair": "slope"})], corpus)
    text = corpus.article.text
    assert case.facts == ((Span(text.index(SLOPES), text.index(SLOPES) + len(SLOPES)),),)
    assert [text[span.start : span.end] for span in case.also] == ["It is quiet."]
    assert (case.verdicts, case.reasons, case.aspects) == (("beta",), (), ("slopes",))
    assert case.answerable
    assert not case.refusable


def test_a_clause_that_stands_twice_may_be_cited_at_both_places(
    write: Write, corpus: Corpus
) -> None:
    (case,) = load_cases([write({**GOOD, "facts": [["Alpha"]]})], corpus)
    assert len(case.facts[0]) == corpus.article.text.count("Alpha") > 1


def test_answering_and_refusing_may_both_be_right(write: Write, corpus: Corpus) -> None:
    both = {**GOOD, "verdict": ["beta", None], "reason": ["off_topic", "not_in_article"]}
    (case,) = load_cases([write(both)], corpus)
    assert case.answerable
    assert case.refusable
    assert case.verdicts == ("beta", None)
    assert case.reasons == ("off_topic", "not_in_article")


def test_the_split_follows_the_pair(write: Write, corpus: Corpus) -> None:
    names = [f"en-{number}" for number in range(60)]
    pairs = [f"pair-{number % 30}" for number in range(60)]
    files = [{**GOOD, "id": n, "pair": p} for n, p in zip(names, pairs, strict=True)]
    cases = load_cases([write(*files)], corpus)
    for case in cases:
        odd = hashlib.sha256(str(case.pair).encode()).digest()[0] % 2
        assert case.split == ("test" if odd else "dev")
    assert {case.split for case in cases} == {"dev", "test"}


@pytest.mark.parametrize(
    ("changes", "told", "remedy"),
    [
        ({"verdct": "alpha"}, "mine.yaml: en-one: there is no key 'verdct'.", "'verdict'"),
        ({"kind": "chose"}, "mine.yaml: en-one: kind is 'chose'.", "'choose'"),
        ({"language": "fr"}, "mine.yaml: en-one: language is 'fr'.", "'zh' or 'en'"),
        ({"id": "en one"}, "mine.yaml: en one: id is 'en one'.", "pattern"),
        ({"turns": []}, "mine.yaml: en-one: turns is [].", "at least 1"),
        ({"turns": "one"}, "mine.yaml: en-one: turns is 'one'.", "list"),
        ({"verdict": "gamma"}, "mine.yaml: en-one: the verdict is 'gamma'.", "alpha, beta"),
        ({"reason": "bored"}, "mine.yaml: en-one: reason is 'bored'.", "'off_topic'"),
        ({"facts": [[]]}, "mine.yaml: en-one: a fact is empty.", "remove the fact"),
        ({"facts": [["Gamma."]]}, "mine.yaml: en-one: not in made-", "Copy the clause exactly"),
        ({"also": ["Gamma."]}, "'Gamma.'", "Copy the clause exactly"),
        ({"kind": None}, "mine.yaml: en-one: kind is None.", "'choose'"),
    ],
)
def test_what_does_not_fit_is_told(
    write: Write, corpus: Corpus, changes: dict[str, Any], told: str, remedy: str
) -> None:
    with pytest.raises(CaseError) as failed:
        load_cases([write({**GOOD, **changes})], corpus)
    assert told in failed.value.message
    assert remedy in failed.value.hint
    assert isinstance(failed.value, InputError)


def test_a_missing_key_is_named(write: Write, corpus: Corpus) -> None:
    with pytest.raises(CaseError, match=r"mine\.yaml: en-one: the key 'kind' is missing"):
        load_cases([write({key: GOOD[key] for key in GOOD if key != "kind"})], corpus)
    with pytest.raises(CaseError, match=r"mine\.yaml: case 2: the key 'id' is missing"):
        load_cases([write(GOOD, {key: GOOD[key] for key in GOOD if key != "id"})], corpus)
    with pytest.raises(CaseError, match=r"mine\.yaml: case 1: it is 'a question'"):
        load_cases([write("a question")], corpus)


def test_a_clause_in_clutter_is_not_in_the_article(write: Write) -> None:
    corpus = load_corpus(list_corpora()[0])
    clutter = corpus.article.dropped[-1]
    words = corpus.article.text[clutter.start : clutter.end].strip()
    with pytest.raises(CaseError, match="not in"):
        load_cases([write({**GOOD, "verdict": None, "facts": [[words]]})], corpus)


def test_a_case_says_what_is_right(write: Write, corpus: Corpus) -> None:
    bare = {"id": "bare", "language": "en", "kind": "fact", "turns": ["What is it?"]}
    with pytest.raises(CaseError, match="neither facts nor a reason"):
        load_cases([write(bare)], corpus)


def test_the_option_to_avoid_is_one_of_the_corpus(write: Write, corpus: Corpus) -> None:
    bare = {"id": "bare", "language": "en", "kind": "polarity", "turns": ["Which is worse?"]}
    with pytest.raises(CaseError, match="avoid is 'nobody'"):
        load_cases([write({**bare, "avoid": "nobody", "reason": "off_topic"})], corpus)


def test_an_id_stands_once(write: Write, corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"mine\.yaml: the id 'en-one' stands twice"):
        load_cases([write(GOOD, GOOD)], corpus)
    write(GOOD, name="a.yaml"), write(GOOD, name="b.yaml")
    with pytest.raises(CaseError, match=r"b\.yaml: the id 'en-one' stands twice"):
        load_cases([tmp_path / "a.yaml", tmp_path / "b.yaml"], corpus)
    assert len(load_cases([tmp_path / "a.yaml", tmp_path / "a.yaml"], corpus)) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no cases"),
        (b"[]", "has no cases"),
        (b"id: one", "has no cases"),
        (b"- [", "is no YAML"),
        (b"- \xff", "is no YAML"),
        (b"- !!python/object:os.system {}", "is no YAML"),
        (b"#" * (4 * 1024 * 1024 + 1), "is larger than 4 MiB"),
    ],
)
def test_a_file_that_is_none_is_refused(
    tmp_path: Path, corpus: Corpus, content: bytes, told: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(CaseError, match=told) as failed:
        load_cases([path], corpus)
    assert failed.value.hint


def test_nothing_to_read_is_refused(tmp_path: Path, corpus: Corpus) -> None:
    with pytest.raises(CaseError, match=r"no \*\.yaml is in"):
        load_cases([tmp_path], corpus)
    with pytest.raises(CaseError, match=r"nowhere\.yaml can't be read"):
        load_cases([tmp_path / "nowhere.yaml"], corpus)


# The cases that come along; of the split test nothing is looked at but counts and likeness.


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_of_cases_is_right(folder: Path) -> None:
    corpus = load_corpus(folder)
    cases = load_cases([cases_of(folder)], corpus)
    assert cases
    assert {case.split for case in cases} == {"dev", "test"}
    for case in cases:
        assert case.facts or case.reasons, f"{case.id}: nothing could ever be right about it"
        assert case.id.startswith(f"{case.language}-")


def test_there_are_enough_cases() -> None:
    (folder,) = (each for each in FOLDERS if each.parent == CORPORA)
    cases = load_cases([cases_of(folder)], load_corpus(folder))
    count = Counter(case.language for case in cases)
    assert count["zh"] >= 150
    assert count["en"] >= 150
    assert {(case.language, case.kind) for case in cases} == {
        (language, kind) for language in ("zh", "en") for kind in KINDS
    }
    second = DATA / "postgresql-vs-mysql"
    assert len(load_cases([cases_of(second)], load_corpus(second))) >= 40


@pytest.mark.no_cover
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_case_is_a_near_copy_of_an_ask(folder: Path) -> None:
    corpus = load_corpus(folder)
    asks = [fold(ask) for point in corpus.points for lines in point.asks.values() for ask in lines]
    cases = load_cases([cases_of(folder)], corpus)
    near = _near([fold(case.question) for case in cases], asks)
    assert [case.id for case, copy in zip(cases, near, strict=True) if copy] == []


@pytest.mark.parametrize(
    ("ask", "question", "near"),
    [
        ("why is alpha easy to learn", "why is alpha easy to learn?", True),
        ("to learn easy why is alpha", "why is alpha easy to learn?", True),
        ("it must run all day on one charge", "it must run all day on one charge, a or b?", True),
        ("学习曲线", "学习曲线对比", False),
        ("beginner", "which one for a beginner?", False),
        ("搭一个神经网络并训练", "我就是想搭一个神经网络训练着看看,选哪个?", False),
    ],
)
def test_what_a_near_copy_is(ask: str, question: str, near: bool) -> None:
    assert _near([question], [ask]) == [near]


def _near(questions: list[str], asks: list[str]) -> list[bool]:
    def like(scorer: Any, among: list[str], least: int) -> Any:
        return process.cdist(questions, among, scorer=scorer, score_cutoff=least) > 0

    long = [ask for ask in asks if _length(ask) >= LONG]
    fits = np.array([[len(ask) <= len(question) for ask in long] for question in questions], bool)
    found = like(fuzz.ratio, asks, NEAR) | like(fuzz.token_sort_ratio, asks, NEAR)
    within = like(fuzz.partial_ratio, long, NEARER) & fits.reshape(len(questions), len(long))
    return [bool(copy) for copy in found.any(axis=1) | within.any(axis=1)]


def _length(text: str) -> int:
    return sum(1 if letter.isascii() else 3 for letter in text)
