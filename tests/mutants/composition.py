"""Faults in the text of an answer, its ledger and what it keeps of a conversation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tests.mutants.seeding import fault, other

_ANSWER = "assistant.engine:Engine.answer"
_REMEMBER = "assistant.engine:_remember"
_COMPOSE = "assistant.engine:Engine._compose"


@fault("composition", "assistant.compose:fact")
def facts_of_the_second_point(fact: Any) -> Any:
    """A question of fact is answered from the second-best point."""

    def mutated(draft: Any, settled: Any, options: Any) -> None:
        others = settled.finding.matches[1:]
        found = replace(settled.finding, matches=others)
        fact(draft, replace(settled, finding=found, matches=others), options)

    return mutated


@fault("composition", "assistant.compose:overview", "assistant.compose:comparison")
def comparison_of_anything(write: Any) -> Any:
    """A comparison quotes the corpus's last point, whatever was asked."""

    def mutated(draft: Any, *given: Any, **how: Any) -> None:
        draft.add("{said}", said=draft.say(draft.corpus.points[-1].evidence[0]))

    return mutated


@fault("composition", "assistant.compose:why")
def grounds_of_the_other(why: Any) -> Any:
    """A why-question gets the grounds for the other option."""

    def mutated(draft: Any, settled: Any, claimed: Any, named: Any) -> None:
        why(draft, settled, other(claimed), other(named))

    return mutated


@fault("composition", "assistant.compose:_reasons")
def first_reason_only(reasons: Any) -> Any:
    """Only the first need's reasons are told."""

    def mutated(draft: Any, settled: Any) -> None:
        if not draft.citer.citations:
            reasons(draft, settled)

    return mutated


@fault("composition", "assistant.draft:Draft.close")
def no_other_side(close: Any) -> Any:
    """What stands against a reason is left out."""

    def mutated(self: Any, contrasts: Any) -> None:
        for number in range(len(contrasts)):
            span = list(self.citer._numbers)[-1 - number]
            del self.citer._numbers[span]
        close(self, ())

    return mutated


@fault("composition", "assistant.compose:rows")
def empty_ledger(rows: Any) -> Any:
    """The ledger is empty."""
    return lambda draft, settled: ()


@fault("composition", "assistant.compose:rows")
def ledger_of_losers(rows: Any) -> Any:
    """The ledger says that its points favour the other option."""
    return lambda draft, settled: tuple(
        replace(row, favours=other(row.favours)) for row in rows(draft, settled)
    )


@fault("composition", "assistant.compose:flip")
def flip_to_the_verdict(flip: Any) -> Any:
    """What would change the verdict leads to the same verdict."""

    def mutated(draft: Any, settled: Any, verdict: str) -> Any:
        return tuple(replace(each, verdict=verdict) for each in flip(draft, settled, verdict))

    return mutated


@fault("composition", _COMPOSE)
def avoid_turned_round(compose: Any) -> Any:
    """Asked which to avoid, the answer names the option to take."""

    def mutated(self: Any, analysis: Any, *rest: Any) -> Any:
        answer = compose(self, analysis, *rest)
        return replace(answer, verdict=other(answer.verdict)) if analysis.avoid else answer

    return mutated


@fault("composition", _COMPOSE)
def text_of_a_draw(compose: Any) -> Any:
    """The text opens with a draw, whatever the verdict is."""

    def mutated(*given: Any) -> Any:
        answer = compose(*given)
        return replace(answer, text=re.sub(r"^\*\*.*?\*\*", "**It depends.**", answer.text))

    return mutated


@fault("conversation", "assistant.chain:Assistant.ask_within")
def memory_dropped(ask: Any) -> Any:
    """Every question of a conversation is answered on its own."""
    return lambda self, question, memory: ask(self, question, None)


@fault("conversation", "assistant.chain:Conversation.__init__")
def memory_shared(init: Any) -> Any:
    """A new conversation goes on where another one was."""
    kept: dict[str, Any] = {}

    def mutated(self: Any, assistant: Any) -> None:
        init(self, assistant)
        self._memory = kept.get("memory")
        real = assistant.ask_within

        class Sharing:
            def ask_within(self, question: str, memory: Any) -> Any:
                answer, kept["memory"] = real(question, memory)
                return answer, kept["memory"]

        self._assistant = Sharing()

    return mutated


@fault("conversation", _REMEMBER)
def needs_forgotten(remember: Any) -> Any:
    """A conversation remembers everything but the needs."""
    return lambda *given: replace(remember(*given), needs=(), every=())


@fault("conversation", "assistant.engine:resolve")
def needs_pile_up(resolve: Any) -> Any:
    """Every turn takes over all needs of the turns before it."""

    def mutated(analysis: Any, memory: Any) -> Any:
        found = resolve(analysis, memory)
        return replace(found, needs=tuple(dict.fromkeys((*memory.every, *found.needs))))

    return mutated


@fault("conversation", _ANSWER)
def answer_of_the_turn_before(answer: Any) -> Any:
    """Each question gets the answer to the one that was asked before it."""
    kept: list[Any] = []

    def mutated(*given: Any) -> Any:
        kept.append(answer(*given))
        return kept[-2] if len(kept) > 1 else kept[-1]

    return mutated
