"""How an ingestion is watched: alarms, events with their messages, the dashboard. Pure."""
