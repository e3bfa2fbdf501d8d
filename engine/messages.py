"""Every sentence the program says, in Thai and English, side by side.

A sentence names its values in braces. ``help`` says what to do; it is left out where a value it needs is empty, so
that "did you mean `{near}`?" appears only when something is near.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.calendar import Language, spoken_date

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What nobody sees, or a terminal obeys: refused in files and values, never printed. Tabs and line ends are not in it."""

MOST_NAMES = 40
"""How many names a sentence lists; the rest are counted."""


LONGEST_VALUE = 300
"""Letters of a value up to which a refusal tells it whole: no path and no name is longer."""
FIRST, LAST = 50, 29
"""So many letters of a longer one are told."""
BEHIND, BEFORE = "ะาำๅ", "เแโใไ"
"""Thai vowels that stand in a line with their letter; those above and below it and the tone marks are told by Unicode."""


class Phrase(NamedTuple):
    """A value that is itself a sentence of this catalogue, such as "step `adapt`"."""

    code: str
    values: Mapping[str, object] = {}


class Sentence(NamedTuple):
    """A message in both languages, and what to do about it (each line of help stands by itself)."""

    en: str
    th: str
    help_en: str = ""
    help_th: str = ""


NEAR_EN = "did you mean `{near}`?"
NEAR_TH = "หมายถึง `{near}` ใช่หรือไม่"


def text(code: str, language: Language, values: Mapping[str, object] | None = None) -> str:
    """The sentence of a code with its values filled in."""
    sentence = SENTENCES[code]
    return _fill(sentence.th if language == "th" else sentence.en, values or {}, language)


def help_text(code: str, language: Language, values: Mapping[str, object] | None = None) -> str:
    """What to do about a code; lines whose values are empty are left out."""
    sentence = SENTENCES[code]
    lines = (sentence.help_th if language == "th" else sentence.help_en).split("\n")
    values = values or {}
    return "\n".join(
        _fill(line, values, language) for line in lines if line and all(values.get(n) for n in _names(line))
    )


