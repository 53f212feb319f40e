"""`plumbline standards`: the catalogue."""

from __future__ import annotations

from typing import Any

from plumbline.kernel.commands import Command as Base
from plumbline.standards.standard import TOPICS, Standard


class Command(Base):
    help = "The catalogue: each standard with its sentence, authority, numbers and the findings it answers."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--format", choices=("table", "json", "md"), default="table")

    def handle(self, **options: Any) -> None:
        known = sorted(Standard.register.values(), key=lambda s: s.key)
        if options["format"] == "json":
            self.print_json([described(standard) for standard in known])
        elif options["format"] == "md":
            self.print(markdown(known))
        else:
            self._table(known)

    def _table(self, known: list[type[Standard]]) -> None:
        rows = [
            [s.key, s.owner_name(), ", ".join(p.words() for p in s.policies()) or "–", " ".join(s.answers)]
            for s in known
        ]
        self.print_table(["standard", "owed by", "numbers", "answers"], rows)
        self.print(f"\n{len(known)} standards. --format md or json gives sentences and sources.")


def described(standard: type[Standard]) -> dict[str, Any]:
    numbers = [
        {
            "key": number.key,
            "says": number.says,
            "value": number.now.value,
            "unit": number.unit,
            "words": number.words(),
            "kind": number.now.kind,
            "source": number.now.source,
            "since": number.now.since,
            "may_override": number.may_override,
        }
        for number in standard.policies()
    ]
    return {
        "standard": standard.key,
        "room": standard.room(),
        "title": standard.title,
        "sentence": standard.sentence,
        "owed_by": standard.owner_name(),
        "topic": standard.topic_name(),
        "about": standard.facts.kind(),
        "authority": [
            {"key": a.key, "title": a.title, "kind": a.kind, "address": a.address} for a in standard.authorities()
        ],
        "numbers": numbers,
        "rules": list(standard.rules),
        "answers": list(standard.answers),
        "facts": {name: standard.facts.facts[name].says for name in sorted(standard.facts_used())},
    }


def markdown(known: list[type[Standard]]) -> str:
    """The committed catalogue. CI fails when it is not what this prints."""
    lines = [
        "# Catalogue of standards",
        "",
        "Written by `plumbline standards --format md`; renew it with `make docs`.",
        "",
    ]
    for topic, name in TOPICS.items():
        of_topic = [standard for standard in known if standard.topic == topic]
        if of_topic:
            lines += [f"## {name}", ""]
        for standard in of_topic:
            lines += _section(described(standard))
    return "\n".join(lines).rstrip()


def _section(told: dict[str, Any]) -> list[str]:
    sources = "; ".join(f"{a['title']} ({a['kind']})" for a in told["authority"])
    lines = [
        f"### {told['title']}",
        "",
        told["sentence"],
        "",
        f"- Key: `{told['standard']}`, about each `{told['about']}`",
    ]
    lines += [f"- Owed by: {told['owed_by']}", f"- Rests on: {sources}"]
    for number in told["numbers"]:
        may = "a force may set its own" if number["may_override"] else "a force may not change it"
        lines.append(
            f"- Number `{number['key']}`: {number['words']}; {number['says']} ({number['kind']}; {number['source']}; {may})"
        )
    if told["rules"]:
        lines.append(f"- Rules: {', '.join(told['rules'])}")
    if told["answers"]:
        lines.append(f"- Findings it would have shown: {', '.join(told['answers'])}")
    facts = "; ".join(f"`{name}` ({says})" for name, says in told["facts"].items())
    return [*lines, f"- Facts: {facts}", ""]
