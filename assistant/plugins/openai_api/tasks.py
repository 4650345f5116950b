"""What chat programs ask a model on the side: a title, tags, follow-up questions.

Open WebUI and LibreChat put such a task, and the conversation with it, into one message of the
person. Taken for a question it would be refused, and the refusal would become the chat's title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from assistant.records import Answer
from ingest.records import Corpus

_HISTORY = "<chat_history>"
_HISTORY_END = "</chat_history>"
_WANTED = re.compile(r"""["'](title|tags|follow_ups|queries|text)["']\s*:""")
_PLAIN_TITLE = re.compile(
    r"\btitle\b.{0,40}\bconversation\b|\bconversation\b.{0,200}\btitle\b", re.DOTALL
)
_TURN = re.compile(
    r"^(?P<role>user|human|assistant|ai|system):[ \t]*(?P<text>.*?)"
    r"(?=^(?:user|human|assistant|ai|system):|\Z)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_TITLE_LENGTH = 40


def side_task(
    message: str, corpus: Corpus, ask: Callable[[str, Sequence[str]], Answer]
) -> str | None:
    """The reply to a task on the side; ``None`` if the message is none.

    Args:
        message: The last message of the person.
        corpus: What is compared.
        ask: Answers a question in the light of earlier ones; its suggestions become follow-ups.
    """
    task, history, conversation = message.partition(_HISTORY)
    if history and task.lstrip().startswith("###"):
        wanted = _WANTED.search(task)
        questions = _questions(conversation.rpartition(_HISTORY_END)[0])
        return _reply(wanted[1] if wanted else "", questions, corpus, ask)
    head, _, conversation = message.partition("\nUser:")
    if conversation and len(head) < 2000 and _PLAIN_TITLE.search(head.lower()):
        return _title(_questions(f"User:{conversation}"), corpus)
    return None


def _reply(
    wanted: str,
    questions: Sequence[str],
    corpus: Corpus,
    ask: Callable[[str, Sequence[str]], Answer],
) -> str:
    replies: dict[str, Callable[[], object]] = {
        "title": lambda: _title(questions, corpus),
        "tags": lambda: [option.name for option in corpus.options],
        "follow_ups": lambda: (
            list(ask(questions[-1], questions[:-1]).suggestions) if questions else []
        ),
        "queries": list,  # nothing else has to be searched
        "text": str,  # nothing to complete a sentence with
    }
    if wanted not in replies:
        return _title(questions, corpus)
    return json.dumps({wanted: replies[wanted]()}, ensure_ascii=False)


def _questions(history: str) -> list[str]:
    turns = _TURN.finditer(history.strip())
    return [turn["text"].strip() for turn in turns if turn["role"].lower() in {"user", "human"}]


def _title(questions: Sequence[str], corpus: Corpus) -> str:
    """The first question, cut; a word of ours would say less."""
    line = " ".join((questions[0] if questions else corpus.title).split())
    return line if len(line) <= _TITLE_LENGTH else f"{line[: _TITLE_LENGTH - 1].rstrip()}…"
