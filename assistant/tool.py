"""The assistant as a tool that a LangChain agent calls; imports LangChain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from assistant.footnotes import readable
from assistant.records import Answer
from ingest.records import Corpus

NAME = "ask_article"
DESCRIPTION = (
    "Answers which of {options} to choose for a need, how they compare, or what the article "
    "“{title}” says of them. Every claim carries a number, and the exact sentence of the article "
    "stands below it. What the article doesn't say is refused. Repeat the numbers and quotes as "
    "they are, and add nothing."
)


class Question(BaseModel):
    """What an agent passes."""

    question: str = Field(description="In the person's own words, Chinese or English.")
    earlier: list[str] = Field(
        default_factory=list,
        max_length=20,
        description="What the person asked before, oldest first, if this question leans on it.",
    )


def make_tool(corpus: Corpus, ask: Callable[[str, Sequence[str]], Answer]) -> BaseTool:
    """A tool whose content is for the model, and whose artifact is ``Answer.to_dict()``.

    Args:
        corpus: What is compared; the tool's description says so.
        ask: Answers a question in the light of the earlier ones.
    """

    def run(question: str, earlier: Sequence[str] = ()) -> tuple[str, dict[str, Any]]:
        answer = ask(question, earlier)
        return readable(answer), answer.to_dict()

    return StructuredTool.from_function(
        run,
        name=NAME,
        description=DESCRIPTION.format(
            options=" / ".join(option.name for option in corpus.options), title=corpus.title
        ),
        args_schema=Question,
        response_format="content_and_artifact",
    )
