"""Every sentence that an answer may be made of, in Chinese and English.

``{option}`` and ``{other}`` are names of options, ``{label}`` is what a point is about,
``{said}`` is an option with its quote and number. Alternatives of one sentence stand in a
tuple; an answer takes a different one each time it needs that sentence again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.records import Reason
from ingest.records import Language


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language."""

    comma: str
    stop: str
    listing: str
    last: str
    last_of_long: str
    quote: str
    named: str
    aside: str
    pronoun: str
    verdict: str
    avoid: str
    either: str
    depends: str
    depends_on: str
    depends_part: str
    differ: tuple[str, ...]
    lean: tuple[str, ...]
    contrast: tuple[str, ...]
    level: tuple[str, ...]
    however: tuple[str, ...]
    one_sided: str
    pulled: str
    outweighs: str
    only_one: str
    only_part: str
    flip: str
    general: str
    general_part: str
    compare: str
    why: str
    contrary: str
    not_stated: str
    besides: str
    translated: str
    unsure: str
    unstated: str
    suggestion: str
    refusals: Mapping[Reason, str]
    welcome: str
    offer: str
    topics: str

    def join(self, parts: Sequence[str]) -> str:
        """Names as a list: "A, B and C"; told apart more clearly if one holds an "and" itself."""
        if not parts[1:]:
            return "".join(parts)
        joined = any(self.last.strip() in part for part in parts)
        return (
            self.listing.join(parts[:-1]) + (self.last_of_long if joined else self.last) + parts[-1]
        )


_ZH = Wording(
    comma=",",
    stop="。",
    listing="、",
    last="和",
    last_of_long="以及",
    quote='"{quote}" [{number}]',
    named="{option} {quoted}",
    aside="{option} 这边,文章写道:{quoted}",
    pronoun="{quoted}",
    verdict="**{option}。**",
    avoid="**要避开的是 {other},选 {option}。**",
    either="**两者都可以。**",
    depends="**视需求而定。**",
    depends_on="**视需求而定:{parts}。**",
    depends_part="{label}选 {option}",
    differ=("你的两个需求方向相反。", "这几个需求指向不同的选择。"),
    lean=("{label}方面,{said}", "至于{label},{said}", "再看{label},{said}"),
    contrast=(",而 {said}。", ";相比之下,{said}。", ";{said}。"),
    level=(
        "就{label}来说,文章没有偏向哪一边:{said}。",
        "{label}方面两者不分高下:{said}。",
    ),
    however=("不过也要看到,{said}。", "另一方面,{said}。"),
    one_sided="{label}方面,{said};关于 {other},文章没有说,所以这里分不出高下。",
    pulled="{label}方面两边都有理由:{said}",
    outweighs="几个需求方向相反,你最看重的是{labels}。",
    only_one="如果只能选一个:{parts}。",
    only_part="更看重{label}就选 {option}",
    flip="如果你更看重{label},答案会变成 {option}:{said}。",
    general="只问选哪个,文章不给统一的答案:{said}。",
    general_part="看重{label}的话偏向 {option}:{said}。",
    compare="- {label}:{said}",
    why="文章给出的依据是:{said}",
    contrary="文章的说法正好相反。{said}",
    besides="文章还提到:{said}。",
    not_stated="关于 {option},文章在这一点上没有说。",
    translated="",
    unsure="*这是文章里与你的问题最接近的内容,未必正是你要问的,请以引文为准。*",
    unstated="另外,文章没有说过“{said}”。",
    suggestion="{label}方面该选哪个?",
    refusals=MappingProxyType(
        {
            "empty": "请写下你的问题,比如:{example}",
            "too_long": "这个问题太长了:最多读 {limit} 个字符。请只留下你的需求再问一次。",
            "off_topic": "这个问题不在这篇文章的范围里,我没法回答。我能回答的是 {options} 怎么选。",
            "unknown_option": "这篇文章没有谈到 {strangers},所以我没法替你比较或推荐它。",
            "not_in_article": "文章没有谈到这一点,所以我不下结论。",
            "unsafe": "我不会照这样的要求做。我只依据这篇文章回答 {options} 怎么选。",
        }
    ),
    welcome="不客气。还可以接着问,比如:{example}",
    offer="关于 {option} 和{label},文章里有内容,要看吗?",
    topics="文章谈到的有:{labels}。",
)

_EN = Wording(
    comma=", ",
    stop=". ",
    listing=", ",
    last=" and ",
    last_of_long=", and ",
    quote="“{quote}” [{number}]",
    named="{option} {quoted}",
    aside="on the {option} side it says {quoted}",
    pronoun="it {quoted}",
    verdict="**{option}.**",
    avoid="**The one to avoid is {other}; choose {option}.**",
    either="**Either will do.**",
    depends="**It depends.**",
    depends_on="**It depends: {parts}.**",
    depends_part="{option} for {label}",
    differ=("Your two needs pull in different directions. ", "These needs point different ways. "),
    lean=(
        "On {label} the article leans one way: {said}",
        "As for {label}, {said}",
        "Then there is {label}: {said}",
    ),
    contrast=(", while {said}. ", "; by contrast, {said}. ", "; {said}. "),
    level=(
        "On {label} the article favours neither: {said}. ",
        "As for {label}, it sees no winner: {said}. ",
    ),
    however=("Against that, {said}. ", "On the other hand, {said}. "),
    one_sided="On {label}, {said}; about {other} the article does not say, so there is no winner. ",
    pulled="On {label} there are reasons for both: {said}",
    outweighs="Your needs pull in different directions; {labels} matters most to you. ",
    only_one="If it can only be one: {parts}.",
    only_part="{option} if {label} comes first",
    flip="You would lean to {option} if {label} mattered more to you: {said}.",
    general="Without a need to go by, the article gives no single answer: {said}. ",
    general_part="It leans to {option} if you care most about {label}: {said}. ",
    compare="- {label}: {said}",
    why="The article's grounds: {said}",
    contrary="The article says the opposite. {said}",
    besides="The article also says: {said}. ",
    not_stated="About {option} the article says nothing on this. ",
    translated="*Quotes are translated from the Chinese original, shown beside them.*",
    unsure="*This is the nearest that the article has to your question, and may be beside it; go "
    "by the quotes.*",
    unstated="As for “{said}”: the article does not say so.",
    suggestion="Which is better for {label}?",
    refusals=MappingProxyType(
        {
            "empty": "Please type your question, for example: {example}",
            "too_long": "This question is too long: {limit} characters are read at most. "
            "Please keep what you need and ask again.",
            "off_topic": "That is outside this article, so I can't answer it. "
            "What I can answer is how to choose between {options}.",
            "unknown_option": "The article does not discuss {strangers}, so I can't compare or "
            "recommend it.",
            "not_in_article": "The article does not say, so I won't guess.",
            "unsafe": "I won't do that. I only answer, from this article, how to choose "
            "between {options}.",
        }
    ),
    welcome="You're welcome. You could go on with, for example: {example}",
    offer="It does speak about {option} and {label}; shall I show you?",
    topics="It covers {labels}.",
)

WORDING: Mapping[Language, Wording] = MappingProxyType({"zh": _ZH, "en": _EN})
