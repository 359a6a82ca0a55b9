"""A local AWS for the project's own program, examples and tests. Nothing in `components/` knows that it exists."""
