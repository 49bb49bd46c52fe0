"""The networks that the tasks train; one architecture a file."""
