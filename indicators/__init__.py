"""Indicators, targets, figures and what became of them."""
