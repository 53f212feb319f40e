"""Long functions are listed with the reason; so is nothing that has become short again."""

import ast

from tests.architecture.code import functions_of, python, table

LONGEST = 40


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, the docstring left out: what a reader must hold in mind."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_the_docstring_does_not_count():
    code = 'def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n'
    (function,) = ast.parse(code).body
    assert length(function) == 2


def test_a_function_longer_than_forty_lines_has_its_reason():
    found = {
        f"{source.path}:{function.name}": length(function)
        for source in python()
        for function in functions_of(source)
        if length(function) > LONGEST
    }
    reasons = table("long_functions.yaml")
    assert sorted(found) == sorted(reasons), f"too long and not listed, or listed and no longer so: {found}"
    assert all(len(reason) > 20 for reason in reasons.values())
