"""Words, glyphs and sentences for claims and verdicts. Formatting only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Claim, ClaimLink, Event, Verdict
from articles.models.claims import Mode, Relation, Stance, Standing
from articles.models.second_reviews import UNSETTLED, ReturnState, ReviewState
from articles.models.verdicts import Answer, Said

register = template.Library()

GLYPHS: Mapping[str, str] = {
    "open": "○",
    Answer.SUPPORTED: "✓",
    Answer.DISPUTED: "✕",
    Answer.NOT_ENOUGH_EVIDENCE: "?",
    Answer.NOT_CHECKABLE: "–",
    Standing.DISMISSED: "∅",
    Standing.REPLACED: "↷",
    "text_changed": "⇄",
    "text_gone": "⊘",
    ReviewState.WAITING: "◎",
    ReviewState.DIFFERING: "≠",
    ReviewState.RETURNED: "↺",
}
"""One sign a state, so that no state is told by colour alone."""

REASONS: Mapping[str, Promise] = {
    "count": _("It gives a number."),
    "percentage": _("It gives a share or a rate."),
    "money": _("It gives a sum of money."),
    "superlative": _("It says the most, the first or the only."),
    "comparison": _("It compares."),
    "date": _("It names a time at which it can be looked up."),
    "institution": _("It names an institution, a country or a person."),
    "cause": _("It says that one thing brings about another."),
    "absolute": _("It leaves no exception: one counterexample settles it."),
    "quantity": _("It speaks of a measure: a rate, a number, a total."),
    "past": _("It says that something has been done or has come about."),
    "public_matter": _("It is about a matter of which public records tell."),
    "public_act": _("It tells of an act that leaves a record."),
    "actor": _("It is about what somebody else is or does."),
    "future": _("It is about what is yet to come."),
    "opinion": _("It is a judgement, a wish or a belief."),
    "duty": _("It says what ought to be."),
    "wish": _("It is what somebody wants or tries."),
    "vague": _("It is hedged."),
    "short": _("It has too few words to stand alone."),
    "self": _("The speaker speaks of themselves."),
    "addressee": _("It speaks to somebody."),
    "appeal": _("It is a call or a courtesy."),
    "question": _("It asks."),
    "doubts_report": _("They doubt or deny what the other has reported."),
    "denies_content": _("They deny or doubt it in the same words."),
    "continues_dispute": _("They go on about what they have just doubted or denied."),
    "rebuttal": _("They answer it, about the same thing."),
    "same_words": _("It says nearly the same in the same words."),
    "agreement": _("They agree with it."),
    "opposes": _("They say the opposite, or give another figure."),
    "grounds": _("They back with it what their side has just said."),
}
"""The engine's codes, in sentences. Source of the codes: articles/extraction/reasons.py; a test compares the two."""

CHECK_WORTHY_FROM = 0.5
"""The engine's threshold; a test compares the two."""
CHECK_FIRST_FROM = 0.8
"""From here on nearly all is worth checking. Source: precision 90 % and more, bench/checkworthiness.py."""

SAID_AND: Mapping[str, Promise] = {
    Said.SAID: _("said, and %(answer)s"),
    Said.NOT_SAID: _("not said; %(answer)s"),
    Said.UNCLEAR: _("unclear whether said; %(answer)s"),
}
"""The two questions' answers in one breath."""

FIELDS: Mapping[str, Promise] = {
    "quotation": _("quotation"),
    "claim_text": _("wording that stands alone"),
    "claimant": _("claimant"),
    "stance": _("stance"),
    "standing": _("standing"),
    "text": _("version of the text"),
}
"""What a person can correct, as the history names it; the places in the text go with the quotation."""

RELATIONS_OUT: Mapping[str, Promise] = {
    Relation.DISPUTES: _("disputes"),
    Relation.SUPPORTS: _("supports"),
    Relation.REPEATS: _("repeats"),
}
RELATIONS_IN: Mapping[str, Promise] = {
    Relation.DISPUTES: _("is disputed by"),
    Relation.SUPPORTS: _("is supported by"),
    Relation.REPEATS: _("is repeated by"),
}


@dataclass(frozen=True, slots=True)
class ReasonSentence:
    """A reason in words, the article's words that led to it (may be empty), and what it adds to a score, 0 for none."""

    sentence: str
    words: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """One corrected value: what it is called, from what, to what."""

    name: str
    before: str
    after: str


@register.filter
def shown_state(claim: Claim) -> str:
    """Return the code of a claim's state; where it is open, of what its second review or its author has to do.

    Only for a claim that was fetched with its second review; any other is open.
    """
    if claim.state != "open" or not hasattr(claim, "sent_back"):
        return claim.state
    if claim.sent_back == ReturnState.OPEN:
        return ReviewState.RETURNED
    review = getattr(claim, "second_review", None)
    return str(review.state) if review is not None and review.state in UNSETTLED else "open"


