"""The types that editors complete are the records and rules that a deployment checks."""

from typing import get_args

from connect_customer_profiles.sources import CONNECTORS, SOURCES
from connect_customer_profiles.sources.connector_profiles import CONNECTIONS
from connect_customer_profiles.sources.source_types import ConnectionType, ConnectorType, SourceType
from connect_customer_profiles.sources.task import ACTIONS, TASK_TYPES
from connect_customer_profiles.sources.task_types import (
    AppFlowOperator,
    AppFlowTaskType,
    FilterOperator,
    ValidationAction,
)


def test_sources() -> None:
    assert get_args(SourceType) == tuple(SOURCES)
    assert get_args(ConnectorType) == tuple(CONNECTORS)
    assert get_args(ConnectionType) == tuple(CONNECTIONS)


def test_tasks() -> None:
    assert get_args(AppFlowTaskType) == tuple(TASK_TYPES)
    assert set(get_args(AppFlowOperator)) == {each for facts in TASK_TYPES.values() for each in facts.operators}
    assert set(get_args(FilterOperator)) == {each for source in SOURCES.values() for each in source.filter_operators}
    assert get_args(ValidationAction) == tuple(ACTIONS)
