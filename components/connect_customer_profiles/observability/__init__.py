"""What is watched of an ingestion: alarms, events with their messages, the dashboard. Pure."""
