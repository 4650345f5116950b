"""Assertions about answers, whose messages show what was asked, expected, got, and the ledger.

They need no pytest; its plugin offers them as fixtures of the same names.
"""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import get_args

from assistant.evals.cases import Case
from assistant.evals.explain import cited, explain, explain_outcome
from assistant.evals.figures import got
from assistant.evals.outcomes import Outcome
from assistant.evals.runner import System
from assistant.evals.variants import variants
from assistant.records import Answer, Citation, Reason
from ingest.corpora import list_corpora, load_corpus
from ingest.errors import InputError
from ingest.records import Corpus
from ingest.settings import IngestSettings
from ingest.yamlnodes import closest

CorpusLike = Corpus | str | PathLike[str]


def assert_verdict(answer: Answer, expected: str | None, *others: str | None) -> None:
    """Asserts that it was answered, with one of these verdicts; ``None`` is "no choice asked"."""
    __tracebackhide__ = True
    right = (expected, *others)
    if answer.abstained or answer.verdict not in right:
        wanted = " or ".join(each or "no verdict" for each in right)
        headline = f"expected {wanted}, got {got(answer)}"
        raise AssertionError(explain(headline, answer, [wanted]))


def assert_cites(
    answer: Answer, clause: str, *others: str, corpus: CorpusLike | None = None
) -> None:
    """Asserts that each of these clauses of the article is cited.

    A citation holds a clause if it contains it, or shares half of the shorter one of both, as
    gold clauses count in the evaluation.

    Args:
        answer: The answer.
        clause: Words of the article, copied exactly.
        others: Further clauses that must be cited too.
        corpus: Where to look up whether a clause is in the article at all, to say so if not;
            known already for the corpora that come along.

    Raises:
        InputError: A clause is empty.
    """
    __tracebackhide__ = True
    clauses = (clause, *others)
    if not all(each.strip() for each in clauses):
        raise InputError("a clause is empty.", hint="Copy some words of the article.")
    missing = [each for each in clauses if not any(_meets(each, c.quote) for c in answer.citations)]
    if missing:
        loaded = _corpus_if_known(answer, corpus)
        headline = f"not cited: “{missing[0]}”"
        if loaded is not None and missing[0] not in loaded.article.text:
            headline += " (nor is it in the article: copy a clause exactly, commas included)"
        expected = [f"a citation of “{each}”" for each in missing]
        raise AssertionError(explain(headline, answer, expected))


def assert_verbatim(answer: Answer, corpus: CorpusLike | None = None) -> None:
    """Asserts that every citation stands in the article, letter for letter, where it says.

    Those of the ledger and of what would change the verdict are checked too.

    Args:
        answer: The answer; one without any citation fails, since nothing would be checked.
        corpus: What was answered from; known already for the corpora that come along.

    Raises:
        InputError: ``corpus`` is left out and not known.
    """
    __tracebackhide__ = True
    loaded = _corpus_of(answer, corpus)
    found = list(_citations(answer))
    if not found:
        raise AssertionError(explain("nothing is cited", answer, ["at least one citation"]))
    for citation in found:
        if wrong := _wrong(citation, loaded):
            headline = f"not verbatim: {cited(citation)}: {wrong}"
            raise AssertionError(explain(headline, answer, ["the article's own words"]))


def assert_abstains(answer: Answer, reason: Reason | None = None) -> None:
    """Asserts that the question was refused, for this reason if one is given.

    Raises:
        InputError: There is no such reason.
    """
    __tracebackhide__ = True
    reasons = get_args(Reason)
    if reason is not None and reason not in reasons:
        raise InputError(f"there is no reason {reason!r}.", hint=closest(reason, reasons))
    if not answer.abstained or (reason is not None and answer.reason != reason):
        wanted = f"refusal: {reason}" if reason else "a refusal"
        raise AssertionError(explain(f"expected {wanted}, got {got(answer)}", answer, [wanted]))


