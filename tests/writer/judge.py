"""A second opinion on what was shown, which shares nothing with the check in the product.

It reads whole sentences, not clauses; knows no synonyms; and asks whether the letters of a
sentence stand in what it cites. It is stricter on words and blind to meaning, so whoever runs it
still reads what it lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.records import Answer

_NUMBER = re.compile(r"\[(\d+)\]")
_WORDS = re.compile(r"[a-z]{4,}")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NOT = re.compile(r"\b(?:not|no|never|neither|nor|without|lacks?|cannot)\b|n't|不|没有|无法")
_LINKED = re.compile(r"https?:|www\.|!\[|<[a-z/]|\]\(", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?:th(?:is|at|an|en|ey|em|eir)|with|from|which|because|while|also|more|most|have|would"
    r"|could|should|might|will|does|been|being|article|says|choose|better|choice|matter(?:ed)?"
    r"|important|case|us(?:ed|es|ing)|both|very|such|like|into|only|other|another|leans?|option"
    r"|answer|ma(?:kes?|de)|when|what|your)"
)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_ENGLISH = 0.75
_CHINESE = 0.7


@dataclass(frozen=True, slots=True)
class Opinion:
    """A shown sentence, and what speaks against it; empty if nothing does."""

    sentence: str
    objections: tuple[str, ...]


def judge_shown(shown: Answer, ours: Answer) -> tuple[Opinion, ...]:
    """Opinions on the sentences of an answer that aren't in our own wording of it."""
    lines = re.split(r"(?<=\][。.])\s*|\n+", shown.text)
    said = ours.text.translate(_STRAIGHT)
    found = []
    for line in filter(None, map(str.strip, lines)):
        if line.translate(_STRAIGHT).strip("*_ ") in said:
            continue
        found.append(Opinion(line, tuple(_objections(line, shown, ours))))
    return tuple(found)


def _objections(line: str, shown: Answer, ours: Answer) -> list[str]:
    numbers = [int(n) for n in _NUMBER.findall(line)]
    known = {c.number: c for c in ours.citations}
    if not numbers:
        return [] if "文章写道" in line or "article" in line else ["cites nothing"]
    if not set(numbers) <= set(known):
        return ["cites what isn't there"]
    cited = [known[n] for n in numbers]
    text = " ".join(f"{c.quote} {c.gloss or ''}" for c in cited).casefold()
    around = f"{text} {ours.question} {' '.join(f.condition for f in ours.flips)} {ours.text}"
    around = around.casefold()
    plain = _NUMBER.sub("", line).casefold()
    objections = []
    if _LINKED.search(line):
        objections.append("links or markup")
    if set(_FIGURES.findall(plain)) - set(_FIGURES.findall(around)):
        objections.append("a figure that isn't cited")
    if bool(_NOT.search(plain)) and not _NOT.search(text):
        objections.append("denies what isn't denied")
    words = [w for w in _WORDS.findall(plain) if not _PLAIN.fullmatch(w)]
    if shown.language == "en":
        carried = [w for w in words if w[:5] in around]
        if words and len(carried) / len(words) < _ENGLISH:
            objections.append(f"words from elsewhere: {sorted(set(words) - set(carried))}")
    else:
        han = "".join(_HAN.findall(plain))
        pairs = [han[i : i + 2] for i in range(len(han) - 1)]
        carried = [p for p in pairs if p in around]
        if pairs and len(carried) / len(pairs) < _CHINESE:
            objections.append(f"other words: {sorted(set(pairs) - set(carried))}")
        if not han:
            objections.append("another language")
    return objections
