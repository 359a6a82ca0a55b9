"""The options of a command that name a target, and the target that they name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from . import aws_targets, stack_targets
from .errors import Refused, no_such_domain
from .targets import Target


@dataclass(frozen=True)
class Selection:
    """The values of a command's options.

    Attributes:
        stack: Pulumi stack; None together with `domain` means that Pulumi is not used.
        cwd: folder of the Pulumi project; None is the present one.
        domain: domain name; in a stack it chooses among several.
        region: Region of the domain.
        profile: named AWS profile.
    """

    stack: str | None = None
    cwd: Path | None = None
    domain: str | None = None
    region: str | None = None
    profile: str | None = None


def find(
    where: Selection,
    *,
    ingestions: bool = True,
    closely: int | None = None,
    tell: Callable[[int, int], None] = lambda _done, _every: None,
) -> Target:
    """The target that the options name.

    Args:
        where: the options.
        ingestions: whether AWS is asked for the domain's ingestions; those of a stack are always known.
        closely: see `aws_targets.with_ingestions`; for whoever does not need the numbers of ingestions that are well.
        tell: called with the number of the domain's workflows that were read so far, and that of all.

    Raises:
        Refused: no such stack or domain, or a stack has several domains and none is chosen.
        Unreachable: Pulumi did not answer.
        AwsError: AWS did not answer.
    """
    if where.stack is None and where.domain is not None:
        named = (where.domain, where.region, where.profile)
        if not ingestions:
            return aws_targets.domain_alone(*named)
        return aws_targets.from_domain(*named, tell, closely=closely)
    target = chosen(stack_targets.from_stack(where.stack, where.cwd, where.profile), where)
    if target.queue_url or target.kms_key_arn:
        return target
    # The stack's own resources do not include the domain.
    domain = target.client.get_domain(target.domain_name)
    if domain is None:
        raise no_such_domain(target.domain_name, target.account, target.region)
    return replace(
        target,
        queue_url=domain.get("DeadLetterQueueUrl", ""),
        kms_key_arn=domain.get("DefaultEncryptionKey", ""),
    )


def chosen(found: list[Target], where: Selection) -> Target:
    """The one that the options choose.

    Raises:
        Refused: none matches, or several do.
    """
    matching = [
        each for each in found if where.domain in (None, each.domain_name) and where.region in (None, each.region)
    ]
    if len(matching) == 1:
        return matching[0]
    there = ", ".join(f"{each.domain_name} in {each.region}" for each in found)
    if not found:
        raise Refused(
            "the stack has no Customer Profiles domain: pulumi up, choose another with --stack, or give --domain NAME"
        )
    if matching:
        raise Refused(f"the stack has several domains, choose one with --domain or --region: {there}")
    raise Refused(f"the stack has no such domain; it has {there}")
