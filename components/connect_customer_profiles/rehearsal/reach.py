"""How far a sample says something about the whole."""

from math import sqrt

_Z = 1.96
"""Standard deviations of an interval of 95 %."""


def interval(found: int, of: int) -> tuple[float, float]:
    """Between which shares the share in the whole lies, with a confidence of 95 % (Wilson's score interval)."""
    share, square = found / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def sentences(records: int, refused: int, joined: int) -> tuple[str, ...]:
    """What may be concluded, if the sample was drawn at random.

    Args:
        records: those of the sample.
        refused: how many would be dead letters.
        joined: how many objects joined a profile.
    """
    if not records:
        return ()
    found = []
    if refused:
        low, high = interval(refused, records)
        found.append(
            f"{_percent(refused / records)} of the sample would be dead letters; if it was drawn at random, "
            f"{_percent(low)} to {_percent(high)} of the whole (95 %)."
        )
    unseen = _percent(min(1.0, 3 / records))
    shown = "this 1 record does not show" if records == 1 else f"none of these {records:,} records shows"
    found.append(f"What {shown} may still concern up to {unseen} of the whole (95 %).")
    objects = "1 object" if joined == 1 else f"{joined:,} objects"
    found.append(
        f"{objects} joined a profile. Of duplicates a random sample shows few: a tenth of the records holds a "
        "hundredth of the pairs. Samples by person, such as all whose name begins with M, show them as they are."
    )
    return tuple(found)


def _percent(share: float) -> str:
    value = share * 100
    if 0 < value < 0.01:
        return "less than 0.01 %"
    return f"{value:.2g} %" if value < 10 else f"{value:.0f} %"
