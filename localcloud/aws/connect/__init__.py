"""Amazon Connect: security profiles and attributes of instances, which moto lacks. The rest is moto's."""
