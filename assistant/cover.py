"""Does the corpus cover the question? Which of its needs, or why not.

Coverage is judged by need, against a background of ordinary questions (see
:mod:`assistant.retrieve`); similarity alone can't refuse, for an encoder finds something
similar to everything. Names beside the options and hostile instructions are refused first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.analyse import Analysis
from assistant.decide import settle
from assistant.phrases import NUMBER
from assistant.records import Reason
from assistant.retrieve import Finding
from assistant.text import fold, weight_of
from ingest.records import EITHER
from ingest.tracing import traced

BORDER = 0.15
"""The score from which a clause is about the corpus, whatever else it is like."""
NAMED_BORDER = 0.08
"""The score from which a need counts as covered where an option is named: such a question is
hardly about something else."""
_BETWEEN = 0.12
"""The same where a choice is asked for between things that need no name, or a need is stated."""
_ELSEWHERE = 0.2
"""The same where nothing in the question tells that it is about the options: neither a name nor
the kind of thing, and no choice between things that are taken as known."""
_FURTHER = 0.25
"""The score that a second need of its own takes: a stray clause is likelier than a need."""
_LEVEL = 0.4
"""The same if nothing would be decided by it."""
_BEHIND = 0.8
"""How far a second need may stay behind the first."""
_ASKED = 0.05
"""The score that the clause which asks for a fact must have, whatever stands around it."""
_PLAIN = 0.2
"""The score under which a question for one fact is refused, if an ordinary question about an
attribute is nearer to it than anything in the corpus."""
_CRITERION = 0.25
"""The score from which a comparison is on a criterion rather than as a whole."""
_SLIGHT = 0.2
"""How far behind a longer one the shortest clause ranks: of what is left of a clause after its
framing, a word or two are rarely the need."""
_LONG = 6
"""The weight (see :func:`weight_of`) from which a clause isn't short."""
_EMPTY = frozenset({"chitchat", "filler"})
_ASIDE = 0.12
"""How far behind the first a need is named after the others, whatever the question's order."""
_FIRM = 0.7
"""The score from which a covered need outweighs a clause about a missing attribute."""
_ATTRIBUTE = 0.6
"""The similarity to an ordinary question from which an uncovered clause is that question."""
_NEAR_ATTRIBUTE = 0.45
"""The same where nothing else is covered either."""
_MISSING = 0.3
"""The share of a need's terms from which an attribute that the corpus never names is asked for."""
_NUMBERED = 2
"""Points among which a number that was asked for is looked for."""
_UNSAFE = 0.55
_DOMAIN = 0.35
"""The closeness to the corpus from which an uncovered question is about its subject."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The covered needs in the order of the question, or the reason for refusing."""

    needs: tuple[Finding, ...]
    reason: Reason | None = None


@traced("cover")
def cover(  # noqa: PLR0911 - one return for each way out
    analysis: Analysis, findings: Sequence[Finding], *, ongoing: bool = False
) -> Coverage:
    """Judges the findings for an analysed question, one for each need looked up.

    Args:
        analysis: The question.
        findings: At least one.
        ongoing: Whether a conversation has been about the corpus already.
    """
    if analysis.hostile or any(_is_unsafe(finding) for finding in findings):
        return Coverage((), "unsafe")
    if analysis.strangers:
        return Coverage((), "unknown_option")
    carrying = [finding for finding in findings if not _is_filler(finding)]
    if not carrying and (analysis.choice_words or len(analysis.options) > 1):
        return Coverage((), None)
    border = _border(analysis, ongoing=ongoing)
    covered = [finding for finding in carrying if finding.best.score >= border]
    best = max(covered or carrying or findings, key=_prominence)
    whole = analysis.kind == "compare" and len(analysis.options) > 1
    if whole and best.best.score < max(border, _CRITERION):
        silent = any(_is_missing_attribute(each, _ATTRIBUTE) for each in findings)
        return Coverage((), "not_in_article" if silent else None)
    if analysis.task:
        return Coverage((), _why_not(analysis, findings))
    reason = _uncovered(analysis, findings, best, border)
    if reason is not None:
        return Coverage((), reason)
    if analysis.quantity:
        counted = _with_number(best, border)
        return Coverage((counted,)) if counted else Coverage((), "not_in_article")
    if analysis.kind in {"fact", "why"}:
        return Coverage((best,))
    return Coverage(_merge(findings, best, analysis.carried, border))


