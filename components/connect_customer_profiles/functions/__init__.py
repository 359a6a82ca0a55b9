"""The Lambda handlers, and the archive that they are put in.

Components name a handler by text and never import it: a program does not need what runs in Lambda.
"""

INTEGRATIONS = "integrations.json"
"""The file beside `supervisor` that says what is wanted: `IntegrationWorkflow.supervision` by name."""
