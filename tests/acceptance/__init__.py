"""`make acceptance`: the components at AWS itself, from the first `pulumi up` to the last deletion."""
