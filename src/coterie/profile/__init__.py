"""Assignments to meaning."""
