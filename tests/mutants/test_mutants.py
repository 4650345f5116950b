"""The faults can still be seeded, and the evaluation still notices. ``make mutants`` tries all."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.evals import Case, cases_of, load_cases, run_cases
from assistant.evals.baseline import Baseline
from tests.mutants.bench import baseline_of
from tests.mutants.catalogue import FAULTS, GROUPS
from tests.mutants.checks import Run, judged
from tests.mutants.running import BrokenRunError, evaluate
from tests.mutants.seeding import Fault, MissingTargetError

pytestmark = pytest.mark.no_cover  # long and covered elsewhere: measuring takes as long again

NOTICED = {
    "swapped-verdict": "verdict went from",
    "ranking-reversed": "citation went from",
    "late-off-by-one": "not verbatim",
}


@pytest.fixture(scope="module")
def cases(assistant: Assistant) -> list[Case]:
    every = load_cases([cases_of(assistant.corpus.id)], assistant.corpus)
    chosen = [case for case in every if case.split == "dev" and case.kind == "choose"]
    return chosen[:: len(chosen) // 16][:16]


@pytest.fixture(scope="module")
def sound(assistant: Assistant, cases: list[Case]) -> Run:
    return Run(run_cases(assistant, cases, vary=False))


@pytest.fixture(scope="module")
def baseline(assistant: Assistant, sound: Run) -> Baseline:
    return baseline_of(sound.outcomes, assistant.corpus, "bundled")


def test_there_are_enough_faults_of_every_group() -> None:
    assert len(FAULTS) >= 55
    groups = [fault.group for fault in FAULTS.values()]
    assert min(groups.count(group) for group in groups) >= 4
    assert {module.__name__.rpartition(".")[2] for module in GROUPS} <= {
        path.stem for path in Path(__file__).parent.glob("*.py")
    }


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_a_fault_is_seeded_in_is_there_and_put_back(fault: Fault) -> None:
    before = fault.places()
    with fault.seeded():
        assert all(
            now is not was for (*_, now), (*_, was) in zip(fault.places(), before, strict=True)
        )
    assert fault.places() == before
    assert fault.about.endswith(".")


def test_a_fault_without_its_target_is_named() -> None:
    moved = Fault("moved", "options", "Moved.", ("assistant.engine:gone",), lambda _: None)
    with pytest.raises(MissingTargetError, match=r"moved: there is no assistant\.engine:gone"):
        moved.places()


def test_the_sound_product_raises_no_alarm(
    assistant: Assistant,
    answers_store: Path,
    cases: list[Case],
    sound: Run,
    baseline: Baseline,
) -> None:
    again = evaluate(None, cases, assistant.corpus, "bundled", answers_store, vary=False)
    verdict = judged(again, sound, baseline, assistant.corpus)
    assert not verdict.caught
    assert verdict.changed == 0


@pytest.mark.parametrize("name", NOTICED)
def test_a_fault_is_noticed(
    name: str,
    assistant: Assistant,
    answers_store: Path,
    cases: list[Case],
    sound: Run,
    baseline: Baseline,
) -> None:
    broken = evaluate(FAULTS[name], cases, assistant.corpus, "bundled", answers_store, vary=False)
    verdict = judged(broken, sound, baseline, assistant.corpus)
    assert verdict.caught
    assert any(NOTICED[name] in each for each in (*verdict.flaws, *verdict.losses))


def test_an_error_is_noticed(assistant: Assistant, answers_store: Path, cases: list[Case]) -> None:
    with pytest.raises(BrokenRunError, match="CitationError"):
        evaluate(FAULTS["start-off-by-one"], cases[:1], assistant.corpus, "bundled", answers_store)
