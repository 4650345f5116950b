"""Follow-ups: what a question takes over from the turns before it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.analyse import Analysis
from assistant.records import Kind
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
def resolve(analysis: Analysis, memory: Memory | None) -> Analysis:
    """The question as it would be asked on its own.

    * "why?" asks for the grounds of the last verdict.
    * "what about X?" asks the last question again, for X.
    * "and it must also X", or a plain statement, adds X to the needs.
    * A question that names the options itself, without a need, stands on its own.
    * "the other one" and "it" are options that were spoken of.
    * "are you sure?", "in English, please" and the like ask for the last answer again.
    * "no, I meant Y" asks the last question for Y in place of what was last said.
    * "both" takes all needs so far together; a reset takes nothing.
    """
    if memory is None or analysis.resets or analysis.hostile:
        return analysis
    if analysis.again and memory.needs and not analysis.choice_words:
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
    if analysis.corrects and not analysis.choice_words:
        return replace(analysis, kind=memory.kind)
    if analysis.together or analysis.adds or analysis.states:
        return _added(analysis, memory)
    if analysis.follows and analysis.kind == "choose" and not analysis.choice_words:
        return replace(analysis, kind="choose" if memory.kind == "why" else memory.kind)
    return analysis


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
