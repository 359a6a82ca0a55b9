"""Amazon AppFlow: flows, their runs, and connector profiles."""
