"""Follow-ups: what a question takes over from the turns before it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.analyse import Analysis
from assistant.discourse import Lean
from assistant.records import Kind
from assistant.text import weight_of
from ingest.records import Language
from ingest.tracing import traced


@dataclass(frozen=True, slots=True)
class Memory:
    """What a conversation remembers of its turns.

    Attributes:
        needs: The needs that the last answer considered.
        every: All needs so far, in order.
        kind: What was last asked for.
        verdict: The last verdict that named an option.
        subject: The option that was spoken of last.
        other: The option beside it, where there are two.
        language: Of the last answer.
        options: The options that were named last.
    """

    needs: tuple[str, ...] = ()
    every: tuple[str, ...] = ()
    kind: Kind = "choose"
    verdict: str | None = None
    subject: str | None = None
    other: str | None = None
    language: Language | None = None
    options: tuple[str, ...] = ()


@traced("resolve")
def resolve(analysis: Analysis, memory: Memory | None, lean: Lean | None = None) -> Analysis:
    """The question as it would be asked on its own.

    * "why?" asks for the grounds of the last verdict.
    * "what about X?" asks the last question again, for X.
    * "and it must also X", or a plain statement, adds X to the needs.
    * A question that names the options itself, without a need, stands on its own.
    * "the other one" and "it" are options that were spoken of.
    * "are you sure?", "in English, please" and the like ask for the last answer again.
    * A word or two ("community") asks the last question for it.
    * "my colleague says it can't" asks for the last answer again, or for what he speaks of.
    * What is nearest to a line of ``discourse.toml`` leans as that line does.
    * "no, I meant Y" asks the last question for Y in place of what was last said.
    * "both" takes all needs so far together; a reset takes nothing.
    """
    if memory is None or analysis.resets or analysis.hostile:
        return analysis
    if lean is not None and memory.needs:
        return _leaning(analysis, memory, lean)
    again = analysis.again or (analysis.doubts and _is_little(analysis))
    if again and memory.needs and not analysis.choice_words:
        return _repeated(analysis, memory)
    analysis = _pointed(replace(analysis, language=analysis.language or memory.language), memory)
    if not memory.needs:
        idle = analysis.states and not analysis.needs and memory.language is not None
        return replace(analysis, kind=memory.kind, choice_words=idle) if idle else analysis
    if not analysis.needs:
        alone = len(analysis.options) > 1 and not (analysis.follows or analysis.together)
        return analysis if alone else _elliptical(analysis, memory)
    return _continued(analysis, memory)


def _continued(analysis: Analysis, memory: Memory) -> Analysis:
    """A question with a need of its own, after others."""
    doubts = analysis.doubts and not analysis.strangers
    if doubts or (analysis.corrects and not analysis.choice_words):
        return replace(analysis, kind=memory.kind)
    if analysis.holds and memory.verdict:
        return _added(replace(analysis, kind="choose"), memory)
    if analysis.bare and analysis.states and not (analysis.together or analysis.options):
        return _asked_for(analysis, memory)
    asks = analysis.kind == "fact" and not analysis.states
    if analysis.together or analysis.states or (analysis.adds and not asks):
        return _added(analysis, memory)
    if analysis.follows and analysis.kind == "choose" and not analysis.choice_words:
        return _asked_for(analysis, memory)
    return analysis


def _asked_for(analysis: Analysis, memory: Memory) -> Analysis:
    """The last question, for the needs of this one."""
    return replace(analysis, kind="choose" if memory.kind == "why" else memory.kind)


def tells_by_itself(analysis: Analysis) -> bool:
    """Whether words of a question tell already what it is about, or how it leans."""
    return bool(
        analysis.options
        or analysis.strangers
        or analysis.hostile
        or analysis.resets
        or analysis.again
        or analysis.other
        or analysis.corrects
        or analysis.together
        or analysis.dropped
        or (analysis.kind == "why" and not analysis.needs)
    )


def without_retracted(analysis: Analysis) -> Analysis:
    """The question without the needs that it only names to take them back."""
    needs = tuple(need for need in analysis.needs if need not in analysis.retracted)
    return replace(
        analysis,
        needs=needs,
        context=analysis.context if needs else "",
        focus=min(analysis.focus, max(0, len(needs) - 1)),
        dropped=(*analysis.dropped, *analysis.retracted),
    )


def _leaning(analysis: Analysis, memory: Memory, lean: Lean) -> Analysis:
    """A question that says nothing of its own, by the way in which it leans."""
    if lean == "again":
        return _repeated(analysis, memory)
    bare = replace(analysis, needs=(), language=analysis.language or memory.language)
    if lean == "reverse":
        other = replace(bare, other=True, states=False, choice_words=False)
        return _elliptical(_pointed(other, memory), memory)
    if lean == "together":
        return _elliptical(replace(bare, together=True, kind="choose"), memory)
    return _elliptical(replace(bare, kind=lean), memory)


def _is_little(analysis: Analysis) -> bool:
    """Whether next to nothing is left of it to be looked up."""
    return len(" ".join(analysis.needs).split()) <= 1 and weight_of("".join(analysis.needs)) <= 2


def _repeated(analysis: Analysis, memory: Memory) -> Analysis:
    """The last question, in the language of this one."""
    return replace(
        analysis,
        language=analysis.language or memory.language,
        kind=memory.kind,
        needs=memory.needs,
        context="",
        focus=len(memory.needs) - 1,
        carried=len(memory.needs),
        options=memory.options,
        favoured=memory.verdict if memory.kind == "why" else None,
        avoid=False,
    )


def _added(analysis: Analysis, memory: Memory) -> Analysis:
    """The earlier needs and the new ones together."""
    before = memory.every if analysis.together else memory.needs
    needs = tuple(dict.fromkeys((*before, *analysis.needs)))
    return replace(
        analysis,
        needs=needs,
        context="",
        kind=analysis.kind if analysis.kind in {"compare", "why"} else "choose",
        focus=len(needs) - 1,
        carried=len(before),
    )


def _pointed(analysis: Analysis, memory: Memory) -> Analysis:
    """The question with the option that it points at: "and the other one?", "is it hard?"."""
    if analysis.options or analysis.choice_words or analysis.states:
        return analysis
    meant = memory.other if analysis.other else memory.subject if analysis.refers else None
    if meant is None or analysis.kind == "compare":
        return analysis
    kind: Kind = "why" if analysis.kind == "why" else "fact"
    return replace(analysis, options=(meant,), favoured=meant, kind=kind)


def _elliptical(analysis: Analysis, memory: Memory) -> Analysis:
    """A question without a need of its own: "why?", "and the other one?", "so which?"."""
    needs = memory.every if analysis.together else memory.needs
    carried = replace(analysis, needs=needs, context="", focus=len(needs) - 1)
    if analysis.kind == "why":
        claimed = (memory.verdict,) if memory.verdict and not analysis.options else ()
        return replace(
            carried,
            options=claimed or analysis.options,
            favoured=claimed[0] if claimed else analysis.favoured,
        )
    if analysis.kind == "choose" and not analysis.choice_words and len(analysis.options) == 1:
        return replace(carried, kind="fact")
    return carried
