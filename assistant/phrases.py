"""How people wrap a need in words, in Chinese and English.

Everything here is about asking and choosing in general; nothing about what is compared. The
patterns match folded text (Simplified, lower case) in which every named option is :data:`MARK`.
"""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Final

MARK: Final = "\ufffc"
"""Stands for a named option in masked text (U+FFFC, which no cleaned question contains)."""


def either(*patterns: str) -> re.Pattern[str]:
    """One pattern for any of several."""
    # ASCII: between "么" and "which" there is a word boundary.
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.ASCII)


WHY: Final = either(
    r"为什么|为何|为啥|凭什么|凭啥|怎么(?:会|老|总|就(?![行好用选学]))|原因|理由|什么道理|何以|依据(?:呢|是)",
    r"\bwhat makes (?:you|it|them|that)\b|\bwhy\b|\bhow (?:come|so)\b|\breasons?\b|\b(?:on what|what) grounds\b|\bsays who\b",
)

DIFFER: Final = either(
    r"(?:区别|差别|差异|不同|异同|共同|相同|相似)(?:点|之处|的?地方)?|不一样|差距|联系|对比|比一比|比较(?:一下|下)|并排",
    r"各(?:自|用|是|要|得|需|有(?!千秋)|属|走|靠)|分别(?=是|怎么|用|叫|要)|(?:地方|之处|点)是?一样|变化在|(?:跟|和|与).{1,12}比[,,]",
    rf"比较(?={MARK})|比较$",
    r"\beach (?:of )?(?:these|those|them|the) ?(?:two)?\b|\beach use[sd]?\b",
    r"\b(?:differ(?:s|ed|ing|ences?)?\b|different(?!\s+(?:shape|size|kind|type|format|machine|team|place|way|thing|people|one))\w*|compar\w+|contrast|gap|closer|further apart|distinguish\w*|(?:have )?in common|similar\w*|alike|share[sd]?|side by side|stack(?:s|ed)? up|measures? up)\b",
)

_BEGIN: Final = r"(?:开始|下手|入手|学起|上手)"

CHOOSE: Final = either(
    r"(?:只能|就|还是|必须|该|能)(?:选|用)它?|既想|非.{1,8}不可",
    r"(?:选|用|学|挑|上|换|使用|选择|学习|推荐)(?:哪|谁|啥|什么)(?!.{0,4}(?:做|来|进行|实现))",
    r"哪(?:一)?(?:个|种|款|家|边|者)|谁(?:更|比较|最|好|强|优|适合|合适|省)",
    r"(?<!怎么)(?<!但)(?<!可)还是|[选用挑学上投]哪家|(?:该|换|转)(?:去|到|成|用)|二选一|怎么选|如何选|咋选|怎么挑|取舍|选型|纠结|抉择|犹豫",
    r"应该|应当|该(?:用|选|学|不该)|要不要|值不值得|值得|适不适合|适合|合适|推荐|建议|首选|优先",
    r"(?:拿|把|让|押)(?:哪|谁)(?=个|家|款|边|者|来|去)",
    r"怎么定|如何定|拿什么主意|只能(?:上|用|选|靠)|(?:用|选|学|挑|上|看)那个(?=[呢吗?。!,]|$)|(?<!\w)那个(?:更|比较|最|好)",
    r"(?:选|挑|定|推|推荐|建议)(?:出)?(?:一)?个(?!性)|(?:掉|跟|投|站)(?:谁|哪)|有(?:没有)?必要",
    r"更好|更优|更强|避免|避开|别用|别选|踩坑|劝退|胜出|好吗|行吗|合适吗|靠谱吗|怎么样",
    r"\b(?:which|should|shall|recommend\w*|advise|choos\w+|choice|pick|prefer\w*|suit\w*|avoid|"
    r"better|best|worse|worst|worth|ideal|suggest\w*|decid\w+|torn between|wins?|winner)\b",
    r"\bwhat (?:do|should|would|can|shall|must)(?:n't| not)? (?:we|i|you|one|they) (?:not |never )?(?:use|pick|take|go|choose|learn|build)\b",
    r"\bor (?:should|use|take|go|switch|move|stay|stick|learn|try|start)\b",
    r"\bwhat(?:'s|s| is) (?:the )?(?:\w{3,}er|best|safest|right)\b(?! (?:of|for))",
    r"\bsettle on\b|\bgets? the (?:job|nod|vote)\b|\bonly (?:way|choice|option)\b|\b(?:forced|bound) to (?:take|use|choose|go)\b|\bcome out ahead\b",
    r"\bgo(?:ing)? (?:with|for)\b|\bopt for\b|\bstick (?:with|to)\b|\b(?:good|great|bad|right|fit|fine|ok(?:ay)?) "
    r"(?:for|fit|choice|idea|option|at|if)\b|\bsteer clear\b|\bstay away\b",
    r"\b(?:must (?:it|i|we) |off the table|struck off|(?:either|one|any) of them\b)",
    rf"(?:选|挑|投|换成?|(?:就|该|还|那)用)(?:择|用)?(?:{MARK}|它)(?:对?吧|没错吧|吗|呢|么|行不行)?\s*\?",
    rf"(?:就|该|肯定|只能|还是|直接)(?:该|得|要|能|会)?[\u4e00-\u9fff]{{1,2}}(?:{MARK}|它)(?:咯|吧|啦|了|嘛)?[,。]?(?:对不对|对[吧吗么]|是不是|是吧|没错吧)?\s*(?:\?|$)",
    rf"(?:选|挑|用|买|换)(?:{MARK}|它)(?:咯|啦|喽|了)?,?(?:对吧|对吗|对不对|是吧|是不是|没错吧)?\s*\?",
    r"\bso\b[^.?]*\b(?:is|it's|are|that's) (?:therefore |then |clearly )?(?:the|my|our|your) (?:\w+ )?(?:one|option|choice|pick|winner|answer)\b|\b(?:it's|that's|is) the (?:only |right |better )?one (?:for|to)\b",
    rf"\b(?:so|then|therefore|hence)\b,? (?:i'd|i'll|i should|i must|i have to|we'd|we'll|we should|we must|we have to|you'd|let's|it's best to)\b[^.?]*{MARK}",
    rf"\b(?:so|then|take|pick|choose|use)\s+{MARK}(?:\s+(?:for|on|in|then|it is)\b[^?]*)?\s*\?",
    rf"\bwhere (?:do|should|would|can|could) (?:i|we|you|one|they|he|she) (?:best )?(?:start|begin)\b|从哪(?:一)?(?:个|边|家|儿|里)?{_BEGIN}",
    rf"{MARK}\s*(?:or|vs\.?|versus|/|和|与|跟)\s*{MARK}\s*[?。]*$|{MARK}\s*(?:or|vs\.?|versus)\s*{MARK}",
)