def _names(line: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", line)


def _fill(sentence: str, values: Mapping[str, object], language: Language) -> str:
    def filled(place: re.Match[str]) -> str:
        value = values.get(place[1], "")
        if language == "th" and isinstance(value, str) and place[1] in ("reason", "detail"):
            value = in_thai(value)
        return shown(value, language)

    return re.sub(r"\{(\w+)\}", filled, sentence)


def in_thai(said: str) -> str:
    """What SQLite or PostgreSQL says, in Thai where we have it."""
    found = ((re.fullmatch(pattern, said), thai) for pattern, thai in SAID_BY_DATABASES.items())
    return next((match.expand(thai) for match, thai in found if match), said)


def shown(value: object, language: Language) -> str:
    """A value as a person reads it: on one line, so that it forges no other, and nothing that a terminal would obey."""
    if isinstance(value, Phrase):
        return text(value.code, language, value.values)
    if isinstance(value, (list, tuple, set, frozenset)):
        names = [shown(entry, language) for entry in list(value)[:MOST_NAMES]]
        return ", ".join(names) + (f", … (+{len(value) - MOST_NAMES})" if len(value) > MOST_NAMES else "")
    if isinstance(value, date):
        return spoken_date(value, language)
    return HIDDEN.sub("\ufffd", re.sub(r"\s*\n\s*|\t", " ", str(value)))


def brief(value: Any) -> Any:
    """A value for a sentence that must be read: what is too long is cut in its middle, never within a letter and what
    belongs to it."""
    if isinstance(value, Phrase):
        return Phrase(value.code, briefly(value.values))
    if isinstance(value, (list, tuple, set, frozenset)):
        return [brief(entry) for entry in value]
    if not isinstance(value, str) or len(value) <= LONGEST_VALUE:
        return value
    first, last = FIRST, len(value) - LAST
    while first and _is_mark(value[first]):
        first -= 1
    while last < len(value) and (_is_mark(value[last]) or value[last - 1] in BEFORE):
        last += 1
    return f"{value[:first].rstrip(BEFORE)}…{value[last:]}"


def briefly(values: Mapping[str, object]) -> dict[str, object]:
    """The values of a sentence likewise."""
    return {name: brief(value) for name, value in values.items()}


def _is_mark(letter: str) -> bool:
    """Whether a letter belongs to the one before it."""
    return letter in BEHIND or unicodedata.category(letter) in ("Mn", "Me", "Mc")


SENTENCES: dict[str, Sentence] = {
    # -- severities and labels -------------------------------------------------------------------------------------
    "error": Sentence("error", "ผิดพลาด"),
    "warning": Sentence("warning", "คำเตือน"),
    "note": Sentence("note", "ข้อสังเกต"),
    "the-file": Sentence("the file", "ไฟล์"),
    "the-word": Sentence("`{name}`", "`{name}` "),
    "an-entry-of": Sentence("an entry of `{name}`", "รายการหนึ่งใน `{name}` "),
    "not-a-file": Sentence("it is not a file", "ไม่ใช่ไฟล์"),
    "the-process": Sentence("the procedure", "กระบวนงาน"),
    "the-step": Sentence("step `{name}`", "ขั้นตอน `{name}`"),
    "the-outcome": Sentence("outcome `{name}`", "ผลการพิจารณา `{name}`"),
    "the-field": Sentence("field `{name}`", "ข้อมูล `{name}`"),
    "the-chapter": Sentence("chapter {place}", "บทที่ {place} "),
    "the-preface": Sentence("the preface", "คำนำ"),
    "the-legal": Sentence("this legal basis", "ฐานกฎหมายนี้"),
    "the-actor": Sentence("actor `{name}`", "ผู้ปฏิบัติ `{name}`"),
    "the-member": Sentence("member {place}", "สมาชิกลำดับที่ {place} "),
    "the-delegation": Sentence("delegation {place}", "คำสั่งให้รักษาราชการแทนลำดับที่ {place} "),
    "the-law": Sentence("law `{name}`", "กฎหมาย `{name}`"),
    "the-holiday": Sentence("day off {name}", "วันหยุด {name}"),
    "the-erratum": Sentence("misprint in line {name}", "คำพิมพ์ผิดบรรทัดที่ {name}"),
    "the-order": Sentence("order {name}", "คำสั่ง {name}"),
    "the-entry": Sentence("this entry", "รายการนี้"),
    "a-text": Sentence("a single text", "ข้อความเดียว"),
    "a-list": Sentence("a list", "รายการ"),
    "a-mapping": Sentence("a group of `name: value` lines", "กลุ่มบรรทัดแบบ `ชื่อ: ค่า`"),
    "when-so": Sentence("when `{chosen}`", "เมื่อ `{chosen}`"),
    "in-every-case": Sentence("in every case", "ในทุกกรณี"),
    # -- the file as text --------------------------------------------------------------------------------------------
    "unreadable": Sentence(
        "the file cannot be read: {reason}",
        "อ่านไฟล์ไม่ได้: {reason}",
        "check that the file exists and that you may read it",
        "ตรวจว่ามีไฟล์นี้อยู่และท่านมีสิทธิ์อ่าน",
    ),
    "outside-folder": Sentence(
        "this file is a link that leads out of the folder of the procedures",
        "ไฟล์นี้เป็นทางลัดไปยังที่อื่นนอกโฟลเดอร์ของกระบวนงาน",
        "put the file itself into the folder",
        "ให้นำตัวไฟล์จริงมาไว้ในโฟลเดอร์",
    ),
    "too-large": Sentence(
        "the file has {size} bytes; at most {limit} are read",
        "ไฟล์มีขนาด {size} ไบต์ อ่านได้ไม่เกิน {limit} ไบต์",
        "a procedure is a few pages of text: is this the right file?",
        "กระบวนงานหนึ่งยาวเพียงไม่กี่หน้า โปรดตรวจว่าเลือกไฟล์ถูกหรือไม่",
    ),
    "not-utf8": Sentence(
        "the file is not UTF-8 text; it looks like {found}",
        "ไฟล์ไม่ได้บันทึกเป็น UTF-8 ดูเหมือนจะเป็น {found}",
        "open it in your editor and save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)",
        "เปิดไฟล์แล้วบันทึกใหม่เป็น UTF-8 (ใน Notepad: บันทึกเป็น เลือกการเข้ารหัส UTF-8)",
    ),
    "hidden-character": Sentence(
        "an invisible character ({name}) stands here",
        "มีอักขระที่มองไม่เห็น ({name}) อยู่ตรงนี้",
        "delete it; it often comes along when text is copied from a web page or a PDF",
        "ลบออก มักติดมาเมื่อคัดลอกข้อความจากหน้าเว็บหรือ PDF",
    ),
    "tab": Sentence(
        "a tab is used to indent this line",
        "บรรทัดนี้ย่อหน้าด้วยปุ่ม Tab",
        "indent with blanks",
        "ให้ย่อหน้าด้วยการเคาะเว้นวรรค",
    ),
    "not-yaml": Sentence(
        "the text cannot be read from here on",
        "อ่านข้อความต่อจากตรงนี้ไม่ได้",
        "look at this line and the one above: indentation, a missing colon, an open bracket or quotation mark",
        "ดูบรรทัดนี้และบรรทัดก่อนหน้า: การย่อหน้า เครื่องหมาย : ที่ขาด วงเล็บหรืออัญประกาศที่ยังไม่ปิด",
    ),
    "no-colon": Sentence(
        "this line does not have the form `name: value`",
        "บรรทัดนี้ไม่อยู่ในรูป `ชื่อ: ค่า`",
        "behind the name stand a colon and a blank: `title: …`\na text that goes on from the line above is written on one line with it",
        "หลังชื่อต้องมีเครื่องหมาย : และเว้นวรรค เช่น `title: …`\nหากเป็นข้อความต่อจากบรรทัดก่อน ให้พิมพ์ต่อกันในบรรทัดเดียว",
    ),
    "colon-in-text": Sentence(
        "a colon cannot stand here",
        "ใส่เครื่องหมาย : ตรงนี้ไม่ได้",
        'if the colon belongs to the text, put the whole text in quotation marks: "…"'
        "\nif it is the only colon of the line, the line is indented further than those around it",
        'หากเครื่องหมาย : เป็นส่วนหนึ่งของข้อความ ให้ใส่ข้อความทั้งหมดในเครื่องหมาย "…"'
        "\nหากทั้งบรรทัดมี : เพียงแห่งเดียว แสดงว่าบรรทัดนี้ย่อหน้าลึกกว่าบรรทัดข้างเคียง",
    ),
    "indentation": Sentence(
        "this line is not indented like its neighbours",
        "บรรทัดนี้ย่อหน้าไม่ตรงกับบรรทัดข้างเคียง",
        "lines of one list or one group start in the same column\na list entry begins with a hyphen and a blank: `- id: …`",
        "บรรทัดในรายการหรือกลุ่มเดียวกันต้องเริ่มที่ตำแหน่งเดียวกัน\nรายการขึ้นต้นด้วยขีด (-) และเว้นวรรค เช่น `- id: …`",
    ),
    "unclosed": Sentence(
        "a bracket or quotation mark is opened and not closed",
        "เปิดวงเล็บหรืออัญประกาศไว้แต่ไม่ได้ปิด",
        "close it with the sign that matches on the line where it belongs"
        '\nif it is closed, put the text between the brackets in quotation marks: "…"',
        'ให้ปิดด้วยเครื่องหมายที่คู่กันในบรรทัดที่ควรปิด\nหากปิดแล้ว ให้ใส่ข้อความที่อยู่ในวงเล็บไว้ในเครื่องหมาย "…"',
    ),
    "bad-escape": Sentence(
        'inside "…" the sign \\ has a meaning of its own, and `{name}` has none',
        'ใน "…" เครื่องหมาย \\ มีความหมายเฉพาะ แต่ `{name}` ไม่มีความหมายที่กำหนดไว้',
        "put the text in '…' instead, where \\ is an ordinary sign",
        "ให้ใช้ '…' แทน ซึ่ง \\ เป็นเครื่องหมายธรรมดา",
    ),
    "reserved-sign": Sentence(
        "a text cannot begin with the sign that `{name}` begins with",
        "ข้อความจะขึ้นต้นด้วยเครื่องหมายตัวแรกของ `{name}` ไม่ได้",
        'put the whole text in quotation marks: "…"',
        'ให้ใส่ข้อความทั้งหมดในเครื่องหมาย "…"',
    ),
    "empty-file": Sentence(
        "the file is empty",
        "ไฟล์ว่างเปล่า",
        "a procedure file begins with `process:`; the bundled files are examples",
        "ไฟล์กระบวนงานขึ้นต้นด้วย `process:` ดูตัวอย่างได้จากไฟล์ที่ให้มา",
    ),
    "anchor": Sentence(
        "`&{name}` names a piece of text for use elsewhere, which is not allowed",
        "ไม่รับการตั้งชื่อข้อความด้วย `&{name}` เพื่อใช้ซ้ำ",
        "write the text out where it is needed; if the & belongs to the text, put it in quotation marks",
        'ให้พิมพ์ข้อความเต็มในที่ที่ใช้ หาก & เป็นส่วนหนึ่งของข้อความ ให้ใส่เครื่องหมาย "…"',
    ),
    "alias": Sentence(
        "`*{name}` stands for text written elsewhere, which is not allowed",
        "ไม่รับการอ้างข้อความจากที่อื่นด้วย `*{name}`",
        "write the text out here; if the * belongs to the text, put it in quotation marks",
        'ให้พิมพ์ข้อความเต็มตรงนี้ หาก * เป็นส่วนหนึ่งของข้อความ ให้ใส่เครื่องหมาย "…"',
    ),
    "merge-key": Sentence(
        "`<<` merges another mapping, which is not allowed",
        "ไม่รับการรวมข้อมูลด้วย `<<`",
        "write the lines out here",
        "ให้พิมพ์บรรทัดเหล่านั้นตรงนี้",
    ),
    "tag": Sentence(
        "`{name}` gives a type to a value, which is not allowed",
        "ไม่รับการกำหนดชนิดข้อมูลด้วย `{name}`",
        "delete it; if the ! belongs to the text, put it in quotation marks",
        'ให้ลบออก หาก ! เป็นส่วนหนึ่งของข้อความ ให้ใส่เครื่องหมาย "…"',
    ),
    "directive": Sentence(
        "a line that begins with % is a directive, which is not allowed",
        "ไม่รับบรรทัดคำสั่งที่ขึ้นต้นด้วย %",
        "delete the line",
        "ให้ลบบรรทัดนี้",
    ),
    "second-document": Sentence(
        "`---` begins a second document in the same file",
        "`---` เป็นการเริ่มเอกสารที่สองในไฟล์เดียวกัน",
        "one file holds one procedure: move what follows to a file of its own",
        "หนึ่งไฟล์มีหนึ่งกระบวนงาน ให้ย้ายส่วนที่ตามมาไปไว้อีกไฟล์",
    ),
    "too-deep": Sentence(
        "more than {limit} levels inside each other",
        "ซ้อนกันลึกเกิน {limit} ชั้น",
        "no word of the language needs so many",
        "การเขียนกระบวนงานไม่ต้องซ้อนลึกเช่นนี้",
    ),
    "too-many-groups": Sentence(
        "more than {limit} lists and groups in one file",
        "มีรายการและกลุ่มข้อมูลในไฟล์เดียวเกิน {limit} กลุ่ม",
        "a procedure is a few pages of text: is this the right file?",
        "กระบวนงานหนึ่งยาวเพียงไม่กี่หน้า โปรดตรวจว่าเลือกไฟล์ถูกหรือไม่",
    ),
    "too-many-texts": Sentence(
        "more than {limit} keys and values in one file",
        "มีคีย์และค่าในไฟล์เดียวเกิน {limit} รายการ",
        "a procedure is a few pages of text: is this the right file?",
        "กระบวนงานหนึ่งยาวเพียงไม่กี่หน้า โปรดตรวจว่าเลือกไฟล์ถูกหรือไม่",
    ),
    "too-many-lines": Sentence(
        "more than {limit} lines in one file",
        "ไฟล์เดียวมีเกิน {limit} บรรทัด",
        "a procedure is a few pages of text: is this the right file?",
        "กระบวนงานหนึ่งยาวเพียงไม่กี่หน้า โปรดตรวจว่าเลือกไฟล์ถูกหรือไม่",
    ),
    "repeated-key": Sentence(
        "`{name}` stands here for the second time; the first is in line {first}",
        "`{name}` ปรากฏซ้ำเป็นครั้งที่สอง ครั้งแรกอยู่ที่บรรทัด {first}",
        "keep one of the two\nif a step begins here, put a hyphen before it: `- {dash}: …`",
        "ให้เก็บไว้เพียงแห่งเดียว\nหากเป็นจุดเริ่มต้นของขั้นตอนใหม่ ให้ใส่ขีดข้างหน้า: `- {dash}: …`",
    ),
    "key-not-text": Sentence(
        "the name before the colon is not plain text",
        "ชื่อหน้าเครื่องหมาย : ไม่ใช่ข้อความธรรมดา",
        "write one of the words of the language there",
        "ให้ใช้คำที่กำหนดไว้สำหรับเขียนกระบวนงาน",
    ),
    "folded-thai": Sentence(
        "the line break in this text puts a blank inside Thai words",
        "การขึ้นบรรทัดใหม่ในข้อความนี้ทำให้เกิดช่องว่างกลางคำไทย",
        "write the text on one line, however long; your editor can wrap it on screen",
        "ให้พิมพ์ข้อความไว้ในบรรทัดเดียวแม้จะยาว โปรแกรมแก้ไขข้อความตัดบรรทัดให้บนจอได้",
    ),
    # -- the words of the language ------------------------------------------------------------------------------------
    "unknown-key": Sentence(
        "unknown key `{name}` in {where}",
        "ไม่รู้จักคำ `{name}` ใน{where}",
        'a comma within {…} parts words; if `{comma}` belongs to the text before it, put that text in "…"\n'
        + NEAR_EN
        + "\nallowed here: {allowed}",
        'จุลภาคใน {…} ใช้คั่นคำ หาก `{comma}` เป็นส่วนหนึ่งของข้อความข้างหน้า ให้ใส่ข้อความนั้นใน "…"\n'
        + NEAR_TH
        + "\nคำที่ใช้ได้ตรงนี้: {allowed}",
    ),
    "missing-key": Sentence(
        "{where} lacks `{name}`",
        "ไม่มีคำ `{name}` ใน{where}",
        "add a line `{name}: …` ({meaning})",
        "ให้เพิ่มบรรทัด `{name}: …` ({meaning})",
    ),
    "empty-value": Sentence(
        "{what} is empty",
        "{what}ยังไม่มีค่า",
        "write its value, or delete the line",
        "ให้เขียนค่า หรือลบบรรทัดนี้",
    ),
    "wrong-kind": Sentence(
        "{what} must be {expected}; {found} is written here",
        "{what}ต้องเป็น{expected} แต่ที่เขียนไว้เป็น{found}",
        "for example: {example}",
        "ตัวอย่าง: {example}",
    ),
    "bad-id": Sentence(
        "`{found}` cannot be a name: small Latin letters and digits, with single hyphens between them",
        "`{found}` ใช้เป็นชื่ออ้างอิงไม่ได้ ใช้ได้เฉพาะอักษรภาษาอังกฤษตัวพิมพ์เล็ก (a–z) และตัวเลข คั่นด้วยขีด (-) ได้",
        "the name that goes with this title is `{called}`\na name could be `{near}`\nThai belongs into `{title}`",
        "ชื่ออ้างอิงของชื่อนี้คือ `{called}`\nอาจใช้ `{near}`\nข้อความไทยให้เขียนใน `{title}`",
    ),
    "long-id": Sentence(
        "the name `{found}` has more than {limit} letters",
        "ชื่ออ้างอิง `{found}` ยาวเกิน {limit} ตัวอักษร",
        "a name is typed in commands: make it short; the full wording belongs into `title`",
        "ชื่ออ้างอิงต้องพิมพ์ในคำสั่งจึงควรสั้น ส่วนข้อความเต็มให้เขียนใน `title`",
    ),
    "bad-number": Sentence(
        "`{name}` must be a whole number from 1 on; `{found}` is written here",
        "`{name}` ต้องเป็นจำนวนเต็มตั้งแต่ 1 ขึ้นไป แต่ที่เขียนไว้คือ `{found}`",
    ),
    "bad-date": Sentence(
        "`{name}` must be a date such as 2026-11-23 (year of the common era, month, day); `{found}` is written here",
        "`{name}` ต้องเป็นวันที่ เช่น 2026-11-23 (ปี ค.ศ.-เดือน-วัน) แต่ที่เขียนไว้คือ `{found}`",
        "write {hint}",
        "ให้เขียน {hint}",
    ),
    "bad-year": Sentence(
        "`{found}` is not a year of the common era such as `2026`",
        "`{found}` ไม่ใช่ปี ค.ศ. เช่น `2026`",
        "it is the year of the Buddhist era less 543",
        "ปี ค.ศ. คือ ปี พ.ศ. ลบด้วย 543",
    ),
    "bad-choice": Sentence(
        "`{name}` cannot be `{found}`",
        "`{name}` เป็น `{found}` ไม่ได้",
        NEAR_EN + "\nallowed: {allowed}",
        NEAR_TH + "\nค่าที่ใช้ได้: {allowed}",
    ),
    "bad-within": Sentence(
        "`within` must be a number of days such as `15 days` or `15 working days`; `{found}` is written here",
        "`within` ต้องเป็นจำนวนวัน เช่น `15 days` (วัน) หรือ `15 working days` (วันทำการ) แต่ที่เขียนไว้คือ `{found}`",
        NEAR_EN,
        NEAR_TH,
    ),
    # -- names --------------------------------------------------------------------------------------------------------
    "repeated-name": Sentence(
        "the name `{name}` is already used in line {first}",
        "ชื่อ `{name}` ใช้ไปแล้วในบรรทัด {first}",
        "steps and fields of a procedure share one set of names: choose another",
        "ขั้นตอนและข้อมูลของกระบวนงานเดียวกันต้องใช้ชื่อไม่ซ้ำกัน ให้ตั้งชื่อใหม่",
    ),
    "was-still-there": Sentence(
        "step `{step}` cannot be what `{name}` was: there is a step `{name}` in line {first}",
        "ขั้นตอน `{step}` เดิมชื่อ `{name}` ไม่ได้ เพราะยังมีขั้นตอน `{name}` อยู่ในบรรทัด {first}",
        "`was` names what a step was called before: take it out, or rename the other step",
        "`was` คือชื่อเดิมของขั้นตอนที่เปลี่ยนชื่อแล้ว ให้ลบออก หรือเปลี่ยนชื่ออีกขั้นตอนหนึ่ง",
    ),
    "was-twice": Sentence(
        "two steps were called `{name}`: `{step}` and, in line {first}, `{other}`",
        "มีสองขั้นตอนที่เดิมชื่อ `{name}` คือ `{step}` กับ `{other}` ในบรรทัด {first}",
        "only one step can go on with what was done under that name: leave `was: {name}` at that one",
        "งานที่ทำแล้วในชื่อนั้นนับต่อได้ที่ขั้นตอนเดียว ให้คง `was: {name}` ไว้ที่ขั้นตอนนั้น",
    ),
    "repeated-process": Sentence(
        "the procedure `{name}` is already defined in {first}",
        "กระบวนงาน `{name}` มีอยู่แล้วในไฟล์ {first}",
        "give one of them another name, or remove one file",
        "ให้ตั้งชื่อใหม่หรือนำไฟล์หนึ่งออก",
    ),
    "repeated-number": Sentence(
        "the number {name} is already the number of `{other}` in {first}",
        "ลำดับที่ {name} ใช้ไปแล้วกับ `{other}` ในไฟล์ {first}",
        "case numbers begin with it: give one of them another",
        "เลขเรื่องขึ้นต้นด้วยลำดับนี้ ให้เปลี่ยนเป็นลำดับอื่นหนึ่งไฟล์",
    ),
    "unread-file": Sentence(
        "nothing reads this file",
        "ไม่มีส่วนใดของโปรแกรมอ่านไฟล์นี้",
        "a procedure lies in the folder itself and ends in .yaml (not .yaml.txt), a catalogue too (actors.yaml)\nof the translations only en.yaml is read",
        "ไฟล์กระบวนงานและไฟล์รายชื่อ เช่น actors.yaml ต้องอยู่ในโฟลเดอร์โดยตรงและลงท้ายด้วย .yaml (ไม่ใช่ .yaml.txt)\nคำแปลอ่านเฉพาะ en.yaml",
    ),
    "repeated-entry": Sentence(
        "`{name}` is listed twice in `{key}`",
        "มี `{name}` ซ้ำสองครั้งใน `{key}`",
        "delete one",
        "ให้ลบออกหนึ่งแห่ง",
    ),
    "unknown-step": Sentence(
        "step `{step}` waits for `{name}`, which does not exist",
        "ขั้นตอน `{step}` รอ `{name}` ซึ่งไม่มีอยู่",
        NEAR_EN + "\nsteps: {allowed}",
        NEAR_TH + "\nขั้นตอนที่มี: {allowed}",
    ),
    "unknown-actor": Sentence(
        "no actor is called `{name}`",
        "ไม่มีผู้ปฏิบัติชื่อ `{name}`",
        NEAR_EN + "\nactors are listed in actors.yaml",
        NEAR_TH + "\nรายชื่อผู้ปฏิบัติอยู่ในไฟล์ actors.yaml",
    ),
    "unknown-law": Sentence(
        "no law is called `{name}`",
        "ไม่มีกฎหมายชื่อ `{name}`",
        NEAR_EN + "\nlaws are listed in laws.yaml",
        NEAR_TH + "\nรายการกฎหมายอยู่ในไฟล์ laws.yaml",
    ),
    "unknown-field": Sentence(
        "`{key}` of step `{step}` names `{name}`, which is not among the `fields`",
        "`{key}` ของขั้นตอน `{step}` อ้าง `{name}` ซึ่งไม่มีใน `fields`",
        NEAR_EN + "\nfields: {allowed}\na new field is added under `fields:`, above the steps",
        NEAR_TH + "\nข้อมูลที่มี: {allowed}\nหากเป็นข้อมูลใหม่ ให้เพิ่มใต้ `fields:` เหนือรายการขั้นตอน",
    ),
    "nobody": Sentence(
        "nobody may perform step `{step}`: it names no actor and the procedure lists nobody in `responsible`",
        "ไม่มีผู้ใดปฏิบัติขั้นตอน `{step}` ได้ เพราะไม่ได้ระบุผู้ปฏิบัติและกระบวนงานไม่มีรายชื่อใน `responsible`",
        "add `by: [ACTOR]` to the step",
        "ให้เพิ่ม `by: [ผู้ปฏิบัติ]` ในขั้นตอน",
    ),
    "actor-cycle": Sentence(
        "through `{key}`, `{name}` belongs to itself: {round}",
        "`{name}` สังกัดหรือเป็นสมาชิกของตนเองตาม `{key}`: {round}",
        "take one of these names out of `{key}`",
        "ให้นำชื่อใดชื่อหนึ่งออกจาก `{key}`",
    ),
    "not-by-unknown": Sentence(
        "step `{step}` must not be done by whoever did `{name}`, which does not exist",
        "ขั้นตอน `{step}` ห้ามผู้ที่ทำ `{name}` เป็นผู้ทำ แต่ไม่มีขั้นตอนนี้",
        NEAR_EN + "\nsteps: {allowed}",
        NEAR_TH + "\nขั้นตอนที่มี: {allowed}",
    ),
    "person-members": Sentence(
        "`{name}` is a person and cannot have members",
        "`{name}` เป็นบุคคล จึงมีสมาชิกไม่ได้",
        "who acts in a person's stead stands under `delegations`, with the order",
        "ผู้รักษาราชการแทนให้เขียนไว้ใน `delegations` พร้อมเลขที่คำสั่ง",
    ),
    "term-dates": Sentence(
        "for `{name}`, the last day ({until}) lies before the first ({from})",
        "วันสุดท้ายของ `{name}` ({until}) อยู่ก่อนวันแรก ({from})",
        "check the two dates",
        "ให้ตรวจวันที่ทั้งสอง",
    ),
    "delegate-no-person": Sentence(
        "only a person can act in another's stead; `{name}` is none",
        "ผู้รักษาราชการแทนต้องเป็นบุคคล แต่ `{name}` ไม่ใช่บุคคล",
        "name an actor of `kind: person` in `who`",
        "ให้ระบุผู้ปฏิบัติที่เป็น `kind: person` ใน `who`",
    ),
    "delegate-self": Sentence(
        "`{name}` cannot act in their own stead",
        "`{name}` รักษาราชการแทนตนเองไม่ได้",
        "`who` acts, `for` is the one who is away",
        "`who` คือผู้รักษาราชการแทน `for` คือผู้ที่ไม่อยู่หรือไม่อาจปฏิบัติราชการได้",
    ),
    "delegate-without": Sentence(
        "order {order} hands on `{name}`, which `{for}` does not hold",
        "คำสั่ง {order} ให้ทำหน้าที่ `{name}` แทน แต่ `{for}` ไม่ได้มีหน้าที่นี้",
        "`{for}` holds: {held}",
        "หน้าที่ของ `{for}`: {held}",
    ),
    "delegate-process": Sentence(
        "no procedure is called `{name}`",
        "ไม่มีกระบวนงานชื่อ `{name}`",
        NEAR_EN + "\nprocedures: {allowed}",
        NEAR_TH + "\nกระบวนงานที่มี: {allowed}",
    ),
    # -- what waits for what ------------------------------------------------------------------------------------------
    "cycle": Sentence(
        "these steps wait for each other: {round}",
        "ขั้นตอนเหล่านี้รอกันเองเป็นวงรอบ: {round}",
        "the way back belongs into a decision: `back: STEP`",
        "การย้อนกลับให้เขียนเป็นผลการพิจารณา: `back: ขั้นตอน`",
    ),
    "back-unknown": Sentence(
        "outcome `{outcome}` goes back to `{name}`, which does not exist",
        "ผล `{outcome}` ย้อนกลับไปที่ `{name}` ซึ่งไม่มีอยู่",
        NEAR_EN + "\nit may go back to: {allowed}",
        NEAR_TH + "\nย้อนกลับได้ไปที่: {allowed}",
    ),
    "back-not-upstream": Sentence(
        "outcome `{outcome}` of `{step}` goes back to `{name}`, which `{step}` does not wait for",
        "ผล `{outcome}` ของ `{step}` ย้อนกลับไปที่ `{name}` แต่ `{step}` ไม่ได้รอขั้นตอนนั้น",
        "it may go back to: {allowed}",
        "ย้อนกลับได้ไปที่: {allowed}",
    ),
    "not-by-not-upstream": Sentence(
        "step `{step}` must not be done by whoever did `{name}`, but does not wait for `{name}`",
        "ขั้นตอน `{step}` ห้ามผู้ที่ทำ `{name}` เป็นผู้ทำ แต่ไม่ได้รอขั้นตอนนั้น",
        "it can be kept apart from: {allowed}",
        "ห้ามผู้ทำของขั้นตอนเหล่านี้ได้: {allowed}",
    ),
    "back-not-always": Sentence(
        "outcome `{outcome}` of `{step}` goes back to `{name}`, which is skipped {situation}",
        "ผล `{outcome}` ของ `{step}` ย้อนกลับไปที่ `{name}` ซึ่งถูกข้าม{situation}",
        "go back to a step that happens whenever `{step}` does",
        "ให้ย้อนกลับไปยังขั้นตอนที่เกิดขึ้นทุกครั้งที่มี `{step}`",
    ),
    "back-and-end": Sentence(
        "outcome `{outcome}` of `{step}` says both `back` and `end`",
        "ผล `{outcome}` ของ `{step}` มีทั้ง `back` และ `end`",
        "keep one of the two",
        "ให้เก็บไว้เพียงอย่างเดียว",
    ),
    "no-way-on": Sentence(
        "every outcome of `{step}` goes back, so no case could ever get past it",
        "ทุกผลของ `{step}` ย้อนกลับหมด เรื่องจึงผ่านขั้นตอนนี้ไปไม่ได้",
        "add an outcome without `back`, for example `approve: {title: เห็นชอบ}`",
        "ให้เพิ่มผลที่ไม่มี `back` เช่น `approve: {title: เห็นชอบ}`",
    ),
    "skipped-silently": Sentence(
        "step `{step}` would be skipped {situation}, although nothing in its own `when` says so",
        "ขั้นตอน `{step}` จะถูกข้าม{situation} ทั้งที่ `when` ของขั้นตอนไม่ได้บอกไว้",
        "all that it waits for ({waits_for}) is skipped then: name another step in `after`, or repeat the condition in `when`\nskipped with it: {behind}",
        "เพราะทุกขั้นตอนที่รออยู่ ({waits_for}) ถูกข้ามไปด้วย ให้ระบุขั้นตอนอื่นใน `after` หรือเขียนเงื่อนไขเดียวกันใน `when`\nขั้นตอนที่ถูกข้ามตามไปด้วย: {behind}",
    ),
    "never-happens": Sentence(
        "no case ever comes to `{step}`: its condition (`{when}`) never holds when its turn comes",
        "ไม่มีเรื่องใดไปถึงขั้นตอน `{step}` ได้ เพราะเงื่อนไข (`{when}`) ไม่เป็นจริงเลยเมื่อถึงลำดับ",
        "compare it with the conditions of the steps before it",
        "ให้เทียบกับเงื่อนไขของขั้นตอนก่อนหน้า",
    ),
    "never-past": Sentence(
        "no case gets past `{step}`: every outcome ends the case or goes back, so these steps never happen: {steps}",
        "ไม่มีเรื่องใดผ่านขั้นตอน `{step}` ไปได้ เพราะทุกผลจบเรื่องหรือย้อนกลับ ขั้นตอนต่อไปนี้จึงไม่เกิดขึ้นเลย: {steps}",
        "add an outcome without `back` and `end`, for example `approve: {title: เห็นชอบ}`",
        "ให้เพิ่มผลที่ไม่มี `back` และ `end` เช่น `approve: {title: เห็นชอบ}`",
    ),
    "alternatives-gap": Sentence(
        "none of the alternatives {others} takes `{name}: {value}`: nothing follows then, and the case just stops",
        "ทางเลือก {others} ไม่มีทางใดรับ `{name}: {value}` กรณีนั้นจึงไม่มีขั้นตอนใดต่อ และเรื่องหยุดลงเฉย ๆ",
        "add the value to one of them, or a step of its own for it",
        "ให้เพิ่มค่านี้ในทางเลือกหนึ่ง หรือเพิ่มขั้นตอนสำหรับค่านี้",
    ),
    "alternatives-overlap": Sentence(
        "both `{other}` and `{step}` take `{name}: {value}`, so both happen then",
        "ทั้ง `{other}` และ `{step}` รับ `{name}: {value}` กรณีนั้นจึงต้องทำทั้งสองขั้นตอน",
        "if only one of them is meant, take the value out of the other",
        "หากประสงค์ให้ทำเพียงขั้นตอนเดียว ให้ตัดค่านี้ออกจากอีกขั้นตอน",
    ),
    "leads-nowhere": Sentence(
        "after `{outcome}` of `{step}` nothing follows: the case just stops there",
        "หลังผล `{outcome}` ของ `{step}` ไม่มีขั้นตอนใดต่อ เรื่องหยุดลงเฉย ๆ",
        "if the case ends there, say so with `end: …`",
        "หากเรื่องจบตรงนี้ ให้ระบุด้วย `end: …`",
    ),
    # -- what the office should settle -------------------------------------------------------------------------------
    "matter-nobody": Sentence(
        "the manual names nobody who performs: {names}",
        "คู่มือไม่ได้ระบุผู้ปฏิบัติของ: {names}",
        "still open: {open}\nsettled by an assumption: {settled} (`khumue assumptions {process}` gives the reasons)",
        "ยังไม่ได้กำหนด: {open}\nกำหนดไว้แล้วตามข้ออนุมาน: {settled} (ดูเหตุผลด้วย `khumue assumptions {process}`)",
    ),
    "matter-one-way": Sentence(
        "decisions for which the manual prints no way back and no end: {names}",
        "การพิจารณาที่คู่มือไม่ได้กำหนดทางย้อนกลับหรือทางยุติไว้: {names}",
        "still open: {open}\nsettled by an assumption: {settled} (`khumue assumptions {process}` gives the reasons)",
        "ยังไม่ได้กำหนด: {open}\nกำหนดไว้แล้วตามข้ออนุมาน: {settled} (ดูเหตุผลด้วย `khumue assumptions {process}`)",
    ),
    "matter-added": Sentence(
        "steps that the manual does not have: {names}",
        "ขั้นตอนที่ไม่มีในคู่มือ: {names}",
        "still open: {open}\nsettled by an assumption: {settled} (`khumue assumptions {process}` gives the reasons)",
        "ยังไม่ได้กำหนด: {open}\nกำหนดไว้แล้วตามข้ออนุมาน: {settled} (ดูเหตุผลด้วย `khumue assumptions {process}`)",
    ),
    "matter-unlisted": Sentence(
        "act in a step without being in the responsible column: {names}",
        "ผู้ปฏิบัติที่ไม่มีชื่อในช่องผู้รับผิดชอบ: {names}",
        "put them into `responsible` if they answer for the procedure, or say in the manual why not",
        "ให้เพิ่มใน `responsible` หากเป็นผู้รับผิดชอบ หรือชี้แจงเหตุผลไว้ในคู่มือ",
    ),
    "matter-idle": Sentence(
        "are responsible without acting in any step: {names}",
        "ผู้รับผิดชอบที่ไม่ได้ปฏิบัติในขั้นตอนใด: {names}",
        "give them a step, or take them out of `responsible` if the manual allows it",
        "ให้กำหนดขั้นตอนให้ผู้นั้น หรือตัดออกจาก `responsible` หากคู่มืออนุญาต",
    ),
    "matter-section": Sentence(
        "sections that the manual cites without their Act: {names}",
        "มาตราที่คู่มืออ้างโดยไม่ได้ระบุชื่อกฎหมาย: {names}",
        "still open: {open}\nsettled by an assumption: {settled} (`khumue assumptions {process}` gives the reasons)",
        "ยังไม่ได้กำหนด: {open}\nกำหนดไว้แล้วตามข้ออนุมาน: {settled} (ดูเหตุผลด้วย `khumue assumptions {process}`)",
    ),
    "matter-no-producer": Sentence(
        "documents that a step takes and no step of the manual before it yields: {names}",
        "เอกสารที่ต้องใช้ แต่คู่มือไม่มีขั้นตอนก่อนหน้าที่จัดทำ: {names}",
        "did you mean {near}?\nyielded in this procedure, but not before it is taken: {late}\n"
        "still open: {open}\nsettled by an assumption: {settled} (`khumue assumptions {process}` gives the reasons)",
        "หมายถึง {near} ใช่หรือไม่\nมีขั้นตอนในกระบวนงานนี้จัดทำ แต่มิได้อยู่ก่อนขั้นตอนที่ใช้: {late}\n"
        "ยังไม่ได้กำหนด: {open}\nกำหนดไว้แล้วตามข้ออนุมาน: {settled} (ดูเหตุผลด้วย `khumue assumptions {process}`)",
    ),
    "matter-no-members": Sentence(
        "committees and roles without members: {names}",
        "คณะกรรมการและตำแหน่งที่ยังไม่มีรายชื่อ: {names}",
        "put the ids of the persons into `members`; until then work can be named for the body only, and once people are entered "
        "nobody can do it",
        "ให้ใส่รหัสบุคคลใน `members` ระหว่างนี้จะระบุงานได้เพียงในนามคณะหรือตำแหน่ง และเมื่อใส่รายชื่อบุคคลในสำนักงานแล้วจะไม่มีผู้ใดทำแทนคณะหรือตำแหน่งนั้นได้",
    ),
    "matter-nobody-may": Sentence(
        "with the people in actors.yaml on {day}, nobody may complete: {names}",
        "ตามรายชื่อใน actors.yaml ณ {day} ไม่มีผู้ใดมีอำนาจดำเนินการขั้นตอน: {names}",
        "enter members of these, or an order under `delegations`: {actors}\n"
        "kept apart by `not-by` from steps that only the same people can do: {apart}",
        "ให้ใส่สมาชิกของผู้ปฏิบัติเหล่านี้ หรือคำสั่งใน `delegations`: {actors}\n"
        "ขั้นตอนที่ `not-by` ห้ามผู้ทำคนเดียวกัน แต่ไม่มีบุคคลอื่นที่ทำได้: {apart}",
    ),
    "steps-of": Sentence("{process} ({steps})", "{process} ({steps})"),
    "needed-for": Sentence("{person} in {steps}", "{person} ใน {steps}"),
    "matter-away": Sentence(
        "work stands still on {day} if one of these is away: {people}",
        "ณ {day} งานจะหยุดหากบุคคลต่อไปนี้ไม่อยู่: {people}",
        "enter another member, or an order by which someone acts in their stead under `delegations`",
        "ให้ใส่สมาชิกเพิ่ม หรือคำสั่งให้ผู้อื่นรักษาราชการแทนใน `delegations`",
    ),
    "matter-idle-committee": Sentence(
        "committees that no procedure gives anything to do: {names}",
        "คณะกรรมการที่ไม่มีหน้าที่ในกระบวนงานใด: {names}",
        "name them in `by` of the steps for which they were appointed",
        "ให้ระบุใน `by` ของขั้นตอนที่แต่งตั้งคณะนั้นขึ้นมา",
    ),
    "matter-unused-law": Sentence(
        "laws on which no step rests: {names}",
        "กฎหมายที่ไม่มีขั้นตอนใดอาศัยเป็นฐาน: {names}",
        "name them in `legal` where a step rests on them; a reference may also stay for the record",
        "ให้ระบุใน `legal` ของขั้นตอนที่อาศัยกฎหมายนั้น หรือคงไว้เป็นเอกสารอ้างอิง",
    ),
    # -- what proves a finding, and what mends it -------------------------------------------------------------------
    "see-lines": Sentence("look at line {lines} as well", "ดูบรรทัดที่ {lines} ประกอบ"),
    "shown-by": Sentence("the shortest way to see it:", "วิธีที่สั้นที่สุดที่จะเห็นปัญหา:"),
    "shown-by-some-way": Sentence("one way to see it (there may be a shorter one):", "วิธีหนึ่งที่จะเห็นปัญหา (อาจมีวิธีที่สั้นกว่า):"),
    "and-so-on": Sentence("… and so {count} steps more: {steps}", "… และทำเช่นเดียวกันอีก {count} ขั้นตอน: {steps}"),
    "mended-by": Sentence("proved to mend it, with no new finding: {change}", "พิสูจน์แล้วว่าแก้ได้โดยไม่เกิดปัญหาใหม่: {change}"),
    "mend-not-found": Sentence(
        "no single change that was tried mends it without a new finding",
        "ลองแก้ทีละแห่งแล้ว ยังไม่พบการแก้แห่งเดียวที่ไม่เกิดปัญหาใหม่",
    ),
    "not-shown": Sentence(
        "commands and a change are worked out for the first {count} findings of a file: mend those first",
        "แสดงคำสั่งและวิธีแก้เฉพาะ {count} ข้อแรกของไฟล์ โปรดแก้ข้อเหล่านั้นก่อน",
    ),
    "mend-step": Sentence("write `{word}` in step `{step}`", "เขียน `{word}` ในขั้นตอน `{step}`"),
    "mend-when-line": Sentence(
        "take the line `{name}` out of the `when` of `{step}`", "ตัดบรรทัด `{name}` ออกจาก `when` ของ `{step}`"
    ),
    "mend-no-when": Sentence("take the `when` out of `{step}`", "ตัด `when` ออกจาก `{step}`"),
    "mend-outcome": Sentence(
        "write `{word}` in the outcome `{outcome}` of `{step}`", "เขียน `{word}` ในผล `{outcome}` ของ `{step}`"
    ),
    "mend-outcome-too": Sentence("add an outcome to `{step}`: `{word}`", "เพิ่มผลใน `{step}`: `{word}`"),
    "mend-at-start": Sentence(
        "write `ask: at-start` in the field `{name}`, and take it out of every `asks`",
        "เขียน `ask: at-start` ในข้อมูล `{name}` และตัดออกจาก `asks` ทุกขั้นตอน",
    ),
    "mend-not-asked": Sentence("take `{name}` out of the `asks` of `{step}`", "ตัด `{name}` ออกจาก `asks` ของ `{step}`"),
    "mend-without": Sentence(
        "leave out step `{step}`; what waited for it waits for what it waited for",
        "ตัดขั้นตอน `{step}` ออก ขั้นตอนที่รออยู่ให้รอสิ่งที่ `{step}` รอแทน",
    ),
    "proof-budget": Sentence(
        "these steps depend on so many choices together that not every case was proved: {steps}",
        "ขั้นตอนต่อไปนี้ขึ้นกับทางเลือกร่วมกันมากเกินไป จึงพิสูจน์ไม่ครบทุกกรณี: {steps}",
        "nothing is guessed at: what is said of the other steps holds in every case\nfewer conditions upstream, or fewer choices, make them provable (budget: {count} distinctions per step)",
        "ไม่มีการคาดเดา ผลตรวจของขั้นตอนอื่นถูกต้องทุกกรณี\nหากลดเงื่อนไขหรือทางเลือกก่อนหน้าลงจะพิสูจน์ได้ครบ (เพดาน {count} ข้อแยกต่อขั้นตอน)",
    ),
    # -- conditions, fields, items --------------------------------------------------------------------------------------
    "when-unknown": Sentence(
        "the condition of `{step}` reads `{name}`, which is neither a field nor a decision",
        "เงื่อนไขของ `{step}` อ้างถึง `{name}` ซึ่งไม่ใช่ทั้งข้อมูลและผลการพิจารณา",
        NEAR_EN + "\nit can read: {allowed}\na condition reads a field of type `choice`, or a step with `decision`",
        NEAR_TH + "\nอ้างถึงได้: {allowed}\nเงื่อนไขอ้างถึงได้เฉพาะข้อมูลชนิด `choice` หรือขั้นตอนที่มี `decision`",
    ),
    "when-not-choice": Sentence(
        "the condition of `{step}` reads the field `{name}` of type `{type}`; only a field of type `choice` can be compared",
        "เงื่อนไขของ `{step}` อ้างถึงข้อมูล `{name}` ชนิด `{type}` แต่เปรียบเทียบได้เฉพาะชนิด `choice`",
        "make it a choice, or let a person decide in a step with `decision`",
        "ให้เปลี่ยนเป็น choice หรือให้ผู้ปฏิบัติพิจารณาในขั้นตอนที่มี `decision`",
    ),
    "when-too-early": Sentence(
        "the condition of `{step}` reads `{name}`, which need not be known yet when `{step}` could begin",
        "เงื่อนไขของ `{step}` อ้างถึง `{name}` ซึ่งอาจยังไม่มีค่าเมื่อ `{step}` เริ่มได้",
        "let `{step}` wait for `{asked_by}`, or ask the field at the start (`ask: at-start`)",
        "ให้ `{step}` รอ `{asked_by}` หรือถามข้อมูลนี้ตั้งแต่เปิดเรื่อง (`ask: at-start`)",
    ),
    "when-unasked": Sentence(
        "`{step}` is skipped {situation} only because nobody was asked for `{name}`, which its condition reads",
        "`{step}` ถูกข้าม{situation} เพียงเพราะไม่มีการถาม `{name}` ซึ่งเงื่อนไขของขั้นตอนอ้างถึง",
        "give `{step}` the same condition as {asked_by}, or ask the field at the start (`ask: at-start`)",
        "ให้ `{step}` มีเงื่อนไขเดียวกับ {asked_by} หรือถามข้อมูลนี้ตั้งแต่เปิดเรื่อง (`ask: at-start`)",
    ),
    "when-unknown-value": Sentence(
        "`{name}` can never be `{found}`",
        "`{name}` เป็น `{found}` ไม่ได้",
        NEAR_EN + "\nit can be: {allowed}",
        NEAR_TH + "\nค่าที่เป็นได้: {allowed}",
    ),
    "choices-missing": Sentence(
        "field `{name}` is of type `choice` but lists no `choices`",
        "ข้อมูล `{name}` เป็นชนิด `choice` แต่ไม่มี `choices`",
        "add the choices: `choices: {yes: ใช่, no: ไม่ใช่}`",
        "ให้เพิ่มตัวเลือก: `choices: {yes: ใช่, no: ไม่ใช่}`",
    ),
    "choices-unused": Sentence(
        "field `{name}` is of type `{type}`, which has no `choices`",
        "ข้อมูล `{name}` เป็นชนิด `{type}` ซึ่งไม่มี `choices`",
        "make its type `choice` (one of them) or `list` (several)",
        "ให้เปลี่ยนชนิดเป็น `choice` (เลือกหนึ่ง) หรือ `list` (หลายรายการ)",
    ),
    "never-asked": Sentence(
        "nobody is ever asked for the field `{name}`",
        "ไม่มีขั้นตอนใดถามข้อมูล `{name}`",
        "add `ask: at-start`, or name it in the `asks` of a step",
        "ให้เพิ่ม `ask: at-start` หรือใส่ชื่อไว้ใน `asks` ของขั้นตอนหนึ่ง",
    ),
    "asked-twice": Sentence(
        "the field `{name}` is asked for by `{other}` and again by `{step}`, {situation}",
        "มีการถามข้อมูล `{name}` ใน `{other}` แล้ว และถามซ้ำใน `{step}` {situation}",
        "a case is asked for a field once: ask for another field in one of the two",
        "เรื่องหนึ่งถามข้อมูลเดียวกันได้ครั้งเดียว ให้ใช้ข้อมูลอื่นในขั้นตอนหนึ่ง",
    ),
    "asked-at-start-too": Sentence(
        "the field `{name}` is asked for at the start and again by `{step}`",
        "มีการถามข้อมูล `{name}` ตั้งแต่เปิดเรื่องแล้ว และถามซ้ำใน `{step}`",
        "take it out of `asks` here, or delete `ask: at-start` there",
        "ให้นำออกจาก `asks` ตรงนี้ หรือลบ `ask: at-start` ที่ข้อมูลนั้น",
    ),
    "each-unasked": Sentence(
        "step `{step}` is done once per entry of `{name}`, which nobody was asked for {situation}",
        "ขั้นตอน `{step}` ทำทีละรายการของ `{name}` แต่ไม่มีการถามข้อมูลนี้{situation}",
        "give `{step}` the same condition as {asked_by}, or ask the field at the start (`ask: at-start`)",
        "ให้ `{step}` มีเงื่อนไขเดียวกับ {asked_by} หรือถามข้อมูลนี้ตั้งแต่เปิดเรื่อง (`ask: at-start`)",
    ),
    "each-not-list": Sentence(
        "`each` of step `{step}` names `{name}`, which is of type `{type}`, not `list`",
        "`each` ของขั้นตอน `{step}` อ้าง `{name}` ซึ่งเป็นชนิด `{type}` ไม่ใช่ `list`",
        "give the field the type `list`",
        "ให้กำหนดชนิดของข้อมูลนี้เป็น `list`",
    ),
    "each-too-early": Sentence(
        "step `{step}` opens one item per entry of `{name}`, which need not be known yet",
        "ขั้นตอน `{step}` ทำทีละรายการของ `{name}` ซึ่งอาจยังไม่มีค่า",
        "let `{step}` wait for `{asked_by}`, or ask the field at the start (`ask: at-start`)",
        "ให้ `{step}` รอ `{asked_by}` หรือถามข้อมูลนี้ตั้งแต่เปิดเรื่อง (`ask: at-start`)",
    ),
    "each-with": Sentence(
        "step `{step}` has both `each` and `{name}`",
        "ขั้นตอน `{step}` มีทั้ง `each` และ `{name}`",
        "put `{name}` on a step of its own that follows",
        "ให้แยก `{name}` ไปไว้ในขั้นตอนถัดไป",
    ),
    # -- the manual and the source --------------------------------------------------------------------------------------
    "item-text-place": Sentence(
        "the text of printed step {item} stands on `{step}`; it belongs to `{first}`, the first step of that number",
        "ข้อความของข้อ {item} อยู่ที่ `{step}` แต่ต้องอยู่ที่ `{first}` ซึ่งเป็นขั้นตอนแรกของข้อนั้น",
        "move `text` to `{first}`, so that the manual prints it once",
        "ให้ย้าย `text` ไปไว้ที่ `{first}` เพื่อให้พิมพ์ในคู่มือเพียงครั้งเดียว",
    ),
    "item-text-twice": Sentence(
        "printed step {item} has its text on `{first}` already; `{step}` repeats it",
        "ข้อ {item} มีข้อความอยู่ที่ `{first}` แล้ว แต่ `{step}` เขียนซ้ำ",
        "delete this `text`: the first step of a number carries the whole printed text, so that the manual prints it once",
        "ให้ลบ `text` ตรงนี้ เพราะขั้นตอนแรกของแต่ละข้อมีข้อความทั้งข้อแล้ว คู่มือจะได้พิมพ์เพียงครั้งเดียว",
    ),
    "item-order": Sentence(
        "printed step {item} stands below printed step {latest}",
        "ข้อ {item} อยู่หลังข้อ {latest}",
        "steps stand in the manual's order, which is the order of printing; `after` says what waits for what",
        "ให้เรียงขั้นตอนตามลำดับในคู่มือ เพราะจะพิมพ์ตามลำดับนี้ ส่วนขั้นตอนใดรอขั้นตอนใดให้เขียนใน `after`",
    ),
    "item-without-text": Sentence(
        "the manual's own words for printed step {item} are missing",
        "ไม่มีข้อความตามคู่มือของข้อ {item}",
        "add `text: …` to `{step}`",
        "ให้เพิ่ม `text: …` ที่ `{step}`",
    ),
    "text-without-item": Sentence(
        "step `{step}` has a `text` but no `item`, so the manual would not print it",
        "ขั้นตอน `{step}` มี `text` แต่ไม่มี `item` จึงจะไม่พิมพ์ในคู่มือ",
        "add `item:` with its number, or delete the text",
        "ให้เพิ่ม `item:` พร้อมเลขข้อ หรือลบข้อความ",
    ),
    "not-in-manual": Sentence(
        "step `{step}` has no `item`, so the manual does not print it, and nothing says why it is there",
        "ขั้นตอน `{step}` ไม่มี `item` จึงไม่มีในคู่มือ และไม่ได้บอกเหตุผลที่เพิ่มไว้",
        "add `assumed: WHY`, or `item:` if the manual prints it",
        "ให้เพิ่ม `assumed: เหตุผล` หรือ `item:` หากมีในคู่มือ",
    ),
    "inferred-without-reason": Sentence(
        "the legal basis `{law}` is inferred, but no reason is given",
        "ฐานกฎหมาย `{law}` เป็นการอนุมาน แต่ไม่ได้บอกเหตุผล",
        "add `assumed: WHY`, or `source: stated` if the manual names it",
        "ให้เพิ่ม `assumed: เหตุผล` หรือ `source: stated` หากคู่มือระบุไว้",
    ),
    "assumed-part": Sentence(
        "`assumed` speaks of `{name}`, which is not part of {where}",
        "`assumed` กล่าวถึง `{name}` ซึ่งไม่ใช่ส่วนของ{where}",
        NEAR_EN + "\nparts: {allowed}",
        NEAR_TH + "\nส่วนที่มี: {allowed}",
    ),
    "too-many-problems": Sentence(
        "more than {limit} problems in {name}; from here on they are not shown",
        "พบปัญหาใน {name} มากกว่า {limit} แห่ง ส่วนที่เหลือไม่แสดง",
        "mend those above first, then check again; is this the right file?",
        "ให้แก้ตามที่แจ้งข้างต้นก่อนแล้วตรวจอีกครั้ง และตรวจว่าเลือกไฟล์ถูกหรือไม่",
    ),
    "assumed-whole": Sentence(
        "`{name}` is not a part of {where}",
        "`{name}` ไม่ใช่ส่วนของ{where}",
        "if all of it was inferred, write `assumed: WHY` without naming parts",
        "หากอนุมานทั้งหมด ให้เขียน `assumed: เหตุผล` โดยไม่ต้องระบุส่วน",
    ),
    "law-lapsed": Sentence(
        "`{law}` ({title}) may have lapsed: it was in force until {until}, and {on} is later",
        "`{law}` ({title}) อาจสิ้นผลใช้บังคับแล้ว: มีผลใช้บังคับถึงวันที่ {until} ซึ่งพ้นมาแล้ว ณ วันที่ {on}",
        "{reason}\nlook for an extension in the Royal Gazette and put the new last day into `until` in {where}"
        "\nprocedures that rest on it: {processes}",
        "{reason}\nค้นประกาศขยายเวลาในราชกิจจานุเบกษา แล้วแก้วันสุดท้ายใน `until` ของ {where}"
        "\nกระบวนงานที่อาศัยกฎหมายนี้: {processes}",
    ),
    "law-not-yet": Sentence(
        "`{law}` ({title}) is not in force yet: it begins on {from}, and {on} is earlier",
        "`{law}` ({title}) ยังไม่มีผลใช้บังคับ: เริ่มวันที่ {from} ซึ่งยังไม่ถึง ณ วันที่ {on}",
        "procedures that rest on it: {processes}",
        "กระบวนงานที่อาศัยกฎหมายนี้: {processes}",
    ),
    "law-dates": Sentence(
        "`{law}` ends ({until}) before it begins ({from})",
        "`{law}` สิ้นสุด ({until}) ก่อนวันเริ่ม ({from})",
        "check the two dates",
        "ให้ตรวจวันที่ทั้งสอง",
    ),
    "untranslated": Sentence(
        "no English title for: {names}",
        "ยังไม่มีชื่อภาษาอังกฤษของ: {names}",
        "add a line `{first}: …` to translations/en.yaml",
        "ให้เพิ่มบรรทัด `{first}: …` ใน translations/en.yaml",
    ),
    "translation-unused": Sentence(
        "`{name}` is translated but does not exist",
        "มีคำแปลของ `{name}` แต่ไม่มีสิ่งนี้อยู่",
        NEAR_EN + "\ndelete the line if it is no longer needed",
        NEAR_TH + "\nลบบรรทัดนี้หากไม่ใช้แล้ว",
    ),
    "holiday-year": Sentence(
        "{date} stands under the year {year}",
        "วันที่ {date} อยู่ใต้ปี {year}",
        "move it to its own year",
        "ให้ย้ายไปไว้ในปีของวันนั้น",
    ),
    # -- people, files, the database ---------------------------------------------------------------------------------
    "unknown-person": Sentence(
        "nobody is called `{name}` in actors.yaml",
        "ไม่มีผู้ใดชื่อ `{name}` ใน actors.yaml",
        NEAR_EN + "\nadd the person to actors.yaml, or check --as / --actor",
        NEAR_TH + "\nเพิ่มชื่อใน actors.yaml หรือตรวจ --as / --actor",
    ),
    "who-are-you": Sentence(
        "--mine needs to know who you are",
        "การใช้ --mine ต้องระบุว่าท่านคือผู้ใด",
        "add --as PERSON before the command, or set KHUMUE_PERSON",
        "เพิ่ม --as ชื่อ ก่อนคำสั่ง หรือตั้งค่า KHUMUE_PERSON",
    ),
    "not-an-assignment": Sentence(
        "`{found}` is not of the form FIELD=VALUE",
        "`{found}` ไม่อยู่ในรูป ข้อมูล=ค่า",
        'for example school=บ้านค่าย; with blanks: "school=บ้าน ค่าย"',
        'เช่น school=บ้านค่าย หากมีเว้นวรรค: "school=บ้าน ค่าย"',
    ),
    "no-such-case": Sentence(
        "there is no case `{name}`",
        "ไม่มีเรื่อง `{name}`",
        NEAR_EN + "\n`khumue cases` lists them",
        NEAR_TH + "\nดูรายการเรื่องด้วย `khumue cases`",
    ),
    "no-such-place": Sentence(
        "nothing that waits is called `{name}`, so the list cannot go on behind it",
        "`{name}` ไม่อยู่ในรายการงานที่รอแล้ว จึงแสดงรายการต่อจากนั้นไม่ได้",
        "give the words that the page before ended with (CASE/STEP/ACTOR/ITEM), or leave --after out",
        "ใส่คำที่หน้าก่อนแสดงไว้ท้ายรายการ (เรื่อง/ขั้นตอน/ผู้ปฏิบัติ/รายการ) หรือไม่ต้องใส่ --after",
    ),
    "no-such-attachment": Sentence(
        "the case {case} has no attachment {number}",
        "เรื่อง {case} ไม่มีไฟล์แนบลำดับที่ {number}",
        "attachments: {allowed}",
        "ไฟล์แนบที่มี: {allowed}",
    ),
    "attachment-changed": Sentence(
        "the copy of `{name}` ({path}) is no longer what was attached; it was not taken out",
        "สำเนาของ `{name}` ({path}) ไม่ตรงกับไฟล์ที่แนบไว้ จึงไม่ได้นำออก",
        "keep it as it is and look for the file in a backup",
        "เก็บไว้ตามเดิมและหาไฟล์นี้จากสำเนาสำรอง",
    ),
    "attachment-lost": Sentence(
        "an attachment is no longer where it was kept: {path}",
        "ไม่พบไฟล์แนบในที่เก็บ: {path}",
        "bring it back from the last backup: khumue restore FILE",
        "นำกลับมาจากข้อมูลสำรองล่าสุด: khumue restore ไฟล์",
    ),
    "attach-not-a-file": Sentence("{path} is not a file that can be attached", "{path} ไม่ใช่ไฟล์ที่แนบได้"),
    "attach-too-large": Sentence(
        "{path} has {size} bytes; at most {limit} can be attached", "{path} มีขนาด {size} ไบต์ แนบได้ไม่เกิน {limit} ไบต์"
    ),
    "cannot-attach": Sentence(
        "the file {path} cannot be attached: {reason}",
        "แนบไฟล์ {path} ไม่ได้: {reason}",
        "check the name and that you may read the file; nothing was recorded",
        "ตรวจชื่อและสิทธิ์อ่านไฟล์ ยังไม่มีการบันทึกใด ๆ",
    ),
    "cannot-write": Sentence(
        "{path} cannot be written: {reason}",
        "เขียน {path} ไม่ได้: {reason}",
        "choose a folder that exists, that you may write to and that has room",
        "เลือกโฟลเดอร์ที่มีอยู่ มีสิทธิ์เขียน และมีพื้นที่ว่าง",
    ),
    "output-exists": Sentence("{path} exists already", "มี {path} อยู่แล้ว", "choose another name", "เลือกชื่ออื่น"),
    "copy-exists": Sentence(
        "the folder {folder} is not empty; nothing was copied",
        "โฟลเดอร์ {folder} มีไฟล์อยู่แล้ว จึงไม่ได้คัดลอก",
        "choose a new folder",
        "เลือกโฟลเดอร์ใหม่",
    ),
    "old-definition": Sentence(
        "the case was opened with a procedure as an older program wrote it (`{name}`); this one cannot read it",
        "เรื่องนี้เปิดไว้ด้วยกระบวนงาน `{name}` ตามรูปแบบของโปรแกรมรุ่นก่อน ซึ่งโปรแกรมรุ่นนี้อ่านไม่ได้",
        "the case itself is unharmed; draw it with the version of khumue with which it was opened",
        "ตัวเรื่องไม่เสียหาย ให้วาดผังด้วยโปรแกรมรุ่นที่ใช้เปิดเรื่อง",
    ),
    "no-such-path": Sentence("there is no file or folder {path}", "ไม่มีไฟล์หรือโฟลเดอร์ {path}", NEAR_EN, NEAR_TH),
    "not-read": Sentence(
        "nothing reads {path}",
        "ไม่มีส่วนใดของโปรแกรมอ่าน {path}",
        "a procedure lies in the folder itself and ends in .yaml (not .yaml.txt), a catalogue too (actors.yaml)\nof the translations only en.yaml is read",
        "ไฟล์กระบวนงานและไฟล์รายชื่อ เช่น actors.yaml ต้องอยู่ในโฟลเดอร์โดยตรงและลงท้ายด้วย .yaml (ไม่ใช่ .yaml.txt)\nคำแปลอ่านเฉพาะ en.yaml",
    ),
    "changed-meanwhile": Sentence(
        "someone else has changed the case {case} meanwhile; nothing was recorded",
        "ระหว่างนี้มีผู้อื่นแก้ไขเรื่อง {case} จึงยังไม่ได้บันทึกคำสั่งของท่าน",
        "look at it (`khumue status {case}`) and try again",
        "ดูสถานะ (`khumue status {case}`) แล้วลองใหม่",
    ),
    "number-given": Sentence(
        "the next case would be {case}, and there is such a case already: the database was altered; nothing was recorded",
        "เรื่องใหม่จะได้เลข {case} แต่มีเรื่องเลขนี้อยู่แล้ว แสดงว่าฐานข้อมูลถูกแก้ไข จึงไม่ได้บันทึก",
        "`khumue db verify` tells what is wrong; keep the file as it is and tell whoever is responsible",
        "ดูสิ่งผิดปกติด้วย `khumue db verify` เก็บไฟล์ไว้ตามเดิมและแจ้งผู้รับผิดชอบ",
    ),
    "unknown-database": Sentence(
        "`{url}` is not a database that can be used",
        "`{url}` ไม่ใช่ฐานข้อมูลที่ใช้ได้",
        "give the path of a file, such as --db C:/office/khumue.db, or a server: --db postgresql://USER@SERVER/DATABASE",
        "ระบุตำแหน่งไฟล์ เช่น --db C:/office/khumue.db หรือเซิร์ฟเวอร์: --db postgresql://ผู้ใช้@เซิร์ฟเวอร์/ฐานข้อมูล",
    ),
    # -- two editions beside each other ------------------------------------------------------------------------------
    "no-such-edition": Sentence(
        "`{name}` is no file, no folder, no date and no version",
        "`{name}` ไม่ใช่ไฟล์ โฟลเดอร์ วันที่ หรือรุ่นของกระบวนงาน",
        NEAR_EN
        + "\na date is written as 23/11/2569, 23 พ.ย. 2569 or 2026-11-23"
        + "\na version is the beginning of its number, at least {short} signs",
        NEAR_TH
        + "\nวันที่เขียนเป็น 23/11/2569, 23 พ.ย. 2569 หรือ 2026-11-23"
        + "\nรุ่นเขียนเป็นส่วนต้นของรหัสรุ่น อย่างน้อย {short} ตัว",
    ),
    "not-comparable": Sentence(
        "{path} is not a procedure, and only procedures are compared by file",
        "{path} ไม่ใช่ไฟล์กระบวนงาน การเปรียบเทียบรายไฟล์ใช้ได้กับกระบวนงานเท่านั้น",
        "to see what has changed in actors and laws too, compare the folders: {folder}",
        "หากต้องการดูการเปลี่ยนแปลงของผู้ปฏิบัติและกฎหมายด้วย ให้เปรียบเทียบทั้งโฟลเดอร์: {folder}",
    ),
    "no-such-version": Sentence(
        "no version is kept whose number begins with `{name}`",
        "ไม่มีรุ่นที่เก็บไว้ซึ่งรหัสขึ้นต้นด้วย `{name}`",
        "kept: {allowed}",
        "รุ่นที่เก็บไว้: {allowed}",
    ),
    "several-versions": Sentence(
        "the numbers of several versions begin with `{name}`",
        "มีหลายรุ่นที่รหัสขึ้นต้นด้วย `{name}`",
        "write more of it: {allowed}",
        "ให้ระบุรหัสให้ยาวขึ้น: {allowed}",
    ),
    "nothing-of-that-day": Sentence(
        "no version was kept on {day} or before",
        "ไม่มีรุ่นใดที่เก็บไว้ในวันที่ {day} หรือก่อนหน้านั้น",
        "a version is kept when it is published or a case is started with it; name an older file or folder instead",
        "โปรแกรมเก็บรุ่นไว้เมื่อประกาศใช้หรือเมื่อเปิดเรื่องด้วยรุ่นนั้น ให้ระบุไฟล์หรือโฟลเดอร์เดิมแทน",
    ),
    "draw-one": Sentence(
        "several procedures have changed, and one is drawn at a time: {names}",
        "มีหลายกระบวนงานที่เปลี่ยน แต่วาดได้ครั้งละหนึ่งกระบวนงาน: {names}",
        "name one: --process PROCESS",
        "ให้ระบุกระบวนงานหนึ่ง: --process กระบวนงาน",
    ),
    "nothing-to-draw": Sentence(
        "nothing has changed, so there is nothing to draw",
        "ไม่มีการเปลี่ยนแปลง จึงไม่มีสิ่งที่จะวาด",
        "a single procedure is drawn in any case: --process PROCESS",
        "หากระบุกระบวนงานจะวาดให้แม้ไม่มีการเปลี่ยนแปลง: --process กระบวนงาน",
    ),
    "draw-both": Sentence(
        "only one of the two has `{process}`, so there is nothing to draw over it",
        "มี `{process}` อยู่เพียงฝ่ายเดียว จึงวาดซ้อนกันไม่ได้",
        "draw it by itself: khumue diagram {process}",
        "ให้วาดผังเดียว: khumue diagram {process}",
    ),
    "published-already": Sentence(
        "no procedure has changed since it was last published, nor an actor or a law behind one",
        "ไม่มีกระบวนงานใดเปลี่ยนไปจากที่ประกาศใช้ครั้งล่าสุด รวมทั้งผู้ปฏิบัติและกฎหมายที่เกี่ยวข้อง",
        "`khumue versions PROCESS` shows what was published and from when it holds",
        "ดูรุ่นที่ประกาศใช้และวันที่เริ่มใช้ได้ด้วย `khumue versions กระบวนงาน`",
    ),
    "holds-already": Sentence(
        "`{process}` has followed version {version} since {day}; another cannot hold from an earlier day",
        "`{process}` ใช้รุ่น {version} มาตั้งแต่ {day} จึงให้รุ่นอื่นมีผลก่อนวันนั้นไม่ได้",
        "give that day or a later one: --from",
        "ให้ระบุ --from เป็นวันนั้นหรือหลังจากนั้น",
    ),
    "two-procedures": Sentence(
        "these are two different procedures: {names}",
        "เป็นคนละกระบวนงานกัน: {names}",
        "compare two versions of one procedure: both say the same behind `process:`",
        "ให้เปรียบเทียบสองรุ่นของกระบวนงานเดียวกัน คือมีค่า `process:` ตรงกัน",
    ),
    "no-such-database": Sentence(
        "there is no database {path}",
        "ไม่มีฐานข้อมูล {path}",
        "check --db (or KHUMUE_DB); `khumue start` begins a new one",
        "ตรวจ --db (หรือ KHUMUE_DB) ส่วนการเริ่มฐานข้อมูลใหม่ใช้ `khumue start`",
    ),
    "no-database-yet": Sentence(
        "(there is no database {path} yet; `khumue start` begins it)",
        "(ยังไม่มีฐานข้อมูล {path} คำสั่ง `khumue start` จะสร้างให้)",
    ),
    "foreign-database": Sentence(
        "{path} is the database of another program",
        "{path} เป็นฐานข้อมูลของโปรแกรมอื่น",
        "choose another file after --db",
        "เลือกไฟล์อื่นหลัง --db",
    ),
    "newer-database": Sentence(
        "{path} was written by a newer khumue (its form is {version}; this program knows {known})",
        "{path} บันทึกด้วย khumue รุ่นใหม่กว่า (รูปแบบ {version} แต่โปรแกรมนี้รองรับถึงรูปแบบ {known})",
        "install the newer version; nothing was changed",
        "ติดตั้งรุ่นใหม่ก่อน โปรแกรมยังไม่ได้แก้ไขสิ่งใด",
    ),
    "not-a-database": Sentence(
        "{path} is not a khumue database",
        "{path} ไม่ใช่ฐานข้อมูลของ khumue",
        "choose another file after --db\n"
        "if cases were kept in it, it is damaged: keep it as it is and bring the last backup back: "
        "khumue restore FILE --force",
        "เลือกไฟล์อื่นหลัง --db\n"
        "หากเคยเก็บเรื่องไว้ในไฟล์นี้ แสดงว่าไฟล์เสียหาย ให้เก็บไว้ตามเดิม แล้วนำข้อมูลสำรองล่าสุดกลับมา: khumue restore ไฟล์ --force",
    ),
    "store-full": Sentence(
        "the disk is full ({path}); nothing was recorded",
        "ดิสก์เต็ม ({path}) จึงไม่ได้บันทึก",
        "make room and give the command again",
        "เพิ่มพื้นที่ว่างแล้วสั่งอีกครั้ง",
    ),
    "store-read-only": Sentence(
        "{path} cannot be written to; nothing was recorded",
        "เขียนลง {path} ไม่ได้ จึงไม่ได้บันทึก",
        "check that you may write to the file and its folder",
        "ตรวจสิทธิ์การเขียนไฟล์และโฟลเดอร์",
    ),
    "store-cannot-open": Sentence(
        "the database {path} cannot be opened: {reason}",
        "เปิดฐานข้อมูล {path} ไม่ได้: {reason}",
        "check that the folder exists and that you may write to it",
        "ตรวจว่ามีโฟลเดอร์นี้และมีสิทธิ์เขียน",
    ),
    "store-busy": Sentence(
        "another program has been changing {path} for a minute; nothing was recorded",
        "มีโปรแกรมอื่นกำลังแก้ {path} นานเกินหนึ่งนาที จึงไม่ได้บันทึก",
        "try again; if it stays so, close the other program, or ask who runs the server",
        "ลองใหม่ หากยังเป็นอยู่ให้ปิดโปรแกรมอื่น หรือสอบถามผู้ดูแลเซิร์ฟเวอร์",
    ),
    "store-damaged": Sentence(
        "the database {path} is damaged: {reason}",
        "ฐานข้อมูล {path} เสียหาย: {reason}",
        "keep a copy of the file as it is, then bring the last backup back: khumue restore FILE --force",
        "เก็บสำเนาของไฟล์นี้ไว้ตามเดิม แล้วนำข้อมูลสำรองล่าสุดกลับมา: khumue restore ไฟล์ --force",
    ),
    "store-fault": Sentence(
        "the database {path} reports a fault: {reason}; nothing was recorded",
        "ฐานข้อมูล {path} แจ้งข้อผิดพลาด: {reason} จึงไม่ได้บันทึก",
        "check the disk and give the command again",
        "ตรวจดิสก์แล้วสั่งอีกครั้ง",
    ),
    "store-uncertain": Sentence(
        "the database {path} reports a fault: {reason}; it is not certain whether the command was recorded",
        "ฐานข้อมูล {path} แจ้งข้อผิดพลาด: {reason} จึงไม่แน่ว่าบันทึกคำสั่งแล้วหรือไม่",
        "check the disk and its free space",
        "ตรวจดิสก์และพื้นที่ว่าง",
    ),
    "clock-back": Sentence(
        "the clock of this machine says {last}, but what was done before in this case has {before}: check the clock; the "
        "order of the history stands",
        "นาฬิกาของเครื่องนี้บอก {last} แต่รายการก่อนหน้าของเรื่องนี้บันทึกไว้เมื่อ {before} ให้ตรวจนาฬิกา ลำดับในประวัติยังถูกต้อง",
    ),
    "key-to-repeat": Sentence(
        "then give the same command again with `--key {key}`: it is never carried out twice",
        "แล้วสั่งคำสั่งเดิมอีกครั้งโดยเพิ่ม `--key {key}` ระบบจะไม่ดำเนินการซ้ำ",
    ),
    "key-to-read": Sentence(
        "the same command with `--key {key}` shows the answer and records nothing again",
        "สั่งคำสั่งเดิมโดยเพิ่ม `--key {key}` เพื่อดูคำตอบ ระบบจะไม่บันทึกซ้ำ",
    ),
    "key-of-another": Sentence(
        "the key `{key}` belongs to another command; nothing was recorded",
        "รหัสคำสั่ง `{key}` เป็นของคำสั่งอื่น จึงไม่ได้บันทึก",
        "a key goes only with the command, the options and the person it was given with; leave `--key` out for a new command",
        "ใช้รหัสคำสั่งได้เฉพาะกับคำสั่ง ตัวเลือก และผู้สั่งเดิม หากเป็นคำสั่งใหม่ไม่ต้องใส่ `--key`",
    ),
    "not-a-key": Sentence(
        "`{found}` cannot be a key: 8 to 64 letters a–z, digits, hyphens, dots or underscores",
        "ใช้ `{found}` เป็นรหัสคำสั่งไม่ได้ ต้องเป็นตัวอักษร a–z ตัวเลข ขีดกลาง ขีดล่าง หรือจุด 8 ถึง 64 ตัว",
        "type the key as it was shown",
        "พิมพ์รหัสตามที่แสดงไว้",
    ),
    "started-just-now": Sentence(
        "case {case} was opened with the same title and the same data by the same person on {at}; none was opened now",
        "ผู้ใช้คนเดียวกันเปิดเรื่อง {case} ที่มีชื่อและข้อมูลเดียวกันนี้ไปแล้วเมื่อ {at} จึงไม่ได้เปิดเรื่องซ้ำ",
        "look at it: `khumue status {case}`\nif another one is meant, add `--another`, or tell them apart with `--title`",
        "ดูเรื่องเดิม: `khumue status {case}`\nหากต้องการเปิดอีกเรื่องหนึ่ง ให้เพิ่ม `--another` หรือตั้งชื่อให้ต่างกันด้วย `--title`",
    ),
    "older-read-only": Sentence(
        "the database {path} was written by an older khumue and may only be read here; it says nothing of this",
        "ฐานข้อมูล {path} สร้างด้วย khumue รุ่นเก่าและที่นี่อ่านได้อย่างเดียว จึงยังไม่มีข้อมูลส่วนนี้",
        "copy it to a folder where it may be written, and look there: --db",
        "ให้คัดลอกไปไว้ในโฟลเดอร์ที่เขียนได้ แล้วดูจากที่นั่น: --db",
    ),
    # -- a database on a server ----------------------------------------------------------------------------------------
    "bad-database-url": Sentence(
        "the {kind} URL of the database cannot be read (it is not repeated here, since it may hold a password)",
        "อ่าน URL แบบ {kind} ของฐานข้อมูลไม่ได้ (ไม่แสดง URL ไว้ที่นี่เพราะอาจมีรหัสผ่าน)",
        "the form is postgresql://USER@SERVER:5432/DATABASE?sslmode=verify-full\n"
        "better keep the password in the file .pgpass or a service file; in a URL, write @ as %40, / as %2F, : as %3A",
        "รูปแบบคือ postgresql://ผู้ใช้@เซิร์ฟเวอร์:5432/ฐานข้อมูล?sslmode=verify-full\n"
        "ควรเก็บรหัสผ่านไว้ในไฟล์ .pgpass หรือ service file หากต้องใส่ใน URL ให้เขียน @ เป็น %40, / เป็น %2F และ : เป็น %3A",
    ),
    "server-unreachable": Sentence(
        "the database server of {path} cannot be reached: {reason}; nothing was recorded",
        "ติดต่อเซิร์ฟเวอร์ฐานข้อมูลของ {path} ไม่ได้: {reason} จึงไม่ได้บันทึก",
        "check the name of the server and the network, and that the server is running; then give the command again\n"
        "a slow network may need ?connect_timeout=10 at the end of the URL",
        "ตรวจชื่อเซิร์ฟเวอร์ เครือข่าย และว่าเซิร์ฟเวอร์ทำงานอยู่ แล้วสั่งอีกครั้ง\nหากเครือข่ายช้า ให้เติม ?connect_timeout=10 ท้าย URL",
    ),
    "server-refuses": Sentence(
        "the server refuses the connection to {path}: {reason}; nothing was recorded",
        "เซิร์ฟเวอร์ไม่ยอมให้เชื่อมต่อกับ {path}: {reason} จึงไม่ได้บันทึก",
        "check the user, the database and the password (in .pgpass or a service file), or ask who runs the server",
        "ตรวจชื่อผู้ใช้ ชื่อฐานข้อมูล และรหัสผ่าน (ใน .pgpass หรือ service file) หรือสอบถามผู้ดูแลเซิร์ฟเวอร์",
    ),
    "server-needs-password": Sentence(
        "{path} asks for a password, and this computer keeps none for it; nothing was recorded",
        "{path} ต้องใช้รหัสผ่าน แต่เครื่องนี้ไม่ได้เก็บรหัสผ่านสำหรับที่นี่ไว้ จึงไม่ได้บันทึก",
        "write it into the file {file}, which nobody else may read, as the line\n"
        "{line}:PASSWORD\n"
        "or into the service file, as password=…; khumue never asks for it",
        "ใส่รหัสผ่านในไฟล์ {file} ซึ่งผู้อื่นต้องอ่านไม่ได้ เป็นบรรทัด\n"
        "{line}:รหัสผ่าน\n"
        "หรือใส่ใน service file เป็น password=… ทั้งนี้ khumue ไม่ถามรหัสผ่าน",
    ),
    "password-file-open": Sentence(
        "{path} asks for a password, and the file {file} is passed over since others may read it; nothing was recorded",
        "{path} ต้องใช้รหัสผ่าน แต่ระบบไม่อ่านไฟล์ {file} เพราะผู้อื่นอ่านไฟล์นี้ได้ จึงไม่ได้บันทึก",
        "chmod 600 {file}",
        "chmod 600 {file}",
    ),
    "server-wrong-password": Sentence(
        "{path} does not accept the password; nothing was recorded",
        "{path} ไม่ยอมรับรหัสผ่าน จึงไม่ได้บันทึก",
        "mend it where it stands: the file {file} (the line {line}:PASSWORD), the service file, or the URL\n"
        "who runs the server can set a new one",
        "แก้รหัสผ่านในที่ที่เก็บไว้ คือไฟล์ {file} (บรรทัด {line}:รหัสผ่าน) service file หรือ URL\nหากลืมรหัสผ่าน ให้ผู้ดูแลเซิร์ฟเวอร์ตั้งใหม่",
    ),
    "server-not-now": Sentence(
        "the server of {path} takes no connection at present: {reason}; nothing was recorded",
        "ขณะนี้เซิร์ฟเวอร์ของ {path} ยังไม่รับการเชื่อมต่อ: {reason} จึงไม่ได้บันทึก",
        "give the command again in a minute; if it stays so, ask who runs the server",
        "รอสักครู่แล้วสั่งอีกครั้ง หากยังเป็นอยู่ให้สอบถามผู้ดูแลเซิร์ฟเวอร์",
    ),
    "server-stopped-it": Sentence(
        "the server of {path} has stopped the command: {reason}; nothing was recorded",
        "เซิร์ฟเวอร์ของ {path} หยุดคำสั่งนี้: {reason} จึงไม่ได้บันทึก",
        "give the command again; if it is stopped again, ask who runs the server",
        "สั่งอีกครั้ง หากถูกหยุดอีกให้สอบถามผู้ดูแลเซิร์ฟเวอร์",
    ),
    "server-not-trusted": Sentence(
        "the server of {path} does not prove that it is the right one: {reason}; nothing was recorded",
        "เซิร์ฟเวอร์ของ {path} พิสูจน์ไม่ได้ว่าเป็นเซิร์ฟเวอร์ที่ถูกต้อง: {reason} จึงไม่ได้บันทึก",
        "check sslmode, sslrootcert and whether the name of the server is that in its certificate (docs/administration.md)",
        "ตรวจ sslmode, sslrootcert และชื่อเซิร์ฟเวอร์ว่าตรงกับในใบรับรองหรือไม่ (docs/administration.th.md)",
    ),
    "no-such-service": Sentence(
        "the service file says nothing of {path}: {reason}; nothing was recorded",
        "ไม่มี {path} ใน service file: {reason} จึงไม่ได้บันทึก",
        "check the name behind service=, and the file: .pg_service.conf in your home folder "
        "(Windows: %APPDATA%\\postgresql\\.pg_service.conf)",
        "ตรวจชื่อหลัง service= และไฟล์ .pg_service.conf ในโฟลเดอร์ส่วนตัว (บน Windows คือ "
        "%APPDATA%\\postgresql\\.pg_service.conf)",
    ),
    "server-forbids": Sentence(
        "{path} does not admit this: {why}; nothing was recorded",
        "{path} ไม่อนุญาต: {why} จึงไม่ได้บันทึก",
        "{remedy}",
        "{remedy}",
    ),
    "remedy-grant": Sentence(
        "ask whoever owns the tables to give the login {login} to a person of actors.yaml: khumue db grant {login} PERSON",
        "ขอให้ผู้เป็นเจ้าของตารางกำหนดให้ชื่อผู้ใช้ {login} เป็นของบุคคลใน actors.yaml: khumue db grant {login} บุคคล",
    ),
    "remedy-own-name": Sentence(
        "leave --as (KHUMUE_PERSON) out, and khumue works as {person}; or connect with a login of your own",
        "หากไม่ใส่ --as (KHUMUE_PERSON) khumue จะทำงานในนาม {person} หรือให้เชื่อมต่อด้วยชื่อผู้ใช้ของท่านเอง",
    ),
    "remedy-publish": Sentence(
        "ask whoever owns the tables to publish the procedures and the people as they are now: khumue publish",
        "ขอให้ผู้เป็นเจ้าของตารางประกาศใช้กระบวนงานและรายชื่อบุคคลที่เป็นปัจจุบัน: khumue publish",
    ),
    "remedy-member": Sentence(
        "`khumue why CASE STEP` tells who may; whoever owns the tables enters a member or an order in actors.yaml, and then: "
        "khumue publish",
        "`khumue why เรื่อง ขั้นตอน` บอกว่าใครทำได้ หากควรทำได้ ให้ผู้เป็นเจ้าของตารางเพิ่มสมาชิกหรือคำสั่งใน actors.yaml แล้วสั่ง khumue publish",
    ),
    "remedy-other": Sentence(
        "somebody else has to do it: `khumue why CASE STEP` tells who may",
        "ต้องให้ผู้อื่นทำ: `khumue why เรื่อง ขั้นตอน` บอกว่าใครทำได้",
    ),
    "remedy-look": Sentence(
        "look where the case stands now: khumue status CASE, khumue why CASE STEP",
        "ดูว่าขณะนี้เรื่องอยู่ที่ใด: khumue status เรื่อง หรือ khumue why เรื่อง ขั้นตอน",
    ),
    "remedy-clock": Sentence(
        "set the clock of this computer by the network's time; `khumue doctor` shows both",
        "ให้ตั้งนาฬิกาของเครื่องนี้ตามเวลาเครือข่าย ดูเวลาของทั้งสองเครื่องได้ด้วย `khumue doctor`",
    ),
    "remedy-owner": Sentence(
        "khumue migrate and khumue erase are for whoever owns the tables: ask them, or connect with their login",
        "khumue migrate และ khumue erase ต้องทำโดยผู้เป็นเจ้าของตาราง ให้ขอผู้นั้น หรือเชื่อมต่อด้วยชื่อผู้ใช้นั้น",
    ),
    "remedy-again": Sentence(
        "give the command again; if it is refused again, this program and the server do not agree: tell whoever runs the server "
        "what stands here, and from which version of khumue (khumue --version)",
        "ให้สั่งอีกครั้ง หากยังไม่อนุญาต แสดงว่าโปรแกรมนี้กับเซิร์ฟเวอร์ไม่ตรงกัน ให้แจ้งข้อความนี้และรุ่นของโปรแกรม (khumue --version) แก่ผู้ดูแลเซิร์ฟเวอร์",
    ),
    "forbids-login": Sentence("the login {login} belongs to nobody", "ยังไม่ได้กำหนดว่าชื่อผู้ใช้ {login} เป็นของผู้ใด"),
    "forbids-person": Sentence(
        "the login {login} belongs to {person}, and records nothing as somebody else",
        "ชื่อผู้ใช้ {login} เป็นของ {person} จึงบันทึกในนามของผู้อื่นไม่ได้",
    ),
    "forbids-kind": Sentence("such an event is not possible here", "บันทึกเหตุการณ์ชนิดนี้ไม่ได้ในกรณีนี้"),
    "forbids-chain": Sentence("the event does not follow the last one", "เหตุการณ์ไม่ต่อเนื่องจากเหตุการณ์ก่อนหน้า"),
    "forbids-clock": Sentence(
        "the clock of this computer is more than ten minutes from the server's",
        "นาฬิกาของเครื่องนี้ต่างจากนาฬิกาของเซิร์ฟเวอร์เกินสิบนาที",
    ),
    "forbids-ready": Sentence("this part of the step does not wait for that actor", "ขั้นตอนส่วนนี้ไม่ได้รอผู้ปฏิบัตินี้อยู่"),
    "forbids-outcome": Sentence("the step has no such outcome", "ขั้นตอนนี้ไม่มีผลเช่นนั้น"),
    "forbids-people": Sentence("nobody has published here who may complete what", "ยังไม่มีการประกาศที่นี่ว่าผู้ใดปฏิบัติอะไรได้"),
    "forbids-right": Sentence(
        "by what was published {person} has no right to that today",
        "ตามที่ประกาศไว้ {person} ไม่มีสิทธิ์ทำสิ่งนั้นในวันนี้",
    ),
    "forbids-apart": Sentence(
        "{person} did a step from which this one is kept apart",
        "{person} ได้ปฏิบัติขั้นตอนที่กำหนดว่าต้องเป็นคนละคนกัน",
    ),
    "forbids-rows": Sentence("that does not follow from the event", "ผลที่ขอบันทึกไม่ได้เกิดจากเหตุการณ์นี้"),
    "forbids-value": Sentence(
        "a field that is asked for is missing, or its value is not of its kind",
        "ขาดข้อมูลที่ต้องกรอก หรือค่าที่กรอกไม่ตรงกับชนิดของข้อมูล",
    ),
    "forbids-number": Sentence("the case does not have the next number", "เลขเรื่องไม่ใช่เลขถัดไป"),
    "forbids-version": Sentence("the version is not the one in force", "รุ่นนี้ไม่ใช่รุ่นที่มีผลใช้อยู่"),
    "forbids-file": Sentence("what lies there is complete", "ไฟล์ที่เก็บไว้ครบแล้ว"),
    "forbids-file-size": Sentence(
        "a file comes in pieces that are too large or too many", "ไฟล์มีส่วนที่ใหญ่เกินไปหรือมากเกินไป"
    ),
    "forbids-file-unnamed": Sentence(
        "a file is kept with the event that names it", "ไฟล์ต้องบันทึกพร้อมกับเหตุการณ์ที่ระบุชื่อไฟล์นั้น"
    ),
    "forbids-mark": Sentence("the table has not come that far", "ตารางยังรับเข้ามาไม่ถึงแถวนั้น"),
    "forbids-deed": Sentence(
        "a key is kept with the change it belongs to", "รหัสคำสั่งต้องบันทึกพร้อมกับการเปลี่ยนแปลงของคำสั่งนั้น"
    ),
    "no-such-login": Sentence(
        "{path} has no login {login}",
        "{path} ไม่มีชื่อผู้ใช้ {login}",
        "whoever runs the server creates it: CREATE ROLE … LOGIN",
        "ให้ผู้ดูแลเซิร์ฟเวอร์สร้างก่อนด้วย CREATE ROLE … LOGIN",
    ),
    "has-rights": Sentence(
        "{login} may write the tables of {path} already, and no function of the server could hold that back",
        "{login} เขียนตารางของ {path} ได้อยู่แล้ว ฟังก์ชันของเซิร์ฟเวอร์จึงควบคุมไม่ได้",
        "name a login without rights, or take its rights and its roles from it first",
        "ให้ใช้ชื่อผู้ใช้ที่ไม่มีสิทธิ์ หรือถอนสิทธิ์และบทบาทออกก่อน",
    ),
    "not-granted": Sentence(
        "{login} was not let in",
        "ยังไม่ได้ให้สิทธิ์แก่ {login}",
        f"{NEAR_EN}\nlet in: {{logins}}",
        f"{NEAR_TH}\nผู้ที่ได้รับสิทธิ์แล้ว: {{logins}}",
    ),
    "needs-server": Sentence(
        "{path} is a file; whoever can write it can change it",
        "{path} เป็นไฟล์ ผู้ที่เขียนไฟล์ได้ย่อมแก้ไขได้",
        "logins are let in on a server: `--db postgresql://…`",
        "ให้สิทธิ์รายบุคคลได้บนเซิร์ฟเวอร์: `--db postgresql://…`",
    ),
    "server-no-right": Sentence(
        "on {path} the login {login} may not do this: {reason}; nothing was recorded",
        "ชื่อผู้ใช้ {login} ไม่มีสิทธิ์ทำสิ่งนี้บน {path}: {reason} จึงไม่ได้บันทึก",
        "to work on cases: whoever owns the tables gives the login to a person: khumue db grant {stranger} PERSON\n"
        "publish, migrate, erase and db init, upgrade, grant, verify, seal are for whoever owns the tables: ask them, or connect with "
        "their login",
        "หากจะปฏิบัติงานในเรื่อง ให้ผู้เป็นเจ้าของตารางกำหนดว่าชื่อผู้ใช้นี้เป็นของบุคคลใด: khumue db grant {stranger} บุคคล\n"
        "publish, migrate, erase และ db init, upgrade, grant, verify, seal ต้องทำโดยผู้เป็นเจ้าของตาราง "
        "ให้ขอผู้นั้น หรือเชื่อมต่อด้วยชื่อผู้ใช้นั้น",
    ),
    "right-to": Sentence("it has no right to the {what}", "ไม่มีสิทธิ์ใน{what}"),
    "right-of-owner": Sentence("it does not own the {what}", "ไม่ใช่เจ้าของ{what}"),
    "right-database": Sentence("database `{name}`", "ฐานข้อมูล `{name}`"),
    "right-schema": Sentence("schema `{name}`", "สคีมา `{name}`"),
    "right-table": Sentence("table `{name}`", "ตาราง `{name}`"),
    "right-function": Sentence("function `{name}`", "ฟังก์ชัน `{name}`"),
    "right-sequence": Sentence("sequence `{name}`", "ลำดับเลข `{name}`"),
    "owner-alone": Sentence(
        "on {path} only the owner of the database does this, and the login {login} is not its owner; nothing was changed",
        "บน {path} คำสั่งนี้เป็นของเจ้าของฐานข้อมูลเท่านั้น และชื่อผู้ใช้ {login} ไม่ใช่เจ้าของ จึงไม่ได้เปลี่ยนแปลงสิ่งใด",
        "ask who runs the server to do it",
        "ขอให้ผู้ดูแลเซิร์ฟเวอร์เป็นผู้สั่ง",
    ),
    "only-reads": Sentence(
        "the login {login} may only read on {path}; nothing was recorded",
        "ชื่อผู้ใช้ {login} อ่านข้อมูลบน {path} ได้อย่างเดียว จึงไม่ได้บันทึก",
        "ask who runs the server to let it work as a person: `khumue db grant {login} PERSON`",
        "ขอให้ผู้ดูแลเซิร์ฟเวอร์ให้สิทธิ์ปฏิบัติงานในนามบุคคล: `khumue db grant {login} บุคคล`",
    ),
    "not-let-in": Sentence(
        "the login {login} has no right to look into {path}",
        "ชื่อผู้ใช้ {login} ไม่มีสิทธิ์ดูข้อมูลใน {path}",
        "ask who runs the server to let it work as a person: `khumue db grant {login} PERSON`",
        "ขอให้ผู้ดูแลเซิร์ฟเวอร์ให้สิทธิ์ปฏิบัติงานในนามบุคคล: `khumue db grant {login} บุคคล`",
    ),
    "server-read-only": Sentence(
        "{path} may only be read at present; nothing was recorded",
        "ขณะนี้ {path} อ่านได้อย่างเดียว จึงไม่ได้บันทึก",
        "who runs the server has closed it to changes (default_transaction_read_only); ask when it is open again",
        "ผู้ดูแลเซิร์ฟเวอร์ปิดการแก้ไขไว้ (default_transaction_read_only) ให้สอบถามว่าจะเปิดเมื่อใด",
    ),
    "no-server-takes-changes": Sentence(
        "of the servers of {path} none takes changes at present; nothing was recorded",
        "ขณะนี้ไม่มีเซิร์ฟเวอร์ใดของ {path} ที่บันทึกได้ จึงไม่ได้บันทึก",
        "ask who runs the servers; to read meanwhile, leave target_session_attrs=read-write out",
        "สอบถามผู้ดูแลเซิร์ฟเวอร์ หากต้องการเพียงอ่าน ให้นำ target_session_attrs=read-write ออก",
    ),
    "server-stands-by": Sentence(
        "{path} is a server that stands by: it follows another and may only be read; nothing was recorded",
        "{path} เป็นเซิร์ฟเวอร์สำรองที่ติดตามเซิร์ฟเวอร์หลัก อ่านได้อย่างเดียว จึงไม่ได้บันทึก",
        "name the main server (host= in the service file, or --db); with both names there and "
        "target_session_attrs=read-write, the one that takes changes is found by itself\n"
        "if the main server is lost, who runs the servers puts this one in its place",
        "ระบุเซิร์ฟเวอร์หลัก (host= ใน service file หรือ --db) หากใส่ทั้งสองชื่อพร้อม target_session_attrs=read-write "
        "โปรแกรมจะเลือกเครื่องที่บันทึกได้เอง\n"
        "หากเซิร์ฟเวอร์หลักเสียหาย ให้ผู้ดูแลเซิร์ฟเวอร์ยกเครื่องนี้ขึ้นแทน",
    ),
    "server-crossed": Sentence(
        "somebody else's change on {path} came in between; nothing of this command was recorded",
        "มีผู้อื่นกำลังแก้ไขข้อมูลเดียวกันบน {path} พร้อมกัน จึงไม่ได้บันทึกคำสั่งนี้",
        "give the command again",
        "สั่งอีกครั้ง",
    ),
    "server-lost": Sentence(
        "the connection to {path} was lost; nothing was recorded",
        "การเชื่อมต่อกับ {path} ขาดหาย จึงไม่ได้บันทึก",
        "give the command again",
        "สั่งอีกครั้ง",
    ),
    "server-uncertain": Sentence(
        "the connection to {path} was lost before the server answered: the command is recorded wholly, or not at all",
        "การเชื่อมต่อกับ {path} ขาดหายก่อนเซิร์ฟเวอร์ตอบ คำสั่งนี้อาจบันทึกครบถ้วนแล้ว หรือยังไม่ได้บันทึกเลย",
        "look before you give it again: `khumue cases` and `khumue history CASE`",
        "ตรวจดูก่อนสั่งซ้ำ: `khumue cases` และ `khumue history เรื่อง`",
    ),
    "server-not-utf8": Sentence(
        "the database {path} does not keep text as UTF-8",
        "ฐานข้อมูล {path} ไม่ได้เก็บข้อความแบบ UTF-8",
        "create another: createdb --encoding=UTF8 --template=template0 NAME",
        "ให้สร้างฐานข้อมูลใหม่: createdb --encoding=UTF8 --template=template0 ชื่อ",
    ),
    "server-too-old": Sentence(
        "the server of {path} runs PostgreSQL {version}; khumue needs {oldest} or newer; nothing was changed",
        "เซิร์ฟเวอร์ของ {path} ใช้ PostgreSQL รุ่น {version} แต่ khumue ต้องใช้รุ่น {oldest} ขึ้นไป จึงไม่ได้แก้ไขสิ่งใด",
        "who runs the server brings PostgreSQL to a newer version first",
        "ให้ผู้ดูแลเซิร์ฟเวอร์ปรับรุ่นของ PostgreSQL ให้ใหม่ขึ้นก่อน",
    ),
    "no-schema": Sentence(
        "there is nothing of khumue in {path} yet",
        "ยังไม่มีข้อมูลของ khumue ใน {path}",
        "who runs the server begins it: `khumue --db URL db init`",
        "ให้ผู้ดูแลเซิร์ฟเวอร์เริ่มด้วย `khumue --db URL db init`",
    ),
    "older-database": Sentence(
        "{path} has an older form ({version}; this program needs {known}); nothing was recorded",
        "{path} เป็นรูปแบบเก่า ({version} แต่โปรแกรมนี้ต้องใช้รูปแบบ {known}) จึงไม่ได้บันทึก",
        "who runs the server brings it forward, once for everybody, after a backup: `khumue --db URL db upgrade`",
        "ให้ผู้ดูแลเซิร์ฟเวอร์สำรองข้อมูลแล้วปรับรูปแบบครั้งเดียวสำหรับทุกคน: `khumue --db URL db upgrade`",
    ),
    "network-share": Sentence(
        "{path} lies on a network share ({kind}): when two computers write there, neither can rely on the other's locks, "
        "and cases would be lost",
        "{path} อยู่บนไดรฟ์เครือข่าย ({kind}) หากสองเครื่องเขียนพร้อมกัน การล็อกไฟล์เชื่อถือไม่ได้และเรื่องอาจสูญหาย",
        "keep the file on a disk of this computer, or work together on a server: --db postgresql://…",
        "เก็บไฟล์ไว้ในดิสก์ของเครื่องนี้ หรือใช้เซิร์ฟเวอร์ร่วมกัน: --db postgresql://…",
    ),
    "database-exists": Sentence(
        "there is a database {path} already",
        "มีฐานข้อมูล {path} อยู่แล้ว",
        "`khumue db status` tells what is in it, `khumue db upgrade` brings it to the newest form",
        "ดูข้อมูลได้ด้วย `khumue db status` และปรับเป็นรูปแบบล่าสุดด้วย `khumue db upgrade`",
    ),
    "not-empty": Sentence(
        "{path} is not empty; nothing was copied",
        "{path} มีข้อมูลอยู่แล้ว จึงไม่ได้คัดลอก",
        "copy into a new file, or into a database in which nothing but `khumue db init` was done",
        "ให้คัดลอกลงไฟล์ใหม่ หรือฐานข้อมูลที่เพิ่งสั่ง `khumue db init` เท่านั้น",
    ),
    "copy-differs": Sentence(
        "the copy of {name} does not come out as it was; nothing was copied",
        "สำเนาของ {name} ไม่ตรงกับต้นฉบับ จึงไม่ได้คัดลอก",
        "check the disk of the copy and try again",
        "ตรวจดิสก์ของปลายทางแล้วลองใหม่",
    ),
    "not-published": Sentence(
        "`{process}` has not been published in this shared database, so no case can begin on it",
        "ยังไม่ได้ประกาศใช้ `{process}` ในฐานข้อมูลที่ใช้ร่วมกันนี้ จึงเปิดเรื่องไม่ได้",
        "who looks after the procedures publishes it: `khumue publish --reason …`",
        "ให้ผู้ดูแลกระบวนงานประกาศใช้: `khumue publish --reason …`",
    ),
    "another-in-force": Sentence(
        "your folder has version {version} of `{process}`, but {other} has been in force since {day}",
        "โฟลเดอร์ของท่านเป็นรุ่น {version} ของ `{process}` แต่รุ่นที่ใช้อยู่ตั้งแต่ {day} คือ {other}",
        "fetch the office's present procedures, or publish yours: `khumue publish --reason …`",
        "ใช้กระบวนงานฉบับปัจจุบันของสำนักงาน หรือประกาศใช้ฉบับของท่าน: `khumue publish --reason …`",
    ),
    "published-for-later": Sentence(
        "this version of `{process}` was published to hold from {day}; until then no case can begin on it",
        "`{process}` รุ่นนี้ประกาศให้เริ่มใช้วันที่ {day} ก่อนวันนั้นยังเปิดเรื่องไม่ได้",
    ),
    "db-begun": Sentence("{path} is ready (form {known})", "{path} พร้อมใช้แล้ว (รูปแบบ {known})"),
    "db-newest": Sentence("{path} has the newest form already ({known})", "{path} เป็นรูปแบบล่าสุดอยู่แล้ว ({known})"),
    "db-upgraded": Sentence(
        "{path} was brought from form {before} to {known}", "ปรับ {path} จากรูปแบบ {before} เป็น {known} แล้ว"
    ),
    "db-copied": Sentence(
        "copied to {path} and read back: cases {cases}, events {events}, attachments {files}",
        "คัดลอกไปยัง {path} และอ่านทวนแล้ว: {cases} เรื่อง {events} เหตุการณ์ ไฟล์แนบ {files} ไฟล์",
    ),
    "verifying": Sentence("cases", "เรื่อง"),
    "backing-up": Sentence("saving", "กำลังสำรอง"),
    "copying": Sentence("copying", "กำลังคัดลอก"),
    "restoring": Sentence("restoring", "กำลังนำกลับ"),
    "logins-again": Sentence(
        "logins are a server's own and do not go along. To let them in on {path}:",
        "ชื่อผู้ใช้เป็นของแต่ละเซิร์ฟเวอร์จึงไม่ได้คัดลอกมาด้วย หากต้องการให้สิทธิ์บน {path} ให้สั่ง:",
    ),
    "logins-later": Sentence(
        "a file asks nobody for a right: who may do what, and the logins, did not go along. On the next server publish, then:",
        "ไฟล์ไม่ตรวจสิทธิ์ของผู้ใด สิทธิ์ของแต่ละคนและชื่อผู้ใช้จึงไม่ได้คัดลอกมาด้วย เมื่อนำไปยังเซิร์ฟเวอร์ให้ประกาศใช้ แล้วสั่ง:",
    ),
    "db-place": Sentence("database", "ฐานข้อมูล"),
    "db-system": Sentence("system", "ระบบ"),
    "db-form": Sentence("form", "รูปแบบ"),
    "db-form-of": Sentence("{form} (this program: {known})", "{form} (โปรแกรมนี้: {known})"),
    "db-cases": Sentence("cases", "เรื่อง"),
    "db-cases-of": Sentence("{cases}, of which {open} open", "{cases} กำลังดำเนินการ {open}"),
    "db-events": Sentence("events", "เหตุการณ์"),
    "db-files": Sentence("attachments", "ไฟล์แนบ"),
    "db-size": Sentence("size", "ขนาด"),
    "db-login": Sentence("connected as", "เชื่อมต่อในชื่อ"),
    "db-encryption": Sentence("encryption", "การเข้ารหัส"),
    "db-not-encrypted": Sentence("none: what is sent can be read on the way", "ไม่มี: ผู้อื่นอาจอ่านข้อมูลระหว่างทางได้"),
    "db-migration": Sentence("form {number}", "รูปแบบ {number}"),
    "db-migrated": Sentence("since {at}, by {login}", "ตั้งแต่ {at} โดย {login}"),
    "help-db-init": Sentence("Begin an empty database.", "เริ่มฐานข้อมูลเปล่า"),
    "help-db-upgrade": Sentence(
        "Bring it to the newest form, after a backup.",
        "ปรับเป็นรูปแบบล่าสุด หลังจากสำรองข้อมูลแล้ว",
    ),
    "help-db-grant": Sentence(
        "Let a login of the server work as PERSON, without rights on the tables.",
        "ให้ชื่อผู้ใช้ของเซิร์ฟเวอร์ปฏิบัติงานในนาม PERSON โดยไม่มีสิทธิ์เขียนตาราง",
    ),
    "help-db-revoke": Sentence("End that.", "ยกเลิกสิทธิ์นั้น"),
    "db-granted": Sentence(
        "{login} works on {path} as {person}, and the server checks what they may do",
        "{login} ปฏิบัติงานบน {path} ในนาม {person} และเซิร์ฟเวอร์ตรวจสิทธิ์ทุกครั้ง",
    ),
    "db-revoked": Sentence("{login} has no rights on {path} any more", "{login} ไม่มีสิทธิ์บน {path} แล้ว"),
    "people-published": Sentence(
        "who may complete what was published for the server to check",
        "ประกาศแล้วว่าผู้ใดปฏิบัติอะไรได้ เพื่อให้เซิร์ฟเวอร์ตรวจ",
    ),
    "help-db-status": Sentence("How the database is, and how much is in it.", "สภาพของฐานข้อมูลและปริมาณข้อมูล"),
    "help-db-copy": Sentence(
        "Copy all of one, file or server, into an empty one.",
        "คัดลอกทั้งหมด (ไฟล์หรือเซิร์ฟเวอร์) ลงฐานข้อมูลเปล่า",
    ),
    "interrupted": Sentence("stopped; nothing was recorded", "หยุดแล้ว ไม่มีการบันทึกใด ๆ"),
    "interrupted-late": Sentence("stopped, but the command had been recorded already", "หยุดแล้ว แต่คำสั่งนี้บันทึกไปก่อนแล้ว"),
    "not-text": Sentence(
        "the word {found} is not readable text",
        "อ่านคำ {found} ไม่ได้",
        "type it anew; a file may need another name",
        "ให้พิมพ์ใหม่ หากเป็นชื่อไฟล์ให้เปลี่ยนชื่อ",
    ),
    "os-ENOENT": Sentence("it does not exist", "ไม่พบไฟล์หรือโฟลเดอร์นี้"),
    "os-EACCES": Sentence("no permission", "ไม่มีสิทธิ์"),
    "os-EPERM": Sentence("no permission", "ไม่มีสิทธิ์"),
    "os-EISDIR": Sentence("it is a folder", "เป็นโฟลเดอร์"),
    "os-ENOTDIR": Sentence("a part of the path is not a folder", "บางส่วนของตำแหน่งไม่ใช่โฟลเดอร์"),
    "os-EEXIST": Sentence("it exists already", "มีอยู่แล้ว"),
    "os-ENOSPC": Sentence("the disk is full", "ดิสก์เต็ม"),
    "os-EIO": Sentence("the disk reports a fault", "ดิสก์ขัดข้อง"),
    "os-EFBIG": Sentence("it is too large", "ไฟล์ใหญ่เกินไป"),
    "os-ESPIPE": Sentence("it is not a file", "ไม่ใช่ไฟล์"),
    "os-EROFS": Sentence("the disk cannot be written to", "ดิสก์เขียนไม่ได้"),
    "the-answer": Sentence("the answer", "คำตอบ"),
    "recorded-unsaid": Sentence(
        "the command was recorded, but the answer could not be written: {reason}",
        "บันทึกคำสั่งแล้ว แต่แสดงคำตอบไม่ได้: {reason}",
    ),
    "system-fault": Sentence("{path}: {reason}", "{path}: {reason}"),
    "not-installed": Sentence("run from its folder, not installed", "เรียกจากโฟลเดอร์ต้นฉบับ ยังไม่ได้ติดตั้ง"),
    "refused-process": Sentence(
        "`{name}` has errors and is left out; `khumue check` shows them",
        "`{name}` มีข้อผิดพลาดจึงไม่แสดง ดูได้ด้วย `khumue check`",
    ),
    "no-such-law": Sentence(
        "no law is called `{name}`",
        "ไม่มีกฎหมายชื่อ `{name}`",
        NEAR_EN + "\nlaws: {allowed}",
        NEAR_TH + "\nกฎหมายที่มี: {allowed}",
    ),
    "unknown-format": Sentence(
        "`{found}` is not a form that can be written",
        "`{found}` ไม่ใช่รูปแบบที่เขียนได้",
        NEAR_EN + "\nforms: {allowed}",
        NEAR_TH + "\nรูปแบบที่มี: {allowed}",
    ),
    "no-ending": Sentence(
        "the name {path} does not tell which form is wanted",
        "ชื่อไฟล์ {path} ไม่ได้บอกรูปแบบที่ต้องการ",
        "give it an ending, such as .pdf, or add --format: {allowed}",
        "ใส่นามสกุลไฟล์ เช่น .pdf หรือเพิ่ม --format: {allowed}",
    ),
    "not-a-picture": Sentence(
        "{path} is no picture that can be printed",
        "{path} ไม่ใช่ไฟล์ภาพที่พิมพ์ได้",
        "the logo in manual.yaml is a file of one of these kinds: {allowed}",
        "logo ใน manual.yaml ต้องเป็นไฟล์ชนิด: {allowed}",
    ),
    "picture-elsewhere": Sentence(
        "{path} lies outside the folder of the procedures",
        "{path} อยู่นอกโฟลเดอร์กระบวนงาน",
        "put the picture beside manual.yaml and write its name only",
        "วางไฟล์ภาพไว้ข้าง manual.yaml แล้วเขียนเฉพาะชื่อไฟล์",
    ),
    "picture-too-large": Sentence(
        "{path} is larger than {limit} bytes",
        "{path} ใหญ่กว่า {limit} ไบต์",
        "save the picture smaller: 1,000 points across are enough",
        "บันทึกภาพให้เล็กลง กว้าง 1,000 จุดก็เพียงพอ",
    ),
    "cannot-read": Sentence("{path} cannot be read: {reason}", "อ่าน {path} ไม่ได้: {reason}"),
    "cannot-print": Sentence(
        "the manual cannot be set in type: {reason}",
        "เรียงพิมพ์คู่มือไม่ได้: {reason}",
        "change the text or picture that it names",
        "ให้แก้ข้อความหรือภาพที่ระบุไว้",
    ),
    "manual-refused": Sentence(
        "the manual is not printed while there are errors",
        "ยังไม่พิมพ์คู่มือ เพราะมีข้อผิดพลาดข้างต้น",
        "mend them, or add --draft: every page is then marked as a draft",
        "ให้แก้ก่อน หรือใส่ --draft เพื่อพิมพ์เป็นร่าง ทุกหน้าจะมีคำว่าร่างกำกับ",
    ),
    "no-manual": Sentence(
        "the folder {folder} has no manual.yaml, which says what stands on the cover and which chapters there are",
        "โฟลเดอร์ {folder} ไม่มี manual.yaml ซึ่งกำหนดหน้าปกและบทของคู่มือ",
        "`khumue init DIR` makes a folder that has one; copy it from there",
        "`khumue init โฟลเดอร์` สร้างโฟลเดอร์ที่มีไฟล์นี้ ให้คัดลอกมาใช้",
    ),
    "drawing-book": Sentence("drawing", "วาดผังงาน"),
    "other-process": Sentence(
        "the case {case} is one of `{process}`",
        "เรื่อง {case} เป็นของกระบวนงาน `{process}`",
        "draw that one: khumue diagram {process} --case {case}",
        "ให้วาดผังนั้น: khumue diagram {process} --case {case}",
    ),
    "needs-output": Sentence(
        "this drawing needs a file ({pages} pages)", "ภาพนี้ต้องบันทึกเป็นไฟล์ ({pages} หน้า)", "add -o FILE", "เพิ่ม -o ไฟล์"
    ),
    "demo-needs-bundled": Sentence(
        "the demo needs the eight bundled procedures",
        "การสาธิตต้องใช้กระบวนงานทั้งแปดที่ให้มา",
        "leave --processes out, or run it in another folder",
        "ไม่ต้องใส่ --processes หรือสั่งในโฟลเดอร์อื่น",
    ),
    # -- usage -------------------------------------------------------------------------------------------------------
    "usage-option": Sentence(
        "there is no option {name} here",
        "ไม่มีตัวเลือก {name} ในคำสั่งนี้",
        NEAR_EN + "\n{before} stands before the command: khumue {before} … {command}"
        "\n{behind} stands behind the command: khumue {example} … {behind}",
        NEAR_TH + "\n{before} ต้องอยู่หน้าคำสั่ง: khumue {before} … {command}"
        "\n{behind} ต้องอยู่หลังคำสั่ง: khumue {example} … {behind}",
    ),
    "usage-value": Sentence("the option {name} needs a value", "ตัวเลือก {name} ต้องมีค่าตามหลัง"),
    "usage-missing": Sentence("{name} is missing", "ยังไม่ได้ระบุ {name}"),
    "usage-bad": Sentence("{name}: {reason}", "{name}: {reason}"),
    "usage-command": Sentence("there is no command `{name}`", "ไม่มีคำสั่ง `{name}`", NEAR_EN, NEAR_TH),
    "usage-extra": Sentence("there is one word too many: {found}", "มีคำเกินมา: {found}"),
    "usage-no-command": Sentence("the command is missing", "ยังไม่ได้ระบุคำสั่ง"),
    "usage-number": Sentence(
        "{name} must be a whole number from 1 on, such as 20", "{name} ต้องเป็นจำนวนเต็มตั้งแต่ 1 ขึ้นไป เช่น 20"
    ),
    "usage-date": Sentence(
        "`{found}` is not a date; write it as 23/11/2569, 23 พ.ย. 2569 or 2026-11-23",
        "`{found}` ไม่ใช่วันที่ เขียนเป็น 23/11/2569, 23 พ.ย. 2569 หรือ 2026-11-23",
    ),
    # -- what stands for a value in usage and help -------------------------------------------------------------------
    "metavar-OPTIONS": Sentence("OPTIONS", "ตัวเลือก"),
    "metavar-COMMAND": Sentence("COMMAND", "คำสั่ง"),
    "metavar-ARGS": Sentence("ARGS", "ส่วนอื่น"),
    "metavar-CASE": Sentence("CASE", "เรื่อง"),
    "metavar-STEP": Sentence("STEP", "ขั้นตอน"),
    "metavar-PROCESS": Sentence("PROCESS", "กระบวนงาน"),
    "metavar-TEXT": Sentence("TEXT", "ข้อความ"),
    "metavar-FIELD": Sentence("FIELD", "ข้อมูล"),
    "metavar-VALUE": Sentence("VALUE", "ค่า"),
    "metavar-FILE": Sentence("FILE", "ไฟล์"),
    "metavar-PATH": Sentence("PATH", "ไฟล์"),
    "metavar-PATHS": Sentence("PATHS", "ไฟล์"),
    "metavar-DIR": Sentence("DIR", "โฟลเดอร์"),
    "metavar-DIRECTORY": Sentence("DIRECTORY", "โฟลเดอร์"),
    "metavar-URL": Sentence("URL", "ไฟล์หรือURL"),
    "metavar-FROM": Sentence("FROM", "ต้นทาง"),
    "metavar-TO": Sentence("TO", "ปลายทาง"),
    "metavar-PERSON": Sentence("PERSON", "ชื่อ"),
    "metavar-LAW": Sentence("LAW", "กฎหมาย"),
    "metavar-NUMBER": Sentence("NUMBER", "ลำดับ"),
    "metavar-INTEGER RANGE": Sentence("NUMBER", "จำนวน"),
    "metavar-INTEGER": Sentence("NUMBER", "จำนวน"),
    "metavar-DATE": Sentence("DATE", "วันที่"),
    "metavar-ACTOR": Sentence("ACTOR", "ผู้ปฏิบัติ"),
    "metavar-ITEM": Sentence("ITEM", "รายการ"),
    "metavar-KIND": Sentence("KIND", "ชนิด"),
    "metavar-required": Sentence("required", "ต้องระบุ"),
    # -- what is shown -----------------------------------------------------------------------------------------------
    "case": Sentence("Case {case}", "เรื่อง {case}"),
    "ready-now": Sentence("ready", "พร้อมดำเนินการ"),
    "round": Sentence("round {round}", "รอบที่ {round}"),
    "items-open": Sentence("{open} of {all} open", "ค้าง {open} จาก {all}"),
    "confirmed-by": Sentence("confirmed by {names}", "ยืนยันแล้ว: {names}"),
    "due": Sentence("due {day}", "กำหนดแล้วเสร็จ {day}"),
    "overdue": Sentence("OVERDUE since {day}", "เกินกำหนดตั้งแต่วันที่ {day}"),
    "due-unknown": Sentence(
        "within {within}: cannot be computed, no holidays are entered for that year",
        "กำหนดแล้วเสร็จภายใน {within}: คำนวณไม่ได้ ยังไม่มีข้อมูลวันหยุดของปีนั้น",
    ),
    "opened": Sentence("opened {at}", "เปิดเรื่องเมื่อ {at}"),
    "no-cases": Sentence("no cases", "ไม่มีเรื่อง"),
    "no-such-cases": Sentence("no case is so", "ไม่มีเรื่องที่ตรงเงื่อนไข"),
    "nothing-waits": Sentence("nothing waits", "ไม่มีงานค้าง"),
    "nothing-such-waits": Sentence("nothing that is asked for waits", "ไม่มีงานค้างที่ตรงเงื่อนไข"),
    "days": Sentence("{number} days", "{number} วัน"),
    "working-days": Sentence("{number} working days", "{number} วันทำการ"),
    "needs": Sentence("needs {needs}", "ต้องระบุ {needs}"),
    "resume-by": Sentence(
        "`khumue resume {case} --reason …` goes on with it", "ใช้ `khumue resume {case} --reason …` เพื่อดำเนินการต่อ"
    ),
    "since": Sentence("since {day}", "ตั้งแต่ {day}"),
    "more": Sentence("more: --after {after}", "ดูต่อ: --after {after}"),
    "event-started": Sentence("opened", "เปิดเรื่อง"),
    "event-confirmed": Sentence("confirmed", "ยืนยัน"),
    "event-completed": Sentence("completed", "ทำเสร็จ"),
    "event-returned": Sentence("returned", "ส่งกลับ"),
    "event-again": Sentence("again", "เริ่มรอบใหม่"),
    "event-ended": Sentence("ended", "ยุติเรื่อง"),
    "event-reopened": Sentence("reopened", "เปิดทำใหม่"),
    "event-corrected": Sentence("corrected", "แก้ข้อมูล"),
    "event-suspended": Sentence("suspended", "พักเรื่อง"),
    "event-resumed": Sentence("resumed", "ดำเนินการต่อ"),
    "event-cancelled": Sentence("cancelled", "ยกเลิกเรื่อง"),
    "event-migrated": Sentence("moved to version {new} (from {old})", "ย้ายไปใช้รุ่น {new} (จากรุ่น {old})"),
    "event-reverted": Sentence("moved back to version {new} (from {old})", "ย้ายกลับไปใช้รุ่น {new} (จากรุ่น {old})"),
    "on-behalf-of": Sentence("for {actor}", "ในนาม {actor}"),
    "logged-in": Sentence("logged in as {login}", "ชื่อผู้ใช้ {login}"),
    "in-stead-of": Sentence("in the stead of {stead}, order {order}", "รักษาราชการแทน {stead} ตามคำสั่ง {order}"),
    "title-given": Sentence("title", "ชื่อเรื่อง"),
    "only": Sentence("only", "เฉพาะ"),
    "note-given": Sentence("note", "หมายเหตุ"),
    "reason-given": Sentence("reason", "เหตุผล"),
    "attached": Sentence("attached", "ไฟล์แนบ"),
    "then-reset": Sentence("to be done again", "ต้องทำใหม่"),
    "then-skipped": Sentence("skipped", "ข้าม"),
    "then-ready": Sentence("ready", "พร้อมดำเนินการ"),
    "then-renamed": Sentence("called otherwise", "เปลี่ยนชื่ออ้างอิง"),
    "then-waived": Sentence("waived, counts as done", "ยกเว้นให้ ถือว่าเสร็จแล้ว"),
    "then-assumed": Sentence("done, with an outcome that is assumed", "เสร็จแล้ว โดยถือว่ามีผลเป็น"),
    "then-left": Sentence("done, stays in the record only", "งานที่ทำแล้วซึ่งคงไว้ในประวัติเท่านั้น"),
    "then-closed": Sentence("no longer ready", "ไม่อยู่ในสถานะพร้อมดำเนินการแล้ว"),
    "then-kept": Sentence("ready as before", "ยังคงพร้อมดำเนินการ"),
    "cleared": Sentence("(cleared)", "(ล้างค่า)"),
    "then-state": Sentence("case", "สถานะเรื่อง"),
    "why-all-settled": Sentence("what it waited for is done: {steps}", "ขั้นตอนที่ต้องรอ ทำเสร็จแล้ว: {steps}"),
    "why-all-waived": Sentence("what counts as done, as it was waived: {steps}", "ขั้นตอนที่ต้องรอ ได้ยกเว้นให้แล้ว: {steps}"),
    "why-ahead": Sentence(
        "does not wait for {step} - {state} ({actors}): when the case moved to this version, it had passed that point",
        "ไม่ต้องรอ {step} - {state} ({actors}) เพราะขณะย้ายมาใช้รุ่นนี้ เรื่องดำเนินการเลยขั้นตอนนั้นแล้ว",
    ),
    "why-late": Sentence(
        "to be caught up with: what comes behind it is done or ready already: {steps}",
        "ต้องทำย้อนหลัง เพราะขั้นตอนถัดไปเสร็จแล้วหรือพร้อมดำเนินการแล้ว: {steps}",
    ),
    "why-moved": Sentence(
        "so since the case moved to version {version} on {day} ({who})",
        "เป็นเช่นนี้ตั้งแต่ย้ายเรื่องไปใช้รุ่น {version} เมื่อ {day} ({who})",
    ),
    "why-waived": Sentence(
        "nobody has done it: it was waived, so that the case could move to another version",
        "ไม่มีผู้ใดทำขั้นตอนนี้ แต่ได้ยกเว้นให้เพื่อย้ายเรื่องไปใช้รุ่นอื่น",
    ),
    "waived-by": Sentence("waived on {day} by {who}", "ยกเว้นให้เมื่อ {day} โดย {who}"),
    "was-called": Sentence("then called `{step}`", "ขณะนั้นใช้ชื่อ `{step}`"),
    "outcome-assumed": Sentence("outcome assumed when the case moved", "ผลนี้กำหนดให้เมื่อย้ายรุ่น"),
    "ahead": Sentence("although not done: {steps}", "แม้ยังไม่ได้ทำ: {steps}"),
    "why-from-start": Sentence("it waits for nothing", "ไม่ต้องรอขั้นตอนใด"),
    "why-holds": Sentence("its condition holds: {condition}", "เป็นไปตามเงื่อนไข: {condition}"),
    "why-suspended": Sentence(
        "the case is suspended: nothing can be done before `khumue resume {case} --reason …`",
        "เรื่องนี้พักไว้ชั่วคราว ดำเนินการได้หลังจาก `khumue resume {case} --reason …`",
    ),
    "why-returned": Sentence("returned by `{step}` on {day} ({who})", "ส่งกลับจาก `{step}` เมื่อ {day} ({who})"),
    "why-reopened": Sentence("reopened from `{step}` on {day} ({who})", "เปิดทำใหม่จาก `{step}` เมื่อ {day} ({who})"),
    "why-performs": Sentence("performed by: {actors}", "ผู้ปฏิบัติ: {actors}"),
    "why-items": Sentence("{count} open: {items}", "ค้าง {count} รายการ: {items}"),
    "why-waits": Sentence("waits for {step} - {state} ({actors})", "รอ {step} - {state} ({actors})"),
    "why-done": Sentence("done on {day} by {who}", "ทำเสร็จเมื่อ {day} โดย {who}"),
    "why-outcome": Sentence("outcome: {outcome}", "ผล: {outcome}"),
    "why-condition": Sentence(
        "skipped, because of its condition: {condition}, not {wanted}",
        "ข้าม เพราะไม่เป็นไปตามเงื่อนไข: {condition} ไม่ใช่ {wanted}",
    ),
    "why-all-skipped": Sentence(
        "skipped, because all that it waits for was skipped: {steps}", "ข้าม เพราะขั้นตอนที่รอถูกข้ามทั้งหมด: {steps}"
    ),
    "why-withdrawn": Sentence("withdrawn, because the case is {state}", "ยกเลิกไป เพราะเรื่องอยู่ในสถานะ {state}"),
    "legal-basis": Sentence("legal basis: {legal}", "ฐานกฎหมาย: {legal}"),
    "legal-basis-of": Sentence("legal basis", "ฐานกฎหมาย"),
    "checked": Sentence(
        "procedures checked: {processes}; errors: {errors}, warnings: {warnings}, notes: {notes}",
        "ตรวจ {processes} กระบวนงาน: ผิดพลาด {errors} คำเตือน {warnings} ข้อสังเกต {notes}",
    ),
    "copied-here": Sentence(
        "the procedures are in {folder}; edit them there, then: khumue check",
        "คัดลอกกระบวนงานไว้ที่ {folder} แล้ว แก้ไขได้ที่นั่น จากนั้น: khumue check",
    ),
    "copied": Sentence(
        "the procedures are in {folder}; edit them there, then: cd {home} and khumue check",
        "คัดลอกกระบวนงานไว้ที่ {folder} แล้ว แก้ไขได้ที่นั่น จากนั้น: cd {home} แล้ว khumue check",
    ),
    "written": Sentence("written: {path}", "บันทึกไฟล์แล้ว: {path}"),
    "attachment-out": Sentence("{name} is in {path}", "นำ {name} ออกมาไว้ที่ {path} แล้ว"),
    "col-number": Sentence("No.", "ที่"),
    "col-process": Sentence("procedure", "กระบวนงาน"),
    "col-steps": Sentence("steps", "ขั้นตอน"),
    "col-open": Sentence("open cases", "เรื่องที่กำลังดำเนินการ"),
    "col-title": Sentence("title", "งาน/เรื่อง"),
    "col-case": Sentence("case", "เรื่อง"),
    "col-opened": Sentence("opened", "เปิดเมื่อ"),
    "col-state": Sentence("state", "สถานะ"),
    "col-case-title": Sentence("title", "ชื่อเรื่อง"),
    "col-step": Sentence("step", "ขั้นตอน"),
    "col-task": Sentence("what is to be done", "สิ่งที่ต้องทำ"),
    "col-actor": Sentence("by", "ผู้ปฏิบัติ"),
    "col-waits": Sentence("waits", "กำหนดแล้วเสร็จ หรือรอตั้งแต่"),
    # -- cases from a table ------------------------------------------------------------------------------------------
    "table-not-a-file": Sentence(
        "{path} is not a file", "{path} ไม่ใช่ไฟล์", "choose an Excel or CSV file", "ให้เลือกไฟล์ Excel หรือ CSV"
    ),
    "table-unreadable": Sentence(
        "{path} cannot be read: {reason}",
        "อ่าน {path} ไม่ได้: {reason}",
        "check that the file exists, that you may read it and that Excel does not hold it open",
        "ตรวจว่ามีไฟล์นี้อยู่ ท่านมีสิทธิ์อ่าน และไม่ได้เปิดค้างไว้ใน Excel",
    ),
    "table-too-large": Sentence(
        "{path} has {size}; at most {limit} are read",
        "{path} มีขนาด {size} อ่านได้ไม่เกิน {limit}",
        "is this the right file? A long list can be divided among several files",
        "โปรดตรวจว่าเลือกไฟล์ถูกหรือไม่ รายการที่ยาวแบ่งเป็นหลายไฟล์ได้",
    ),
    "table-bomb": Sentence(
        "{path} unpacks to {size}, far more than its rows could need; it was not read",
        "{path} คลายออกแล้วมีขนาด {size} มากเกินกว่าที่ข้อมูลในแถวจะใช้ จึงไม่อ่าน",
        "copy the rows alone into a new workbook and save it as .xlsx",
        "คัดลอกเฉพาะแถวข้อมูลไปไว้ในสมุดงานใหม่ แล้วบันทึกเป็น .xlsx",
    ),
    "table-far-row": Sentence(
        "row {row} of {path} holds something, with {empty} empty rows above it",
        "แถวที่ {row} ของ {path} มีข้อมูล แต่เหนือแถวนั้นมีแถวว่าง {empty} แถว",
        "remove what stands there, or the empty rows, and save the file; empty rows below the last full one do no harm",
        "ลบข้อมูลในแถวนั้น หรือลบแถวว่าง แล้วบันทึกไฟล์ ส่วนแถวว่างใต้แถวสุดท้ายที่มีข้อมูลไม่เป็นปัญหา",
    ),
    "table-too-long": Sentence(
        "{path} has more than {limit} rows below its header",
        "{path} มีมากกว่า {limit} แถว (ไม่นับแถวหัวตาราง)",
        "divide it into several files, or delete the empty rows below the table",
        "ให้แบ่งเป็นหลายไฟล์ หรือลบแถวว่างใต้ตาราง",
    ),
    "table-too-wide": Sentence(
        "row {row} of {path} has more than {limit} columns",
        "แถว {row} ของ {path} มีมากกว่า {limit} คอลัมน์",
        "put the entries of a long list into one cell, with semicolons between them",
        "รายการที่ยาวให้ใส่ไว้ในช่องเดียว คั่นด้วยเครื่องหมาย ;",
    ),
    "table-old-excel": Sentence(
        "{path} is a workbook of an old or binary form, or has a password",
        "{path} เป็นสมุดงาน Excel รูปแบบเก่าหรือแบบไบนารี หรือมีรหัสผ่าน",
        "open it in Excel and save it without a password as “Excel Workbook (.xlsx)”",
        "เปิดด้วย Excel แล้วบันทึกเป็น “สมุดงาน Excel (.xlsx)” โดยไม่ใส่รหัสผ่าน",
    ),
    "table-macros": Sentence(
        "{path} contains macros; it was not read",
        "{path} มีแมโคร จึงไม่อ่าน",
        "save it in Excel as “Excel Workbook (.xlsx)”, which leaves the macros out",
        "บันทึกใน Excel เป็น “สมุดงาน Excel (.xlsx)” ซึ่งจะตัดแมโครออก",
    ),
    "table-foreign": Sentence(
        "{path} is neither an Excel workbook nor a CSV file",
        "{path} ไม่ใช่สมุดงาน Excel และไม่ใช่ไฟล์ CSV",
        "open it in the program that made it and save the table as .xlsx or as “CSV UTF-8”",
        "เปิดด้วยโปรแกรมที่สร้างไฟล์ แล้วบันทึกตารางเป็น .xlsx หรือ “CSV UTF-8”",
    ),
    "table-web-page": Sentence(
        "{path} is a web page or XML, whatever its name says",
        "{path} เป็นหน้าเว็บหรือ XML ไม่ว่านามสกุลจะเป็นอะไร",
        "open it in Excel and save it as “Excel Workbook (.xlsx)”",
        "เปิดด้วย Excel แล้วบันทึกเป็น “สมุดงาน Excel (.xlsx)”",
    ),
    "table-damaged": Sentence(
        "the workbook {path} is damaged ({reason})",
        "สมุดงาน {path} เสียหาย ({reason})",
        "open it in Excel, let Excel repair it, and save it under another name",
        "เปิดด้วย Excel ให้ Excel ซ่อมแซม แล้วบันทึกเป็นชื่ออื่น",
    ),
    "table-many-sheets": Sentence(
        "the workbook {path} has several worksheets with rows: {sheets}",
        "สมุดงาน {path} มีข้อมูลอยู่หลายแผ่นงาน: {sheets}",
        "keep the one that is meant; delete or hide the others",
        "ให้เหลือไว้เฉพาะแผ่นงานที่ต้องการ ลบหรือซ่อนแผ่นงานอื่น",
    ),
    "table-merged": Sentence(
        "the cells {cells} of the worksheet “{sheet}” in {path} are merged, so that it is not clear which rows they belong to",
        "ช่อง {cells} ในแผ่นงาน “{sheet}” ของ {path} ถูกผสานไว้ จึงไม่ทราบว่าเป็นข้อมูลของแถวใด",
        "unmerge all cells (Home, Merge & Center) and fill in every row",
        "ยกเลิกการผสานเซลล์ทั้งหมด (หน้าแรก > ผสานและจัดกึ่งกลาง) แล้วกรอกข้อมูลให้ครบทุกแถว",
    ),
    "table-hidden-row": Sentence(
        "row {row} of the worksheet “{sheet}” in {path} is hidden, as by a filter, and a case would be opened for it too",
        "แถวที่ {row} ในแผ่นงาน “{sheet}” ของ {path} ถูกซ่อนไว้ เช่น ด้วยตัวกรอง และจะเปิดเรื่องให้แถวนั้นด้วย",
        "show all rows and delete what is not meant, or copy the rows that you see into a workbook of their own",
        "ให้แสดงทุกแถวแล้วลบแถวที่ไม่ต้องการ หรือคัดลอกเฉพาะแถวที่เห็นไปไว้ในสมุดงานใหม่",
    ),
    "row-twice": Sentence(
        "this row is like row {row}: two cases with the same title and the same data would be opened",
        "แถวนี้เหมือนกับแถวที่ {row} จะเปิดเป็นสองเรื่องที่มีชื่อและข้อมูลเดียวกัน",
        "delete one of them, or tell them apart by `title`; if both are meant, add `--another`",
        "ให้ลบออกแถวหนึ่ง หรือตั้ง `title` ให้ต่างกัน หากต้องการเปิดทั้งสองเรื่อง ให้เพิ่ม `--another`",
    ),
    "table-broken-csv": Sentence(
        "{path} cannot be read as a table from line {line} on",
        "อ่าน {path} เป็นตารางต่อจากบรรทัด {line} ไม่ได้",
        "look for a quotation mark that is not closed, or save it anew in Excel as “CSV UTF-8”",
        "ตรวจหาเครื่องหมายอัญประกาศที่ไม่ได้ปิด หรือบันทึกใหม่ใน Excel เป็น “CSV UTF-8”",
    ),
    "table-encoding": Sentence(
        "{path} is neither UTF-8 nor Windows-874 (Thai) text",
        "{path} ไม่ได้บันทึกเป็น UTF-8 หรือ Windows-874 (ภาษาไทย)",
        "save it in Excel as “CSV UTF-8” or as .xlsx",
        "บันทึกใน Excel เป็น “CSV UTF-8” หรือ .xlsx",
    ),
    "table-empty": Sentence(
        "{path} is empty", "{path} ว่างเปล่า", "the first row names the columns", "แถวแรกต้องเป็นชื่อคอลัมน์"
    ),
    "table-only-header": Sentence(
        "{path} has a header and no row below it",
        "{path} มีแต่แถวหัวตาราง ไม่มีแถวข้อมูล",
        "each row below the header becomes a case",
        "แต่ละแถวใต้หัวตารางจะเปิดเป็นหนึ่งเรื่อง",
    ),
    "no-such-column": Sentence(
        "`{name}` is not the name of a column for these cases",
        "`{name}` ไม่ใช่ชื่อคอลัมน์ของเรื่องเหล่านี้",
        NEAR_EN + "\ncolumns: {allowed}\ndelete columns that belong to nothing here",
        NEAR_TH + "\nคอลัมน์ที่ใช้ได้: {allowed}\nให้ลบคอลัมน์ที่ไม่เกี่ยวข้อง",
    ),
    "column-twice": Sentence(
        "there are two columns `{name}`",
        "มีคอลัมน์ `{name}` สองคอลัมน์",
        "only a list may have several",
        "มีได้หลายคอลัมน์เฉพาะข้อมูลที่เป็นรายการ",
    ),
    "columns-missing": Sentence(
        "the header lacks: {titles}",
        "หัวตารางยังขาด: {titles}",
        "the first row names the columns, by the name or the title of what is asked at the start",
        "แถวแรกต้องเป็นชื่อคอลัมน์ ใช้ชื่ออ้างอิงหรือชื่อของข้อมูลที่ต้องระบุเมื่อเปิดเรื่อง",
    ),
    "column-unnamed": Sentence(
        "`{found}` stands in a column without a name in the header",
        "`{found}` อยู่ในคอลัมน์ที่ไม่มีชื่อในหัวตาราง",
        "name the column in the first row, or delete it",
        "ให้ใส่ชื่อคอลัมน์ในแถวแรก หรือลบคอลัมน์นี้",
    ),
    "cell-empty": Sentence("{titles} is not given", "ยังไม่ได้ระบุ {titles}", "choices: {choices}", "ตัวเลือก: {choices}"),
    "cell-formula": Sentence(
        "the cell holds a formula",
        "ช่องนี้เป็นสูตร",
        "copy the column and paste it in place as values (Paste Special, Values)",
        "คัดลอกคอลัมน์แล้ววางทับเป็นค่า (วางแบบพิเศษ > ค่า)",
    ),
    "cell-error": Sentence(
        "the cell holds an error of Excel such as #N/A",
        "ช่องนี้เป็นค่าผิดพลาดของ Excel เช่น #N/A",
        "write its value",
        "ให้ใส่ค่าที่ถูกต้อง",
    ),
    "nothing-opened": Sentence(
        "no case was opened; problems in {path}: {count} (behind its name stand row and column)",
        "ยังไม่ได้เปิดเรื่องใดเลย: พบปัญหา {count} แห่งใน {path} (ตัวเลขหลังชื่อไฟล์คือแถวและคอลัมน์)",
        "mend them and give the same command again\n{more} more are not shown",
        "ให้แก้ไขแล้วสั่งคำสั่งเดิมอีกครั้ง\nยังมีอีก {more} แห่งที่ไม่ได้แสดง",
    ),
    "checking-rows": Sentence(
        "every row of {path} is checked before any case is opened …", "กำลังตรวจทุกแถวของ {path} ก่อนเปิดเรื่อง …"
    ),
    "opening": Sentence("cases", "เรื่อง"),
    "opened-all": Sentence(
        "{process}: {count} opened ({first} to {last})", "{process}: เปิดแล้ว {count} เรื่อง ({first} ถึง {last})"
    ),
    "opened-before": Sentence(
        "{count} of {rows} rows had been opened already (since {day}, from case {first} on); the others were opened now",
        "{count} จาก {rows} แถวเปิดเรื่องไปก่อนแล้ว (ตั้งแต่ {day} เริ่มที่เรื่อง {first}) ครั้งนี้จึงเปิดเฉพาะแถวที่เหลือ",
    ),
    "opened-already": Sentence(
        "all {rows} rows had been opened on {day} (cases {first} to {last}); nothing was opened twice. To open them once more: --again",
        "ทั้ง {rows} แถวเปิดเรื่องไปแล้วเมื่อ {day} (เรื่อง {first} ถึง {last}) จึงไม่เปิดซ้ำ หากต้องการเปิดอีกครั้งให้ใช้ --again",
    ),
    "opened-so-far": Sentence(
        "{count} of {rows} rows are opened and recorded; the same command goes on behind them",
        "เปิดและบันทึกแล้ว {count} จาก {rows} แถว สั่งคำสั่งเดิมอีกครั้งเพื่อเปิดต่อจากนั้น",
    ),
    "opened-some": Sentence(
        "stopped; the first rows are opened and recorded, and the same command goes on behind them",
        "หยุดแล้ว แถวต้น ๆ เปิดและบันทึกไปแล้ว สั่งคำสั่งเดิมอีกครั้งเพื่อเปิดต่อจากนั้น",
    ),
    # -- whether all is in order -------------------------------------------------------------------------------------
    "doctor-programs": Sentence(
        "khumue {khumue}, Python {python}, {system}", "khumue {khumue}, Python {python}, {system}"
    ),
    "doctor-libraries-ok": Sentence("all libraries are there: {names}", "มีไลบรารีครบ: {names}"),
    "doctor-libraries": Sentence(
        "libraries are missing or too old: {names}",
        "ไลบรารีขาดหรือเก่าเกินไป: {names}",
        "install khumue anew, as the README says",
        "ให้ติดตั้ง khumue ใหม่ตามวิธีใน README",
    ),
    "doctor-not-installed": Sentence(
        "khumue is run from its folder, so that its libraries cannot be compared with what it needs",
        "เรียก khumue จากโฟลเดอร์ต้นฉบับ จึงเทียบไลบรารีกับที่ต้องใช้ไม่ได้",
        "install it, as the README says",
        "ให้ติดตั้งตามวิธีใน README",
    ),
    "doctor-fonts": Sentence("fonts: {names}", "แบบอักษร: {names}"),
    "doctor-fonts-lost": Sentence(
        "fonts cannot be read: {names}",
        "อ่านแบบอักษรไม่ได้: {names}",
        "without them, nothing is drawn or printed: install khumue anew",
        "หากไม่มีจะวาดผังและพิมพ์คู่มือไม่ได้ ให้ติดตั้ง khumue ใหม่",
    ),
    "doctor-procedures": Sentence("{count} procedures in {folder}", "{count} กระบวนงานใน {folder}"),
    "doctor-procedures-wrong": Sentence(
        "the procedures in {folder} have errors: {names}",
        "กระบวนงานใน {folder} มีข้อผิดพลาด: {names}",
        "`khumue check` shows them and says what to do",
        "ดูรายละเอียดและวิธีแก้ด้วย `khumue check`",
    ),
    "doctor-holidays": Sentence(
        "holidays.yaml has no days off for {years}, so that deadlines into these years are not computed",
        "holidays.yaml ไม่มีวันหยุดของปี {years} จึงคำนวณกำหนดเวลาที่ถึงปีนั้นไม่ได้",
        "enter them once they are announced",
        "ให้เพิ่มเมื่อมีประกาศวันหยุด",
    ),
    "doctor-clock": Sentence("the clock says {now}", "นาฬิกาของเครื่องบอก {now}"),
    "clock-era": Sentence(
        "the clock of this computer is in the year {year} of the common era",
        "นาฬิกาของเครื่องนี้ตั้งไว้ที่ปี ค.ศ. {year}",
        "set it to {right}; to show the Buddhist era is a matter of the calendar in the region settings",
        "ให้ตั้งเป็น ค.ศ. {right} ส่วนการแสดงปี พ.ศ. เลือกได้ที่ปฏิทินในการตั้งค่าภูมิภาค",
    ),
    "doctor-clock-back": Sentence(
        "the clock says {now}, but a case was opened at {last}: it is slow",
        "นาฬิกาของเครื่องบอก {now} แต่มีเรื่องที่เปิดเมื่อ {last} แสดงว่านาฬิกาช้า",
        "set the clock before the next command: its time is recorded with everything that is done",
        "ให้ตั้งนาฬิกาก่อนสั่งคำสั่งต่อไป เพราะเวลาจะบันทึกไว้กับทุกการดำเนินการ",
    ),
    "doctor-zone": Sentence(
        "this computer is set to {zone}; khumue counts and shows days in Thai time (UTC+7) all the same",
        "เครื่องนี้ตั้งเขตเวลา {zone} แต่ khumue นับและแสดงวันตามเวลาประเทศไทย (UTC+7) เสมอ",
        "choose Bangkok as the time zone, so that both show the same",
        "ให้เลือกเขตเวลากรุงเทพฯ เพื่อให้แสดงเวลาตรงกัน",
    ),
    "doctor-no-database": Sentence(
        "no database {path} yet; `khumue start` begins it", "ยังไม่มีฐานข้อมูล {path} คำสั่ง `khumue start` จะสร้างให้"
    ),
    "doctor-database": Sentence(
        "database {place}: {program}, {size}, form {schema} of {known}",
        "ฐานข้อมูล {place}: {program}, {size}, รูปแบบ {schema} จาก {known}",
    ),
    "doctor-schema-older": Sentence(
        "the database was written by an older khumue (form {schema} of {known})",
        "ฐานข้อมูลนี้บันทึกด้วย khumue รุ่นเก่า (รูปแบบ {schema} จาก {known})",
        "make a backup; the next command that opens it brings it to the newest form",
        "ให้สำรองข้อมูลไว้ก่อน คำสั่งต่อไปที่เปิดฐานข้อมูลจะปรับเป็นรูปแบบล่าสุด",
    ),
    "doctor-pages": Sentence("its pages are sound", "หน้าข้อมูลของฐานข้อมูลสมบูรณ์"),
    "doctor-pages-unknown": Sentence(
        "in {seconds} seconds not all of its pages could be checked; none so far was damaged",
        "ภายใน {seconds} วินาทีตรวจหน้าข้อมูลได้ไม่ครบ ส่วนที่ตรวจแล้วไม่พบความเสียหาย",
        "check it again when the computer has nothing else to do",
        "ให้ตรวจอีกครั้งเมื่อเครื่องว่าง",
    ),
    "doctor-acts-as": Sentence(
        "this login works as {person}, without rights on the tables: the server itself checks what it does",
        "ชื่อผู้ใช้นี้ทำงานในนาม {person} โดยไม่มีสิทธิ์ในตาราง เซิร์ฟเวอร์ตรวจสอบทุกรายการเอง",
    ),
    "doctor-owns": Sentence(
        "this login may change the tables by itself, which is for whoever runs the server; all others: `khumue db grant`",
        "ชื่อผู้ใช้นี้แก้ไขตารางได้โดยตรง ซึ่งมีไว้สำหรับผู้ดูแลเซิร์ฟเวอร์เท่านั้น ผู้อื่นใช้ `khumue db grant`",
    ),
    "doctor-only-reads": Sentence(
        "this login may read here, and change nothing",
        "ชื่อผู้ใช้นี้อ่านข้อมูลได้อย่างเดียว แก้ไขไม่ได้",
        "whoever runs the server lets it work as a person: khumue db grant LOGIN PERSON",
        "ให้ผู้ดูแลเซิร์ฟเวอร์ผูกชื่อผู้ใช้กับบุคคล: khumue db grant ชื่อผู้ใช้ บุคคล",
    ),
    "doctor-encrypted": Sentence("nobody can listen on the way to the server", "ผู้อื่นอ่านข้อมูลระหว่างทางไปเซิร์ฟเวอร์ไม่ได้"),
    "doctor-not-encrypted": Sentence(
        "the connection to the server is not encrypted: what is sent can be read on the way",
        "การเชื่อมต่อกับเซิร์ฟเวอร์ไม่ได้เข้ารหัส ผู้อื่นอาจอ่านข้อมูลระหว่างทางได้",
        "enter sslmode=verify-full and sslrootcert=FILE in the service file, or end the URL with "
        "?sslmode=verify-full&sslrootcert=FILE (docs/administration.md)",
        "ใส่ sslmode=verify-full และ sslrootcert=ไฟล์ ใน service file หรือเติม ?sslmode=verify-full&sslrootcert=ไฟล์ ท้าย URL "
        "(docs/administration.th.md)",
    ),
    "doctor-clock-apart": Sentence(
        "the clock says {now}, but that of the server {theirs}",
        "นาฬิกาของเครื่องบอก {now} แต่นาฬิกาของเซิร์ฟเวอร์บอก {theirs}",
        "set both by the network's time before the next command: the time is recorded with everything that is done",
        "ให้ตั้งทั้งสองเครื่องตามเวลาเครือข่ายก่อนสั่งคำสั่งต่อไป เพราะเวลาจะบันทึกไว้กับทุกการดำเนินการ",
    ),
    "doctor-folder": Sentence("{path} can be written to; {free} free", "เขียนใน {path} ได้ ว่าง {free}"),
    "doctor-room": Sentence(
        "only {free} are free where {path} lies",
        "ที่ {path} เหลือที่ว่างเพียง {free}",
        "make room: on a full disk nothing can be recorded",
        "ให้เพิ่มที่ว่าง เมื่อดิสก์เต็มจะบันทึกอะไรไม่ได้",
    ),
    "doctor-others-read": Sentence(
        "others on this computer can open {path} (rights {mode}); it holds personal data",
        "ผู้ใช้อื่นของเครื่องนี้เปิด {path} ได้ (สิทธิ์ {mode}) ซึ่งมีข้อมูลส่วนบุคคล",
        "if they should not: chmod go-rwx",
        "หากไม่ควรให้เปิดได้ ใช้คำสั่ง chmod go-rwx",
    ),
    "doctor-files-left": Sentence(
        "copies of files in {folder} that belong to no case: {count}; a program ended while attaching a file leaves one there",
        "มี {count} ไฟล์ใน {folder} ที่ไม่ได้เป็นของเรื่องใด ซึ่งเหลืออยู่เมื่อโปรแกรมถูกปิดระหว่างแนบไฟล์",
        "they may hold personal data, and no backup has them; delete them: {names}",
        "อาจมีข้อมูลส่วนบุคคล และไม่ได้รวมอยู่ในไฟล์สำรอง ให้ลบไฟล์เหล่านี้: {names}",
    ),
    "doctor-sum": Sentence("errors: {errors}, warnings: {warnings}", "ผิดพลาด {errors} แห่ง คำเตือน {warnings} แห่ง"),
    "json-or-table": Sentence(
        "--json answers on the screen, --format and -o write a table",
        "--json ตอบบนจอ ส่วน --format และ -o เขียนเป็นตาราง",
        "leave one of them out",
        "ให้ใช้อย่างใดอย่างหนึ่ง",
    ),
    "count-whole": Sentence(
        "--count counts everything that waits and does not go with {names}",
        "--count นับงานที่รออยู่ทั้งหมด จึงใช้ร่วมกับ {names} ไม่ได้",
        "leave one of them out",
        "ให้ใช้อย่างใดอย่างหนึ่ง",
    ),
    "again-without-from": Sentence(
        "--again belongs to --from: it opens the rows of a file once more",
        "--again ใช้คู่กับ --from เพื่อเปิดเรื่องตามไฟล์เดิมอีกครั้ง",
        "add --from FILE, or leave --again out",
        "ให้เพิ่ม --from ไฟล์ หรือไม่ต้องใส่ --again",
    ),
    "either-from-or-set": Sentence(
        "with --from, the fields and the title stand in the file, not behind --set and --title",
        "เมื่อใช้ --from ข้อมูลและชื่อเรื่องอยู่ในไฟล์ จึงใช้ --set และ --title ร่วมด้วยไม่ได้",
        "leave one of them out",
        "ให้ใช้อย่างใดอย่างหนึ่ง",
    ),
    # -- tables for Excel --------------------------------------------------------------------------------------------
    "sheet-cases": Sentence("Cases", "เรื่อง"),
    "sheet-inbox": Sentence("Inbox", "งานที่รออยู่"),
    "sheet-history": Sentence("History", "ประวัติ"),
    "col-process-title": Sentence("procedure in words", "ชื่อกระบวนงาน"),
    "col-closed": Sentence("closed", "ปิดเมื่อ"),
    "col-entry": Sentence("entry", "รายการ"),
    "col-waiting": Sentence("waiting", "จำนวนที่รอ"),
    "col-overdue": Sentence("overdue", "เกินกำหนด"),
    "col-ready-at": Sentence("waits since", "รอตั้งแต่"),
    "col-due": Sentence("due", "กำหนดแล้วเสร็จ"),
    "col-event": Sentence("No.", "ลำดับ"),
    "col-at": Sentence("when", "วันเวลา"),
    "col-deed": Sentence("what was done", "การดำเนินการ"),
    "col-outcome": Sentence("outcome", "ผลการพิจารณา"),
    "col-person": Sentence("person", "ผู้บันทึก"),
    "col-stead": Sentence("in the stead of", "รักษาราชการแทน"),
    "col-order": Sentence("order", "คำสั่งเลขที่"),
    "col-login": Sentence("login", "ชื่อผู้ใช้ในระบบ"),
    "col-fields": Sentence("fields", "ข้อมูล"),
    "col-note": Sentence("note or reason", "หมายเหตุหรือเหตุผล"),
    "col-attachments": Sentence("attachments", "ไฟล์แนบ"),
    "not-printed": Sentence("not in the manual", "ไม่มีในคู่มือ"),
    "show-case": Sentence("A case: {case}", "หนึ่งเรื่อง คือ {case}"),
    "show-responsible": Sentence("Responsible:", "ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง:"),
    "show-field": Sentence("Field {name}: {title} ({type})", "ข้อมูล {name}: {title} ({type})"),
    "type-text": Sentence("text", "ข้อความ"),
    "type-number": Sentence("number", "จำนวน"),
    "type-date": Sentence("date", "วันที่"),
    "type-choice": Sentence("one of", "เลือกหนึ่ง"),
    "type-list": Sentence("list", "หลายรายการ"),
    "show-was": Sentence("called before: {value}", "ชื่ออ้างอิงเดิม: {value}"),
    "show-text": Sentence("text: {value}", "ข้อความ: {value}"),
    "show-by": Sentence("by: {value}", "ผู้ปฏิบัติ: {value}"),
    "show-joint": Sentence("jointly by: {value}", "ปฏิบัติร่วมกัน: {value}"),
    "show-not-by": Sentence("not by whoever did: {value}", "ต้องไม่ใช่ผู้ที่ทำ: {value}"),
    "show-after": Sentence("waits for: {value}", "ดำเนินการหลังจาก: {value}"),
    "show-when": Sentence("only when: {value}", "เฉพาะเมื่อ: {value}"),
    "show-each": Sentence("for each of: {value}", "ดำเนินการให้ครบทุกรายการใน: {value}"),
    "show-asks": Sentence("asks for: {value}", "ต้องกรอก: {value}"),
    "show-within": Sentence("within: {value}", "ภายใน: {value}"),
    "show-takes": Sentence("takes: {value}", "เอกสารที่ใช้: {value}"),
    "show-produces": Sentence("produces: {value}", "เอกสาร: {value}"),
    "show-legal": Sentence("legal basis: {value}", "ฐานกฎหมาย: {value}"),
    "show-reasons": Sentence(
        "why something was assumed: khumue assumptions {number}", "เหตุผลของสิ่งที่อนุมาน: khumue assumptions {number}"
    ),
    "show-back": Sentence(" (back to {value})", " (ย้อนกลับไป {value})"),
    "show-end": Sentence(" (ends the case: {value})", " (ยุติเรื่อง: {value})"),
    "assumed": Sentence("assumed", "อนุมาน"),
    # -- versions ----------------------------------------------------------------------------------------------------
    "published": Sentence("procedures published: {count}", "ประกาศใช้แล้ว {count} กระบวนงาน"),
    "publish-warnings": Sentence(
        "(warnings: {count}; `khumue check` shows them)", "(มีคำเตือน {count} ข้อ ดูได้ด้วย `khumue check`)"
    ),
    "not-yet-in-force": Sentence(
        "(this version was published to hold from {day}; the case follows it all the same)",
        "(รุ่นนี้ประกาศให้เริ่มใช้วันที่ {day} แต่เรื่องนี้จะดำเนินการตามรุ่นนี้ทันที)",
    ),
    "no-versions": Sentence("no version is kept", "ไม่มีรุ่นที่เก็บไว้"),
    "version-holds": Sentence("in force", "ใช้อยู่"),
    "version-later": Sentence("not yet", "ยังไม่ถึงวันเริ่มใช้"),
    "version-replaced": Sentence("replaced", "มีรุ่นใหม่แทนแล้ว"),
    "published-by-itself": Sentence("(by itself, when a case was opened)", "(โดยอัตโนมัติเมื่อเปิดเรื่อง)"),
    "col-version": Sentence("version", "รุ่น"),
    "col-from": Sentence("from", "เริ่มใช้วันที่"),
    "col-standing": Sentence("state", "สถานะ"),
    "col-publisher": Sentence("published by", "ผู้ประกาศใช้"),
    "col-reason": Sentence("reason", "เหตุผล"),
    # -- what has changed --------------------------------------------------------------------------------------------
    "group-wording": Sentence("wording", "ถ้อยคำ"),
    "group-law": Sentence("law", "กฎหมาย"),
    "group-people": Sentence("people", "บุคคล"),
    "group-flow": Sentence("flow", "ลำดับงาน"),
    "change-changed": Sentence("~ {what} [{group}]", "~ {what} [{group}]"),
    "change-added": Sentence("+ new: {what} [{group}]", "+ เพิ่ม: {what} [{group}]"),
    "change-removed": Sentence("- gone: {what} [{group}]", "- ตัดออก: {what} [{group}]"),
    "change-moved": Sentence(
        "~ moved from place {old} to place {new} among the steps that stay [{group}]",
        "~ ย้ายจากลำดับที่ {old} ไปลำดับที่ {new} ในบรรดาขั้นตอนที่คงอยู่ [{group}]",
    ),
    "change-renamed": Sentence(
        "~ renamed from `{old}` to `{new}` [{group}]", "~ เปลี่ยนชื่ออ้างอิงจาก `{old}` เป็น `{new}` [{group}]"
    ),
    "from-to": Sentence("what has changed from {old} to {new}", "สิ่งที่เปลี่ยนจาก {old} เป็น {new}"),
    "the-whole-procedure": Sentence("the whole procedure", "ทั้งกระบวนงาน"),
    "a-procedure": Sentence("a procedure of {steps} steps", "กระบวนงานที่มี {steps} ขั้นตอน"),
    "step": Sentence("step", "ขั้นตอน"),
    "none": Sentence("(none)", "(ไม่มี)"),
    "all-of-them": Sentence("(all)", "(ทั้งหมด)"),
    "asked-at-start": Sentence("asked when a case is opened", "ถามเมื่อเปิดเรื่อง"),
    "no-changes": Sentence("nothing has changed", "ไม่มีการเปลี่ยนแปลง"),
    "changes-count": Sentence("changes: {count} ({groups})", "การเปลี่ยนแปลง {count} แห่ง ({groups})"),
    "count-of-group": Sentence("{group} {count}", "{group} {count}"),
    "changed-catalogues": Sentence("Actors, laws, days off, misprints", "ผู้ปฏิบัติ กฎหมาย วันหยุด คำพิมพ์ผิด"),
    "kept-as-printed": Sentence("(kept as printed)", "(คงไว้ตามที่พิมพ์)"),
    "not-compared": Sentence(
        "(not compared, as no version is kept: {names})", "(ไม่ได้เปรียบเทียบ เพราะไม่มีรุ่นที่เก็บไว้: {names})"
    ),
    # -- parts of an element, as an inference speaks of them ---------------------------------------------------------
    "part-whole": Sentence("whole", "ทั้งหมด"),
    "part-process": Sentence("procedure", "กระบวนงาน"),
    "part-number": Sentence("number", "ลำดับที่ในคู่มือ"),
    "part-case": Sentence("what a case is about", "หนึ่งเรื่องหมายถึงอะไร"),
    "part-responsible": Sentence("responsible", "ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง"),
    "part-fields": Sentence("fields", "ข้อมูลประจำเรื่อง"),
    "part-assumed": Sentence("what is assumed", "สิ่งที่อนุมาน"),
    "part-verified": Sentence("what is verified", "สิ่งที่ตรวจสอบแล้ว"),
    "part-title": Sentence("title", "ชื่อ"),
    "part-was": Sentence("earlier names", "ชื่ออ้างอิงเดิม"),
    "part-text": Sentence("text", "ข้อความ"),
    "part-by": Sentence("who performs it", "ผู้ปฏิบัติ"),
    "part-not-by": Sentence("who must keep away", "ผู้ที่ต้องไม่ทำขั้นตอนนี้"),
    "part-after": Sentence("order", "ลำดับ"),
    "part-when": Sentence("condition", "เงื่อนไข"),
    "part-each": Sentence("item by item", "การแยกรายการ"),
    "part-asks": Sentence("what is asked", "ข้อมูลที่กรอก"),
    "part-decision": Sentence("outcomes", "ทางเลือก"),
    "part-within": Sentence("time limit", "กำหนดเวลา"),
    "part-takes": Sentence("document it takes", "เอกสารที่ใช้"),
    "part-produces": Sentence("document", "เอกสาร"),
    "part-legal": Sentence("legal basis", "ฐานกฎหมาย"),
    "part-item": Sentence("item", "ข้อ"),
    "part-back": Sentence("way back", "การย้อนกลับ"),
    "part-end": Sentence("end", "การยุติเรื่อง"),
    "part-law": Sentence("law", "กฎหมาย"),
    "part-section": Sentence("section", "มาตรา"),
    "part-place": Sentence("place", "ตำแหน่ง"),
    "part-line": Sentence("line", "บรรทัด"),
    "part-printed": Sentence("what is printed", "ข้อความที่พิมพ์"),
    "part-reading": Sentence("what it is read as", "อ่านเป็น"),
    "part-certainty": Sentence("how sure the reading is", "ความแน่ใจ"),
    "part-reason": Sentence("reason", "เหตุผล"),
    "part-date": Sentence("date", "วันที่"),
    "part-source": Sentence("source", "ที่มา"),
    "part-short": Sentence("short name", "ชื่อย่อ"),
    "part-kind": Sentence("kind", "ประเภท"),
    "part-members": Sentence("members", "สมาชิก"),
    "from-day": Sentence("from {day}", "ตั้งแต่ {day}"),
    "until-day": Sentence("until {day}", "ถึง {day}"),
    "part-part-of": Sentence("superior body", "สังกัด"),
    "part-aliases": Sentence("other names", "ชื่ออื่น"),
    "part-gazette": Sentence("gazette", "ราชกิจจานุเบกษา"),
    "part-for": Sentence("in whose stead", "รักษาราชการแทนผู้ใด"),
    "part-actors": Sentence("for which actors", "ในฐานะผู้ปฏิบัติใด"),
    "part-processes": Sentence("for which procedures", "สำหรับกระบวนงานใด"),
    "part-from": Sentence("first day in force", "วันเริ่มใช้บังคับ"),
    "part-until": Sentence("last day in force", "วันสิ้นผลใช้บังคับ"),
    "law-gazette": Sentence("gazette: {value}", "ราชกิจจานุเบกษา: {value}"),
    "law-dates-are": Sentence("in force from {from} until {until}", "มีผลใช้บังคับตั้งแต่วันที่ {from} ถึงวันที่ {until}"),
    "law-in-force": Sentence("on {on}: in force", "ณ {on}: มีผลใช้บังคับ"),
    "law-may-have-lapsed": Sentence(
        "on {on}: MAY HAVE LAPSED, the recorded dates have passed", "ณ {on}: อาจสิ้นผลใช้บังคับแล้ว เพราะพ้นวันสิ้นสุดที่บันทึกไว้"
    ),
    "law-not-begun": Sentence("on {on}: not yet in force", "ณ {on}: ยังไม่มีผลใช้บังคับ"),
    "law-dates-unknown": Sentence("on {on}: unknown, no dates are recorded", "ณ {on}: ไม่ทราบ เพราะไม่ได้บันทึกวันที่ไว้"),
    "law-steps": Sentence(
        "steps that rest on it: {count} (stated {stated}, inferred {inferred})",
        "ขั้นตอนที่อาศัยกฎหมายนี้: {count} (คู่มือระบุ {stated} อนุมาน {inferred})",
    ),
    "to-settle": Sentence("to settle", "สิ่งที่ต้องยืนยัน"),
    "verified": Sentence("verified", "ตรวจสอบแล้ว"),
    "not-verified": Sentence("not verified against the Royal Gazette", "ยังไม่ได้ตรวจสอบกับราชกิจจานุเบกษา"),
    "no-assumptions": Sentence("nothing was assumed", "ไม่มีข้ออนุมาน"),
    "catalogues": Sentence("Actors and laws", "ผู้ปฏิบัติและกฎหมาย"),
    "assumptions-count": Sentence(
        "{count} assumptions wait for the office's word", "มีข้ออนุมาน {count} ข้อที่รอสำนักงานยืนยัน"
    ),
    "demo-intro": Sentence(
        "The main job from beginning to end, on a database that is thrown away: nothing of yours is touched.\n"
        "Lines that begin with $ are commands as a clerk types them; below stands the answer.",
        "งานหลักตั้งแต่ต้นจนจบ บนฐานข้อมูลชั่วคราว ไม่กระทบข้อมูลของท่าน\nบรรทัดที่ขึ้นต้นด้วย $ คือคำสั่งที่เจ้าหน้าที่พิมพ์ ด้านล่างคือคำตอบ",
    ),
    "demo-check": Sentence("the procedures are checked", "ตรวจกระบวนงาน"),
    "demo-second-round": Sentence(
        "-- the second round; from here on only the commands are shown",
        "-- รอบที่สอง จากนี้แสดงเฉพาะคำสั่ง",
    ),
    "demo-curriculum": Sentence(
        "a curriculum of type 3, returned once by the sub-committee", "หลักสูตรประเภทที่ ๓ ซึ่งคณะอนุกรรมการส่งกลับหนึ่งครั้ง"
    ),
    "demo-others": Sentence("a case of each other procedure", "เรื่องของกระบวนงานอื่นทุกกระบวนงาน"),
    "demo-running": Sentence("\n-- {number}/{all} {title}", "\n-- {number}/{all} {title}"),
    "demo-draw": Sentence("the flowcharts are drawn", "วาดผังงาน"),
    "demo-done": Sentence(
        "Done. The flowcharts are in {folder}, one per procedure; case-2-1.pdf shows how the case went.\n"
        "Next: `khumue init DIR` gives you procedures of your own to edit; `khumue --help` lists the commands.",
        "เสร็จแล้ว ผังงานอยู่ที่ {folder} กระบวนงานละหนึ่งไฟล์ ส่วน case-2-1.pdf แสดงการดำเนินเรื่อง\n"
        "ต่อไป: `khumue init โฟลเดอร์` คัดลอกกระบวนงานไว้แก้ไขเอง และ `khumue --help` แสดงคำสั่งทั้งหมด",
    ),
    # -- help --------------------------------------------------------------------------------------------------------
    "help-khumue": Sentence(
        "The office's manual of procedures, running: check it, run cases, draw it.",
        "คู่มือการปฏิบัติงานที่ทำงานได้จริง: ตรวจ ดำเนินเรื่อง และวาดผังงาน",
    ),
    "page-usage": Sentence("Usage", "วิธีใช้"),
    "page-options": Sentence("Options", "ตัวเลือก"),
    "page-commands": Sentence("Commands", "คำสั่ง"),
    "help-help": Sentence("show this page", "แสดงหน้านี้"),
    "help-json": Sentence("answer as JSON", "ตอบเป็น JSON"),
    "help-reason": Sentence("why; it is recorded", "เหตุผล (บันทึกไว้ในประวัติ)"),
    "help-on": Sentence("the day to look at (today)", "วันที่ที่ต้องการตรวจ (หากไม่ระบุ ใช้วันนี้)"),
    "help-output": Sentence("the file to write", "ไฟล์ที่จะเขียน"),
    "help-set-option": Sentence("a field's value; several for a list", "ค่าของข้อมูล ใส่ซ้ำได้หากเป็นรายการ"),
    "help-limit": Sentence(
        "how many at most (100; in a file 100,000)", "จำนวนสูงสุดที่แสดง (หากไม่ระบุ 100 หรือ 100,000 ในไฟล์)"
    ),
    "help-table-format": Sentence(
        "a table for Excel (that of the file's ending)", "ตารางสำหรับ Excel (หากไม่ระบุ ดูจากนามสกุลไฟล์)"
    ),
    "help-processes": Sentence(
        "the folder of procedures (./processes, else the bundled ones)", "โฟลเดอร์กระบวนงาน (./processes หรือชุดที่ให้มา)"
    ),
    "help-db": Sentence("the database: a file or URL", "ฐานข้อมูล: ไฟล์หรือ URL"),
    "help-as": Sentence("who acts, as actors.yaml names them", "ผู้ปฏิบัติ ตามชื่อใน actors.yaml"),
    "help-lang": Sentence("the language", "ภาษา"),
    "help-version": Sentence("show the version", "แสดงรุ่น"),
    "help-list": Sentence("The procedures, with their running cases.", "กระบวนงานทั้งหมด พร้อมจำนวนเรื่องที่กำลังดำเนินการ"),
    "help-show": Sentence("A procedure in words.", "แสดงกระบวนงานเป็นข้อความ"),
    "help-check": Sentence("Every problem, with its place and what to do.", "ตรวจหาข้อผิดพลาดทุกแห่งพร้อมวิธีแก้"),
    "help-schema": Sentence("The JSON Schema of a file, for editors.", "JSON Schema สำหรับโปรแกรมแก้ไขข้อความ"),
    "help-manual": Sentence(
        "The printed manual as PDF, Word or a web page; in Thai.", "คู่มือทั้งเล่ม เป็น PDF, Word หรือหน้าเว็บ"
    ),
    "help-manual-format": Sentence("the form (else by the file's ending; pdf)", "รูปแบบ (หากไม่ระบุ ดูจากชื่อไฟล์ หรือ pdf)"),
    "help-manual-output": Sentence("the file to write (manual.pdf)", "ไฟล์ที่จะเขียน (หากไม่ระบุ manual.pdf)"),
    "help-manual-process": Sentence("only this procedure; repeatable", "เฉพาะกระบวนงานนี้ ใส่ซ้ำได้"),
    "help-since": Sentence(
        "list what has changed since a version, file, folder or day", "สรุปการแก้ไขนับจากรุ่น ไฟล์ โฟลเดอร์ หรือวันที่นี้"
    ),
    "help-draft": Sentence("print it also with errors, marked as a draft", "พิมพ์แม้มีข้อผิดพลาด โดยมีคำว่าร่างกำกับ"),
    "help-law": Sentence("The laws, and which steps rest on one.", "กฎหมาย และขั้นตอนที่อาศัยกฎหมายนั้น"),
    "help-assumptions": Sentence("What was inferred and waits for the office's word.", "สิ่งที่อนุมานไว้และรอสำนักงานยืนยัน"),
    "help-diff": Sentence(
        "What has changed from A to B: files, folders, versions kept in the database, or dates.",
        "สิ่งที่เปลี่ยนจาก A เป็น B ซึ่งเป็นไฟล์ โฟลเดอร์ รุ่นที่เก็บในฐานข้อมูล หรือวันที่ก็ได้",
    ),
    "help-diff-output": Sentence(
        "draw both over each other as a flowchart, into this file", "วาดสองรุ่นซ้อนกันเป็นผังงาน ลงไฟล์นี้"
    ),
    "help-diff-process": Sentence("only this procedure", "เฉพาะกระบวนงานนี้"),
    "help-publish": Sentence(
        "Check the procedures, and keep what has changed as the version in force.",
        "ตรวจกระบวนงาน แล้วเก็บสิ่งที่เปลี่ยนเป็นรุ่นที่ประกาศใช้",
    ),
    "help-from": Sentence("the first day on which it holds (today)", "วันเริ่มใช้ (หากไม่ระบุ คือวันนี้)"),
    "help-publish-reason": Sentence("why; it is kept with the version", "เหตุผล (เก็บไว้กับรุ่นที่ประกาศใช้)"),
    "help-versions": Sentence("The versions of a procedure, and which holds.", "รุ่นของกระบวนงาน และรุ่นที่ใช้อยู่"),
    "help-init": Sentence("An editable copy of the procedures.", "คัดลอกกระบวนงานไว้แก้ไขเอง"),
    "help-diagram": Sentence(
        "The flowchart; with --case, where a case stands.", "ผังงาน หากใส่ --case จะแสดงว่าเรื่องอยู่ที่ใด"
    ),
    "help-format": Sentence("the form (that of the file's ending, else svg)", "รูปแบบ (ตามนามสกุลไฟล์ มิฉะนั้น svg)"),
    "help-view": Sentence("columns by actor (lanes), or a single column", "แยกช่องตามผู้ปฏิบัติ (lanes) หรือช่องเดียว (flow)"),
    "help-diagram-case": Sentence("a case to show", "เรื่องที่ต้องการแสดง"),
    "help-start": Sentence("Open a case.", "เปิดเรื่อง"),
    "help-start-from": Sentence(
        "open a case for each row of an Excel or CSV file", "เปิดเรื่องตามแต่ละแถวของไฟล์ Excel หรือ CSV"
    ),
    "help-again": Sentence("open the rows of a file once more", "เปิดเรื่องตามไฟล์เดิมอีกครั้ง"),
    "help-title": Sentence("what to call the case", "ชื่อเรื่อง"),
    "help-complete": Sentence("Complete a step that is ready.", "บันทึกว่าทำขั้นตอนเสร็จ"),
    "help-item": Sentence("the entry that is done (or goes back); repeatable", "รายการที่ทำเสร็จ (หรือส่งกลับ) ใส่ซ้ำได้"),
    "help-outcome": Sentence("the outcome of a decision", "ผลการพิจารณา"),
    "help-actor": Sentence("for whom, in a joint step", "ปฏิบัติในนามของผู้ใด (กรณีปฏิบัติร่วมกัน)"),
    "help-another": Sentence(
        "open it though it is like one just opened, or like another row", "เปิดแม้เหมือนกับเรื่องที่เพิ่งเปิดไป หรือเหมือนกับแถวอื่น"
    ),
    "help-key": Sentence("the key that was shown when an answer was lost", "รหัสคำสั่งที่แสดงไว้เมื่อไม่ได้รับคำตอบ"),
    "help-note": Sentence("a note; it is recorded", "หมายเหตุ (บันทึกไว้ในประวัติ)"),
    "help-attach": Sentence("a file to keep with it; repeatable", "ไฟล์แนบ ใส่ซ้ำได้"),
    "help-cases": Sentence("The cases, newest first.", "เรื่องทั้งหมด ใหม่สุดก่อน"),
    "help-cases-process": Sentence("only of this procedure", "เฉพาะกระบวนงานนี้"),
    "help-cases-state": Sentence("only in this state", "เฉพาะสถานะนี้"),
    "help-after": Sentence("go on behind this one", "แสดงต่อจากรายการนี้"),
    "help-status": Sentence("Where a case stands.", "เรื่องอยู่ที่ขั้นตอนใด"),
    "help-inbox": Sentence("What waits for whom, most urgent first.", "งานที่รออยู่ เร่งด่วนก่อน"),
    "help-inbox-actor": Sentence("only what waits for this actor", "เฉพาะงานของผู้ปฏิบัตินี้"),
    "help-mine": Sentence("only what waits for me and I may complete (--as)", "เฉพาะงานของตนเองที่ทำได้ (ใช้คู่กับ --as)"),
    "help-inbox-count": Sentence(
        "how much waits at each step; with --mine also what not-by leaves to others",
        "จำนวนงานที่รออยู่ในแต่ละขั้นตอน เมื่อใช้กับ --mine จะนับงานที่ต้องให้ผู้อื่นทำ (not-by) ด้วย",
    ),
    "help-overdue": Sentence("only what is overdue", "เฉพาะที่เกินกำหนด"),
    "help-history": Sentence("Everything that happened in a case.", "ประวัติทั้งหมดของเรื่อง"),
    "help-attachment": Sentence("Take an attachment back out.", "นำไฟล์แนบออกมา"),
    "help-why": Sentence("Why a step is open, or what it waits for.", "เหตุใดขั้นตอนจึงพร้อมดำเนินการ หรือรออะไร"),
    "help-reopen": Sentence("Do a step and all that follows it again.", "เปิดทำขั้นตอนและสิ่งที่ตามมาใหม่"),
    "help-set-short": Sentence("Correct a field.", "แก้ข้อมูล"),
    "help-set": Sentence(
        "Correct a field: FIELD=VALUE; of a list also FIELD+=ENTRY, FIELD-=ENTRY.",
        "แก้ข้อมูล: ข้อมูล=ค่า หากเป็นรายการใช้ ข้อมูล+=รายการ หรือ ข้อมูล-=รายการ ได้ด้วย",
    ),
    "help-suspend": Sentence("Stop a case and its clocks.", "พักเรื่องและหยุดนับเวลา"),
    "help-resume": Sentence("Go on with a suspended case.", "ดำเนินเรื่องที่พักไว้ต่อ"),
    "help-cancel": Sentence("Give a case up.", "ยกเลิกเรื่อง"),
    "help-try": Sentence(
        "Walk a case of a procedure for practice; nothing is kept.", "ลองดำเนินเรื่องของกระบวนงานทีละขั้น โดยไม่บันทึกสิ่งใดไว้"
    ),
    "help-simulate": Sentence(
        "Run many random cases and count which ways are taken; nothing is kept.",
        "จำลองเรื่องแบบสุ่มจำนวนมากและนับว่าไปทางใดบ้าง โดยไม่บันทึกสิ่งใดไว้",
    ),
    "help-simulate-cases": Sentence("how many cases", "จำนวนเรื่อง"),
    "help-simulate-seed": Sentence("the same number gives the same cases", "เลขเดิมให้เรื่องชุดเดิม"),
    # -- trying a procedure ----------------------------------------------------------------------------------------
    "try-intro": Sentence(
        "A case for practice: nothing is kept. An empty line takes what stands in [ ]; q stops.",
        "เรื่องสำหรับทดลอง ไม่มีการบันทึก กด Enter เพื่อใช้ค่าใน [ ] พิมพ์ q เพื่อหยุด",
    ),
    "try-step": Sentence("which step, 1–{count}", "เลือกขั้นตอน 1–{count}"),
    "try-outcome": Sentence("which outcome, 1–{count}", "เลือกผลการพิจารณา 1–{count}"),
    "try-actor": Sentence("who confirms, 1–{count}", "ผู้ยืนยัน 1–{count}"),
    "try-item": Sentence("which item, 1–{count} or *", "เลือกรายการ 1–{count} หรือ *"),
    "try-returned": Sentence("what goes back, 1–{count} or *", "ส่งรายการใดกลับ 1–{count} หรือ *"),
    "try-choice": Sentence("which one, 1–{count}", "เลือกค่า 1–{count}"),
    "try-all": Sentence("all", "ทั้งหมด"),
    "try-value": Sentence("{title}", "{title}"),
    "try-list": Sentence("{title}, with commas between", "{title} คั่นด้วยจุลภาค"),
    "try-enter": Sentence("Enter: done; q: stop ", "กด Enter เมื่อทำแล้ว หรือ q เพื่อหยุด "),
    "try-completing": Sentence("\n{step}: {title}", "\n{step}: {title}"),
    "try-apart": Sentence("(in a real case, not by whoever did {steps})", "(ในเรื่องจริง ต้องไม่ใช่ผู้ที่ทำ {steps})"),
    "try-again": Sentence("`{found}` is not a number from 1 to {count}", "`{found}` ไม่ใช่เลข 1 ถึง {count}"),
    "try-stopped": Sentence("\nstopped before the end", "\nหยุดก่อนสิ้นสุด"),
    "try-done": Sentence("\nwhat was done:", "\nสิ่งที่ทำไป:"),
    "simulate-head": Sentence("{title}: {cases} random cases", "{title}: เรื่องสุ่ม {cases} เรื่อง"),
    "simulate-lengths": Sentence(
        "commands to the end: shortest {low}, median {middle}, longest {high}",
        "จำนวนคำสั่งจนสิ้นสุด: น้อยที่สุด {low} มัธยฐาน {middle} มากที่สุด {high}",
    ),
    "simulate-unfinished": Sentence(
        "not ended after {bound} commands: {count}", "ยังไม่สิ้นสุดเมื่อครบ {bound} คำสั่ง: {count}"
    ),
    "simulate-ends": Sentence("how they ended", "สิ้นสุดอย่างไร"),
    "simulate-steps": Sentence("how often each step was done", "แต่ละขั้นตอนทำกี่ครั้ง"),
    "simulate-never": Sentence("never", "ไม่เคย"),
    "simulate-back": Sentence("back to {step}", "กลับไป {step}"),
    "simulating": Sentence("cases", "เรื่อง"),
    "help-doctor": Sentence("Whether all that khumue needs is in order.", "ตรวจว่าสิ่งที่ khumue ต้องใช้พร้อมและเป็นปกติ"),
    "help-demo": Sentence("The main job end to end, on a throw-away database.", "สาธิตงานหลักตั้งแต่ต้นจนจบ บนฐานข้อมูลชั่วคราว"),
    "help-demo-output": Sentence("where to put the flowcharts", "โฟลเดอร์สำหรับผังงาน"),
    "no-catalogue": Sentence(
        "the folder has no {name}, so the names in it could not be checked",
        "โฟลเดอร์นี้ไม่มี {name} จึงตรวจชื่อที่อ้างถึงไม่ได้",
        "`khumue init DIR` makes a folder with every catalogue",
        "`khumue init โฟลเดอร์` สร้างโฟลเดอร์ที่มีไฟล์ครบ",
    ),
    "no-such-folder": Sentence(
        "there is no folder {folder}",
        "ไม่มีโฟลเดอร์ {folder}",
        "check the path after --processes",
        "ตรวจตำแหน่งโฟลเดอร์หลัง --processes",
    ),
    "no-processes": Sentence(
        "the folder {folder} holds no procedure",
        "โฟลเดอร์ {folder} ไม่มีไฟล์กระบวนงาน",
        NEAR_EN + "\n`khumue init DIR` makes a folder with the eight procedures to start from",
        NEAR_TH + "\n`khumue init โฟลเดอร์` สร้างโฟลเดอร์ที่มีกระบวนงานทั้งแปดไว้ตั้งต้น",
    ),
    "unknown-process": Sentence(
        "no procedure is called `{name}`",
        "ไม่มีกระบวนงานชื่อ `{name}`",
        NEAR_EN + "\nprocedures: {allowed}; `khumue list` shows what they are called",
        NEAR_TH + "\nกระบวนงานที่มี: {allowed} ดูชื่อเต็มด้วย `khumue list`",
    ),
    # -- words of a case ---------------------------------------------------------------------------------------------
    "either": Sentence("{en}", "{th}"),
    "named": Sentence("{name} ({title})", "{name} ({title})"),
    "step-titled": Sentence("`{step}` {title} ({actors})", "`{step}` {title} ({actors})"),
    "at-start": Sentence("the start", "การเปิดเรื่อง"),
    "state-waiting": Sentence("waiting", "รอ"),
    "state-ready": Sentence("ready", "พร้อมดำเนินการ"),
    "state-done": Sentence("done", "เสร็จแล้ว"),
    "state-waived": Sentence("waived, counts as done", "ยกเว้นให้ ถือว่าเสร็จแล้ว"),
    "state-skipped": Sentence("skipped", "ข้าม"),
    "state-withdrawn": Sentence("withdrawn", "ไม่ต้องดำเนินการแล้ว"),
    "state-open": Sentence("open", "กำลังดำเนินการ"),
    "state-suspended": Sentence("suspended", "พักไว้ชั่วคราว"),
    "state-completed": Sentence("completed", "เสร็จสิ้น"),
    "state-ended": Sentence("ended", "ยุติ"),
    "state-cancelled": Sentence("cancelled", "ยกเลิก"),
    # -- commands on a case that are refused -------------------------------------------------------------------------
    "start-needs": Sentence(
        "to open a case of `{process}`, give: {titles}",
        "การเปิดเรื่อง `{process}` ต้องระบุ: {titles}",
        "add {options}\nchoices: {choices}",
        "เพิ่ม {options}\nตัวเลือก: {choices}",
    ),
    "not-possible": Sentence(
        "this is not possible for `{step}`, which is {state}", "ทำเช่นนี้กับ `{step}` ไม่ได้ เพราะอยู่ในสถานะ {state}"
    ),
    "case-open": Sentence("the case {case} is open", "เรื่อง {case} กำลังดำเนินการอยู่"),
    "case-not-suspended": Sentence("the case {case} is open, not suspended", "เรื่อง {case} กำลังดำเนินการอยู่ ไม่ได้พักไว้"),
    "case-suspended": Sentence(
        "the case {case} is suspended",
        "เรื่อง {case} อยู่ระหว่างพักไว้ชั่วคราว",
        "`khumue resume {case} --reason …` goes on with it",
        "ใช้ `khumue resume {case} --reason …` เพื่อดำเนินการต่อ",
    ),
    "case-completed": Sentence(
        "the case {case} has been completed ({day})",
        "เรื่อง {case} เสร็จสิ้นแล้ว ({day})",
        "{by} completed `{what}` on {at}\n`khumue reopen {case} STEP --reason …` takes it up again from a step",
        "{by} ทำ `{what}` เสร็จเมื่อ {at}\nใช้ `khumue reopen {case} ขั้นตอน --reason …` เพื่อเปิดทำใหม่จากขั้นตอนหนึ่ง",
    ),
    "case-ended": Sentence(
        "the case {case} ended with `{result}` ({day})",
        "เรื่อง {case} ยุติแล้วด้วยผล `{result}` ({day})",
        "{by} completed `{what}` on {at}\n`khumue reopen {case} STEP --reason …` takes it up again from a step",
        "{by} ทำ `{what}` เสร็จเมื่อ {at}\nใช้ `khumue reopen {case} ขั้นตอน --reason …` เพื่อเปิดทำใหม่จากขั้นตอนหนึ่ง",
    ),
    "case-cancelled": Sentence(
        "the case {case} was cancelled ({day})",
        "เรื่อง {case} ยกเลิกแล้ว ({day})",
        "done by {by}, {at}\n`khumue reopen {case} STEP --reason …` takes it up again from a step that was done",
        "ผู้ดำเนินการ: {by} เมื่อ {at}\nใช้ `khumue reopen {case} ขั้นตอน --reason …` เพื่อเปิดทำใหม่จากขั้นตอนที่เคยทำเสร็จ",
    ),
    "no-such-step": Sentence(
        "`{process}` has no step `{name}`",
        "กระบวนงาน `{process}` ไม่มีขั้นตอน `{name}`",
        NEAR_EN + "\nsteps: {allowed}",
        NEAR_TH + "\nขั้นตอนที่มี: {allowed}",
    ),
    "step-waiting": Sentence(
        "step `{step}` is not ready; it waits for {waits_for}",
        "ขั้นตอน `{step}` ยังทำไม่ได้ ต้องรอ {waits_for}",
        "ready now: {ready}\nlegal basis: {legal}",
        "ที่ทำได้ตอนนี้: {ready}\nฐานกฎหมาย: {legal}",
    ),
    "step-done": Sentence(
        "step `{step}` is done already",
        "ขั้นตอน `{step}` ทำเสร็จไปแล้ว",
        "{by} did it on {at}\nready now: {ready}\nto do it again: `khumue reopen {case} {step} --reason …`",
        "{by} เป็นผู้ทำเมื่อ {at}\nที่ทำได้ตอนนี้: {ready}\nหากต้องทำใหม่: `khumue reopen {case} {step} --reason …`",
    ),
    "step-skipped": Sentence(
        "step `{step}` was skipped in this case",
        "เรื่องนี้ข้ามขั้นตอน `{step}`",
        "ready now: {ready}\nthe reason: `khumue why {case} {step}`",
        "ที่ทำได้ตอนนี้: {ready}\nดูเหตุผล: `khumue why {case} {step}`",
    ),
    "not-their-step": Sentence(
        "`{name}` does not perform step `{step}`",
        "`{name}` ไม่ใช่ผู้ปฏิบัติขั้นตอน `{step}`",
        NEAR_EN + "\nit is performed by: {allowed}",
        NEAR_TH + "\nผู้ปฏิบัติคือ: {allowed}",
    ),
    "already-confirmed": Sentence(
        "`{name}` has already confirmed step `{step}`",
        "`{name}` ยืนยันขั้นตอน `{step}` ไปแล้ว",
        "{by} did it on {at}\nstill to confirm: {left}",
        "{by} เป็นผู้ทำเมื่อ {at}\nที่ยังต้องยืนยัน: {left}",
    ),
    "who-confirms": Sentence(
        "step `{step}` is a joint step: say for whom it is confirmed",
        "ขั้นตอน `{step}` ต้องยืนยันร่วมกัน โปรดระบุว่ายืนยันในนามผู้ใด",
        "still to confirm: {left}\nfor example: khumue complete {case} {step} --actor {first}",
        "ที่ยังต้องยืนยัน: {left}\nตัวอย่าง: khumue complete {case} {step} --actor {first}",
    ),
    "who-completes": Sentence(
        "step `{step}` is completed by a person who holds it: nobody was named",
        "ขั้นตอน `{step}` ต้องระบุตัวผู้มีอำนาจดำเนินการ แต่ไม่ได้ระบุผู้ใด",
        "say who acts: khumue --as PERSON …\nwho may complete it now: {may}\n{nobody}",
        "ระบุผู้ดำเนินการ: khumue --as บุคคล …\nผู้ที่ดำเนินการได้ขณะนี้: {may}\n{nobody}",
    ),
    "not-entitled": Sentence(
        "{person} may not complete step `{step}`: {why}",
        "{person} ไม่มีอำนาจดำเนินการขั้นตอน `{step}`: {why}",
        "who may complete it now: {may}\n{nobody}",
        "ผู้ที่ดำเนินการได้ขณะนี้: {may}\n{nobody}",
    ),
    "who-acts": Sentence(
        "a case of procedure `{process}` is opened, corrected, stopped and ended by who has a part in it: nobody was named",
        "การเปิด แก้ไข ระงับ หรือยุติเรื่องของกระบวนงาน `{process}` ต้องระบุตัวผู้มีหน้าที่ในกระบวนงาน แต่ไม่ได้ระบุผู้ใด",
        "say who acts: khumue --as PERSON …\nwho may now: {may}\n{nobody}",
        "ระบุผู้ดำเนินการ: khumue --as บุคคล …\nผู้ที่ดำเนินการได้ขณะนี้: {may}\n{nobody}",
    ),
    "no-part": Sentence(
        "{person} has no part in this work of procedure `{process}`: {why}",
        "{person} ไม่มีหน้าที่ในงานนี้ของกระบวนงาน `{process}`: {why}",
        "who may now: {may}\n{nobody}",
        "ผู้ที่ดำเนินการได้ขณะนี้: {may}\n{nobody}",
    ),
    "kept-apart": Sentence(
        "step `{step}` must be done by someone else than `{person}`, who did {steps}",
        "ขั้นตอน `{step}` ต้องให้ผู้อื่นทำ เพราะ `{person}` เป็นผู้ทำ {steps} แล้ว",
        "`{unnamed}` is who is logged in; say who acts: khumue --as PERSON …",
        "`{unnamed}` คือผู้ใช้เครื่องที่เข้าระบบ ให้ระบุผู้ดำเนินการ: khumue --as บุคคล …",
    ),
    "may-complete": Sentence("who may complete it now: {people}", "ผู้ที่ดำเนินการได้ขณะนี้: {people}"),
    "nobody-may": Sentence(
        "nobody may now: enter a member in actors.yaml, or an order under `delegations`",
        "ขณะนี้ไม่มีผู้ใดดำเนินการได้ ให้ใส่สมาชิกใน actors.yaml หรือใส่คำสั่งใน `delegations`",
    ),
    "right-on-order": Sentence("{person} for {stead} (order {order})", "{person} รักษาราชการแทน {stead} (คำสั่ง {order})"),
    "why-no-person": Sentence("`{name}` is not a person (`kind: person`)", "`{name}` ไม่ใช่บุคคล (`kind: person`)"),
    "why-no-member": Sentence("is no member of {actors}", "ไม่ได้เป็นสมาชิกของ {actors}"),
    "why-member-over": Sentence(
        "the membership of {who} in {of} ended on {until}", "การเป็นสมาชิกของ {who} ใน {of} สิ้นสุดเมื่อ {until}"
    ),
    "why-member-later": Sentence(
        "the membership of {who} in {of} begins on {since}", "การเป็นสมาชิกของ {who} ใน {of} เริ่ม {since}"
    ),
    "why-order-over": Sentence(
        "order {order} (in the stead of {stead}) ended on {until}",
        "คำสั่ง {order} (รักษาราชการแทน {stead}) สิ้นสุดเมื่อ {until}",
    ),
    "why-order-later": Sentence(
        "order {order} (in the stead of {stead}) begins on {since}", "คำสั่ง {order} (รักษาราชการแทน {stead}) เริ่ม {since}"
    ),
    "why-order-elsewhere": Sentence(
        "order {order} (in the stead of {stead}) covers only {scope}",
        "คำสั่ง {order} (รักษาราชการแทน {stead}) ครอบคลุมเฉพาะ {scope}",
    ),
    "why-order-empty": Sentence(
        "{stead}, in whose stead order {order} lets act, is no member either",
        "{stead} ซึ่งคำสั่ง {order} ให้รักษาราชการแทน ก็ไม่ได้เป็นสมาชิก",
    ),
    "why-apart": Sentence("{who} did step `{step}` in this case", "{who} ทำขั้นตอน `{step}` ของเรื่องนี้ไปแล้ว"),
    "no-items-here": Sentence(
        "step `{step}` is done as a whole, not item by item",
        "ขั้นตอน `{step}` ทำทั้งขั้นตอน ไม่ได้แยกเป็นรายการ",
        "leave --item out\n--item goes with an outcome that goes back: {back}",
        "ไม่ต้องใส่ --item\n--item ใช้ได้กับผลที่ย้อนกลับ: {back}",
    ),
    "which-item": Sentence(
        "step `{step}` is done item by item; {count} are open: {items}",
        "ขั้นตอน `{step}` ทำทีละรายการ ยังค้าง {count} รายการ: {items}",
        'say which: --item "{first}" (several times for several)',
        'ระบุรายการ: --item "{first}" (ใส่ซ้ำได้หลายรายการ)',
    ),
    "no-such-item": Sentence(
        "step `{step}` has no item `{name}`",
        "ขั้นตอน `{step}` ไม่มีรายการ `{name}`",
        NEAR_EN + "\nopen: {allowed}",
        NEAR_TH + "\nที่ยังค้าง: {allowed}",
    ),
    "item-done": Sentence(
        "item `{name}` of step `{step}` is done already",
        "รายการ `{name}` ของขั้นตอน `{step}` ทำเสร็จไปแล้ว",
        "{by} did it on {at}\nopen: {items}",
        "{by} เป็นผู้ทำเมื่อ {at}\nที่ยังค้าง: {items}",
    ),
    "item-twice": Sentence("item `{name}` is named twice", "ระบุรายการ `{name}` ซ้ำสองครั้ง"),
    "which-outcome": Sentence(
        "step `{step}` is a decision: say its outcome",
        "ขั้นตอน `{step}` ต้องระบุผลการพิจารณา",
        "outcomes: {outcomes}\nfor example: khumue complete {case} {step} --outcome {first}",
        "ผลที่เลือกได้: {outcomes}\nตัวอย่าง: khumue complete {case} {step} --outcome {first}",
    ),
    "no-outcome-here": Sentence(
        "step `{step}` decides nothing, so it has no outcome `{name}`",
        "ขั้นตอน `{step}` ไม่มีการพิจารณา จึงไม่มีผล `{name}`",
        "leave --outcome out",
        "ไม่ต้องใส่ --outcome",
    ),
    "no-such-outcome": Sentence(
        "step `{step}` has no outcome `{name}`",
        "ขั้นตอน `{step}` ไม่มีผล `{name}`",
        NEAR_EN + "\noutcomes: {outcomes}",
        NEAR_TH + "\nผลที่เลือกได้: {outcomes}",
    ),
    "fields-too-early": Sentence(
        "the fields of step `{step}` are filled in by whoever confirms last",
        "ข้อมูลของขั้นตอน `{step}` ให้ผู้ที่ยืนยันเป็นรายสุดท้ายเป็นผู้กรอก",
        "still to confirm besides: {left}; leave --set out",
        "ยังมีที่ต้องยืนยันอีก: {left} ตอนนี้ไม่ต้องใส่ --set",
    ),
    "outcome-too-early": Sentence(
        "the outcome of step `{step}` is given by whoever confirms last",
        "ผลของขั้นตอน `{step}` ให้ผู้ที่ยืนยันเป็นรายสุดท้ายเป็นผู้ระบุ",
        "still to confirm besides: {left}; leave --outcome out",
        "ยังมีที่ต้องยืนยันอีก: {left} ตอนนี้ไม่ต้องใส่ --outcome",
    ),
    "no-such-field": Sentence(
        "there is no field `{name}`",
        "ไม่มีข้อมูลชื่อ `{name}`",
        NEAR_EN + "\nfields: {allowed}",
        NEAR_TH + "\nข้อมูลที่มี: {allowed}",
    ),
    "not-asked-here": Sentence(
        "the field `{name}` is not asked for at {where}",
        "{where}ไม่ได้ให้กรอกข้อมูล `{name}`",
        "asked here: {allowed}\n`{name}` is asked for by: {asked_by}"
        "\nto correct it: khumue set CASE {start}=… --reason …",
        "ที่ถามตรงนี้: {allowed}\n`{name}` ถามในขั้นตอน: {asked_by}\nหากต้องการแก้ไข: khumue set เรื่อง {start}=… --reason …",
    ),
    "step-needs": Sentence(
        "to complete step `{step}`, give: {titles}",
        "การทำขั้นตอน `{step}` ให้เสร็จต้องระบุ: {titles}",
        "add {options}\nchoices: {choices}\nin the round before it was: {earlier}",
        "เพิ่ม {options}\nตัวเลือก: {choices}\nค่าในรอบก่อน: {earlier}",
    ),
    "one-value": Sentence(
        "the field `{name}` takes one value; {count} are given",
        "ข้อมูล `{name}` ระบุได้ค่าเดียว แต่ระบุมา {count} ค่า",
        "give it once",
        "ให้ระบุเพียงครั้งเดียว",
    ),
    "one-entry": Sentence(
        "(`{found}` is one entry of `{name}`; give several by a --set of their own)",
        "(`{found}` เป็นรายการเดียวของ `{name}` หากมีหลายรายการให้ใส่ --set ทีละรายการ)",
    ),
    "no-value": Sentence(
        "the field `{name}` is given without a value",
        "ไม่ได้ระบุค่าของข้อมูล `{name}`",
        "write the value behind the sign: {name}=…",
        "เขียนค่าหลังเครื่องหมายเท่ากับ: {name}=…",
    ),
    "same-value": Sentence("the field `{name}` has this value already", "ข้อมูล `{name}` มีค่านี้อยู่แล้ว"),
    "not-a-date": Sentence(
        "`{found}` is not a date, which the field `{name}` needs",
        "ข้อมูล `{name}` ต้องเป็นวันที่ แต่ระบุไว้เป็น `{found}`",
        "write it as 23/11/2569, 23 พ.ย. 2569 or 2026-11-23",
        "เขียนเป็น 23/11/2569, 23 พ.ย. 2569 หรือ 2026-11-23",
    ),
    "not-a-choice": Sentence(
        "`{found}` is not among the choices of the field `{name}`",
        "`{found}` ไม่ใช่ตัวเลือกของข้อมูล `{name}`",
        NEAR_EN + "\nchoices: {allowed}",
        NEAR_TH + "\nตัวเลือก: {allowed}",
    ),
    "not-a-number": Sentence(
        "`{found}` is not a number, which the field `{name}` needs",
        "ข้อมูล `{name}` ต้องเป็นจำนวน แต่ระบุไว้เป็น `{found}`",
        "write it with digits only, such as 1250 or 12.5 (at most 15 digits)",
        "เขียนด้วยตัวเลขเท่านั้น เช่น 1250 หรือ 12.5 (ไม่เกิน 15 หลัก)",
    ),
    "not-a-list": Sentence(
        "the field `{name}` is not a list, so nothing can be added to it or taken out",
        "ข้อมูล `{name}` ไม่ใช่รายการ จึงเพิ่มหรือถอนไม่ได้",
        "give it a new value: {name}=…",
        "ให้กำหนดค่าใหม่: {name}=…",
    ),
    "empty-list": Sentence(
        "the list `{name}` needs at least one entry",
        "รายการ `{name}` ต้องมีอย่างน้อยหนึ่งรายการ",
        "give each entry by itself: {name}=A {name}=B",
        "ระบุทีละรายการ: {name}=ก {name}=ข",
    ),
    "entry-twice": Sentence("`{found}` is twice in the list `{name}`", "`{found}` ซ้ำในรายการ `{name}`"),
    "too-long": Sentence(
        "`{name}` has {count} characters; at most {limit} are kept",
        "`{name}` ยาว {count} ตัวอักษร เก็บได้ไม่เกิน {limit}",
        "hand a long text in as a file: --attach FILE",
        "ข้อความยาวให้แนบเป็นไฟล์: --attach ไฟล์",
    ),
    "one-line": Sentence(
        "`{name}` holds a line break",
        "`{name}` มีการขึ้นบรรทัดใหม่",
        "write it on one line; a longer text goes into --note",
        "ให้เขียนในบรรทัดเดียว ข้อความยาวให้ใส่ใน --note",
    ),
    "hidden-in-value": Sentence(
        "`{name}` holds an invisible or control character",
        "`{name}` มีอักขระควบคุมหรืออักขระที่มองไม่เห็น",
        "type it anew instead of pasting it",
        "ให้พิมพ์ใหม่แทนการวาง",
    ),
    "nothing-to-return": Sentence(
        "`{name}` cannot go back by itself: this outcome repeats no list",
        "`{name}` ย้อนกลับเฉพาะรายการไม่ได้ เพราะผลนี้ไม่ได้ทำรายการใดซ้ำ",
        "leave --item out: all goes back",
        "ไม่ต้องใส่ --item แล้วจะย้อนกลับทั้งหมด",
    ),
    "no-such-entry": Sentence(
        "`{name}` is not in the list",
        "`{name}` ไม่อยู่ในรายการ",
        NEAR_EN + "\nentries: {allowed}",
        NEAR_TH + "\nรายการ: {allowed}",
    ),
    "entries-of-two-lists": Sentence(
        "these entries belong to different lists: {names}",
        "รายการเหล่านี้อยู่คนละชุดกัน: {names}",
        "return the entries of one list, or all",
        "ให้ย้อนกลับเฉพาะรายการของชุดเดียว หรือทั้งหมด",
    ),
    "reopen-not-done": Sentence(
        "step `{step}` cannot be reopened: it is {state}",
        "เปิดขั้นตอน `{step}` ใหม่ไม่ได้ เพราะอยู่ในสถานะ {state}",
        "done, and so possible: {done}",
        "ที่ทำเสร็จแล้วและเปิดใหม่ได้: {done}",
    ),
    "reopen-the-end": Sentence(
        "reopening `{step}` would leave the decision `{name}` that ended the case ({result})",
        "การเปิด `{step}` ใหม่จะยังคงผลการพิจารณา `{name}` ที่ยุติเรื่องนี้ ({result}) ไว้",
        "reopen that decision: `khumue reopen {case} {name} --reason …`",
        "ให้เปิดการพิจารณานั้นใหม่: `khumue reopen {case} {name} --reason …`",
    ),
    "not-given-yet": Sentence(
        "the field `{name}` has no value yet that could be corrected",
        "ข้อมูล `{name}` ยังไม่มีค่าให้แก้",
        "it is filled in by: {asked_by}",
        "กรอกในขั้นตอน: {asked_by}",
    ),
    "already-judged": Sentence(
        "`{name}` can no longer be changed: step `{step}` has been decided by it",
        "แก้ `{name}` ไม่ได้แล้ว เพราะใช้พิจารณาเงื่อนไขของขั้นตอน `{step}` ไปแล้ว",
        "reopen the step that asked for it: {asked_by}\n`khumue reopen {case} {first} --reason …`",
        "ให้เปิดขั้นตอนที่ถามข้อมูลนี้ใหม่: {asked_by}\n`khumue reopen {case} {first} --reason …`",
    ),
    "loop-is-done": Sentence(
        "`{name}` cannot be added: step `{step}` is done for all the others",
        "เพิ่ม `{name}` ไม่ได้ เพราะขั้นตอน `{step}` ทำครบทุกรายการแล้ว",
        "`khumue reopen {case} {step} --reason …` first",
        "ให้ใช้ `khumue reopen {case} {step} --reason …` ก่อน",
    ),
    "loop-left-empty": Sentence(
        "withdrawing {names} would leave step `{step}`, which went back for these alone, with nothing to do",
        "ถอน {names} ไม่ได้ เพราะขั้นตอน `{step}` ถูกส่งกลับมาเฉพาะรายการนี้ จะไม่เหลือสิ่งที่ต้องทำ",
        "it can be withdrawn once `{step}` is ready",
        "ถอนได้เมื่อขั้นตอน `{step}` พร้อมทำแล้ว",
    ),
    "one-at-a-time": Sentence(
        "this would complete several steps at once, `{step}` among them",
        "การแก้นี้จะทำให้หลายขั้นตอนเสร็จพร้อมกัน รวมทั้ง `{step}`",
        "complete the open items first, then withdraw the entry",
        "ให้ทำรายการที่ค้างให้เสร็จก่อน แล้วจึงถอน",
    ),
    "no-holidays": Sentence(
        "the deadline of `{step}` ({due}) cannot be moved: no holidays are entered for the year it would fall in",
        "เลื่อนกำหนดของ `{step}` ({due}) ไม่ได้ เพราะยังไม่มีข้อมูลวันหยุดของปีที่จะครบกำหนด",
        "enter that year in holidays.yaml, then give the command again",
        "เพิ่มข้อมูลวันหยุดของปีนั้นใน holidays.yaml แล้วสั่งอีกครั้ง",
    ),
    "reason-needed": Sentence("a reason is needed", "ต้องระบุเหตุผล", 'add --reason "…"', 'เพิ่ม --reason "…"'),
    # -- evidence, erasure, backup ------------------------------------------------------------------------------------
    "found-altered": Sentence(
        "case {case}: event {event} was altered ({detail})", "เรื่อง {case}: เหตุการณ์ที่ {event} ถูกแก้ไข ({detail})"
    ),
    "found-deleted": Sentence("case {case}: event {event} was deleted", "เรื่อง {case}: เหตุการณ์ที่ {event} ถูกลบออก"),
    "found-reordered": Sentence(
        "case {case}: event {event} no longer stands in its place", "เรื่อง {case}: เหตุการณ์ที่ {event} ถูกสลับลำดับ"
    ),
    "found-inserted": Sentence(
        "case {case}: event {event} was inserted ({detail})", "เรื่อง {case}: เหตุการณ์ที่ {event} ถูกแทรกเข้ามา ({detail})"
    ),
    "found-cut": Sentence(
        "case {case}: event {event} was cut off at the end", "เรื่อง {case}: เหตุการณ์ที่ {event} ถูกตัดออกจากท้ายเรื่อง"
    ),
    "found-given-altered": Sentence(
        "case {case}: what people gave with event {event} was altered ({detail})",
        "เรื่อง {case}: ข้อมูลที่ให้ไว้กับเหตุการณ์ที่ {event} ถูกแก้ไข ({detail})",
    ),
    "found-given-deleted": Sentence(
        "case {case}: what people gave with event {event} was deleted without an order ({detail})",
        "เรื่อง {case}: ข้อมูลที่ให้ไว้กับเหตุการณ์ที่ {event} ถูกลบออกโดยไม่มีคำสั่งให้ลบ ({detail})",
    ),
    "found-given-kept": Sentence(
        "case {case}: what people gave with event {event} is still there, though the case was erased ({detail})",
        "เรื่อง {case}: ข้อมูลที่ให้ไว้กับเหตุการณ์ที่ {event} ยังอยู่ ทั้งที่ลบข้อมูลของเรื่องตามคำสั่งแล้ว ({detail})",
    ),
    "found-case-row": Sentence(
        "case {case}: its first event names another case, procedure or version ({detail})",
        "เรื่อง {case}: เหตุการณ์แรกระบุเลขเรื่อง กระบวนงาน หรือรุ่นไว้เป็นอย่างอื่น ({detail})",
    ),
    "found-case-deleted": Sentence("case {case} was deleted", "เรื่อง {case} ถูกลบออกทั้งเรื่อง"),
    "found-case-inserted": Sentence(
        "case {case} was inserted: its number was given before the seal, which does not have it",
        "เรื่อง {case} ถูกแทรกเข้ามา: เลขเรื่องนี้ออกไปก่อนประทับตรา แต่ไม่มีในตราประทับ",
    ),
    "found-case-ahead": Sentence(
        "case {case} has a number that was not given yet: the count of cases was altered",
        "เรื่อง {case} มีเลขที่ยังไม่ได้ออก: จำนวนเลขเรื่องที่ออกไปแล้วถูกแก้ไข",
    ),
    "found-case-damaged": Sentence(
        "case {case} cannot be read, the file is damaged there: {detail}",
        "อ่านเรื่อง {case} ไม่ได้ เพราะไฟล์เสียหายที่จุดนั้น: {detail}",
    ),
    "found-case-unreadable": Sentence(
        "case {case}: a row holds what khumue does not write: {detail}",
        "เรื่อง {case}: มีข้อมูลที่โปรแกรมไม่ได้เป็นผู้เขียน: {detail}",
    ),
    "found-unreadable": Sentence(
        "a row holds what khumue does not write: {detail}", "มีข้อมูลที่โปรแกรมไม่ได้เป็นผู้เขียน: {detail}"
    ),
    "found-rows": Sentence(
        "case {case}: what is shown is not what its events add up to: {detail}",
        "เรื่อง {case}: ข้อมูลที่แสดงไม่ตรงกับผลรวมของเหตุการณ์: {detail}",
    ),
    "row-state": Sentence("state", "สถานะ"),
    "row-result": Sentence("result", "ผลของเรื่อง"),
    "row-title": Sentence("title", "ชื่อเรื่อง"),
    "row-seq": Sentence("number of events", "จำนวนเหตุการณ์"),
    "row-unsettled": Sentence("number of steps left", "จำนวนขั้นตอนที่เหลือ"),
    "row-attachments": Sentence("number of attachments", "จำนวนไฟล์แนบ"),
    "row-opened_at": Sentence("day of opening", "วันเปิดเรื่อง"),
    "row-closed_at": Sentence("day of closing", "วันปิดเรื่อง"),
    "row-suspensions": Sentence("suspensions", "ช่วงที่พักเรื่อง"),
    "row-step": Sentence("step {name}", "ขั้นตอน {name}"),
    "row-items-of": Sentence("items of {name}", "รายการของ {name}"),
    "row-field": Sentence("field {name}", "ข้อมูล {name}"),
    "row-waiting-work-of": Sentence("waiting work of {name}", "งานที่รออยู่ของ {name}"),
    "found-file-missing": Sentence(
        "case {case}, event {event}: the copy of the attachment is missing: {detail}",
        "เรื่อง {case} เหตุการณ์ที่ {event}: ไม่พบสำเนาไฟล์แนบ {detail}",
    ),
    "found-file-altered": Sentence(
        "case {case}, event {event}: the copy of the attachment was altered: {detail}",
        "เรื่อง {case} เหตุการณ์ที่ {event}: สำเนาไฟล์แนบถูกแก้ไข {detail}",
    ),
    "found-file-left": Sentence(
        "case {case}: it was erased, but a copy of an attachment is still there ({detail}); give `khumue erase` once more",
        "เรื่อง {case}: ลบข้อมูลแล้วแต่สำเนาไฟล์แนบยังอยู่ ({detail}) ให้ใช้ `khumue erase` กับเรื่องนี้อีกครั้ง",
    ),
    "found-publication-altered": Sentence(
        "publication {event} was altered ({detail})", "การประกาศใช้ครั้งที่ {event} ถูกแก้ไข ({detail})"
    ),
    "found-publication-deleted": Sentence("publication {event} was deleted", "การประกาศใช้ครั้งที่ {event} ถูกลบออก"),
    "found-publication-reordered": Sentence(
        "publication {event} no longer stands in its place", "การประกาศใช้ครั้งที่ {event} ถูกสลับลำดับ"
    ),
    "found-publication-inserted": Sentence(
        "publication {event} was inserted ({detail})", "การประกาศใช้ครั้งที่ {event} ถูกแทรกเข้ามา ({detail})"
    ),
    "found-publication-cut": Sentence(
        "publication {event} was cut off at the end", "การประกาศใช้ครั้งที่ {event} ถูกตัดออกจากท้ายรายการ"
    ),
    "found-version-altered": Sentence(
        "the procedure kept as {detail} was altered", "กระบวนงานที่เก็บไว้เป็นรุ่น {detail} ถูกแก้ไข"
    ),
    "found-catalogue-altered": Sentence(
        "what was kept with a publication was altered or deleted: {detail}",
        "ข้อมูลที่เก็บไว้กับการประกาศใช้ถูกแก้ไขหรือลบออก: {detail}",
    ),
    "found-people-altered": Sentence(
        "who may do what is not what was published ({detail}); `khumue publish` puts it right",
        "ข้อมูลว่าผู้ใดทำอะไรได้ไม่ตรงกับที่ประกาศไว้ ({detail}) สั่ง `khumue publish` เพื่อแก้ให้ถูกต้อง",
    ),
    "found-damaged": Sentence("the database file is damaged: {detail}", "ไฟล์ฐานข้อมูลเสียหาย: {detail}"),
    "found-torn": Sentence(
        "the log {detail} ends in the middle of an entry: what was recorded last may be missing; compare it with a seal "
        "or with the last answers",
        "บันทึก {detail} ขาดกลางรายการ สิ่งที่บันทึกล่าสุดอาจหายไป ให้เทียบกับตราประทับหรือคำตอบล่าสุด",
    ),
    "found-stray": Sentence(
        "what khumue has not put there, or what belongs to no case or event: {detail}",
        "มีสิ่งที่โปรแกรมไม่ได้สร้าง หรือไม่เป็นของเรื่องหรือเหตุการณ์ใด: {detail}",
    ),
    "found-miscounted": Sentence(
        "`khumue inbox --count` counts otherwise than work waits: {detail}",
        "จำนวนงานที่ `khumue inbox --count` นับไว้ไม่ตรงกับงานที่รออยู่: {detail}",
    ),
    "evidence-sound": Sentence(
        "looked at: cases {cases}, events {events}, publications {publications}; nothing is wrong",
        "ตรวจ {cases} เรื่อง {events} เหตุการณ์ และการประกาศใช้ {publications} ครั้ง: ไม่พบสิ่งผิดปกติ",
    ),
    "evidence-unsealed": Sentence(
        "without a seal, what was cut off at the end, or written anew with all its hashes, is not seen: "
        "khumue db verify --seal FILE",
        "เมื่อไม่มีตราประทับ จะตรวจไม่พบสิ่งที่ถูกตัดออกจากท้ายทะเบียน หรือเขียนขึ้นใหม่พร้อมค่าแฮชทั้งหมด: khumue db verify --seal ไฟล์",
    ),
    "evidence-unsound": Sentence(
        "looked at: cases {cases}, events {events}, publications {publications}; findings: {count}",
        "ตรวจ {cases} เรื่อง {events} เหตุการณ์ และการประกาศใช้ {publications} ครั้ง: พบสิ่งผิดปกติ {count} รายการ",
        "keep the file as it is and tell whoever is responsible; `khumue restore` brings back the last backup",
        "เก็บไฟล์ไว้ตามเดิมและแจ้งผู้รับผิดชอบ ส่วนการนำข้อมูลสำรองล่าสุดกลับมาใช้ `khumue restore`",
    ),
    "sealed-then": Sentence(
        "compared with the seal of {at}, signed with the key {key}; its number is {head}",
        "เทียบกับตราประทับวันที่ {at} ซึ่งลงนามด้วยกุญแจ {key} เลขประจำตราประทับ {head}",
    ),
    "paper-holds": Sentence(
        "all that the seal of {at} with the number {number} sealed is still there as it was",
        "ทุกเหตุการณ์ที่ประทับตราไว้วันที่ {at} เลขประจำตราประทับ {number} ยังอยู่ครบตามเดิม",
    ),
    "paper-broken": Sentence(
        "compared by the number {number} with the seal of {at}; what was altered only the file of that seal names: "
        "khumue db verify --seal FILE",
        "เทียบกับตราประทับวันที่ {at} ด้วยเลข {number} ส่วนสิ่งใดถูกแก้ไขต้องตรวจด้วยไฟล์ของตราประทับนั้น: khumue db verify --seal ไฟล์",
    ),
    "found-seal-broken": Sentence(
        "what the seal with this number sealed is no longer all there as it was",
        "สิ่งที่ประทับตราไว้ด้วยเลขนี้ไม่อยู่ครบตามเดิมแล้ว",
    ),
    "not-a-seal-number": Sentence(
        "a seal has a number of 64 signs 0-9 and a-f, in 16 groups of four; typed here: {signs} signs",
        "เลขประจำตราประทับมี 64 ตัว ใช้ 0-9 และ a-f แบ่งเป็น 16 กลุ่ม กลุ่มละ 4 ตัว แต่ที่พิมพ์มามี {signs} ตัว",
        "look at these groups once more: {wrong}\ntype it as it stands on the page, within quotation marks",
        "ตรวจกลุ่มต่อไปนี้อีกครั้ง: {wrong}\nให้พิมพ์ตามหน้าที่พิมพ์ไว้ โดยใส่ในเครื่องหมายคำพูด",
    ),
    "seal-number-unknown": Sentence(
        "nothing is kept in {path} of a seal with this number",
        "ใน {path} ไม่มีข้อมูลของตราประทับเลขนี้",
        "it differs in a few groups from a seal that is kept; look at these once more: {slips}\n"
        "it was read as {unknown}\n"
        "if the page says so, this is another database or one from before the seal, or what was kept of it has been removed; "
        "the file of the seal tells all the same: khumue db verify --seal FILE",
        "ต่างจากเลขที่มีอยู่เพียงไม่กี่กลุ่ม ให้ตรวจกลุ่มต่อไปนี้อีกครั้ง: {slips}\n"
        "อ่านเลขได้ว่า {unknown}\n"
        "หากตรงกับหน้าที่พิมพ์ไว้ แสดงว่าเป็นฐานข้อมูลอื่น หรือเก่ากว่าตราประทับ หรือข้อมูลของตราประทับนั้นถูกลบออก "
        "ให้ตรวจด้วยไฟล์ของตราประทับแทน: khumue db verify --seal ไฟล์",
    ),
    "seal-other-number": Sentence(
        "the seal {path} has another number: {number}",
        "ตราประทับ {path} มีเลขอื่น คือ {number}",
        "it is not the file that belongs to the printed page; or look at the number once more",
        "ไฟล์นี้ไม่ใช่ของหน้าที่พิมพ์ไว้ หรือให้ตรวจเลขที่พิมพ์มาอีกครั้ง",
    ),
    "seal-not-kept": Sentence(
        "the database keeps nothing of this seal, since it may not be written to here: the printed page alone will not do, "
        "keep the file too",
        "ฐานข้อมูลไม่ได้เก็บข้อมูลของตราประทับนี้ไว้ เพราะเขียนลงที่นี่ไม่ได้ หน้าที่พิมพ์เพียงอย่างเดียวจึงไม่พอ ให้เก็บไฟล์ไว้ด้วย",
    ),
    "other-key": Sentence(
        "the seal was signed with another key than that of this computer ({own}): compare both numbers with the printed page",
        "ตราประทับนี้ลงนามด้วยกุญแจอื่น ไม่ใช่กุญแจของเครื่องนี้ ({own}) ให้เทียบเลขทั้งสองกับหน้าที่พิมพ์ไว้",
    ),
    "seal-page": Sentence(
        "Seal of the record of cases\n"
        "\n"
        "State of {at}: cases {cases}, events {events}, publications {publications}\n"
        "number of this seal: {head}\n"
        "signed with the key: {key}\n"
        "\n"
        "Print this page and file it, or mail the file; whoever keeps it keeps it apart from the database.\n"
        "What has been altered since then is found with: khumue db verify --seal FILE\n"
        "That command must show this number and this key.\n"
        "Without the file, khumue db verify --number NUMBER tells by this number whether all of this is still there as it was.",
        "ตราประทับทะเบียนเรื่อง\n"
        "\n"
        "ณ วันที่ {at}: {cases} เรื่อง {events} เหตุการณ์ การประกาศใช้ {publications} ครั้ง\n"
        "เลขประจำตราประทับ: {head}\n"
        "ลงนามด้วยกุญแจ: {key}\n"
        "\n"
        "โปรดพิมพ์หน้านี้เก็บเข้าแฟ้ม หรือส่งไฟล์นี้ทางอีเมล และเก็บไว้แยกจากฐานข้อมูล\n"
        "ตรวจหาสิ่งที่ถูกแก้ไขหลังจากนั้นด้วย: khumue db verify --seal ไฟล์\n"
        "คำสั่งดังกล่าวต้องแสดงเลขและกุญแจตรงกับหน้านี้\n"
        "หากไม่มีไฟล์ ใช้ khumue db verify --number เลขประจำตราประทับ เพื่อตรวจว่าทุกเหตุการณ์ข้างต้นยังอยู่ครบตามเดิมหรือไม่",
    ),
    "sealed": Sentence(
        "sealed in {path}: cases {cases}, events {events}\nnumber of the seal: {head}\nsigned with the key: {key}",
        "ประทับตราไว้ใน {path}: {cases} เรื่อง {events} เหตุการณ์\nเลขประจำตราประทับ: {head}\nลงนามด้วยกุญแจ: {key}",
    ),
    "not-sealed": Sentence(
        "nothing was sealed, since something is wrong with the record", "ไม่ได้ประทับตรา เพราะพบสิ่งผิดปกติในทะเบียน"
    ),
    "seal-unreadable": Sentence("the seal {path} cannot be read: {reason}", "อ่านตราประทับ {path} ไม่ได้: {reason}"),
    "seal-altered": Sentence(
        "the seal {path} was altered: its signature does not hold",
        "ตราประทับ {path} ถูกแก้ไข: ลายมือชื่อดิจิทัลไม่ถูกต้อง",
        "take another copy of the same seal, such as the one that was mailed",
        "ให้ใช้ตราประทับเดียวกันจากสำเนาอื่น เช่น ฉบับที่ส่งทางอีเมล",
    ),
    "not-a-seal": Sentence(
        "{path} is not a seal",
        "{path} ไม่ใช่ตราประทับ",
        "a seal is the file that `khumue db seal -o FILE` has written, whole",
        "ตราประทับคือไฟล์ที่ `khumue db seal -o ไฟล์` เขียนไว้ครบทั้งไฟล์",
    ),
    "seal-key-unreadable": Sentence(
        "the key for seals in {path} cannot be used",
        "กุญแจสำหรับประทับตราใน {path} ใช้ไม่ได้",
        "bring it back from a copy; or put it aside, and the next seal is signed with a new key",
        "ให้นำกุญแจจากสำเนากลับมา หรือย้ายไฟล์นี้ออก แล้วตราประทับครั้งต่อไปจะลงนามด้วยกุญแจใหม่",
    ),
    "event-erased": Sentence("erased what people gave", "ลบข้อมูลตามคำสั่ง"),
    "state-erased": Sentence("erased by order", "ลบข้อมูลตามคำสั่งแล้ว"),
    "order-given": Sentence("order", "คำสั่ง"),
    "attachments-erased": Sentence("attachments erased", "ไฟล์แนบที่ลบ"),
    "case-erased": Sentence(
        "what people gave in the case {case} was erased by order; the case can only be looked at",
        "ข้อมูลของเรื่อง {case} ถูกลบตามคำสั่งแล้ว จึงดูได้อย่างเดียว",
        "`khumue history {case}` shows when, and by which order",
        "ดูวันที่และเลขที่คำสั่งด้วย `khumue history {case}`",
    ),
    "erase-running": Sentence(
        "the case {case} is still running ({state}); only a closed case can be erased",
        "เรื่อง {case} ยังไม่ปิด ({state}) การลบข้อมูลทำได้เมื่อปิดเรื่องแล้วเท่านั้น",
        "complete it, or give it up: khumue cancel {case} --reason …",
        "ให้ดำเนินการจนเสร็จ หรือยกเลิกเรื่อง: khumue cancel {case} --reason …",
    ),
    "order-needed": Sentence(
        "the number of the order is needed", "ต้องระบุเลขที่คำสั่งให้ลบข้อมูล", 'add --order "…"', 'เพิ่ม --order "…"'
    ),
    "erase-being-read": Sentence(
        "the data is erased, but another program is reading {path}, so traces may be left in its log",
        "ลบข้อมูลแล้ว แต่มีโปรแกรมอื่นกำลังอ่าน {path} จึงอาจมีร่องรอยเหลืออยู่ในบันทึกของไฟล์",
        "close the other program and give the same command once more",
        "ปิดโปรแกรมอื่นแล้วใช้คำสั่งเดิมอีกครั้ง",
    ),
    "erase-traces": Sentence(
        "the data is erased, but traces may be left in the files of {path}: {reason}",
        "ลบข้อมูลแล้ว แต่อาจมีร่องรอยเหลืออยู่ในไฟล์ของ {path}: {reason}",
        "let who owns the tables give the same command once more",
        "ให้เจ้าของตารางใช้คำสั่งเดิมอีกครั้ง",
    ),
    "erased": Sentence(
        "erased by order: {cases}\n"
        "older backups still hold it: keep {register} with them, and `khumue restore` erases it again",
        "ลบข้อมูลตามคำสั่งแล้ว: {cases}\n"
        "ข้อมูลสำรองที่ทำไว้ก่อนหน้านี้ยังมีข้อมูลอยู่ ให้เก็บ {register} ไว้กับข้อมูลสำรอง แล้ว `khumue restore` จะลบข้อมูลนั้นให้อีกครั้ง",
    ),
    "erased-on-server": Sentence(
        "the server's own backups and its log hold it too: whoever runs the server lets them expire",
        "ข้อมูลสำรองและบันทึกของเซิร์ฟเวอร์เองยังมีข้อมูลอยู่ด้วย ให้ผู้ดูแลเซิร์ฟเวอร์ลบเมื่อพ้นกำหนดเก็บรักษา",
    ),
    "erased-otherwise": Sentence(
        "the case {case} was erased, but in this backup it has gone another way; nothing was restored",
        "เรื่อง {case} เคยลบข้อมูลตามคำสั่งแล้ว แต่ในข้อมูลสำรองนี้เรื่องดำเนินไปเป็นอย่างอื่น จึงไม่ได้นำกลับมา",
        "restore another backup",
        "ให้ใช้ข้อมูลสำรองชุดอื่น",
    ),
    "register-unreadable": Sentence(
        "the register of erased cases {path} cannot be read: {reason}", "อ่านทะเบียนการลบข้อมูล {path} ไม่ได้: {reason}"
    ),
    "register-altered": Sentence(
        "the register of erased cases {path} was altered or is none",
        "ทะเบียนการลบข้อมูล {path} ถูกแก้ไข หรือไม่ใช่ทะเบียนการลบข้อมูล",
        "take a copy of it that was kept with a backup",
        "ให้ใช้สำเนาที่เก็บไว้กับข้อมูลสำรอง",
    ),
    "backed-up": Sentence(
        "written: {path} (cases: {cases}, attachments: {files})", "บันทึกไฟล์แล้ว: {path} ({cases} เรื่อง ไฟล์แนบ {files} ไฟล์)"
    ),
    "backed-up-without": Sentence(
        "the copies of these attachments could not be found: {names}", "ไม่พบสำเนาของไฟล์แนบเหล่านี้: {names}"
    ),
    "restored": Sentence("restored to {path} (cases: {cases})", "นำข้อมูลสำรองกลับมาไว้ที่ {path} แล้ว ({cases} เรื่อง)"),
    "restored-erased": Sentence(
        "erased again, as ordered after the backup: {cases}", "ลบข้อมูลอีกครั้งตามคำสั่งที่มีหลังการสำรองข้อมูล: {cases}"
    ),
    "restored-aside": Sentence("what could not be opened any more lies in {path}", "ไฟล์เดิมที่เปิดไม่ได้แล้ว ย้ายไปไว้ที่ {path}"),
    "restore-exists": Sentence(
        "there is a database {path} already; nothing was restored",
        "มีฐานข้อมูล {path} อยู่แล้ว จึงไม่ได้นำข้อมูลสำรองกลับมา",
        "name another file (--db), or add --force: what is recorded there now is lost then",
        "ระบุไฟล์อื่น (--db) หรือเพิ่ม --force ซึ่งจะทำให้ข้อมูลที่บันทึกไว้ในขณะนี้หายไป",
    ),
    "restore-unsound": Sentence(
        "something is wrong with what the backup {path} holds; nothing was restored",
        "พบสิ่งผิดปกติในข้อมูลสำรอง {path} จึงไม่ได้นำกลับมา",
        "take another backup; if there is none, --force restores it as it is",
        "ให้ใช้ข้อมูลสำรองชุดอื่น หากไม่มี --force จะนำกลับมาตามสภาพนั้น",
    ),
    "restore-to-file": Sentence(
        "a backup is restored to a file, but --db (or KHUMUE_DB) names a server; nothing was restored",
        "การนำข้อมูลสำรองกลับมาต้องระบุเป็นไฟล์ แต่ --db (หรือ KHUMUE_DB) ระบุเป็นเซิร์ฟเวอร์ จึงไม่ได้นำกลับมา",
        "restore it to a file, which goes from there to an empty database of the server:\n"
        "khumue --db restored.db restore {path}, then khumue db copy restored.db URL",
        "ให้นำกลับมาไว้ในไฟล์ก่อน แล้วคัดลอกไปยังฐานข้อมูลเปล่าของเซิร์ฟเวอร์:\n"
        "khumue --db restored.db restore {path} แล้วสั่ง khumue db copy restored.db URL",
    ),
    "not-a-backup": Sentence(
        "{path} is not a backup, or not a whole one",
        "{path} ไม่ใช่ข้อมูลสำรอง หรือไม่ครบทั้งไฟล์",
        "a backup is a file that `khumue backup FILE` has written",
        "ข้อมูลสำรองคือไฟล์ที่ `khumue backup ไฟล์` เขียนไว้",
    ),
    "backup-bomb": Sentence(
        "{path} would unpack to {size} MB, more than {most} times its own size; nothing was restored",
        "{path} คลายออกแล้วมีขนาด {size} เมกะไบต์ เกิน {most} เท่าของขนาดไฟล์ จึงไม่ได้นำกลับมา",
        "a backup is a file that `khumue backup FILE` has written; take another copy of it, or another backup",
        "ข้อมูลสำรองคือไฟล์ที่ `khumue backup ไฟล์` เขียนไว้ ให้ใช้สำเนาอื่นของไฟล์นี้ หรือข้อมูลสำรองชุดอื่น",
    ),
    "backup-damaged": Sentence(
        "the backup {path} is damaged ({name}); nothing was restored",
        "ข้อมูลสำรอง {path} เสียหาย ({name}) จึงไม่ได้นำกลับมา",
        "take another copy of it, or another backup",
        "ให้ใช้สำเนาอื่นของไฟล์นี้ หรือข้อมูลสำรองชุดอื่น",
    ),
    "help-erase": Sentence(
        "Take what people gave out of closed cases, by lawful order.", "ลบข้อมูลที่ให้ไว้ในเรื่องที่ปิดแล้ว ตามคำสั่งที่ชอบด้วยกฎหมาย"
    ),
    "help-order": Sentence("the number of the order; it is recorded", "เลขที่คำสั่ง (บันทึกไว้ในประวัติ)"),
    "help-backup": Sentence(
        "All cases and attachments in one file, while others work.",
        "สำรองเรื่องและไฟล์แนบทั้งหมดเป็นไฟล์เดียว ขณะที่ผู้อื่นทำงานอยู่ก็ได้",
    ),
    "help-restore": Sentence("Bring a backup back, once it was proved.", "ตรวจข้อมูลสำรองแล้วนำกลับมาใช้"),
    "help-force": Sentence(
        "also over a database, and also if something is wrong with the backup",
        "แม้มีฐานข้อมูลอยู่แล้ว และแม้พบสิ่งผิดปกติในข้อมูลสำรอง",
    ),
    "help-erased": Sentence("another register of erased cases (….erased)", "ทะเบียนการลบข้อมูลอื่น (….erased)"),
    "help-database": Sentence(
        "The database: begin, upgrade, look at, copy, verify, seal.",
        "ฐานข้อมูล: เริ่มใช้ ปรับรูปแบบ ดูสภาพ คัดลอก ตรวจสอบ ประทับตรา",
    ),
    "help-db-verify": Sentence(
        "Replay every case and find what was altered, deleted, reordered, inserted, cut off or damaged.",
        "คำนวณทุกเรื่องใหม่จากประวัติ และตรวจหาสิ่งที่ถูกแก้ไข ลบ สลับลำดับ แทรก ตัดออก หรือเสียหาย",
    ),
    "help-db-verify-short": Sentence("Find what was altered, deleted or damaged.", "ตรวจหาสิ่งที่ถูกแก้ไข ลบ หรือเสียหาย"),
    "help-db-verify-seal": Sentence("compare with this seal too", "เทียบกับตราประทับนี้ด้วย"),
    "help-db-verify-number": Sentence(
        "the number on the printed page of a seal: whether all it sealed is there as it was",
        "เลขประจำตราประทับจากหน้าที่พิมพ์ไว้ เพื่อตรวจว่าสิ่งที่ประทับตราไว้ยังอยู่ครบตามเดิมหรือไม่",
    ),
    "help-db-seal": Sentence(
        "A signed page with the state of every case, to print or to mail.",
        "ตราประทับ: หน้าลงนามที่บอกสถานะของทุกเรื่อง สำหรับพิมพ์หรือส่งอีเมล",
    ),
    "metavar-SEAL": Sentence("NUMBER", "เลข"),
    "metavar-CASES": Sentence("CASE", "เรื่อง"),
    "metavar-ORDER": Sentence("ORDER", "เลขที่คำสั่ง"),
}

WORDS: dict[str, Sentence] = {
    # what every word of the language means; an editor shows it, and the language page of the README is held to it
    "process-process": Sentence("the procedure's name for commands", "ชื่ออ้างอิงของกระบวนงาน ใช้ในคำสั่ง"),
    "process-number": Sentence("its number in the manual", "ลำดับที่ในคู่มือ"),
    "process-title": Sentence("its title", "ชื่องาน/เรื่อง"),
    "process-case": Sentence("what one case is about", "หนึ่งเรื่องหมายถึงอะไร"),
    "process-legal": Sentence(
        "the legal bases of every step that names none of its own", "ฐานกฎหมายของทุกขั้นตอนที่ไม่ได้ระบุไว้เอง"
    ),
    "process-responsible": Sentence(
        "the manual's column of responsible actors, in its order", "ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง ตามลำดับในคู่มือ"
    ),
    "process-fields": Sentence("what a case carries", "ข้อมูลประจำเรื่อง"),
    "process-steps": Sentence("the steps, in the manual's order", "ขั้นตอน ตามลำดับในคู่มือ"),
    "field-title": Sentence("what people call the field", "ชื่อข้อมูล"),
    "field-type": Sentence(
        "what is filled in; a choice is one of its `choices`, a list any number of entries",
        "ชนิด: text ข้อความ number จำนวน date วันที่ choice เลือกหนึ่ง list หลายรายการ",
    ),
    "field-choices": Sentence(
        "the values to choose from; a list that nobody is asked for holds all of them",
        "ค่าที่เลือกได้ หากเป็น list ที่ไม่ได้ให้ผู้ใดกรอก ถือว่ามีครบทุกค่า",
    ),
    "field-ask": Sentence("`at-start`: asked when a case is opened", "`at-start`: ถามเมื่อเปิดเรื่อง"),
    "step-id": Sentence("the step's name for commands", "ชื่ออ้างอิงของขั้นตอน ใช้ในคำสั่ง"),
    "step-was": Sentence(
        "what it was called in earlier versions, so that running cases keep what was done",
        "ชื่ออ้างอิงเดิมในรุ่นก่อน เพื่อให้เรื่องที่ค้างอยู่นับงานที่ทำแล้วต่อได้",
    ),
    "step-item": Sentence("the number of the printed step it belongs to", "เลขข้อในคู่มือที่ขั้นตอนนี้สังกัด"),
    "step-title": Sentence("a short title for flowchart and inbox", "ชื่อสั้นสำหรับผังงานและรายการงาน"),
    "step-text": Sentence("the manual's own sentence", "ข้อความตามคู่มือ"),
    "step-by": Sentence(
        "who performs it; several must each confirm; nobody named: any of the responsible",
        "ผู้ปฏิบัติ หากมีหลายฝ่ายทุกฝ่ายต้องยืนยัน หากไม่ระบุ ผู้รับผิดชอบรายใดก็ปฏิบัติได้",
    ),
    "step-after": Sentence(
        "the steps it waits for; the one above if left out, `[]`: none",
        "ดำเนินการหลังจากขั้นตอนใด หากไม่เขียนคือขั้นตอนก่อนหน้า `[]` คือไม่ต้องรอ",
    ),
    "step-when": Sentence(
        "conditions that must all hold, else it is skipped", "เงื่อนไขซึ่งต้องเป็นจริงทุกข้อ มิฉะนั้นขั้นตอนนี้ถูกข้าม"
    ),
    "step-each": Sentence("a list: done once per entry", "รายการที่ต้องทำให้ครบทุกรายการ"),
    "step-asks": Sentence("the fields filled in when it is completed", "ข้อมูลที่ต้องกรอกเมื่อทำเสร็จ"),
    "step-decision": Sentence("the outcomes to decide between", "ผลการพิจารณาที่เลือกได้"),
    "step-within": Sentence(
        "its deadline: `15 days` or `15 working days`", "กำหนดเวลา: `15 days` (วัน) หรือ `15 working days` (วันทำการ)"
    ),
    "step-takes": Sentence(
        "the documents it needs, spelt as in the `produces` of another step",
        "เอกสารที่ต้องใช้ เขียนให้ตรงกับ `produces` ของขั้นตอนอื่น",
    ),
    "step-not-by": Sentence(
        "the steps whose doers must leave this one to others (in any round, and also in another's stead)",
        "ขั้นตอนที่ผู้ทำต้องให้ผู้อื่นทำขั้นตอนนี้ (ทุกรอบ รวมทั้งเมื่อรักษาราชการแทน)",
    ),
    "step-produces": Sentence("the documents it yields", "เอกสารที่ได้"),
    "step-legal": Sentence("its legal bases", "ฐานกฎหมาย"),
    "step-assumed": Sentence(
        "why it, or a part of it, was inferred and not taken from the manual", "เหตุผลที่อนุมานขึ้น มิได้มาจากคู่มือ"
    ),
    "outcome-title": Sentence("what people call the outcome", "ชื่อผลการพิจารณา"),
    "outcome-back": Sentence("the step to which the case returns", "ขั้นตอนที่ต้องย้อนกลับไปทำใหม่"),
    "outcome-end": Sentence("the name of the result with which the case ends here", "ชื่อผลที่ทำให้เรื่องสิ้นสุดตรงนี้"),
    "outcome-assumed": Sentence("why this outcome was inferred", "เหตุผลที่อนุมานผลนี้"),
    "legal-law": Sentence("the law, as laws.yaml names it", "กฎหมาย ตามชื่อใน laws.yaml"),
    "legal-section": Sentence("its section", "มาตรา"),
    "legal-source": Sentence("whether the manual says so itself", "`stated` คู่มือระบุ หรือ `inferred` อนุมาน"),
    "legal-assumed": Sentence("why it was inferred", "เหตุผลที่อนุมาน"),
    "actor-title": Sentence("the full name", "ชื่อเต็ม"),
    "actor-short": Sentence("a short name for flowcharts", "ชื่อย่อสำหรับผังงาน"),
    "actor-kind": Sentence("what it is", "ประเภท: person บุคคล role ตำแหน่ง committee คณะกรรมการ office หน่วยงาน"),
    "actor-members": Sentence(
        "the actors that belong to it: names, or `{who, from, until}` where a membership has dates",
        "สมาชิก เขียนชื่ออ้างอิง หรือ `{who, from, until}` หากมีวันเริ่มหรือวันสิ้นสุด",
    ),
    "actor-part-of": Sentence("the body it is a part of", "สังกัด"),
    "actor-aliases": Sentence("other spellings and short forms", "ชื่ออื่นหรือตัวสะกดอื่น"),
    "actor-assumed": Sentence("what about it was inferred, and why", "ส่วนที่อนุมาน และเหตุผล"),
    "member-who": Sentence("the person or body that belongs to it", "บุคคลหรือคณะที่เป็นสมาชิก"),
    "member-from": Sentence("the first day", "วันแรก"),
    "member-until": Sentence("the last day", "วันสุดท้าย"),
    "delegation-order": Sentence("the number of the order", "เลขที่คำสั่ง"),
    "delegation-who": Sentence("the person who acts", "ผู้รักษาราชการแทน"),
    "delegation-for": Sentence("in whose stead: a person, or a role that nobody holds", "แทนผู้ใด: บุคคล หรือตำแหน่งที่ว่าง"),
    "delegation-from": Sentence("the first day", "วันแรก"),
    "delegation-until": Sentence(
        "the last day; left out: until the order is taken out", "วันสุดท้าย หากไม่เขียนคือจนกว่าจะนำคำสั่งออก"
    ),
    "delegation-actors": Sentence(
        "as which actors only; left out: all that the other holds", "เฉพาะหน้าที่ใด หากไม่เขียนคือทุกหน้าที่ของผู้นั้น"
    ),
    "delegation-processes": Sentence(
        "in which procedures only; left out: in all", "เฉพาะกระบวนงานใด หากไม่เขียนคือทุกกระบวนงาน"
    ),
    "law-title": Sentence("the full title", "ชื่อเต็ม"),
    "law-kind": Sentence(
        "what it is",
        "ประเภท: act พระราชบัญญัติ regulation ระเบียบ notification ประกาศ guideline แนวปฏิบัติ",
    ),
    "law-gazette": Sentence("where it was published", "ที่ประกาศในราชกิจจานุเบกษา"),
    "law-from": Sentence("its first day in force", "วันแรกที่มีผลใช้บังคับ"),
    "law-until": Sentence("its last day in force", "วันสุดท้ายที่มีผลใช้บังคับ"),
    "law-verified": Sentence("where this, or which part of it, was verified", "แหล่งที่ใช้ตรวจสอบ และส่วนที่ตรวจสอบแล้ว"),
    "law-assumed": Sentence("what is not verified, and what would settle it", "ส่วนที่ยังไม่ได้ตรวจสอบ และสิ่งที่จะยืนยันได้"),
    "holiday-date": Sentence("the day off", "วันหยุด"),
    "holiday-title": Sentence("its name", "ชื่อวันหยุด"),
    "holiday-source": Sentence("the announcement it comes from", "ประกาศหรือมติคณะรัฐมนตรีที่เป็นที่มา"),
    "erratum-place": Sentence("where in the manual", "ตำแหน่งในคู่มือ"),
    "erratum-line": Sentence("the line of the manual's text", "บรรทัดในข้อความของคู่มือ"),
    "erratum-printed": Sentence("what is printed", "ข้อความที่พิมพ์"),
    "erratum-reading": Sentence("what it is read as; left out: kept as printed", "อ่านเป็น หากไม่เขียนคือคงไว้ตามที่พิมพ์"),
    "erratum-certainty": Sentence(
        "how sure the reading is", "ความแน่ใจ: certain แน่นอน high สูง medium ปานกลาง low ต่ำ undecided วินิจฉัยไม่ได้"
    ),
    "erratum-reason": Sentence("why", "เหตุผล"),
    "manual-title": Sentence("the lines at the top of the cover", "บรรทัดบนของหน้าปก"),
    "manual-work": Sentence("the work that the manual is about, large on the cover", "ชื่องานของคู่มือ พิมพ์ตัวใหญ่บนหน้าปก"),
    "manual-office": Sentence("the lines at the foot of the cover", "บรรทัดล่างของหน้าปก เช่น ชื่อสำนักงานและกระทรวง"),
    "manual-logo": Sentence(
        "a picture for the cover: a png, jpg or svg file in this folder", "ตราบนหน้าปก: ไฟล์ png, jpg หรือ svg ในโฟลเดอร์นี้"
    ),
    "manual-author": Sentence("who the document says has written it", "ผู้จัดทำ ตามที่บันทึกไว้ในไฟล์เอกสาร"),
    "manual-preface": Sentence("the preface", "คำนำ"),
    "manual-chapters": Sentence("the chapters, in their order", "บทต่าง ๆ ตามลำดับ"),
    "preface-title": Sentence("its title", "หัวเรื่อง"),
    "preface-text": Sentence("its paragraphs", "ย่อหน้าต่าง ๆ"),
    "preface-signed": Sentence("who signs it, and as what", "ผู้ลงนามและตำแหน่ง"),
    "chapter-kind": Sentence(
        "what it is made of; `text` has only paragraphs of your own",
        "เนื้อหาของบท: structure ผังโครงสร้าง procedures ตารางขั้นตอน flowcharts ผังงาน laws กฎหมาย law-index ดัชนีกฎหมาย"
        " actors ผู้ปฏิบัติ assumptions ข้ออนุมาน errata คำพิมพ์ผิด colophon ข้อมูลการจัดทำ text ข้อความของสำนักงานเอง",
    ),
    "chapter-title": Sentence("its title", "ชื่อบท"),
    "chapter-text": Sentence(
        "paragraphs under the title; of `structure`, the boxes above the works",
        "ย่อหน้าใต้ชื่อบท ส่วนใน structure คือกล่องที่อยู่เหนืองานต่าง ๆ",
    ),
    "actors-actors": Sentence("the actors by name", "ผู้ปฏิบัติ"),
    "actors-delegations": Sentence("who acts in whose stead, on which order", "คำสั่งให้รักษาราชการแทน"),
    "laws-laws": Sentence("the laws by name", "กฎหมาย"),
    "holidays-holidays": Sentence("the days off by year", "วันหยุดแต่ละปี"),
    "errata-errata": Sentence("the misprints", "คำผิด"),
}

# -- the page of words and the titles of the schemas ---------------------------------------------------------------------
SENTENCES.update(
    {
        "page-where": Sentence("in", "อยู่ใน"),
        "page-word": Sentence("word", "คำ"),
        "page-kind": Sentence("kind", "ชนิด"),
        "page-meaning": Sentence("meaning", "ความหมาย"),
        "file-process": Sentence("procedure (the file)", "กระบวนงาน (ทั้งไฟล์)"),
        "file-field": Sentence("a field", "ข้อมูล"),
        "file-step": Sentence("a step", "ขั้นตอน"),
        "file-outcome": Sentence("an outcome of a decision", "ผลการพิจารณา"),
        "file-legal": Sentence("a legal basis", "ฐานกฎหมาย"),
        "file-actors": Sentence("actors.yaml", "actors.yaml"),
        "file-actor": Sentence("an actor", "ผู้ปฏิบัติ"),
        "file-member": Sentence("a member with dates", "สมาชิกที่มีวันเริ่มหรือวันสิ้นสุด"),
        "file-delegation": Sentence("a delegation (รักษาราชการแทน)", "คำสั่งให้รักษาราชการแทน"),
        "file-laws": Sentence("laws.yaml", "laws.yaml"),
        "file-law": Sentence("a law", "กฎหมาย"),
        "file-holidays": Sentence("holidays.yaml", "holidays.yaml"),
        "file-holiday": Sentence("a day off", "วันหยุด"),
        "file-errata": Sentence("errata.yaml", "errata.yaml"),
        "file-erratum": Sentence("a misprint", "คำผิด"),
        "file-manual": Sentence("manual.yaml", "manual.yaml"),
        "file-preface": Sentence("the preface", "คำนำ"),
        "file-chapter": Sentence("a chapter", "บท"),
        "kind-group": Sentence("group", "กลุ่มบรรทัด"),
        "kind-name": Sentence("name", "ชื่ออ้างอิง"),
        "kind-names": Sentence("list of names", "รายการชื่ออ้างอิง"),
        "kind-name-or-names": Sentence("name, or list of names", "ชื่ออ้างอิง หรือรายการชื่ออ้างอิง"),
        "kind-names-or-groups": Sentence("list of names or groups", "รายการชื่ออ้างอิงหรือกลุ่มบรรทัด"),
        "kind-text": Sentence("text", "ข้อความ"),
        "kind-texts": Sentence("list of texts", "รายการข้อความ"),
        "kind-texts-by-name": Sentence("`name: text` lines", "บรรทัด `ชื่อ: ข้อความ`"),
        "kind-number": Sentence("whole number", "จำนวนเต็ม"),
        "kind-date": Sentence("date `2026-11-23`", "วันที่ `2026-11-23`"),
        "kind-days": Sentence("`15 days`, `15 working days`", "`15 days`, `15 working days`"),
        "kind-condition": Sentence(
            "`name: value` or `name: [any, of, these]` lines",
            "บรรทัด `ชื่อ: ค่า` หรือ `ชื่อ: [ค่าที่หนึ่ง, ค่าที่สอง]` (ตรงกับค่าใดค่าหนึ่ง)",
        ),
        "kind-reason": Sentence("text, or `word: text` lines", "ข้อความ หรือบรรทัด `คำ: ข้อความ`"),
        "kind-groups": Sentence("list of groups", "รายการ โดยแต่ละรายการเป็นกลุ่มบรรทัด"),
        "kind-groups-by-name": Sentence("a group under each name", "กลุ่มใต้ชื่ออ้างอิงแต่ละชื่อ"),
    }
)
SENTENCES.update({f"word-{name}": sentence for name, sentence in WORDS.items()})

# -- moving running cases to another version -----------------------------------------------------------------------------
SENTENCES.update(
    {
        "migrate-head": Sentence(
            "{process}: running cases, and version {version}", "{process}: เรื่องที่ค้างอยู่ กับรุ่น {version}"
        ),
        "migrate-move": Sentence("{count} move", "ย้าย {count} เรื่อง"),
        "migrate-stay": Sentence("{count} stay", "คงเดิม {count} เรื่อง"),
        "migrate-already": Sentence("{count} follow this version already", "อีก {count} เรื่องใช้รุ่นนี้อยู่แล้ว"),
        "migrate-nothing": Sentence("no running case follows another version", "ไม่มีเรื่องที่ค้างอยู่ในรุ่นอื่น"),
        "migrate-example": Sentence("such as {case}, open now", "เช่น {case} งานที่เปิดอยู่"),
        "migrate-then": Sentence("and then", "แล้วจะเป็น"),
        "migrate-way": Sentence("   + {count} would move with {options}", "   + ย้ายได้อีก {count} เรื่องด้วย {options}"),
        "migrate-ways-hold": Sentence(
            "An option holds for every case, not only for those it is shown under: look again with it before keeping a plan.",
            "ตัวเลือกที่เพิ่มมีผลกับทุกเรื่อง มิใช่เฉพาะกลุ่มที่แสดงไว้ โปรดดูผลอีกครั้งพร้อมตัวเลือกนั้นก่อนเก็บเป็นแผน",
        ),
        "migrate-last-round": Sentence(
            "sent back before: {count} of them, of which only the last round counts",
            "ในจำนวนนี้ {count} เรื่องเคยถูกส่งกลับ จึงนับเฉพาะรอบสุดท้าย",
        ),
        "was-line": Sentence("`was: {old}` in step {step}", "`was: {old}` ที่ขั้นตอน {step}"),
        "nothing-open": Sentence("nothing", "ไม่มี"),
        "move-unchanged": Sentence("their open work stays as it is", "งานที่เปิดอยู่คงเดิม"),
        "move-instead": Sentence("{opened} opens instead of {closed}", "{opened} เปิดแทน {closed}"),
        "move-opens": Sentence("{opened} opens as well", "{opened} เปิดเพิ่ม"),
        "move-closes": Sentence("{closed} is no longer open", "{closed} ไม่เปิดอีก"),
        "move-waived": Sentence("{names} counts as done by waiver", "{names} ถือว่าเสร็จโดยได้รับยกเว้น"),
        "move-left": Sentence(
            "what was done of {names} stays in the record only", "งาน {names} ที่ทำแล้วคงไว้ในประวัติเท่านั้น"
        ),
        "move-again": Sentence("{names} is to be done again", "{names} ต้องทำใหม่"),
        "move-filled": Sentence("{names} is filled in", "กรอกค่าให้ {names}"),
        "move-cleared": Sentence("{names} is to be given again", "{names} ต้องกรอกใหม่"),
        "move-lost": Sentence(
            "{names} has no value that fits and is asked for nowhere any more "
            "(--set fills it in for all, `khumue set` for one case)",
            "{names} ไม่มีค่าที่ใช้ได้และไม่มีขั้นตอนใดให้กรอกอีก (กรอกค่าเดียวกันทุกเรื่องด้วย --set หรือกรอกทีละเรื่องด้วย `khumue set`)",
        ),
        "move-completes": Sentence("nothing is left to do: the case is completed", "ไม่มีงานเหลือ เรื่องจึงเสร็จสิ้น"),
        "stay-dropped": Sentence(
            "{step} is done or begun, and the new version has no such step", "{step} ทำแล้วหรือเริ่มแล้ว แต่รุ่นใหม่ไม่มีขั้นตอนนี้"
        ),
        "stay-not-now": Sentence(
            "{step} is done or begun, and by the new version it would not happen here",
            "{step} ทำแล้วหรือเริ่มแล้ว แต่ตามรุ่นใหม่เรื่องนี้ไม่ต้องทำ",
        ),
        "stay-before": Sentence(
            "the new version puts {steps} before what is done or begun already",
            "รุ่นใหม่มี {steps} อยู่ก่อนงานที่ทำแล้วหรือเริ่มแล้ว",
        ),
        "stay-read": Sentence(
            "later steps follow the result of {step}, and what is done or open by then does not wait for it",
            "ขั้นตอนถัดไปต้องใช้ผลของ {step} แต่งานที่ทำแล้วหรือเปิดอยู่ไม่รอผลนั้น จึงทำตามหลังไม่ได้",
        ),
        "stay-outcome": Sentence(
            "{step} was decided in a way that the new version does not go on from",
            "{step} พิจารณาแล้วด้วยผลที่รุ่นใหม่ไม่มีทางไปต่อ",
        ),
        "stay-entries": Sentence(
            "{step} is done, but not for each of the entries that the new version wants",
            "{step} ทำเสร็จแล้ว แต่ไม่ได้ทำครบทุกรายการตามรุ่นใหม่",
        ),
        "stay-begun": Sentence(
            "{step} is begun, and by the new version it cannot be gone on with", "{step} เริ่มแล้ว แต่ทำต่อตามรุ่นใหม่ไม่ได้"
        ),
        "stay-field": Sentence(
            "the new version reads {name}, of which the case has no such value",
            "รุ่นใหม่ใช้ข้อมูล {name} ซึ่งเรื่องนี้ไม่มีค่าที่ใช้ได้",
        ),
        "stay-suspended": Sentence(
            "nothing would be left to do, and the case is suspended", "จะไม่มีงานเหลือ แต่เรื่องระงับไว้อยู่ ต้องดำเนินการต่อก่อน"
        ),
        "stay-since": Sentence("opened before {day}", "เปิดก่อน {day}"),
        "stay-kept": Sentence("kept where it is (--keep)", "ขอให้คงเดิม (--keep)"),
        "way-waive": Sentence("counts as done, with a reason", "ถือว่าเสร็จโดยยกเว้น พร้อมเหตุผล"),
        "way-catch-up": Sentence("is done late; what is done or open stays so", "ทำตามหลัง งานที่ทำแล้วและที่เปิดอยู่คงเดิม"),
        "way-history": Sentence("what was done stays in the record only", "งานที่ทำแล้วคงไว้ในประวัติเท่านั้น"),
        "way-again": Sentence("is done once more, with what follows from it", "ทำใหม่พร้อมขั้นตอนที่ตามมา"),
        "way-set": Sentence("fills it in", "กรอกค่าให้"),
        "way-was": Sentence("if it is the same step: write this line there", "หากเป็นขั้นตอนเดียวกัน ให้เขียนบรรทัดนี้ที่ขั้นตอนนั้น"),
        "migrate-changed-nothing": Sentence(
            "Nothing has been changed. To keep this as a plan: add -o plan.yaml",
            "ยังไม่มีอะไรเปลี่ยนแปลง หากจะเก็บเป็นแผน ให้เพิ่ม -o plan.yaml",
        ),
        "no-plan-written": Sentence("No case would move: no plan was written.", "ไม่มีเรื่องใดจะย้าย จึงไม่ได้เขียนแผน"),
        "plan-written": Sentence(
            "{count} cases are in the plan {path}. To move them: khumue migrate --apply {path}",
            "แผน {path} มี {count} เรื่อง หากจะย้ายตามแผน: khumue migrate --apply {path}",
        ),
        "plan-comment": Sentence(
            "Cases to be moved by `khumue migrate --apply`. A case whose line is taken out stays where it is.",
            "เรื่องที่จะย้ายด้วย `khumue migrate --apply` เรื่องใดที่ลบบรรทัดออกจะคงรุ่นเดิม",
        ),
        "plan-comment-line": Sentence(
            "Of each case: the number and mark of its last event, and what is open after the move. Leave these as they are.",
            "แต่ละเรื่องมีลำดับและเครื่องหมายของเหตุการณ์ล่าสุด กับงานที่เปิดหลังย้าย โปรดอย่าแก้",
        ),
        "migrated-count": Sentence(
            "{count} cases follow version {version} now. To take that back: khumue migrate {process} --undo",
            "ย้าย {count} เรื่องมาใช้รุ่น {version} แล้ว หากจะย้ายกลับ: khumue migrate {process} --undo",
        ),
        "reverted-count": Sentence("{count} cases are back on the version before", "ย้ายกลับไปใช้รุ่นเดิมแล้ว {count} เรื่อง"),
        "migrating": Sentence("Cases", "เรื่อง"),
        "which-process": Sentence(
            "which procedure is to be looked at?",
            "จะดูกระบวนงานใด",
            "khumue migrate PROCESS; `khumue list` shows them",
            "khumue migrate กระบวนงาน โดยดูรายชื่อได้ด้วย `khumue list`",
        ),
        "migrate-one-of": Sentence(
            "{first} and {second} do not go together",
            "ใช้ {first} พร้อมกับ {second} ไม่ได้",
            "a plan says itself what is moved and on which terms: make it anew with other options",
            "แผนระบุเองแล้วว่าจะย้ายอะไร หากต้องการเงื่อนไขอื่นให้ทำแผนใหม่",
        ),
        "no-step-in-version": Sentence(
            "neither the new version of `{process}` nor an earlier one has a step `{name}`",
            "ไม่มีขั้นตอน `{name}` ใน `{process}` ทั้งรุ่นใหม่และรุ่นก่อน",
            NEAR_EN + "\nits steps: {allowed}",
            NEAR_TH + "\nขั้นตอนที่มี: {allowed}",
        ),
        "waive-outcome": Sentence(
            "which outcome is `{step}` to count as having had? `{name}` is none that goes on",
            "ให้ถือว่า `{step}` ได้ผลใด `{name}` ไม่ใช่ผลที่ไปต่อได้",
            "write --waive {step}=OUTCOME (or no outcome, if it decides nothing); outcomes: {allowed}",
            "เขียน --waive {step}=ผล (หากขั้นตอนไม่มีการพิจารณาไม่ต้องใส่ผล) ผลที่ใช้ได้: {allowed}",
        ),
        "plan-line": Sentence(
            "the line of case {case} in the plan is not as it was written: {found}",
            "บรรทัดของเรื่อง {case} ในแผนถูกแก้ไข: {found}",
            "take the whole line out to leave the case where it is, or make the plan anew",
            "หากจะให้เรื่องคงเดิมให้ลบทั้งบรรทัด หรือทำแผนใหม่",
        ),
        "plan-outdated": Sentence(
            "the plan no longer fits {count} of its cases, in which something has happened since: {cases}",
            "แผนใช้ไม่ได้กับ {count} เรื่อง เพราะมีความเคลื่อนไหวหลังทำแผน: {cases}",
            "nothing was changed; make the plan anew, or take the lines of these cases out of it",
            "ยังไม่มีอะไรเปลี่ยนแปลง ให้ทำแผนใหม่ หรือลบบรรทัดของเรื่องเหล่านี้ออกจากแผน",
        ),
        "plan-edited": Sentence(
            "case {case} would not come to stand where the plan says: the plan has been edited",
            "เรื่อง {case} จะไม่เป็นไปตามที่แผนระบุ เพราะแผนถูกแก้ไข",
            "nothing was changed; make the plan anew, with the options that are to hold",
            "ยังไม่มีอะไรเปลี่ยนแปลง ให้ทำแผนใหม่พร้อมเงื่อนไขที่ต้องการ",
        ),
        "plan-other-process": Sentence(
            "case {case} in the plan is not one of `{process}`",
            "เรื่อง {case} ในแผนไม่ใช่เรื่องของ `{process}`",
            "make the plan anew",
            "ให้ทำแผนใหม่",
        ),
        "plan-other-version": Sentence(
            "the plan was made for version {found}; the procedure in the folder is version {now} by now",
            "แผนทำไว้สำหรับรุ่น {found} แต่กระบวนงานในโฟลเดอร์เป็นรุ่น {now} แล้ว",
            "nothing was changed; make the plan anew, or undo what was edited since",
            "ยังไม่มีอะไรเปลี่ยนแปลง ให้ทำแผนใหม่ หรือแก้ไฟล์กลับเป็นอย่างเดิม",
        ),
        "no-migration": Sentence("no case was moved to another version", "ไม่มีเรื่องที่ย้ายรุ่นไว้"),
        "undone-already": Sentence("the last migration has been taken back already", "ย้ายกลับไปแล้ว"),
        "undo-too-late": Sentence(
            "{count} of the cases that were moved last have gone on since: {cases}",
            "เรื่องที่ย้ายครั้งล่าสุด มี {count} เรื่องที่ดำเนินการต่อไปแล้ว: {cases}",
            "nothing was changed; to take back the others: --keep {first}, and so for each of these",
            "ยังไม่มีอะไรเปลี่ยนแปลง หากจะย้ายเฉพาะเรื่องอื่นกลับ ให้เพิ่ม --keep {first} และทำเช่นนี้ทุกเรื่องข้างต้น",
        ),
        "help-migrate": Sentence(
            "Show what another version would do to running cases; --apply moves them",
            "ดูว่ารุ่นใหม่มีผลต่อเรื่องที่ค้างอยู่อย่างไร และย้ายด้วย --apply",
        ),
        "help-migrate-to": Sentence(
            "the version, or a date, file or folder, to move to; the folder in use if left out",
            "รุ่น วันที่ ไฟล์ หรือโฟลเดอร์ที่จะย้ายไป หากไม่ระบุคือโฟลเดอร์ที่ใช้อยู่",
        ),
        "help-migrate-since": Sentence(
            "cases opened before this day follow the version before", "เรื่องที่เปิดก่อนวันนี้ใช้รุ่นเดิม"
        ),
        "help-waive": Sentence(
            "a step that counts as done where a case is past it; =OUTCOME if it decides (repeatable)",
            "ขั้นตอนที่ถือว่าเสร็จเมื่อเรื่องผ่านไปแล้ว ใส่ =ผล หากเป็นการพิจารณา (ใช้ซ้ำได้)",
        ),
        "help-catch-up": Sentence(
            "a step that is done late where a case is past it (repeatable)", "ขั้นตอนที่ให้ทำตามหลังเมื่อเรื่องผ่านไปแล้ว (ใช้ซ้ำได้)"
        ),
        "help-migrate-history": Sentence(
            "a step whose finished work stays in the record only (repeatable)",
            "ขั้นตอนซึ่งงานที่ทำแล้วคงไว้ในประวัติเท่านั้น (ใช้ซ้ำได้)",
        ),
        "help-migrate-again": Sentence(
            "a step to be done once more, with what follows from it (repeatable)", "ขั้นตอนที่ต้องทำใหม่พร้อมที่ตามมา (ใช้ซ้ำได้)"
        ),
        "help-migrate-set": Sentence(
            "a value for cases that have none and are not asked for it any more (repeatable)",
            "ค่าของข้อมูลสำหรับเรื่องที่ไม่มีค่าและไม่มีขั้นตอนใดให้กรอกอีก (ใช้ซ้ำได้)",
        ),
        "help-keep": Sentence("a case to leave where it is (repeatable)", "เรื่องที่ให้คงเดิม (ใช้ซ้ำได้)"),
        "help-plan": Sentence("write the plan to this file", "เขียนแผนลงไฟล์นี้"),
        "help-apply": Sentence("move the cases of this plan, all or none", "ย้ายเรื่องตามแผนนี้ทั้งหมด หรือไม่ย้ายเลย"),
        "help-undo": Sentence("take the last migration back", "ย้ายกลับจากการย้ายครั้งล่าสุด"),
        "metavar-KEY": Sentence("KEY", "รหัส"),
        "metavar-VERSION": Sentence("VERSION", "รุ่น"),
        "metavar-PLAN": Sentence("PLAN", "แผน"),
        "word-moves-migrate": Sentence("the procedure", "กระบวนงาน"),
        "word-moves-to": Sentence("the version to move to", "รุ่นที่จะย้ายไป"),
        "word-moves-cases": Sentence("the cases that move", "เรื่องที่ย้าย"),
    }
)

SAID_BY_DATABASES = {
    "unable to open database file": "ระบบเปิดไฟล์ไม่ได้",
    "disk I/O error": "อ่านหรือเขียนดิสก์ไม่ได้",
    "database disk image is malformed": "ข้อมูลในไฟล์ผิดรูปแบบ",
    "file is not a database": "ไม่ใช่ไฟล์ฐานข้อมูล",
    "string or blob too big": "มีข้อมูลยาวเกินกำหนด",
    "Connection refused": "เครื่องนั้นไม่รับการเชื่อมต่อ",
    "connection timeout expired": "ไม่ตอบภายในเวลาที่กำหนด",
    "No such file or directory": "ไม่มีเซิร์ฟเวอร์ทำงานอยู่ในเครื่องนี้",
    "failed to resolve host '([^']*)'.*": r"ไม่พบเครื่องชื่อ \1",
    '(?:FATAL: +)?database "(.*)" does not exist': r"ไม่มีฐานข้อมูลชื่อ \1",
    '(?:FATAL: +)?role "(.*)" (?:does not exist|is not permitted to log in)': r"เซิร์ฟเวอร์ไม่มีชื่อผู้ใช้ \1 ที่เข้าใช้ได้",
    '(?:FATAL: +)?permission denied for database "(.*)"': r"ไม่มีสิทธิ์เข้าฐานข้อมูล \1",
    'FATAL: +no pg_hba.conf entry for host "(.*)", user "(.*)", database "(.*)", no encryption':
        r"pg_hba.conf ไม่มีบรรทัดที่ให้ \2 เข้าฐานข้อมูล \3 จาก \1 โดยไม่เข้ารหัส",
    'FATAL: +no pg_hba.conf entry for host "(.*)", user "(.*)", database "(.*)", SSL encryption':
        r"pg_hba.conf ไม่มีบรรทัดที่ให้ \2 เข้าฐานข้อมูล \3 จาก \1",
    'definition of service "(.*)" not found': r"ไม่มีหัวข้อ [\1]",
    "server does not support SSL, but SSL was required": "เซิร์ฟเวอร์ไม่รองรับการเข้ารหัส",
    'root certificate file "(.*)" does not exist.*': r"ไม่พบไฟล์ใบรับรอง \1",
    "SSL error: certificate verify failed.*": "ใบรับรองของเซิร์ฟเวอร์ไม่ตรงกับใบรับรองที่เชื่อถือ",
    'server certificate for "(.*)" .*does not match host name "(.*)"': r"ใบรับรองเป็นของ \1 ไม่ใช่ของ \2",
}  # fmt: skip
"""What SQLite and PostgreSQL give as a reason, as patterns, with the same in Thai."""
