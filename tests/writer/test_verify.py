"""Only what the cited quotes carry may be shown; measured, and rule by rule."""

from __future__ import annotations

import pytest

from assistant.writer.grounds import Context
from assistant.writer.sentences import Sentence, canonical, sentences
from assistant.writer.verify import Verifier
from tests.writer.__main__ import LEAST_BY_HAND, LEAST_REJECTED, MOST_TURNED_AWAY
from tests.writer.material import Source, answers, corpus_of, rewordings, unfaithful
from tests.writer.mutants import mutants
from tests.writer.score import judge, rejected


def fault(answer: str, sentence: str) -> str | None:
    verifier = Verifier(corpus_of(answer))
    return verifier.check(Sentence(canonical(sentence)), verifier.grounds(answers()[answer]))


SOME: tuple[Source, ...] = ("own", "first")  # `make llm-mutants` tries all


@pytest.mark.parametrize("source", SOME)
def test_there_is_enough_to_measure(source: Source) -> None:
    assert len(mutants(source)) >= 400
    assert len(rewordings(source)) >= 200
    kinds = {sample.kind for sample in mutants(source)}
    assert len(kinds) >= 10
    for language in ("zh", "en"):
        assert sum(answers()[s.answer].language == language for s in mutants(source)) >= 200


@pytest.mark.no_cover
@pytest.mark.parametrize("source", SOME)
def test_mutants_are_rejected(source: Source) -> None:
    judged = judge(mutants(source))
    caught, whole = rejected(judged)
    assert caught >= LEAST_REJECTED * whole, [s for s, fault in judged if fault is None]
    caught, whole = rejected(judged, held_out=True)
    assert caught >= LEAST_REJECTED * whole


@pytest.mark.no_cover
@pytest.mark.parametrize("source", SOME)
def test_faithful_rewordings_are_not(source: Source) -> None:
    judged = judge(rewordings(source))
    turned, whole = rejected(judged)
    assert turned <= MOST_TURNED_AWAY[source] * whole, [each for each in judged if each[1]]


@pytest.mark.no_cover
@pytest.mark.parametrize("source", SOME)
def test_most_of_what_people_thought_of_is_rejected(source: Source) -> None:
    judged = judge(unfaithful(source))
    caught, whole = rejected(judged)
    assert caught >= LEAST_BY_HAND[source] * whole, [s for s, fault in judged if fault is None]


