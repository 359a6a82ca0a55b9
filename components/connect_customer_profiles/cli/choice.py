"""A value that is one of a few words, for the commands of this library and of the local AWS."""

from typing import Any

import click

from ..rules.rule import not_one_of


class Choice(click.Choice[str]):
    """click's `Choice`, whose refusal names the word that was meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, in the spelling of the choices.

        Raises:
            click.BadParameter: it is none of them.
        """
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            raise click.BadParameter(f"{value!r}: {not_one_of(value, [*map(str, self.choices)])}", ctx, param) from None
