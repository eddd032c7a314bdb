"""The wish for a title: sent, checked, returned, decided."""
