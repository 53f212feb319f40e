"""Reading an XML extract piece by piece: a file of any size takes the room of one record. What is wrong is said, never guessed.

The parser is the standard library's own (expat), fed in pieces. A document type is refused where it begins, and with it every
entity that a file could declare; nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from plumbline.feeds.feed import Unreadable, cannot_open

PIECE = 1 << 16
DEEPEST, MOST_PARTS, LONGEST_TEXT = 30, 10_000, 1_000  # of one record: far beyond what any return holds
LONGEST_TOKEN = 1_000_000  # a tag, or what is not even read: the parser holds it until its end has come
CUT = {
    expat.errors.codes[words] for words in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
}


@dataclass(slots=True)
class Element:
    """One element, with the line on which it begins. Namespaces and attributes are not kept."""

    tag: str
    line: int
    text: str = ""
    parts: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        return [part for part in self.parts if part.tag == tag]

    def one(self, *tags: str) -> Element | None:
        """The first of the elements that lies at the end of this path, where there is any."""
        found: Element | None = self
        for tag in tags:
            found = next((part for part in found.parts if part.tag == tag), None) if found else None
        return found


@dataclass(frozen=True)
class Layout:
    """What a document must look like: its root, its head, and where its records lie."""

    root: str
    head: str
    records: str
    record: str
    says: str


class Document:
    """One file being read. `records()` gives each record as it is whole; `head` and `digest` are there when all are read."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path, self.name, self.layout = path, path.name, layout
        self.head: Element | None = None
        self.digest = ""
        self._open: list[Element] = []  # the record or head in the making, from the outermost in
        self._way: list[str] = []
        self._whole: list[Element] = []
        self._parts = 0
        self._parser = self._made()

    def records(self) -> Iterator[Element]:
        try:
            with self.path.open("rb") as handle:
                yield from self._read(handle)
        except OSError as fault:
            raise cannot_open(self.name, fault) from None

    def _read(self, handle: BinaryIO) -> Iterator[Element]:
        digest, read = hashlib.sha256(), 0
        while piece := handle.read(PIECE):
            digest.update(piece)
            read += len(piece)
            self._parse(piece)
            if read - self._parser.CurrentByteIndex > LONGEST_TOKEN:
                raise self._fault("one tag or comment has no end in a million characters")
            yield from self._taken()
        if not read:
            raise Unreadable(f"{self.name} is empty")
        self._parse(b"", is_last=True)
        yield from self._taken()
        self.digest = digest.hexdigest()

    def _taken(self) -> list[Element]:
        whole, self._whole = self._whole, []
        return whole

    def _parse(self, piece: bytes, *, is_last: bool = False) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as fault:
            cut = " The file may be cut short" if fault.code in CUT else ""
            said = expat.errors.messages.get(fault.code, str(fault))
            raise self._fault(f"it is not XML from here on ({said}).{cut}", fault.lineno) from None
        except (LookupError, ValueError):  # an encoding that Python does not know, or that expat cannot read by it
            raise self._fault("its encoding cannot be read; save it as UTF-8", 1) from None

    def _fault(self, why: str, line: int | None = None) -> Unreadable:
        return Unreadable(f"{self.name} line {line or self._parser.CurrentLineNumber}: {why.rstrip('.')}")

    def _made(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begins, self._ends
        parser.CharacterDataHandler = self._says
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        return parser

    def _refuse(self, *_told: object) -> int:
        raise self._fault("it declares a document type or entities, which no return needs: it is not read")

    def _begins(self, name: str, _attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if not self._way and tag != self.layout.root:
            raise self._fault(f"the document is <{tag[:40]}>, not <{self.layout.root}>: it is not {self.layout.says}")
        self._way.append(tag)
        if len(self._way) > DEEPEST:
            raise self._fault(f"elements lie {DEEPEST} deep")
        if self._open or self._is_kept():
            self._add(Element(tag, self._parser.CurrentLineNumber))

    def _is_kept(self) -> bool:
        layout = self.layout
        return self._way[1:] in ([layout.head], [layout.records, layout.record])

    def _add(self, element: Element) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise self._fault(f"one {self._open[0].tag} holds more than {MOST_PARTS} elements")
        if self._open:
            self._open[-1].parts.append(element)
        self._open.append(element)

    def _says(self, text: str) -> None:
        if self._open:
            element = self._open[-1]
            element.text += text
            if len(element.text) > LONGEST_TEXT:
                if element.text.strip():
                    raise self._fault(f"{element.tag} holds more than {LONGEST_TEXT} characters")
                element.text = ""

    def _ends(self, _name: str) -> None:
        self._way.pop()
        if not self._open:
            return
        element = self._open.pop()
        element.text = element.text.strip()
        if not self._open:
            self._parts = 0
            self._keep(element)

    def _keep(self, element: Element) -> None:
        if element.tag == self.layout.head and self.head is None:
            self.head = element
        elif element.tag == self.layout.record:
            self._whole.append(element)
