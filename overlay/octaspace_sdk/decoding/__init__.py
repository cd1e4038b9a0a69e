"""From the bytes of an answer to typed values, tolerantly."""
