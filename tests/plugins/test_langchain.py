"""Within LangChain: a tool in an agent, a retriever, and our collection in its Chroma class."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_chroma import Chroma
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.runnables import Runnable

from assistant import Answer, Assistant
from ingest.store import FolderStore

MOBILE = "我要在手机上部署模型,应该用TF还是PyTorch?"


class ScriptedModel(GenericFakeChatModel):
    """Says what it is told to, and notes the tools it was given."""

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Runnable[Any, Any]:
        self.metadata = {"tools": [tool.name for tool in tools]}
        return self


def scripted(**arguments: Any) -> ScriptedModel:
    call = {"name": "ask_article", "args": arguments, "id": "call-1"}
    return ScriptedModel(
        messages=iter([AIMessage(content="", tool_calls=[call]), AIMessage(content="Done [1].")])
    )


def result_of(assistant: Assistant, **arguments: Any) -> ToolMessage:
    """What an agent that calls the tool with these arguments gets from it."""
    agent: Any = create_agent(scripted(**arguments), tools=[assistant.tool])
    messages = agent.invoke({"messages": [HumanMessage("?")]})["messages"]
    (result,) = (each for each in messages if isinstance(each, ToolMessage))
    assert messages[-1].content == "Done [1]."
    return result


def test_an_agent_gets_the_very_citations(assistant: Assistant) -> None:
    expected = assistant.ask(MOBILE)
    result = result_of(assistant, question=MOBILE)
    assert result.artifact == json.loads(json.dumps(expected.to_dict()))
    assert Answer.from_dict(result.artifact) == expected
    for cited in expected.citations:
        assert f"[{cited.number}] “{cited.quote}”" in result.content


def test_a_follow_up_takes_the_questions_before_it_along(assistant: Assistant) -> None:
    talk = assistant.conversation()
    talk.ask("初学者学哪个好?")
    result = result_of(assistant, question="那部署到手机呢?", earlier=["初学者学哪个好?"])
    assert Answer.from_dict(result.artifact) == talk.ask("那部署到手机呢?")


def test_a_refusal_is_a_result_too(assistant: Assistant) -> None:
    result = result_of(assistant, question="Is JAX or PyTorch better for research?")
    assert result.status == "success"
    assert result.artifact["reason"] == "unknown_option"
    assert result.artifact["citations"] == []


def test_the_tool_says_what_it_is_for(assistant: Assistant, database_assistant: Assistant) -> None:
    assert "TensorFlow / PyTorch" in assistant.tool.description
    assert "PostgreSQL / MySQL" in database_assistant.tool.description


def test_langchains_chroma_opens_our_collection(
    assistant: Assistant, answers_store: Path, tmp_path: Path
) -> None:
    kept = FolderStore(answers_store)
    (home,) = (path for path in (kept.folder / assistant.corpus.id).iterdir() if path.is_dir())
    shutil.copytree(home / "chroma", tmp_path / "chroma")  # an index that is read is changed
    opened = Chroma(
        collection_name="records",
        persist_directory=str(tmp_path / "chroma"),
        embedding_function=assistant.embeddings,
        create_collection_if_not_exists=False,
    )
    ((found, distance),) = opened.similarity_search_with_score(
        "部署到手机", k=1, filter={"kind": "point"}
    )
    assert "移动" in found.page_content
    assert 0 <= distance < 0.3
    points = {point.id for point in assistant.corpus.points}
    assert found.metadata["target"] in points


def test_embeddings_are_those_of_the_index(database_assistant: Assistant) -> None:
    texts = ["replication", "JSON documents"]
    found = database_assistant.embeddings.embed_documents(texts)
    assert [len(vector) for vector in found] == [384, 384]
    assert all(abs(sum(x * x for x in vector) - 1) < 1e-5 for vector in found)
    assert found[0] != database_assistant.embeddings.embed_query("replication")


def test_a_limit_may_be_given_with_the_query(assistant: Assistant) -> None:
    found = assistant.retriever.invoke("可视化", limit=2)
    assert [document.metadata["rank"] for document in found] == [1, 2]
    with pytest.raises(ValueError, match="limit is 0"):
        assistant.retriever.invoke("可视化", limit=0)
