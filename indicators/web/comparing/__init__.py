"""Series of indicators beside each other: chosen, put on one footing, drawn and told."""