ALIKE: Final = either(
    r"共同|相同|相似|一样|共通|类似|联系", r"\b(?:in common|similar\w*|alike|share[sd]?|same)\b"
)
"""A comparison that asks for what is shared."""

SUMS_UP: Final = either(
    r"(?:帮我|给我|最后)?(?:总结|归纳|概括)(?:一下|起来|来说|来讲)",
    r"\b(?:to )?(?:sum(?:ming)?|wrap(?:ping)?) (?:it |this |that |all )?(?:all )?up\b|\bin (?:sum|summary)\b",
)
"""Asks for all that was said so far in one, and is no need itself."""

TOGETHER: Final = either(
    SUMS_UP.pattern,
    r"两(?:头|边|样)(?:都|全|兼)|(?:两|二)(?:个|者|样|点)?(?:都|同时)|都(?:要|考虑|算上)|综合|综上|总之|总的来(?:说|看)|总体(?:来|上)?(?:说|看)?|(?:全|都)?(?:加|算)在一起|一起(?:考虑|看)|兼顾",
    r"\bboth (?:needs|of (?:these|those|them)|matter|together|count)\b|\ball (?:of (?:these|those|this)|together)\b|"
    r"\btak\w+ (?:it |them |both |everything |all )?(?:\w+ )?(?:into account|together)\b|\boverall\b|\ball in all\b|\b(?:all|everything|with all (?:of )?that) considered\b|\b(?:considering|given) (?:all|everything)\b|\bin total\b|\bbottom line\b|\bat the end of the day\b|\bcombin\w+\b|\b(?:want|need|consider|for|have|with) both\b|^both\b",
)

PLACE: Final = either(
    rf"[在到于从]哪(?:一)?[个种些](?!{_BEGIN})|(?<![选用挑学上投])哪家|哪些|(?:是|属于|跟|随|来自)哪(?:一)?(?:家|边|方)(?=的|出|配|做|推|$)|(?:(?<!的)是|属于|跟|随|来自)哪(?:一)?个(?=的|出|配|做|推|$)",
    r"(?:是|属|叫)(?:于|的)?哪(?:一)?种|哪(?:一)?(?:步|年|国|版)|哪(?:一)?个(?=版本|version|公司|人|网友|作者|国家|年|月|团队|组织|机构|函数|命令|文件|阶段|部分)",
    rf"是(?!{MARK})[^,。?!{MARK}]{{1,14}},?还是(?!{MARK})",
    r"\bwhich (?:kind|sort|type|version|part|piece)s? of\b|\b(?:under|from|by) which\b",
    r"(?:goes?|comes?|ships?|works?) with which one|\b(?:in|to|for|on|at) which\b|\bwhich (?:jobs?|steps?|years?|versions?|parts?|company|companies|teams?|functions?|files?|country|stages?|roles?)\b",
)
"""Looks like a word of choosing, and asks for a fact."""

ABOUT: Final = either(r"\b(?:what|how) about\b|\bwhat if\b")
"""Looks like a word of fact, and asks the last question again."""

DECIDE: Final = either(
    r"(?<!各用)(?<!各自用)(?<!各是)(?<!各属)哪(?:一)?(?:个|种|款|家|边|者)(?!类)|选|推荐|建议|该用|适合|更好",
    rf"{MARK}\s*(?:or|vs\.?|versus|还是)\s*{MARK}\s*\?",
    r"\bwhich\b|\bshould\b|\brecommend|\bbetter\b|\bchoose\b|\bpick\b",
)
"""Beside a word of :data:`DIFFER`, what makes it a choice all the same."""

