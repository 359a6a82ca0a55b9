"""Seeing, understanding and repairing what the components have set up."""
