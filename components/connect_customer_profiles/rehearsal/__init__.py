"""A rehearsal: what a sample of records would become in a domain, before it is deployed.

Files → records → tasks of the flow → objects → profiles and dead letters, by the rules of `sources/` and `profiles/`.
Pure but for reading the sample; nothing leaves this process.
"""
