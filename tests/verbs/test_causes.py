import pytest

from trainward.errors import CauseNotFound
from trainward.verbs.causes import cause_account, causes_account


def test_every_cause_but_none_has_a_page_about_its_logs() -> None:
    causes = causes_account()["causes"]
    without = [one["cause"] for one in causes if not one["page"]]  # type: ignore[union-attr,index,call-overload]

    assert without == ["none"]


def test_a_cause_is_found_by_its_name_in_any_spelling() -> None:
    account = cause_account("Port-In-Use")

    assert account["cause"] == "port_in_use"
    assert account["remedies"]


def test_a_harmless_message_has_a_page_too() -> None:
    assert cause_account("tokenizers_fork_notice")["family"] == "healthy"


def test_an_unknown_cause_offers_the_nearest() -> None:
    with pytest.raises(CauseNotFound, match="port_in_use"):
        cause_account("port_in_us")
