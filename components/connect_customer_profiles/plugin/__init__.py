"""The package for programs in other languages: one process serves its components and the resources they are made of.

Nothing of it is imported by a Python program.
"""
