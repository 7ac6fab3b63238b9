"""Step 8: resolve who says it, inside the article: surnames, pronouns, short forms, "kantor berita itu".

Rules: a short name is the fullest name of the article that holds it; a pronoun, -nya or a carried-on quotation is the
last person named as speaking; a phrase that points back ("lembaga itu", "the agency") is the last claimant whom all its
words describe; a short form or a government is what it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from articles.extraction.document import Document, Found, Range, Sentence
from articles.extraction.names import LONGEST_NAME, all_capitals, head_size, without_titles
from articles.extraction.naming import Mention, Naming, describing_words
from articles.extraction.noun_phrases import leading_words, source_after
from articles.extraction.types import Claimant, ClaimantKind

_LONGEST_POINTER = 4
_AGE_REACH = 5
_LONGEST_SUBJECT = 10


@dataclass(slots=True, eq=False)
class _Entity:
    """One claimant while its mentions are gathered."""

    name: str
    kind: ClaimantKind
    descriptors: set[str] = field(default_factory=set)
    texts: dict[str, None] = field(default_factory=dict)

    def value(self) -> Claimant:
        """Return the claimant as it leaves the engine."""
        return Claimant(self.name, self.kind, tuple(text for text in self.texts if text != self.name))


def resolve_claimants(document: Document, found: list[Found]) -> list[Found]:
    """Return the statements with their claimants, one value for one claimant throughout the article."""
    resolver = _Resolver(document)
    naming = Naming.of(document, [one.source for one in found if one.source])
    introduced = _introductions(document, naming)
    chosen: list[_Entity | None] = []
    for one in found:
        anchor = one.cue.first if one.cue else one.content.first
        while introduced and introduced[-1][0] < anchor:
            resolver.introduce(introduced.pop()[1])
        mention = naming.read(one.source) if one.source and not resolver.is_pronoun(one.source) else None
        chosen.append(resolver.resolve(one, mention))
    resolver.add_pointers()
    values = {entity: entity.value() for entity in chosen if entity}
    return [
        replace(one, claimant=values[entity] if entity else None) for one, entity in zip(found, chosen, strict=True)
    ]


class _Resolver:
    """Reads the statements in order and remembers who spoke last."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._entities: list[_Entity] = []
        self._by_name: dict[str, _Entity] = {}
        self._last: _Entity | None = None
        self._last_person: _Entity | None = None

    def is_pronoun(self, source: Range) -> bool:
        """Say whether a source is one pronoun."""
        return source.last - source.first == 1 and (
            self._document.words.folded[source.first] in self._document.language.pronouns
        )

    def introduce(self, mention: Mention) -> None:
        """Remember somebody who is named as speaking or acting, without a statement of their own."""
        self._remember(self._entity(mention, said=False))

    def resolve(self, one: Found, mention: Mention | None) -> _Entity | None:
        """Return whose statement it is, and remember them."""
        if mention:
            entity: _Entity | None = self._pointed_at(mention) if mention.points_back else None
            entity = entity or self._entity(mention, said=True)
            if one.rule == "relay":
                entity.kind = ClaimantKind.OUTLET
        else:
            entity = self._antecedent(one)
        if not one.claimless:
            self._remember(entity)
        return entity

    def _antecedent(self, one: Found) -> _Entity | None:
        if one.source is None:
            if one.rule in ("passive", "lone_quotation"):
                return None
            carried = one.cue is None
            return self._last if carried else self._last_person or self._last
        pronoun = self._document.words.folded[one.source.first]
        if pronoun in self._document.language.plural_pronouns:
            return self._last
        return self._last_person or self._last

    def _entity(self, mention: Mention, *, said: bool) -> _Entity:
        key = mention.name.lower()
        entity = self._by_name.get(key)
        if entity is None:
            entity = self._by_name[key] = _Entity(mention.name, mention.kind)
            self._entities.append(entity)
        if mention.kind is ClaimantKind.OUTLET:
            entity.kind = ClaimantKind.OUTLET
        entity.descriptors |= mention.descriptors
        if said:
            entity.texts[mention.text] = None
            entity.texts[mention.short] = None
        return entity

    def _pointed_at(self, mention: Mention) -> _Entity | None:
        """Return the latest claimant that every word of the pointer describes; the last person for a bare role."""
        entity = self._described_by(mention.descriptors)
        if entity is None and mention.kind is ClaimantKind.PERSON and not mention.is_bound:
            entity = self._last_person
        if entity:
            entity.texts[mention.text] = None
        return entity

    def _described_by(self, descriptors: frozenset[str]) -> _Entity | None:
        return next((one for one in reversed(self._entities) if descriptors and descriptors <= one.descriptors), None)

    def _remember(self, entity: _Entity | None) -> None:
        if entity:
            self._last = entity
            if entity.kind is ClaimantKind.PERSON:
                self._last_person = entity

    def add_pointers(self) -> None:
        """Add to each claimant the phrases elsewhere in the text that point back at it ("kantor berita X itu")."""
        document, folded = self._document, self._document.words.folded
        language = document.language
        at = 0
        heads = language.outlets.by_first_word.keys() | language.organisations.by_first_word.keys()
        while self._entities and at < len(folded):
            if folded[at] not in heads:
                at += 1
                continue
            size = max(head.match(folded, at, len(folded)) for head in (language.outlets, language.organisations))
            ahead = range(at + size, min(at + size + _LONGEST_POINTER, len(folded))) if size else range(0)
            end = next((end for end in ahead if folded[end] in language.trailing_demonstratives), None)
            if end is not None and all(word[0].isalnum() for word in folded[at:end]):
                entity = self._described_by(describing_words(language, folded[at:end]))
                if entity and len(entity.descriptors) > 1 and entity.kind is not ClaimantKind.PERSON:
                    entity.texts[document.quote(at, end + 1)] = None
            at += size or 1


