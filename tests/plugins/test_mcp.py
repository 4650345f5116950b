"""The Model Context Protocol, spoken to the server by the SDK's own client."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent, TextResourceContents

from assistant import Answer, Assistant
from assistant.cli import main
from assistant.plugins.mcp_server import build_server
from ingest.testing import FakeEncoder, MemoryStore
from tests.plugins.running import ROOT, TOKEN, running

MOBILE = "我要在手机上部署模型,应该用TF还是PyTorch?"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only for as long as the test takes
DATA = ROOT / "tests" / "data"
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "0"},
    },
}


def talk(target: Any, steps: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    """What the steps return of a conversation with a server."""

    async def conversation() -> Any:
        async with Client(target, mode=mode) as client:
            return await steps(client)

    return anyio.run(conversation)


@pytest.fixture(params=["auto", "legacy"])
def call(request: pytest.FixtureRequest, assistant: Assistant) -> Callable[..., Any]:
    """Talks to the server within this process, in the protocol's newest form and the older one."""
    server = build_server(assistant, assistant.corpus)
    return lambda steps: talk(server, steps, request.param)


def text_of(result: Any) -> str:
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


def test_ask_returns_the_very_answer(call: Callable[..., Any], assistant: Assistant) -> None:
    result = call(lambda client: client.call_tool("ask", {"question": MOBILE}))
    expected = assistant.ask(MOBILE)
    assert not result.is_error
    assert result.structured_content == json.loads(json.dumps(expected.to_dict()))
    assert Answer.from_dict(result.structured_content) == expected
    for cited in expected.citations:
        assert f"[{cited.number}] “{cited.quote}”" in text_of(result)


