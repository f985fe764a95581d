"""The statements of the tutorials, one file for each topic."""
