"""Names of options, however they are typed, and names that are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.background import load_background, ordinary_words
from assistant.options import OptionNames
from assistant.phrases import MARK
from assistant.text import fold
from ingest.corpora import load_corpus

NAMES = OptionNames(load_corpus("tensorflow-vs-pytorch"), ordinary_words(load_background()))


def options(question: str) -> tuple[str, ...]:
    return NAMES.find(fold(question)).options


def strangers(question: str, *, choosing: bool = True) -> tuple[str, ...]:
    return NAMES.strangers(NAMES.find(fold(question)).masked, choosing=choosing)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("TensorFlow", "tensorflow"),
        ("tensorflow", "tensorflow"),
        ("TF", "tensorflow"),
        ("tf2", "tensorflow"),
        ("TF 1.x", "tensorflow"),
        ("TensorFlow 2.15", "tensorflow"),
        ("TensorFlow2.x", "tensorflow"),
        ("tensor flow", "tensorflow"),
        ("Tensor-Flow", "tensorflow"),
        ("tensor_flow", "tensorflow"),
        ("tensorflwo", "tensorflow"),
        ("tensorfow", "tensorflow"),
        ("tensrflow", "tensorflow"),
        ("ＴＦ", "tensorflow"),
        ("ＴｅｎｓｏｒＦｌｏｗ", "tensorflow"),
        ("PyTorch", "pytorch"),
        ("torch", "pytorch"),
        ("py torch", "pytorch"),
        ("pytorch2.1", "pytorch"),
        ("pytroch", "pytorch"),
        ("pytorh", "pytorch"),
        ("PYTORCH", "pytorch"),
    ],
)
@pytest.mark.parametrize("sentence", ["{}", "用{}好吗", "is {} good?", "应该选 {} 吗?", "({})"])
def test_names(text: str, option: str, sentence: str) -> None:
    found = NAMES.find(fold(sentence.format(text)))
    assert found.options == (option,)
    assert MARK in found.masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "which one for a beginner?",
        "初学者学哪个好",
        "software",
        "tfidf",
        "a torchlight and a workflow",
        "TensorFlow Lite",
        "TensorFlow Serving",
    ],
)
def test_no_names(text: str) -> None:
    assert options(text) == ()


def test_an_option_beside_a_product_is_still_found() -> None:
    assert options("TensorFlow Lite还是PyTorch") == ("pytorch",)
    assert options("TensorFlow和TensorFlow Lite") == ("tensorflow",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TF还是PyTorch", ("tensorflow", "pytorch")),
        ("PyTorch or TF?", ("pytorch", "tensorflow")),
        ("pytroch vs tensorflwo vs torch", ("pytorch", "tensorflow")),
    ],
)
def test_options_keep_the_order_of_first_mention(text: str, expected: tuple[str, ...]) -> None:
    assert set(options(text)) == set(expected)
    if "pytroch" not in text:
        assert options(text) == expected


def test_a_name_may_end_in_a_digit() -> None:
    corpus = load_corpus("tensorflow-vs-pytorch")
    first = replace(corpus.options[0], aliases=("G1",))
    names = OptionNames(replace(corpus, options=(first, *corpus.options[1:])))
    assert names.find("g1 or g2?").options == (first.id,)


def test_a_version_stays_in_the_masked_text() -> None:
    assert NAMES.find("tensorflow 1.15 code").masked.split() == [MARK, "1.15", "code"]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("JAX和PyTorch哪个更适合科研?", "JAX"),
        ("JAX or PyTorch?", "JAX"),
        ("PyTorch vs MXNet", "MXNet"),
        ("生产环境用飞桨还是TensorFlow", "飞桨"),
        ("is jax good for research?", "JAX"),
        ("sklearn or tf", "sklearn"),
        ("Should I learn Keplarion or PyTorch?", "keplarion"),
        ("PyTorch vs Keplarion", "keplarion"),
        ("keplarion和pytorch哪个好", "keplarion"),
    ],
)
def test_strangers(question: str, name: str) -> None:
    assert strangers(question) == (name,)


@pytest.mark.parametrize(
    "question",
    [
        "我要在手机上部署模型,应该用TF还是PyTorch?",
        "Should I use TF or PyTorch to deploy a model on a phone?",
        "初学者学哪个好",
        "写学术论文用PyTorch还是TensorFlow?",
        "PyTorch和TensorFlow有什么区别",
        "Is TensorFlow or PyTorch better for research?",
        "学习Python之后用PyTorch好吗",
        "should I use Keras?",
    ],
)
def test_no_strangers(question: str) -> None:
    assert strangers(question) == ()


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("should I use keplarion?", "keplarion"),
        ("is keplarion good for research?", "keplarion"),
        ("Keplarion适合科研吗", "keplarion"),
        ("How closely does Keplarion stick to Python?", "keplarion"),
        ("Is Apache Keplarion open source?", "keplarion"),
    ],
)
def test_the_subject_of_a_question_may_be_an_unknown_name(question: str, name: str) -> None:
    assert NAMES.subjects(fold(question), question, choosing=True) == (name,)


@pytest.mark.parametrize(
    "question",
    [
        "is keplarion better than \ufffc?",  # an option is named: that is the subject
        "Nobody here can keplar anything",  # no name, as it is written small
        "which one should I use?",
        "做手机应用用哪个好",
    ],
)
def test_a_question_without_an_unknown_subject(question: str) -> None:
    assert NAMES.subjects(fold(question), question, choosing=True) == ()


def test_an_and_joins_options_only_where_a_choice_is_asked_for() -> None:
    assert strangers("keplarion and pytorch") == ("keplarion",)
    assert strangers("keplarion and pytorch", choosing=False) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mobiel deployment", "mobile deployment"), ("mobile deploymant", "mobile deployment")],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert NAMES.correct(typed) == meant


@pytest.mark.parametrize("text", ["mobile deployment", "初学者", "xqzvvw", "", "c++ f#", "call"])
def test_what_is_no_slip_stays(text: str) -> None:
    assert NAMES.correct(text) == text


def test_known_words() -> None:
    assert NAMES.known("python")
    assert NAMES.known("pythn"), "give or take a typo"
    assert NAMES.known("部署")
    assert not NAMES.known("keplarion")
    assert not NAMES.known("python9")


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    found = NAMES.find(fold(text))
    assert set(found.options) <= {"tensorflow", "pytorch"}
    assert isinstance(NAMES.correct(found.masked), str)
    assert all(NAMES.strangers(found.masked, choosing=True))


@pytest.mark.parametrize(
    "question",
    [
        "从JAX转过来,选哪个?",
        "全组之前都只写MATLAB,选哪个?",
        "coming from MATLAB, which one?",
        "we only know MATLAB, which one is easier?",
    ],
)
def test_what_was_used_so_far_is_not_asked_about(question: str) -> None:
    assert strangers(question) == ()


def test_beside_an_option_what_was_used_so_far_is() -> None:
    assert strangers("我们从MXNet迁到TensorFlow划算吗?") == ("MXNet",)
