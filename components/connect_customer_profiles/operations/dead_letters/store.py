"""A domain, seen as the place where letters are put."""

import threading
import time
from collections.abc import Callable

from ...aws.errors import AwsError
from ...aws.profile_objects import ProfileObjects
from .keys import NO_KEYS, ObjectKeys
from .messages import Letter

REMEMBERED = 1000
"""Object types whose keys are kept; a domain has at most 100, a queue may name any."""

TROUBLE_SECONDS = 30
"""For how long a look at domain and key counts: doubtful answers come by the hundred."""


class Profiles:
    """The objects of one domain. Safe to use by threads.

    Args:
        objects: the calls.
        domain: domain name.
        look: looks why no object of the domain can be stored; see `ports.Store.trouble`.
    """

    def __init__(self, objects: ProfileObjects, domain: str, look: Callable[[], str | None] = lambda: None) -> None:
        self._objects = objects
        self.domain = domain
        self._look = look
        self._guard = threading.Lock()
        self._look_again = 0.0
        self._trouble: str | None = None
        self._keys: dict[str, ObjectKeys] = {}
        self.unread: dict[str, str] = {}
        """Object types that could not be read, and why."""

    def keys(self, object_type: str) -> ObjectKeys:
        """An object type's keys, read once; none if they cannot be read."""
        if object_type not in self._keys:
            if len(self._keys) >= REMEMBERED:
                self._keys.clear()
            self._keys[object_type] = self._keys_of(object_type)
        return self._keys[object_type]

    def _keys_of(self, object_type: str) -> ObjectKeys:
        try:
            return ObjectKeys.of(self._objects.get_object_type(self.domain, object_type) or {})
        except AwsError as error:
            self.unread[object_type] = str(error)
            return NO_KEYS

    def trouble(self) -> str | None:
        """Why no object of the domain can be stored; see `ports.Store`. Looked at once in `TROUBLE_SECONDS`."""
        with self._guard:
            now = time.monotonic()
            if now >= self._look_again:
                self._look_again, self._trouble = now + TROUBLE_SECONDS, self._look()
            return self._trouble

    def put(self, letter: Letter) -> None:
        """Ingest a letter's object with one call. Ingesting the same object twice stores it once.

        Raises:
            AwsError: it is not stored, or nobody knows.
        """
        self._objects.put_object(self.domain, letter.object_type or "", letter.body)
