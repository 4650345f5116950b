"""The stated rule by which the ledger becomes a verdict.

For each need, every point that answers it about as well as the best one votes for the option
it favours, with a weight that halves for every :data:`HALVING` of score it stays behind.

* A point with evidence for one option only, which doesn't itself compare, votes for nobody:
  silence about the other is no argument.
* A side weighs as much as its best point, so that saying a thing twice doesn't win.
* The need goes to the option with the most weight; to ``either`` when a point that favours
  none weighs more; to ``depends`` when the runner-up has :data:`CLOSE` of the winner's.
* Needs that go to different options make the verdict ``depends``; ``either`` gives way.
* A reader may weigh the needs. A side then counts as much as its weightiest need, and wins
  unless another has :data:`CLOSE` of that; with equal weights this is the rule above.

Example: "on phones" matches *mobile deployment* (score 1.0, favours A, quotes of A and B) and
*several platforms* (0.8, either). A weighs 1, either 2^(-0.2/0.1) x 0.4 = 0.1: the verdict is A.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.retrieve import Finding, Match
from ingest.records import EITHER, Point

DEPENDS = "depends"
HALVING = 0.1
CLOSE = 0.8
_WINDOW = 0.4
_EITHER = 0.4
"""A choice looks for what decides: a point that favours none counts a little less."""
EQUAL: Mapping[str, float] = MappingProxyType({})
"""Each need counts the same."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A need with its outcome.

    Attributes:
        finding: What was found for it.
        verdict: An option's id, ``either`` or ``depends``.
        matches: The points that decided it, best first; the first one speaks for the verdict.
        margin: The winner's share of the weight, 0..1.
    """

    finding: Finding
    verdict: str
    matches: tuple[Match, ...]
    margin: float


def settle(finding: Finding) -> Settled:
    """Decides one need."""
    top = finding.best.score
    near = [match for match in finding.matches if match.score >= top - _WINDOW]
    weights: dict[str, float] = {}
    for match in near:
        side = leaning(match.point)
        weights[side] = max(weights.get(side, 0), pull(finding, match))
    ranked = sorted(
        ((weight, side) for side, weight in weights.items() if side != EITHER), reverse=True
    )
    total = sum(weights.values())
    if not ranked or ranked[0][0] < weights.get(EITHER, 0):
        verdict, share = EITHER, weights.get(EITHER, 0)
    elif len(ranked) > 1 and ranked[1][0] >= CLOSE * ranked[0][0]:
        verdict, share = DEPENDS, ranked[0][0] + ranked[1][0]
    else:
        share, verdict = ranked[0]
    for_verdict = [m for m in near if verdict in {leaning(m.point), DEPENDS}]
    others = [m for m in near if m not in for_verdict]
    return Settled(finding, verdict, (*for_verdict, *others), share / total)


def pull(finding: Finding, match: Match) -> float:
    """With what weight a match votes for the side it leans to: 0..1."""
    weight: float = 2.0 ** ((match.score - finding.best.score) / HALVING)
    return weight * (_EITHER if leaning(match.point) == EITHER else 1)


def leaning(point: Point) -> str:
    """Whom a point speaks for; nobody, if only one side has evidence and none compares."""
    if point.favours == EITHER or point.comparative:
        return point.favours
    sides = {evidence.option for evidence in point.evidence}
    return point.favours if len(sides) > 1 or EITHER in sides else EITHER


def combine(settled: Sequence[Settled], weights: Mapping[str, float] = EQUAL) -> str:
    """The verdict over all needs.

    Args:
        settled: One for each need.
        weights: How much a need counts, above 0; 1 where a need isn't named.
    """
    sides: dict[str, float] = {}
    for each in settled:
        if each.verdict != EITHER:
            weight = weights.get(each.finding.need, 1.0)
            sides[each.verdict] = max(sides.get(each.verdict, 0.0), weight)
    if not sides:
        return EITHER
    (verdict, most), *others = sorted(sides.items(), key=lambda side: -side[1])
    return DEPENDS if others and others[0][1] >= CLOSE * most else verdict
