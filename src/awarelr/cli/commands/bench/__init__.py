"""The benchmark's commands, one a file."""
