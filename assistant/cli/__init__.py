"""The command ``xuanxing``, also ``python -m assistant``.

    entry        main: runs a command and turns what went wrong into a line and an exit code
    arguments    what can be typed
    commands     what each command does; loads only what that command needs
    indexing     builds and checks the index
    evaluating   starts the evaluation
    serving      starts what other chat assistants plug into
    show         answers, passages and corpora as text
    terminal     the streams: UTF-8, width, colour, progress, nothing that steers a terminal

Exit codes: 0 answered (a refusal is an answer), 2 the caller's mistake, 1 anything else, such
as an evaluation that misses a minimum.
"""

from assistant.cli.entry import main

__all__ = ["main"]
