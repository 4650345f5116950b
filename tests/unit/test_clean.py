"""Page furniture goes, articles stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import clean
from ingest.corpora import CORPORA

BODY_ZH = (
    "两种数据库的比较\n\n甲适合复杂查询,乙在简单读取时更快,两者都是开源的。\n\n"
    "选择哪一个通常取决于团队的经验、项目的规模和运维的条件,没有唯一正确的答案。\n\n"
)
BODY_EN = (
    "Two databases compared\n\nThe first one suits complex queries, and the second one is quick "
    "at simple reads. Both are open source.\n\nWhich one to choose depends on what your team "
    "knows and on the size of the project, so there is no single right answer.\n\n"
)
TAILS_ZH = {
    "blog": "点赞 12\n收藏 5\n分享\n评论 3\n\n登录后发表评论\n",
    "tips": "打赏作者\n\n¥1 ¥5 ¥10\n扫码支付\n关注博主\n",
    "comments": "评论(2)\n\n张三\n写得真好,学到了很多东西!\n回复 举报\n\n"
    "李四\n有没有更详细的测试数据?\n回复 举报\n",
    "footer": "上一篇:索引的原理\n下一篇:事务的隔离\n\n相关推荐\n缓存的用法\n\n"
    "版权所有 © 2024\n隐私政策\n",
    "course": "订阅专栏\n购买课程\n¥99.00\n立即支付\n会员免费\n",
}
TAILS_EN = {
    "share": "Share on Facebook\nTweet\nSubscribe to our newsletter\nLeave a reply\n",
    "comments": "Comments (2)\n\nann says:\nThank you, this helped me a great deal.\nReply\n\n"
    "bob says:\nHow does it behave with many writers?\nReply\n",
    "form": "Leave a reply\nYour email address will not be published.\nName *\nPost comment\n"
    "Sign in to follow\n",
    "shop": "Buy now\n$19.99\nAdd to cart\nPayPal\nLog in\nCookie policy\n",
    "footer": "Previous post\nNext post\n\nRelated posts\nTen shortcuts\n\nPrivacy policy\n"
    "© 2024. All rights reserved.\n",
}


def kept(text: str) -> str:
    for part in reversed(clean(text)):
        text = text[: part.start] + text[part.end :]
    return text


@pytest.mark.parametrize("tail", TAILS_ZH.values(), ids=TAILS_ZH.keys())
def test_tails_of_chinese_pages_go(tail: str) -> None:
    assert kept(BODY_ZH + tail) == BODY_ZH


@pytest.mark.parametrize("tail", TAILS_EN.values(), ids=TAILS_EN.keys())
def test_tails_of_english_pages_go(tail: str) -> None:
    assert kept(BODY_EN + tail) == BODY_EN


def test_full_width_marks() -> None:
    body = BODY_ZH.replace(",", "\uff0c").replace("。", "\uff01")
    tail = "评论\uff08" + "2\uff09\n\n打赏作者\n\uffe51 \uffe55\n扫码支付\uff1a\uffe51\n关注博主\n"
    assert kept(body + tail) == body
    listed = body + "平台支持以下功能\uff1a\n评论\n分享\n关注\n打赏\n"
    assert kept(listed) == listed


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str) -> None:
    body, tail = BODY_ZH.replace("\n", ends), TAILS_ZH["blog"].replace("\n", ends)
    assert kept(body + tail) == body


def test_the_article_that_comes_with_the_product() -> None:
    text = (CORPORA / "tensorflow-vs-pytorch" / "article.txt").read_bytes().decode()
    (part,) = clean(text)
    assert text[part.start :].startswith("评论\n添加红包")
    assert text[: part.start].rstrip().endswith("影响到特定应用的选择。")
    assert part.end == len(text)
    assert "line 50 on ('评论')" in part.why
    assert "labels" in part.why


def test_the_second_corpus(corpus_folder: Path) -> None:
    text = (corpus_folder / "article.txt").read_bytes().decode()
    assert kept(text).rstrip().endswith("try the queries that matter most to you.")


ARTICLES = {
    "no tail": BODY_ZH,
    "no tail, English": BODY_EN,
    "empty": "",
    "blank": "\n\n",
    "one word": "评论",
    "only furniture": "评论\n打赏作者\n¥1 ¥2\n扫码支付\n关注博主\n",
    "short": "甲比乙快。\n",
    "short bullets last": BODY_ZH + "总结\n\n- 甲:快\n- 乙:稳\n- 丙:便宜\n",
    "short lines last": BODY_EN + "In short\n\nfast\nsmall\ncheap\n",
    "widget bullets": BODY_ZH + "社区的功能\n\n- 评论\n- 分享\n- 关注\n- 打赏\n",
    "widget numbers": BODY_EN + "1. Comments\n2. Share\n3. Subscribe\n4. Log in\n",
    "list after a colon": BODY_ZH + "平台支持以下功能:\n评论\n分享\n关注\n打赏\n",
    "about payments": BODY_ZH
    + "余额支付\n\n使用余额支付时,系统先从钱包里扣款,余额不足再请用户充值,整个过程不超过一秒。\n\n"
    "扫码支付\n\n扫码支付由第三方处理,商户只收到结果,因此退款要等对账之后才能完成。\n\n"
    "红包\n\n红包是一种赠送方式,发出以后不能撤回,二十四小时没有领取会退回发出人的账户。\n",
    "payments, English": BODY_EN
    + "Payment\n\nPayment by card takes a second, and the balance is checked before the purchase "
    "goes through.\n\nSubscription\n\nA subscription renews every month until it is cancelled, "
    "and the donation option sits beside it.\n",
    "section on comments": BODY_ZH
    + "评论\n\n业内对这两种产品的评论大多是正面的,有人看重稳定,有人看重速度,也有人两种都用。\n\n"
    "另一些评论认为差别被夸大了,真正决定成败的是团队是否熟悉自己的工具。\n",
    "section on comments, English": BODY_EN
    + "Comments\n\nMost of what has been written about the two is favourable, and the critics "
    "disagree on details only.\n\nOthers find the differences exaggerated, and trust their team "
    "more than any benchmark.\n",
    "two widget words": BODY_ZH + "欢迎评论\n",
    "question and answers": BODY_EN
    + "Questions\n\nIs it free?\nYes, both are.\nIs it hard?\nNo.\n",
}


@pytest.mark.parametrize("text", ARTICLES.values(), ids=ARTICLES.keys())
def test_articles_stay_whole(text: str) -> None:
    assert clean(text) == ()


@pytest.mark.parametrize("article", ["about payments", "section on comments"])
def test_the_tail_of_such_an_article_goes_alone(article: str) -> None:
    body = ARTICLES[article]
    tail = "\n打赏作者\n\n¥1 ¥5 ¥10\n扫码支付\n实付 5元\n登录后评论\n关注博主\n"
    assert kept(body + tail).rstrip() == body.rstrip()


@given(
    st.lists(
        st.sampled_from(
            [*["评论", "打赏", "¥3", "fast", "1.", "ok"], "甲比乙快。", "", BODY_ZH, BODY_EN]
        )
    )
)
def test_at_most_a_tail_goes_and_never_all(lines: list[str]) -> None:
    text = "\n".join(lines)
    for part in clean(text):
        assert part.end == len(text)
        assert 0 < part.start < part.end
        assert text[: part.start].strip()
        assert text[part.start - 1] == "\n"
