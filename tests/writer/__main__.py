"""``python -m tests.writer``: the figures of the check, and with ``-v`` what it got wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.writer.material import rewordings
from tests.writer.mutants import mutants
from tests.writer.score import Judged, judge, rejected

LEAST_REJECTED = 0.98
MOST_TURNED_AWAY = 0.05


def main(arguments: list[str]) -> int:
    false, true = judge(mutants()), judge(rewordings())
    _table("mutants rejected", false)
    _table("faithful rewordings rejected", true)
    if "-v" in arguments:
        wrong = [each for each in false if each[1] is None] + [each for each in true if each[1]]
        for sample, fault in wrong:
            if not sample.held_out:
                print(f"{sample.kind} | {fault or 'shown'} | {sample.answer} | {sample.sentence}")
    caught, turned = rejected(false), rejected(true)
    fine = caught[0] >= LEAST_REJECTED * caught[1] and turned[0] <= MOST_TURNED_AWAY * turned[1]
    return 0 if fine else 1


def _table(title: str, judged: list[Judged]) -> None:
    print(title)
    for name, half in (("all", None), ("dev", False), ("held out", True)):
        _row(name, rejected(judged, held_out=half))
    kinds = dict.fromkeys(sample.kind for sample, _ in judged)
    for kind in kinds if len(kinds) > 1 else ():
        _row(kind, rejected(_of(kind, judged)))


def _of(kind: str, judged: Iterable[Judged]) -> list[Judged]:
    return [each for each in judged if each[0].kind == kind]


def _row(name: str, counted: tuple[int, int]) -> None:
    found, whole = counted
    print(f"  {name:28} {found:4} of {whole:4}  {found / whole:.3f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
