"""From an article and its points to an index: load, clean, split, encode, store, build.

Import from the modules: ``ingest.corpora`` reads a corpus, ``ingest.build`` turns it into an
index. Nothing is imported here, so that ``import ingest`` costs nothing.
"""

__all__: list[str] = []
