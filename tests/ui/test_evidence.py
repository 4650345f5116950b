"""What the page's own elements show: the needs of a choice, and the ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.history.memory import MemoryHistory
from assistant.history.records import Problem
from assistant.records import Answer, Citation, LedgerRow
from assistant.settings import Settings
from assistant.ui import ledger, needs, session
from assistant.ui.actions import plain
from assistant.ui.checks import checks
from assistant.ui.session import Chosen
from assistant.ui.wording import WORDS
from ingest.corpora import load_corpus
from ingest.errors import CorpusError, EncoderError, StoreError, XuanxingError
from ingest.records import EITHER, Corpus

EN = WORDS["en"]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus("tensorflow-vs-pytorch")


def citation(number: int | None, start: int, option: str = "pytorch") -> Citation:
    return Citation(number, "引文", "a.txt", "0" * 64, start, start + 2, "标题", "quote", option)


def row(favours: str, pull: float, **cells: tuple[Citation, ...]) -> LedgerRow:
    return LedgerRow("speed", f"p{favours}", "speed", "fast", 0.9, favours, cells, pull)


def answer(*rows: LedgerRow, **more: object) -> Answer:
    made = Answer("q", "pytorch", "**PyTorch.** It \\*is\\* “quote” [1].", "en", ledger=rows)
    return replace(made, **more)  # type: ignore[arg-type]


def shown(given: Answer, corpus: Corpus, chosen: Chosen | None = None) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = ledger.table(given, chosen, corpus, "en", EN)["rows"]
    return rows


@pytest.mark.parametrize(
    ("favours", "pull", "side", "lean"),
    [
        ("tensorflow", 1.0, 0, "clearly TensorFlow"),
        ("pytorch", 0.5, 1, "towards PyTorch"),
        ("pytorch", 0.1, 1, "slightly PyTorch"),
        (EITHER, 0.4, None, "neither side"),
    ],
)
def test_a_bar_says_in_words_which_way_it_points(corpus, favours, pull, side, lean):
    (found,) = shown(answer(row(favours, pull)), corpus)
    assert (found["side"], found["pull"], found["lean"]) == (side, pull, lean)


def test_each_side_has_its_quotes_beside_the_original_or_nothing(corpus):
    given = answer(row("pytorch", 1.0, pytorch=(citation(1, 5),)))
    (found,) = shown(given, corpus, Chosen("t", 5, 7))
    quote = {"text": "quote", "original": "引文", "number": 1, "start": 5, "end": 7, "chosen": True}
    assert found["cells"] == [[], [quote]]


def test_what_is_said_of_both_stands_once(corpus):
    both = (citation(None, 5, EITHER),)
    (found,) = shown(answer(row(EITHER, 0.4, tensorflow=both, pytorch=both)), corpus)
    assert len(found["cells"]) == 1  # type: ignore[arg-type]


def test_everything_quoted_can_be_opened_numbered_quotes_first():
    given = answer(
        row("pytorch", 1, pytorch=(citation(None, 5), citation(None, 9))),
        citations=(citation(1, 5),),
    )
    assert [(each.number, each.start) for each in session.cited(given)] == [(1, 5), (None, 9)]


def test_chips_show_what_each_need_counts():
    given = answer(needs=("fast",), weights={"fast": 2.0, "cheap": 0.0})
    data = needs.chips(given, "Choose it", "en", EN)
    fast, cheap = data["needs"]
    assert (fast["text"], fast["level"], fast["lower"], fast["higher"]) == (
        "fast",
        "major",
        1.0,
        None,
    )
    assert (cheap["text"], cheap["weight"], cheap["back"]) == ("cheap", 0.0, "Take back: cheap")
    assert data["status"] == "Choose it"


@pytest.mark.parametrize(
    "given",
    [answer(kind="fact", needs=("fast",)), answer(abstained=True, needs=("fast",)), answer()],
)
def test_where_nothing_was_chosen_there_is_nothing_to_weigh(given):
    assert needs.needs_of(given) == ()


@pytest.mark.parametrize(
    ("event", "read"),
    [
        ({"need": 1, "weight": 2}, ("b", 2.0)),
        ({"need": 0, "weight": 0}, ("a", 0.0)),
        ({"need": 2, "weight": 1}, None),
        ({"need": -1, "weight": 1}, None),
        ({"need": True, "weight": 1}, None),
        ({"need": 0, "weight": 9}, None),
        ({"need": 0, "weight": "1"}, None),
        ({"need": 0, "weight": [1]}, None),
        ({}, None),
        (None, None),
        ("a", None),
    ],
)
def test_only_what_the_chips_can_send_is_read(event, read):
    assert needs.read(event, ("a", "b")) == read


def test_an_answer_is_copied_as_plain_text_with_its_quotes():
    text = plain(answer(citations=(citation(1, 5),)))
    assert text == "PyTorch. It *is* “quote” [1].\n\n[1] 标题: 引文"


def explain(error: Exception) -> Problem:
    assert isinstance(error, XuanxingError)
    return Problem(error.message, error.hint)


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (StoreError("down", hint="Start it."), "store"),
        (EncoderError("missing", hint="Install it."), "encoder"),
        (CorpusError("wrong", hint="Mend it."), "article"),
    ],
)
def test_the_settings_name_the_part_that_fails_and_its_remedy(error, part):
    def load():
        raise error

    def never(_):
        pytest.fail("there is no model to try")

    found = checks(load, never, MemoryHistory(), Settings(llm="a:b"), (), explain)
    assert {each.part: each.problem for each in found if each.problem} == {
        part: Problem(error.message, error.hint)
    }
    model = next(each for each in found if each.part == "model")
    assert (model.value, model.tried) == ("a:b", False)
