"""The closed list of codes by which the engine says why; the pages translate them."""

from __future__ import annotations

from enum import StrEnum


class ReasonCode(StrEnum):
    """Every ``Reason.code`` that the engine can give.

    Source of the check-worthiness features: what fact-checkers name in Konstantinovskiy et al. (2021), "Toward
    automated factchecking", and Hassan et al. (2017), "ClaimBuster".
    """

    # Check-worthiness: what raises it. The detail is the words that did.
    COUNT = "count"
    """A number of things or people: ``1,7 juta``."""
    PERCENTAGE = "percentage"
    """A share or rate: ``8,01 persen``."""
    MONEY = "money"
    """A sum of money: ``Rp 2 triliun``."""
    SUPERLATIVE = "superlative"
    """The most, the first, the only."""
    COMPARISON = "comparison"
    """A comparison over time or with something else: ``meningkat``, ``lower than``."""
    DATE = "date"
    """A date, month or year at which it can be looked up."""
    INSTITUTION = "institution"
    """A named institution, country or person."""
    CAUSE = "cause"
    """One thing is said to bring about another."""
    ABSOLUTE = "absolute"
    """Nothing, never, all, none: one counterexample settles it."""
    QUANTITY = "quantity"
    """A measure without its number, or beside it: ``jumlah``, ``the average``."""
    PAST = "past"
    """Something that was done or came about, by the form of the verb: ``telah``, ``voted``, ``ditutup``."""
    PUBLIC_MATTER = "public_matter"
    """A matter that public records tell of: taxes, wages, a law, an outbreak."""
    PUBLIC_ACT = "public_act"
    """An act that leaves a record: ``voted``, ``mengesahkan``."""
    ACTOR = "actor"
    """Somebody else, a role, a body or a government, acts or is spoken of."""
    # Check-worthiness: what lowers it.
    FUTURE = "future"
    """About what is yet to come: nobody can check it today."""
    OPINION = "opinion"
    """A value judgement, a wish or a belief."""
    DUTY = "duty"
    """What ought to be: ``must``, ``harus``."""
    WISH = "wish"
    """What somebody wants or hopes for."""
    VAGUE = "vague"
    """Hedged: maybe, perhaps, could."""
    SHORT = "short"
    """Too few words to stand alone."""
    SELF = "self"
    """The speaker speaks of himself or herself: ``I``, ``saya``."""
    ADDRESSEE = "addressee"
    """Somebody is addressed: ``you``, ``Anda``."""
    APPEAL = "appeal"
    """A call, a thank-you, a request."""
    QUESTION = "question"
    """It asks."""
    # Links: why one claim is tied to another. The detail is the words that tie them.
    DOUBTS_REPORT = "doubts_report"
    """Doubts or denies the report, claim or statement of the other claim's claimant."""
    DENIES_CONTENT = "denies_content"
    """Denies or doubts what the other claim says in the same words."""
    CONTINUES_DISPUTE = "continues_dispute"
    """The same claimant goes on about what they have just doubted or denied."""
    REBUTTAL = "rebuttal"
    """Another claimant answers after a word such as ``Namun`` or ``However``, about the same thing."""
    SAME_WORDS = "same_words"
    """Says the same in nearly the same words."""
    AGREEMENT = "agreement"
    """Another claimant agrees, by a word such as ``senada`` or ``similarly``."""
    OPPOSES = "opposes"
    """Another claimant says the opposite, or another figure, about the same thing."""
