"""The memory of one process in addition to state: its own actions, and answers that it need not ask AWS for twice."""

import threading
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")


class ProcessMemory:
    """The memory of one process. Whoever starts the work owns it and passes it on.

    The provider has one for as long as the engine keeps its process, every command and every round of the supervisor
    has one of its own. Nothing in it is needed for correctness: a process that has forgotten everything looks at AWS,
    and waits until what an earlier process did must have shown.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.forget()

    def forget(self) -> None:
        """Be as a new process is."""
        self._attempted: datetime | None = None
        self._owners: dict[str, str] = {}
        self._tokens: set[str] = set()
        self._adopted: set[str] = set()
        self._planned: dict[str, str] = {}
        self._deleted: set[str] = set()
        self._planned_more: dict[Hashable, dict[Hashable, int]] = {}
        self._answers: dict[Hashable, Any] = {}
        self._turns: dict[Hashable, threading.Lock] = {}
        self._said: set[Hashable] = set()
        self._checked: set[str] = set()

    # Attempts

    def begin(self, now: datetime) -> None:
        """Note when the process began: attempts of earlier processes are older."""
        if self._attempted is None:
            self._attempted = now

    def attempt(self, now: datetime) -> None:
        """Note that a call whose answer was lost may have taken effect."""
        self._attempted = now

    def last_attempt(self, now: datetime) -> datetime:
        """The time of the last attempt that may not be listed yet, by this process or an earlier one."""
        self.begin(now)
        return self._attempted or now

    # Whose workflows these are

    def claim(self, token: str, workflow_ids: Iterable[str]) -> None:
        """Note the workflows of a plan, so that they need not be examined for other plans."""
        self._owners.update(dict.fromkeys(workflow_ids, token))

    def is_foreign(self, token: str, workflow_id: str) -> bool:
        """Whether a workflow is known to belong to another plan."""
        return self._owners.get(workflow_id, token) != token

    # Plans

    def own(self, token: str) -> None:
        """Note the token of a plan that this process has made."""
        with self._lock:
            self._tokens.add(token)

    def own_flow(self, name: str) -> None:
        """Note the name of a flow that a plan of this process takes over."""
        with self._lock:
            self._adopted.add(name)

    def flows(self) -> frozenset[str]:
        """The names of all flows that plans of this process take over."""
        with self._lock:
            return frozenset(self._adopted)

    def tokens(self) -> frozenset[str]:
        """The tokens of all plans that this process has made: two of one program may be for the same object."""
        with self._lock:
            return frozenset(self._tokens)

    def plan(self, token: str, until: str) -> None:
        """Note that this process has planned everything of a plan before a time: nobody can have loaded it yet."""
        self._planned[token] = until

    def take_planned(self, token: str) -> str:
        """The time up to which this process has made the plan itself; "" if it has not. Returned only once, because
        after that an attempt is possible."""
        return self._planned.pop(token, "")

    def delete(self, token: str) -> None:
        """Note that everything of a plan was deleted."""
        self._deleted.add(token)

    def has_deleted(self, token: str) -> bool:
        """Whether this process has deleted everything of a plan: no lost attempt is possible."""
        return token in self._deleted

    # What will be added to what a quota counts

    def plan_more(self, counted: Hashable, which: Hashable, number: int) -> None:
        """Note how many of what is counted, such as the flows of an account and Region, something adds."""
        with self._lock:
            self._planned_more.setdefault(counted, {})[which] = number

    def more_of_others(self, counted: Hashable, which: Hashable) -> int:
        """How many of what is counted is added by what else this process has checked."""
        with self._lock:
            return sum(number for each, number in self._planned_more.get(counted, {}).items() if each != which)

    # Answers

    def once(self, question: Hashable, ask: Callable[[], T], *, keep: Callable[[T], bool] = lambda _: True) -> T:
        """The answer to a question, asked once per process.

        Args:
            question: what is asked.
            ask: asks it.
            keep: whether an answer is final.
        """
        with self._lock:
            turn = self._turns.setdefault(question, threading.Lock())
        # Whoever asks the same waits for the answer; nobody else does.
        with turn:
            answer: T = self._answers[question] if question in self._answers else ask()
            if keep(answer):
                self._answers[question] = answer
            return answer

    # What has been said

    def check(self, token: str) -> None:
        """Note that the program's inputs for a plan were checked."""
        with self._lock:
            self._checked.add(token)

    def has_checked(self, token: str) -> bool:
        """Whether the engine asks about the program's inputs. A refresh checks nothing: it asks for the difference to
        the inputs in state, and takes no step; an update that it is part of says all afterwards."""
        with self._lock:
            return token in self._checked

    def first(self, said: Hashable) -> bool:
        """Whether this process says something for the first time: the engine may ask for the difference of a resource
        several times."""
        with self._lock:
            new = said not in self._said
            self._said.add(said)
            return new


MEMORY = ProcessMemory()
"""That of the engine's provider process, for all resources: what one of them adds counts for the others' quotas.
The engine serialises providers, so they cannot hold it."""