ELLIPSIS: Final = either(
    r"(?:^|[.;!?]\s*)(?:(?:and|but|so|or|ok|okay|then|hm+|well|now)\b,?\s*)*(?:what )?(?:if|for|with|as)\b(?!.*[,;]\s*(?:what|which|who|whose|how|where|when|why)\b)",
    r"^(?:and|but|or|then)\b,? (?:what about |how about |for )?(?:my|our|his|her|a|an|some) \w+(?: \w+)?(?:,? (?:who|that)\b[^?]*)?\?$",
    r"(?:^|[,.;!?。]\s*)(?:那么?|可是|但是?|所以)?,?(?:如果|要是|假如|换(?:成|做|作)|对(?:于)?|给|像).*[呢吧]\W*$",
)
"""A question that is only the part of the last one that is new: "and for my nephew who is new?"."""

FACT: Final = either(
    r"什么|啥|谁|多少|多久|多长|多大|多[重高远快宽深厚贵]|能不能|可不可以|会不会|支不支持|几(?:个|种|年|天)|吗|么$|有没有|有无|是不是|是否|怎么|如何|怎样|咋|哪些|哪里|哪儿|哪年|哪一年|"
    r"何时|介绍|解释|说说|讲讲|列举|(?:能|可以|会|支持|有|用|行)[^,。?!;]{0,6}(?<!要)(?<!好)不\s*(?:\?|$)",
    r"(?:^|[,.;:!?\-]\s*)(?:(?:and|but|so|or|then|also|please|ok|now)\b,?\s*)*(?:(?:can|could|would) you )?(?:please )?"
    r"(?:what|whats|who|whose|when|where|how|list|name|explain|describe|tell me|define)\b",
    r"\b(?:what|whats|who|whose|when|where|how)\b.*\?",
    r"(?:^|[,.;:!?\-]\s*)(?:(?:and|but|so|or|then|also)\s+)?(?:does|do|did|is|are|was|were|can|could|has|have|will)(?:n't)?\b",
    r"\b(?:does|do|did|is|are|was|were|can|could|has|have|will)(?:n't)?\b.*\?",
)

QUANTITY: Final = either(
    r"多少(?!有)|第几|几(?:个|年|天|种|次|倍|岁|版|家|人|台|块|周|月|小时|分钟|秒|核|[gm]b?)|多久|哪(?:一)?年|何时|版本号",
    r"(?:什么时候|啥时候)(?!.*[用选该适合换])",
    r"\bhow (?:many|often|long|old)\b|\b(?:what|which) year\b|\bwhen (?:was|were|did|will)\b|\bwhat percent\w*\b|\b(?:what(?:'s| is) the |current |max(?:imum)? |min(?:imum)? |latest )(?:number|version|size|count|percentage|limit)\b",
)
"""Asks for a number or a time, which only a number or a time answers (Li and Roth 2002, "Learning
Question Classifiers": the expected type of an answer)."""

NUMBER: Final = either(
    r"\d|[一二三四五六七八九十百千万几数两半]+(?:多|余|几)?(?:个|年|天|月|周|星期|种|次|倍|岁|版|家|人|台|块|小时|分钟|秒|核|成|行|条|款|位|层|百|千|万|亿)|百分之|每(?:天|周|月|年|次)|年初|年底",
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|half|dozens?|hundreds?|thousands?|millions?|billions?|once|twice|a few|several|few|"
    r"(?:every|each|per|a|an|first|last|within|over) (?:second|minute|hour|day|week|month|quarter|year|decade)s?|daily|weekly|monthly|yearly|annual\w*|quarterly)\b",
)
"""A number or a time."""

INTERROGATIVE: Final = either(
    r"哪|谁|多少|几", r"\b(?:which|what|who|how (?:many|much|long|big|far|old))\b"
)
"""In a clause, what it asks about is said there too."""

DOMAIN: Final = either(
    r"这两(?:个|者|家)|(?:二|两)者|这俩|\b(?:of )?(?:these|the) two\b|\btwo of them\b",
    r"(?:哪|什么|啥|这|两|俩).{0,3}(?:框架|数据库|技术栈|编程语言|中间件|软件库)|(?:框架|数据库|技术栈)(?:怎么|如何|咋|选|该)",
    r"\b(?:which|what|settle on an?|choose an?|pick an?|these|two|the) (?:\w+ )?(?:frameworks?|librar(?:y|ies)|databases?|db|stack)\b",
)
"""The kind of thing that a comparison of technologies chooses among."""

