"""Who acts: a person with the roles held at this moment, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person as a service sees one. `grants` are (role, region code) pairs; a region covers all below it."""

    id: int | None
    name: str
    address: str = ""
    grants: frozenset[tuple[str, str]] = frozenset()

    def holds(self, role: str, region_code: str) -> bool:
        """Whether the person holds `role` for a region that covers `region_code`."""
        return any(held == role and region_code.startswith(region) for held, region in self.grants)

    def regions(self, *roles: str) -> tuple[str, ...]:
        """Codes of the regions in which the person holds any of `roles`, none of them inside another."""
        codes = sorted({region for held, region in self.grants if held in roles}, key=len)
        return tuple(code for i, code in enumerate(codes) if not any(code.startswith(wider) for wider in codes[:i]))


SYSTEM = Actor(None, "系统")
