"""Every call to AWS: sessions, pace, retries and errors."""
