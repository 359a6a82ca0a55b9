"""The customers that the sources know. Pure and deterministic."""

_FIRST_NAMES = ("Ana", "Ben", "Chidi", "Dana", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi", "Lena")
_LAST_NAMES = ("Silva", "Okafor", "Tanaka", "Meyer", "Novak", "Rossi", "Haddad", "Larsen", "Patel", "Moreau", "Cruz")
_CITIES = ("Lisbon", "Lagos", "Osaka", "Bonn", "Brno", "Turin", "Amman", "Oslo", "Pune", "Lyon", "Quito")


def person(index: int) -> tuple[str, str, str, str, str]:
    """First and last name, email address, phone number and city of the n-th customer."""
    first = _FIRST_NAMES[index % len(_FIRST_NAMES)]
    last = _LAST_NAMES[index % len(_LAST_NAMES)]
    city = _CITIES[index % len(_CITIES)]
    return first, last, f"{first}.{last}.{index}@example.com".lower(), f"+1555{index % 10_000_000:07d}", city
