"""AWS's documented rules for object types and profiles as data: one row a rule, with its page.

The checks of the components, the model and the local AWS each run all of them.
"""
