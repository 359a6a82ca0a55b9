"""Amazon Connect: security profiles, which moto lacks. Instances, and the tags of everything, are moto's."""
