"""From what AWS has of a domain to the program that takes it over. Pure."""
