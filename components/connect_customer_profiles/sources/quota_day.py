"""When a source's daily quota is there again. Pure."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)


class QuotaDay(NamedTuple):
    """The day that a source's quotas are counted by.

    Attributes:
        begins_at: when it begins, UTC; None if the last 24 hours count, whenever they begin.
        words: the same in the source's words, for messages.
    """

    begins_at: time | None
    words: str

    def after(self, moment: datetime) -> datetime:
        """When a quota that was used up at a moment (UTC) is there again."""
        if self.begins_at is None:
            return moment + DAY
        today = datetime.combine(moment.date(), self.begins_at, UTC)
        return today if moment < today else today + DAY


LAST_24_HOURS = QuotaDay(None, "24 hours after it was used up")
"""For sources that count the last 24 hours, or say nothing."""
