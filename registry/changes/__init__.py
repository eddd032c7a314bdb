"""Changes of the firm as small procedures: renamed, moved, moved out, merged into another, deregistered."""
