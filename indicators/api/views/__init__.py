"""The addresses, a module for each chapter."""
