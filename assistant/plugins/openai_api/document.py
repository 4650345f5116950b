"""The endpoint described in OpenAPI, from the models that check what is sent."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import assistant as package
from assistant.plugins.openai_api.limits import MAX_BODY
from assistant.plugins.openai_api.schema import (
    ChatCompletion,
    ChatRequest,
    Error,
    Health,
    Json,
    Model,
    ModelList,
)

_REF = "#/components/schemas/{model}"
_ERRORS = {
    "400": "What was sent can't be used; `param` says which part of it.",
    "401": "The token is missing or wrong.",
    "403": "Called by a name that isn't this machine's.",
    "404": "There is no such model.",
    "408": "The request took too long to arrive.",
    "413": f"The request has more than {MAX_BODY} bytes.",
    "415": "The request is no JSON.",
    "429": "Too many requests; `Retry-After` says when to ask again.",
    "500": "A fault of the server; its log has the request's id.",
    "503": "Too much under way; `Retry-After` says when to ask again.",
}

_EVENT: Json = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "string",
            "description": "A chat.completion.chunk as JSON, an error, or at last [DONE].",
        }
    },
}


def describe(model: str) -> Json:
    """The OpenAPI document of an endpoint with one model."""
    sent, got = (ChatRequest,), (ChatCompletion, Model, ModelList, Error, Health)
    _, definitions = models_json_schema(
        [(each, "validation") for each in sent] + [(each, "serialization") for each in got],
        ref_template=_REF,
    )
    schemas: Json = definitions["$defs"]
    schemas["ChatRequest"]["properties"]["model"]["enum"] = [model]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Xuanxing",
            "version": package.__version__,
            "description": "Answers from one article, in OpenAI's chat protocol.",
        },
        "security": [{}, {"token": []}],
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "paths": {
            "/v1/chat/completions": {
                "post": {
                    "operationId": "answer",
                    "summary": "Answer the last question of a conversation",
                    "requestBody": {"required": True, "content": _json(ChatRequest)},
                    "responses": {
                        "200": {
                            "description": "The answer; events of it if `stream` is true.",
                            "content": {
                                **_json(ChatCompletion),
                                "text/event-stream": {"schema": _EVENT},
                            },
                        },
                        **_errors(*_ERRORS),
                    },
                }
            },
            "/v1/models": {"get": _read("list_models", "The models there are", ModelList)},
            "/v1/models/{model}": {
                "get": {
                    **_read("read_model", "One model", Model, "404"),
                    "parameters": [
                        {
                            "name": "model",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string", "enum": [model]},
                        }
                    ],
                }
            },
            "/health": {"get": _read("health", "Whether the process answers", Health)},
            "/metrics": {
                "get": {
                    **_read("metrics", "What Prometheus reads", None),
                }
            },
        },
    }


def _read(name: str, summary: str, model: type[BaseModel] | None, *errors: str) -> Json:
    content: Any = {"text/plain": {"schema": {"type": "string"}}} if model is None else _json(model)
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": summary, "content": content},
            **_errors("401", "403", *errors),
        },
    }


def _errors(*statuses: str) -> Json:
    return {
        status: {"description": _ERRORS[status], "content": _json(Error)} for status in statuses
    }


def _json(model: type[BaseModel]) -> Json:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}
