"""Find the page furniture below an article: comment boxes, share bars, pay dialogs.

A saved web page ends in lines that are no part of the article. No single word gives them
away (an article may be about payments), their structure does: a tail of short lines without
sentences, many of them labels of buttons or prices, of more than one kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.records import Dropped

# Full-width marks are written as escapes throughout: in many fonts they look like the others.

# Weak evidence each; the kinds count, because an article may well end in a list of one kind.
_KINDS = {
    "comment": r"评论|回复|留言|\bcomments?\b|\brepl(?:y|ies)\b",
    "share": r"分享|转发|点赞|收藏|举报|\bshares?\b|\btweet\b|\blikes?\b|\bpin it\b|\breport\b"
    r"|\bcopy link\b|\bwechat\b|\bfacebook\b|\blinkedin\b|\breddit\b",
    "follow": r"关注|粉丝|订阅|博主|\bsubscri(?:be|bers?|ption)\b|\bfollow(?:ers|ing)?\b"
    r"|\bnewsletter\b|\bunsubscribe\b",
    "account": r"登录|登陆|注册|会员|VIP|\blog ?in\b|\bsign ?(?:in|up)\b|\bregister\b"
    r"|\bpassword\b|\be-?mail address\b|\bmember(?:ship)?\b",
    "pay": r"支付|付款|充值|余额|扫码|钱包|实付|抵扣|付费|购买|\bpay(?:ment)?\b|\bcheckout\b"
    r"|\bbalance\b|\bpurchase\b|\bbuy\b|\btop up\b|\bsubtotal\b|\bpaypal\b|\bcart\b",
    "tip": r"打赏|红包|赞赏|鼓励|\btip(?: jar)?\b|\bdonat(?:e|ion)\b|\bbuy me a\b|\bsupport us\b",
    "price": r"[¥\uffe5$€£]\s?\d|\d\s?元|\d+\.\d\d\b",
    "nav": r"上一篇|下一篇|相关(?:推荐|文章|阅读)|猜你喜欢|阅读(?:量|全文|更多)|返回顶部|下载APP"
    r"|\bprevious (?:post|article)\b|\bnext (?:post|article)\b|\brelated (?:posts|articles)\b"
    r"|\bread more\b|\bback to top\b|\bload more\b|\bshow more\b|\brecommended\b|\btrending\b",
    "legal": r"版权|备案|隐私政策|用户协议|©|\ball rights reserved\b|\bcookies?\b"
    r"|\bprivacy(?: policy)?\b|\bterms of (?:use|service)\b|\badvertisement\b|\bsponsored\b",
}
_WIDGET = re.compile(
    "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()), re.IGNORECASE
)
_HEADING_WORDS = (
    r"(?:发表|最新|全部|热门)?(?:评论|留言)(?:区|列表)?|相关(?:推荐|文章|阅读)|猜你喜欢"
    r"|(?:leave a )?(?:comments?|reply|replies)|related (?:posts|articles)|you may also like"
)
# Sentences that no article has, however long they are.
_BOILERPLATE = re.compile(
    r"will not be published|required fields are marked|we use cookies|unsubscribe at any time"
    r"|all rights reserved|(?:登录|登陆|注册)后(?:才能|即可|可以)?(?:发表|查看|评论|继续)"
    r"|未经\S{0,8}(?:许可|授权)|转载请注明",
    re.IGNORECASE,
)
# Who wrote a comment, and the buttons below it.
_AUTHOR = re.compile(
    r"\S{1,30} (?:says|wrote|said):?|\S{1,30}\s?(?:说|回复\S{1,20})[:\uff1a]", re.IGNORECASE
)
_BUTTONS = re.compile(
    r"(?=.*(?:\breply\b|回复))(?:reply|回复|举报|report|likes?|点?赞|share|[\d·|()\uff08\uff09\s])+",
    re.IGNORECASE,
)
_COMMENT_LINES = 4
"""A paragraph this near above such buttons is somebody's comment."""
_HEADING = re.compile(
    rf"(?:{_HEADING_WORDS})\s*[(\uff08]?\d*[)\uff09]?\s*[:\uff1a]?", re.IGNORECASE
)
_BULLET = re.compile(r"\s*(?:[-*+•·●▪◦–]|[(\uff08]?\d+[.、)\uff09]|[①-⑳])\s*\S")
_SENTENCE_END = re.compile(r"[。!?\uff01\uff1f…;\uff1b]|[.](?=\s|$)")
_MIN_SCORE = 3.0
_MAX_PROSE = 0.4
"""Of the characters of a tail: what a pay dialog's small print needs, and no article does."""
_LABEL_WIDTH = 32


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    kinds: frozenset[str]
    sentence: bool
    weight: float
    opens: bool
    buttons: bool


