"""The Lambda handlers, and the archive that carries them.

Components refer to a handler by name and never import it, because a program does not need the code that runs in Lambda.
"""

INTEGRATIONS = "integrations.json"
"""The file beside `supervisor` with the integrations to supervise: `IntegrationWorkflow.supervision` by name."""
