"""Question in, answer out: analyse, retrieve, decide, compose, verify. No files, no clock."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant import compose, phrases
from assistant.analyse import MAX_QUESTION, Analysis, analyse
from assistant.cite import Citer, verify
from assistant.cover import BORDER, NAMED_BORDER, Coverage, cover
from assistant.decide import DEPENDS, EQUAL, Settled, combine, settle
from assistant.discourse import Discourse, Lean
from assistant.draft import Draft
from assistant.options import OptionNames
from assistant.records import Answer, Flip, Reason
from assistant.refuse import refuse
from assistant.resolve import Memory, resolve, tells_by_itself, without_retracted
from assistant.retrieve import Finding, PointRetriever
from assistant.suggest import suggestions
from assistant.text import clean, fold, has_content, terms
from assistant.tracing import answer_content, answer_facts, traced
from ingest.errors import InputError
from ingest.records import EITHER, Corpus, Language

_UNDERSTOOD: dict[Language, str] = {
    "zh": "这个问题是按“{question}”来理解的。",
    "en": "This was taken to ask: “{question}”",
}
_GENERAL: dict[Language, str] = {"zh": "到底该选哪个", "en": "which one should i choose"}
"""What is looked up for a choice without any need."""
# Logistic curves laid through the shares of right outcomes by score, over the development cases
# of seven corpora together; `xuanxing eval` shows how well they hold as the calibration error.
_RIGHT = 0.87
_STEEP = 12.6
_HALF = 0.17
_DIVIDED = 0.1
_RIGHT_REFUSALS = 0.93
_STEEP_REFUSALS = 18.0
_BORDERLINE = 0.07
_UNSURE = 0.6
"""The confidence under which an answer says that it may be beside the point: of such answers from
corpora with few asks not half were right."""
MAX_WEIGHT = 10.0
"""What a need may count at most; 1 is usual."""
_SHOWN = 200
"""Characters of a refused, overlong question that the answer repeats."""


class Engine:
    """Answers from one corpus; pure once constructed, so it may be shared between threads.

    Args:
        corpus: What is answered from.
        names: Its options' names.
        retriever: Finds its points.
        discourse: Tells how a question leans on the one before; without one, words alone do.
    """

    def __init__(
        self,
        corpus: Corpus,
        names: OptionNames,
        retriever: PointRetriever,
        discourse: Discourse | None = None,
    ) -> None:
        self.corpus = corpus
        self.retriever = retriever
        self._names = names
        self._discourse = discourse

    @traced("answer", answer_facts, answer_content)
    def answer(self, question: str, memory: Memory | None = None) -> tuple[Answer, Memory]:
        """The answer, and what the conversation remembers after it."""
        memory = memory or Memory()
        if len(question) > MAX_QUESTION:
            shown = analyse(question[:_SHOWN], self._names)
            return self._refusal(shown, Coverage((), "too_long"), (), memory), memory
        analysis = analyse(question, self._names)
        if analysis.resets:
            memory = Memory(language=analysis.language or memory.language)
        if analysis.thanks and memory.language is not None:
            return self._refusal(analysis, Coverage((), "empty"), (), memory), memory
        if analysis.retracted and memory.needs:
            analysis = without_retracted(analysis)
        if analysis.dropped and memory.needs:
            memory = self._without(analysis.dropped, memory)
        analysis = resolve(analysis, memory, self._lean(analysis, memory))
        if not has_content(analysis.question) or (analysis.resets and not analysis.needs):
            return self._refusal(analysis, Coverage((), "empty"), (), memory), memory
        findings = self.retriever.find(
            analysis.needs or (fold(analysis.question),), _context(analysis)
        )
        leans = (analysis.follows or analysis.adds or analysis.together or analysis.states) or bool(
            analysis.carried
        )
        coverage = cover(analysis, findings, ongoing=memory.language is not None and leans)
        if coverage.reason is not None:
            answer = self._refusal(analysis, coverage, findings, memory)
            asked = analysis.needs if coverage.reason == "unknown_option" else memory.needs
            return answer, replace(memory, language=answer.language, needs=asked)
        looked_up = analysis.needs or analysis.kind in {"fact", "why"}
        if not (coverage.needs and looked_up):
            language = self._language(analysis, memory)
            analysis = replace(analysis, needs=())
            coverage = Coverage(tuple(self.retriever.find((_GENERAL[language],))))
        answer = self._compose(analysis, coverage, memory)
        if not answer.text:
            return self._refusal(analysis, Coverage((), "not_in_article"), (), memory), memory
        return verify(answer, self.corpus), _remember(memory, analysis, answer, self.corpus)

    def answer_as(self, question: str, alone: str, memory: Memory) -> tuple[Answer, Memory]:
        """The same for a follow-up of which somebody knows how it would be asked by itself."""
        answer, after = self.answer(alone, replace(memory, needs=()))
        # What was refused leaves the needs as they were.
        after = replace(after, needs=after.needs or memory.needs)
        told = _UNDERSTOOD[answer.language].format(question=answer.question)
        return replace(answer, question=clean(question), warnings=(*answer.warnings, told)), after

    def may_lean(self, question: str, memory: Memory | None) -> bool:
        """Whether what a question says may need the ones before it to be understood.

        What says nothing itself ("why?", "and the other one?") is better understood by rules.
        """
        if memory is None or not memory.needs or len(question) > MAX_QUESTION:
            return False
        analysis = analyse(question, self._names)
        settled = analysis.hostile or analysis.resets or analysis.thanks or analysis.again
        return bool(analysis.needs) and not (settled or analysis.other or analysis.together)

    def stands_alone(self, question: str) -> bool:
        """Whether a question says itself what it is about."""
        analysis = analyse(question, self._names)
        return bool(analysis.needs) and not (analysis.other or analysis.refers or analysis.again)

    def reweigh(self, answer: Answer, weights: Mapping[str, float]) -> Answer:
        """The answer again, its needs weighed; see :meth:`Assistant.reweigh`."""
        every = tuple(answer.weights or answer.needs)
        weighed = dict.fromkeys(every, 1.0) | {**answer.weights, **weights}
        _check_weights(answer, every, weighed)
        asked = analyse(answer.question, self._names)
        # Needs of earlier turns were looked up without the words of this one.
        own = set(every) <= set(asked.needs)
        found = self.retriever.find(asked.needs if own else every, _context(asked) if own else "")
        findings = {finding.need: finding for finding in found}
        weightiest = sorted((findings[need] for need in every), key=lambda f: -weighed[f.need])
        kept = tuple(each for each in weightiest if weighed[each.need] > 0)
        if not kept:
            kept = tuple(self.retriever.find((_GENERAL[answer.language],)))
        analysis = replace(
            asked,
            kind="choose",
            language=answer.language,
            needs=tuple(need for need in every if weighed[need] > 0),
        )
        again = self._compose(analysis, Coverage(kept), Memory(), weighed)
        return replace(verify(again, self.corpus), question=answer.question, weights=weighed)

    def need(self, query: str) -> str:
        """A query as it is looked up: folded, without framing words."""
        return " ".join(analyse(query, self._names).needs) or fold(query)

    def _lean(self, analysis: Analysis, memory: Memory) -> Lean | None:
        """How a question leans on the answer before, where no word of its own tells."""
        if self._discourse is None or not memory.needs or tells_by_itself(analysis):
            return None
        return self._discourse.lean_of(fold(analysis.question))

    def _without(self, dropped: Sequence[str], memory: Memory) -> Memory:
        """The memory without the needs that are about what is said to be of no matter."""
        aspects = {
            finding.best.point.aspect
            for finding in self.retriever.find(dropped)
            if finding.best.score >= BORDER
        }
        named = {term for text in dropped for term in terms(text)} - phrases.EDGE_WORDS
        found = self.retriever.find(memory.every or memory.needs)
        gone = {each.need for each in found if each.best.point.aspect in aspects}
        spoken = {each.need for each in found if named & set(terms(each.need))}
        # A need told in one breath with what is dropped may be all that there is.
        some = (each for each in (gone | spoken, spoken) if each and not each >= set(memory.needs))
        gone = next(some, gone)
        return replace(
            memory,
            needs=tuple(need for need in memory.needs if need not in gone),
            every=tuple(need for need in memory.every if need not in gone),
        )

    def _refusal(
        self,
        analysis: Analysis,
        coverage: Coverage,
        findings: Sequence[Finding],
        memory: Memory,
    ) -> Answer:
        language = self._language(analysis, memory)
        reason: Reason = coverage.reason or "not_in_article"
        return Answer(
            question=analysis.question,
            verdict=None,
            text=refuse(self.corpus, language, reason, analysis, findings),
            language=language,
            abstained=True,
            reason=reason,
            kind=analysis.kind,
            confidence=_refusal_confidence(reason, findings),
            corpus=self.corpus.id,
            suggestions=suggestions(self.corpus, language, ()),
        )

    @traced("compose")
    def _compose(
        self,
        analysis: Analysis,
        coverage: Coverage,
        memory: Memory,
        weights: Mapping[str, float] = EQUAL,
    ) -> Answer:
        draft = Draft(self.corpus, self._language(analysis, memory), Citer(self.corpus))
        settled = tuple(settle(finding) for finding in coverage.needs)
        verdict: str | None = None
        flips: tuple[Flip, ...] = ()
        folded = fold(analysis.question)
        if analysis.kind == "compare":
            if _is_general(analysis):
                compose.overview(draft, alike=phrases.ALIKE.search(folded) is not None)
            else:
                compose.comparison(draft, settled)
        elif analysis.kind == "fact":
            compose.fact(draft, settled[0], analysis.options)
        elif analysis.kind == "why":
            compose.why(draft, settled[0], _claimed(analysis, self.corpus), analysis.favoured)
        elif not analysis.needs:
            verdict = DEPENDS
            flips = compose.general(draft, settled[0].finding.matches)
        else:
            verdict = combine(settled, weights)
            compose.choice(draft, settled, verdict, avoid=analysis.avoid)
            flips = compose.flip(draft, settled, verdict)
        confidence = _confidence(settled)
        notes = [draft.wording.unstated.format(said=said) for said in self._unstated(analysis)]
        if analysis.needs and confidence < _UNSURE:
            notes.append(draft.wording.unsure)
        return Answer(
            question=analysis.question,
            verdict=verdict,
            text=draft.text(notes),
            language=draft.language,
            citations=draft.citer.citations,
            kind=analysis.kind,
            needs=tuple(each.finding.need for each in settled) if analysis.needs else (),
            ledger=compose.rows(draft, settled, weights),
            flips=flips,
            confidence=confidence,
            corpus=self.corpus.id,
            suggestions=suggestions(self.corpus, draft.language, settled),
        )

    def _unstated(self, analysis: Analysis) -> list[str]:
        """What the question takes for granted and the article doesn't say."""
        found = self.retriever.find([need for _, need in analysis.premises])
        return [
            said
            for (said, _), finding in zip(analysis.premises, found, strict=True)
            if finding.best.score < NAMED_BORDER
        ]

    def _language(self, analysis: Analysis, memory: Memory) -> Language:
        return analysis.language or memory.language or self.corpus.language


