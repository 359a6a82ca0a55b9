"""The life cycles of flows and connections made in AppFlow."""
