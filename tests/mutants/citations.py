"""Faults in what is cited, where it stands and how it is numbered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.records import Citation
from tests.mutants.seeding import fault, other, with_evidence, with_points

_FIND = "ingest.points:find"
_LOAD = "assistant.opening:load_corpus"
_VERIFY = "assistant.engine:verify"
_CITE = "assistant.cite:Citer.cite"
_QUOTE = "assistant.cite:Citer.quote"


def _moved(find: Any, start: int, end: int) -> Any:
    def mutated(*given: Any) -> Any:
        found = find(*given)
        return (found[0] + start, found[1] + end) if isinstance(found, tuple) else found

    return mutated


def _after(verify: Any, change: Callable[[Citation, Any], Citation]) -> Any:
    """The answer's citations changed where nothing verifies them any more."""

    def mutated(answer: Any, corpus: Any) -> Any:
        answer = verify(answer, corpus)
        return replace(answer, citations=tuple(change(c, corpus) for c in answer.citations))

    return mutated


@fault("citations", _FIND)
def start_off_by_one(find: Any) -> Any:
    """Quotes are placed one character late at their start."""
    return _moved(find, 1, 0)


@fault("citations", _FIND)
def end_off_by_one(find: Any) -> Any:
    """Quotes are placed one character short at their end."""
    return _moved(find, 0, -1)


@fault("citations", _FIND)
def shifted(find: Any) -> Any:
    """Quotes are placed one character too far."""
    return _moved(find, 1, 1)


@fault("citations", _FIND)
def wrong_occurrence(find: Any) -> Any:
    """A quote is placed where its first two characters occur first."""

    def mutated(article: Any, quote: str, *rest: Any) -> Any:
        found = find(article, quote, *rest)
        at = article.text.find(quote[:2])
        return (at, at + len(quote)) if isinstance(found, tuple) else found

    return mutated


@fault("citations", _VERIFY)
def offsets_in_bytes(verify: Any) -> Any:
    """Offsets count bytes of UTF-8 instead of characters."""

    def counted(citation: Citation, corpus: Any) -> Citation:
        text = corpus.article.text
        start, end = (len(text[:at].encode()) for at in (citation.start, citation.end))
        return replace(citation, start=start, end=end)

    return _after(verify, counted)


@fault("citations", _VERIFY)
def late_off_by_one(verify: Any) -> Any:
    """Offsets of an answer are one too high, after it was verified."""
    return _after(verify, lambda c, _: replace(c, start=c.start + 1, end=c.end + 1))


@fault("citations", _VERIFY)
def altered_quotes(verify: Any) -> Any:
    """Half-width commas of a quote become full-width ones."""
    return _after(verify, lambda c, _: replace(c, quote=c.quote.replace(",", "\uff0c")))


@fault("citations", _VERIFY)
def cut_quotes(verify: Any) -> Any:
    """Quotes are cut after sixty characters."""
    return _after(verify, lambda c, _: replace(c, quote=c.quote[:60]))


@fault("citations", _VERIFY)
def translated_quotes(verify: Any) -> Any:
    """The translation stands in the place of the quote."""
    return _after(verify, lambda c, _: replace(c, quote=c.gloss or c.quote))


@fault("citations", _QUOTE)
def foreign_digest(quote: Any) -> Any:
    """Citations carry the digest of another version of the article."""
    return lambda self, evidence: replace(quote(self, evidence), sha256="0" * 64)


@fault("citations", _LOAD)
def lost_headings(load: Any) -> Any:
    """Quotes come without the heading they stand under."""
    return lambda place: with_evidence(load(place), lambda e: replace(e, heading=""))


@fault("citations", _LOAD)
def next_heading(load: Any) -> Any:
    """Quotes carry the heading of a later section."""

    def mutated(place: Any) -> Any:
        corpus = load(place)

        def later(evidence: Any) -> Any:
            headings = [p.heading for p in corpus.passages if p.start > evidence.end]
            new = [each for each in headings if each and each != evidence.heading]
            return replace(evidence, heading=new[0] if new else evidence.heading)

        return with_evidence(corpus, later)

    return mutated


