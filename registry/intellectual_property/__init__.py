"""Patents, copyrights and the like, dated."""
