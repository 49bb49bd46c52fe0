"""Draws the pictures of the documentation from the code itself, each time the site is built."""