@fault("citations", _LOAD)
def lost_glosses(load: Any) -> Any:
    """English answers quote Chinese without a translation."""
    return lambda place: with_evidence(load(place), lambda e: replace(e, gloss=None))


@fault("citations", _LOAD)
def glosses_of_others(load: Any) -> Any:
    """Quotes carry the translation of the quote before them."""

    def mutated(place: Any) -> Any:
        corpus = load(place)
        glosses = [e.gloss for p in corpus.points for e in p.evidence]
        turned = iter([glosses[-1], *glosses[:-1]])
        return with_evidence(corpus, lambda e: replace(e, gloss=next(turned)))

    return mutated


@fault("citations", "assistant.compose:spokesman")
def other_side_quoted(spokesman: Any) -> Any:
    """The right aspect is cited, but its quote about the other option."""
    return lambda point, option: spokesman(point, other(option))


@fault("citations", "assistant.compose:evidence_for")
def other_sides_evidence(evidence_for: Any) -> Any:
    """Wherever quotes about an option are wanted, those about the other one come."""
    return lambda point, option: evidence_for(point, other(option))


@fault("citations", _LOAD)
def evidence_of_others(load: Any) -> Any:
    """Points carry the evidence of the point before them."""

    def mutated(place: Any) -> Any:
        corpus = load(place)
        evidence = [point.evidence for point in corpus.points]
        turned = iter([evidence[-1], *evidence[:-1]])
        return with_points(corpus, lambda p: replace(p, evidence=next(turned)))

    return mutated


@fault("citations", _CITE)
def numbered_from_zero(cite: Any) -> Any:
    """Citations are numbered from 0."""

    def mutated(self: Any, evidence: Any) -> Any:
        span = (evidence.start, evidence.end)
        if span not in self._numbers:
            count = len(self._numbers)
            self._numbers[span] = replace(self.quote(evidence), number=count)
        return self._numbers[span]

    return mutated


@fault("citations", _VERIFY)
def numbers_crossed(verify: Any) -> Any:
    """The text's numbers point at the citation after the right one."""

    def mutated(answer: Any, corpus: Any) -> Any:
        answer = verify(answer, corpus)
        text = re.sub(r"\[(\d+)\]", lambda m: f"[{int(m[1]) + 1}]", answer.text)
        return replace(answer, text=text)

    return mutated


@fault("citations", _VERIFY)
def reversed_citations(verify: Any) -> Any:
    """Citations are handed on in reverse, their numbers with them."""

    def mutated(answer: Any, corpus: Any) -> Any:
        answer = verify(answer, corpus)
        return replace(answer, citations=answer.citations[::-1])

    return mutated


@fault("citations", _VERIFY)
def first_citation_lost(verify: Any) -> Any:
    """The first citation of an answer is lost, the others move up."""

    def mutated(answer: Any, corpus: Any) -> Any:
        answer = verify(answer, corpus)
        kept = [replace(c, number=n) for n, c in enumerate(answer.citations[1:], start=1)]
        text = re.sub(r" ?\[(\d+)\]", lambda m: f" [{int(m[1]) - 1}]", answer.text)
        return replace(answer, citations=tuple(kept), text=text.replace(" [0]", ""))

    return mutated


@fault("citations", "assistant.compose:choice")
def only_the_verdict(choice: Any) -> Any:
    """A choice is answered without its reasons."""

    def mutated(draft: Any, settled: Any, verdict: str, *, avoid: bool) -> None:
        choice(draft, settled, verdict, avoid=avoid)
        del draft.sentences[1:]
        draft.citer._numbers.clear()

    return mutated


@fault("citations", "assistant.compose:choice")
def padded_citations(choice: Any) -> Any:
    """An answer also cites points that have nothing to do with the question."""

    def mutated(draft: Any, settled: Any, verdict: str, *, avoid: bool) -> None:
        choice(draft, settled, verdict, avoid=avoid)
        for match in settled[0].finding.matches[-4:]:
            draft.add("{said} ", said=draft.say(match.point.evidence[0]))

    return mutated


@fault("citations", "ingest.corpora:clean")
def clutter_let_in(clean: Any) -> Any:
    """Whatever stands below the article on its web page is taken for article."""
    return lambda text: ()
