"""One measurement in a process of its own; prints one line of JSON."""

import json
import sys

import django

django.setup()

from bench import acts, build, front, full, ledger, measures, packs, pages, watch  # noqa: E402  after Django is ready

LAID_IN = ("record-made", "first-assessment", "first-review", "wellbeing")


def main(task: str, *arguments: str) -> object:
    if task == "build":
        return build.build(int(arguments[0]), [f"missing.{name}" for name in LAID_IN])
    if task == "lay-in":
        return measures.lay_in(int(arguments[0]))
    if task == "front-rows":
        return front.lay_in(int(arguments[0]))
    if task == "front":
        return front.measure()
    if task == "measures":
        return measures.measure()
    if task == "acts":
        acts.forty_standards()
        return acts.measure()
    if task == "pages":
        return pages.measure()
    if task == "reads":
        return ledger.reads()
    if task == "chain":
        return ledger.chain(*(int(argument) for argument in arguments))
    if task == "packs":
        return packs.measure()
    if task == "watch":
        return watch.measure()
    return full.on_postgresql() if task == "postgresql" else full.on_duckdb()


print(json.dumps(main(*sys.argv[1:])))
