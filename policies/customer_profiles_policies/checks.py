"""Helpers of several rules: going through statements, and applying the library's own rules for arguments."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from connect_customer_profiles import rules
from connect_customer_profiles.policy import questions
from connect_customer_profiles.policy.questions import Statement
from pulumi_policy.proxy import UnknownValueError

from .rule import Check, Config
from .subject import Subject

PRODUCTION_CONFIG = {
    "productionStacks": {
        "type": "array",
        "items": {"type": "string"},
        "default": ["prod", "prod-*", "*-prod", "production"],
        "description": "Names of production stacks; `*` matches any characters.",
    }
}


def protected_in_production(what: str, loss: str) -> Check:
    """A check that what a production stack has cannot be deleted by mistake; `loss` is what that would mean."""

    def check(subject: Subject, config: Config) -> Iterator[str]:
        production = any(fnmatchcase(subject.stack, pattern) for pattern in config["productionStacks"])
        if production and not subject["protected"]:
            yield f"the {what} of stack '{subject.stack}' is not protected: {loss}"

    return check


def period(seconds: float) -> str:
    """A period in its largest whole unit: `1 hour`, `4 days`."""
    units = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
    unit = next((name for name, length in units.items() if seconds % length == 0), "second")
    number = seconds / units[unit]
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def each_statement(judge: Callable[[Statement, Config], str | None]) -> Check:
    """A check of every statement by itself; `judge` says what is wrong with one.

    What is unknown in one statement does not hide another: it is raised after all have been judged.
    """

    def check(subject: Subject, config: Config) -> Iterator[str]:
        unknown = None
        for document in subject["documents"]:
            for position, statement in enumerate(questions.statements(document), 1):
                try:
                    finding = judge(statement, config)
                    if finding:
                        yield f"{questions.label(statement, position)} {finding}"
                except UnknownValueError as error:
                    unknown = error
        if unknown:
            raise unknown

    return check


def service_statements(subject: Subject) -> list[Statement]:
    """The statements that allow something to Customer Profiles."""
    return [each for each in all_statements(subject) if questions.names_service(each)]


def all_statements(subject: Subject) -> list[Statement]:
    """The statements of all of the subject's documents."""
    return [each for document in subject["documents"] for each in questions.statements(document)]


def refusal(name: str, value: Any, rule: rules.Rule[Any]) -> Iterable[str]:
    """The library's own error message if it would refuse a value as an argument."""
    try:
        rules.checked(name, value, rule)
    except rules.RuleViolation as violation:
        return [str(violation)]
    return []


def listed(items: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def anybodys(statement: Statement) -> str:
    """Whose domains a statement without all of its guards is for. A source's ARN names its account as well."""
    if not questions.unguarded_by(statement, ["aws:SourceAccount"]):
        return "any domain of the account"
    unpinned = questions.unguarded_by(statement, ["aws:SourceArn"])
    arns = [] if unpinned else [each.split(":", 5) for each in questions.condition_values(statement, "aws:SourceArn")]
    if not arns or not all(len(parts) == 6 and parts[4].isdigit() for parts in arns):
        return "anybody's domain"
    if any({"*", "?"} & set(parts[5]) for parts in arns):
        return "any domain of the account"
    return "one domain, by its ARN alone"


GUARD_CONFIG = {
    "type": "array",
    "items": {"type": "string", "enum": list(questions.SOURCE_GUARDS)},
    "description": "The condition keys that must pin the service's requests.",
}
