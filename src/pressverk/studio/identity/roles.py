"""The roles, by their former address."""

from pressverk.studio.roles import ALL_ROLES, Role

__all__ = ["ALL_ROLES", "Role"]
