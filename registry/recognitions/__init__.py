"""Which title an enterprise holds over which days, and the spans that are counted."""

from registry.recognitions import derivation

__all__ = ["derivation"]  # imported with the package: whoever changes facts has the spans follow
