"""The Lambda handlers, and the archive that they are put in."""