BETWEEN: Final = either(
    r"(?:哪(?:一)?(?:个|家|边|款|者)|谁)(?=$|[\s,。?!;:呢吗吧啊呀]|更|比较|最|好|强|稳|快|省|合适|适合|该|应|能|才|都|可以|值得|顶|拿手|容易|会|不|用来|学|做|在|对|是|有|让|允许|占)",
    r"(?:选|用|挑|学|押|碰|换|上|投|避开|躲开|推荐|建议)(?:[哪那](?:一)?(?:个|家|边|款|者)|谁|哪|啥)(?=$|[\s,。?!;:呢吗吧啊呀好更比来做])",
    r"(?:咋|怎么|如何)(?:选|挑|定|办)(?=$|[\s,。?!;:呢吗吧啊呀])|二选一|拿什么|用啥|选啥|挑啥|[两俩二](?:个(?![月星小时])|家|者|边|种|款|拨)|[它这那]俩|其中|[选挑推荐]一个",
    r"\bwhich (?:one|of (?:the|these|those|them)|should|would|will|is|are|do|does|did|can|could|to|gets?|has|\w{3,}s)\b|\bwhich(?=$|\s*[?,.!])",
    r"\bwhich \w+ (?:should|would|do|does|can|could|will|is|are|to)\b",
    r"\b(?:the|these|those) two\b|\b(?:either|neither|both|each)\b|\b(?:one|any|all|between) (?:of )?(?:them|these|those)\b|\b(?:recommend|choose|pick|suggest) one\b|\bwhat (?:do|should|would|shall) (?:we|i|you) (?:use|pick|take|choose)\b",
)
"""A choice between things that everybody present knows, so that they need no name."""

AVOID: Final = either(
    r"(?:不|别|勿|甭)(?:太|要|想|应该|该|能|建议|推荐|大|怎么|宜|考虑){0,2}(?:适合|合适|选(?!错)|用|推荐|建议|碰|采用)",
    r"(?:pass|砍|踢|去|筛|刷|划|排除|淘汰)掉|避免|避开|避坑|绕开|绕着?走|绕道|排除|淘汰|劝退|不宜|放弃|踩坑|少碰",
    r"(?:不该|不应该?|不宜|不建议|不推荐|别|不要|千万别)(?:再|先|一上来|一开始|轻易|贸然|急着)?(?:学|上|碰|拿|押|投|入|让|把)(?=哪|谁|它|$|[,。?!呢吗])",
    r"(?:别|不该|不应该?|不要|甭)[\u4e00-\u9fff]{1,2}(?=哪|谁)",
    r"(?:哪|谁)(?:一)?(?:个|家|款|边|者)?(?:不|别)(?:该|应该|要|能|宜|值得|配)|(?:不该|不应该?|不宜)(?:先|一开始|一上来)?(?:学|用|选|上)",
    r"(?:哪|谁|更|比较|最|相对|较).{0,8}(?:差|糟|难(?!度)|麻烦|复杂|费劲|吃力|慢|弱|逊|吃亏|拖后腿|掉链子|翻车|落下风|受罪|遭罪|不给力|坑|风险|危险|不安全|隐患|不够(?=$|[,。?!])|不(?:太|怎么|大|够)?(?:好|行|划算|稳|成熟|方便|靠谱|友好|安全|灵活|直观|适应|擅长|拿手)|繁琐|啰嗦|陡|笨重|落后|头疼|(?<!经得起)(?<!经得起这么)折腾)",
    r"\b(?:avoid\w*|dodge|leave (?:it |them )?alone|struck off|steer clear|stay away|skip|rule out|ditch|eliminate|reject|unsuit\w+|ill[- ]suited|"
    r"worse|worst|harder|hardest|trickier|weaker|weakest|slower|slowest|steeper|riskier|riskiest|clumsier|clunkier|costlier|pricier|rougher|poor\w*|least|painful|regret|"
    r"struggl\w+|falls? short|lags?(?: behind)?|falls? behind|drawbacks?|downsides?|weak (?:spot|point)s?|weakness\w*|liability|headaches?|nightmare|let (?:me|us|you|them) down|out of (?:its|their) depth)\b",
    rf"\b(?:which|what|who|one|{MARK})\b[^,.;!?]{{0,40}}?(?:\bnot|n't|\bnever)\b(?: \w+){{0,3}} (?:start|begin|learn|touch|bet|rely|trust|great|suited|up to|cut out|hold up|shine|worth|wise|enough|easy|safe|be using|be my)\b",
    r"(?:\bnot|n't)\b(?: \w+){0,3} (?:use|choose|pick|recommend\w*|suit\w*|go with|good|ideal|fit|right|best|work well)\b",
    r"\b(?:more (?:of an? )?|such an? )(?:hassle|trouble|work|effort|pain|fuss|chore|nuisance)\b",
    r"\bmore (?:difficult|complex|complicated|painful|cumbersome|tedious|awkward|troublesome)\b|\bless (?:\w+ed|\w+able|\w+ive|"
    r"\w+ent|popular|friendly|ideal|mature)\b|\b(?:bad|wrong) (?:for|choice|idea|fit|tool|one|option|pick)\b",
)

SPARED: Final = either(
    r"(?:不|没|没有|少|免|避免|省)(?:那么|太|容易|怎么|会|用|必|再|大|得|掉)?(?:踩坑|麻烦|复杂|难|费劲|吃亏|翻车|吃力|慢|差|弱|折腾|繁琐|费事|受罪|遭罪|头疼|啰嗦|坑|风险|危险|逊)|(?:风险|危险|麻烦|坑|隐患|难度|代价)(?:更|最|比较|也|会)?(?:小|低|少)",
    r"\b(?:few|fewer|fewest|less|least|no|without|minimal|minimum|avoid\w*|not (?:so|as|too|that))(?: of)?(?: a| the| any| such)? "
    r"(?:hassle|trouble|pain|painful|drawbacks?|headaches?|downsides?|effort|work|fuss|risk\w*|difficult\w*|hard\w*|complex\w*|complicated|slow|weak\w*|regret\w*|bad|poor)\b|\bnever lets? \w+ down\b",
)
"""Looks like a word of avoiding, and denies it."""