def test_the_schema_of_the_result_names_every_field_of_a_citation(
    call: Callable[..., Any],
) -> None:
    tools = {tool.name: tool for tool in call(lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "search"}
    schema = tools["ask"].output_schema
    assert set(schema["$defs"]["Citation"]["properties"]) == {
        *("number", "quote", "document", "sha256", "start", "end"),
        *("heading", "gloss", "option", "url"),
    }
    for tool in tools.values():
        assert "TensorFlow / PyTorch" in tool.description
        assert tool.annotations.read_only_hint


def test_a_follow_up_takes_the_questions_before_it_along(
    call: Callable[..., Any], assistant: Assistant
) -> None:
    earlier = ["初学者学哪个好?"]
    result = call(
        lambda client: client.call_tool("ask", {"question": "那部署到手机呢?", "earlier": earlier})
    )
    expected = assistant.conversation(earlier=earlier).ask("那部署到手机呢?")
    assert Answer.from_dict(result.structured_content) == expected
    assert expected.verdict == "tensorflow"


def test_a_refusal_is_a_result(call: Callable[..., Any]) -> None:
    result = call(lambda client: client.call_tool("ask", {"question": "JAX和PyTorch选哪个?"}))
    assert not result.is_error
    assert result.structured_content["reason"] == "unknown_option"
    assert result.structured_content["citations"] == []


def test_search_returns_passages_with_their_places(
    call: Callable[..., Any], assistant: Assistant
) -> None:
    result = call(lambda client: client.call_tool("search", {"query": "可视化", "limit": 2}))
    found = result.structured_content["results"]
    assert [each["rank"] for each in found] == [1, 2]
    text = assistant.corpus.article.text
    assert all(text[each["start"] : each["end"]] == each["text"] for each in found)


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("search", {"query": " "}, "the query is empty. Give a few words"),
        ("search", {"query": "a", "limit": 0}, "greater than or equal to 1"),
        ("ask", {"question": 3}, "valid string"),
        ("ask", {}, "Field required"),
        ("ask", {"question": "a", "earlier": ["b"] * 21}, "at most 20 items"),
    ],
)
def test_a_mistake_is_told_to_the_model(
    call: Callable[..., Any], tool: str, arguments: dict[str, Any], told: str
) -> None:
    result = call(lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert told in text_of(result)


def test_the_article_is_a_resource_in_which_offsets_hold(
    call: Callable[..., Any], assistant: Assistant
) -> None:
    async def read(client: Client) -> Any:
        (resource,) = (await client.list_resources()).resources
        return resource, await client.read_resource(resource.uri)

    resource, result = call(read)
    assert resource.uri == "article://tensorflow-vs-pytorch/article.txt"
    (contents,) = result.contents
    assert isinstance(contents, TextResourceContents)
    for cited in assistant.ask(MOBILE).citations:
        assert contents.text[cited.start : cited.end] == cited.quote
    for dropped in assistant.corpus.article.dropped:
        assert not contents.text[dropped.start : dropped.end].strip()
    assert "红包" not in contents.text


def test_the_prompt_holds_the_need(call: Callable[..., Any]) -> None:
    result = call(lambda client: client.get_prompt("choose", {"need": "上手机"}))
    assert "上手机" in result.messages[0].content.text


def test_what_fails_is_told(corpus_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = FakeEncoder()
    broken = Assistant(corpus=corpus_folder, encoder=encoder, store=MemoryStore()).open()
    monkeypatch.setattr(encoder, "encode_query", lambda texts: 1 / 0)
    server = build_server(broken, broken.corpus)
    result = talk(server, lambda client: client.call_tool("ask", {"question": "which is faster?"}))
    assert result.is_error
    assert "the encoder FakeEncoder failed" in text_of(result)


def stdio(*arguments: str, **environment: str) -> StdioServerParameters:
    kept = {name: os.environ[name] for name in ("XUANXING_STORE", "OMP_WAIT_POLICY")}
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant", "mcp", *arguments],
        env={**kept, **environment},
        cwd=ROOT,
    )


@pytest.mark.usefixtures("assistant")
def test_over_standard_input_and_output_the_index_is_built_if_need_be(
    answers_store: Path, tmp_path: Path
) -> None:
    # What every index needs is there already, this corpus is not.
    shutil.copytree(answers_store / "background", tmp_path / "background")
    result = talk(
        stdio("--corpus", str(DATA / "vue-vs-react"), "--store", str(tmp_path)),
        lambda client: client.call_tool("ask", {"question": "Which one is easier to learn?"}),
    )
    assert result.structured_content["citations"]
    assert (tmp_path / "vue-vs-react").is_dir()


def test_standard_output_carries_the_protocol_and_nothing_else(corpus_folder: Path) -> None:
    listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    lines = [INITIALIZE, {"jsonrpc": "2.0", "method": "notifications/initialized"}, listing]
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "mcp", "--corpus", str(corpus_folder), "--verbose"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("no JSON\n" + "".join(f"{json.dumps(line)}\n" for line in lines))
        process.stdin.flush()
        answered: set[int] = set()
        while not {1, 2} <= answered:
            message = json.loads(process.stdout.readline())
            assert message["jsonrpc"] == "2.0"
            answered.add(message.get("id"))
        rest, _ = process.communicate(timeout=60)  # closes standard input
    assert (process.returncode, rest) == (0, "")


@pytest.mark.usefixtures("shared_store")
def test_over_http_it_answers_and_ends_when_told(assistant: Assistant) -> None:
    with running("mcp", "--http") as server:
        result = talk(server.url, lambda client: client.call_tool("ask", {"question": MOBILE}))
        assert Answer.from_dict(result.structured_content) == assistant.ask(MOBILE)
        strange = httpx2.post(server.url, json=INITIALIZE, headers={"host": "evil.example"})
        assert strange.status_code == 403
        server.process.terminate()
        assert server.process.wait(30) == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""


@pytest.mark.usefixtures("shared_store")
def test_a_token_is_asked_for_where_others_may_call() -> None:
    with running("mcp", "--http", "--host", EVERYWHERE, XUANXING_TOKEN=TOKEN) as server:
        url = server.url.replace(EVERYWHERE, "127.0.0.1")
        assert httpx2.post(url, json=INITIALIZE).status_code == 401

        async def conversation() -> int:
            headers = {"authorization": f"Bearer {TOKEN}"}
            async with (
                httpx2.AsyncClient(headers=headers) as http,
                Client(streamable_http_client(url, http_client=http)) as client,
            ):
                return len((await client.list_tools()).tools)

        assert anyio.run(conversation) == 2


@pytest.mark.parametrize("command", [("mcp", "--http"), ("serve",)])
@pytest.mark.parametrize(
    ("token", "told"), [("", "XUANXING_TOKEN is not set"), ("short", "XUANXING_TOKEN is shorter")]
)
def test_without_a_good_token_it_listens_on_this_machine_only(
    command: tuple[str, ...],
    token: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XUANXING_TOKEN", token)
    assert main([*command, "--host", EVERYWHERE]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "package", "extra"),
    [("mcp", "mcp", "mcp"), ("serve", "prometheus_client", "serve")],
)
def test_a_missing_extra_is_named_with_what_installs_it(
    command: str,
    package: str,
    extra: Literal["mcp", "serve"],
    tmp_path: Path,
) -> None:
    code = (
        "import sys\n"
        "class Without:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {package!r}:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Without())\n"
        "from assistant.cli import main\n"
        f"sys.exit(main([{command!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert f"{package} is not installed. Install it: pip install 'xuanxing[{extra}]'" in done.stderr
