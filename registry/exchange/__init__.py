"""The bulk exchange folder: load and dump."""
