"""What the span of an answer says of it."""

from __future__ import annotations

from assistant.records import Answer
from assistant.resolve import Memory
from ingest.tracing import Attributes, traced

__all__ = ["answer_content", "answer_facts", "traced"]


def answer_facts(result: tuple[Answer, Memory]) -> Attributes:
    """What kind of answer it is; nothing that anybody wrote."""
    answer, _ = result
    return {
        "xuanxing.corpus": answer.corpus,
        "xuanxing.language": answer.language,
        "xuanxing.kind": answer.kind,
        "xuanxing.verdict": answer.verdict or "none",
        "xuanxing.abstained": answer.abstained,
        "xuanxing.reason": answer.reason or "none",
        "xuanxing.confidence": answer.confidence,
        "xuanxing.citations": len(answer.citations),
        "xuanxing.question.length": len(answer.question),
    }


def answer_content(result: tuple[Answer, Memory]) -> Attributes:
    """What was asked and answered."""
    answer, _ = result
    return {"xuanxing.question": answer.question, "xuanxing.text": answer.text}
