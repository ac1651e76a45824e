"""What the hostile programs share: honest clients that are measured, a crowd that attacks, and the verdict on the server."""