def _check_weights(answer: Answer, needs: Sequence[str], weights: Mapping[str, float]) -> None:
    if answer.kind != "choose" or answer.abstained or not needs:
        raise InputError(
            "this answer has no needs to weigh.", hint="Weigh those of a choice that was answered."
        )
    for need, weight in weights.items():
        if need not in needs:
            raise InputError(
                f"{need[:100]!r} is no need of this answer.", hint=f"Its needs: {needs}."
            )
        if not 0 <= weight <= MAX_WEIGHT:
            raise InputError(
                f"the weight of {need[:100]!r} is {weight}.", hint=f"Give 0 to {MAX_WEIGHT}."
            )


def _context(analysis: Analysis) -> str:
    """What the needs are read in: nothing, where one need is all that a choice is for."""
    alone = len(analysis.needs) < 2 and analysis.kind not in {"fact", "why"}
    return "" if alone else analysis.context


def _is_general(analysis: Analysis) -> bool:
    """Whether a comparison is asked for as a whole, not on one criterion."""
    return not analysis.needs


def _claimed(analysis: Analysis, corpus: Corpus) -> str | None:
    """The option that a why-question says is the better one, if it says so of any."""
    named = analysis.favoured
    if named is None or not analysis.avoid:
        return named
    others = [option.id for option in corpus.options if option.id != named]
    return others[0] if len(others) == 1 else None


