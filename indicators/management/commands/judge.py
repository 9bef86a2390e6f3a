"""Run a target and its figures through the engine: JSON in, JSON out, no database."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from indicators.domain import cases
from indicators.domain.errors import DomainError
from indicators.domain.outlooks.registry import METHODS


class Command(BaseCommand):
    """Judge one case, or a list of them, from standard input or a file."""

    help = (
        "Judge a target by its figures, both given as JSON; see docs/how-to/judge-a-case.md."
        " Nothing is read from or written to the database."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--method", help=f"One of {', '.join(METHODS)}.")
        parser.add_argument("file", nargs="?", help="JSON file; without it standard input is read.")

    def handle(self, *args: Any, **options: Any) -> None:
        given = _parse(options["file"])
        many = isinstance(given, list)
        answers, errors = [], []
        for number, case in enumerate(given if many else [given]):
            try:
                answers.append(cases.run(case, method=options["method"]))
            except DomainError as error:
                errors.append(f"case {number}: {error}" if many else str(error))
        if errors:
            raise CommandError("\n".join(errors))
        shown = json.dumps(answers if many else answers[0], ensure_ascii=False, indent=2)
        self.stdout.write(shown)


def _parse(file: str | None) -> Any:
    try:
        if file is None:
            text = sys.stdin.read()
        else:
            with open(file, encoding="utf-8") as opened:  # noqa: PTH123 - also /dev/stdin
                text = opened.read()
        return json.loads(text, parse_float=Decimal)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError(f"This is not JSON: {error}") from error
