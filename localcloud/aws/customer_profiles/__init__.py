"""Amazon Connect Customer Profiles: domains, object types, integrations, workflows and the objects they bring."""
