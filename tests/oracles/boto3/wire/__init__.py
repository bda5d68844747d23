"""The wire of the practice account, service by service."""
