"""What people have typed and not saved yet: kept field by field, whatever becomes of browser, session or server."""
