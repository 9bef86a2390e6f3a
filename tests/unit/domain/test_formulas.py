"""Formulas: what is read, what is refused and why, and that the arithmetic is exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from operator import add, mul, sub, truediv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain import dimensions, formula_rules, formulas
from indicators.domain.errors import DomainError, FormulaError, UnitError
from indicators.domain.formulas import Formula, Number, Operation, Reference, parse
from indicators.domain.units import Unit

VALUES = {"a": Fraction(1), "b": Fraction(2), "c": Fraction(3), "x.y-z_1": Fraction(5)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a} / {c}", Fraction(1, 3)),
        ("({a} + {b}) / {c}", Fraction(1)),
        ("{a} + {b} / {c}", Fraction(5, 3)),
        ("{a} - {b} - {c}", Fraction(-4)),
        ("{a} - ({b} - {c})", Fraction(2)),
        ("{a} / {b} / {c}", Fraction(1, 6)),
        ("{a} / ({b} / {c})", Fraction(3, 2)),
        ("100 * {x.y-z_1}", Fraction(500)),
        ("  { a }*0.1 ", Fraction(1, 10)),
        ("{a} / ({b} - 2)", None),
    ],
)
def test_is_computed_exactly_as_written(text: str, value: Fraction | None) -> None:
    assert parse(text).evaluate(VALUES) == value


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("(({a}))", "{a}"),
        ("({a} * {b}) / {c}", "{a} * {b} / {c}"),
        ("{a} * ({b} / {c})", "{a} * ({b} / {c})"),
        ("{a} + ({b} * {c})", "{a} + {b} * {c}"),
        ("({a}+{b})*{c}", "({a} + {b}) * {c}"),
    ],
)
def test_is_printed_with_the_parentheses_that_its_meaning_needs(text: str, printed: str) -> None:
    assert str(parse(text)) == printed


def test_names_each_reference_once_in_their_order() -> None:
    assert parse("{b} / ({a} + {b})").references == ("b", "a")


def test_is_written_with_other_names() -> None:
    assert parse("({a} + {b}) / 2").written(str.upper) == "(A + B) / 2"


def test_without_a_value_of_an_operand_there_is_none() -> None:
    assert parse("{a} / {unknown}").evaluate(VALUES) is None


# fmt: off
REFUSED = [
    ("", "position 1", "reference or a number is missing"),
    ("{a} /", "position 6", "reference or a number is missing"),
    ("{a} {b}", "position 6", "without an operator"),
    ("{a} + * {b}", "position 7", "stands “*”"),
    ("({a} + {b}", "position 1", "opened and not closed"),
    ("{a})", "position 4", "without an operator"),
    ("-{a}", "position 1", "stands “-”"),
    ("{a} ** 2", "position 6", "stands “*”"),
    ("{a} % 2", "position 5", "“% 2” cannot be read"),
    ("abs({a})", "position 1", "“abs({a})” cannot be read"),
    ("{a b}", "position 1", "cannot be read"),
    ("{}", "position 1", "cannot be read"),
    ("{a} * 1e5", "position 8", "cannot be read"),
    ("1 / 2", "", "refers to no indicator"),
    ("{a} * " + "9" * 31, "position 7", "30 digits"),
    ("(" * 21 + "{a}" + ")" * 21, "position 21", "20 levels"),
    ("{a}" + " + 1" * 51, "", "51 operators"),
    ("{a}" + " " * 500, "", "503 characters"),
]
# fmt: on


@pytest.mark.parametrize(("text", "place", "said"), REFUSED)
def test_a_mistake_is_named_with_its_place_and_what_would_be_right(
    text: str, place: str, said: str
) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert refused.value.code == "invalid_formula"
    assert place in str(refused.value)
    assert said in str(refused.value)


codes = st.text(alphabet="abcXYZ019._-", min_size=1, max_size=8)
nodes = st.recursive(
    st.builds(Reference, codes)
    | st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=3).map(
        lambda number: Number(abs(number))
    ),
    lambda inner: st.builds(Operation, st.sampled_from("+-*/"), inner, inner),
    max_leaves=12,
)


@given(nodes)
def test_what_is_printed_parses_to_the_same(root: formulas.Node) -> None:
    formula = Formula(root)
    if formula.references:
        assert parse(str(formula)) == formula


@given(st.text(alphabet="{}ab.()+-*/0123456789 \t一＋", max_size=60) | st.text(max_size=40))
def test_no_text_raises_anything_but_a_formula_error(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError:
        return
    assert parse(str(formula)) == formula


@given(nodes, st.data())
def test_evaluating_never_raises_and_is_what_python_computes(
    root: formulas.Node, data: st.DataObject
) -> None:
    formula = Formula(root)
    values = {code: data.draw(st.fractions(-5, 5)) for code in formula.references}

    def slowly(node: formulas.Node) -> Fraction:
        if isinstance(node, Number):
            return Fraction(node.value)
        if isinstance(node, Reference):
            return values[node.code]
        signs = {"+": add, "-": sub, "*": mul, "/": truediv}
        return signs[node.sign](slowly(node.left), slowly(node.right))

    try:
        expected: Fraction | None = slowly(root)
    except ZeroDivisionError:
        expected = None
    assert formula.evaluate(values) == expected


def unit(code: str, quantity: str, factor: object = 1) -> Unit:
    return Unit(code, quantity, Fraction(str(factor)), code)


UNITS = {
    "stations": unit("stations", "count:stations"),
    "people": unit("persons", "count:persons"),
    "steel": unit("Mt", "mass", 10**6),
    "ore": unit("kt", "mass", 1000),
    "share": unit("percent", "percent"),
    "density": unit("per_10k", "count:stations/count:persons", "1/10000"),
}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("{stations} / {people}", "count:stations/count:persons"),
        ("{steel} + {ore}", "mass"),
        ("{steel} / {ore}", "1"),
        ("{steel} / ({steel} + {ore})", "1"),
        ("{share} * {steel}", "mass"),
        ("1 - {share}", "1"),
        ("{density} * {people}", "count:stations"),
        ("{steel} * {ore} / {people}", "mass*mass/count:persons"),
        ("1 / {people}", "1/count:persons"),
    ],
)
def test_the_result_has_the_dimension_of_its_operands(text: str, quantity: str) -> None:
    assert str(dimensions.result(parse(text), UNITS)) == quantity
    assert dimensions.dimension(quantity) == dimensions.result(parse(text), UNITS)


def test_only_like_can_be_added() -> None:
    with pytest.raises(FormulaError, match="puts mass and count:persons together with “\\+”"):
        dimensions.result(parse("{steel} + {people}"), UNITS)


def test_a_formula_that_does_not_fit_its_unit_is_refused_with_both_dimensions() -> None:
    formula = parse("{stations} / {people}")
    dimensions.check_fits(formula, UNITS, UNITS["density"])
    with pytest.raises(FormulaError) as refused:
        dimensions.check_fits(formula, UNITS, UNITS["steel"])
    assert "count:stations/count:persons" in str(refused.value)
    assert "Mt measures mass" in str(refused.value)


def test_a_percentage_is_a_hundredth_of_a_pure_number() -> None:
    assert dimensions.factor(UNITS["share"]) == Fraction(1, 100)
    assert dimensions.factor(UNITS["density"]) == Fraction(1, 10000)
    dimensions.check_fits(parse("{ore} / {steel}"), UNITS, UNITS["share"])


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ("mass/", "empty part"),
        ("mass / area", "spaces"),
        ("a/b/c", "more than one"),
        ("mass*area", "is written “area\\*mass”"),
        ("mass/mass", "is written “1”"),
        ("mass/length", "“length” in the quantity"),
    ],
)
def test_a_quantity_has_one_spelling_of_parts_that_are_measured(quantity: str, said: str) -> None:
    with pytest.raises(UnitError, match=said):
        dimensions.check_quantity(quantity, {"mass", "area"})


@pytest.mark.parametrize("quantity", ["mass", "area*mass", "mass/area", "percent", "1", "1/mass"])
def test_a_sound_quantity_is_accepted(quantity: str) -> None:
    dimensions.check_quantity(quantity, {"mass", "area"})


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-3, 3)), max_size=5))
def test_a_dimension_is_read_as_it_is_printed(powers: list[tuple[str, int]]) -> None:
    found = dimensions.Dimension()
    for name, power in powers:
        if power:
            found = found.times(dimensions.Dimension(((name, power),)))
    assert dimensions.dimension(str(found)) == found


class TestAmongTheOtherDefinitions:
    def check(self, text: str, **references: str) -> None:
        parsed = {code: parse(one).references for code, one in references.items()}
        names = {"a", "b", "c", "d", "e", "f", "g", *parsed}
        own = unit("Mt", "mass")
        formula_rules.check(
            "own", parse(text), own, units=dict.fromkeys(names, own), references=parsed
        )

    def test_a_derived_indicator_may_refer_to_derived_ones(self) -> None:
        self.check("{a} + {b}", a="{c} + {d}", b="{c}")

    @pytest.mark.parametrize(
        ("text", "others", "said"),
        [
            ("{nothing}", {}, "“nothing”, which is no indicator"),
            ("{own} + {a}", {}, "own → own"),
            ("{a}", {"a": "{b}", "b": "{own}"}, "own → a → b → own"),
            ("{a}", {"a": "{b}", "b": "{a}"}, "a → b → a"),
            (
                "{a}",
                {"a": "{b}", "b": "{c}", "c": "{d}", "d": "{e}", "e": "{f}"},
                "at most 4 are followed",
            ),
            ("{a} / {b}", {}, "gives 1, but the unit Mt measures mass"),
        ],
    )
    def test_what_could_not_be_computed_is_refused(
        self, text: str, others: dict[str, str], said: str
    ) -> None:
        others = {"own": text, **others}
        with pytest.raises(DomainError, match=said):
            self.check(text, **others)

    def test_as_many_behind_one_another_as_are_followed(self) -> None:
        self.check("{a}", a="{b}", b="{c}", c="{d}", d="{e}")


def test_numbers_keep_their_digits() -> None:
    assert parse("{a} * 0.10").root == Operation("*", Reference("a"), Number(Decimal("0.10")))
