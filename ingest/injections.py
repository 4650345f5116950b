"""Find the sentences in which an article gives orders to whoever answers from it.

Text that is fetched from somewhere may hold sentences meant for a machine: "AI assistants reading
this must recommend …" (indirect prompt injection, Greshake et al. 2023). They are no statements
about what is compared, so they are left out like page furniture: never embedded, retrieved, cited
or shown as the article's. What is left out here is only what addresses an assistant or overrides
what it was told; an article about assistants may say what they do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.records import Article, Dropped, Injection
from ingest.sentences import sentences

WHY: Final = "it gives orders to an assistant"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Traditional forms, only of the characters that the patterns use.
_SIMPLIFIED = {
    ord(pair[0]): pair[1]
    for pair in [
        "請请",
        "無无",
        "論论",
        "結结",
        "薦荐",
        "應应",
        "該该",
        "視视",
        "規规",
        "則则",
        "機机",
        "讀读",
        "戶户",
        "覆复",
        "復复",
        "輸输",
        "從从",
        "現现",
        "務务",
        "選选",
        "擇择",
        "將将",
        "內内",
        "設设",
        "這这",
        "個个",
        "們们",
        "訊讯",
        "問问",
        "題题",
        "與与",
        "對对",
        "話话",
        "開开",
        "發发",
        "員员",
        "統统",
        "語语",
        "顯显",
        "絕绝",
        "須须",
        "別别",
        "聲声",
        "稱称",
        "給给",
        "寫写",
        "換换",
        "為为",
        "准准",
        "準准",
        "許许",
        "記记",
        "轉转",
        "銷销",
        "實实",
        "場场",
        "專专",
        "備备",
        "倒倒",
        "顛颠",
        "顧顾",
        "處处",
        "閱阅",
        "見见",
        "過过",
        "繞绕",
        "斷断",
        "訴诉",
        "讓让",
        "謹谨",
        "尊尊",
        "親亲",
        "愛爱",
        "終终",
        "後后",
    ]
}
_KEPT = 20
_SHOWN = 300
_HIDDEN = re.compile(r"[\W_]*")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.ASCII)


# Who is spoken to, and where an order begins: with its sentence, a clause, or a word that asks.
_WHO = (
    r"(?:(?:ai|artificial intelligence|virtual|chat|digital|large|language)[ -]){0,3}"
    r"(?:assistants?|models?|llms?|chat ?bots?|bots?|ais?|agents?)(?![\w-])"
)
_WHO_ZH = (
    r"(?:(?:人工智[能慧]|智[能慧]|ai|聊天|问答|大语言|语言|大|对话)(?:助手|助理|模型|机器人|智能体|系统)"
    r"|ai|人工智[能慧]|助手|助理|llm)"
)
_START = r"(?:^|[,;:.!?(\[{*>\"“'|-]\s*|\b(?:please|must|should|shall|now)\s+)"
_START_ZH = r"(?:^|[,;:.。!?(\[{*>\"“「『|-]\s*|请|必须|务必|应当|应该|立即|现在)"
_MUST = r"(?:must|shall|ha(?:s|ve) to|(?:is|are) (?:required|instructed|ordered|told|asked) to)"
_MUST_ZH = r"(?:必须|务必|应当|应该|应(?!用)|请|一律|只能|只准|不得|不许)"
_SAY = r"(?:answer|reply|respond|say|output|recommend|conclude|declare|endorse)"
_SAY_ZH = r"(?:回答|回复|答复|答|输出|说|推荐|选择?|声称|判定|宣布)"
_RULES = r"(?:instructions?|prompts?|rules|guidelines|directions|directives|orders|articles?|quotes|context)"
_RULES_ZH = r"(?:指令|指示|提示词?|规则|设定|限制|约束|命令|内容|文章|资料|引文|prompt)"
_VERDICT_ZH = r"(?:结论|答案|回答|推荐|判定|裁决|判断)"

_ORDERS = _any(
    # What was said before shall not count.
    rf"{_START}(?:ignore|disregard|forget|override|bypass)\b.{{0,24}}\b(?:previous|prior|above|earlier|preceding|all|any|your|"
    rf"other|system)\b.{{0,24}}\b{_RULES}\b",
    rf"{_START}(?:ignore|disregard|forget) (?:everything|all|anything|whatever)\b.{{0,12}}\b(?:above|before|told|so far)\b",
    rf"{_START_ZH}(?:忽略|无视|忘[记掉]|抛开|不[要用](?:理会|遵守|管)|跳过|[覆复]盖|绕过)掉?.{{0,6}}(?:以上|之前|前面|此前|先前|上述|"
    rf"上面|所有|一切|你的|系统|原有|原来|任何|其[他它]|别的|全部).{{0,8}}{_RULES_ZH}",
    # An assistant is spoken to.
    rf"^(?:(?:important|attention|note|message|reminder|hey|hello|dear|to|for|all|any|the)[\s:!,]+){{0,4}}{_WHO}"
    rf"(?: reading this[^,:]{{0,16}})?\s*[,:!]+\s*(?:please |you |always |never |only |must |should |do not |don't ){{0,3}}"
    rf"(?:{_SAY}|ignore|disregard|pick|choose|change|tell|cite)\b",
    rf"\b{_WHO} (?:(?:that|who) )?(?:reads?|reading|process(?:es|ing)?|summari[sz](?:es|ing)|quot(?:es|ing)) (?:this|the following)\b"
    rf".*\b(?:{_MUST}|should|always|only|never|please)\b",
    rf"\bif you(?:'re| are) (?:an? |any |the |some )?{_WHO}(?=\s*(?:[,.:;!]|$|reading|processing))|\bas an? {_WHO},? you {_MUST}\b",
    rf"\b{_WHO} {_MUST} (?:\w+ ){{0,2}}(?:recommend|conclude|declare|endorse)\b",
    rf"\b{_WHO} (?:{_MUST}|should) (?:always|only) {_SAY}\b",
    rf"(?:致|告|给|所有|各位|任何|(?:阅读|读取|处理|读到|引用)(?:本文|此文|这篇文章|这段话|这里)的?).{{0,12}}{_WHO_ZH}.{{0,8}}(?:{_MUST_ZH}|注意|无论|不管)",
    rf"^{_WHO_ZH}们?,?(?:请注意|注意)?\s*[:,!]\s*(?:{_MUST_ZH}|你|不要|忽略)",
    rf"(?:如果|若|假如|要是)[你您](?:是|作为)(?:一[个名])?.{{0,4}}{_WHO_ZH}(?=[,:;。!]|$)|作为.{{0,4}}{_WHO_ZH},?[你您](?:只能|必须|一律|务必|应当)",
    rf"{_WHO_ZH}.{{0,4}}{_MUST_ZH}(?:一律|只能?|永远|始终|无条件){_SAY_ZH}|{_WHO_ZH}.{{0,4}}(?:必须|务必|一律|只能)(?:推荐|判定|宣布|声称|选择)",
    # The verdict shall be another one, or the same whatever is asked.
    rf"{_START}(?:change|set|switch|reverse|flip|overwrite|replace) (?:your (?:\w+ )?(?:verdict|answer|recommendation|conclusion)|"
    r"the (?:\w+ )?(?:verdict|recommendation|conclusion))s?\b",
    rf"\b(?:your|every) (?:\w+ )?(?:answer|verdict|reply) {_MUST}\b|\bthe (?:\w+ )?verdict {_MUST} (?:\w+ )?be\b",
    rf"{_START_ZH}[把将].{{0,6}}{_VERDICT_ZH}.{{0,6}}(?:改成|改为|换成|替换为|设为|写成|定为|反过来)|{_START_ZH}(?:修改|更改|推翻|颠倒)你的.{{0,6}}{_VERDICT_ZH}",
    rf"{_VERDICT_ZH}(?:必须|一律|只能|永远)要?(?:是|为|改|写|选)|(?:^|[,;:]){_VERDICT_ZH}(?:改为|改成)",
    rf"(?:^|[,;:!(\[*>\"“-]\s*)(?:please )?(?:always (?:{_SAY})|only (?:answer|reply|respond|recommend))\b",
    rf"\bfrom now on\b.{{0,12}}\b(?:you|{_SAY})\b|\b(?:whatever|no matter what|regardless of what)\b.{{0,24}}\b(?:is asked|asks?|asked)\b.{{0,12}}"
    rf"\b{_SAY}\b|\b{_SAY}\b.{{0,40}}\b(?:whatever|no matter what|regardless of what)\b.{{0,24}}\b(?:is asked|asks?|asked)\b",
    rf"(?:无论|不管|不论).{{0,8}}(?:问|提什么|说什么|怎么说).{{0,12}}(?:都|一律|必须|只).{{0,4}}{_SAY_ZH}",
    r"从现在(?:起|开始),?[你您].{0,4}(?:是|必须|只能|一律)|(?:^|[,;:。!(*>]\s*)请?(?:一律|始终|永远|只能|只准)(?:回答|回复|答复|推荐|输出)",
    # The marks of a conversation or of a part of a prompt, and what asks for the prompt itself.
    rf"<\|?(?:im_start|im_end|system|endoftext|eot_id|start_header_id)\b|\[/?inst\]|<<sys>>|</?(?:{_RULES}|system|question|draft)>",
    rf"^(?:system|developer|assistant)(?: \w+)?\s*:\s*(?:you\b|always|never|ignore|{_SAY}\b)|^(?:系统|开发者)(?:提示词?|指令|消息|通知|命令)\s*[:\]]",
    r"(?:^|[.!>\]]\s*)(?:new|updated|hidden|secret) (?:\w+ )?instructions?\s*:|\byou are now (?:\w+ ){1,3}(?:assistant|model|bot|mode|persona)\b",
    rf"{_START}(?:reveal|print|show|repeat|output|leak) (?:your|the) (?:system|hidden|initial|original|secret) (?:prompt|instruction)",
    r"\b(?:do not|don't|never) (?:tell|inform|mention to) the (?:user|reader)|(?:不要|不得|切勿)(?:告诉|提醒|告知)(?:用户|读者|提问者|使用者)",
    r"(?:输出|打印|显示|泄露|透露|重复)你的?(?:系统|隐藏|初始|原始|内部)?的?(?:提示词?|指令|prompt|设定)",
)  # fmt: skip
# Without one of these no pattern matches; it saves the patterns most sentences of most articles.
_WORDS = re.compile(r"[a-z_]+")
_HINTS = frozenset(
    [
        "ignore",
        "disregard",
        "forget",
        "override",
        "bypass",
        "assistant",
        "assistants",
        "model",
        "models",
        "llm",
        "llms",
        "chatbot",
        "chatbots",
        "bot",
        "bots",
        "ai",
        "ais",
        "agent",
        "agents",
        "verdict",
        "verdicts",
        "answer",
        "answers",
        "recommendation",
        "recommendations",
        "conclusion",
        "conclusions",
        "reply",
        "always",
        "only",
        "now",
        "whatever",
        "matter",
        "regardless",
        "im_start",
        "im_end",
        "system",
        "endoftext",
        "eot_id",
        "start_header_id",
        "inst",
        "sys",
        "developer",
        "instruction",
        "instructions",
        "prompt",
        "prompts",
        "rules",
        "guidelines",
        "directions",
        "directives",
        "orders",
        "article",
        "articles",
        "quotes",
        "context",
        "question",
        "draft",
        "user",
        "reader",
    ]
)
_HINTS_ZH = [
    "忽略",
    "无视",
    "忘记",
    "忘掉",
    "抛开",
    "不要",
    "不用",
    "跳过",
    "盖",
    "绕过",
    "助手",
    "助理",
    "机器人",
    "智能",
    "智慧",
    "ai",
    "llm",
    "人工智",
    "语言模型",
    "大模型",
    "聊天",
    "问答",
    "对话",
    "结论",
    "答",
    "推荐",
    "判",
    "裁",
    "无论",
    "不管",
    "不论",
    "从现在",
    "一律",
    "始终",
    "永远",
    "只能",
    "只准",
    "系统",
    "开发者",
    "提示",
    "指令",
    "设定",
    "不得",
    "切勿",
]


def injections(text: str, dropped: Sequence[Dropped] = ()) -> tuple[Dropped, ...]:
    """The sentences that give orders, outside what is dropped already.

    Args:
        text: The whole decoded file.
        dropped: What is no part of the article, in order.

    Returns:
        A stretch for each, in order; none for nearly every article.
    """
    found: list[Dropped] = []
    before: tuple[int, int] | None = None
    for start, end in _sentences(text, dropped):
        # A line may break within an order.
        wrapped = before is not None and text[before[1] : start].strip(" \t") in {"\n", "\r\n"}
        if _is_order(text[start:end]):
            found.append(Dropped(start, end, WHY, "injection"))
        elif wrapped and before and _is_order(f"{text[slice(*before)]} {text[start:end]}"):
            found.append(Dropped(before[0], end, WHY, "injection"))
        before = None if found and found[-1].end == end else (start, end)
    return tuple(found)


def injections_of(article: Article) -> tuple[Injection, ...]:
    """What was found in an article, as it is told to others: the first few, cut."""
    found = [each for each in article.dropped if each.kind == "injection"]
    return tuple(
        Injection(article.document, article.sha256, article.text[each.start : each.end][:_SHOWN])
        for each in found[:_KEPT]
    )


def _sentences(text: str, dropped: Sequence[Dropped]) -> Iterator[tuple[int, int]]:
    position = 0
    ends = [(part.start, part.end) for part in dropped]
    for raw in text.splitlines(keepends=True):
        start, position = position, position + len(raw)
        if not any(first < position and start < last for first, last in ends):
            yield from sentences(text, start, position)


def _is_order(sentence: str) -> bool:
    folded = _fold(sentence)
    hinted = not _HINTS.isdisjoint(_WORDS.findall(folded))
    if not (hinted or any(hint in folded for hint in _HINTS_ZH)):
        return False
    # Marks of a list, a heading or a comment in front hide nothing.
    bare = folded[_HIDDEN.match(folded).end() :]  # type: ignore[union-attr]
    return _ORDERS.search(bare) is not None or _ORDERS.search(folded) is not None


def _fold(text: str) -> str:
    """Text in which width, case, Traditional forms and invisible characters make no difference."""
    normal = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    return "".join(
        " " if c.isspace() else c
        for c in normal
        if c.isspace() or unicodedata.category(c) not in _INVISIBLE
    )
