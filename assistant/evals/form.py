"""What every answer must have, whatever is right: judged without gold labels.

* ``language``: it is in the question's language, in name and in fact;
* ``headline``: its first paragraph names the verdict and no other option, but for the one to
  avoid, where that is asked for;
* ``heading``: the share of citations whose heading stands above them in the article;
* ``gloss``: the share of foreign quotes with a translation that keeps their names;
* ``ledger``: a row of the ledger speaks for the verdict;
* ``other side``: a choice also quotes what its point says of the other options, if it does;
* ``premise``: a question why something is so is told that the article sees it the other way
  round, if it does, and only then;
* ``tightness``: how much of the first passage that holds a fact is that fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.evals.cases import Case, Span
from assistant.records import Answer, Citation, SearchResult
from assistant.text import detect_language
from ingest.records import Corpus
from ingest.split import SEPARATOR

FORM = (
    "language",
    "headline",
    "heading",
    "gloss",
    "ledger",
    "other side",
    "premise",
    "tightness",
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_DENIED = re.compile(r"相反|并非|并不|\b(?:opposite|contrary|not so)\b", re.IGNORECASE)
_NAMES = re.compile(r"[A-Za-z][A-Za-z.]+")


def form(
    case: Case, answer: Answer, hits: Sequence[SearchResult] | None, corpus: Corpus
) -> dict[str, float]:
    """The judgements that apply, each 0..1."""
    found: dict[str, float | None] = {
        "language": case.language == answer.language == detect_language(answer.text),
        "headline": _headline(case, answer, corpus),
        "heading": _share(_is_headed(each, corpus) for each in answer.citations),
        "gloss": _share(_is_translated(each) for each in _foreign(case, answer)),
        "ledger": _ledger(answer, corpus),
        "other side": _other_side(answer, corpus),
        "premise": _premise(case, answer),
        "tightness": _tightness(case, hits or ()),
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def _headline(case: Case, answer: Answer, corpus: Corpus) -> bool | None:
    """Of what is named in the first paragraph, what to choose comes last."""
    if answer.verdict is None:
        return None
    first = answer.text.partition("\n\n")[0]
    places = {option.id: first.rfind(option.name) for option in corpus.options}
    named = sorted((each for each in places if places[each] >= 0), key=places.__getitem__)
    if answer.verdict not in places:
        return len(named) != 1
    if case.avoid is not None:
        return named[-1:] == [answer.verdict] and case.avoid in named
    return named[-1:] == [answer.verdict] and (len(named) == 1 or case.kind == "polarity")


def _is_headed(citation: Citation, corpus: Corpus) -> bool:
    above = corpus.article.text[: citation.start]
    return bool(citation.heading) and all(p in above for p in citation.heading.split(SEPARATOR))


def _foreign(case: Case, answer: Answer) -> Iterator[Citation]:
    if case.language == "en":
        yield from (each for each in answer.citations if _HAN.search(each.quote))


def _is_translated(citation: Citation) -> bool:
    gloss = citation.gloss or ""
    kept = {name.casefold() for name in _NAMES.findall(gloss)}
    return bool(gloss) and {name.casefold() for name in _NAMES.findall(citation.quote)} <= kept


def _ledger(answer: Answer, corpus: Corpus) -> bool | None:
    if answer.verdict not in {option.id for option in corpus.options}:
        return None
    return any(row.favours == answer.verdict for row in answer.ledger)


def _other_side(answer: Answer, corpus: Corpus) -> bool | None:
    others = {option.id for option in corpus.options} - {answer.verdict}
    row = next((row for row in answer.ledger if row.favours == answer.verdict), None)
    if row is None or len(others) == len(corpus.options):
        return None
    own = {(c.start, c.end) for c in row.citations[str(answer.verdict)]}
    theirs = {(c.start, c.end) for other in others for c in row.citations[other]} - own
    cited = {(c.start, c.end) for c in answer.citations}
    return bool(theirs & cited) if theirs else None


def _premise(case: Case, answer: Answer) -> bool | None:
    if case.kind not in {"why", "false_premise"} or answer.kind != "why" or answer.abstained:
        return None
    turned = case.kind == "false_premise" or any(case.verdicts)
    return turned == bool(_DENIED.search(answer.text))


def _tightness(case: Case, hits: Sequence[SearchResult]) -> float | None:
    facts = [span for fact in case.facts for span in fact]
    for hit in hits:
        if any(Span(hit.start, hit.end).meets(span) for span in facts):
            shared = [min(hit.end, span.end) - max(hit.start, span.start) for span in facts]
            return max(shared) / (hit.end - hit.start)
    return None


def _share(judged: Iterator[bool]) -> float | None:
    values = list(judged)
    return sum(values) / len(values) if values else None
