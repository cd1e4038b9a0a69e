"""The resource `accounts`: The account that the API key belongs to, its balance and its wallet."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from ..executor import AsyncExecutor, Executor
from ..models import Account, Wallet
from ..operations import accounts as operations
from ..request import Request

R = TypeVar("R")


class AccountsResource:
    """`accounts` on a sync client: The account that the API key belongs to, its balance and its wallet."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def profile(
        self,
    ) -> Account:
        """Return the profile of the account.

        The balance is in Wei, as a number or as quoted digits, and may be above 2^64.

        Returns:
            Account: The account.

        Raises:
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /accounts
        """
        return self._executor.execute(operations.accounts_profile())

    def generate_wallet(
        self,
    ) -> Wallet:
        """Generate a new wallet for the account.

        Takes no body. Answers with the whole account, with nothing but the new address, or with the wallet and its
        network.

        Returns:
            Wallet: The account with its new wallet, or the new address alone.

        Raises:
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /accounts
        """
        return self._executor.execute(operations.accounts_generate_wallet())

    def balance(
        self,
    ) -> int:
        """Return the balance of the account in Wei.

        The balance arrives as a number, as quoted digits or as null, and may be above 2^64.

        Returns:
            int: The balance.

        Raises:
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /accounts/balance
        """
        return self._executor.execute(operations.accounts_balance())


class AsyncAccountsResource:
    """`accounts` on an async client: The account that the API key belongs to, its balance and its wallet."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def profile(
        self,
    ) -> Account:
        """Return the profile of the account.

        The balance is in Wei, as a number or as quoted digits, and may be above 2^64.

        Returns:
            Account: The account.

        Raises:
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /accounts
        """
        return await self._executor.execute(operations.accounts_profile())

    async def generate_wallet(
        self,
    ) -> Wallet:
        """Generate a new wallet for the account.

        Takes no body. Answers with the whole account, with nothing but the new address, or with the wallet and its
        network.

        Returns:
            Wallet: The account with its new wallet, or the new address alone.

        Raises:
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /accounts
        """
        return await self._executor.execute(operations.accounts_generate_wallet())

    async def balance(
        self,
    ) -> int:
        """Return the balance of the account in Wei.

        The balance arrives as a number, as quoted digits or as null, and may be above 2^64.

        Returns:
            int: The balance.

        Raises:
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /accounts/balance
        """
        return await self._executor.execute(operations.accounts_balance())


class RawAccountsResource(Generic[R]):
    """`accounts` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def profile(
        self,
    ) -> R:
        """Return the profile of the account. (GET /accounts)"""
        return self._execute(operations.accounts_profile())

    def generate_wallet(
        self,
    ) -> R:
        """Generate a new wallet for the account. (POST /accounts)"""
        return self._execute(operations.accounts_generate_wallet())

    def balance(
        self,
    ) -> R:
        """Return the balance of the account in Wei. (GET /accounts/balance)"""
        return self._execute(operations.accounts_balance())
