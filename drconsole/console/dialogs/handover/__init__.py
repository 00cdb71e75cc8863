"""Dialogs of a handover: giving, and taking over."""