def _border(analysis: Analysis, *, ongoing: bool) -> float:
    if ongoing or analysis.options or analysis.domain:
        return NAMED_BORDER
    stated = analysis.states and analysis.kind == "choose"
    return _BETWEEN if analysis.between or stated else _ELSEWHERE


def _prominence(finding: Finding) -> float:
    return finding.best.score - _SLIGHT * (1 - min(1.0, weight_of(finding.need) / _LONG))


def _uncovered(
    analysis: Analysis, findings: Sequence[Finding], best: Finding, border: float
) -> Reason | None:
    """Why the corpus doesn't cover what is asked, if it doesn't."""
    if best.best.score < border:
        return _why_not(analysis, findings)
    if analysis.subjects:
        return "unknown_option"
    added = [each for each in findings[analysis.carried :] if not _is_filler(each)]
    if analysis.carried and added and max(each.best.score for each in added) < border:
        return _why_not(analysis, added)
    return _asked_elsewhere(analysis, findings, best)


def _asked_elsewhere(
    analysis: Analysis, findings: Sequence[Finding], best: Finding
) -> Reason | None:
    """Why the clause that asks is not covered, whatever is around it."""
    asked = findings[min(analysis.focus, len(findings) - 1)]
    missing = best.best.score < _FIRM and (
        best.missing >= _MISSING or _is_missing_attribute(asked, _ATTRIBUTE)
    )
    if missing or _is_missing_attribute(best, _NEAR_ATTRIBUTE):
        return "not_in_article"
    if asked.background.startswith("off_topic.") and _is_elsewhere(asked, _ATTRIBUTE, BORDER):
        return "off_topic"
    if analysis.kind == "fact" and asked.background not in _EMPTY:
        elsewhere = len(findings) == 1 and _is_missing_attribute(asked, asked.closeness, _PLAIN)
        if elsewhere or asked.best.score < _ASKED:
            return _why_not(analysis, [asked])
    return None


def _merge(
    findings: Sequence[Finding], best: Finding, carried: int, border: float
) -> tuple[Finding, ...]:
    """Findings that are needs of their own: covered, and about different things.

    In a conversation the needs of earlier turns have been found to be such, and what a turn adds
    to them is hardly a stray clause.
    """
    kept: dict[tuple[str, str], Finding] = {}
    for place, finding in enumerate(findings):
        score = finding.best.score
        least = _LEVEL if settle(finding).verdict == EITHER else _FURTHER
        if carried:
            least = -1.0 if place < carried else border
        if finding is not best and (score < least or score < best.best.score - _BEHIND):
            continue
        key = (finding.best.point.aspect, finding.best.point.favours)
        if key not in kept or kept[key].best.score < score:
            kept[key] = finding
    aside = best.best.score - _ASIDE
    return tuple(sorted(kept.values(), key=lambda finding: finding.best.score < aside))


def _with_number(finding: Finding, border: float) -> Finding | None:
    """A finding led by what tells a number or a time, if one of its first points does."""
    for place, match in enumerate(finding.matches[:_NUMBERED]):
        told = (text for e in match.point.evidence for text in (e.quote, e.gloss) if text)
        if match.score >= border and any(NUMBER.search(fold(text)) for text in told):
            others = finding.matches[:place] + finding.matches[place + 1 :]
            return replace(finding, matches=(match, *others))
    return None


def _is_filler(finding: Finding) -> bool:
    return finding.background == "filler" and finding.best.score < BORDER


def _is_unsafe(finding: Finding) -> bool:
    return (
        finding.background == "unsafe"
        and finding.background_similarity > _UNSAFE
        and finding.best.score < BORDER
    )


def _is_missing_attribute(finding: Finding, similarity: float, border: float = BORDER) -> bool:
    named = finding.background.startswith("attribute.")
    return named and _is_elsewhere(finding, similarity, border)


def _is_elsewhere(finding: Finding, similarity: float, border: float) -> bool:
    """Whether it is not covered, and surely an ordinary question."""
    return finding.background_similarity > similarity and finding.best.score < border


def _why_not(analysis: Analysis, findings: Sequence[Finding]) -> Reason:
    nearest = max(findings, key=lambda finding: finding.background_similarity)
    section = nearest.background.partition(".")[0]
    if section == "unsafe" and nearest.background_similarity > _UNSAFE:
        return "unsafe"
    if analysis.options or analysis.domain:
        return "not_in_article"
    if section == "attribute" and (
        nearest.background_similarity > _ATTRIBUTE or max(f.closeness for f in findings) > _DOMAIN
    ):
        return "not_in_article"
    return "off_topic"
