"""LangChain's own tests for retrievers and tools."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import RetrieversIntegrationTests, ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from assistant import Assistant
from assistant.retriever import ArticleRetriever

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


class Given:
    """What is tested; LangChain asks for it by properties, which no fixture can be."""

    assistant: Assistant

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _given(cls, assistant: Assistant) -> None:
        cls.assistant = assistant


class TestRetriever(Given, RetrieversIntegrationTests):
    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return ArticleRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"search": self.assistant.search}

    @property
    def retriever_query_example(self) -> str:
        return "部署到手机"

    @property
    def num_results_arg_name(self) -> str:
        return "limit"


class ToolGiven(Given):
    @property
    def tool_constructor(self) -> BaseTool:
        return self.assistant.tool

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return {"question": "which one for phones?"}


class TestTool(ToolGiven, ToolsUnitTests):
    pass


class TestToolRuns(ToolGiven, ToolsIntegrationTests):
    pass
