"""Outlook methods, one module each. Estimates, only while the verdict is pending."""