def clean(text: str) -> tuple[Dropped, ...]:
    """Find what is no part of the article.

    Args:
        text: The whole decoded file.

    Returns:
        The stretches to leave out, in order; none for most articles.
    """
    lines = list(_lines(text))
    cut = _cut(lines)
    if cut is None:
        return ()
    tail = lines[cut:]
    labels = sum(not line.sentence for line in tail)
    number = text.count("\n", 0, tail[0].start) + 1
    why = (
        f"page furniture from line {number} on ({tail[0].text[:20]!r}): {labels} of "
        f"{len(tail)} lines are labels, and they speak of "
        f"{', '.join(sorted(frozenset().union(*(line.kinds for line in tail))))}"
    )
    return (Dropped(start=tail[0].start, end=len(text), why=why),)


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    listing = False
    for raw in text.splitlines(keepends=True):
        start, position = position, position + len(raw)
        stripped = raw.strip()
        if not stripped:
            listing = False
            continue
        yield _judge(start + raw.index(stripped[0]), stripped, listing=listing)
        # "The ways to pay are:" makes the lines right below it a list of the article.
        listing = listing or (len(stripped) >= 4 and stripped.endswith((":", "\uff1a")))


def _judge(start: int, text: str, *, listing: bool) -> _Line:
    kinds = frozenset(str(found.lastgroup) for found in _WIDGET.finditer(text[:400]))
    width = sum(2 if letter > "\u2e7f" else 1 for letter in text[:400])
    heading = _HEADING.fullmatch(text) is not None
    sentence = width > _LABEL_WIDTH or _SENTENCE_END.search(text) is not None
    buttons = _BUTTONS.fullmatch(text) is not None
    if buttons or _BOILERPLATE.search(text[:400]) or _AUTHOR.fullmatch(text):
        kinds, sentence = kinds or frozenset({"comment"}), False
    part_of_list = listing or _BULLET.match(text) is not None
    if kinds and sentence and width <= 2 * _LABEL_WIDTH and not _SENTENCE_END.search(text):
        sentence = False  # a long label such as "top up your balance now >"
    if sentence:
        weight = -1.0 if kinds else -2.0
    elif not kinds or (part_of_list and not heading):
        weight = 0.0
    else:
        weight = 2.0 if heading else 1.0
    return _Line(
        start=start,
        text=text,
        kinds=kinds if weight > 0 or sentence else frozenset(),
        sentence=sentence,
        weight=weight,
        opens=weight > 0,
        buttons=buttons,
    )


def _cut(lines: list[_Line]) -> int | None:
    """The index of the tail's first line: the best start among those that look like furniture.

    Walks upwards once, so that it costs no more than the text is long.
    """
    best: int | None = None
    best_score = 0.0
    score = prose = total = 0.0
    kinds: set[str] = set()
    above_buttons = 0
    thread = False
    first_sentence = next((i for i, line in enumerate(lines) if line.sentence), len(lines))
    for index in range(len(lines) - 1, first_sentence, -1):
        line = lines[index]
        above_buttons = _COMMENT_LINES if line.buttons else above_buttons - 1
        thread = thread or line.buttons
        total += len(line.text)
        if not (line.sentence and above_buttons > 0):
            score += line.weight
            prose += len(line.text) if line.sentence else 0
        if line.weight > 0:
            kinds |= line.kinds
        if (
            line.opens
            and score > best_score
            and score >= _MIN_SCORE
            and (len(kinds) >= 2 or thread)
            and prose <= _MAX_PROSE * total
        ):
            best, best_score = index, score
    return best
