"""Doors for other chat assistants. Importing this package loads neither of them.

mcp_server    tools, resources and a prompt for any client of the Model Context Protocol
openai        an endpoint that speaks like OpenAI's, for programs that know no other
web           what both need to listen: who may call, an address, a graceful end
"""

from __future__ import annotations

from ingest.errors import XuanxingError


def missing(package: str | None, extra: str) -> XuanxingError:
    """The error for a package that isn't installed, with the command that installs it."""
    return XuanxingError(
        f"{package} is not installed.", hint=f"Install it: pip install 'xuanxing[{extra}]'"
    )
