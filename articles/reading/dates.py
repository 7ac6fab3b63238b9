"""Dates as people write them into tables, in Indonesian and English, day before month, to what a machine reads."""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari jan",
            "february februari pebruari feb peb",
            "march maret mar",
            "april apr",
            "may mei",
            "june juni jun",
            "july juli jul",
            "august agustus aug agu agt ags",
            "september sept sep",
            "october oktober oct okt",
            "november nopember nov nop",
            "december desember dec des",
        ),
        start=1,
    )
    for name in names.split()
}

ZONES = {"wib": "+07:00", "wita": "+08:00", "wit": "+09:00", "utc": "+00:00", "gmt": "+00:00", "z": "+00:00"}
"""Source: Keputusan Presiden 41/1987, the three zones of Indonesia."""

_TIME = r"(?:\s*,?\s*(?:pukul\s+|at\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([a-z]{1,4})?)?"
_DAY_FIRST = re.compile(rf"(?:[a-z']+,\s*)?(\d{{1,2}})[\s/.-]+([a-z]+|\d{{1,2}})[\s/.,-]+(\d{{4}}){_TIME}\.?")
_MONTH_FIRST = re.compile(rf"(?:[a-z']+,\s*)?([a-z]+)\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){_TIME}\.?")


def as_iso(value: str) -> str:
    """Return a date, with its time where it has one, in the form of ISO 8601; what is none comes back as it was.

    ``05/09/2026`` is the fifth of September: the newsroom writes the day first.
    """
    words = " ".join(value.lower().split())
    if found := _DAY_FIRST.fullmatch(words):
        day, month, year, *clock = found.groups()
    elif found := _MONTH_FIRST.fullmatch(words):
        month, day, year, *clock = found.groups()
    else:
        return value
    number = MONTHS.get(month, 0) if month.isalpha() else int(month)
    if not 1 <= number <= 12 or (clock[3] and clock[3] not in ZONES):
        return value
    date = f"{year}-{number:02}-{int(day):02}"
    if clock[0] is None:
        return date
    return f"{date}T{int(clock[0]):02}:{clock[1]}:{clock[2] or '00'}{ZONES.get(clock[3] or '', '')}"
