"""The local AWS: moto for the common services, our own emulator for Customer Profiles, AppFlow and Cloud Control."""
