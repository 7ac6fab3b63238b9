"""Names to claimants: the same name is the same claimant, across articles."""

from collections.abc import Iterable
from typing import Protocol

from articles.models import Claimant, ClaimantName
from articles.models.claimants import ClaimantKind, claimant_key

NAME_LENGTH = 300


class Named(Protocol):
    """Somebody as an engine names them: the fullest name, the kind, and the other names in the article."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


def claimants_for(found: Iterable[Named]) -> dict[str, Claimant]:
    """Return a row for each name that the engine found, making those that are new.

    A name that an earlier claimant has as an alias is that claimant; an alias that belongs to somebody else stays
    theirs. Safe beside other workers: the unique key on names decides who comes first. Call it in a transaction.
    """
    wanted: dict[str, Named] = {}
    for claimant in found:
        wanted.setdefault(claimant.name, claimant)
    return {
        name: claimant_named(name, kind=claimant.kind, aliases=claimant.aliases)
        # In the order of their keys, so that two workers that write the same names never wait for each other in a ring.
        for name, claimant in sorted(wanted.items(), key=lambda item: claimant_key(item[0]))
    }


def claimant_named(name: str, *, kind: str = ClaimantKind.PERSON, aliases: Iterable[str] = ()) -> Claimant:
    """Return the claimant with a name, making it when there is none, and add the aliases that are free."""
    name = " ".join(name.split())[:NAME_LENGTH]
    known = ClaimantName.objects.select_related("claimant").filter(key=claimant_key(name)).first()
    claimant = known.claimant if known else _made(name, kind)
    rows = {claimant_key(alias[:NAME_LENGTH]): alias[:NAME_LENGTH] for alias in aliases if alias.strip()}
    ClaimantName.objects.bulk_create(
        [ClaimantName(claimant=claimant, name=alias, key=key) for key, alias in sorted(rows.items())],
        ignore_conflicts=True,
    )
    return claimant


def _made(name: str, kind: str) -> Claimant:
    claimant = Claimant.objects.create(name=name, kind=kind)
    key = claimant_key(name)
    ClaimantName.objects.bulk_create([ClaimantName(claimant=claimant, name=name, key=key)], ignore_conflicts=True)
    owner = ClaimantName.objects.select_related("claimant").get(key=key).claimant
    if owner.pk != claimant.pk:  # another worker made it between our look and our write
        claimant.delete()
    return owner
