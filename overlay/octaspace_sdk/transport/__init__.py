"""One attempt over HTTP; the only folder that imports httpx, httpcore, h11 or anyio."""
