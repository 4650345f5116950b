"""Twenty visitors of the chat page at once, each asking ten questions of the real server.

    python -m tests.benchmarks.visitors [--visitors N] [--questions N] [--think SECONDS]

They speak what Streamlit's own page speaks, protocol buffers over a WebSocket, and sign in, so
that each has conversations of their own. A turn lasts from sending the question until all of the
finished page has come. What a browser then does to paint it is not in it: that happens on the
visitors' machines, and here would only compete with the server.

Prints the figures as JSON. Ends with 1 if any answer was missing, wrong or somebody else's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1.element_tree import ElementTree, parse_tree_from_messages
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from assistant import Assistant
from assistant.history.passwords import Passwords
from assistant.history.visitor import COOKIE
from assistant.threads import share_cores
from assistant.ui import GUARDED
from assistant.ui.inert import inert
from tests.ui.conftest import serving

QUESTIONS = (
    "我要在手机上部署模型,应该用TF还是PyTorch?",
    "Which one for an on-device model in our Android app?",
    "初学者学哪个好?",
    "做科研发论文用哪个?",
    "which is easier to debug?",
    "线上推理服务选哪个?",
    "Which has the larger ecosystem?",
    "今天天气怎么样?",
    "TensorBoard是什么?",
    "which one for computer vision papers?",
)
PASSWORD = "twenty visitors at once"  # noqa: S105 - of a server that lives for a minute
PATIENCE = 120  # seconds; what takes longer is an error

Figures = dict[str, Any]


class Page:
    """A visitor's page: sends what a browser sends, and keeps what it is sent."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._query = ""
        self._cached: dict[str, ForwardMsg] = {}
        self.tree = ElementTree()

    async def run(self, *widgets: WidgetState) -> ElementTree:
        """Runs the script until it has ended without asking for another run."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.context_info.locale = "zh-CN"
        state.cached_message_hashes.extend(self._cached)
        state.widget_states.widgets.extend(widgets)
        await self._socket.send(message.SerializeToString())
        received: list[ForwardMsg] = []
        while True:
            data = await asyncio.wait_for(self._socket.recv(decode=False), PATIENCE)
            found = self._resolved(ForwardMsg.FromString(data))
            kind = found.WhichOneof("type")
            if kind == "new_session":
                received = []
            elif kind == "page_info_changed":
                self._query = found.page_info_changed.query_string
            elif (
                kind == "script_finished"
                and found.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            ):
                self.tree = parse_tree_from_messages(_lasting(received))
                return self.tree
            received.append(found)

    def _resolved(self, message: ForwardMsg) -> ForwardMsg:
        """What was sent before comes a second time as its hash only."""
        if message.WhichOneof("type") == "ref_hash":
            whole = ForwardMsg()
            whole.CopyFrom(self._cached[message.ref_hash])
            whole.metadata.CopyFrom(message.metadata)
            return whole
        if message.metadata.cacheable:
            self._cached[message.hash] = message
        return message

    async def begin_anew(self) -> None:
        """Presses the button for a new conversation."""
        button = next(each for each in self.tree.button if each.key == "new")
        await self.run(WidgetState(id=button.id, trigger_value=True))

    async def ask(self, question: str) -> None:
        """Types a question and presses Enter."""
        state = WidgetState(id=self.tree.chat_input[0].id)
        state.chat_input_value.data = question
        await self.run(state)

    def wrong(self, question: str, answer: str, asked: int) -> str:
        """What is not as it should be: one question, its answer, one's own conversations."""
        said = self.tree.chat_message
        listed = [b for b in self.tree.sidebar.button if (b.key or "").startswith("open-")]
        if self.tree.exception or self.tree.error:
            return "an error: " + "; ".join(e.value for e in self.tree.error)
        if len(said) != 2 or said[0].text[0].value != question:
            return f"{len(said)} messages"
        if all(part.value != answer for part in said[1].markdown):
            return "another answer: " + " / ".join(part.value for part in said[1].markdown)[:200]
        return "" if len(listed) == asked else f"{len(listed)} conversations instead of {asked}"


