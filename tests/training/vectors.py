"""``make vectors``: embeds what comes along, so that nobody's first index has to.

Each text that is in the file already, of the same encoder, is taken from it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from assistant.opening import Source, option_names, sources
from ingest.build import embedded_as, open_index
from ingest.corpora import list_corpora, load_corpus, locate
from ingest.encoders import BUNDLED
from ingest.ready import write_ready
from ingest.store import MemoryStore


def shipped() -> Iterator[Source]:
    """What the indexes of all corpora that come along are made of; some more than once."""
    for name in list_corpora():
        corpus = load_corpus(name)
        yield from sources(corpus, option_names(corpus), locate(name).parent)


def main() -> int:
    for source in {source.ready: source for source in shipped()}.values():
        index = open_index(source.name, source.records, BUNDLED, MemoryStore(), ready=source.ready)
        texts = map(embedded_as, index.records)
        write_ready(source.ready, index.encoder, dict(zip(texts, index.vectors, strict=True)))
        sys.stdout.write(f"{source.ready.name}: {len(index.records)} vectors of {source.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
