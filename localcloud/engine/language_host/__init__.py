"""Pulumi's Python language host: starts programs, policy packs and plugins for an engine built from Go modules.

A complete Pulumi installation has its own; the Go modules of the engine lack it. The set-up copies this package beside
`pulumi`, so it stands alone: the standard library, grpc and the protocol from the Pulumi SDK.
"""
