"""Physical names: deterministic, within the services' limits, different for different things."""

import re

import pytest
from connect_customer_profiles import names
from hypothesis import example, given
from hypothesis import strategies as st

DOMAINS = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}", fullmatch=True)
OBJECT_TYPES = st.from_regex(r"[a-zA-Z_][a-zA-Z_0-9-]{0,254}", fullmatch=True)
REGION, ACCOUNT = "us-east-1", "111122223333"
REGIONS = st.sampled_from([REGION, "eu-central-1", "ap-southeast-1"])
TOKENS = st.from_regex(r"[0-9a-f]{10}", fullmatch=True)
FLOW_NAME = r"[a-zA-Z0-9][\w!@#.-]+"
"""Pattern of FlowName in the API model; at most 256 characters."""


@given(st.text(max_size=300), st.integers(20, 256))
@example("half a character \ud800" * 9, 64)
def test_fitted_names_keep_the_limit_and_short_ones_stay_as_they_are(name: str, limit: int) -> None:
    fitted = names.fitted(name, limit)
    assert len(fitted) <= limit
    assert (fitted == name) == (len(name) <= limit)
    assert fitted == names.fitted(name, limit)


def test_long_names_that_differ_at_the_end_stay_different() -> None:
    assert names.fitted("a" * 70, 64) == f"{'a' * 55}-6bd5e503"
    assert names.fitted("a" * 71, 64) != names.fitted("a" * 70, 64)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (names.queue_name("shop"), "shop-dead-letters"),
        (names.key_alias("shop"), "alias/shop"),
        (names.role_name("shop", "us-east-1"), "shop-ingestion-us-east-1"),
        (names.domain_arn("eu-west-2", "111122223333", "shop"), "arn:aws:profile:eu-west-2:111122223333:domains/shop"),
        (
            names.integration_arn("eu-west-2", "111122223333", "shop", "arn:aws:appflow:x"),
            "arn:aws:profile:eu-west-2:111122223333:domains/shop/integrations/arn:aws:appflow:x",
        ),
        (names.queue_arn("eu-west-2", "111122223333", "letters"), "arn:aws:sqs:eu-west-2:111122223333:letters"),
        (names.flow_arn("eu-west-2", "111122223333", "f"), "arn:aws:appflow:eu-west-2:111122223333:flow/f"),
        (
            names.connector_profile_arn("eu-west-2", "111122223333", "p"),
            "arn:aws:appflow:eu-west-2:111122223333:connectorprofile/p",
        ),
        (
            names.flow_name("shop", "Salesforce-Contact", "0123456789", region=REGION),
            "shop-Salesforce-Contact-0123456789",
        ),
        (
            names.flow_name("shop", "Salesforce-Contact", "0123456789", 2, region=REGION),
            "shop-Salesforce-Contact-0123456789-g2",
        ),
        (
            names.flow_name("shop", "Orders", "0123456789", 2, region=REGION, ending=names.domain_ending("shop")),
            "shop-Orders-0123456789-g2.4",
        ),
        (names.domain_ending("_shop"), ""),
        (names.domain_ending("a" * 50), ".50"),
        (names.domain_ending("a" * 51), ""),
        (names.flow_name_of("arn:aws:appflow:eu-west-2:111122223333:flow/shop-x"), "shop-x"),
        (names.flow_name_of("shop-x"), "shop-x"),
    ],
)
def test_names_and_arns(name: str, expected: str) -> None:
    assert name == expected


@given(DOMAINS)
@example("a" * 64)
def test_names_of_queues_aliases_and_roles_keep_the_limits_of_their_services(domain: str) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,80}", names.queue_name(domain))
    assert re.fullmatch(r"alias/[a-zA-Z0-9/_-]{1,250}", names.key_alias(domain))
    for region in ("us-east-1", "ap-southeast-2"):
        assert re.fullmatch(r"[\w+=,.@-]{1,64}", names.role_name(domain, region))


