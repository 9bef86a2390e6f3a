"""The dataset in a JSON-stat answer, or why there is none."""

from collections.abc import Mapping
from typing import NoReturn

from indicators.connectors.jsonstat_cube import SHOWN, refuse
from indicators.connectors.sdmx.answers import reason_of_json, refused


def dataset_of(document: object, name: str | None) -> Mapping[str, object]:
    """The dataset in an answer: the answer itself, one of a bundle, or of a collection.

    Raises ConnectorError when there is none or several, and with the provider's words for an
    answer that is an error.
    """
    if not isinstance(document, dict):
        refuse("The answer is JSON, but no JSON-stat dataset (an object).", "not_jsonstat")
    found = {
        str(key): one for key, one in document.items() if isinstance(one, dict) and _is_dataset(one)
    }
    if _is_dataset(document):
        found = {"": document}
    link = document.get("link")
    items = link.get("item") if isinstance(link, dict) else None
    if isinstance(items, list):
        for number, one in enumerate(items, 1):
            if isinstance(one, dict) and _is_dataset(one):
                found[str(one.get("label", number))] = one
    if not found:
        _refuse_answer(document, items)
    if name is None and len(found) == 1:
        return next(iter(found.values()))
    if name is None or name not in found:
        refuse(
            "The answer holds {count} datasets: {found}. Right is one of these names in "
            "`dataset`{not_there}.",
            "unknown_dataset" if name else "several_datasets",
            count=len(found),
            found=", ".join(found)[:300] or "one without a name",
            not_there=f"; “{name[:SHOWN]}” is none" if name else "",
        )
    return found[name]


def _is_dataset(one: Mapping[str, object]) -> bool:
    return "value" in one and isinstance(one.get("dimension"), dict)


def _refuse_answer(document: Mapping[str, object], items: object) -> NoReturn:
    if reason := reason_of_json(document):
        # Eurostat answers large queries later: the same query may then be answered.
        raise refused(reason, permanent="warning" not in document)
    if isinstance(items, list):
        refuse(
            "The answer is a collection, which only names its datasets. Right is the address of "
            "one of them.",
            "not_jsonstat",
        )
    refuse(
        "The answer is JSON, but no JSON-stat dataset: it has no `dimension` with `value`. "
        "It has {names}.",
        "not_jsonstat",
        names=", ".join(map(str, document))[:200] or "nothing",
    )
