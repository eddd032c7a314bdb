"""What is known of a firm for any rule set: reports, rights, titles, registration, and what it says of itself."""

from registry.assessments import readiness

__all__ = ["readiness"]  # imported with the package: whoever changes facts has the readiness of firms follow
