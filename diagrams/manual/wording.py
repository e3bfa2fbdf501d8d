"""How the printed manual says things: numbers, dates, places, legal bases. In Thai, with Thai digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from diagrams.manual.book import Run
from engine.calendar import BUDDHIST_ERA, FULL_MONTHS, TO_THAI_DIGITS
from engine.messages import text
from engine.model import WHOLE, Law, Legal

CERTAINTIES = {
    "certain": "แน่นอน", "high": "ค่อนข้างแน่", "medium": "ปานกลาง", "low": "ไม่แน่", "undecided": "วินิจฉัยไม่ได้",
}  # fmt: skip
PLACES = {
    "cover": "หน้าปก", "preface": "คำนำ", "structure-chart": "ผังโครงสร้าง", "manual": "ทั้งเล่ม",
}  # fmt: skip


def digits(number: object) -> str:
    """A number, or a text with digits in it, in Thai digits."""
    return str(number).translate(TO_THAI_DIGITS)


def full_date(day: date) -> str:
    """๒๓ พฤศจิกายน ๒๕๖๙."""
    return digits(f"{day.day} {FULL_MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}")


def days(within: str) -> str:
    """A time limit (``15 working days``) as the office says it: ๑๕ วันทำการ."""
    number, _, unit = within.partition(" ")
    return f"{digits(number)} {'วันทำการ' if 'working' in unit else 'วัน'}"


def part(word: str) -> str:
    """The part of which an inference or a verification speaks, in brackets; empty where it is the whole."""
    return "" if word == WHOLE else f" ({text(f'part-{word}', 'th')})"


def citation(legal: Legal, laws: Mapping[str, Law]) -> Iterator[Run]:
    """A legal basis as it is cited, each part marked if it was inferred."""
    law = laws.get(legal.law)
    if legal.section:
        word = "ข้อ" if law and law.by_clause else "มาตรา"
        yield Run(f"{word} {digits(legal.section)}", inferred=legal.inferred("section"))
        yield Run(" แห่ง")
    title = law.title if law else legal.law
    yield Run(
        title + (" (อนุมาน)" if legal.inferred("law") else ""), inferred=legal.inferred("law"), to=f"law-{legal.law}"
    )


def place_words(place: str, numbers: Mapping[str, int], laws: Mapping[str, int]) -> str:
    """Where in the manual a misprint stands: ``curriculum/responsible/7`` is งานที่ ๒ ผู้รับผิดชอบ ข้อ ๗."""
    first, *rest = place.split("/")
    if first in PLACES:
        return PLACES[first]
    if first == "laws" and rest:
        return f"กฎหมายลำดับที่ {digits(laws.get(rest[0], '–'))}"
    words = f"งานที่ {digits(numbers[first])}" if first in numbers else first
    match rest:
        case ["responsible"]:
            return f"{words} ผู้รับผิดชอบ"
        case ["responsible", number]:
            return f"{words} ผู้รับผิดชอบ ข้อ {digits(number)}"
        case [item]:
            return f"{words} ข้อ {digits(item)}"
    return words
