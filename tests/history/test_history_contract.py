"""What every history promises; the fake and the real database pass the same tests."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.history.errors import NotFoundError
from assistant.history.memory import MemoryHistory
from assistant.history.records import Feedback, Problem, SavedConversation, SavedTurn, new_id
from assistant.history.store import History
from assistant.history.text import MAX_TITLE
from assistant.records import Answer, Citation, Flip, LedgerRow
from assistant.resolve import Memory
from ingest.errors import InputError
from tests.history.conftest import Clock

ANN, BOB = "ann", "bob"


def cited(number: int, quote: str = "甲很适合小服务器") -> Citation:
    return Citation(number, quote, "a.txt", "0" * 64, 3, 3 + len(quote), "部署", "A fits", "a")


def answer(text: str = "**甲。** 甲很适合 [1]") -> Answer:
    one = cited(1)
    return Answer(
        question="问",
        verdict="a",
        text=text,
        language="zh",
        citations=(one,),
        needs=("小服务器",),
        ledger=(LedgerRow("size", "p", "大小", "小", 0.5, "a", {"a": (one,), "b": ()}),),
        flips=(Flip("更大", "b", (one,)),),
        confidence=0.75,
        corpus="a-vs-b",
        warnings=("w",),
        suggestions=("s",),
    )


def turn(question: str = "哪个适合小服务器?", text: str | None = None) -> SavedTurn:
    if text is None:
        return SavedTurn(question, answer=answer(), memory=Memory(needs=("小",), language="zh"))
    return SavedTurn(question, answer=answer(text), memory=Memory(every=(text,)))


def saved(history: History, *turns: SavedTurn, owner: str = ANN) -> str:
    key = new_id()
    for each in turns:
        history.save(owner, key, "a-vs-b", each)
    return key


def questions(history: History, key: str, owner: str = ANN) -> list[str]:
    return [each.question for each in history.load(owner, key).turns]


def titles(history: History, **asked: str | bool | int | None) -> list[str]:
    return [each.title for each in history.list(ANN, **asked).items]  # type: ignore[arg-type]


def test_it_is_a_history_with_nothing_in_it(history: History) -> None:
    assert isinstance(history, History)
    assert history.list(ANN).items == ()
    assert history.list(ANN).following is None
    assert history.rated() == ()
    assert history.notices == ()
    with pytest.raises(NotFoundError):
        history.load(ANN, new_id())


def test_what_is_saved_is_loaded(history: History, clock: Clock) -> None:
    turns = (turn(), SavedTurn("坏了", problem=Problem("the index is gone.", "Rebuild it.")))
    key = saved(history, *turns)
    found = history.load(ANN, key)
    assert found.turns == turns
    assert (found.title, found.corpus, found.link) == ("哪个适合小服务器?", "a-vs-b", None)
    assert found.created == found.updated == clock()


def test_an_answer_comes_after_its_question(history: History, clock: Clock) -> None:
    asked = SavedTurn("哪个好?")
    key = saved(history, asked)
    assert history.load(ANN, key).turns == (asked,)
    clock.pass_by(seconds=2)
    history.save(ANN, key, "a-vs-b", replace(asked, answer=answer(), memory=Memory()))
    (found,) = history.load(ANN, key).turns
    assert (found.id, found.answer, found.memory) == (asked.id, answer(), Memory())
    assert history.load(ANN, key).updated == clock()


def test_saving_the_same_again_changes_nothing_but_the_version(history: History) -> None:
    each = turn()
    key = saved(history, each, turn("zwei"))
    before = history.load(ANN, key)
    history.save(ANN, key, "a-vs-b", each)
    after = history.load(ANN, key)
    assert after.turns == before.turns
    assert after.version > before.version


def test_another_turn_takes_the_place_of_those_it_names(history: History) -> None:
    one, two, three = turn("1"), turn("2"), turn("3")
    key = saved(history, one, two, three)
    history.save(ANN, key, "a-vs-b", turn("2 again"), replaces=(two.id, three.id))
    assert questions(history, key) == ["1", "2 again"]


def test_what_another_tab_added_stays_when_an_earlier_question_is_edited(history: History) -> None:
    one = turn("1")
    key = saved(history, one)
    history.save(ANN, key, "a-vs-b", turn("from another tab"))
    history.save(ANN, key, "a-vs-b", turn("1 edited"), replaces=(one.id,))
    assert questions(history, key) == ["from another tab", "1 edited"]


def test_an_answer_that_comes_too_late_does_not_bring_its_turn_back(history: History) -> None:
    slow = SavedTurn("slow")
    key = saved(history, slow)
    history.save(ANN, key, "a-vs-b", turn("edited"), replaces=(slow.id,))
    history.save(ANN, key, "a-vs-b", replace(slow, answer=answer()))
    assert questions(history, key) == ["edited"]


def test_nobody_sees_or_changes_what_another_one_owns(history: History) -> None:
    each = turn()
    key = saved(history, each)
    history.share(ANN, key)
    assert history.list(BOB).items == ()
    assert history.list(BOB, query="服务器").items == ()
    assert history.rated(BOB) == ()
    for attempt in (
        lambda: history.load(BOB, key),
        lambda: history.save(BOB, key, "a-vs-b", turn("intruder")),
        lambda: history.save(BOB, key, "a-vs-b", each),
        lambda: history.rename(BOB, key, "mine"),
        lambda: history.delete(BOB, key),
        lambda: history.restore(BOB, key),
        lambda: history.share(BOB, key),
        lambda: history.unshare(BOB, key),
        lambda: history.rate(BOB, key, each.id, Feedback("down")),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert history.load(ANN, key).turns == (each,)
    assert history.load(ANN, key).title == "哪个适合小服务器?"


def test_the_list_is_newest_first_and_comes_in_pages(history: History, clock: Clock) -> None:
    for number in range(7):
        saved(history, turn(f"{number}"))
        clock.pass_by(seconds=number % 2)  # some at the very same time
    seen: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = history.list(ANN, limit=3, after=after)
        seen += [each.title for each in page.items]
        saved(history, turn("meanwhile"))
        after = page.following
    assert after is None
    assert sorted(seen) == [f"{number}" for number in range(7)]
    # The first two share their time, and so do the next two; the newest come first.
    assert [set(seen[i : i + 2]) for i in (1, 3, 5)] == [{"5", "4"}, {"3", "2"}, {"1", "0"}]


@pytest.mark.parametrize("limit", [0, 201, True, 1.5, "3"])
def test_a_limit_out_of_range_is_refused(history: History, limit: int) -> None:
    with pytest.raises(InputError, match="limit is"):
        history.list(ANN, limit=limit)


@pytest.mark.parametrize("after", ["", "x", "1;2", "²:a", "9" * 40 + ":a"])
def test_a_page_that_nobody_gave_is_refused(history: History, after: str) -> None:
    with pytest.raises(InputError, match="no page after"):
        history.list(ANN, after=after)


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("", True),
        ("  ", True),
        ("服务器", True),
        ("服務器", True),  # Traditional
        ("小服务器 适合", True),  # each word, in any order
        ("小服务器 大象", False),
        ("FLÜSTERN", True),  # case, of the answer
        ("ＦＬÜＳＴＥＲＮ", True),  # full width
        ("a fits", True),  # a quote's translation
        ("100%", True),
        ("100_", False),
        ("%", True),
        ("\\", False),
        ("'", False),
        ('"; --', False),
        ("二", True),  # of the second turn
        ("二 flüstern", False),  # not in one turn
        ("**", False),  # markup is not text
    ],
)
def test_search(history: History, query: str, finds: bool) -> None:
    saved(history, turn(text="**Flüstern** ist 100% leise"), turn("第二个", text="嗯"))
    assert titles(history, query=query) == (["哪个适合小服务器?"] if finds else [])


def test_a_search_tells_where_it_found_something(history: History) -> None:
    key = saved(history, turn("一", text="好"), turn("二", text="雨伞"), turn("三", text="雨伞"))
    (found,) = history.list(ANN, query="雨傘").items
    assert (found.id, found.match) == (key, "二")
    history.rename(ANN, key, "天气")
    (found,) = history.list(ANN, query="天气").items
    assert found.match is None


def test_a_search_does_not_find_what_was_replaced(history: History) -> None:
    one = turn("secret")
    key = saved(history, one)
    history.rename(ANN, key, "t")
    history.save(ANN, key, "a-vs-b", turn("plain"), replaces=(one.id,))
    assert titles(history, query="secret") == []


def test_a_title_is_one_line_and_may_be_changed(history: History, clock: Clock) -> None:
    key = saved(history, turn("  多\n行 " + "很长" * 100))
    title = history.load(ANN, key).title
    assert title.startswith("多 行 很长")
    assert len(title) == MAX_TITLE
    assert title.endswith("…")
    before = history.load(ANN, key).updated
    clock.pass_by(hours=1)
    history.rename(ANN, key, " 新\u202e题 ")
    assert history.load(ANN, key).title == "新题"
    assert history.load(ANN, key).updated == before  # it stays where it is in the list
    with pytest.raises(InputError, match="empty"):
        history.rename(ANN, key, " \u200b ")
    assert titles(history, query="新题") == ["新题"]


def test_what_is_deleted_can_be_brought_back_for_thirty_days(
    history: History, clock: Clock
) -> None:
    key = saved(history, turn())
    history.delete(ANN, key)
    assert titles(history) == []
    assert titles(history, query="服务器") == []
    assert titles(history, deleted=True) == ["哪个适合小服务器?"]
    clock.pass_by(days=29, hours=23)
    saved(history, turn("another"))
    history.restore(ANN, key)
    assert titles(history) == ["another", "哪个适合小服务器?"]
    history.delete(ANN, key)
    clock.pass_by(days=30, hours=1)
    saved(history, turn("later"))
    with pytest.raises(NotFoundError):
        history.restore(ANN, key)
    assert titles(history, deleted=True) == []


def test_asking_on_brings_a_deleted_conversation_back_a_late_answer_does_not(
    history: History,
) -> None:
    asked = SavedTurn("slow")
    key = saved(history, asked)
    history.delete(ANN, key)
    history.save(ANN, key, "a-vs-b", replace(asked, answer=answer()))
    assert titles(history) == []
    history.save(ANN, key, "a-vs-b", turn("on"))
    assert titles(history) == ["slow"]
    assert questions(history, key) == ["slow", "on"]


def test_a_link_shows_what_was_shared_and_no_more(history: History) -> None:
    one, two = turn("1"), turn("2")
    key = saved(history, one)
    history.rate(ANN, key, one.id, Feedback("down", "other", "private"))
    token = history.share(ANN, key)
    assert len(token) >= 32
    history.save(ANN, key, "a-vs-b", two)
    history.save(ANN, key, "a-vs-b", turn("1 edited"), replaces=(one.id, two.id))
    seen = history.shared(token)
    assert [each.question for each in seen.turns] == ["1"]
    assert seen.turns[0].answer == one.answer
    assert seen.link is None
    assert all(each.memory is None and each.feedback is None for each in seen.turns)
    assert history.load(ANN, key).link == token
    assert history.share(ANN, key) == token
    assert [each.question for each in history.shared(token).turns] == ["1 edited"]


@pytest.mark.parametrize("end", ["unshare", "delete"])
def test_a_link_that_ended_never_works_again(history: History, end: str) -> None:
    key = saved(history, turn())
    token = history.share(ANN, key)
    getattr(history, end)(ANN, key)
    with pytest.raises(NotFoundError):
        history.shared(token)
    history.restore(ANN, key)
    with pytest.raises(NotFoundError):
        history.shared(token)
    assert history.share(ANN, key) != token


@pytest.mark.parametrize("token", ["", "x", "%", "\ud800", "\x00", "None"])
def test_a_guessed_link_shows_nothing(history: History, token: str) -> None:
    saved(history, turn())
    with pytest.raises(NotFoundError):
        history.shared(token)


def test_what_is_in_the_bin_can_not_be_shared(history: History) -> None:
    key = saved(history, turn())
    history.delete(ANN, key)
    with pytest.raises(NotFoundError):
        history.share(ANN, key)


def test_a_rating_is_kept_with_its_answer(history: History) -> None:
    one, two = turn("1"), turn("2")
    key = saved(history, one, two)
    feedback = Feedback("down", "wrong_quote", "  第二句\x00不对 " + "长" * 3000)
    history.rate(ANN, key, two.id, feedback)
    kept = history.load(ANN, key).turns[1].feedback
    assert kept is not None
    assert kept.comment.startswith("第二句\ufffd不对 长")
    assert len(kept.comment) == 2000
    history.save(ANN, key, "a-vs-b", two)  # an answer that is saved again keeps it
    assert history.load(ANN, key).turns[1].feedback == kept
    (rated,) = history.rated()
    assert (rated.conversation, rated.corpus, rated.earlier) == (key, "a-vs-b", ("1",))
    assert rated.turn == replace(two, feedback=kept)
    assert history.rated(ANN) == (rated,)
    history.rate(ANN, key, two.id, None)
    assert history.rated() == ()
    with pytest.raises(NotFoundError):
        history.rate(ANN, key, new_id(), feedback)


def test_a_rating_outlives_the_answer_it_complains_of(history: History) -> None:
    one, two, three = turn("1"), turn("2"), turn("3")
    key = saved(history, one, two)
    history.rate(ANN, key, two.id, Feedback("down", "wrong_verdict"))
    history.save(ANN, key, "a-vs-b", three, replaces=(one.id, two.id))
    (rated,) = history.rated()
    assert (rated.turn.question, rated.earlier) == ("2", ("1",))
    history.delete(ANN, key)
    assert history.rated() == ()


def test_a_whole_conversation_is_added(history: History, clock: Clock) -> None:
    key = saved(history, turn("1"), turn("2"))
    whole = history.load(ANN, key)
    copy = history.add(ANN, whole)
    assert copy != key
    assert history.load(ANN, copy) == replace(whole, id=copy, version=2)
    fresh = replace(whole, id=new_id(), turns=())
    assert history.add(BOB, fresh) == fresh.id
    assert history.load(BOB, fresh.id).turns == ()


def test_questions_that_no_database_could_hold(history: History) -> None:
    key = saved(history, SavedTurn("\ud800a\x00b" + "长" * 20_000))
    (found,) = questions(history, key)
    assert found == "\ufffda\ufffdb" + "长" * 9_996
    strange = replace(answer(), question="\udfff", text="a\x00b\ud800")
    key = saved(history, SavedTurn("q", answer=strange))
    (kept,) = history.load(ANN, key).turns
    assert kept.answer is not None
    assert kept.answer.verdict == "a"


@given(
    texts=st.lists(st.text(max_size=40), min_size=1, max_size=4),
    query=st.text(alphabet="%_\\/'\"[]*?aAß的臺 \x00\ud800", max_size=6) | st.text(max_size=6),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_the_database_finds_what_the_memory_finds(
    database: History, texts: list[str], query: str
) -> None:
    memory = MemoryHistory()
    owner = new_id()
    for text in texts:
        key, each = new_id(), SavedTurn(text, answer=answer(text))
        for history in (memory, database):
            history.save(owner, key, "c", each)
    found = [{each.id for each in h.list(owner, query=query).items} for h in (memory, database)]
    assert found[0] == found[1]
    if not query.strip():
        assert len(found[0]) == len(texts)


@given(
    whole=st.builds(
        SavedConversation,
        id=st.from_regex(r"[a-f0-9]{32}", fullmatch=True),
        title=st.just("t"),
        corpus=st.text("abc-", min_size=1, max_size=9),
        created=st.datetimes().map(lambda time: time.replace(tzinfo=Clock().time.tzinfo)),
        updated=st.datetimes().map(lambda time: time.replace(tzinfo=Clock().time.tzinfo)),
        turns=st.lists(
            st.builds(
                SavedTurn,
                question=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
                answer=st.none() | st.just(answer()),
                problem=st.none() | st.builds(Problem, st.just("m")),
                memory=st.none() | st.builds(Memory, needs=st.tuples(st.just("n"))),
                id=st.uuids().map(lambda each: each.hex),
            ),
            max_size=3,
            unique_by=lambda each: each.id,
        ).map(tuple),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_conversation_comes_back_as_it_was(database: History, whole: SavedConversation) -> None:
    for history in (database, MemoryHistory()):
        key = history.add(ANN, whole)
        found = history.load(ANN, key)
        assert replace(found, id=whole.id, version=0) == whole
