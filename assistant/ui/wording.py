"""Every word of the interface, in Chinese and English. Nothing about what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records import Reason
from ingest.records import Language

LANGUAGES: Mapping[Language, str] = {"zh": "中文", "en": "English"}
"""The languages of the interface, each by its own name."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. In braces stands what is filled in.

    Attributes:
        role_questions: Who may ask, and the words that such a person's needs contain
            (a regular expression): the first screen suggests a question to each.
        not_a_need: What marks one of a point's asks as a question of its own, which doesn't
            fit into ``sample``.
    """

    name: str
    language: str
    new_conversation: str
    placeholder: str
    intro: str
    scope: str
    try_asking: str
    sample: str
    versus: tuple[str, str]
    role_questions: tuple[tuple[str, str], ...]
    not_a_need: str
    reading: str
    preparing: str
    verdict: str
    either: str
    depends: str
    from_article: str
    refused: Mapping[Reason, str]
    citations: str
    citation: str
    citation_shown: str
    quote: str
    article: str
    close: str
    retrieved: str
    translation: str
    changed: str
    stale: str
    ledger: str
    criterion: str
    silent: str
    favoured: str
    favours: str
    flips: str
    flip: str
    flip_question: str
    suggestions: str
    interrupted: str
    ask_again: str
    try_again: str
    unexpected: str
    unexpected_hint: str


_ZH = Words(
    name="选型",
    language="界面语言",
    new_conversation="新对话",
    placeholder="说说你要做什么、用在哪里",
    intro="回答“{options},该选哪个?”,每个结论都附上原文。",
    scope="只依据一篇文章:《{title}》(取自 {date})。文章没写的,会直说没写。",
    try_asking="可以这样问",
    sample="{need},选{options}?",
    versus=("、", "还是"),
    role_questions=(
        ("学生", r"大[一二三四]|初学|零基础|小白"),
        ("研究者", r"研究生|读博|课题组|科研.."),
        ("应用开发者", r"App|应用|手机|安卓|网站|小程序"),
        ("运维", r"运维|SRE|DBA|线上|服务器|上线"),
        ("管理者", r"管理层|领导|采购|预算"),
        ("老师", r"课堂|开.*课|教学|老师"),
    ),
    not_a_need=r"[吗么呢谁?]|什么|哪|怎|为何|是不是|会不会|能不能|要不要|如何|多少",
    reading="正在查原文…",
    preparing="正在准备文章和索引,第一次可能要一两分钟…",
    verdict="选 {option}",
    either="都可以",
    depends="视需求而定",
    from_article="文中的说法",
    refused={
        "empty": "还没有问题",
        "too_long": "问题太长",
        "off_topic": "与本文无关",
        "unknown_option": "文章没有谈到",
        "not_in_article": "文章没有写",
        "unsafe": "无法回答",
    },
    citations="依据",
    citation="[{number}] {quote}",
    citation_shown="引文 [{number}] 已在文章中标出。",
    quote="“{text}”",
    article="原文",
    close="关闭原文",
    retrieved="{source},取自 {date}",
    translation="英文译文(不是原文)",
    changed="文章在回答之后有改动,标不出这句话。它当时写的是:",
    stale="文章在建立索引之后有改动,这个回答可能已经过时。重新运行 xuanxing ingest 即可更新。",
    ledger="两边的依据",
    criterion="方面",
    silent="文章没有说",
    favoured="✓ {quotes}",
    favours="✓ 表示这一条支持哪一边。",
    flips="什么会改变结论",
    flip="更看重{condition} → {verdict}",
    flip_question="如果更看重{condition}呢?",
    suggestions="接着问",
    interrupted="回答中断了。",
    ask_again="再问一次",
    try_again="重试",
    unexpected="程序出错了,这个问题没有得到回答。",
    unexpected_hint="再问一次;如果还这样,运行本页的终端里有详细信息。",
)

_EN = Words(
    name="Xuanxing",
    language="Language",
    new_conversation="New conversation",
    placeholder="Say what you want to do, and where",
    intro="Answers “{options}?” and shows the very sentences that each conclusion rests on.",
    scope="It knows one article, “{title}” (retrieved {date}), and says so when that article "
    "is silent.",
    try_asking="You could ask",
    sample="{need}: {options}?",
    versus=(", ", " or "),
    role_questions=(
        ("Student", r"beginner|first-year|no prior|high school"),
        ("Researcher", r"PhD|thesis|\blab\b|research .{6}"),
        ("App developer", r"\bapp\b|phone|mobile|website"),
        ("Operations", r"operations|SRE|on call|server-side|put .* live|backups?"),
        ("Manager", r"management|director|executive|budget"),
        ("Teacher", r"introductory|in class|to my (?:class|pupils|students)|teaching (?!my)"),
    ),
    not_a_need=r"\?|^(?:what|which|who|whose|why|how|when|where|is|are|do|does|did|can|could"
    r"|should|will|would|has|have)\b",
    reading="Reading the article…",
    preparing="Preparing the article and its index; the first time may take a minute or two…",
    verdict="Choose {option}",
    either="Either will do",
    depends="It depends",
    from_article="What the article says",
    refused={
        "empty": "No question yet",
        "too_long": "Question too long",
        "off_topic": "Off topic",
        "unknown_option": "Not covered by the article",
        "not_in_article": "Not in the article",
        "unsafe": "Can't be answered",
    },
    citations="Evidence",
    citation="[{number}] {quote}",
    citation_shown="Citation [{number}] is highlighted in the article.",
    quote="“{text}”",
    article="The article",
    close="Close the article",
    retrieved="{source}, retrieved {date}",
    translation="English translation (not part of the article)",
    changed="The article has changed since this answer, so the sentence can't be marked. It read:",
    stale="The article has changed since its index was built, so this answer may be out of "
    "date. Run xuanxing ingest to bring it up to date.",
    ledger="Evidence on both sides",
    criterion="Criterion",
    silent="the article does not say",
    favoured="✓ {quotes}",
    favours="✓ marks the side that a row speaks for.",
    flips="What would change this",
    flip="If {condition} matters more → {verdict}",
    flip_question="What if {condition} mattered more?",
    suggestions="Ask next",
    interrupted="The answer was interrupted.",
    ask_again="Ask again",
    try_again="Try again",
    unexpected="Something went wrong in the program, and this question was not answered.",
    unexpected_hint="Ask again; if it happens again, the terminal that runs this page has details.",
)

WORDS: Mapping[Language, Words] = {"zh": _ZH, "en": _EN}
