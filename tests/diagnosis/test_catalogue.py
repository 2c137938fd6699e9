from trainward.diagnosis.catalogue import catalogue
from trainward.rules.discovery import all_rules


def test_every_cause_has_a_family_and_a_meaning() -> None:
    causes = catalogue()

    assert len(causes) >= 200
    assert all(cause.family and cause.meaning for cause in causes.values())


def test_every_cause_that_a_page_lists_is_in_the_catalogue() -> None:
    listed = {cause for rule in all_rules() for cause, _ in rule.page.causes}

    assert listed <= set(catalogue())
