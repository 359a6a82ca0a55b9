"""AWS Cloud Control for `AWS::CustomerProfiles::Domain`, `::Integration` and `::ObjectType`."""
