"""Dead letters: the objects that a domain could not ingest; reading, grouping by cause, and re-ingesting them."""
