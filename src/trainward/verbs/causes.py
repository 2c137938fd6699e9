"""The causes a diagnosis may name: the list, and the page of one."""

import difflib

from trainward.diagnosis.catalogue import catalogue
from trainward.errors import CauseNotFound
from trainward.logs.signature_files import find_page
from trainward.logs.signature_page import parse_signature_page
from trainward.report.json_report import Json

CAUSES_SCHEMA = "trainward.causes/1"


def causes_account() -> dict[str, Json]:
    """Return every cause with its family and meaning, and whether it has a page about how it shows in a log."""
    return {
        "schema": CAUSES_SCHEMA,
        "causes": [
            {"cause": one.id, "family": one.family, "meaning": one.meaning, "page": bool(find_page(one.id))}
            for one in catalogue().values()
        ],
    }


def cause_account(name: str) -> dict[str, Json]:
    """Return a cause with its page.

    Raises:
        CauseNotFound: there is none; the message names the nearest.
    """
    wanted = name.strip().lower().replace("-", "_")
    known = catalogue().get(wanted)
    page = find_page(wanted)
    if known is None and not page:
        near = difflib.get_close_matches(wanted, catalogue(), n=3, cutoff=0.4)
        hint = f"nearest: {', '.join(near)}" if near else "no name is near"
        raise CauseNotFound(
            f"cause {name!r}: none of the {len(catalogue())} causes has this name; {hint}; "
            "`trainward causes` lists them all"
        )
    return {
        "schema": CAUSES_SCHEMA,
        "cause": wanted,
        "family": known.family if known else "healthy",
        "meaning": known.meaning if known else "a message that means nothing",
        "remedies": list(parse_signature_page(page, wanted).remedies) if page else [],
        "page": page,
    }
