"""The causes of dead letters, by the service's messages, and their remedies. Pure.

The seven errors are those of
https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html; the eighth is described, without
its words, on the page about object types.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from .messages import NO_OBJECT, TEST_MESSAGES, Letter, foreign, one_line


@dataclass(frozen=True)
class LetterCause:
    """A cause of dead letters.

    Attributes:
        name: what `--only` calls it.
        words: a regular expression for the service's message.
        remedy: what to do before the letters are re-ingested, as one sentence.
        passes: whether it clears by itself, so that re-ingesting the object is all that is needed.
        concerns_all: while it lasts no object of the domain can be stored.
    """

    name: str
    words: str
    remedy: str
    passes: bool = False
    concerns_all: bool = False


CROWDED = LetterCause(
    "crowded-profile",
    r"too many objects (were |are )?(ingested|assigned)",
    "Redrive them: objects of one profile are ingested a second apart.",
    passes=True,
)
CAUSES = (
    LetterCause(
        "missing-key",
        r"(unique|profile) key (or (unique|profile) key )?does not exist",
        "Map the fields behind the UNIQUE and PROFILE keys, or have the flow deliver them; then redrive.",
    ),
    CROWDED,
    LetterCause(
        "key-unusable",
        r"encryption ?key does not exist|no grant|generatedatakey",
        "Let Customer Profiles use the KMS key of the domain or object type (key policy and grant, same Region); then "
        "redrive.",
        concerns_all=True,
    ),
    LetterCause(
        "key-refused",
        r"due to (an )?invalid kms key",
        "Set a key as the domain's DefaultEncryptionKey, or the object type's EncryptionKey, that is enabled and "
        "symmetric; then redrive.",
        concerns_all=True,
    ),
    LetterCause(
        "key-invalid",
        r"kms key is invalid",
        "Enable the KMS key of the domain or object type, or cancel its deletion; then redrive.",
        concerns_all=True,
    ),
    LetterCause(
        "too-large",
        r"profile object larger than",
        "Have the flow omit fields until objects are below the limit; export these letters and ingest shortened "
        "objects.",
    ),
    LetterCause(
        "ambiguous-profile",
        r"binding to more than one profile",
        "Merge the profiles, or map a PROFILE key that only one of them has; then redrive.",
    ),
    LetterCause(
        "no-profile",
        r"matches no profile|does not allow to create|AllowProfileCreation",
        "Set AllowProfileCreation on the object type, or load the profiles first; then redrive.",
    ),
)
NO_LETTER = LetterCause("no-object", "", f"Nothing: the message {NO_OBJECT}.")
LOOK = (
    f"Look at them (`dead-letters export --bodies FILE`): each {NO_OBJECT}, of which there is one, so that the others "
    "have lost what they were about."
)
OTHER = LetterCause("other", "", "Read the message, repair what it names, then redrive.")
ANOTHER_DOMAIN = LetterCause(
    "another-domain",
    "",
    "Redrive them with --domain and the domain that has sent them: it shares this queue.",
)
NAMES = tuple(cause.name for cause in (*CAUSES, NO_LETTER, OTHER, ANOTHER_DOMAIN))


def cause_of_text(text: str, object_type: str = "") -> LetterCause:
    """The cause that a message of the service stands for.

    Args:
        text: the message.
        object_type: the object type that it is about; its name, which the sender chooses, says nothing about the cause.
    """
    name = object_type.lower()
    return next((cause for cause in CAUSES if any(words not in name for words in _matches(cause, text))), OTHER)


def cause(letter: Letter, domain: str) -> LetterCause:
    """The cause of a dead letter in a domain's queue."""
    if foreign(letter, domain):
        return ANOTHER_DOMAIN
    return NO_LETTER if letter.test_message else cause_of_text(letter.error, letter.object_type or "")


def any_counts(letters: Iterable[Letter], domain: str) -> bool:
    """Whether any of the letters is an object that could not be ingested: CreateDomain's test message is none."""
    return any(group.counts for group in groups(letters, domain))


class Sieve:
    """Chooses letters, and counts those of other domains that are left alone.

    Args:
        choose: see `chosen`.
        domain: whose queue it is.

    Attributes:
        of_other_domains: their number so far.
    """

    def __init__(self, choose: Callable[[Letter], bool], domain: str) -> None:
        self.of_other_domains = 0
        self._choose = choose
        self._domain = domain

    def chosen(self, letters: Iterable[Letter]) -> Iterator[Letter]:
        """The letters that are chosen."""
        for letter in letters:
            if self._choose(letter):
                yield letter
            elif foreign(letter, self._domain):
                self.of_other_domains += 1


def _matches(cause: LetterCause, text: str) -> Iterable[str]:
    return (found[0].lower() for found in re.finditer(cause.words, text, re.IGNORECASE))


@dataclass
class Group:
    """Letters of one cause and object type.

    Attributes:
        oldest, newest: epoch seconds between which they were sent.
        examples: a few message ids.
        messages: a few of the service's messages, where the cause does not say what they say; of other domains their
            names.
    """

    cause: LetterCause
    object_type: str | None
    letters: int = 0
    oldest: float = 0
    newest: float = 0
    examples: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether these are objects that could not be ingested: CreateDomain's test message is none."""
        return self.cause is not NO_LETTER or self.letters > TEST_MESSAGES

    @property
    def remedy(self) -> str:
        """What helps."""
        return LOOK if self.cause is NO_LETTER and self.counts else self.cause.remedy

    def add(self, letter: Letter) -> None:
        """Count a letter."""
        self.oldest = min(self.oldest, letter.sent) if self.letters else letter.sent
        self.newest = max(self.newest, letter.sent)
        self.letters += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(letter.message_id)
        text = one_line(letter.error if self.cause is OTHER else letter.domain or "") or "no message"
        if self.cause in (OTHER, ANOTHER_DOMAIN) and text not in self.messages and len(self.messages) < EXAMPLES:
            self.messages.append(text)


EXAMPLES = 3
MOST_OBJECT_TYPES = 1000
"""A domain has at most 100 object types; a queue full of nonsense must not fill the memory with groups."""


def groups(letters: Iterable[Letter], domain: str) -> list[Group]:
    """Groups the letters in a domain's queue by cause and object type, the largest group first. Takes one letter at a
    time and keeps none."""
    found: dict[tuple[str, str | None], Group] = {}
    for letter in letters:
        why = cause(letter, domain)
        object_type = letter.object_type
        if (why.name, object_type) not in found and len(found) >= MOST_OBJECT_TYPES:
            object_type = None
        found.setdefault((why.name, object_type), Group(why, object_type)).add(letter)
    return sorted(found.values(), key=lambda group: (-group.letters, group.cause.name, group.object_type or ""))


def chosen(only: Iterable[str], object_types: Iterable[str], domain: str) -> Callable[[Letter], bool]:
    """A test whether a letter has one of the given causes and object types; without any, all letters of the domain
    pass, and those of another one that shares its queue only if their cause is given."""
    causes = frozenset(only) or frozenset(NAMES) - {ANOTHER_DOMAIN.name}
    types = frozenset(object_types)
    return lambda letter: cause(letter, domain).name in causes and (not types or letter.object_type in types)