@given(DOMAINS, OBJECT_TYPES, TOKENS, st.integers(1, 99), REGIONS)
@example("a" * 57, "b" * 255, "0123456789", 1, "ap-southeast-1")
def test_a10_flow_names_are_what_the_api_takes_and_carry_the_token(
    domain: str, object_type: str, token: str, generation: int, region: str
) -> None:
    name = names.flow_name(domain, object_type, token, generation, region=region)
    assert re.fullmatch(FLOW_NAME, name)
    uri = names.flow_arn(region, ACCOUNT, name)
    # CreateIntegrationWorkflow and PutIntegration take 255 characters, TagResource an ARN of 256.
    assert len(uri) <= 255
    assert len(names.integration_arn(region, ACCOUNT, domain, uri)) <= 256
    assert name.endswith(f"-{token}" if generation == 1 else f"-{token}-g{generation}")
    if names.fits_flows(domain, region):
        assert name.startswith(names.flow_prefix(domain))


def test_only_the_longest_names_of_domains_leave_no_room_for_a_flow() -> None:
    assert [names.fits_flows("a" * 58, "ap-southeast-1"), names.fits_flows("a" * 59, "ap-southeast-1")] == [True, False]
    assert [names.fits_flows("a" * 63, "us-east-1"), names.fits_flows("a" * 64, "us-east-1")] == [True, False]


@pytest.mark.parametrize("domain", ["_shop", "-shop"])
def test_flow_names_of_domains_that_begin_with_a_sign_are_what_the_api_takes(domain: str) -> None:
    assert re.fullmatch(FLOW_NAME, names.flow_name(domain, "Salesforce-Contact", "0123456789", region=REGION))


@given(DOMAINS, OBJECT_TYPES, TOKENS, TOKENS)
def test_flow_names_of_different_plans_differ(domain: str, object_type: str, one: str, other: str) -> None:
    first, second = (names.flow_name(domain, object_type, each, region=REGION) for each in (one, other))
    assert (first == second) == (one == other)


@given(DOMAINS)
def test_the_roles_of_one_domain_in_two_regions_have_two_names(domain: str) -> None:
    assert names.role_name(domain, "us-east-1") != names.role_name(domain, "us-west-2")


@given(DOMAINS, OBJECT_TYPES, st.integers(1, 99), REGIONS)
def test_a_flow_begins_with_the_prefix_of_its_domain_and_object_type(
    domain: str, kind: str, generation: int, region: str
) -> None:
    (prefix,) = names.flow_prefixes(domain, [kind])
    if names.fits_flows(domain, region):
        assert names.flow_name(domain, kind, "ef2a6b1296", generation, region=region).startswith(prefix)
    assert names.external_flow_name(domain, kind, {}).startswith(prefix)


@given(DOMAINS, OBJECT_TYPES, st.integers(1, 99), REGIONS)
@example("a" * 50, "b" * 255, 99, "ap-southeast-1")
def test_a_flow_that_tells_its_domain_has_prefix_token_and_generation_like_any_other(
    domain: str, kind: str, generation: int, region: str
) -> None:
    ending, token = names.domain_ending(domain), "ef2a6b1296"
    name = names.flow_name(domain, kind, token, generation, region=region, ending=ending)
    assert re.fullmatch(FLOW_NAME, name)
    assert len(names.integration_arn(region, ACCOUNT, domain, names.flow_arn(region, ACCOUNT, name))) <= 256
    assert names.generation(name, token) == generation
    if ending:
        assert name.startswith(names.flow_prefixes(domain, [kind])[0])


@given(DOMAINS, DOMAINS, OBJECT_TYPES, OBJECT_TYPES, REGIONS)
@example("shop", "shop-eu", "eu-Orders", "Orders", "us-east-1")
@example("shop-eu", "shop", "Orders", "eu-Orders", "us-east-1")
def test_no_flow_of_another_domain_has_prefix_and_ending_of_a_domain(
    domain: str, other: str, kind: str, others_kind: str, region: str
) -> None:
    prefix, ending = names.flow_prefix(domain), names.domain_ending(domain)
    if ending:
        more = names.domain_ending(other)
        flow = names.flow_name(other, others_kind, "ef2a6b1296", region=region, ending=more)
        assert (flow.startswith(prefix) and flow.endswith(ending)) == (domain == other)
        own = names.flow_name(domain, kind, "ef2a6b1296", region=region, ending=ending)
        assert own.startswith(prefix)
        assert own.endswith(ending)