@pytest.mark.parametrize(
    ("answer", "sentence", "expected"),
    [
        ("tf-02", "TensorFlow Lite targets mobile devices [1].", None),
        ("tf-02", "PyTorch Lite targets mobile devices [1].", "name"),
        ("tf-02", "PyTorch targets mobile devices specifically [1].", "option"),
        ("tf-02", "TensorFlow Lite targets mobile devices.", "no_number"),
        ("tf-02", "TensorFlow Lite targets mobile devices [9].", "unknown_number"),
        ("tf-02", "TensorFlow Lite targets 3 kinds of mobile devices [1].", "figure"),
        ("tf-02", "TensorFlow Lite targets mobile devices such as the iPhone [1].", "name"),
        ("tf-02", "TensorFlow Lite doesn't target mobile devices [1].", "negation"),
        ("tf-02", "PyTorch can be relatively simple to deploy on mobile devices [2].", "opposite"),
        ("tf-02", "PyTorch is always complex to deploy on mobile devices [2].", "strength"),
        ("tf-02", "TensorFlow Lite “is made for everyone's mobile devices” [1].", "misquoted"),
        ("tf-02", "TensorFlow 专门用于移动设备 [1].", "language"),
        ("tf-02", "PyTorch is the better choice here [2].", "verdict"),
        ("tf-02", "I would not recommend TensorFlow [1].", "verdict"),
        ("tf-02", "TensorFlow Lite runs mobile games, films and music [1].", "unsupported"),
        ("tf-02", "![](x) TensorFlow Lite targets mobile devices [1].", "markup"),
        ("tf-02", "As an AI, I see that TensorFlow Lite targets mobile devices [1].", "leak"),
        ("tf-01", "PyTorch 的部署可能相对复杂 [2]。", None),
        ("tf-01", "TensorFlow 的部署可能相对复杂 [2]。", "option"),
        ("tf-01", "PyTorch 的部署可能并不复杂 [2]。", "negation"),
        ("tf-01", "PyTorch 在移动端部署可能相对简单 [2]。", "opposite"),
        ("tf-01", "PyTorch 在移动端的部署绝对复杂 [2]。", "strength"),
        ("tf-01", "PyTorch deployment can be complex [2].", "language"),
        ("tf-01", "应该选 PyTorch [2]。", "verdict"),
        ("tf-17", "TensorFlow once used dynamic graphs [4].", "opposite"),
        ("vue-33", "React 的上手门槛比 Vue 低 [1]。", "option"),
        ("vue-38", "Ordinary users will notice a difference [1].", "negation"),
        ("db-25", "MySQL has materialized views [2].", "negation"),
        ("db-25", "MySQL has window functions since MySQL 5.7 [2].", "figure"),
        ("last-28", "From RHEL 8 on, Docker is no longer offered [3].", None),
        ("last-28", "From RHEL 8 on, Podman is no longer offered [3].", "negation"),
        ("last-15", "Go编译大型项目也只需几秒 [2]。", None),
        ("last-15", "Go编译大型项目也要几分钟 [2]。", "figure"),
        ("gt-03", "高铁票价基本固定,临的特价,比高铁二等座还便宜 [1][2]。", "unsupported"),
        ("gt-03", "高铁票价基本固定,临出发才买也是同一个价 [1]。", None),
        ("tf-02", "TensorFlow Lite is not really made for mobile devices [1].", "negation"),
        ("tf-02", "No, TensorFlow Lite is made for mobile devices [1].", "negation"),
        ("gx-15", "The article favours both here [1].", "verdict"),
        ("j01", "So for community support you can go with either [1].", None),
        (
            "l10",
            "TensorFlow is the stronger fit: it has TensorFlow Lite for mobile devices [1].",
            None,
        ),
        ("l10", "PyTorch is the stronger fit here [1].", "verdict"),
        ("l10", "TensorFlow is the faster choice here [1].", "unsupported"),
        ("j49", "Flutter has its own appeal: desktop support is official [3].", None),
        ("j49", "Flutter is loved by everyone: desktop support is official [3].", "strength"),
        ("l15", "PyTorch makes debugging intuitive, and recruiters ask for it [1].", "unsupported"),
        ("ind-04", "PyTorch 使用第三方工具来进行可视化 [2]。", "strength"),
        ("ind-04", "PyTorch 通常使用第三方工具来进行可视化 [2]。", None),
        ("h38", "六年来没有一次升级弄坏过 HAProxy 的配置 [2]。", None),
        ("h38", "HAProxy 的配置六年里坏过很多次 [2]。", "negation"),
        ("h38", "HAProxy 自2001年以来没有进行六年的升级 [2]。", "negation"),
        ("i56", "要是你更看重“资源占用”,答案就是Podman,因为Podman不用时什么都不驻留 [3]。", None),
        ("i56", "Podman“从来不占用内存”,因为Podman不用的时候什么都不驻留 [3]。", "misquoted"),
        ("gx-17", "这个前提不成立,TensorFlow 同样是开源的深度学习框架 [1]。", "negation"),
    ],
)
def test_each_rule(answer: str, sentence: str, expected: str | None) -> None:
    assert fault(answer, sentence) == expected


def test_code_is_left_out() -> None:
    (block,) = sentences("```\nTensorFlow Lite [1]\n```")
    verifier = Verifier(corpus_of("tf-01"))
    assert verifier.check(block, verifier.grounds(answers()["tf-01"])) == "markup"


def test_what_leans_on_a_sentence_left_out_is_left_out() -> None:
    verifier = Verifier(corpus_of("tf-02"))
    grounds = verifier.grounds(answers()["tf-02"])
    context = Context(gap=True)
    leaning = Sentence("It targets mobile devices [1].")
    assert verifier.check(leaning, grounds, context) == "reference"
    assert (
        verifier.check(Sentence("TensorFlow Lite targets mobile devices [1]."), grounds, context)
        is None
    )
    assert verifier.check(leaning, grounds, context) is None


@pytest.mark.parametrize("key", sorted(answers()))
def test_our_own_sentences_may_stay_as_they_are(key: str) -> None:
    verifier = Verifier(corpus_of(key))
    grounds = verifier.grounds(answers()[key])
    cited = [each for each in sentences(answers()[key].text) if each.numbers]
    assert [verifier.check(each, grounds) for each in cited] == [None] * len(cited)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("你可以用中文来说,TensorFlow Lite专门用于移动和嵌入式设备 [1]。", "leak"),
        ("你可以在[1]、[2]、[3]中间写出这样的文章:", "leak"),
        ("TensorFlow Lite专门用于移动和嵌入式设备 [1],如下:", "unsupported"),
    ],
)
def test_talk_about_writing_is_no_answer(sentence: str, expected: str) -> None:
    assert fault("tf-01", sentence) == expected


def test_words_of_the_quotes_are_no_talk_about_writing() -> None:
    verifier = Verifier(corpus_of("tf-01"))
    grounds = verifier.grounds(answers()["tf-01"])
    assert grounds.is_quoted(["专门用于"])
    assert not grounds.is_quoted(["草稿"])
