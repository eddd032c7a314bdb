"""The command line: dry run unless told to commit."""
