"""What a system made of a case, and every judgement of it that the metrics count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.evals.cases import Case, Span
from assistant.records import Answer, Citation, SearchResult
from ingest.records import EITHER

Step = Literal["analysis", "retrieval", "ledger", "decision", "composition", "abstention"]
_DEPTH = 5
"""Passages among which retrieval must have found a fact for the next step to be blamed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and the answer to it.

    Attributes:
        hits: The passages found for a question of one turn, best first; ``None`` where a
            search alone can't be judged (no facts, or several turns).
        variants: For each variant of the question whether verdict and spans stayed the same.
        form: What :mod:`assistant.evals.form` says of the answer, 0..1 each.
        seconds: The time that the answer took; kept apart from everything else.
    """

    case: Case
    answer: Answer
    hits: tuple[SearchResult, ...] | None = None
    variants: Mapping[str, bool] = field(default_factory=dict)
    form: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def refusal_right(self) -> bool:
        """Whether it was refused, or answered, as it should be, and for the right reason."""
        if self.answer.abstained:
            return self.answer.reason in self.case.reasons
        return self.case.answerable

    @property
    def verdict_right(self) -> bool:
        """Whether it was answered, with a verdict that is right."""
        return not self.answer.abstained and self.answer.verdict in self.case.verdicts

    @property
    def first_right(self) -> bool:
        """Whether the first citation is one of a fact."""
        return bool(self.answer.citations) and _any_fact(self.case, self.answer.citations[:1])

    @property
    def some_right(self) -> bool:
        """Whether any citation is one of a fact."""
        return _any_fact(self.case, self.answer.citations)

    @property
    def precision(self) -> float | None:
        """The share of the citations that are gold; ``None`` where nothing is cited.

        Citations that stand only in what would change the verdict are about another need.
        """
        cited = self._cited
        if not cited:
            return None
        gold = [span for fact in self.case.facts for span in fact] + list(self.case.also)
        return sum(any(_span(c).meets(span) for span in gold) for c in cited) / len(cited)

    @property
    def recall(self) -> float:
        """The share of the facts that are cited."""
        found = [_fact_in(fact, map(_span, self.answer.citations)) for fact in self.case.facts]
        return sum(found) / len(found)

    @property
    def passed(self) -> bool:
        """Whether a person would take the answer: right verdict or refusal, and a gold citation."""
        if self.answer.abstained:
            return self.refusal_right
        return self.case.answerable and self.verdict_right and self.some_right

    @property
    def _cited(self) -> list[Citation]:
        flips = {_span(citation) for flip in self.answer.flips for citation in flip.citations}
        rows = {
            _span(citation)
            for row in self.answer.ledger
            for cell in row.citations.values()
            for citation in cell
        }
        return [c for c in self.answer.citations if _span(c) not in flips - rows]

    @property
    def lost_by(self) -> Step | None:
        """The first step whose output no longer holds what the case needs; ``None`` if passed.

        * abstention: answered what should be refused, or refused with the facts in hand;
        * analysis: another kind of question, language or reason than asked;
        * retrieval: no fact among the first five passages nor in the ledger;
        * ledger: a fact was found, and no row quotes it;
        * decision: a row quotes it, and the verdict is wrong;
        * composition: all of that is right, and the text doesn't cite it.
        """
        if self.passed:
            return None
        case, answer = self.case, self.answer
        if not case.answerable:
            named = answer.reason == "unknown_option" or "unknown_option" in case.reasons
            return "analysis" if named or answer.language != case.language else "abstention"
        if answer.reason in {"unknown_option", "empty"} or _mistaken_kind(case, answer):
            return "analysis"
        cells = [c for row in answer.ledger for cell in row.citations.values() for c in cell]
        if self.some_right or _any_fact(case, cells):
            return "composition" if self.verdict_right else "decision"
        if not self._retrieved:
            return "retrieval"
        return "abstention" if answer.abstained else "ledger"

    @property
    def _retrieved(self) -> bool:
        if self.hits is None:
            return True
        found = [Span(hit.start, hit.end) for hit in self.hits[:_DEPTH]]
        return any(_fact_in(fact, found) for fact in self.case.facts)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, with what a reader needs to see why; times are left out."""
        return {
            "id": self.case.id,
            "language": self.case.language,
            "kind": self.case.kind,
            "turns": list(self.case.turns),
            "expected": {
                "verdicts": list(self.case.verdicts),
                "reasons": list(self.case.reasons),
                "facts": [[asdict(span) for span in fact] for fact in self.case.facts],
            },
            "passed": self.passed,
            "lost_by": self.lost_by,
            "variants": dict(self.variants),
            "form": {name: round(value, 6) for name, value in self.form.items()},
            "hits": None if self.hits is None else [[hit.start, hit.end] for hit in self.hits],
            "answer": self.answer.to_dict(),
        }


def _mistaken_kind(case: Case, answer: Answer) -> bool:
    """Whether a choice was answered where none was asked for, or the other way round."""
    if answer.abstained:
        return False
    asked = [verdict is not None for verdict in case.verdicts]
    return answer.language != case.language or (answer.verdict is not None) not in asked


def _span(citation: Citation) -> Span:
    return Span(citation.start, citation.end)


def _any_fact(case: Case, citations: Sequence[Citation]) -> bool:
    return any(_fact_in(fact, map(_span, citations)) for fact in case.facts)


def _fact_in(fact: Sequence[Span], spans: Any) -> bool:
    return any(span.meets(each) for span in spans for each in fact)


def is_choice(case: Case) -> bool:
    """Whether a verdict other than none is right."""
    return any(verdict is not None for verdict in case.verdicts)


def expected_verdict(case: Case) -> str:
    """The first right verdict, or how a refusal or an answer without a verdict is called."""
    if not case.answerable:
        return "refused"
    return case.verdicts[0] or "none"


def given_verdict(answer: Answer) -> str:
    """The verdict as :func:`expected_verdict` calls it."""
    return "refused" if answer.abstained else answer.verdict or "none"


def verdict_names(options: Sequence[str]) -> list[str]:
    """Everything that these two functions return, in the order to show it."""
    return [*options, EITHER, "depends", "none", "refused"]
