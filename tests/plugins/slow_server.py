"""``python -m tests.plugins.slow_server --port N``: the endpoint with a slow encoder."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from assistant import Assistant
from assistant.cli.terminal import tell
from assistant.plugins.openai_api import Limits, serve
from assistant.plugins.web import make_place
from ingest.records import Vectors
from ingest.testing import FakeEncoder, MemoryStore

CORPUS = Path(__file__).parents[1] / "data" / "postgresql-vs-mysql"


class SlowEncoder(FakeEncoder):
    """Takes a while for each question once it is told to, and says when it has begun."""

    slow = False

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        if self.slow:
            tell("begun")
            time.sleep(1)
        return super().encode_query(texts)


def main() -> int:
    encoder = SlowEncoder()
    assistant = Assistant(corpus=CORPUS, encoder=encoder, store=MemoryStore()).open()
    encoder.slow = True
    place = make_place("127.0.0.1", int(sys.argv[-1]))
    return serve(assistant, place, Limits(), lambda: tell(f"serving it on {place.url} until …"))


if __name__ == "__main__":
    sys.exit(main())
