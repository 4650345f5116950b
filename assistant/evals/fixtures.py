"""The plugin's fixtures. Like the plugin itself they import nothing heavy until they are used."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.evals.settings import CASE, OUTCOME, decided_by_figures, marked, places, refuse

if TYPE_CHECKING:
    from assistant.chain import Assistant, Conversation
    from assistant.evals.cases import Case
    from assistant.evals.outcomes import Outcome
    from assistant.evals.runner import System
    from assistant.evals.scripted import ScriptedChatModel
    from assistant.records import Answer
    from assistant.retriever import ArticleRetriever

    Corpus = str | PathLike[str] | None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Makes one test of each case of the marker."""
    markers = list(metafunc.definition.iter_markers("xuanxing_cases"))
    if markers:
        from assistant.evals.collect import parametrise

        parametrise(metafunc, [marked(each) for each in reversed(markers)])


@pytest.fixture(scope="session")
def assistant(pytestconfig: pytest.Config) -> Assistant:
    """An assistant, its index built if need be; override it to test another system."""
    return _opened(pytestconfig, places(pytestconfig)["corpus"])


@pytest.fixture(scope="session")
def retriever(assistant: Assistant) -> ArticleRetriever:
    """Its LangChain retriever."""
    return assistant.retriever


@pytest.fixture(scope="session")
def _xuanxing_others() -> dict[str, Assistant]:
    """Assistants of other corpora, each opened once."""
    return {}


@pytest.fixture
def ask(
    request: pytest.FixtureRequest, _xuanxing_others: dict[str, Assistant]
) -> Callable[..., Answer]:
    """``ask(question)`` is the answer; ``corpus=`` asks of another corpus."""

    def ask(question: str, *, corpus: Corpus = None) -> Answer:
        return _chosen(request, _xuanxing_others, corpus).ask(question)

    return ask


@pytest.fixture
def conversation(
    request: pytest.FixtureRequest, _xuanxing_others: dict[str, Assistant]
) -> Callable[..., Conversation]:
    """``conversation(*turns)`` has been asked these turns and can be asked more."""

    def conversation(*turns: str, corpus: Corpus = None) -> Conversation:
        talk = _chosen(request, _xuanxing_others, corpus).conversation()
        for turn in turns:
            talk.ask(turn)
        return talk

    return conversation


@pytest.fixture(scope="session")
def make_corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """``make_corpus(article, options, points)`` is the folder of a corpus made of strings.

    See :func:`assistant.evals.corpora.write_corpus`.
    """
    folder = tmp_path_factory.mktemp("corpora")

    def make_corpus(article: str, options: Any, points: Any, **more: Any) -> Path:
        from assistant.evals.corpora import write_corpus

        return write_corpus(folder, article, options, points, **more)

    return make_corpus


@pytest.fixture(scope="session")
def scripted_llm() -> Callable[..., ScriptedChatModel]:
    """``scripted_llm(*replies)`` is a LangChain chat model that gives these replies in order."""

    def scripted_llm(*replies: Any) -> ScriptedChatModel:
        from assistant.evals.scripted import scripted

        return scripted(*replies)

    return scripted_llm


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    """One case; the marker ``xuanxing_cases`` says of which files."""
    found: Case | None = request.node.stash.get(CASE, getattr(request, "param", None))
    if found is None:
        refuse("which cases? Mark the test with @pytest.mark.xuanxing_cases('cases.yaml').")
    return found


@pytest.fixture
def outcome(request: pytest.FixtureRequest, case: Case, assistant: System) -> Outcome:
    """What the assistant made of the case; it is noted for the report."""
    from assistant.evals.collect import check_corpus
    from assistant.evals.runner import run_case

    check_corpus(request.config, assistant.corpus)
    reported = request.config.pluginmanager.has_plugin("xuanxing-evaluation")
    found = run_case(assistant, case, vary=reported)
    request.node.stash[OUTCOME] = (found, assistant.corpus)
    return found


@pytest.fixture
def assert_outcome(pytestconfig: pytest.Config) -> Callable[..., None]:
    """:func:`assistant.evals.assert_outcome`, told where the article is.

    Where ``--xuanxing-min`` or ``--xuanxing-baseline`` decides, a missed case is an expected
    failure.
    """

    def assert_outcome(outcome: Outcome, corpus: Any = None) -> None:
        __tracebackhide__ = True
        from assistant.evals.asserts import assert_outcome as check
        from assistant.evals.collect import corpus_of

        try:
            check(outcome, corpus or corpus_of(pytestconfig))
        except AssertionError as missed:
            if decided_by_figures(pytestconfig):
                pytest.xfail(str(missed).partition("\n")[0])
            raise

    return assert_outcome


def _helper(name: str) -> Any:
    """A fixture of the same name as an assertion, so that a test needs no import."""

    def helper() -> Callable[..., None]:
        from assistant.evals import asserts

        found: Callable[..., None] = getattr(asserts, name)
        return found

    helper.__doc__ = f":func:`assistant.evals.{name}`."
    return pytest.fixture(scope="session", name=name)(helper)


assert_verdict = _helper("assert_verdict")
assert_cites = _helper("assert_cites")
assert_verbatim = _helper("assert_verbatim")
assert_abstains = _helper("assert_abstains")
assert_invariant = _helper("assert_invariant")


def _chosen(
    request: pytest.FixtureRequest, others: dict[str, Assistant], corpus: Corpus
) -> Assistant:
    if corpus is None:
        # Only now: a test of another corpus needs no index of the first one.
        default: Assistant = request.getfixturevalue("assistant")
        return default
    if str(corpus) not in others:
        others[str(corpus)] = _opened(request.config, corpus)
    return others[str(corpus)]


def _opened(config: pytest.Config, corpus: Corpus) -> Assistant:
    from assistant.chain import Assistant
    from assistant.evals.memo import RememberingEncoder
    from ingest.encoders import load_encoder
    from ingest.settings import IngestSettings

    place = places(config)
    encoder = IngestSettings.from_env(encoder=place["encoder"]).encoder
    return Assistant(corpus, RememberingEncoder(load_encoder(encoder)), place["store"]).open()
