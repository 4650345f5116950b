"""The comparisons that ship with the package, one folder each.

A folder holds the article as it was published (``article.txt``), what is compared in it
(``corpus.toml``) and the points it makes (``points.yaml``).
"""

DEFAULT_CORPUS = "tensorflow-vs-pytorch"
"""The one that is answered from when nobody says which."""