@register.filter
def state_word(claim: Claim) -> str:
    """Return the state of a claim in words: its answer, open, how its second review stands, or that it is none."""
    if claim.standing != Standing.STANDS:
        return str(claim.get_standing_display())
    if claim.text_state:
        return str(claim.get_text_state_display())
    if claim.current_verdict:
        return verdict_words(claim.current_verdict)
    state = shown_state(claim)
    return str(ReviewState(state).label) if state in ReviewState.values else str(_("open"))


@register.filter
def verdict_words(verdict: Verdict) -> str:
    """Return both answers of a verdict in words: "said, and disputed"; the one alone where the other was not asked."""
    answer = str(verdict.get_answer_display())
    return str(SAID_AND[verdict.said]) % {"answer": answer} if verdict.said in SAID_AND else answer


@register.filter
def glyph(claim: Claim | str) -> str:
    """Return the sign of a claim's state, or of an answer."""
    return GLYPHS.get(shown_state(claim) if isinstance(claim, Claim) else claim, "")


@register.filter
def speaker(claim: Claim) -> str:
    """Return who says it: the claimant's name, the outlet where it speaks itself, or that nobody is named."""
    if claim.claimant is not None:
        return claim.claimant.name
    return str(_("The outlet itself") if claim.mode == Mode.UNATTRIBUTED else _("Nobody named"))


@register.filter
def answer_word(answer: str) -> str:
    """Return an answer's code in words; empty for what is none."""
    return str(Answer(answer).label) if answer in Answer.values else ""


@register.filter
def said_word(said: str) -> str:
    """Return the code of whether they said it in words; empty for what is none."""
    return str(Said(said).label) if said in Said.values else ""


@register.filter
def worth_word(worth: float) -> str:
    """Return check-worthiness, 0..1, as a word."""
    if worth >= CHECK_FIRST_FROM:
        return str(_("check first"))
    return str(_("worth checking")) if worth >= CHECK_WORTHY_FROM else str(_("can wait"))


@register.filter
def reason_sentences(reasons: Any) -> list[ReasonSentence]:
    """Return stored reasons, one or a list of ``{"code", "detail"}``, as sentences; an unknown code by its detail."""
    listed = reasons if isinstance(reasons, list) else [reasons]
    return [_reason(reason) for reason in listed if isinstance(reason, dict) and reason]


def _reason(reason: Mapping[str, Any]) -> ReasonSentence:
    code, words = str(reason.get("code", "")), str(reason.get("detail", ""))
    if code in REASONS:
        weight = reason.get("weight", 0.0)
        return ReasonSentence(str(REASONS[code]), words, weight if isinstance(weight, float) else 0.0)
    return ReasonSentence(words or code, "")


@register.filter
def relation_of(link: ClaimLink, claim: Claim | None) -> str:
    """Return what a claim does to the other of its link, or what the other does to it."""
    words = RELATIONS_OUT if claim is not None and link.from_claim_id == claim.pk else RELATIONS_IN
    return str(words[link.relation])


@register.filter
def relation_word(relation: str) -> str:
    """Return what a claim does to another, by the relation's code."""
    return str(RELATIONS_OUT[relation])


@register.filter
def other_of(link: ClaimLink, claim: Claim | None) -> Claim:
    """Return the claim at the other end of a link."""
    return link.to_claim if claim is not None and link.from_claim_id == claim.pk else link.from_claim


@register.filter
def changes(event: Event) -> list[Change]:
    """Return what an event changed in a claim, value by value, in words."""
    found = []
    for key, name in FIELDS.items():
        before, after = event.before.get(key), event.after.get(key)
        if key in event.before and key in event.after and before != after:
            found.append(Change(str(name), _value(key, before), _value(key, after)))
    return found


def _value(key: str, value: Any) -> str:
    choices: dict[str, Any] = {"stance": Stance, "standing": Standing}
    if key in choices and value in choices[key].values:
        return str(choices[key](value).label)
    return str(value) if value else str(_("nothing"))


@register.filter
def is_web_address(url: str) -> bool:
    """Say whether a stored address may become a link: only http and https may, whatever was typed."""
    return url.lower().startswith(("http://", "https://"))


@register.simple_tag
def text_lang(article: Article) -> SafeString:
    """Return the ``lang`` attribute for an article's words, which need not be in the language of the page."""
    known = article.language and article.language != "und"
    return format_html('lang="{}"', article.language) if known else SafeString("")
