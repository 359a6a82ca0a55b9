"""What the rules read of resources: one file for each kind of resource, whatever provider it comes from.

A file begins with a dataclass of what the rules ask of that kind; every resource type says how to read each field.
A component is read as what it will create: the documents it attaches are made by the library's own functions.
"""