def assert_invariant(assistant: System, question: str, *others: str) -> None:
    """Asserts that a question is answered alike however it is put.

    Verdict, reason for refusing and cited spans must be the same.

    Args:
        assistant: Who is asked.
        question: The question.
        others: Other ways to ask the same, such as in the other language. If none is given:
            the options in the other order, Traditional Chinese, full-width letters, capitals
            and a slip of the keyboard, whichever of these change the question.

    Raises:
        InputError: Nothing can be changed about the question.
    """
    __tracebackhide__ = True
    answer = assistant.ask(question)
    ways = [("put as", each) for each in others] or list(_variants(assistant, question, answer))
    if not ways:
        raise InputError(f"no way to vary {question!r} is known.", hint="Give other questions.")
    for name, other in ways:
        changed = assistant.ask(other)
        if differs := list(_differences(answer, changed)):
            headline = f"{name} “{other}”: {' and '.join(differs)} changed"
            expected = [f"as for “{question}”:", f"  {got(answer)}", *map(_at, answer.citations)]
            raise AssertionError(explain(headline, changed, expected))


def assert_outcome(outcome: Outcome, corpus: CorpusLike | None = None) -> None:
    """Asserts that a case passed; the message says which step lost it.

    Args:
        outcome: The case with the answer to it.
        corpus: Where to look up the clauses that should have been cited.
    """
    __tracebackhide__ = True
    if not outcome.passed:
        raise AssertionError(explain_outcome(outcome, _corpus_if_known(outcome.answer, corpus)))


def _meets(clause: str, quote: str) -> bool:
    """Whether they share half of the shorter one, or more; both are parts of one article."""
    if clause in quote or quote in clause:
        return True
    shorter = min(len(clause), len(quote))
    return any(
        clause.endswith(quote[:size]) or quote.endswith(clause[:size])
        for size in range((shorter + 1) // 2, shorter)
    )


def _corpus_of(answer: Answer, corpus: CorpusLike | None) -> Corpus:
    if (loaded := _corpus_if_known(answer, corpus)) is None:
        raise InputError(
            f"where the corpus {answer.corpus!r} is kept is not known.",
            hint="Pass corpus=, the folder or assistant.corpus.",
        )
    return loaded


def _corpus_if_known(answer: Answer, corpus: CorpusLike | None) -> Corpus | None:
    if isinstance(corpus, Corpus):
        return corpus
    if corpus is not None:
        return load_corpus(corpus)
    chosen = IngestSettings.from_env().corpus
    if Path(chosen).name == answer.corpus:
        return load_corpus(chosen)
    return load_corpus(answer.corpus) if answer.corpus in list_corpora() else None


def _citations(answer: Answer) -> Iterator[Citation]:
    yield from answer.citations
    for row in answer.ledger:
        for quotes in row.citations.values():
            yield from quotes
    for flip in answer.flips:
        yield from flip.citations


def _wrong(citation: Citation, corpus: Corpus) -> str:
    """What is wrong with a citation; empty if nothing is."""
    article = corpus.article
    if citation.document != article.document:
        return f"it cites {citation.document}, not {article.document}"
    if citation.sha256 != article.sha256:
        return "its sha256 is not that of the article"
    there = article.text[citation.start : citation.end]
    if not citation.quote or there != citation.quote:
        return f"characters {citation.start} to {citation.end} are “{there[:200]}”"
    if any(each.start < citation.end and citation.start < each.end for each in article.dropped):
        return "this part of the file is not the article's"
    return ""


def _variants(assistant: System, question: str, answer: Answer) -> Iterator[tuple[str, str]]:
    case = Case(
        id="",
        language=answer.language,
        kind=answer.kind,
        role="",
        style="",
        turns=(question,),
        verdicts=(),
        facts=(),
        also=(),
        reasons=(),
        pair=None,
        aspects=(),
        split="dev",
    )
    return variants(case, assistant.corpus)


def _differences(one: Answer, two: Answer) -> Iterator[str]:
    if one.verdict != two.verdict:
        yield "the verdict"
    if one.reason != two.reason:
        yield "the reason"
    spans = [[(c.start, c.end) for c in each.citations] for each in (one, two)]
    if spans[0] != spans[1]:
        yield "the citations"


def _at(citation: Citation) -> str:
    return f"  {cited(citation)}"
