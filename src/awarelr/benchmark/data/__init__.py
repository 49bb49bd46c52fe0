"""What the tasks train on: built-in data sets, procedural data and the seeded draws from them; one source a file."""
