"""Step 8: resolve who says it, inside the article: surnames, pronouns, short forms, "kantor berita itu"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from articles.extraction.document import Document, Found, Range
from articles.extraction.naming import Mention, describing_words, read_mention
from articles.extraction.types import Claimant, ClaimantKind

_LONGEST_POINTER = 4
_CARRIED = "carried_on_quotation"


@dataclass(slots=True)
class _Entity:
    """One claimant while its mentions are gathered."""

    name: str
    kind: ClaimantKind
    descriptors: set[str] = field(default_factory=set)
    texts: dict[str, None] = field(default_factory=dict)


def resolve_claimants(document: Document, found: list[Found]) -> list[Found]:
    """Return the statements with their claimants, one value for one claimant throughout the article."""
    places = _places(document)
    entities: list[_Entity] = []
    by_name: dict[str, _Entity] = {}
    chosen: list[_Entity | None] = []
    last: _Entity | None = None
    last_person: _Entity | None = None
    mentions = {
        one.source: read_mention(document, one.source, places)
        for one in found
        if one.source and not _is_pronoun(document, one)
    }
    names = _full_names(mentions.values())
    for one in found:
        entity = _resolve(document, one, mentions, names, entities, by_name, last, last_person)
        chosen.append(entity)
        if entity:
            last = entity
            last_person = entity if entity.kind is ClaimantKind.PERSON else last_person
    _add_pointers(document, entities)
    values = {id(entity): _value(entity) for entity in entities}
    return [
        replace(one, claimant=values[id(entity)] if entity else None) for one, entity in zip(found, chosen, strict=True)
    ]


def _is_pronoun(document: Document, one: Found) -> bool:
    source = one.source
    return (
        source is not None
        and source.last - source.first == 1
        and (document.words.folded[source.first] in document.language.pronouns)
    )


def _resolve(
    document: Document,
    one: Found,
    mentions: dict[Range, Mention],
    names: dict[str, str],
    entities: list[_Entity],
    by_name: dict[str, _Entity],
    last: _Entity | None,
    last_person: _Entity | None,
) -> _Entity | None:
    if one.source is None:
        if one.rule == _CARRIED:
            return last
        return None if one.rule in ("passive", "lone_quotation") else last
    if one.source not in mentions:
        plural = document.words.folded[one.source.first] in document.language.plural_pronouns
        return last if plural else last_person or last
    mention = mentions[one.source]
    if mention.points_back:
        pointed = _pointed_at(mention.descriptors, entities)
        if pointed:
            pointed.texts[mention.text] = None
            return pointed
    name = names.get(mention.name, mention.name)
    entity = by_name.get(name.lower())
    if entity is None:
        entity = by_name[name.lower()] = _Entity(name, mention.kind)
        entities.append(entity)
    if mention.kind is ClaimantKind.OUTLET:
        entity.kind = ClaimantKind.OUTLET
    if one.rule == "relay":
        entity.kind = ClaimantKind.OUTLET
    entity.descriptors |= mention.descriptors
    entity.texts[mention.text] = None
    if mention.name != name:
        entity.texts[mention.name] = None
    return entity


def _full_names(mentions: object) -> dict[str, str]:
    """Return for each short name the fullest name of the article that holds its words: Widji is Widji Lestariono."""
    full: dict[str, str] = {}
    known: dict[str, str] = {}
    seen = [mention for mention in mentions if mention.kind is ClaimantKind.PERSON]  # type: ignore[attr-defined]
    for mention in seen:
        for word in mention.name.split():
            best = known.get(word)
            if best is None or len(mention.name) > len(best):
                known[word] = mention.name
    for mention in seen:
        parts = mention.name.split()
        best = known[parts[0]]
        if len(parts) <= 2 and best != mention.name and set(parts) <= set(best.split()):
            full[mention.name] = best
    return full


def _pointed_at(descriptors: frozenset[str], entities: list[_Entity]) -> _Entity | None:
    """Return the latest claimant that every word of the pointer describes."""
    for entity in reversed(entities):
        if descriptors and descriptors <= entity.descriptors:
            return entity
    return None


def _add_pointers(document: Document, entities: list[_Entity]) -> None:
    """Add to each claimant the phrases elsewhere in the text that point back at it ("kantor berita Korut itu")."""
    language, folded = document.language, document.words.folded
    described = [entity for entity in entities if len(entity.descriptors) > 1]
    heads = (language.outlets, language.organisations)
    at = 0
    while described and at < len(folded):
        size = max(head.match(folded, at, len(folded)) for head in heads)
        if not size:
            at += 1
            continue
        end = next(
            (
                end
                for end in range(at + size, min(at + size + _LONGEST_POINTER, len(folded)))
                if folded[end] in language.demonstratives
            ),
            None,
        )
        if end is not None and language.code != "en" and all(word[0].isalnum() for word in folded[at:end]):
            entity = _pointed_at(describing_words(language, folded[at:end]), described)
            if entity:
                entity.texts[document.quote(at, end + 1)] = None
        at += size


def _places(document: Document) -> frozenset[str]:
    """Return place words: the language's list, and words of this article that follow "di" or "Kabupaten"."""
    language, words = document.language, document.words
    found: set[str] = set()
    for at in range(1, len(words)):
        if not words.capital[at]:
            continue
        before = words.folded[at - 1]
        if before in language.place_markers:
            found.add(words.folded[at])
    return language.places | found


def _value(entity: _Entity) -> Claimant:
    aliases = tuple(text for text in entity.texts if text != entity.name)
    return Claimant(entity.name, entity.kind, aliases)
