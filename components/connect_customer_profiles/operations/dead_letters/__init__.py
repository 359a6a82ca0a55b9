"""Dead letters: what a domain could not ingest, read, grouped by cause, and put again."""
