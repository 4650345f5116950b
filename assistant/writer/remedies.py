"""What to do about a model that fails."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.writer.reading import Trouble
from ingest.records import Language

REMEDIES: Mapping[Language, Mapping[Trouble, str]] = {
    "zh": {
        "key": "请检查它的密钥,密钥放在服务商自己的环境变量里,例如 OPENAI_API_KEY。",
        "name": "请检查模型的名字(XUANXING_LLM)和地址(XUANXING_LLM_BASE_URL)。",
        "limit": "服务商限制了用量,请过一会儿再试。",
        "unreached": "请检查它是否在运行,地址(XUANXING_LLM_BASE_URL)是否正确。",
        "late": "可以用 XUANXING_LLM_TIMEOUT 多等一会儿,或者换一个更快的模型。",
        "other": "请再试一次;模型服务自己的日志里可能有原因。",
    },
    "en": {
        "key": "Check its key, in the provider's own variable, such as OPENAI_API_KEY.",
        "name": "Check the model's name (XUANXING_LLM) and address (XUANXING_LLM_BASE_URL).",
        "limit": "The provider limits how much you may ask: try again later.",
        "unreached": "Check that it runs, and that XUANXING_LLM_BASE_URL is its address.",
        "late": "Give it longer with XUANXING_LLM_TIMEOUT, or choose a faster model.",
        "other": "Try again; the log of whoever serves the model may say more.",
    },
}
"""By the reader's language and what the failure comes from."""
