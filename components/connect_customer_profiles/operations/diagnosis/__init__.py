"""Why an ingestion does not work: facts are collected from AWS, causes are found in them, each with its remedy."""
