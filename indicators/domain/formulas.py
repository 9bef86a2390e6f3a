"""Formulas of derived indicators: ``{a} / {b}``, parsed by hand, exact, and bounded in size.

A formula knows references in braces, exact numbers, ``+ - * /`` and parentheses, nothing else: no
names, no calls, no powers. It is printed with as few parentheses as its meaning needs, and what is
printed parses to the same formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, TypeVar

from indicators.domain.errors import FormulaError

MAX_LENGTH = 500
MAX_DEPTH = 20
MAX_DIGITS = 30
MAX_OPERATIONS = 50
# How many formulas may stand behind one another: of derived indicators of derived ones.
MAX_LEVELS = 5

_CODE = r"[A-Za-z0-9._-]{1,120}"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>\d+(?:\.\d+)?)|\{{\s*(?P<reference>{_CODE})\s*\}}|(?P<sign>[-+*/()]))",
    re.ASCII,
)
_RIGHT = "right is, for example, ({a} + {b}) / {c}"
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number, zero or above, as it was written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Reference:
    """Another indicator, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``left sign right``; the sign is one of ``+ - * /``."""

    sign: str
    left: Node
    right: Node


Node: TypeAlias = Number | Reference | Operation


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula. ``str`` prints it."""

    root: Node

    @property
    def references(self) -> tuple[str, ...]:
        """The codes that it refers to, each once, in their order."""
        return tuple(
            dict.fromkeys(one.code for one in _walk(self.root) if isinstance(one, Reference))
        )

    def evaluate(self, values: Mapping[str, Fraction]) -> Fraction | None:
        """The exact value; ``None`` for a division by zero, and where a value is missing."""
        if not set(self.references) <= set(values):
            return None
        try:
            return self.fold(Fraction, lambda code: values[code], _apply)
        except ZeroDivisionError:
            return None

    def fold(
        self,
        number: Callable[[Decimal], Result],
        reference: Callable[[str], Result],
        operation: Callable[[str, Result, Result], Result],
    ) -> Result:
        """Put the formula together from the results of its parts, from the leaves up."""

        def of(node: Node) -> Result:
            if isinstance(node, Number):
                return number(node.value)
            if isinstance(node, Reference):
                return reference(node.code)
            return operation(node.sign, of(node.left), of(node.right))

        return of(self.root)

    def written(self, name: Callable[[str], str]) -> str:
        """The formula with ``name`` in the place of each reference."""
        return "".join(name(part) if is_reference else part for is_reference, part in self.pieces())

    def pieces(self) -> Iterator[tuple[bool, str]]:
        """The formula in pieces: ``(True, code)`` for a reference, ``(False, text)`` between."""
        yield from _pieces(self.root)

    def __str__(self) -> str:
        return self.written(lambda code: f"{{{code}}}")


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Operation):
        yield from _walk(node.left)
        yield from _walk(node.right)


def _apply(sign: str, left: Fraction, right: Fraction) -> Fraction:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right


def _pieces(node: Node) -> Iterator[tuple[bool, str]]:
    if isinstance(node, Reference):
        yield True, node.code
    elif isinstance(node, Number):
        yield False, format(node.value, "f")
    else:
        own = _PRECEDENCE[node.sign]
        yield from _enclosed(node.left, lambda inner: inner < own)
        yield False, f" {node.sign} "
        # What stands on the right was in parentheses: a - (b - c) is not a - b - c.
        yield from _enclosed(node.right, lambda inner: inner <= own)


def _enclosed(node: Node, needed: Callable[[int], bool]) -> Iterator[tuple[bool, str]]:
    if isinstance(node, Operation) and needed(_PRECEDENCE[node.sign]):
        yield False, "("
        yield from _pieces(node)
        yield False, ")"
    else:
        yield from _pieces(node)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            raise _error("“{rest}” cannot be read", len(text) - len(rest), rest=rest[:20])
        kind = match.lastgroup or ""
        found.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
    found.append(_Token("end", "", len(text.rstrip())))
    return found


def _error(what: str, at: int, **params: str | int) -> FormulaError:
    # Positions count from one, as people do.
    places: dict[str, object] = {"at": at + 1, "right": _RIGHT, **params}
    template = "At position {at} of the formula " + what + "; {right}."
    return FormulaError(template, code=None, **places)


class _Parser:
    """Recursive descent; every level of parentheses counts towards the depth."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.position, self.depth = tokens, 0, 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.position]

    def take(self) -> _Token:
        token = self.next
        self.position += 1
        return token

    def sums(self) -> Node:
        return self._chain("+-", self.products)

    def products(self) -> Node:
        return self._chain("*/", self.operand)

    def _chain(self, signs: str, part: Callable[[], Node]) -> Node:
        node = part()
        while self.next.kind == "sign" and self.next.text in signs:
            sign = self.take().text
            node = Operation(sign, node, part())
        return node

    def operand(self) -> Node:
        token = self.take()
        if token.kind == "number":
            if len(token.text) > MAX_DIGITS:
                raise _error("a number has more than {most} digits", token.at, most=MAX_DIGITS)
            return Number(Decimal(token.text))
        if token.kind == "reference":
            return Reference(token.text)
        if token.text == "(":
            return self._inner(token)
        if token.kind == "end":
            raise _error("a reference or a number is missing", token.at)
        raise _error(
            "stands “{found}” where a reference or a number is needed", token.at, found=token.text
        )

    def _inner(self, opened: _Token) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _error("parentheses are deeper than {most} levels", opened.at, most=MAX_DEPTH)
        node = self.sums()
        if self.take().text != ")":
            raise _error("a parenthesis is opened and not closed", opened.at)
        self.depth -= 1
        return node


def parse(text: str) -> Formula:
    """Parse a formula. Raises FormulaError, and nothing else, with the place that is wrong."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            "The formula has {length} characters; at most {most} are read. Give a part of it an "
            "indicator of its own.",
            length=len(text),
            most=MAX_LENGTH,
        )
    tokens = _tokens(text)
    parser = _Parser(tokens)
    operations = sum(token.kind == "sign" and token.text not in "()" for token in tokens)
    if operations > MAX_OPERATIONS:
        raise FormulaError(
            "The formula has {count} operators; at most {most} are read. Give a part of it an "
            "indicator of its own.",
            count=operations,
            most=MAX_OPERATIONS,
        )
    formula = Formula(parser.sums())
    if parser.next.kind != "end":
        raise _error("stands “{found}” without an operator", parser.next.at, found=parser.next.text)
    if not formula.references:
        raise FormulaError(
            "The formula refers to no indicator; write their codes in braces: {right}.",
            right=_RIGHT,
        )
    return formula
