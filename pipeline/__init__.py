"""Access and stability layers, unreachable communities and maps for post-conflict regions."""
