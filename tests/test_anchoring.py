"""Anchoring: what an edit did not touch keeps its place, what it touched is told, and no text is too odd or long."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from articles.anchoring import ALIKE, Alignment, Fate, Place

OLD = (
    "Bupati mengatakan jalan itu selesai dibangun pada bulan Juni.\n\n"
    "“Tidak ada satu desa pun yang terputus,” kata Camat Wening Astuti.\n\n"
    "Warga menyebut 1.200 rumah belum teraliri listrik. Bupati mengatakan jalan itu selesai dibangun pada bulan Juni.\n"
)
ROAD, VILLAGES, HOUSES = (
    "jalan itu selesai dibangun pada bulan Juni",
    "Tidak ada satu desa pun yang terputus",
    "1.200 rumah belum teraliri listrik",
)


def anchored(quotation: str, new: str, *, last: bool = False) -> tuple[Fate, str]:
    """Return the fate of a quotation of OLD and the words that stand at its place in a new text."""
    start = OLD.rindex(quotation) if last else OLD.index(quotation)
    place = Alignment(OLD, new).place(start, start + len(quotation))
    return place.fate, new[place.start : place.end] if place.start is not None else ""


@pytest.mark.parametrize(
    ("quotation", "new", "fate", "words"),
    [
        (ROAD, OLD, Fate.STANDS, ROAD),
        (VILLAGES, "Kota — \n\n" + OLD, Fate.STANDS, VILLAGES),
        (VILLAGES, "\n\n".join(OLD.split("\n\n")[::-1]), Fate.STANDS, VILLAGES),
        (VILLAGES, OLD.replace("“", '"').replace(",”", ',"'), Fate.STANDS, VILLAGES),
        (VILLAGES, OLD.replace("satu desa", "satu  desa"), Fate.STANDS, VILLAGES.replace("satu desa", "satu  desa")),
        (VILLAGES, OLD.replace("\n\n", " "), Fate.STANDS, VILLAGES),
        (HOUSES, OLD.replace("listrik. Bupati", "listrik. Itu bohong. Bupati"), Fate.STANDS, HOUSES),
        (HOUSES, OLD.replace("1.200", "2.100"), Fate.CHANGED, HOUSES.replace("1.200", "2.100")),
        (HOUSES, OLD.replace("Warga menyebut 1.200", "Warga menyebut hampir 1.200"), Fate.CHANGED, HOUSES),
        (HOUSES, OLD.replace("teraliri listrik", "teraliri listrik negara"), Fate.CHANGED, HOUSES),
        (
            VILLAGES,
            OLD.replace("satu desa pun", "dua dusun"),
            Fate.CHANGED,
            VILLAGES.replace("satu desa pun", "dua dusun"),
        ),
        (
            VILLAGES,
            OLD.replace("“Tidak ada satu desa pun yang terputus,” kata Camat Wening Astuti.", ""),
            Fate.GONE,
            "",
        ),
        (VILLAGES, "", Fate.GONE, ""),
        (VILLAGES, "Sama sekali berita lain tentang harga cabai di pasar.", Fate.GONE, ""),
    ],
)
def test_what_became_of_a_quotation(quotation: str, new: str, fate: Fate, words: str) -> None:
    assert anchored(quotation, new) == (fate, words)


def test_equal_quotations_are_told_apart_by_what_is_around_them() -> None:
    first, last = OLD.index(ROAD), OLD.rindex(ROAD)
    without_first = OLD.replace("Bupati mengatakan " + ROAD + ".\n\n", "", 1)
    alignment = Alignment(OLD, without_first)
    at = without_first.index(ROAD)
    assert alignment.place(last, last + len(ROAD)) == Place(Fate.STANDS, at, at + len(ROAD))
    assert alignment.place(first, first + len(ROAD)).fate == Fate.GONE  # the other one's place is not its own
    turned = "\n\n".join(OLD.split("\n\n")[::-1])
    alignment = Alignment(OLD, turned)
    assert alignment.place(first, first + len(ROAD)).start == turned.rindex(ROAD)
    assert alignment.place(last, last + len(ROAD)).start == turned.index(ROAD)


@pytest.mark.parametrize(
    ("old", "reworded", "other"),
    [
        (
            "seluruh warga sudah menerima bantuan beras",
            "sebagian warga belum menerima bantuan beras",
            "para ahli meragukan angka penerima bantuan itu",
        ),
        (
            "jembatan itu selesai dibangun pada akhir tahun 2023 dengan biaya Rp40 miliar",
            "jembatan itu rampung pada awal 2024 dengan biaya Rp52 miliar",
            "warga mengeluhkan jembatan lama yang sering rusak sejak tahun lalu",
        ),
        (
            "the ministry has vaccinated 4.2 million children since March",
            "the ministry said it vaccinated 3.9 million children by June",
            "hospitals reported a shortage of vaccine for adults in April",
        ),
    ],
)
def test_reworded_sentences_are_told_from_others(old: str, reworded: str, other: str) -> None:
    assert fuzz.ratio(old, other) < ALIKE - 2 < ALIKE + 10 < fuzz.ratio(old, reworded)
    old, new = f"Kabar pagi. {old}. Kabar sore.", f"{other}. Kabar pagi. Kabar sore. {reworded}."
    place = Alignment(old, new).place(12, old.index(". Kabar sore"))
    assert (place.fate, new[place.start : place.end]) == (Fate.CHANGED, reworded)


WORDS = st.sampled_from(
    [
        "desa",
        "jalan",
        "air",
        "listrik",
        "kata",
        "bupati",
        "camat",
        "naik",
        "turun",
        "tidak",
        "sudah",
        "belum",
        "dua",
        "tiga",
        "Ä",
        "𝕏",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)


@given(st.lists(SENTENCES, min_size=1, max_size=6), st.lists(SENTENCES, min_size=1, max_size=6), st.data())
def test_a_sentence_that_stays_keeps_its_place_whatever_comes_and_goes(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    kept = "Wali nagari menghitung tujuh puluh satu jembatan gantung"
    sentences = [*before, kept, *after]
    new = [sentence for sentence in sentences if sentence == kept or data.draw(st.booleans())]
    for inserted in data.draw(st.lists(SENTENCES, max_size=4)):
        new.insert(data.draw(st.integers(0, len(new))), inserted)
    old_text, new_text = ". ".join(sentences) + ".", ".\n".join(new) + "."
    start = old_text.index(kept)
    at = new_text.index(kept)
    assert Alignment(old_text, new_text).place(start, start + len(kept)) == Place(Fate.STANDS, at, at + len(kept))


@settings(max_examples=300)
@given(st.text("ab .\n“", max_size=60), st.text("ab .\n“", max_size=60), st.data())
def test_what_stands_stands_word_for_word_and_blocks_are_the_same_in_both(
    old: str, new: str, data: st.DataObject
) -> None:
    alignment = Alignment(old, new)
    reached = (0, 0)
    for block in alignment.blocks:
        assert old[block.old : block.old + block.length] == new[block.new : block.new + block.length] != ""
        assert (block.old, block.new) >= reached
        assert block.old >= reached[0]
        assert block.new >= reached[1]
        reached = (block.old + block.length, block.new + block.length)
    start = data.draw(st.integers(-1, len(old)))
    end = data.draw(st.integers(-1, len(old) + 1))
    place = alignment.place(start, end)
    if place.start is not None and place.end is not None:
        assert 0 <= place.start < place.end <= len(new)
    if place.fate == Fate.STANDS:
        assert old[start:end].split() == new[place.start : place.end].split()


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_is_too_odd(old: str, new: str) -> None:
    alignment = Alignment(old, new)
    for start in range(0, len(old), 7):
        place = alignment.place(start, min(len(old), start + 9))
        assert (place.start is None) == (place.fate == Fate.GONE)
    same = sum(block.length for block in alignment.blocks)
    new_length = sum(end - start for start, end in alignment.gaps)
    assert same + new_length == len(new)


def test_what_was_touched_is_known() -> None:
    new = OLD.replace("1.200", "2.100").replace("satu desa", "desa")
    alignment = Alignment(OLD, new)
    for words, touched in [("2.100 rumah", True), ("ada desa", True), (ROAD, False), ("Wening", False)]:
        start = new.index(words)
        assert alignment.touches_a_gap(start, start + len(words)) == touched
    assert not Alignment(OLD, OLD).touches_a_gap(0, len(OLD))


def lines(count: int, chance: random.Random) -> list[str]:
    """Return sentences of made-up words."""
    return [" ".join(f"kata{chance.randrange(3_000)}" for _word in range(40)) + "." for _line in range(count)]


@pytest.mark.parametrize("edit", ["a word a line", "all new", "shuffled", "one word over and over"])
def test_it_takes_time_linear_in_the_texts(edit: str) -> None:
    def seconds(count: int) -> float:
        chance = random.Random(7)
        old = lines(count, chance)
        new = {
            "a word a line": [line.replace("kata1", "ubah", 1) for line in old],
            "all new": lines(count, chance),
            "shuffled": chance.sample(old, len(old)),
            "one word over and over": ["a a a b a. " * 8] * count,
        }[edit]
        old = ["a a a a b. " * 8] * count if edit == "one word over and over" else old
        before, after = "\n".join(old), "\n".join(new)
        began = time.perf_counter()
        alignment = Alignment(before, after)
        for start in range(0, len(before) - 60, len(before) // count):
            alignment.place(start, start + 55)
        return time.perf_counter() - began

    seconds(50)
    assert min(seconds(400) for _round in range(2)) < 4 * seconds(200) + 0.2
