"""Raw rows to lines, orders, events and attributes."""
