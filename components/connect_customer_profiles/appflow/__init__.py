"""Flows and connections made in AppFlow, through their whole life."""
