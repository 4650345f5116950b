"""Our own wording of an answer in parts, so that a model's may stand in for some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.records import Answer, Citation
from assistant.wording import WORDING
from assistant.writer.sentences import Sentence, sentences
from ingest.records import EITHER, Corpus, Language

_ALSO: dict[Language, str] = {
    "zh": "文章还写道:{quoted}。",
    "en": "The article also says: {quoted}.",
}


@dataclass(frozen=True, slots=True)
class Outline:
    """An answer's text in parts.

    Attributes:
        headline: The verdict, always ours; empty where none was asked for.
        body: All the rest, as it stands.
        cited: The sentences with numbers.
        closing: What follows the last of them: what the verdict comes down to, notes.
    """

    headline: str
    body: str
    cited: tuple[Sentence, ...]
    closing: tuple[Sentence, ...]


def outline(answer: Answer) -> Outline:
    """Takes an answer's own text apart."""
    headline, _, body = answer.text.partition("\n\n")
    if not headline.startswith("**"):
        headline, body = "", answer.text
    parts = sentences(body)
    last = max((place for place, part in enumerate(parts) if part.numbers), default=-1)
    return Outline(
        headline=headline,
        body=body,
        cited=tuple(part for part in parts if part.numbers),
        closing=parts[last + 1 :],
    )


def is_enough(answer: Answer, covered: Collection[int]) -> bool:
    """Whether sentences that cite these numbers carry the answer.

    They do with the first quote, which carries the verdict, and half of all.
    """
    return 1 in covered and 2 * len(covered) >= len(answer.citations)


def missing(
    answer: Answer, plan: Outline, shown: Sequence[Sentence], corpus: Corpus
) -> Iterator[Sentence]:
    """Our own sentences for what the model's leave unsaid, so that neither side is hushed up."""
    covered = {number for sentence in shown for number in sentence.numbers}
    listed = bool(shown) and _is_entry(shown[-1])
    for part in plan.cited:
        unsaid = [number for number in part.numbers if number not in covered]
        if len(unsaid) == len(part.numbers):
            own = 2 if _is_conditional(part, answer) or listed != _is_entry(part) else part.breaks
            yield Sentence(part.text, own)
            listed = _is_entry(part)
        else:
            for number in unsaid:
                aside = _aside(answer.citations[number - 1], answer.language, corpus)
                yield Sentence(aside, 2 if listed else 0)
                listed = False


def joined(parts: Collection[Sentence], language: Language) -> str:
    """Sentences as text."""
    text = ""
    for part in parts:
        gap = "\n" * part.breaks if part.breaks else ("" if language == "zh" else " ")
        text += f"{gap}{part.text}" if text else part.text
    return text


def _is_entry(part: Sentence) -> bool:
    """Whether it is an entry of a list."""
    return part.text.startswith(("- ", "* ", "+ ", "• ")) or part.text[:1].isdigit()


def _is_conditional(part: Sentence, answer: Answer) -> bool:
    """Whether it is the sentence that says what would change the verdict."""
    changing = {citation.number for flip in answer.flips for citation in flip.citations}
    return bool(changing & set(part.numbers))


def _aside(citation: Citation, language: Language, corpus: Corpus) -> str:
    wording = WORDING[language]
    shown = citation.gloss if language == "en" and citation.gloss else citation.quote
    quoted = wording.quote.format(quote=shown, number=citation.number)
    if citation.option == EITHER:
        return _ALSO[language].format(quoted=quoted)
    name = next(option.name for option in corpus.options if option.id == citation.option)
    said = wording.aside.format(option=name, quoted=quoted)
    return f"{said[:1].upper()}{said[1:]}{wording.stop.strip()}"
