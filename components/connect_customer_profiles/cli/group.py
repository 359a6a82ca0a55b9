"""The sub-commands of `customer-profiles`, each in a file of its own that is imported when it is called."""

from difflib import get_close_matches
from importlib import import_module

import click

COMMANDS = {
    "plan": "plan:command",
    "suggest-mapping": "suggest_mapping:command",
    "rehearse": "rehearse:command",
    "preflight": "preflight:command",
    "adopt": "adopt:command",
    "status": "status:command",
    "watch": "watch:command",
    "resubmit": "resubmit:command",
    "reestablish": "reestablish:command",
    "diagnose": "diagnose:command",
    "dead-letters": "dead_letters:command",
    "profiles": "profiles:command",
}
"""Module and name of each sub-command. It is imported when it is called, or when the help lists all of them."""


class LazyGroup(click.Group):
    """A group that imports a sub-command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f".{module}", __package__), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The sub-command that the arguments begin with. An error names the nearest one, which click does only for
        commands that are loaded."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if nearest := get_close_matches(args[0], COMMANDS, n=1):
                raise click.UsageError(f"{error.message} Did you mean '{nearest[0]}'?", ctx) from None
            raise


NUMBERS = {"float range": "a number", "float": "a number", "integer range": "a whole number"}
"""What click calls numbers, and what others do."""


def way_out(error: click.ClickException) -> str:
    """What click says of wrong words, with what to do where it does not say that."""
    text, ctx = error.format_message(), getattr(error, "ctx", None)
    if ctx is None:
        return text
    if isinstance(error, click.MissingParameter):
        return f"{text.removesuffix('.')}; --help shows how"
    if isinstance(ctx.command, click.Group) and text.startswith("No such command") and text.endswith("."):
        return f"{text.removesuffix('.')}; there are {', '.join(ctx.command.list_commands(ctx))}"
    for kind, words in NUMBERS.items():
        text = text.replace(f"is not a valid {kind}.", f"is not {words}.")
    return text


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Shell completion: eval "$(_CUSTOMER_PROFILES_COMPLETE=bash_source customer-profiles)" (bash, zsh or fish).',
)
@click.version_option(package_name="connect-customer-profiles")
def group() -> None:
    """Operate Amazon Connect Customer Profiles: see the progress of an ingestion, find out what is wrong, repair it.

    Targets come from a Pulumi stack (--stack, or the one that is selected in the folder) or, with --domain alone, from
    AWS.

    Exit codes: 0 all is well, 1 something needs attention, 2 bad input or refused, 3 AWS or Pulumi did not answer.
    """