def _introductions(document: Document, naming: Naming) -> list[tuple[int, Mention]]:
    """Return, the last first, who is named as speaking ("hal itu diungkapkan X") or presented ("X (47), warga Y")."""
    result: list[tuple[int, Mention]] = []
    for cues in document.cues:
        for cue in cues:
            if cue.cue.place == "agent":
                sentence = document.sentences[cue.sentence]
                agent = source_after(document, cue.words.last, sentence.last)
                if agent:
                    result.append((agent.first, naming.read(agent)))
    for sentence in document.sentences:
        presented = _presented(document, sentence.first, sentence.last) or _subject(document, sentence)
        if presented:
            result.append((presented.first, naming.read(presented)))
    return sorted(result, key=lambda pair: -pair[0])


def _subject(document: Document, sentence: Sentence) -> Range | None:
    """Return the full name of a person with which a sentence begins: "Ann Lee, who organised ...", "Sen. Ann Lee's".

    Only where a name follows its role; in the other order an affiliation would be taken for one.
    """
    words = document.words
    if not document.language.role_before_name:
        return None
    first = leading_words(document, sentence.first, sentence.last)
    limit = min(sentence.last, first + _LONGEST_SUBJECT)
    last = first
    roles = document.language.roles
    while last < limit and (words.capital[last] or words.folded[last] == "." or roles.match(words.folded, last, limit)):
        last += 1
    name = without_titles(document, Range(first, last)) if last > first and _goes_on(document, last) else None
    if name is None or not 1 < name.last - name.first <= LONGEST_NAME or not all_capitals(document, name):
        return None
    return (
        None if any(head_size(document, at, name.last) for at in range(name.first, name.last)) else Range(first, last)
    )


def _goes_on(document: Document, at: int) -> bool:
    """Say whether a clause goes on after a name: a colon or dash would make it a dateline or a heading."""
    word = document.words.folded[at] if at < len(document.words) else ""
    return word == "," or word[:1].isalnum()


def _presented(document: Document, first: int, last: int) -> Range | None:
    """Return the name before an age in brackets at the start of a sentence: "Suryani (47), pedagang ..."."""
    words = document.words
    for at in range(first, min(last - 2, first + _AGE_REACH)):
        if words.folded[at] == "(":
            age = words.folded[at + 1]
            return Range(first, at) if at > first and age.isdigit() and len(age) <= 2 else None
        if not words.capital[at]:
            return None
    return None
