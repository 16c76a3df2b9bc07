"""Customers to assignments."""