DISCLAIM: Final = either(
    r"(?:不|没|无)(?:太|怎么|大|是|再|会)?(?:需要|在乎|在意|关心|考虑|看重|打算|准备|涉及|重视|要求|care)(?!写|花|踩|折腾)",
    r"无需|无所谓|没(?:有)?.{0,8}(?:需求|要求|打算|计划)|不重要|先不(?:管|谈|考虑|做)|除了|暂不|不是为了|而不是|而非|以后再说|先放一放",
    r"(?:n't|\bnot|\bnever|\bno longer) (?:really |much |actually |have to |going to )?(?:care|need|plan\w*|matter|intend|worry|bother)\b",
    r"\b(?:not|never) (?:going|planning|trying) to\b|\bno (?:need|plans?|intention|interest|requirement)\b|\bnot (?:for|about|interested|concerned|looking for|important)\b|"
    r"\bno (?:idea|special|particular)\b|\bcan wait\b|\bout of scope\b",
    r"\b(?:i|we|they) (?:(?:never|won't) (?:really |even |ever )?(?:deploy|ship|publish|target|touch|do)|don't (?:really |even |ever )?(?:deploy|ship|publish|target))\b",
    r"(?:^|我|我们|咱)(?:也|又|都|从|并)?不(?:做|搞|部署|涉及)(?![好了动起到过])",
    r"不(?:用|必|再|要)(?:再|去)?(?:管|考虑)|别管|不(?:再)?考虑|(?:算|免|省|去)了吧|\b(?:drop|scrap|never ?mind|leave out) (?:the|that|about|my|our)\b",
    r"\bforget (?:about )?(?!it\b|that\b|all\b|what\b|everything\b|to\b)(?=\w)|(?<=\w)\b(?: is| are)? (?:no longer (?:matters?|needed|relevant)|out of the picture|off the list)\b",
    r"(?:不|别)(?:做|搞|弄|上|部署|考虑|要)了(?=$|[\s,。?!;呢吧])|(?:取消|砍|免)掉?了",
    r"\brather than\b|\binstead of\b|\bregardless of\b|\bapart from\b|\bother than\b",
)

RETRACTS: Final = either(
    r"(?:去掉|拿掉|划掉|抛开|撇开|除去|排除)(?:吧|掉|的话)?|(?:要是|如果|假如|若)(?:我们?|你|这次)?(?:没有|没|不需要|不用|不要)(?:考虑)?|(?:这个|那个|这条|那条|的)?(?:要求|需求|条件|限制)(?=呢)|(?<=[\u4e00-\u9fff]{2})(?:那条|这条|那块|这块|那头|那边)?(?:先|就|也|都)?不(?:管|谈|算|提)(?:了)?(?=$|[,。?!;])",
    r"是(?:我|他|她|我们?的?)?的?(?:室友|同学|同事|朋友|师兄|师姐|师弟|师妹|别人|人家|老板|导师|弟弟|哥哥|姐姐|妹妹)(?:的(?:事|需求)?)?(?=$|[,。;!?])",
    r"\b(?:is|was) (?:my|his|her|a|our) (?:roommate|friend|colleague|brother|sister|boss|labmate|teammate|mate|flatmate)(?:'s)?(?:,? not (?:me|mine))?(?=$|[,.;!?])",
    r"\bif it (?:were|was)(?:n't| not) for\b|\bif (?:we|i|you) (?:ignore|drop|remove|leave out|take away|skip)(?:ped|d)?\b|\b(?:scrap|ignore|cancel|cut)\b|\b(?:gets?|got|is|was|are|were|has been) (?:cancell?ed|dropped|scrapped|removed|gone|off)\b|\bno longer (?:needed|an issue|required|matters?)\b|\b(?:suppose|imagine|say)\b(?=.*\b(?:cancel|drop|scrap|gone|remov|off the table))",
)
"""Takes back a need that was told before."""

ADDS: Final = either(
    r"^(?:而且|并且|另外|此外|同时|还|也|再加上|加上|顺便)|还(?:要|得|想|需要|必须|打算|会)|也(?:要|得|需要|重要|必须|想)",
    r"^(?:and )?(?:also|plus|besides|additionally|furthermore|moreover|in addition|on top of that)\b|\b(?:also|too|as well)\b",
)

ASKS: Final = either(
    r"[呢吗?么咧嘞]|是不是|是否|有没有|有无|能不能|会不会|可不可以|不\s*$|什么|(?<!没)啥|咋|怎么|如何|哪|谁|多少|为",
    r"\?|^(?:what|how|why|which|who|and|or|but|is|are|does|do|can)\b",
)

TELLS: Final = either(
    r"[我咱你他她们要有是得做用想会能没不跑搞写学该需求]",
    r"\b(?:i|i'm|im|i've|we|we're|we've|my|our|us|me|they|it|he|she|is|are|am|was|were|be|has|have|had|do|does|need\w*|want\w*|must|should|can|will|would|like|use|using|\w+ing|also|too|plus|and)\b",
)
"""Tells of something rather than only naming it."""

