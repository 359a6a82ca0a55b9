"""A local cloud, as the end-to-end tests have it."""

from tests.e2e.conftest import place, vault, warm_python

__all__ = ["place", "vault", "warm_python"]
