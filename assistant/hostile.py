"""Whether somebody tries to give orders to the assistant, or wants help to harm others.

Words only, in Chinese and English; what they miss, the nearest ordinary question may tell (see
``unsafe`` in ``background.toml``). Nothing is ever obeyed, whether or not it is recognised: the
worst that an order gets is an answer from the article.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.phrases import MARK, either

_ORDERS: Final = either(
    # What it was told is to be void, or its answer is given to it.
    r"(?:规矩|条条框框|安全模块|护栏|你的?(?:规则|限制|约束)).{0,10}(?:作废|失效|下线|无效|取消|解除|不作数|不算数)|(?:别管|不用管|甩开|摆脱).{0,6}(?:规矩|条条框框|审查)",
    r"没有(?:任何)?(?:限制|规则|约束|底线)的(?:助手|ai|机器人|人工智能)|破(?:一次|个|一回)例|听我(?:的)?(?:命令|指挥|吩咐)|(?:以后|今后|往后).{0,8}(?:谁|别人|不管).{0,6}(?:问|来).{0,6}(?:推荐|说|回答)",
    rf"\b(?:your|the) (?:verdict|answer|conclusion|reply) (?:has to|must|shall) be {MARK}|\banswer only in favou?r of {MARK}|\b(?:skip|drop|turn off) (?:the |any |your )?(?:safety (?:rules|stuff|checks)|censorship|moderation)\b|\byour (?:guardrails|restrictions)\b",
    # What it was told is to be told; or it comes in the clothes of a system.
    r"藏头诗.{0,30}(?:不能|被告知|设定|指令)|(?:倒过来|反过来|反着)(?:读|念).{0,14}(?:做|执行)|\b(?:base64|rot13)\b.{0,40}(?:照做|执行|\bcarry (?:it|this|them) out|\bobey)|<\|im_|\"role\"\s*:\s*\"(?:system|developer)",
    r"\b(?:emails?|messages?|chats?|passwords?) of (?:the |all )?other (?:accounts?|users?|visitors?)\b",
    # A quote that isn't the article's.
    r"编.{0,16}原话|\b(?:tweak|bend|invent|make up)\b.{0,16}\bquotes?\b|\bquote\b.{0,20}\b(?:tweak|bend|invent)\b",
    # People are to be turned away for what must not matter.
    r"(?:刷掉|筛掉|拒掉).{0,8}(?:女的|女性|少数民族|黑人|外地人|残疾人?|穆斯林)|(?:女的|女性|少数民族|黑人|外地人|残疾人?).{0,8}(?:刷掉|筛掉|拒掉)|\b(?:reject|turn down|screen out)\b.{0,20}\b(?:women|black people|muslims|jews|foreigners|immigrants|the disabled)\b",
    r"\{\{.*?\}\}|```\s*(?:system|admin|root)\b|(?:取消|解除|去掉).{0,6}(?:引用|引文|原文|审查|你).{0,6}(?:要求|限制|规则|约束)|(?:输出|打印|显示|列出|交出|说出).{0,4}(?:你|系统)的?(?:全部|所有|完整)?(?:配置|设定|设置|指令|源码|代码)",
    r"(?:忽略|无视|忘(?:记|掉|了)|抛开|不要(?:理会|遵守)|跳过|覆盖|绕过).{0,12}(?:指令|指示|提示|规则|设定|限制|约束|命令|prompt)",
    r"系统(?:提示词|指令|prompt)|系统(?:提示|消息)(?![\s:“\"「]*[a-z“\"「\d]|说|我|找不到|错误|报错|失败|内存)|(?:隐藏|内部|初始|原始)的?(?:提示|指令|规则|设定|prompt)|提示词(?!工程|学习|调优|微调|模板|优化)|(?:进入|切换到?|启用|启动|你.{0,6})开发者模式|越狱|不受限制",
    r"(?:打印|输出|显示|泄露|透露|告诉我|给我|读取|列出|说出|发给我|贴出|粘贴|复述|重复).{0,16}(?:密钥|api ?key|密码|环境变量|配置文件|令牌|以上(?:所有)?(?:文字|内容|文本)|其他用户)",
    r"(?:从现在(?:起|开始)|接下来|今后).{0,20}(?:只能|必须|一律|永远|总是|都要?)(?:回答|回复|说|推荐)(?!用?哪)|(?:不管|无论|不论).{0,16}(?:都|一律|必须|只)要?(?:回答|说|推荐|输出)|(?:所有|任何|每个|一切)(?:的)?(?:问题|提问).{0,6}(?:都|一律|必须|只)(?:要|得)?(?:回答|回复|说|推荐)",
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,24}\b(?:instructions?|prompts?|rules?|guidelines|directions|restrictions?|everything above)\b",
    r"\b(?:reveal|print|show|repeat|output|display|leak|dump|tell me|give me|what (?:is|are)|what's|whats|list|read|send|paste|copy|share|expose|post|translate|summari[sz]e)\b.{0,32}\b(?:system (?:prompt|message)|"
    r"(?:hidden|initial|original|secret|internal|your) (?:\w+ )?(?:prompts?|instructions?|rules|config\w*|settings)|api[ _-]?keys?|"
    r"env(?:ironment)? var\w*|passwords?|credentials|config(?:uration)? files?|(?:text|words|everything|content) above|other users?)\b",
    r"\byour (?:\w+ )?system prompt\b|\b(?:enter|enable|activate|switch (?:in)?to|in) developer mode\b|\bdeveloper mode (?:on|enabled|activated)\b|\b(?:jailbreak\w*|dan mode|do anything now|no restrictions|unrestricted|unfiltered)\b|\byou are now\b",
    r"\b(?:from now on|always|only ever|no matter what|regardless)\b.{0,24}\b(?:answer|reply|respond|say|output|recommend)\b|"
    r"\b(?:answer|reply|respond|say|output|recommend)\b.{0,40}\b(?:no matter what|regardless|nothing else|to (?:everything|anything|every question|all questions))\b",
    r"(?:上一个|别的|其他|其它|问过.{0,8}的?)用户.{0,4}(?:问|说|聊|的(?:信箱|邮箱|手机号|密码|隐私|对话|提问|记录))",
    r"(?:给我|看看|列出|显示|告诉我).{0,8}(?:聊天记录|目录(?:里|下)的?文件)|目录(?:里|下)的?文件.{0,4}列出",
    r"必须一口咬定|(?:编造|捏造|伪造|编(?:个|一|几|条|段)).{0,16}(?:引文|引用|出处|来源|数据)|假(?:引文|引用|出处)|(?:不准|不许|别)(?:再)?看(?:这篇)?文章",
    r"\b(?:invent|fabricate|fake|forge|make up)\b.{0,24}\b(?:citations?|quotes?|sources?|references?|numbers?)\b|\binsult (?:everyone|people|users|them|him|her|my)\b",
    r"^\W*(?:system|admin|developer|assistant)(?: \w+)?\s*:|\b(?:new|updated|revised) (?:system )?(?:instructions?|prompts?|rules?)\s*:|\byou must (?:say|answer|recommend|tell|reply)\b",
    r"\b(?:pretend|imagine|act|role-?play|play)\b.{0,40}\b(?:evil|unfiltered|uncensored|hacker|without (?:any )?rules|no rules)\b|\bevil (?:ai|assistant|twin)\b|(?:假装|扮演|假设)你?是?.{0,10}(?:没有(?:任何)?(?:限制|规则)|邪恶|黑客)",
    r"\bmake up\b.{0,40}\b(?:article|difference|fact|claim|point)s?\b",
    r"</?\s*(?:文章|指令|系统|article|instructions?|system|prompt)\s*>|__import__|\bos\.environ|\b(?:eval|exec|system|subprocess\.\w+)\(|\bexecute (?:python|code|this)\b|\.env\b",
    r"<\s*(?:script|img|iframe|svg)|javascript:|onerror\s*=|\.\./\.\./|/etc/passwd|\brm -rf\b|\bdrop table\b",
)

_HARM: Final = either(
    r"(?:换脸|换到|换成|合成).{0,14}(?:成人|色情|裸照|黄片)|(?:领导人|前女友|前男友|女同学|候选人).{0,12}(?:换脸|假视频|假讲话|裸照|假录音)|克隆.{0,10}声音.{0,20}(?:转账|骗|要钱)|诈骗短信|骗(?:老年人|转账)|撞库|盗刷",
    r"(?:骗过|绕过|攻破|蒙混过|混过).{0,6}(?:人脸|刷脸|指纹|身份|实名|验证码?|认证|风控|门禁|审核|查重)|(?:登(?:录|上)?|盗用|冒用)(?:别人|他人|人家|对方)的?",
    r"\b(?:fool|trick|defeat|beat|get (?:past|around)|evade|spoof)(?:ing|s)? (?:\w+ ){0,2}(?:face (?:id|recognition|check|login)|fingerprint|identity check|id check|verification|captchas?|two[- ]factor|fraud check\w*|age check)\b|\blog(?:ging)? in(?:to)? (?:as )?(?:someone|somebody) else\b",
    r"(?:偷偷|悄悄|暗中|背着).{0,8}(?:读|看|装|录|拍|查|拿|取).{0,8}(?:别人|他人|人家|对方|男友|女友|老公|老婆|同事|邻居|客户)|炸弹|爆炸物|神经毒剂|混过(?:安检|海关|检查)|代考|假(?:身份证|证件|发票)|逃票|洗钱|投毒|绕过付费",
    r"\b(?:porn|nudes?|naked)\b.{0,30}\b(?:face|girlfriend|classmate|actress)\b|\b(?:face|girlfriend|classmate|actress)\b.{0,40}\b(?:porn|nudes?|naked)\b|\b(?:make|create|produce|generate) (?:a |an )?(?:deepfakes?|fake (?:news|clips?|videos?|reviews?|evidence))\b|\bfake (?:news )?clips?\b|\bclone\b.{0,20}\bvoice\b.{0,40}\b(?:money|transfer|bank)\b",
    r"\bnerve agents?\b|\bbomb threats?\b|\bexplosives\b|\bsmuggl\w+|\bfake (?:ids?|passports?)\b|\bfires? by itself at\b|\b(?:slip|sneak)s? past (?:the |a |my )?(?:plagiarism |exam )?(?:checkers?|detectors?|guards?|teachers?)|\bpoison (?:the |their )?training data of (?:an?|the|my) (?:competitor|rival)|\bcredential stuffing\b|\bspy(?:ing)? on (?:my|his|her|their)\b",
    r"\b(?:write|do|run|perform)\b.{0,12}\bsql injection\b|\bcheat(?:ing)? (?:in|on) (?:an?|the|my) (?:exam|test)\b|\bwiretap\w*|\bbypass(?:ing)? (?:the |a |an )?(?:paywalls?|drm)|\b(?:get|break) into (?:an?|the|my|his|her|their|someone'?s?) (?:neighbou?r'?s?|ex'?s?|boss'?s?|wife'?s?|husband'?s?) ",
    r"骗(?:老人|钱|取)|(?:偷偷|暗中|悄悄)(?:跟踪|监视|监控|偷拍)|木马|钓鱼(?:网站|页面|链接)|盗号|注册机|盗版|激活码生成|破解(?:版|激活|软件|补丁|别人|他人|账号|邮箱|密码)|(?:教|帮|怎么|如何).{0,6}破解|打瘫|搞垮|ddos|勒索|(?:攻击|入侵|黑进|黑掉|瘫痪)(?:了)?(?:别人|对手|竞争|他人|人家|网站|服务器|公司|银行)|(?:做|造|制)(?:个|一个)?(?:炸弹|炸药|毒品)|人肉(?:搜索)?|(?:套|偷|骗)(?:取|走)?.{0,6}密码",
    r"\b(?:stalk(?:ing)?|scam(?:ming)?|defraud\w*|blackmail\w*|spyware|malware|ransomware|keylogger|phishing|botnet|keygens?|warez|pirated|ransom|ddos|denial of service|doxx?(?:ing)?)\b",
    r"\bcracked\b|\bcrack (?:a |an |the |my |his |her |their |someone'?s? )*(?:password|account|licen[cs]e|activation|software|copy|wifi|email)s?\b|\bexploits? (?:that|to|for|against)\b|"
    r"\btak(?:e|es|ing) down (?:other|someone|somebody|their|his|her|an? (?:competitor|rival))|\bhack(?:ing)? (?:into|someone|somebody|his|her|their)\b|\b(?:mak|build)(?:e|ing)? (?:a |an )?(?:bomb|explosive|weapon)s?\b|"
    r"\bsteal(?:ing)? (?:\w+ ){0,2}(?:tables?|files?|messages?|photos?|identit\w+|records?|data|passwords?|credentials|money|cookies|accounts?)\b",
)

_GUARDS: Final = either(
    r"(?<!人脸)(?<!图像)(?<!语音)(?<!车牌)识别|检测|侦测|发现|拦截|过滤|分类|预防|防止|防范|保护|反(?:诈|洗钱|欺诈|作弊)|防(?!不)|打击",
    r"\b(?:detect\w*|recogni[sz]\w*|spot\w*|flag\w*|filter\w*|classif\w*|block\w*|prevent\w*|protect\w*|against|anti|stop\w*|fight\w*)\b",
)
"""Who names harm beside one of these is at work against it."""

_SPREAD = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_LEET = str.maketrans("013457@$", "oieastas")
_LEETED = re.compile(r"[a-z][013457@$][a-z]|\b[013457@$][a-z]")


def is_hostile(folded: str) -> bool:
    """Whether a folded question is of that kind, also l1ke th1s or with gaps between characters."""
    readings = {folded, _SPREAD.sub("", folded)}
    if _LEETED.search(folded):
        readings.add(folded.translate(_LEET))
    return any(_ORDERS.search(each) for each in readings) or bool(
        _HARM.search(folded) and not _GUARDS.search(folded)
    )