FOLLOWS: Final = either(
    r"^(?:那|如果|要是|假如|若|换成|换做|对于|再|又|然后|所以|但|可是|可|不过|只是|同样|至于|它|这|前者|后者|两者|二者)|[呢咧嘞][?。!~]*$",
    r"^(?:and|but|so|then|what about|how about|what if|ok(?:ay)?|also|or|still|though|now|if)\b|"
    r"\b(?:it|that one|this one|they|them|those|the former|the latter|the other(?: one)?)\b",
)

OTHER: Final = either(
    r"另(?:外)?(?:一|那)?(?:个|家|边|款|者)|(?:剩|余)下的?(?:那|一)?(?:一)?个",
    r"\bthe other(?: one| side| two)?\b(?! (?:day|hand|week|people))",
)
"""The option that was not spoken of last."""

IT: Final = either(
    r"^(?:那|那么|所以)?它|(?:对|用|拿)它",
    r"^(?:and |but |so |then )?(?:is|does|can|has|was|will|did) it\b|\b(?:about|with|of) it\b",
)
"""The option that was spoken of last."""

HOLDS: Final = either(
    r"还(?:会|能|这么|那么|成立|一样|推荐|建议|适用)|还是(?:一样|这样|这个|它|同样)|(?:情况|结论|答案|结果|判断)(?:就|会|还|也|是)*(?:一样|变|不变|成立|改变|不同)|也一样[吗么?]",
    r"\bwould you still\b|\bdo(?:es)? (?:that|this|it) (?:still )?(?:hold|change|apply|stand)\b|\bwould (?:that|this|it|your answer) (?:still )?(?:hold|change|be the same|apply|stand)\b|\bstill (?:the )?(?:same|true|hold|your (?:pick|answer|advice))\b|\bsame (?:answer|advice|verdict|pick|recommendation)\b",
)
"""Asks whether the last choice holds with what it adds."""

HEARSAY: Final = either(
    r"(?:我)?(?:可是|明明|怎么)?(?:听(?:人|朋友|同事|老师)?说|看到(?:有人|网上)?说)(?:过)?(?:的)?|(?:网上|别人|人家|有人|大家|同事|朋友|导师|老师|领导|老板|客户|群里|身边的?人)(?:都|却|可|也|老)*(?:说|讲|觉得|认为|告诉我)",
    r"\bi(?:'ve| have)? (?:heard|read|was told)\b(?: that| otherwise| differently| the (?:opposite|contrary|reverse))?",
    r"\b(?:an?|my|our|some|the|one of my) (?:\w+ )?(?:colleagues?|friends?|boss|teacher|professor|teammates?|coworkers?|co-workers?|brother|sister|mate|buddy|guy|lead|manager)(?: of mine| at work)? (?:\w+ )?(?:says?|said|swears?|claims?|claimed|told me|thinks?|insists?|argues?|keeps? saying)\b(?: that)?",
    r"\b(?:everybody|everyone|people|they|somebody|someone|the internet|reddit|folks) (?:\w+ )?(?:says?|said|swears?|claims?|told me|thinks?|insists?|keeps? saying)\b(?: that)?",
)
"""What other people say, held against an answer: it asks for the answer's grounds once more."""

EXPLETIVE: Final = either(
    r"\b(?:is|will|does|did|was)? ?it (?:will |is |be |going to |gonna |still |get |getting )*(?:rain|snow|sunny|cloudy|windy|cold|hot|warm|freez|hail|storm|late|early|midnight|noon|raining|snowing|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
)
"""An "it" that stands for nothing: "will it rain?"."""

_SAID: Final = r"[^,。;?!<>\[\]()`*_#|]"
PREMISE: Final = re.compile(
    rf"(?:既然|因为|由于|鉴于)({_SAID}{{3,60}})[,。;?!]|^({_SAID}{{3,60}})[,。;]\s*(?:所以|因此|因而)"
    rf"|\b(?:since|because|given that|seeing that|now that)\s+({_SAID}{{3,90}}?)(?=[,.;?!]|$)",
    re.ASCII | re.IGNORECASE,
)
"""What a question takes for granted, in cleaned text; nothing that Markdown would make alive."""

TASK: Final = either(
    r"(?:请|麻烦|帮|给|替)(?:你|我|忙|我们)*(?:写|起草|生成|翻译|润色|画|改写|编写)(?:一|个|份|篇|段|首|张|下|出|几)",
    r"^\W*(?:please |pls |can you |could you )?(?:write|draft|compose|generate|translate|proofread|draw|code|debug|fix) (?:me |us )?(?:an?|the|my|this|these|some)\b",
)
"""Asks for a piece of work rather than for an answer."""

NOT: Final = re.compile(r"\s*(?:也|又|并)?不是")
BUT: Final = re.compile(r"\s*(?:而)?是")
"""Of "不是X,是Y" the beginnings of both clauses: X is of no matter."""

