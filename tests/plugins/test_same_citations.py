"""An agent, an MCP client and the `openai` client get the citations of `ask`, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import anyio
import pytest
from langchain.agents import create_agent
from langchain_core.messages import HumanMessage, ToolMessage
from mcp import Client
from openai import OpenAI

from assistant import Assistant
from assistant.plugins.mcp_server import build_server
from tests.plugins.running import running
from tests.plugins.test_langchain import scripted

QUESTIONS = [
    "我要在手机上部署模型,应该用TF还是PyTorch?",
    "which one for an on-device model in our Android app?",
    "先写视觉方向的论文,以后要部署到手机,选哪个?",
    "What do the two have in common?",
    "為什麼說PyTorch比較適合初學者?",
    "Is JAX or PyTorch better for research?",
]
Door = Callable[[str], list[Any]]


def through_an_agent(assistant: Assistant) -> Door:
    def ask(question: str) -> list[Any]:
        agent: Any = create_agent(scripted(question=question), tools=[assistant.tool])
        messages = agent.invoke({"messages": [HumanMessage(question)]})["messages"]
        (result,) = (each for each in messages if isinstance(each, ToolMessage))
        found: list[Any] = result.artifact["citations"]
        return found

    return ask


def through_mcp(assistant: Assistant) -> Door:
    server = build_server(assistant, assistant.corpus)

    def ask(question: str) -> list[Any]:
        async def call() -> Any:
            async with Client(server) as client:
                return await client.call_tool("ask", {"question": question})

        found: list[Any] = anyio.run(call).structured_content["citations"]
        return found

    return ask


def through_openai(url: str, model: str) -> Door:
    client = OpenAI(base_url=url, api_key="none", max_retries=0)

    def ask(question: str) -> list[Any]:
        reply = client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": question}]
        )
        noted = reply.choices[0].message.annotations or []
        return [each.model_dump()["citation"] for each in noted]

    return ask


@pytest.fixture(scope="module")
def doors(assistant: Assistant, answers_store: Any) -> Iterator[dict[str, Door]]:
    corpus = assistant.corpus.id
    with running("serve", XUANXING_STORE=str(answers_store)) as server:
        yield {
            "agent": through_an_agent(assistant),
            "MCP": through_mcp(assistant),
            "openai": through_openai(server.url, corpus),
        }


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("door", ["agent", "MCP", "openai"])
def test_the_citations_are_those_of_ask_byte_for_byte(
    doors: dict[str, Door], assistant: Assistant, door: str, question: str
) -> None:
    expected = assistant.ask(question).citations
    assert bool(expected) == ("JAX" not in question)
    assert _bytes(doors[door](question)) == _bytes([asdict(each) for each in expected])


def _bytes(citations: list[Any]) -> bytes:
    return json.dumps(citations, ensure_ascii=False).encode()
