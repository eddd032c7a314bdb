"""Trying a change of the rules on all firms before anybody decides on it; nothing in force is touched."""