def _lasting(received: Sequence[ForwardMsg]) -> list[ForwardMsg]:
    """Without the elements whose place a block takes later, which Streamlit's parser can't bear.

    A busy server sends them one by one; otherwise it leaves them out itself.
    """
    blocks = {
        tuple(each.metadata.delta_path): place
        for place, each in enumerate(received)
        if each.delta.WhichOneof("type") == "add_block"
    }
    return [
        each
        for place, each in enumerate(received)
        if each.delta.WhichOneof("type") != "new_element"
        or blocks.get(tuple(each.metadata.delta_path), -1) < place
    ]


async def visit(
    url: str, visitor: int, count: int, think: float, expected: Mapping[str, str]
) -> tuple[list[float], list[str]]:
    """One visitor's questions, in an order of their own; the seconds of each, and what is wrong."""
    seconds, wrong = [], []
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    cookie = {"Cookie": f"{COOKIE}={Passwords(PASSWORD).new_session()}"}
    async with connect(
        address,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=cookie,
        max_size=None,
        proxy=None,
    ) as socket:
        page = Page(socket)
        await page.run()
        for turn in range(count):
            question = QUESTIONS[(visitor * 3 + turn) % len(QUESTIONS)]
            # Each asks in a new conversation, so that the answer is the question's alone.
            await page.begin_anew()
            await asyncio.sleep(think * 2 * random.random())  # noqa: S311 - no secret
            began = time.perf_counter()
            await page.ask(question)
            seconds.append(time.perf_counter() - began)
            if problem := page.wrong(question, expected[question], turn + 1):
                wrong.append(f"visitor {visitor}, {question}: {problem}")
    return seconds, wrong


def all_at_once(
    url: str, visitors: int, count: int, think: float, expected: Mapping[str, str]
) -> Figures:
    """Lets them all in; what it took, and what was wrong."""

    async def gathered() -> list[tuple[list[float], list[str]]]:
        visits = (visit(url, visitor, count, think, expected) for visitor in range(visitors))
        return await asyncio.gather(*visits)

    with ThreadPoolExecutor(1) as pool:  # this thread may have a loop already, as in browser tests
        found = pool.submit(asyncio.run, gathered()).result()
    seconds = [each for times, _ in found for each in times]
    return {
        "visitors": visitors,
        "turns": len(seconds),
        "wrong": [each for _, wrongs in found for each in wrongs],
        "seconds": {f"p{p}": round(float(np.percentile(seconds, p)), 2) for p in (50, 95, 100)},
    }


def answers_of(assistant: Assistant) -> Mapping[str, str]:
    """What the page must show for each question."""
    return {question: inert(assistant.ask(question).text) for question in QUESTIONS}


def measure(visitors: int, count: int, think: float = 0, store: Path | None = None) -> Figures:
    """Serves the page with an index of its own, or ``store``'s, and lets them all in."""
    with tempfile.TemporaryDirectory() as folder:
        place = store or Path(folder) / "store"
        assistant = Assistant(store=place).open()
        expected = answers_of(assistant)
        share_cores()  # as `xuanxing chat` does; the server inherits it
        history = f"sqlite:///{folder}/history.db"
        with serving(GUARDED, place, XUANXING_HISTORY=history, XUANXING_PASSWORD=PASSWORD) as url:
            return all_at_once(url, visitors, count, think, expected)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.visitors")
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument(
        "--think", type=float, default=0, help="seconds between two questions, on average"
    )
    given = parser.parse_args(arguments)
    figures = measure(given.visitors, given.questions, given.think)
    figures |= {"think": given.think, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
    return int(bool(figures["wrong"]) or figures["turns"] != given.visitors * given.questions)


if __name__ == "__main__":
    raise SystemExit(main())