def _remember(memory: Memory, analysis: Analysis, answer: Answer, corpus: Corpus) -> Memory:
    named = answer.verdict if answer.verdict not in {None, EITHER, DEPENDS} else None
    subject = analysis.options[0] if len(analysis.options) == 1 else named or memory.subject
    others = [option.id for option in corpus.options if option.id != subject]
    return Memory(
        needs=answer.needs or memory.needs,
        every=tuple(dict.fromkeys((*memory.every, *answer.needs))),
        kind=analysis.kind,
        options=analysis.options,
        verdict=named or memory.verdict,
        subject=subject,
        other=others[0] if subject and len(others) == 1 else None,
        language=answer.language,
    )


def _confidence(settled: Sequence[Settled]) -> float:
    """How often answers with the score of the weakest need were right; see the constants.

    A need on which points disagree counts as a weaker one.
    """
    weakest = min(each.finding.best.score - _DIVIDED * (1 - each.margin) for each in settled)
    return round(_RIGHT * _logistic(_STEEP * (weakest - _HALF)), 3)


def _refusal_confidence(reason: Reason, findings: Sequence[Finding]) -> float:
    if reason not in {"not_in_article", "off_topic"} or not findings:
        return _RIGHT_REFUSALS
    best = max(finding.best.score for finding in findings)
    return round(_RIGHT_REFUSALS * _logistic(-_STEEP_REFUSALS * (best - _BORDERLINE)), 3)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
