"""What was asked, expected and answered, as a failed assertion shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.evals.cases import Span
from assistant.evals.figures import expected as right
from assistant.evals.figures import got
from assistant.evals.outcomes import Outcome
from assistant.evals.tables import shortened
from assistant.records import Answer, Citation
from ingest.records import Corpus

_WIDE = 160
_FOUND = 5


def explain(
    headline: str,
    answer: Answer,
    expected: Sequence[str],
    *,
    turns: Sequence[str] = (),
    more: Sequence[tuple[str, Sequence[str]]] = (),
) -> str:
    """A message from which a reader understands without a debugger what went wrong.

    Args:
        headline: What is wrong, in one line.
        answer: What was answered.
        expected: What should have been, a line each.
        turns: The whole conversation, where there was one.
        more: Further labelled lines, such as what was found.
    """
    parts = [
        ("question", [shortened(turn, _WIDE) for turn in turns or (answer.question,)]),
        ("expected", expected),
        ("got", list(_got(answer))),
        ("ledger", list(_ledger(answer)) or ["empty"]),
        *more,
    ]
    return "\n".join([headline, *(line for label, lines in parts for line in _part(label, lines))])


def explain_outcome(outcome: Outcome, corpus: Corpus | None) -> str:
    """Why a case was missed: all of the above, and which step lost it."""
    case = outcome.case
    expected = [right(case)]
    if case.facts:
        expected.append("a citation of any of")
        expected += [
            "  " + " | ".join(_clause(span, corpus) for span in fact) for fact in case.facts
        ]
    more: list[tuple[str, Sequence[str]]] = [("lost by", [str(outcome.lost_by)])]
    if outcome.lost_by == "retrieval" and outcome.hits is not None:
        more.append(("found", [_quoted(hit.text) for hit in outcome.hits[:_FOUND]] or ["nothing"]))
    lacks = case.facts and not outcome.answer.abstained and not outcome.some_right
    return explain(
        f"{case.id}: expected {right(case)}, got {got(outcome.answer)}"
        f"{' without a right citation' if lacks else ''}; lost by {outcome.lost_by}",
        outcome.answer,
        expected,
        turns=case.turns,
        more=more,
    )


def cited(citation: Citation) -> str:
    """One line for a citation."""
    number = "" if citation.number is None else f"[{citation.number}] "
    return f"{number}{citation.option}: {_quoted(citation.quote)}"


def _got(answer: Answer) -> Iterator[str]:
    yield f"{got(answer)}, confidence {answer.confidence:.2f}, {answer.kind}, {answer.language}"
    for citation in answer.citations:
        yield cited(citation)
    if not answer.citations and not answer.abstained:
        yield "nothing is cited"


def _ledger(answer: Answer) -> Iterator[str]:
    for row in answer.ledger:
        yield (
            f"{row.aspect}/{row.point} for {_quoted(row.need)}: favours {row.favours}, "
            f"relevance {row.relevance:.2f}"
        )
        for option, quotes in row.citations.items():
            said = " | ".join(_quoted(each.quote) for each in quotes)
            yield f"  {option}: {said or 'the article does not say'}"


def _part(label: str, lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"  {label if number == 0 else '':<9} {line}"


def _clause(span: Span, corpus: Corpus | None) -> str:
    if corpus is None:
        return f"characters {span.start}–{span.end}"
    return _quoted(corpus.article.text[span.start : span.end])


def _quoted(text: str) -> str:
    return f"“{shortened(text, _WIDE)}”"
