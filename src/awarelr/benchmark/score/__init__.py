"""From records to figures: how each contest ended, the league tables, and how sure one can be."""
