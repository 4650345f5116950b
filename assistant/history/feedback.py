"""What people thought of answers, as cases of an evaluation.

A thumb up makes a case that is complete: the verdict and the quotes were right. A thumb down
makes one with a gap where only a person knows what is right. A gap holds :data:`GAP`, which no
evaluation accepts, and a comment says what was there and what belongs there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from assistant.history.records import Feedback, RatedTurn
from assistant.history.text import storable
from assistant.records import Answer
from assistant.text import clean

GAP = "FILL-IN"
_HEADER = f"""\
# Cases from people's feedback. Fill in what is marked {GAP}, remove what is no case, then run
# them: xuanxing eval FILE --split all
"""


def to_cases(rated: Iterable[RatedTurn]) -> str:
    """YAML in the schema of an evaluation's cases; one file is for one corpus."""
    cases = [
        "\n".join(_case(each, each.turn.answer, each.turn.feedback)) + "\n"
        for each in rated
        if each.turn.answer is not None and each.turn.feedback is not None
    ]
    return "\n".join([_HEADER, *(cases or ["[]\n"])])


def _case(rated: RatedTurn, answer: Answer, feedback: Feedback) -> Iterator[str]:
    liked = feedback.rating == "up"
    why = feedback.reason or ("liked" if liked else "disliked")
    quotes = list(dict.fromkeys(each.quote for each in answer.citations))
    facts = [[quote] for quote in quotes]
    yield f"# {why}{f': {_line(feedback.comment)}' if feedback.comment else ''}"
    yield f"- {_entry('id', f'feedback-{rated.conversation[:8]}-{rated.turn.id[:8]}')}"
    yield f"  {_entry('language', answer.language)}"
    refusal = why == "should_have_refused" or (liked and answer.abstained)
    kind = "refusal" if refusal else "follow_up" if rated.earlier else answer.kind
    yield f"  {_entry('kind', kind)}"
    yield f"  {_entry('style', 'feedback')}"
    yield f"  {_entry('turns', [*rated.earlier, rated.turn.question])}"
    if liked:
        yield from _fields(answer.verdict, facts, answer.reason)
    elif why == "wrong_verdict":
        yield f"  # It said {answer.verdict}. Give the right verdict, and what it rests on."
        yield from _fields(GAP, facts, None)
    elif why == "should_have_refused":
        yield "  # It answered. Give the reason for refusing, such as not_in_article."
        yield from _fields(None, [], GAP)
    elif answer.abstained:
        yield f"  # It refused: {answer.reason}. Give the verdict and the clauses that answer it."
        yield from _fields(GAP, [[GAP]], None)
    else:
        yield "  # Give the clauses that an answer must quote. It quoted:"
        yield from (f"  #   {_line(quote)}" for quote in quotes)
        yield from _fields(answer.verdict, [[GAP]], None)


def _fields(verdict: str | None, facts: list[list[str]], reason: str | None) -> Iterator[str]:
    yield f"  {_entry('verdict', verdict)}"
    yield f"  {_entry('facts', facts)}"
    yield f"  {_entry('reason', reason)}"


def _entry(key: str, value: Any) -> str:
    """One key on one line."""
    text = yaml.safe_dump(
        {key: value},
        allow_unicode=True,
        default_flow_style=True,
        width=float("inf"),
    )
    return text.strip().removeprefix("{").removesuffix("}")


def _line(text: str) -> str:
    """Text of others for a comment, which a line break of any kind would end."""
    return clean(storable(text))
