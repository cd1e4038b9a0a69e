"""One attempt over HTTP; the only folder that imports httpx, httpcore and h11."""
