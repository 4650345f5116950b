"""Conversations that are kept: saved, listed, searched, shared, exported; who may see them.

Import from the modules. ``store`` opens the history and says what it promises, ``records`` is
what it keeps, ``recorder`` saves one visitor's conversation and goes on when that fails.
"""

__all__: list[str] = []