CORRECTS: Final = either(
    r"^\W*(?:[呃额哦啊诶]+\W*)?(?:不对|不是不是|说错|错了|弄错|搞错|打错|更正|我是说|我的意思是)",
    r"^\W*(?:(?:oh|ah|oops|er+|um+|hm+)\W+)?(?:no,? (?:wait|sorry|not)|sorry,? i meant?|i meant?|correction|my mistake|scratch that|wrong)\b",
)
"""Takes back what was said last."""

AGAIN: Final = either(
    r"(?:再|更)?(?:具体|详细|清楚|明白|简单|通俗)(?:一)?(?:点|些|说|讲)|展开(?:说|讲)|再(?:说|讲|解释)(?:一)?(?:说|讲|遍|次)|说人话|没(?:听|看)懂|(?:你|能|就)?(?:确定|肯定)(?:是)?(?:这样)?[吗么?]|真的[吗么假]|没(?:搞|弄)?错吧|(?:你)?再(?:好好)?(?:看看|想想|查查|确认一下)|不(?:可能|至于|会).{0,4}吧",
    r"(?:用|说|换成?|翻译?成)(?:一下)?(?:中文|英文|英语|汉语|简体)",
    r"\bmore (?:specific|detail\w*|precise\w*|concrete\w*)\b|\belaborate\b|\b(?:say|tell me) (?:a bit )?more\b|\bgo on\b|\bexpand on\b|\b(?:are )?you sure\b|\bfor real\b|\b(?:look|think|check) again\b|\bdouble[- ]check\b|\bsay (?:that|it) again\b|\brepeat (?:that|it)\b|\brephrase\b|\bin (?:plain|simpler|other) (?:words|terms|english)\b",
    r"\b(?:say|tell|answer|repeat|translate|write|put)\b.{0,24}\b(?:in(?:to)?) (?:english|chinese|mandarin)\b|^\W*(?:in )?(?:english|chinese),? please\b|^\W*really\W*$",
)
"""Asks for the last answer once more."""

ENGLISH: Final = either(
    r"(?:用|说|换成?|翻译?成|以)(?:一下)?(?:英文|英语)",
    r"\b(?:say|tell|answer|reply|respond|repeat|translate|write|put)\b.{0,24}\bin(?:to)? english\b|\bin english,? please\b|^\W*english\W*$",
)
CHINESE: Final = either(
    r"(?:用|说|换成?|翻译?成|以)(?:一下)?(?:中文|汉语|简体)",
    r"\b(?:say|tell|answer|reply|respond|repeat|translate|write|put)\b.{0,24}\bin(?:to)? (?:chinese|mandarin)\b|\bin chinese,? please\b|^\W*chinese\W*$",
)
"""The language that an answer is asked for in."""

THANKS: Final = re.compile(
    r"(?:(?:好的?|行|嗯+|哦+|ok|okay|thanks?|thank you|thx|ty|cheers|谢谢?(?:你|您|啦|了)?|多谢|感谢|太好了|不错|明白了?|懂了|知道了|收到|了解了?|清楚了|"
    r"got it|i see|understood|cool|great|perfect|nice|awesome|(?:so much|a lot|very much)|(?:that|this)(?:'s| is| was)? ?(?:really |very |so )?(?:helps?|helpful|useful|clear|great|all)|"
    r"(?:really|very) helpful|appreciate it|bye|再见|拜拜|先这样)(?:[\s,.!?~;、。!]+|$))+",
    re.ASCII,
)
"""Nothing but thanks, or a sign of having understood."""

SO_FAR: Final = either(
    r"(?:从|之前|以前|原来|过去|一直|本来|只会|会|只写|写惯|出身)(?:都|是|只|就)?(?:写|用|做|学|搞)?(?:过|的|惯)?\s*$",
    r"\b(?:coming|come|came|moving|moved|switching|switched|migrat\w+) (?:over )?from\s+(?:\w+\s+)?$",
    r"\b(?:know|knows|knew|only (?:know|write|use)|used to (?:write|use|do|be)|background in|years of|experience (?:in|with))\s+$",
)
"""Before a name: what people did so far ("coming from X", "以前写X"), which they don't ask about."""

RESETS: Final = either(
    r"换(?:一)?个?(?:话题|问题)|重新开始|从头(?:开始|来)|重来|清空|忘(?:掉|了|记)(?:前面|之前|刚才|上面)|新(?:的)?(?:问题|话题)|重置",
    r"(?:这|那)(?:个|事|些)?(?:问题|话题)?(?:就|先|暂时)?(?:放|搁)(?:到)?(?:在)?(?:一?[边旁放]|下)|(?:这|那)(?:个|事|些)(?:就|先)?不(?:说|谈|聊|提|管)了?|(?:问|说|聊|谈)(?:一)?(?:点|个|些|下)?(?:别|另外|其他|其它)(?:的|一个)|(?:另|别)(?:外)?(?:一)?(?:个|的)(?:问题|话题)|不问这个了?",
    r"\b(?:start(?:ing)? (?:over|again|fresh)|reset|scratch that|(?:new|different|change (?:of |the )?) ?(?:topic|question|subject)|"
    r"forget (?:it|that|all that|what i (?:said|asked)|everything)|clear (?:the )?(?:chat|history|conversation))\b",
    r"\bnvm\b|\bnever ?mind\b(?! (?:the|that|about|my|our)\b)|\bmoving on\b|\bon(?:to)? (?:another|a different) (?:note|topic|subject|thing)\b|\bsomething else\b(?=\W|$)|\b(?:another|a (?:different|separate|new|second)|one (?:more|other)|next|unrelated|separate) (?:question|topic|thing)\b",
)

