# The simulator: docker build -t octaspace-simulator . && docker run --rm -p 127.0.0.1:6282:6282 octaspace-simulator
FROM python:3.13-slim
COPY pyproject.toml README.md LICENSE /build/
COPY overlay /build/overlay
COPY generated /build/generated
RUN pip install --no-cache-dir "/build[simulator]" && rm -r /build
USER nobody
EXPOSE 6282
ENTRYPOINT ["python", "-m", "octaspace_sdk.simulator", "--host", "0.0.0.0"]
