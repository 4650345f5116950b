"""What the interface says, without a language. Nothing about what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.history.records import Complaint
from assistant.records import Reason


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. In braces stands what is filled in.

    Attributes:
        role_questions: Who may ask, and the words that such a person's needs contain
            (a regular expression): the first screen suggests a question to each.
        not_a_need: What marks one of a point's asks as a question of its own, which doesn't
            fit into ``sample``.
        troubles: By the class of an error what it means, and what to do; an error that is not
            here says it itself, in English.
    """

    name: str
    language: str
    new_conversation: str
    placeholder: str
    intro: str
    scope: str
    try_asking: str
    sample: str
    versus: tuple[str, str]
    role_questions: tuple[tuple[str, str], ...]
    not_a_need: str
    reading: str
    preparing: str
    verdict: str
    either: str
    depends: str
    from_article: str
    refused: Mapping[Reason, str]
    citations: str
    citation: str
    citation_shown: str
    quote: str
    article: str
    close: str
    retrieved: str
    translation: str
    changed: str
    stale: str
    ledger: str
    criterion: str
    silent: str
    favours: str
    flips: str
    flip: str
    flip_question: str
    suggestions: str
    stop: str
    interrupted: str
    ask_again: str
    try_again: str
    unexpected: str
    unexpected_hint: str
    needs: str
    levels: tuple[str, ...]
    weigh_up: str
    weigh_down: str
    leave_out: str
    take_back: str
    quote_shown: str
    cited_by: str
    leans: tuple[str, ...]
    leans_nowhere: str
    aspects: str
    copy: str
    copied: str
    regenerate: str
    edit: str
    edited: str
    send_edited: str
    cancel: str
    rate: str
    thumb_up: str
    thumb_down: str
    complaint: str
    complaints: Mapping[Complaint, str]
    comment: str
    send: str
    thanks: str
    conversations: str
    no_conversations: str
    search: str
    no_match: str
    manage: str
    rename: str
    title: str
    delete: str
    deleted: str
    undo: str
    older: str
    unsaved: str
    corpus: str
    overview: str
    overview_for: str
    overview_level: str
    ask_which: str
    ask_about: str
    settings: str
    works: str
    fails: str
    untried: str
    trying: str
    facts: Mapping[str, str]
    no_model: str
    worded_by: str
    not_worded: str
    left_out: str
    details: str
    share: str
    share_note: str
    share_link: str
    share_again: str
    unshare: str
    export: Mapping[str, str]
    reading_only: str
    start_own: str
    sign_in: str
    sign_out: str
    sign_in_first: str
    troubles: Mapping[str, tuple[str, str]]