LESSER: Final = either(
    rf"(?:比|比起|相比|相较|相比于|较之|不用|不选|不学|不是|而非|对比)\s*{MARK}|{MARK}\s*(?:不如|比不上|比不过|不及|没有)",
    rf"\b(?:than|over|instead of|rather than|compared (?:to|with)|unlike|not|isn't|aren't|beside|against)\s+(?:\w+ )?{MARK}",
)
"""In a comparison of two options, the one that is said to be behind: the match starts or ends with it."""


BREAKS: Final = re.compile(
    r"(?:[。!?;、\n]|(?<!\d)[,:]|[,:](?!\d))+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?<![\d.])\.(?=\s|$)|[()\[\]{}\"“”「」『』《》]|\s-+\s|[—–…]+"
    r"|一头|(?<![^,。;!?\s])一边|(?:另)?一方面|一来|二来|并且|而且|同时|另外|此外|但是|不过|可是|然后|之后|以及|还(?=要|得|想|需要)|又(?=要|得|想|需要)|也(?=要|得|想|需要)"
    r"|\bon the (?:one|other) hand\b|\b(?:but|then|while|whereas|although|though|however|plus|as well as|and also|also|because|since|before|after that)\b"
)
"""Where a question falls into clauses."""

SENTENCES: Final = re.compile(r"[。!?;]+|(?<![\d.])\.(?=\s|$)")
"""Where a question falls into sentences."""

JOINS: Final = re.compile(r"(?<=[^\s])(?:和|与|跟|及|且|、)(?=[^\s])|\s(?:and|&|or|\+)\s")
"""Where a clause may hold two needs."""

_FRAMING: Final = tomllib.loads(
    resources.files("assistant").joinpath("framing.toml").read_text(encoding="utf-8")
)
# One character is a word of framing only where it isn't part of a longer word ("在" but not "在线").
_LEAD_ZH: Final = (
    r"[它我你俺咱那哪谁想和与跟或但是的呢吗吧啊也又只该着了]|在(?![线职校读家])|可(?![以能视靠用移维读复扩选爱怕惜观见行信控])|用(?![户法途例处量])|要(?![求点素])"
    r"|更(?![新改换])|最(?![新终近初])|就(?![业职])|对(?![象话抗齐接称])|会(?![议计员话])|能(?![力源耗效])|选(?![修题型])"
)
_TRAIL_ZH: Final = (
    r"[它的呢吗嘛呀啊吧哦么哈啦了里哪谁更最较还和与跟或]|(?<!活)该|(?<![线网路马晚早])上|(?<![集命])中|(?<![实延小及耗同])时"
    r"|(?<![使应商通费实调作适常易可复重])用|(?<![友良偏爱])好|(?<![筛挑精])选|(?<![以线上])下"
)
EDGE_WORDS: Final = (
    frozenset(_FRAMING["zh"]) | frozenset(_FRAMING["en"]) | frozenset(_FRAMING["function_words"])
)
"""Words of asking and choosing, and others that only join words; none of them is a name."""


def _edges(inner: str, *, lead: str = "", trail: str = "") -> re.Pattern[str]:
    return re.compile(rf"^(?:{inner}{lead})+|(?:{inner}{trail})+$", re.ASCII)


def _longest_first(phrases: list[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=len, reverse=True))


_PUNCTUATION: Final = r"[\s.,;:!?~\"'()/\-\ufffc]"
_ZH_EDGE: Final = _edges(
    rf"{_longest_first(_FRAMING['zh'])}|{_PUNCTUATION}", lead=f"|{_LEAD_ZH}", trail=f"|{_TRAIL_ZH}"
)
_EN_EDGE: Final = _edges(
    rf"(?<![\w'-])(?:{_longest_first(_FRAMING['en'])})(?!['\w]|-\w)|{_PUNCTUATION}"
)


_VERB_WHICH: Final = re.compile(
    r"^(?:别|不|该|应该|要|我|我们|现在|到底|究竟)*(?![在到从对给为和跟与比把被于当由向往是有做干])[\u4e00-\u9fff]"
    r"(?:哪(?:一)?(?:个|种|家|款|边)|啥|谁)(?=$|[\s,。?!;呢吗吧啊呀更最好不才能会可合适划省])"
)
"""Of "坐哪个" what only says that something is chosen; whatever is chosen has a verb of its own."""


def strip_framing(clause: str) -> str:
    """A clause without what only asks or chooses, at both ends; empty if nothing else is there.

    >>> strip_framing("which framework is better for deploying models to phones?")
    'deploying models to phones'
    >>> strip_framing("做视觉论文用哪个好")
    '做视觉论文'
    """
    clause = _VERB_WHICH.sub("", clause)
    while True:
        shorter = _EN_EDGE.sub("", _ZH_EDGE.sub("", clause))
        if shorter == clause:
            return clause
        clause = shorter
