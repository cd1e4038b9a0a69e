"""The catalogue of applications: one by its name."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from octaspace_api.models import App
from octaspace_api.resources.apps import AppsResource, AsyncAppsResource
from octaspace_sdk.rentals.app_defaults import find_app


class Apps(AppsResource):
    """The catalogue of applications, on a sync client."""

    def find(self, name: str | UUID) -> App:
        """Return the application with this name or UUID.

        Args:
            name: Its name in any case, words of it that mean only one, or its UUID.

        Returns:
            App: The application.

        Raises:
            LookupError: There is none, or several; the message names them.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /apps
        """
        return _find(self.list(), name)


class AsyncApps(AsyncAppsResource):
    """The catalogue of applications, on an async client."""

    async def find(self, name: str | UUID) -> App:
        """Return the application with this name or UUID.

        Args:
            name: Its name in any case, words of it that mean only one, or its UUID.

        Returns:
            App: The application.

        Raises:
            LookupError: There is none, or several; the message names them.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /apps
        """
        return _find(await self.list(), name)


def _find(apps: Sequence[App], name: str | UUID) -> App:
    try:
        return find_app(apps, name)
    except ValueError as error:
        raise LookupError(str(error)) from None
